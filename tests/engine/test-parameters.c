/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-parameters.c - the table of parameters: the order that scripts depend on, defaults in
 * range, and the parsing of texts. */

#include "check.h"

#include <math.h>
#include <string.h>

/* Scripts call the procedure with these, in this order; later ones come behind. */
static const char *const contract[] = {
  "method",     "strength", "content-weight", "style-weight", "smoothness", "style-scale",
  "iterations", "size",     "keep-colors",    "seed",         "network",
};

static void
test_order (void)
{
  guint               n;
  const NstParameter *table = nst_parameters (&n);

  g_assert_cmpuint (n, >=, G_N_ELEMENTS (contract));
  for (gsize i = 0; i < G_N_ELEMENTS (contract); i++)
    g_assert_cmpstr (table[i].name, ==, contract[i]);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      {
        g_assert_cmpstr (table[i].name, !=, table[j].name);
        g_assert_cmpuint (table[i].offset, !=, table[j].offset);
      }
}

/* The letter after the underline, in lower case; 0 where there is none. */
static char
mnemonic_of (const char *label)
{
  const char *underline = strchr (label, '_');

  return underline != NULL ? g_ascii_tolower (underline[1]) : 0;
}

static void
test_words (void)
{
  guint               n;
  const NstParameter *table = nst_parameters (&n);
  GHashTable         *letters = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < n; i++)
    {
      const NstParameter *p = &table[i];

      g_assert_nonnull (p->label);
      g_assert_nonnull (p->blurb);
      g_assert_cmpuint (strlen (p->blurb), >, 20);
      g_assert_false (g_ascii_islower (p->blurb[0]));
      if (mnemonic_of (p->label) != 0 /* there are more settings than letters */
          && (!g_ascii_isalpha (mnemonic_of (p->label))
              || !g_hash_table_add (letters, GINT_TO_POINTER (mnemonic_of (p->label)))))
        g_error ("the mnemonic of the label '%s' of '%s' is another's", p->label, p->name);
      for (const char *c = p->name; *c != '\0'; c++)
        g_assert_true (g_ascii_islower (*c) || *c == '-');
      if (p->type != NST_PARAMETER_CHOICE)
        continue;
      g_assert_nonnull (p->choices);
      for (const NstChoice *choice = p->choices; choice->nick != NULL; choice++)
        g_assert_cmpuint (strlen (choice->label), >, 3);
    }
  g_hash_table_unref (letters);
}

