/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-file.c - opens and writes image files.  GIMP's error messages are written for developers
 * and often missing, so common problems are checked first and reported in our own words. */

#include "gimp/picture-file.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include <string.h>

#define PROBE_SIDE 8 /* pixels */

/* What libgimp says where a procedure has failed without a reason. */
#define LIBGIMP_DOMAIN "gimp30-libgimp"
#define NO_REASON      "execution error"

/* ---- Reading ----------------------------------------------------------------------- */

/* GIMP's reason in parentheses after a space; "" where it has none that says something to a user.
 * To be freed by g_free. */
static char *
get_reason (void)
{
  const char      *message = gimp_pdb_get_last_error (gimp_get_pdb ());
  g_autofree char *reason = g_strdelimit (g_strdup (message ? message : ""), "\n", ' ');

  g_strstrip (reason);
  if (!*reason || strstr (reason, "file-") || strstr (reason, "gimp-")
      || g_str_equal (reason, g_dgettext (LIBGIMP_DOMAIN, NO_REASON)))
    return g_strdup ("");

  return g_strdup_printf (" (%s)", reason);
}

/* Whether there is something in the file to open. */
static gboolean
check_file (GFile *file, const char *name, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  GFileType type = g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL);
  char      byte;
  gssize    n_read;

  if (type == G_FILE_TYPE_DIRECTORY)
    return nst_fail (error, NST_ERROR_FILE, _ ("“%s” is a folder: choose an image file."), name);
  if (!g_file_query_exists (file, NULL))
    return nst_fail (error, NST_ERROR_FILE, _ ("There is no file “%s”: check its name."), name);
  if (type == G_FILE_TYPE_SYMBOLIC_LINK)
    return nst_fail (error, NST_ERROR_FILE,
                     _ ("“%s” is a link to a file that does not exist: choose another file."),
                     name);
  if (type == G_FILE_TYPE_SPECIAL)
    return nst_fail (error, NST_ERROR_FILE, _ ("“%s” is not a regular file: choose an image file."),
                     name);

  stream = g_file_read (file, NULL, &reason);
  n_read = stream ? g_input_stream_read (G_INPUT_STREAM (stream), &byte, 1, NULL, &reason) : -1;
  if (n_read < 0)
    nst_set_error (error, NST_ERROR_FILE, _ ("The file “%s” cannot be read (%s)."), name,
                   reason->message);
  else if (n_read == 0)
    nst_set_error (error, NST_ERROR_FILE, _ ("The file “%s” is empty: choose another one."), name);

  return n_read > 0;
}

static gboolean
contains (GimpImage **images, GimpImage *image)
{
  for (int i = 0; images && images[i]; i++)
    if (images[i] == image)
      return TRUE;

  return FALSE;
}

/* Some loaders fail with an image half made.  Without a display nobody but the loader can have made
 * one meanwhile; with one, it is not for us to tell whose it is. */
static void
delete_left_over (GimpImage **before)
{
  g_autofree GimpImage **images = gimp_default_display () ? NULL : gimp_get_images ();

  for (int i = 0; images && images[i]; i++)
    if (!contains (before, images[i]))
      gimp_image_delete (images[i]);
}

/* GIMP opens raw photographs in the window of another program.  It names the programs that could do
 * it if none is there, and nothing if there is no display. */
static gboolean
is_raw (GFile *file)
{
  const char      *message = gimp_pdb_get_last_error (gimp_get_pdb ());
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *type = g_content_type_guess (name, NULL, 0, NULL);

  return g_content_type_is_a (type, "image/x-dcraw")
         || (message && (strstr (message, "darktable") || strstr (message, "RawTherapee")));
}

/* Why the file could not be opened. */
static void
fail_to_open (GFile *file, const char *name, GError **error)
{
  g_autofree char *reason = get_reason ();

  if (is_raw (file))
    nst_set_error (
        error, NST_ERROR_FILE,
        _ ("GIMP cannot open the raw photograph “%s”: it needs darktable or RawTherapee "
           "for that, and a display for their windows. Install one of them, or develop the "
           "photograph into a TIFF file."),
        name);
  else
    nst_set_error (
        error,
        NST_ERROR_FILE, /* Translators: a name, and nothing or a reason in parentheses, after a space. */
        _ ("GIMP cannot open the picture “%s”%s: it is damaged, or its format is not "
           "supported here."),
        name, reason);
}

