/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-file.c - styles in files: what a network has seen of them, at several sizes.
 *
 * A safetensors file.  For each size SIDE (the longer side of the style's picture, in pixels) and
 * each level L = 1..5, from relu1_1 to relu5_1, that the network got to see:
 *
 *   sideSIDE.levelL.mean   (n)            float32
 *   sideSIDE.levelL.root   (n (n + 1)/2)  float16: the lower triangle, row by row, of the root of
 *                                         the covariance.  Its square has no negative variance,
 *                                         whatever rounding does
 *   sideSIDE.levelL.bank   (m, n)         bytes: feature vectors (bank.h), each channel in
 *                                         255ths of its largest value,
 *   sideSIDE.levelL.most   (n)            float32: which is this; both may be missing
 *
 * and a thumbnail (thumbnail.h), which may be missing.
 *
 * The metadata say "format" (FORMAT), "name", "credit", "license", the "manner" (manners.c; an
 * unknown word counts as none), "width" and "height" of the picture, "gray" ("yes") where it has no
 * color, the "sides", the network's "fingerprint" in hexadecimal, and the "software" that wrote the
 * file.  Credit, license and manner may be missing.
 *
 * A per-style network's file holds all this beside the network: it is a style file as well.
 */

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ops/matrix.h"
#include "style/style.h"
#include "style/thumbnail.h"

#define FORMAT        "style-transfer style 1"
#define LEAST_SIDE    192 /* pixels: below, the deepest level has fewer positions than channels */
#define MOST_SIDES    16
#define MOST_CHANNELS 1024 /* twice those of any network here */
#define FILE_VECTORS  256  /* of a bank, that are written; half of them below WHOLE_SIDE */
#define WHOLE_SIDE    384  /* pixels: smaller sizes have few positions to select from */
#define BANK_SIDE     192  /* pixels: smaller scales are not painted with strokes */

typedef char TensorName[64];

static void
name_tensor (TensorName name, int side, int level, const char *what)
{
  g_snprintf (name, sizeof (TensorName), "side%d.level%d.%s", side, level + 1, what);
}

static gint64
triangle_of (gint64 n)
{
  return n * (n + 1) / 2;
}

/* ---- Writing ----------------------------------------------------------------------- */

static void
write_level (NstWeightWriter *writer, int side, int level, const NstMoments *moments)
{
  int                n = moments->channels;
  gint64             shape = n, triangle = triangle_of (n);
  g_autofree double *covariance = nst_moments_covariance (moments);
  g_autofree double *root = g_new (double, (gsize) n *n);
  g_autofree float  *values = g_new (float, triangle);
  gsize              i = 0;
  TensorName         name;

  for (int c = 0; c < n; c++)
    values[c] = (float) moments->mean[c];
  name_tensor (name, side, level, "mean");
  nst_weight_writer_add (writer, name, NST_DTYPE_F32, 1, &shape, values);

  nst_matrix_root (n, covariance, 0.0, root, NULL);
  for (int row = 0; row < n; row++)
    for (int column = 0; column <= row; column++)
      values[i++] = (float) root[(gsize) row * n + column];
  name_tensor (name, side, level, "root");
  nst_weight_writer_add (writer, name, NST_DTYPE_F16, 1, &triangle, values);
}

/* The largest value of each channel (channels); 1 where all are 0. */
static float *
find_most (const NstBank *bank)
{
  float *most = g_new0 (float, bank->channels);

  for (gsize i = 0; i < (gsize) bank->n * bank->channels; i++)
    most[i % bank->channels] = MAX (most[i % bank->channels], bank->vectors[i]);
  for (int c = 0; c < bank->channels; c++)
    if (!(most[c] > 0.0f))
      most[c] = 1.0f;
  return most;
}

/* Features are rectified, so none is negative. */
static gboolean
write_bank (NstWeightWriter *writer, int side, int level, const NstBank *whole, GError **error)
{
  NstBank           bank = { 0 };
  g_autofree float *most = NULL;
  gint64            shape[2], channels = whole->channels;
  TensorName        name;

  if (!nst_bank_thin (whole, side < WHOLE_SIDE ? FILE_VECTORS / 2 : FILE_VECTORS, &bank, error))
    return FALSE;
  most = find_most (&bank);
  for (gsize i = 0; i < (gsize) bank.n * bank.channels; i++)
    bank.vectors[i] = CLAMP (255.0f * bank.vectors[i] / most[i % bank.channels], 0.0f, 255.0f);
  shape[0] = bank.n;
  shape[1] = bank.channels;
  name_tensor (name, side, level, "bank");
  nst_weight_writer_add (writer, name, NST_DTYPE_U8, 2, shape, bank.vectors);
  name_tensor (name, side, level, "most");
  nst_weight_writer_add (writer, name, NST_DTYPE_F32, 1, &channels, most);
  nst_bank_clear (&bank);
  return TRUE;
}

static void
write_metadata (NstWeightWriter *writer, const NstStyle *style, const NstNetwork *network,
                const char *sides)
{
  int width, height;

  nst_style_get_size (style, &width, &height);
  nst_weight_writer_set_metadata (writer, "format", FORMAT);
  nst_weight_writer_set_metadata (writer, "name", nst_style_get_name (style));
  if (nst_style_get_credit (style) != NULL)
    nst_weight_writer_set_metadata (writer, "credit", nst_style_get_credit (style));
  if (nst_style_get_license (style) != NULL)
    nst_weight_writer_set_metadata (writer, "license", nst_style_get_license (style));
  if (nst_style_get_manner (style) != NULL)
    nst_weight_writer_set_metadata (writer, "manner", nst_style_get_manner (style)->word);
  if (nst_style_is_gray (style))
    nst_weight_writer_set_metadata (writer, "gray", "yes");
  nst_weight_writer_set_metadata (writer, "sides", sides);
  {
    g_autofree char *w = g_strdup_printf ("%d", width);
    g_autofree char *h = g_strdup_printf ("%d", height);
    g_autofree char *fingerprint
        = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", network->fingerprint);

    nst_weight_writer_set_metadata (writer, "width", w);
    nst_weight_writer_set_metadata (writer, "height", h);
    nst_weight_writer_set_metadata (writer, "fingerprint", fingerprint);
  }
}

/* The sizes to measure at: the picture's own and its halves; or those that are known. */
static int *
choose_sides (NstStyle *style, const NstNetwork *network, guint *n)
{
  int  width, height, side;
  int *sides;

  if (!nst_style_has_picture (style))
    return nst_style_get_sides (style, network, n);
  sides = g_new (int, MOST_SIDES);
  nst_style_get_size (style, &width, &height);
  side = MAX (width, height);
  *n = 0;
  do
    sides[(*n)++] = side;
  while ((side = (side + 1) / 2) >= LEAST_SIDE && *n < MOST_SIDES);
  return sides;
}

gboolean
nst_style_write (NstStyle *style, const NstNetwork *network, NstPool *pool, NstWeightWriter *writer,
                 GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint           n;
  g_autofree int *sides = choose_sides (style, network, &n);

  for (guint i = 0; i < MAX (n, 1); i++)
    {
      /* Without any side, this reports that the style does not suit the network. */
      int                       side = n > 0 ? sides[i] : 1;
      const NstStyleStatistics *s = nst_style_at (style, network, pool, side, 1.0, error);

      if (s == NULL)
        return FALSE;
      for (int level = 0; level < NST_LEVELS; level++)
        {
          if (s->levels[level].channels > 0)
            write_level (writer, side, level, &s->levels[level]);
          if (s->banks[level].n > 0 && side >= BANK_SIDE
              && !write_bank (writer, side, level, &s->banks[level], error))
            return FALSE;
        }
      g_string_append_printf (list, "%s%d", i > 0 ? "," : "", side);
    }
  if (nst_style_get_thumbnail (style) != NULL
      && !nst_thumbnail_write (writer, nst_style_get_thumbnail (style), error))
    return FALSE;
  write_metadata (writer, style, network, list->str);
  return TRUE;
}

gboolean
nst_style_save (NstStyle *style, const NstNetwork *network, int threads, const char *path,
                GCancellable *cancellable, GError **error)
{
  g_autoptr (NstPool) pool = nst_pool_new (threads);
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();

  nst_pool_set_cancellable (pool, cancellable);
  return nst_style_write (style, network, pool, writer, error)
         && !nst_pool_check_cancelled (pool, error) && nst_weight_writer_save (writer, path, error);
}

gboolean
nst_style_copy_renamed (const char *from, const char *to, const char *name, GError **error)
{
  g_autoptr (NstWeightFile) file = nst_weight_file_open (from, error);
  g_autoptr (NstStyle) style = file != NULL ? nst_style_read (file, NULL, error) : NULL;
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();

  if (style == NULL)
    return FALSE;
  if (!nst_weight_writer_copy_tensors (writer, file, error))
    return FALSE;
  nst_weight_writer_copy_metadata (writer, file);
  nst_weight_writer_set_metadata (writer, "name", name);
  g_clear_pointer (&file, nst_weight_file_free); /* which holds the file that may be replaced */
  return nst_weight_writer_save (writer, to, error);
}

/* ---- Reading ----------------------------------------------------------------------- */

static gboolean
fail (const NstWeightFile *file, const char *what, GError **error)
{
  g_autofree char *shown = g_filename_display_name (nst_weight_file_get_path (file));

  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("“%s” is not a style file: %s."), shown, what);
  return FALSE;
}

