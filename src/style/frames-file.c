/* SPDX-License-Identifier: GPL-3.0-or-later */

/* frames-file.c - what the next frame of an animation goes on from, exactly, in a file.
 *
 * A safetensors file of float32, for each of PICTURE = content, painting and painted:
 *
 *   PICTURE        (3, height, width), all at one size
 *   PICTURE.mask   (height, width); may be missing
 *
 * and for each pass of Fast and each level of features that it sees, the map of the last frame that
 * was painted as a whole:
 *
 *   map.PASS.LEVEL.matrix  (channels, channels)
 *   map.PASS.LEVEL.offset  (channels)
 *
 * The metadata say "format" (FORMAT), the frame's own "width" and "height", the "age" of that frame,
 * and the caller's "note".  Frames that have left nothing to go on from have 0 for both sides, and one tensor,
 * NOTHING, because such a file must have one.
 */

#include <glib/gi18n-lib.h>

#include "network/weight-writer.h"
#include "style/frames.h"
#include "style/fusion.h"

#define FORMAT  "style-transfer frames 2"
#define NOTHING "nothing"

#define MOST_CHANNELS 4096 /* of a level */

static const char *const names[] = { "content", "painting", "painted" };

static NstPicture **
picture_of (NstFrames *frames, guint i)
{
  return i == 0 ? &frames->content : i == 1 ? &frames->painting : &frames->painted;
}

/* ---- Writing ----------------------------------------------------------------------- */

static void
write_picture (NstWeightWriter *writer, const char *name, const NstPicture *picture)
{
  gint64           shape[] = { 3, picture->height, picture->width };
  g_autofree char *mask = g_strconcat (name, ".mask", NULL);

  nst_weight_writer_add (writer, name, NST_DTYPE_F32, 3, shape, picture->pixels);
  if (picture->mask != NULL)
    nst_weight_writer_add (writer, mask, NST_DTYPE_F32, 2, shape + 1, picture->mask);
}

static void
write_number (NstWeightWriter *writer, const char *key, int value)
{
  char text[16];

  g_snprintf (text, sizeof text, "%d", value);
  nst_weight_writer_set_metadata (writer, key, text);
}

static char *
name_of_map (guint pass, int level, const char *what)
{
  return g_strdup_printf ("map.%u.%d.%s", pass, level, what);
}

/* Those that are kept are of one region, of all. */
static void
write_maps (NstWeightWriter *writer, const GPtrArray *maps)
{
  for (guint pass = 0; maps != NULL && pass < maps->len; pass++)
    {
      const GPtrArray     *regions = maps->pdata[pass];
      const NstFusionMaps *own = regions->pdata[0];

      for (int level = 0; level < NST_LEVELS; level++)
        {
          const gint64     shape[] = { own->channels[level], own->channels[level] };
          g_autofree char *matrix = name_of_map (pass, level, "matrix");
          g_autofree char *offset = name_of_map (pass, level, "offset");

          if (own->matrix[level] == NULL)
            continue;
          nst_weight_writer_add (writer, matrix, NST_DTYPE_F32, 2, shape, own->matrix[level]);
          nst_weight_writer_add (writer, offset, NST_DTYPE_F32, 1, shape, own->offset[level]);
        }
    }
}

gboolean
nst_frames_save (const NstFrames *frames, const char *note, const char *path, GError **error)
{
  const gint64 one = 1;
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();

  nst_weight_writer_set_metadata (writer, "format", FORMAT);
  nst_weight_writer_set_metadata (writer, "note", note);
  write_number (writer, "width", frames->width);
  write_number (writer, "height", frames->height);
  write_number (writer, "age", frames->age);
  write_maps (writer, frames->maps);
  for (guint i = 0; i < G_N_ELEMENTS (names) && frames->painting != NULL; i++)
    write_picture (writer, names[i], *picture_of ((NstFrames *) frames, i));
  if (frames->painting == NULL)
    nst_weight_writer_add (writer, NOTHING, NST_DTYPE_F32, 1, &one, &(const float) { 0.0f });
  return nst_weight_writer_save (writer, path, error);
}

/* ---- Reading ----------------------------------------------------------------------- */

static gboolean
fail (const NstWeightFile *file, const char *what, GError **error)
{
  g_autofree char *shown = g_filename_display_name (nst_weight_file_get_path (file));

  g_set_error (error, NST_ERROR, NST_ERROR_FILE,
               _ ("“%s” is not a file of an interrupted animation: %s."), shown, what);
  return FALSE;
}

static gboolean
read_number (const NstWeightFile *file, const char *key, int most, int *value, GError **error)
{
  const char *text = nst_weight_file_get_metadata (file, key);
  guint64     number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, (guint64) most, &number, NULL))
    return fail (file, _ ("the size or the number of the frames is missing"), error);
  *value = (int) number;
  return TRUE;
}

