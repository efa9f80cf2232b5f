/* SPDX-License-Identifier: GPL-3.0-or-later */

/* resampling.c - resizes planes with a separable cubic filter. */

#include "ops/resampling.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/vector-code.h"

#define LANES 8 /* values in a vector */

typedef float Lanes __attribute__ ((vector_size (4 * LANES)));
typedef float Loose __attribute__ ((vector_size (4 * LANES), aligned (4), may_alias));

/* For each output position: the first input position that counts, and how much each counts. */
typedef struct
{
  int    taps; /* weights for each output position */
  int   *first;
  float *weights; /* (positions, taps) */
} Kernel;

static double
cubic (double x)
{
  const double a = -0.5;

  x = fabs (x);
  if (x < 1.0)
    return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
  if (x < 2.0)
    return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
  return 0.0;
}

static void
kernel_position (Kernel *kernel, int position, int length, int to_length)
{
  double scale = (double) length / to_length;
  double stretch = MAX (scale, 1.0);
  double center = (position + 0.5) * scale;
  int    first = CLAMP ((int) floor (center - 2.0 * stretch + 0.5), 0, length - 1);
  float *weights = kernel->weights + (gsize) position * kernel->taps;
  double sum = 0.0;

  kernel->first[position] = MIN (first, length - kernel->taps);
  for (int i = 0; i < kernel->taps; i++)
    {
      double weight = cubic ((kernel->first[position] + i + 0.5 - center) / stretch);

      weights[i] = (float) weight;
      sum += weight;
    }
  for (int i = 0; i < kernel->taps; i++)
    weights[i] = (float) (weights[i] / sum);
}

/* FALSE where memory is refused; to be cleared in any case. */
static gboolean
kernel_init (Kernel *kernel, int length, int to_length)
{
  double stretch = MAX ((double) length / to_length, 1.0);

  kernel->taps = MIN ((int) ceil (4.0 * stretch) + 1, length);
  kernel->first = nst_memory_try (to_length, sizeof (int));
  kernel->weights = nst_memory_try ((gsize) to_length * kernel->taps, sizeof (float));
  if (kernel->first == NULL || kernel->weights == NULL)
    return FALSE;
  for (int i = 0; i < to_length; i++)
    kernel_position (kernel, i, length, to_length);
  return TRUE;
}

static void
kernel_clear (Kernel *kernel)
{
  g_free (kernel->first);
  g_free (kernel->weights);
}

/* ---- Along rows -------------------------------------------------------------------- */

/* `rows` rows, LANES at most, side by side: (width, LANES). */
static void
interleave (int rows, int width, const float *from, float *lines)
{
  for (int x = 0; x < width; x++)
    for (int r = 0; r < LANES; r++)
      lines[(gsize) x * LANES + r] = r < rows ? from[(gsize) r * width + x] : 0.0f;
}

/* Those rows to (rows, n): the `n` positions from `start` on. */
NST_INLINE void
resample_lines_body (const Kernel *kernel, int rows, const float *lines, int start, int n,
                     float *to)
{
  for (int x = 0; x < n; x++)
    {
      const float *weights = kernel->weights + (gsize) (start + x) * kernel->taps;
      const Loose *source = (const Loose *) lines + kernel->first[start + x];
      Lanes        sum = { 0.0f };

      for (int i = 0; i < kernel->taps; i++)
        sum += weights[i] * source[i];
      for (int r = 0; r < rows; r++)
        to[(gsize) r * n + x] = sum[r];
    }
}

NST_VECTORIZED (void, resample_lines,
                (const Kernel *kernel, int rows, const float *lines, int start, int n, float *to),
                (kernel, rows, lines, start, n, to))

/* ---- Down columns ------------------------------------------------------------------ */

/* Row `y` of the output, of `width` positions, from the rows of the input from `first` on, which
 * have LANES floats more at their end.  All positions are computed alike, so that a part has the
 * same bits as the whole. */
NST_INLINE void
resample_columns_body (const Kernel *kernel, int y, const float *rows, int first, int width,
                       float *to)
{
  const float *weights = kernel->weights + (gsize) y * kernel->taps;
  const float *source = rows + (gsize) (kernel->first[y] - first) * width;

  for (int x = 0; x < width; x += LANES)
    {
      Lanes sum = { 0.0f };

      for (int i = 0; i < kernel->taps; i++)
        sum += weights[i] * *(const Loose *) (source + (gsize) i * width + x);
      if (x + LANES <= width)
        *(Loose *) (to + x) = sum;
      else
        memcpy (to + x, &sum, sizeof (float) * (width - x));
    }
}

NST_VECTORIZED (void, resample_columns,
                (const Kernel *kernel, int y, const float *rows, int first, int width, float *to),
                (kernel, y, rows, first, width, to))

/* ---- Planes ------------------------------------------------------------------------ */

/* The input rows that `part` needs, from *first on; returns their number. */
static int
rows_of (const Kernel *down, const NstRectangle *part, int *first)
{
  *first = down->first[part->y];
  return down->first[part->y + part->height - 1] + down->taps - *first;
}

/* Rows first, LANES at a time, then columns.  `lines` has room for (width, LANES), `rows` for the
 * part's width of each input row that it needs, and LANES more. */
