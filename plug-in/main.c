/* SPDX-License-Identifier: GPL-3.0-or-later */

/* main.c - the plug-in's class and the registration of its two procedures.  GIMP runs this at every
 * start of the plug-in, so nothing here opens a file or queries the processor. */

#include "folder.h"
#include "job/arguments.h"
#include "job/folder-arguments.h"
#include "run.h"

#include <libgimp/gimp.h>

#include <glib/gi18n.h>

#define STYLE_TRANSFER_TYPE (style_transfer_get_type ())
G_DECLARE_FINAL_TYPE (StyleTransfer, style_transfer, STYLE, TRANSFER, GimpPlugIn)

struct _StyleTransfer
{
  GimpPlugIn parent_instance;
};

G_DEFINE_TYPE (StyleTransfer, style_transfer, GIMP_TYPE_PLUG_IN)

static GList *
style_transfer_query_procedures (GimpPlugIn *plug_in)
{
  return g_list_append (g_list_append (NULL, g_strdup (ARGUMENTS_PROCEDURE)),
                        g_strdup (FOLDER_ARGUMENTS_PROCEDURE));
}

static void
set_attribution (GimpProcedure *procedure)
{
  gimp_procedure_set_attribution (procedure, "The Style Transfer authors",
                                  "The Style Transfer authors", "2026");
}

static GimpProcedure *
create_for_layers (GimpPlugIn *plug_in, const gchar *name)
{
  GimpProcedure *procedure;

  procedure = gimp_image_procedure_new (plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN, run_procedure,
                                        NULL, NULL);

  gimp_procedure_set_image_types (procedure, "RGB*, GRAY*");
  gimp_procedure_set_sensitivity_mask (procedure, GIMP_PROCEDURE_SENSITIVE_DRAWABLE
                                                      | GIMP_PROCEDURE_SENSITIVE_DRAWABLES);
  gimp_procedure_set_menu_label (procedure, _ ("_Style Transfer..."));
  gimp_procedure_add_menu_path (procedure, "<Image>/Filters/Artistic");

  /* Without a help id: there is no help page that the dialog's Help button could open. */
  gimp_procedure_set_documentation (
      procedure,
      _ ("Repaint the selected layers in the style of another picture. Needs an RGB or grayscale "
         "image."),
      _ ("Adds a new layer above each given layer: the same picture, painted with the colors and "
         "the brushwork of a second picture, the style. The style is a layer (style-layer), an "
         "image or style file (style-file) or an installed style (style); exactly one of them must "
         "be given. A second style can be mixed in (second-style), regions can have their own "
         "styles (region-masks, region-styles), and an area can be protected (protect). The layer "
         "keeps its transparency. The selection, combined with the layer mask, becomes the mask of "
         "the new layer; masked-out pixels do not influence the result. The same arguments always "
         "give the same result. The layers of an animation (frames) are painted one after the "
         "other, so that they do not flicker; the new layers are placed together above them."),
      NULL);
  set_attribution (procedure);

  arguments_register (procedure);

  return procedure;
}

static GimpProcedure *
create_for_folders (GimpPlugIn *plug_in, const gchar *name)
{
  GimpProcedure *procedure
      = gimp_procedure_new (plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN, folder_run, NULL, NULL);

  gimp_procedure_set_sensitivity_mask (procedure, GIMP_PROCEDURE_SENSITIVE_ALWAYS);
  gimp_procedure_set_menu_label (procedure, _ ("Style Transfer on a _Folder..."));
  gimp_procedure_add_menu_path (procedure, "<Image>/Filters/Artistic");

  gimp_procedure_set_documentation (
      procedure, _ ("Repaint all pictures of a folder in the style of another picture."),
      _ ("Opens each picture of a folder (input-folder, recursive) or of a list (files), rotates "
         "it by its EXIF orientation, repaints what is visible, and writes it to another folder "
         "(output-folder), in the same format or in another one (format), with its color profile "
         "and its metadata. The style is a layer (style-layer), an image or style file "
         "(style-file) or an installed style (style). Existing files are replaced only on request "
         "(existing). If a picture fails, the others are painted nevertheless; at the end, the "
         "call fails with a message that names it."),
      NULL);
  set_attribution (procedure);

  folder_arguments_register (procedure);

  return procedure;
}

static GimpProcedure *
style_transfer_create_procedure (GimpPlugIn *plug_in, const gchar *name)
{
  if (g_str_equal (name, ARGUMENTS_PROCEDURE))
    return create_for_layers (plug_in, name);
  if (g_str_equal (name, FOLDER_ARGUMENTS_PROCEDURE))
    return create_for_folders (plug_in, name);

  return NULL;
}

/* Translations are in `locale` beside the program.  If it does not exist, libgimp would complain
 * at every start, so it is only set if it exists. */
static gboolean
style_transfer_set_i18n (GimpPlugIn *plug_in, const gchar *procedure_name, gchar **gettext_domain,
                         gchar **catalog_dir)
{
  g_autofree char *folder = g_path_get_dirname (gimp_get_progname ());
  g_autofree char *catalog = g_build_filename (folder, "locale", NULL);

  if (!g_file_test (catalog, G_FILE_TEST_IS_DIR))
    return FALSE;

  *gettext_domain = g_strdup (GETTEXT_PACKAGE);
  *catalog_dir = g_strdup ("locale");

  return TRUE;
}

static void
style_transfer_class_init (StyleTransferClass *klass)
{
  GimpPlugInClass *plug_in_class = GIMP_PLUG_IN_CLASS (klass);

  plug_in_class->query_procedures = style_transfer_query_procedures;
  plug_in_class->create_procedure = style_transfer_create_procedure;
  plug_in_class->set_i18n = style_transfer_set_i18n;
}

static void
style_transfer_init (StyleTransfer *plug_in)
{
}

GIMP_MAIN (STYLE_TRANSFER_TYPE)
