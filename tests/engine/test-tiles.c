/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-tiles.c - how a picture's side is cut into overlapping parts. */

#include "style/tiles.h"

#define MULTIPLE 16

/* All ends lie at multiples, save the picture's own. */
static void
check_end (const NstCut *cut, int end)
{
  g_assert_true (end % MULTIPLE == 0 || end == cut->bounds[cut->n]);
}

static void
check_cut (int length, int longest, int halo)
{
  g_autoptr (NstCut) cut = nst_cut_new (length, longest, halo, MULTIPLE);

  g_assert_cmpint (cut->bounds[0], ==, 0);
  g_assert_cmpint (cut->bounds[cut->n], ==, length);
  g_assert_cmpint (cut->seen, <=, longest);
  g_assert_cmpint (cut->seen % MULTIPLE, ==, 0);
  for (int i = 0; i < cut->n; i++)
    {
      int end = cut->origins[i] + nst_cut_get_seen (cut, i);

      g_assert_cmpint (nst_cut_get_seen (cut, i), <=, cut->seen);
      g_assert_cmpint (cut->origins[i], >=, 0);
      g_assert_cmpint (end, <=, length);
      g_assert_cmpint (cut->origins[i] % MULTIPLE, ==, 0);
      check_end (cut, end);
      check_end (cut, cut->bounds[i]);
      g_assert_cmpint (cut->bounds[i], <, cut->bounds[i + 1]);
      /* A halo on either side, save where the picture ends. */
      if (i > 0)
        g_assert_cmpint (cut->bounds[i] - cut->origins[i], >=, halo);
      if (end < length)
        g_assert_cmpint (end - cut->bounds[i + 1], >=, halo);
      g_assert_cmpint (cut->origins[i], <=, cut->bounds[i]);
      g_assert_cmpint (end, >=, cut->bounds[i + 1]);
    }
}

static void
test_every_length (void)
{
  for (int length = 1; length <= 4096; length++)
    {
      check_cut (length, 1024, 64);
      check_cut (length, 160, 64);
      check_cut (length, 96, 16);
    }
  check_cut (65536, 1024, 64);
  check_cut (65535, 1024, 80);
}

static void
test_one_part (void)
{
  g_autoptr (NstCut) cut = nst_cut_new (1024, 1024, 64, MULTIPLE);

  g_assert_cmpint (cut->n, ==, 1);
  g_assert_cmpint (cut->seen, ==, 1024);
}

/* No more parts than needed, and none longer than that number asks for. */
static void
test_few_and_short (void)
{
  g_autoptr (NstCut) cut = nst_cut_new (1040, 1024, 64, MULTIPLE);

  g_assert_cmpint (cut->n, ==, 2);
  g_assert_cmpint (cut->seen, ==, (1040 + 128) / 2 / MULTIPLE * MULTIPLE + MULTIPLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tiles/every-length", test_every_length);
  g_test_add_func ("/tiles/one-part", test_one_part);
  g_test_add_func ("/tiles/few-and-short", test_few_and_short);
  return g_test_run ();
}