static gboolean
read_level (const NstWeightFile *file, int side, int level, NstMoments *moments, GError **error)
{
  int                n = moments->channels;
  gint64             shape = n, triangle = triangle_of (n);
  g_autofree float  *values = g_new (float, triangle);
  g_autofree double *root = g_new (double, (gsize) n *n);
  gsize              i = 0;
  TensorName         name;

  name_tensor (name, side, level, "mean");
  if (!nst_weight_file_read (file, name, 1, &shape, values, error))
    return FALSE;
  for (int c = 0; c < n; c++)
    moments->mean[c] = values[c];
  name_tensor (name, side, level, "root");
  if (!nst_weight_file_read (file, name, 1, &triangle, values, error))
    return FALSE;
  for (int row = 0; row < n; row++)
    for (int column = 0; column <= row; column++, i++)
      root[(gsize) row * n + column] = root[(gsize) column * n + row] = values[i];
  nst_matrix_multiply (n, root, root, moments->moment);
  for (int row = 0; row < n; row++)
    for (int column = 0; column < n; column++)
      moments->moment[(gsize) row * n + column] += moments->mean[row] * moments->mean[column];
  return TRUE;
}

/* The bank of a level with `channels`; it stays empty where the file has none. */
static gboolean
read_bank (const NstWeightFile *file, int side, int level, int channels, NstBank *bank,
           GError **error)
{
  gint64               n = channels;
  g_autofree float    *most = NULL;
  const NstTensorInfo *info;
  TensorName           name;

  name_tensor (name, side, level, "bank");
  info = nst_weight_file_lookup (file, name);
  if (info == NULL)
    return TRUE;
  if (info->n_dimensions != 2 || info->shape[0] < 1 || info->shape[0] > NST_BANK_VECTORS
      || info->shape[1] != channels)
    return fail (file, _ ("its bank of strokes has an impossible size"), error);
  if (!nst_bank_resize (bank, channels, (int) info->shape[0], error)
      || !nst_weight_file_read (file, name, 2, info->shape, bank->vectors, error))
    return FALSE;
  most = g_new (float, channels);
  name_tensor (name, side, level, "most");
  if (!nst_weight_file_read (file, name, 1, &n, most, error))
    return FALSE;
  for (gsize i = 0; i < (gsize) bank->n * channels; i++)
    bank->vectors[i] *= most[i % channels] / 255.0f;
  return TRUE;
}