GimpImage *
picture_file_load (GFile *file, GError **error)
{
  g_autofree char       *name = g_file_get_parse_name (file);
  g_autofree GimpImage **before = NULL;
  GimpImage             *image;

  if (!check_file (file, name, error))
    return NULL;

  before = gimp_get_images ();
  image = gimp_file_load (GIMP_RUN_NONINTERACTIVE, file);
  if (!image)
    {
      fail_to_open (file, name, error);
      delete_left_over (before);
      return NULL;
    }

  gimp_image_undo_disable (image);
  gimp_image_policy_rotate (image, FALSE);
  if (gimp_image_get_base_type (image) == GIMP_INDEXED)
    gimp_image_convert_rgb (image);

  return image;
}

/* ---- What is to be painted --------------------------------------------------------- */

/* Whether the layer, which is the only visible one, is all that one sees, as it is. */
static gboolean
is_plain (GimpLayer *layer, GimpImage *image)
{
  GimpDrawable                   *drawable = GIMP_DRAWABLE (layer);
  g_autofree GimpDrawableFilter **filters = gimp_drawable_get_filters (drawable);
  int                             x = 0, y = 0;

  gimp_drawable_get_offsets (drawable, &x, &y);

  return x == 0 && y == 0 && gimp_drawable_get_width (drawable) == gimp_image_get_width (image)
         && gimp_drawable_get_height (drawable) == gimp_image_get_height (image)
         && !gimp_item_is_group (GIMP_ITEM (layer)) && !gimp_item_is_text_layer (GIMP_ITEM (layer))
         && gimp_layer_get_opacity (layer) == 100.0 && !gimp_layer_get_mask (layer)
         && !(filters && filters[0]) && gimp_item_get_visible (GIMP_ITEM (layer));
}

