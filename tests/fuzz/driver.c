/* SPDX-License-Identifier: GPL-3.0-or-later */

/* driver.c - runs a fuzz target where there is no libFuzzer:
 *
 *   fuzz-TARGET SECONDS FOLDER...
 *
 * feeds it every file of the folders (the seeds, and what was found before), then, for so many
 * seconds, files made from them by small damages.  The damages are always the same ones in the same
 * order; how many there is time for depends on the machine.  An input that ends the program is left
 * in the current folder.
 */

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

#define MOST_BYTES (64 * 1024)
#define MAX_DAMAGE 6 /* changes of one input */

static guint8 input[MOST_BYTES];
static gsize  input_length;
static char   left_as[256]; /* where an input that ends the program goes */

/* ---- What is fed ------------------------------------------------------------------- */

static void
leave_input (int number)
{
  FILE *stream = fopen (left_as, "wb");

  if (stream != NULL)
    {
      fwrite (input, 1, input_length, stream);
      fclose (stream);
    }
  signal (number, SIG_DFL);
  raise (number);
}

static void
feed (const guint8 *data, gsize length)
{
  /* A copy of exactly this size, so that a sanitizer sees a byte read too much. */
  g_autofree guint8 *copy = g_memdup2 (data, length);

  LLVMFuzzerTestOneInput (copy, length);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
read_folder (const char *folder, GPtrArray *seeds)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      char *bytes;
      gsize length;

      if (g_file_get_contents (names->pdata[i], &bytes, &length, NULL))
        g_ptr_array_add (seeds, g_bytes_new_take (bytes, MIN (length, MOST_BYTES)));
    }
}

/* ---- Damage ------------------------------------------------------------------------ */

static guint32
below (GRand *random, gsize limit)
{
  return limit > 1 ? g_rand_int (random) % (guint32) limit : 0;
}

/* A number of 1, 2, 4 or 8 bytes of the kind that breaks sums and products. */
static void
put_number (GRand *random)
{
  static const guint64 numbers[]
      = { 0,      1,      2,          16,          0x7f,       0x80,        0xff,       0x7fff,
          0x8000, 0xffff, 0x7fffffff, 0x80000000u, G_MAXINT64, G_MAXUINT32, G_MAXUINT64 };
  gsize   size = (gsize) 1 << below (random, 4);
  guint64 number = numbers[below (random, G_N_ELEMENTS (numbers))] + below (random, 3) - 1;

  number = GUINT64_TO_LE (number);
  if (input_length >= size)
    memcpy (input + below (random, input_length - size + 1), &number, size);
}

/* Part of a seed, put over or between what is there. */
static void
graft (GRand *random, const GPtrArray *seeds)
{
  gsize         n, at = below (random, input_length + 1), from, length;
  const guint8 *bytes = g_bytes_get_data (seeds->pdata[below (random, seeds->len)], &n);

  if (n == 0)
    return;
  from = below (random, n);
  length = MIN (1 + below (random, MIN (n - from, 256)), MOST_BYTES - input_length);
  if (length == 0)
    return;
  memmove (input + at + length, input + at, input_length - at);
  memcpy (input + at, bytes + from, length);
  input_length += length;
}

static void
cut (GRand *random)
{
  gsize at = below (random, input_length), length = 1 + below (random, MIN (input_length - at, 64));

  length = MIN (length, input_length - at);
  memmove (input + at, input + at + length, input_length - at - length);
  input_length -= length;
}

static void
damage (GRand *random, const GPtrArray *seeds)
{
  static const char signs[] = "0123456789{}[]\",:-.()uaetsbQR\x80\x85\x8a\n";

  if (input_length == 0)
    {
      graft (random, seeds);
      return;
    }
  switch (below (random, 6))
    {
    case 0:
      input[below (random, input_length)] ^= 1u << below (random, 8);
      break;
    case 1:
      input[below (random, input_length)] = (guint8) below (random, 256);
      break;
    case 2:
      input[below (random, input_length)] = (guint8) signs[below (random, sizeof signs - 1)];
      break;
    case 3:
      put_number (random);
      break;
    case 4:
      graft (random, seeds);
      break;
    default:
      cut (random);
    }
}

static void
feed_damaged (GRand *random, const GPtrArray *seeds)
{
  gsize         length;
  const guint8 *bytes = g_bytes_get_data (seeds->pdata[below (random, seeds->len)], &length);
  guint         n = 1 + below (random, MAX_DAMAGE);

  memcpy (input, bytes, length);
  input_length = length;
  while (n-- > 0)
    damage (random, seeds);
  feed (input, input_length);
}

/* ------------------------------------------------------------------------------------ */

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree char *name = g_path_get_basename (argv[0]);
  guint64          executions = 0;
  gint64           end;

  g_snprintf (left_as, sizeof left_as, "crash-%s", name);
  signal (SIGABRT, leave_input);
  signal (SIGSEGV, leave_input);
#ifdef SIGTRAP
  signal (SIGTRAP, leave_input); /* as GLib ends a program */
#endif
  for (int i = 2; i < argc; i++)
    read_folder (argv[i], seeds);
  if (argc < 3 || seeds->len == 0)
    {
      g_printerr ("%s: no seeds: call it as %s SECONDS FOLDER...\n", name, name);
      return 2;
    }
  for (guint i = 0; i < seeds->len; i++)
    {
      const guint8 *bytes = g_bytes_get_data (seeds->pdata[i], &input_length);

      memcpy (input, bytes, input_length);
      feed (input, input_length);
    }
  end = g_get_monotonic_time () + atoi (argv[1]) * G_TIME_SPAN_SECOND;
  for (; g_get_monotonic_time () < end; executions++)
    feed_damaged (random, seeds);
  g_print ("%s: %u seeds and %" G_GUINT64_FORMAT " damages of them\n", name, seeds->len,
           executions);
  return 0;
}