/* How many channels the file has of a level, 0: it was not seen.  Both tensors must be of that
 * size: room is made only for what the file holds. */
static gboolean
find_channels (const NstWeightFile *file, int side, int level, int *channels, GError **error)
{
  const NstTensorInfo *mean, *root;
  TensorName           name;

  *channels = 0;
  name_tensor (name, side, level, "mean");
  mean = nst_weight_file_lookup (file, name);
  if (mean == NULL)
    return TRUE;
  if (mean->n_dimensions != 1 || mean->shape[0] < 1 || mean->shape[0] > MOST_CHANNELS)
    return fail (file, _ ("its features have an impossible number of channels"), error);
  name_tensor (name, side, level, "root");
  root = nst_weight_file_lookup (file, name);
  if (root == NULL || root->n_dimensions != 1 || root->shape[0] != triangle_of (mean->shape[0]))
    return fail (file, _ ("its covariances do not match its means"), error);
  *channels = (int) mean->shape[0];
  return TRUE;
}

static gboolean
read_side (const NstWeightFile *file, int side, guint64 fingerprint, NstStyle *style,
           GError **error)
{
  g_autoptr (NstStyleStatistics) statistics = NULL;
  int channels[NST_LEVELS] = { 0 };

  for (int level = 0; level < NST_LEVELS; level++)
    if (!find_channels (file, side, level, &channels[level], error))
      return FALSE;
  statistics = nst_style_statistics_new_sized (channels);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      statistics->levels[level].channels = channels[level];
      if (channels[level] == 0)
        continue;
      if (!read_level (file, side, level, &statistics->levels[level], error)
          || !read_bank (file, side, level, channels[level], &statistics->banks[level], error))
        return FALSE;
      if (statistics->banks[level].n > 0)
        nst_style_set_strokes (style);
    }
  nst_style_add (style, fingerprint, side, g_steal_pointer (&statistics));
  return TRUE;
}