/* Whether nothing of the layer is transparent. */
static gboolean
is_opaque (GimpLayer *layer)
{
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  const Babl *format = babl_format ("Y'A float");
  int         width = gegl_buffer_get_width (buffer), height = gegl_buffer_get_height (buffer);
  g_autofree float *row = g_new (float, 2 * (gsize) width);

  for (int y = 0; y < height; y++)
    {
      gegl_buffer_get (buffer, GEGL_RECTANGLE (0, y, width, 1), 1.0, format, row,
                       GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      for (int x = 0; x < width; x++)
        if (row[2 * x + 1] < 1.0f)
          return FALSE;
    }

  return TRUE;
}

static GimpLayer *
merge (GimpImage *image)
{
  g_autofree GimpLayer **layers = gimp_image_get_layers (image);
  GimpLayer             *sum, *top = layers ? layers[0] : NULL;

  if (top && !layers[1] && is_plain (top, image))
    return top;

  sum = gimp_image_merge_visible_layers (image, GIMP_CLIP_TO_IMAGE);
  if (!sum)
    return NULL;
  if (!is_plain (sum, image))
    {
      if (!gimp_drawable_has_alpha (GIMP_DRAWABLE (sum)))
        gimp_layer_add_alpha (sum);
      gimp_layer_resize_to_image_size (sum);
    }
  if (gimp_drawable_has_alpha (GIMP_DRAWABLE (sum)) && is_opaque (sum))
    gimp_layer_flatten (sum);

  g_clear_pointer (&layers, g_free);
  layers = gimp_image_get_layers (image);
  for (int i = 0; layers[i]; i++)
    if (layers[i] != sum)
      gimp_image_remove_layer (image, layers[i]);

  return sum;
}

static gboolean
has_visible_layer (GimpImage *image)
{
  g_autofree GimpLayer **layers = gimp_image_get_layers (image);

  for (int i = 0; layers && layers[i]; i++)
    if (gimp_item_get_visible (GIMP_ITEM (layers[i])))
      return TRUE;

  return FALSE;
}

GimpLayer *
picture_file_get_content (GimpImage *image, gboolean keep_layers, const char *name, GError **error)
{
  GimpLayer *content = NULL;

  if (has_visible_layer (image) && !keep_layers)
    {
      content = merge (image);
    }
  else if (has_visible_layer (image))
    {
      /* Translators: the name of a layer with all that is visible of a picture. */
      content = gimp_layer_new_from_visible (image, image, _ ("Picture"));
      if (content)
        gimp_image_insert_layer (image, content, NULL, 0);
    }

  if (!content)
    nst_set_error (error, NST_ERROR_FILE,
                   _ ("Nothing is visible in the picture “%s”: it has no visible layer."), name);

  return content;
}

/* ---- Formats ----------------------------------------------------------------------- */

gboolean
picture_file_has_layers (const char *ending)
{
  static const char *const layered[]
      = { "xcf", "xcf.gz", "xcf.bz2", "xcf.xz", "xcfgz", "xcfbz2", "xcfxz", "psd", "ora", NULL };

  return g_strv_contains (layered, ending);
}

char *
picture_file_get_ending (const char *name)
{
  static const char *const packings[] = { "gz", "bz2", "xz", "zip", NULL };
  g_autofree char         *lower = g_ascii_strdown (name, -1);
  char                    *dot = strrchr (lower, '.');

  if (!dot || dot == lower)
    return g_strdup ("");

  if (g_strv_contains (packings, dot + 1))
    for (char *c = dot - 1; c > lower; c--)
      if (*c == '.')
        {
          dot = c;
          break;
        }

  return g_strdup (dot + 1);
}

/* Deletes a folder of temporary files. */
static void
delete_folder (GFile *folder)
{
  g_autoptr (GFileEnumerator) entries = g_file_enumerate_children (
      folder, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *file;

  while (entries && g_file_enumerator_iterate (entries, NULL, &file, NULL, NULL) && file)
    g_file_delete (file, NULL, NULL);
  g_file_delete (folder, NULL, NULL);
}

/* Some formats have demands, but none that a small picture in plain RGB does not meet. */
static gboolean
try_export (const char *ending)
{
  g_autofree char *path = g_dir_make_tmp ("style-transfer-XXXXXX", NULL);
  g_autofree char *name = g_strconcat ("picture.", ending, NULL);
  g_autoptr (GFile) folder = path ? g_file_new_for_path (path) : NULL;
  g_autoptr (GFile) file = folder ? g_file_get_child (folder, name) : NULL;
  GimpImage *image;
  GimpLayer *layer;
  gboolean   exported;

  if (!folder)
    return TRUE; /* which the first picture will tell */

  image = gimp_image_new (PROBE_SIDE, PROBE_SIDE, GIMP_RGB);
  gimp_image_undo_disable (image);
  layer = gimp_layer_new (image, "", PROBE_SIDE, PROBE_SIDE, GIMP_RGB_IMAGE, 100.0,
                          gimp_image_get_default_new_layer_mode (image));
  gimp_image_insert_layer (image, layer, NULL, 0);
  gimp_drawable_fill (GIMP_DRAWABLE (layer), GIMP_FILL_WHITE);
  exported = gimp_file_save (GIMP_RUN_NONINTERACTIVE, image, file, NULL)
             && g_file_query_exists (file, NULL);
  gimp_image_delete (image);
  delete_folder (folder);

  return exported;
}

gboolean
picture_file_can_export (const char *ending)
{
  static GHashTable *known;
  gpointer           answer;

  if (!*ending)
    return FALSE;
  if (!known)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!g_hash_table_lookup_extended (known, ending, NULL, &answer))
    {
      answer = GINT_TO_POINTER (try_export (ending));
      g_hash_table_insert (known, g_strdup (ending), answer);
    }

  return GPOINTER_TO_INT (answer);
}

/* ---- Writing ----------------------------------------------------------------------- */

static gboolean
is_protected (GFile *file)
{
  g_autoptr (GFileInfo) info
      = g_file_query_info (file, G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE "," G_FILE_ATTRIBUTE_UNIX_MODE,
                           G_FILE_QUERY_INFO_NONE, NULL, NULL);

  if (!info)
    return FALSE;

  /* Root could write to it all the same. */
  return (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE)
          && !g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE))
         || (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_UNIX_MODE)
             && !(g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_UNIX_MODE) & 0222));
}

/* A new folder in that of `file`, for a file on its way to there; hidden, and swept by the next run
 * when GIMP is killed meanwhile. */
static NstDraft *
make_passage (GFile *file, GError **error)
{
  g_autoptr (GFile) parent = g_file_get_parent (file);
  g_autofree char *path = parent ? g_file_get_path (parent) : NULL;

  if (path)
    return nst_draft_new_folder (path, error);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _ ("the folder has no local path"));
  return NULL;
}