static void
test_defaults (void)
{
  guint               n;
  const NstParameter *table = nst_parameters (&n);
  NstSettings         settings;
  g_autoptr (GError) error = NULL;

  memset (&settings, 0xff, sizeof settings);
  nst_settings_init (&settings);
  g_assert_true (nst_settings_check (&settings, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      const NstParameter *p = &table[i];
      gboolean            number = p->type == NST_PARAMETER_INT || p->type == NST_PARAMETER_DOUBLE;

      g_assert_cmpuint (p->offset, <, sizeof settings);
      if (number)
        g_assert_true (p->minimum < p->maximum && p->minimum <= p->standard
                       && p->standard <= p->maximum);
      if (p->logarithmic)
        g_assert_true (number && p->minimum > 0.0);
    }
  g_assert_cmpint (settings.method, ==, NST_METHOD_REFINE);
  g_assert_cmpstr (settings.network, ==, "codec");
  g_assert_cmpfloat (settings.strength, ==, 1.0);
  g_assert_cmpfloat (settings.content_weight, ==, 1.0);
  g_assert_cmpfloat (settings.style_weight, ==, 1.0);
  g_assert_cmpfloat (settings.smoothness, ==, 1.0);
  g_assert_cmpfloat (settings.style_scale, ==, 1.0);
  g_assert_false (settings.keep_colors);
  g_assert_cmpint (settings.seed, ==, 0);
}

static void
set (NstSettings *settings, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean done = nst_settings_set (settings, name, text, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
test_texts (void)
{
  NstSettings s;

  nst_settings_init (&s);
  set (&s, "strength", "0.25");
  set (&s, "content-weight", "1e1");
  set (&s, "style-weight", "100");
  set (&s, "smoothness", "0");
  set (&s, "style-scale", "0.1");
  set (&s, "iterations", "10000");
  set (&s, "size", "0");
  set (&s, "keep-colors", "true");
  set (&s, "seed", "2147483647");
  set (&s, "network", "/some/where/vgg19.pth");
  set (&s, "method", "refine");
  g_assert_cmpfloat (s.strength, ==, 0.25);
  g_assert_cmpfloat (s.content_weight, ==, 10.0);
  g_assert_cmpfloat (s.style_weight, ==, 100.0);
  g_assert_cmpfloat (s.smoothness, ==, 0.0);
  g_assert_cmpfloat (s.style_scale, ==, 0.1);
  g_assert_cmpint (s.iterations, ==, 10000);
  g_assert_cmpint (s.size, ==, 0);
  g_assert_true (s.keep_colors);
  g_assert_cmpint (s.seed, ==, G_MAXINT);
  g_assert_cmpstr (s.network, ==, "/some/where/vgg19.pth");
  g_assert_true (s.network == g_intern_string ("/some/where/vgg19.pth"));
  set (&s, "keep-colors", "no");
  g_assert_false (s.keep_colors);
  g_assert_true (nst_settings_check (&s, NULL));
}

/* A refused text names the parameter and leaves the settings as they were. */
static void
test_bad_texts (void)
{
  static const char *const bad[][2] = {
    { "strength", "1.5" },
    { "strength", "-0.1" },
    { "strength", "nan" },
    { "strength", "inf" },
    { "strength", "" },
    { "strength", "0.5x" },
    { "strength", "0,5" },
    { "content-weight", "0" },
    { "content-weight", "1e400" },
    { "style-weight", "101" },
    { "iterations", "0" },
    { "iterations", "2.5" },
    { "iterations", "10001" },
    { "iterations", "many" },
    { "size", "65537" },
    { "size", "-1" },
    { "seed", "-1" },
    { "seed", "2147483648" },
    { "seed", "nan" },
    { "keep-colors", "perhaps" },
    { "keep-colors", "" },
    { "method", "fast-as-light" },
    { "method", "" },
    { "network", "" },
    { "style-loss", "cosine" },
    { "optimizer", "sgd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      NstSettings settings, before;
      g_autoptr (GError) error = NULL;

      nst_settings_init (&settings);
      before = settings;
      g_assert_false (nst_settings_set (&settings, bad[i][0], bad[i][1], &error));
      check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, bad[i][0]);
      if (memcmp (&settings, &before, sizeof settings) != 0)
        g_error ("'%s' was refused for '%s' but changed the settings", bad[i][1], bad[i][0]);
    }
}

static void
test_unknown_name (void)
{
  static const char *const names[] = { "color", "", "Strength", "style_weight" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      NstSettings settings;
      g_autoptr (GError) error = NULL;

      nst_settings_init (&settings);
      g_assert_false (nst_settings_set (&settings, names[i], "1", &error));
      check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, names[i]);
    }
}

static void
assert_refused (const NstSettings *settings, const char *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (nst_settings_check (settings, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, name);
}

/* Each number beyond each end of its range and as NaN; each choice beyond the
 * last; each text as nothing. */
static void
test_check (void)
{
  guint               n;
  const NstParameter *table = nst_parameters (&n);

  for (guint i = 0; i < n; i++)
    {
      NstSettings settings;
      gpointer    member = G_STRUCT_MEMBER_P (&settings, table[i].offset);

      nst_settings_init (&settings);
      if (table[i].type == NST_PARAMETER_DOUBLE)
        {
          const double values[]
              = { table[i].minimum - 1e-3, table[i].maximum + 1e-3, NAN, INFINITY, -INFINITY };

          for (gsize v = 0; v < G_N_ELEMENTS (values); v++)
            {
              *(double *) member = values[v];
              assert_refused (&settings, table[i].name);
            }
        }
      else if (table[i].type == NST_PARAMETER_INT)
        {
          *(int *) member = (int) table[i].minimum - 1;
          assert_refused (&settings, table[i].name);
        }
      else if (table[i].type == NST_PARAMETER_CHOICE)
        {
          guint n_choices = 0;

          while (table[i].choices[n_choices].nick != NULL)
            n_choices++;
          *(guint *) member = n_choices;
          assert_refused (&settings, table[i].name);
          *(guint *) member = G_MAXUINT;
          assert_refused (&settings, table[i].name);
        }
      else if (table[i].type == NST_PARAMETER_TEXT)
        {
          *(const char **) member = NULL;
          assert_refused (&settings, table[i].name);
          *(const char **) member = "";
          assert_refused (&settings, table[i].name);
        }
    }
}

/* What each choice is called is its value, and the text of each setting gives the same setting. */
static void
test_round_trip (void)
{
  guint               n;
  const NstParameter *table = nst_parameters (&n);

  for (guint i = 0; i < n; i++)
    for (guint c = 0; table[i].type == NST_PARAMETER_CHOICE && table[i].choices[c].nick != NULL;
         c++)
      {
        NstSettings      settings, other;
        g_autofree char *text = NULL;

        nst_settings_init (&settings);
        set (&settings, table[i].name, table[i].choices[c].nick);
        g_assert_cmpuint (G_STRUCT_MEMBER (guint, &settings, table[i].offset), ==, c);
        text = nst_settings_get_text (&settings, &table[i]);
        g_assert_cmpstr (text, ==, table[i].choices[c].nick);
        nst_settings_init (&other);
        g_assert_true (nst_settings_equal (&settings, &other)
                       == g_str_equal (text, table[i].standard_text));
        set (&other, table[i].name, text);
        g_assert_true (nst_settings_equal (&settings, &other));
      }
}

/* Numbers, too, and exactly. */
static void
test_equal (void)
{
  NstSettings      a, b;
  g_autofree char *text = NULL;

  nst_settings_init (&a);
  nst_settings_init (&b);
  a.strength = 0.1 + 0.2;
  g_assert_false (nst_settings_equal (&a, &b));
  text = nst_settings_get_text (&a, nst_parameter_find ("strength"));
  set (&b, "strength", text);
  g_assert_true (nst_settings_equal (&a, &b));
  b.seed = 1;
  g_assert_false (nst_settings_equal (&a, &b));
  g_assert_null (nst_parameter_find ("color"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parameters/order", test_order);
  g_test_add_func ("/parameters/words", test_words);
  g_test_add_func ("/parameters/defaults", test_defaults);
  g_test_add_func ("/parameters/texts", test_texts);
  g_test_add_func ("/parameters/unknown-name", test_unknown_name);
  g_test_add_func ("/parameters/check", test_check);
  g_test_add_func ("/parameters/round-trip", test_round_trip);
  g_test_add_func ("/parameters/equal", test_equal);
  g_test_add_func ("/parameters/bad-texts", test_bad_texts);
  return g_test_run ();
}