static void
resample_plane (const Kernel *across, const Kernel *down, int width, const float *from,
                const NstRectangle *part, float *lines, float *rows, float *to)
{
  int first, n = rows_of (down, part, &first);

  for (int y = 0; y < n; y += LANES)
    {
      int some = MIN (LANES, n - y);

      interleave (some, width, from + (gsize) (first + y) * width, lines);
      resample_lines (across, some, lines, part->x, part->width, rows + (gsize) y * part->width);
    }
  for (int y = 0; y < part->height; y++)
    resample_columns (down, part->y + y, rows, first, part->width, to + (gsize) y * part->width);
}

gboolean
nst_resample_part (int channels, int height, int width, const float *from, int to_height,
                   int to_width, const NstRectangle *part, float *to, GError **error)
{
  Kernel   across = { 0 }, down = { 0 };
  int      first;
  gboolean done = kernel_init (&across, width, to_width) && kernel_init (&down, height, to_height);
  g_autofree float *rows
      = done ? nst_memory_try ((gsize) rows_of (&down, part, &first) * part->width + LANES,
                               sizeof (float))
             : NULL;
  g_autofree float *lines = rows != NULL ? nst_memory_try ((gsize) width, sizeof (Lanes)) : NULL;

  done = lines != NULL;
  if (!done)
    g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
                 _ ("There is not enough memory to resize a picture of %d × %d pixels."), width,
                 height);
  for (int c = 0; c < channels && done; c++)
    resample_plane (&across, &down, width, from + (gsize) c * height * width, part, lines, rows,
                    to + (gsize) c * part->height * part->width);
  kernel_clear (&across);
  kernel_clear (&down);
  return done;
}

gboolean
nst_resample (int channels, int height, int width, const float *from, int to_height, int to_width,
              float *to, GError **error)
{
  NstRectangle all = { 0, 0, to_width, to_height };

  return nst_resample_part (channels, height, width, from, to_height, to_width, &all, to, error);
}

gboolean
nst_picture_resize_to (const NstPicture *picture, NstPicture *to, GError **error)
{
  gsize n = (gsize) to->width * to->height;

  if (to->width == picture->width && to->height == picture->height)
    {
      memcpy (to->pixels, picture->pixels, sizeof (float) * 3 * n);
      if (to->mask != NULL)
        memcpy (to->mask, picture->mask, sizeof (float) * n);
      return TRUE;
    }
  if (!nst_resample (3, picture->height, picture->width, picture->pixels, to->height, to->width,
                     to->pixels, error)
      || (to->mask != NULL
          && !nst_resample (1, picture->height, picture->width, picture->mask, to->height,
                            to->width, to->mask, error)))
    return FALSE;
  for (gsize i = 0; i < n && to->mask != NULL; i++)
    to->mask[i] = CLAMP (to->mask[i], 0.0f, 1.0f);
  return TRUE;
}

NstPicture *
nst_picture_resize (const NstPicture *picture, int width, int height, GError **error)
{
  g_autoptr (NstPicture) resized = nst_picture_new (width, height, error);

  if (resized == NULL || (picture->mask != NULL && !nst_picture_add_mask (resized, error))
      || !nst_picture_resize_to (picture, resized, error))
    return NULL;
  return g_steal_pointer (&resized);
}

void
nst_crop_planes (int n, int height, int width, const float *from, const NstRectangle *part,
                 float *to)
{
  for (int k = 0; k < n; k++)
    for (int y = 0; y < part->height; y++)
      memcpy (to + ((gsize) k * part->height + y) * part->width,
              from + ((gsize) k * height + part->y + y) * width + part->x,
              sizeof (float) * part->width);
}

gboolean
nst_picture_resize_part (const NstPicture *picture, int width, int height, const NstRectangle *part,
                         NstPicture *to, GError **error)
{
  if (width != picture->width || height != picture->height)
    return nst_resample_part (3, picture->height, picture->width, picture->pixels, height, width,
                              part, to->pixels, error);
  nst_crop_planes (3, height, width, picture->pixels, part, to->pixels);
  return TRUE;
}

NstPicture *
nst_picture_shrink (const NstPicture *picture, int side, GError **error)
{
  double scale = MIN (1.0, (double) side / MAX (picture->width, picture->height));

  return nst_picture_resize (picture, MAX (1, (int) lround (scale * picture->width)),
                             MAX (1, (int) lround (scale * picture->height)), error);
}

NstPicture *
nst_picture_crop (const NstPicture *picture, int x, int y, int width, int height, GError **error)
{
  NstPicture *crop = nst_picture_new (width, height, error);

  if (crop != NULL)
    nst_crop_planes (3, picture->height, picture->width, picture->pixels,
                     &(NstRectangle) { x, y, width, height }, crop->pixels);
  return crop;
}

void
nst_picture_paste (NstPicture *picture, int x, int y, const NstPicture *part)
{
  for (int c = 0; c < 3; c++)
    for (int row = 0; row < part->height; row++)
      memcpy (picture->pixels + ((gsize) c * picture->height + y + row) * picture->width + x,
              part->pixels + ((gsize) c * part->height + row) * part->width,
              sizeof (float) * part->width);
}
