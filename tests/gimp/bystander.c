/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bystander.c - a plug-in that runs beside the one under test, and does what a user could do in
 * GIMP's own windows meanwhile.  GIMP starts it by itself.  A test writes a line into the file
 * "please" in the folder BYSTANDER; the file is deleted when that has been done:
 *
 *   delete-image        with all its displays
 *   delete-layer NAME   of the first image
 *   invert-layer NAME
 *   new-layer NAME      above the others: a copy of the uppermost
 *   rename-layer NAME   the uppermost
 *   new-channel NAME    in the first image: white on the left, black on the right
 *   delete-channel NAME
 *   new-selection       that touches nothing of it
 *   select X Y W H      a rectangle of the first image
 *   quit                GIMP, without a question
 */

#include <glib/gstdio.h>
#include <libgimp/gimp.h>
#include <stdio.h>
#include <string.h>

#define PROCEDURE    "test-bystander"
#define MILLISECONDS 20

G_DECLARE_FINAL_TYPE (Bystander, bystander, TEST, BYSTANDER, GimpPlugIn)

struct _Bystander
{
  GimpPlugIn parent_instance;
};

G_DEFINE_TYPE (Bystander, bystander, GIMP_TYPE_PLUG_IN)

/* The image is gone with its last display. */
static void
delete_image (GimpImage *image)
{
  gboolean shown = FALSE;

  for (int id = 1; id < 100; id++)
    if (gimp_display_id_is_valid (id))
      {
        gimp_display_delete (gimp_display_get_by_id (id));
        shown = TRUE;
      }
  if (!shown)
    gimp_image_delete (image);
}

static void
delete_layer (GimpImage *image, const char *name)
{
  GimpLayer *layer = gimp_image_get_layer_by_name (image, name);

  if (layer != NULL)
    gimp_image_remove_layer (image, layer);
  else
    g_printerr ("bystander: there is no layer “%s”\n", name);
  gimp_displays_flush ();
}

static void
invert_layer (GimpImage *image, const char *name)
{
  GimpLayer *layer = gimp_image_get_layer_by_name (image, name);

  if (layer != NULL)
    gimp_drawable_invert (GIMP_DRAWABLE (layer), FALSE);
  else
    g_printerr ("bystander: there is no layer “%s”\n", name);
}

static void
new_layer (GimpImage *image, const char *name)
{
  g_autofree GimpLayer **layers = gimp_image_get_layers (image);
  g_autofree GimpLayer **selected = gimp_image_get_selected_layers (image);
  GimpLayer             *copy = gimp_layer_copy (layers[0]);

  gimp_item_set_name (GIMP_ITEM (copy), name);
  gimp_image_insert_layer (image, copy, NULL, 0);
  gimp_image_set_selected_layers (image, (const GimpLayer **) selected);
}

static void
rename_layer (GimpImage *image, const char *name)
{
  g_autofree GimpLayer **layers = gimp_image_get_layers (image);

  gimp_item_set_name (GIMP_ITEM (layers[0]), name);
}

static void
new_channel (GimpImage *image, const char *name)
{
  int          height = gimp_image_get_height (image), width = gimp_image_get_width (image) / 2;
  GimpChannel *channel;

  gimp_image_select_rectangle (image, GIMP_CHANNEL_OP_REPLACE, 0, 0, width, height);
  channel = GIMP_CHANNEL (gimp_selection_save (image));
  gimp_item_set_name (GIMP_ITEM (channel), name);
  gimp_selection_none (image);
}

static void
delete_channel (GimpImage *image, const char *name)
{
  GimpChannel *channel = gimp_image_get_channel_by_name (image, name);

  if (channel != NULL)
    gimp_image_remove_channel (image, channel);
  else
    g_printerr ("bystander: there is no channel “%s”\n", name);
}

static void
select_rectangle (GimpImage *image, const char *numbers)
{
  int x, y, width, height;

  if (sscanf (numbers, "%d %d %d %d", &x, &y, &width, &height) == 4)
    gimp_image_select_rectangle (image, GIMP_CHANNEL_OP_REPLACE, x, y, width, height);
  else
    g_printerr ("bystander: “%s” is no rectangle\n", numbers);
}

