/* SPDX-License-Identifier: GPL-3.0-or-later */

/* frames-file.c - what the next frame of an animation goes on from, exactly, in a file.
 *
 * A safetensors file of float32, for each of PICTURE = content, painting and painted:
 *
 *   PICTURE        (3, height, width), all at one size
 *   PICTURE.mask   (height, width); may be missing
 *
 * The metadata say "format" (FORMAT), the frame's own "width" and "height", and the caller's
 * "note".  Frames that have left nothing to go on from have 0 for both sides, and one tensor,
 * NOTHING, because such a file must have one.
 */

#include "network/weight-writer.h"
#include "style/frames.h"

#define FORMAT  "style-transfer frames 1"
#define NOTHING "nothing"

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

gboolean
nst_frames_save (const NstFrames *frames, const char *note, const char *path, GError **error)
{
  const gint64 one = 1;
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();

  nst_weight_writer_set_metadata (writer, "format", FORMAT);
  nst_weight_writer_set_metadata (writer, "note", note);
  write_number (writer, "width", frames->width);
  write_number (writer, "height", frames->height);
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
               "“%s” is not what the frames of an animation go on from: %s", shown, what);
  return FALSE;
}

static gboolean
read_number (const NstWeightFile *file, const char *key, int *value, GError **error)
{
  const char *text = nst_weight_file_get_metadata (file, key);
  guint64     number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, NST_MAX_SIDE, &number, NULL))
    return fail (file, "it does not say how large the frames are", error);
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
           || fail (file, "the last frame is missing", error);
  if (frames->width == 0 || frames->height == 0 || info->n_dimensions != 3 || info->shape[0] != 3
      || info->shape[1] < 1 || info->shape[1] > NST_MAX_SIDE || info->shape[2] < 1
      || info->shape[2] > NST_MAX_SIDE)
    return fail (file, "the last frame has an impossible size", error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (!(*picture_of (frames, i) = read_picture (file, names[i], info, error)))
      return FALSE;
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
      fail (file, "it does not say “" FORMAT "” of itself", error);
      return NULL;
    }
  if (!read_number (file, "width", &frames->width, error)
      || !read_number (file, "height", &frames->height, error)
      || !read_pictures (file, frames, error))
    return NULL;
  if (note != NULL)
    *note = g_strdup (kept);
  return g_steal_pointer (&frames);
}