static gboolean
read_thumbnail (const NstWeightFile *file, NstStyle *style, GError **error)
{
  g_autoptr (NstPicture) thumbnail = NULL;
  int width, height;

  if (!nst_thumbnail_find (file, &width, &height))
    return fail (file, _ ("its thumbnail has an impossible size"), error);
  if (width == 0)
    return TRUE;
  thumbnail = nst_thumbnail_read (file, width, height, error);
  return thumbnail != NULL && nst_style_set_thumbnail (style, thumbnail, error);
}

/* A whole number of the metadata, in 1..NST_MAX_SIDE; 0 when it is none. */
static int
metadata_side (const NstWeightFile *file, const char *key)
{
  const char *text = nst_weight_file_get_metadata (file, key);
  guint64     value = 0;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, NST_MAX_SIDE, &value, NULL)
             ? (int) value
             : 0;
}

static gboolean
read_sides (const NstWeightFile *file, const NstNetwork *network, NstStyle *style, GError **error)
{
  const char *sides = nst_weight_file_get_metadata (file, "sides");
  const char *hex = nst_weight_file_get_metadata (file, "fingerprint");
  guint64     fingerprint;
  g_auto (GStrv) list = g_strsplit (sides != NULL ? sides : "", ",", MOST_SIDES + 1);

  if (hex == NULL || !g_ascii_string_to_unsigned (hex, 16, 1, G_MAXUINT64, &fingerprint, NULL))
    return fail (file, _ ("it does not name the network that measured it"), error);
  if (network != NULL)
    fingerprint = network->fingerprint;
  if (list[0] == NULL || g_strv_length (list) > MOST_SIDES)
    return fail (file, _ ("it does not list the sizes at which it was measured"), error);
  for (int i = 0; list[i] != NULL; i++)
    {
      guint64 side;

      if (!g_ascii_string_to_unsigned (list[i], 10, 1, NST_MAX_SIDE, &side, NULL))
        return fail (file, _ ("it was measured at an impossible size"), error);
      for (int k = 0; k < i; k++)
        if (g_str_equal (list[k], list[i]))
          return fail (file, _ ("it lists a size twice"), error);
      if (!read_side (file, (int) side, fingerprint, style, error))
        return FALSE;
    }
  return TRUE;
}

NstStyle *
nst_style_read (const NstWeightFile *file, const NstNetwork *network, GError **error)
{
  const char *name = nst_weight_file_get_metadata (file, "name");
  int         width = metadata_side (file, "width"), height = metadata_side (file, "height");
  g_autoptr (NstStyle) style = NULL;

  if (g_strcmp0 (nst_weight_file_get_metadata (file, "format"), FORMAT) != 0)
    {
      g_autofree char *what = g_strdup_printf (_ ("its format is not “%s”"), FORMAT);

      fail (file, what, error);
    }
  else if (name == NULL || width == 0 || height == 0)
    fail (file, _ ("its name or size is missing"), error);
  else
    {
      style = nst_style_new_measured (name, width, height);
      nst_style_set_credit (style, nst_weight_file_get_metadata (file, "credit"));
      nst_style_set_license (style, nst_weight_file_get_metadata (file, "license"));
      nst_style_set_manner (style, nst_manner_find (nst_weight_file_get_metadata (file, "manner")));
      nst_style_set_gray (style,
                          g_strcmp0 (nst_weight_file_get_metadata (file, "gray"), "yes") == 0);
      if (read_sides (file, network, style, error) && read_thumbnail (file, style, error))
        return g_steal_pointer (&style);
    }
  return NULL;
}

NstStyle *
nst_style_load (const char *path, GError **error)
{
  g_autoptr (NstWeightFile) file = nst_weight_file_open (path, error);

  return file != NULL ? nst_style_read (file, NULL, error) : NULL;
}

NstStyle *
nst_style_of_network (const NstNetwork *network, GError **error)
{
  g_autoptr (NstWeightFile) file
      = network->path != NULL ? nst_weight_file_open (network->path, error) : NULL;

  if (file == NULL || nst_weight_file_get_metadata (file, "format") == NULL)
    return NULL;
  return nst_style_read (file, network, error);
}