static void
oblige (const char *wish)
{
  g_autofree GimpImage **images = gimp_get_images ();

  if (g_str_equal (wish, "quit"))
    gimp_value_array_unref (gimp_procedure_run (
        gimp_pdb_lookup_procedure (gimp_get_pdb (), "gimp-quit"), "force", TRUE, NULL));
  else if (images == NULL || images[0] == NULL)
    g_printerr ("bystander: there is no image\n");
  else if (g_str_equal (wish, "delete-image"))
    delete_image (images[0]);
  else if (g_str_has_prefix (wish, "delete-layer "))
    delete_layer (images[0], wish + strlen ("delete-layer "));
  else if (g_str_has_prefix (wish, "invert-layer "))
    invert_layer (images[0], wish + strlen ("invert-layer "));
  else if (g_str_has_prefix (wish, "new-layer "))
    new_layer (images[0], wish + strlen ("new-layer "));
  else if (g_str_has_prefix (wish, "rename-layer "))
    rename_layer (images[0], wish + strlen ("rename-layer "));
  else if (g_str_has_prefix (wish, "new-channel "))
    new_channel (images[0], wish + strlen ("new-channel "));
  else if (g_str_has_prefix (wish, "delete-channel "))
    delete_channel (images[0], wish + strlen ("delete-channel "));
  else if (g_str_has_prefix (wish, "select "))
    select_rectangle (images[0], wish + strlen ("select "));
  else if (g_str_equal (wish, "new-selection"))
    gimp_image_select_rectangle (images[0], GIMP_CHANNEL_OP_REPLACE, -20, -20, 10, 10);
  else
    g_printerr ("bystander: what is “%s”?\n", wish);
}

static gboolean
listen (gpointer path)
{
  g_autofree char *wish = NULL;

  if (g_file_get_contents (path, &wish, NULL, NULL) && g_str_has_suffix (wish, "\n"))
    {
      oblige (g_strstrip (wish));
      g_unlink (path);
    }
  return G_SOURCE_CONTINUE;
}

static GimpValueArray *
run (GimpProcedure *procedure, G_GNUC_UNUSED GimpProcedureConfig *config,
     G_GNUC_UNUSED gpointer data)
{
  const char *folder = g_getenv ("BYSTANDER");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  gimp_procedure_persistent_ready (procedure);
  gimp_plug_in_persistent_enable (gimp_procedure_get_plug_in (procedure));
  if (folder != NULL)
    g_timeout_add_full (G_PRIORITY_DEFAULT, MILLISECONDS, listen,
                        g_build_filename (folder, "please", NULL), g_free);
  g_main_loop_run (loop);
  return gimp_procedure_new_return_values (procedure, GIMP_PDB_SUCCESS, NULL);
}

static GList *
bystander_query_procedures (G_GNUC_UNUSED GimpPlugIn *plug_in)
{
  return g_list_append (NULL, g_strdup (PROCEDURE));
}

static GimpProcedure *
bystander_create_procedure (GimpPlugIn *plug_in, const gchar *name)
{
  return gimp_procedure_new (plug_in, name, GIMP_PDB_PROC_TYPE_PERSISTENT, run, NULL, NULL);
}

static gboolean
bystander_set_i18n (G_GNUC_UNUSED GimpPlugIn *plug_in, G_GNUC_UNUSED const gchar *name,
                    G_GNUC_UNUSED gchar **domain, G_GNUC_UNUSED gchar **catalog)
{
  return FALSE;
}

static void
bystander_class_init (BystanderClass *klass)
{
  GimpPlugInClass *plug_in_class = GIMP_PLUG_IN_CLASS (klass);

  plug_in_class->query_procedures = bystander_query_procedures;
  plug_in_class->create_procedure = bystander_create_procedure;
  plug_in_class->set_i18n = bystander_set_i18n;
}

static void
bystander_init (G_GNUC_UNUSED Bystander *plug_in)
{
}

GIMP_MAIN (bystander_get_type ())