static NstPicture *
read_picture (const NstWeightFile *file, const char *name, const NstTensorInfo *info,
              GError **error)
{
  g_autofree char *mask = g_strconcat (name, ".mask", NULL);
  g_autoptr (NstPicture) picture
      = nst_picture_new ((int) info->shape[2], (int) info->shape[1], error);

  if (picture == NULL || !nst_weight_file_read (file, name, 3, info->shape, picture->pixels, error)
      || (nst_weight_file_lookup (file, mask) != NULL
          && (!nst_picture_add_mask (picture, error)
              || !nst_weight_file_read (file, mask, 2, info->shape + 1, picture->mask, error))))
    return NULL;
  return g_steal_pointer (&picture);
}

/* The reader checks that the others are of the first one's size. */
static gboolean
read_pictures (const NstWeightFile *file, NstFrames *frames, GError **error)
{
  const NstTensorInfo *info = nst_weight_file_lookup (file, names[0]);

  if (info == NULL)
    return (frames->width == 0 && frames->height == 0)
           || fail (file, _ ("the last frame is missing"), error);
  if (frames->width == 0 || frames->height == 0 || info->n_dimensions != 3 || info->shape[0] != 3
      || info->shape[1] < 1 || info->shape[1] > NST_MAX_SIDE || info->shape[2] < 1
      || info->shape[2] > NST_MAX_SIDE)
    return fail (file, _ ("the last frame has an impossible size"), error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (!(*picture_of (frames, i) = read_picture (file, names[i], info, error)))
      return FALSE;
  return TRUE;
}

/* One level of `maps`; none where the file has none. */
static gboolean
read_map (const NstWeightFile *file, guint pass, int level, NstFusionMaps *maps, GError **error)
{
  g_autofree char     *matrix = name_of_map (pass, level, "matrix");
  g_autofree char     *offset = name_of_map (pass, level, "offset");
  const NstTensorInfo *info = nst_weight_file_lookup (file, matrix);
  gsize                n;

  if (info == NULL)
    return TRUE;
  if (info->n_dimensions != 2 || info->shape[0] != info->shape[1] || info->shape[0] < 1
      || info->shape[0] > MOST_CHANNELS)
    return fail (file, _ ("a map of features has an impossible size"), error);
  n = (gsize) info->shape[0];
  maps->channels[level] = (int) n;
  maps->matrix[level] = g_new (float, n *n);
  maps->offset[level] = g_new (float, n);
  return nst_weight_file_read (file, matrix, 2, info->shape, maps->matrix[level], error)
         && nst_weight_file_read (file, offset, 1, info->shape, maps->offset[level], error);
}

static gboolean
read_maps (const NstWeightFile *file, NstFrames *frames, GError **error)
{
  g_autoptr (GPtrArray) maps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (gboolean found = TRUE; found;)
    {
      GPtrArray *regions = g_ptr_array_new_with_free_func ((GDestroyNotify) nst_fusion_maps_free);
      NstFusionMaps *own = g_new0 (NstFusionMaps, 1);

      found = FALSE;
      g_ptr_array_add (regions, own);
      g_ptr_array_add (maps, regions);
      for (int level = 0; level < NST_LEVELS; level++)
        {
          if (!read_map (file, maps->len - 1, level, own, error))
            return FALSE;
          found |= own->matrix[level] != NULL;
        }
    }
  g_ptr_array_set_size (maps, (int) maps->len - 1); /* the last one was not there */
  frames->maps = maps->len > 0 ? g_steal_pointer (&maps) : NULL;
  return TRUE;
}

NstFrames *
nst_frames_load (const char *path, char **note, GError **error)
{
  g_autoptr (NstWeightFile) file = nst_weight_file_open (path, error);
  g_autoptr (NstFrames) frames = nst_frames_new ();
  const char *kept;

  if (file == NULL)
    return NULL;
  kept = nst_weight_file_get_metadata (file, "note");
  if (g_strcmp0 (nst_weight_file_get_metadata (file, "format"), FORMAT) != 0 || kept == NULL)
    {
      g_autofree char *what = g_strdup_printf (_ ("its format is not “%s”"), FORMAT);

      fail (file, what, error);
      return NULL;
    }
  if (!read_number (file, "width", NST_MAX_SIDE, &frames->width, error)
      || !read_number (file, "height", NST_MAX_SIDE, &frames->height, error)
      || !read_number (file, "age", G_MAXINT16, &frames->age, error)
      || !read_pictures (file, frames, error) || !read_maps (file, frames, error))
    return NULL;
  if (note != NULL)
    *note = g_strdup (kept);
  return g_steal_pointer (&frames);
}
