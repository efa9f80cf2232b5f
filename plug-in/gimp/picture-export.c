/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-export.c - which formats can be written, and how. */

#include "gimp/picture-export.h"

#include "gimp/pdb-reason.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include <string.h>

#define PROBE_SIDE 8 /* pixels */

/* ---- Formats ----------------------------------------------------------------------- */

gboolean
picture_export_has_layers (const char *ending)
{
  static const char *const layered[]
      = { "xcf", "xcf.gz", "xcf.bz2", "xcf.xz", "xcfgz", "xcfbz2", "xcfxz", "psd", "ora", NULL };

  return g_strv_contains (layered, ending);
}

char *
picture_export_get_ending (const char *name)
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
picture_export_can (const char *ending)
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
  g_autofree char *ending = picture_export_get_ending (base);
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
      reason = pdb_reason ();
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
picture_export_save (GimpImage *image, GFile *file, gboolean replace, GError **error)
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
