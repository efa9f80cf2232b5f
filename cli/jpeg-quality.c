/* SPDX-License-Identifier: GPL-3.0-or-later */

/* jpeg-quality.c - estimates the quality of a JPEG file.
 *
 * The file does not store it, but the quantization tables that result from it: libjpeg multiplies
 * the table of the standard (ITU T.81, K.1) by a factor that depends on the quality.  Other
 * programs have their own tables; for these, it is the quality whose table is equally coarse
 * overall.
 */

#include "jpeg-quality.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

static const guint8 standard[64] = {
  16, 11,  10,  16, 24, 40, 51, 61, 12,  12,  14,  19,  26, 58, 60, 55,  14,  13,  16,  24, 40, 57,
  69, 56,  14,  17, 22, 29, 51, 87, 80,  62,  18,  22,  37, 56, 68, 109, 103, 77,  24,  35, 55, 64,
  81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98,  112, 100, 103, 99,
};

/* The sum of the table that libjpeg makes for a quality. */
static int
sum_for (int quality)
{
  int factor = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  int sum = 0;

  for (int i = 0; i < 64; i++)
    sum += CLAMP ((standard[i] * factor + 50) / 100, 1, 255);
  return sum;
}

static int
quality_of_sum (int sum)
{
  int best = 1;

  for (int quality = 2; quality <= 100; quality++)
    if (ABS (sum_for (quality) - sum) < ABS (sum_for (best) - sum))
      best = quality;
  return best;
}

/* The sum of table 0, the luminance's, in a segment of tables (DQT); 0 when it is not there. */
static int
sum_in (const guint8 *segment, int n)
{
  int i = 0;

  while (i < n)
    {
      int bytes = segment[i] >> 4 ? 2 : 1, table = segment[i] & 15, sum = 0;

      i++;
      if (i + 64 * bytes > n)
        return 0;
      for (int k = 0; k < 64; k++, i += bytes)
        sum += bytes == 1 ? segment[i] : 256 * segment[i] + segment[i + 1];
      if (table == 0)
        return sum;
    }
  return 0;
}

int
cli_jpeg_quality (const char *path)
{
  FILE  *file = fopen (path, "rb");
  guint8 head[4], segment[65536];
  int    sum = 0;

  if (file == NULL)
    return 0;
  if (fread (head, 1, 2, file) == 2 && head[0] == 0xff && head[1] == 0xd8)
    while (sum == 0 && fread (head, 1, 4, file) == 4 && head[0] == 0xff && head[1] != 0xda)
      {
        int n = 256 * head[2] + head[3] - 2;

        if (n < 0 || fread (segment, 1, (size_t) n, file) != (size_t) n)
          break;
        if (head[1] == 0xdb)
          sum = sum_in (segment, n);
      }
  fclose (file);
  return sum > 0 ? quality_of_sum (sum) : 0;
}