static gboolean
fail_to_write (const char *name, const char *reason, GError **error)
{
  return nst_fail (
      error,
      NST_ERROR_FILE, /* Translators: a name, and nothing or a reason in parentheses, after a space. */
      _ ("The painted picture “%s” cannot be written%s."), name, reason);
}

/* GIMP exports metadata only where the user's preferences or the call say so, and has no call that
 * says so for any format.  NULL: the format has no such choice, or is not here. */
static GimpProcedure *
find_exporter (const char *base)
{
  static const struct
  {
    const char *endings, *procedure;
  } exporters[] = { { ".jpg.jpeg.jpe.jfif.", "file-jpeg-export" },
                    { ".png.", "file-png-export" },
                    { ".tif.tiff.", "file-tiff-export" },
                    { ".webp.", "file-webp-export" },
                    { ".heic.heif.", "file-heif-export" },
                    { ".avif.", "file-heif-av1-export" },
                    { ".jxl.", "file-jpegxl-export" },
                    { ".psd.", "file-psd-export" } };
  g_autofree char *ending = picture_file_get_ending (base);
  g_autofree char *pattern = g_strdup_printf (".%s.", ending);

  for (gsize i = 0; *ending && i < G_N_ELEMENTS (exporters); i++)
    if (strstr (exporters[i].endings, pattern)
        && gimp_pdb_procedure_exists (gimp_get_pdb (), exporters[i].procedure))
      return gimp_pdb_lookup_procedure (gimp_get_pdb (), exporters[i].procedure);

  return NULL;
}

static void
ask_for (GimpProcedureConfig *config, const char *name)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (config), name))
    g_object_set (config, name, TRUE, NULL);
}

/* With all that the image carries beside its pixels. */
static gboolean
export_image (GimpImage *image, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  GimpProcedure   *exporter = find_exporter (base);
  g_autoptr (GimpColorProfile) profile = gimp_image_get_color_profile (image);
  g_autoptr (GimpProcedureConfig) config = NULL;
  GimpValueArray *values;
  gboolean        exported;

  if (!exporter)
    return gimp_file_save (GIMP_RUN_NONINTERACTIVE, image, file, NULL);

  config = gimp_procedure_create_config (exporter);
  g_object_set (config, "image", image, "file", file, NULL);
  ask_for (config, "include-exif");
  ask_for (config, "include-iptc");
  ask_for (config, "include-xmp");
  if (profile)
    ask_for (config, "include-color-profile");
  values = gimp_procedure_run_config (exporter, config);
  exported = GIMP_VALUES_GET_ENUM (values, 0) == GIMP_PDB_SUCCESS;
  gimp_value_array_unref (values);

  return exported;
}

/* By way of `passage`: what is in the way at its end stays until all is written. */
static gboolean
save_through (GimpImage *image, const NstDraft *passage, GFile *file, gboolean replace,
              GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autofree char *base = g_file_get_basename (file);
  g_autoptr (GFile) draft = g_file_new_build_filename (nst_draft_get_path (passage), base, NULL);
  g_autoptr (GError) trouble = NULL;
  g_autofree char *reason = NULL;

  if (!export_image (image, draft) || !g_file_query_exists (draft, NULL))
    {
      reason = get_reason ();
      return fail_to_write (name, reason, error);
    }

  if (!g_file_move (draft, file, replace ? G_FILE_COPY_OVERWRITE : G_FILE_COPY_NONE, NULL, NULL,
                    NULL, &trouble))
    {
      reason = g_strdup_printf (" (%s)", trouble->message);
      return fail_to_write (name, reason, error);
    }

  return TRUE;
}

gboolean
picture_file_save (GimpImage *image, GFile *file, gboolean replace, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GError) trouble = NULL;
  NstDraft *passage;
  gboolean  saved;

  if (replace && is_protected (file))
    return nst_fail (error, NST_ERROR_FILE,
                     _ ("The file “%s” is write-protected and was not changed."), name);

  passage = make_passage (file, &trouble);
  if (!passage)
    {
      g_autofree char *reason = g_strdup_printf (" (%s)", trouble->message);

      return fail_to_write (name, reason, error);
    }

  saved = save_through (image, passage, file, replace, error);
  nst_draft_abandon (passage);

  return saved;
}
