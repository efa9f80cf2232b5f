/* SPDX-License-Identifier: GPL-3.0-or-later */

/* parameters.c - the table of parameters.  The procedure, the dialog, the command line and the
 * manual are made from it, so that they always agree. */

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "nst.h"

static const NstChoice methods[] = {
  [NST_METHOD_REFINE] = { "refine", N_ ("Refine") },
  [NST_METHOD_FAST] = { "fast", N_ ("Fast") },
  { NULL, NULL },
};

static const NstChoice optimizers[] = {
  [NST_OPTIMIZER_AUTO] = { "auto", N_ ("Automatic") },
  [NST_OPTIMIZER_LBFGS] = { "lbfgs", N_ ("L-BFGS") },
  [NST_OPTIMIZER_ADAM] = { "adam", N_ ("Adam, averaged") },
  { NULL, NULL },
};

static const NstChoice style_losses[] = {
  [NST_STYLE_MEASURE_WASSERSTEIN] = { "wasserstein", N_ ("Wasserstein distance") },
  [NST_STYLE_MEASURE_GRAM] = { "gram", N_ ("Gram matrices") },
  { NULL, NULL },
};

static const NstChoice starts[] = {
  [NST_START_AUTO] = { "auto", N_ ("Result of Fast, if available") },
  [NST_START_CONTENT] = { "content", N_ ("The picture") },
  [NST_START_FAST] = { "fast", N_ ("Result of Fast") },
  { NULL, NULL },
};

static const NstChoice fusions[] = {
  [NST_FUSION_WHITENING] = { "whitening", N_ ("Whitening and coloring") },
  [NST_FUSION_ADAIN] = { "adain", N_ ("Adaptive instance normalization") },
  { NULL, NULL },
};

static const NstChoice color_keepers[] = {
  [NST_KEEP_COLORS_BY_LUMINANCE] = { "luminance", N_ ("Lightness only") },
  [NST_KEEP_COLORS_BY_STATISTICS] = { "statistics", N_ ("Color range") },
  { NULL, NULL },
};

static const NstChoice motions[] = {
  [NST_FRAME_MOTION_WARPED] = { "warped", N_ ("Strokes follow the motion") },
  [NST_FRAME_MOTION_PLAIN] = { "plain", N_ ("Strokes stay in place") },
  { NULL, NULL },
};

static const NstChoice enlargers[] = {
  [NST_ENLARGE_GUIDED] = { "guided", N_ ("Keep edges sharp") },
  [NST_ENLARGE_PLAIN] = { "plain", N_ ("Evenly") },
  { NULL, NULL },
};

static const NstChoice stroke_widths[] = {
  [NST_STROKE_WIDTH_PICTURE] = { "picture", N_ ("Same at every resolution") },
  [NST_STROKE_WIDTH_PIXELS] = { "pixels", N_ ("Finer at higher resolutions") },
  { NULL, NULL },
};

#define OFFSET(member) G_STRUCT_OFFSET (NstSettings, member)

static const NstParameter parameters[] = {
  { .name = "method",
    .type = NST_PARAMETER_CHOICE,
    .offset = OFFSET (method),
    .standard_text = "refine",
    .choices = methods,
    .label = N_ ("_Method"),
    .blurb = N_ ("How the picture is repainted: refine improves the painting step by step, fast "
                 "paints it in a single pass") },
  { .name = "strength",
    .type = NST_PARAMETER_DOUBLE,
    .offset = OFFSET (strength),
    .minimum = 0.0,
    .maximum = 1.0,
    .standard = 1.0,
    .label = N_ ("Stren_gth"),
    .blurb = N_ ("How much of the painting is visible: 0 is the unchanged picture, 1 is the whole "
                 "painting") },
  { .name = "content-weight",
    .type = NST_PARAMETER_DOUBLE,
    .offset = OFFSET (content_weight),
    .minimum = 0.01,
    .maximum = 100.0,
    .standard = 1.0,
    .logarithmic = TRUE,
    .label = N_ ("_Detail"),
    .blurb = N_ ("Higher values keep the picture's objects and details; lower values let the style "
                 "dissolve them") },
  { .name = "style-weight",
    .type = NST_PARAMETER_DOUBLE,
    .offset = OFFSET (style_weight),
    .minimum = 0.01,
    .maximum = 100.0,
    .standard = 1.0,
    .logarithmic = TRUE,
    .label = N_ ("Style weight"),
    .blurb = N_ ("Higher values bring brushwork and colors closer to the style; lower values stay "
                 "closer to the picture") },
  { .name = "smoothness",
    .type = NST_PARAMETER_DOUBLE,
    .offset = OFFSET (smoothness),
    .minimum = 0.0,
    .maximum = 10.0,
    .standard = 1.0,
    .label = N_ ("Smoo_thness"),
    .blurb = N_ ("Higher values reduce grain and fine texture; 0 does not reduce them") },
  { .name = "style-scale",
    .type = NST_PARAMETER_DOUBLE,
    .offset = OFFSET (style_scale),
    .minimum = 0.1,
    .maximum = 10.0,
    .standard = 1.0,
    .logarithmic = TRUE,
    .label = N_ ("_Brush size"),
    .blurb = N_ ("Width of the brush strokes, relative to those of the style: 2 is twice as wide, "
                 "0.5 is half as wide") },
  { .name = "iterations",
    .type = NST_PARAMETER_INT,
    .offset = OFFSET (iterations),
    .minimum = 1,
    .maximum = 10000,
    .standard = 50,
    .logarithmic = TRUE,
    .label = N_ ("Iterations"),
    .blurb = N_ ("Number of optimization steps at the working size, or at 1024 pixels if the "
                 "working size is larger; other sizes get a proportional number. More steps are "
                 "slower and give a more thorough result") },
  { .name = "size",
    .type = NST_PARAMETER_INT,
    .offset = OFFSET (size),
    .minimum = 0,
    .maximum = NST_MAX_SIDE,
    .standard = 1024,
    .unit = "px",
    .label = N_ ("Working size"),
    .blurb = N_ (
        "Longer side, in pixels, at which the picture is painted before it is enlarged to its full "
        "size; 0 paints at full size. Larger values are slower and give a sharper painting") },
  { .name = "keep-colors",
    .type = NST_PARAMETER_BOOLEAN,
    .offset = OFFSET (keep_colors),
    .maximum = 1.0,
    .standard = 0,
    .label = N_ ("_Just the picture's colors"),
    .blurb = N_ ("Paint with the brushwork of the style but the colors of the picture; the same as "
                 "a color-preservation of 1") },
  { .name = "seed",
    .type = NST_PARAMETER_INT,
    .offset = OFFSET (seed),
    .minimum = 0,
    .maximum = G_MAXINT,
    .standard = 0,
    .label = N_ ("Random seed"),
    .blurb = N_ ("0 starts from the picture itself; any other number adds its own noise, which "
                 "gives another variation of the painting") },
  { .name = "network",
    .type = NST_PARAMETER_TEXT,
    .offset = OFFSET (network),
    .standard_text = "codec",
    .label = N_ ("Network"),
    .blurb = N_ ("Network that compares the painting with the picture and the style: the name of "
                 "an installed network, or the path of a weight file") },
  { .name = "optimizer",
    .type = NST_PARAMETER_CHOICE,
    .offset = OFFSET (optimizer),
    .standard_text = "auto",
    .choices = optimizers,
    .label = N_ ("Optimizer"),
    .blurb = N_ ("How the pixels are optimized: lbfgs needs the fewest iterations, adam averages "
                 "many small steps; auto is lbfgs up to about one megapixel and adam, which needs "
                 "less memory, above that") },
  { .name = "style-loss",
    .type = NST_PARAMETER_CHOICE,
    .offset = OFFSET (style_loss),
    .standard_text = "wasserstein",
    .choices = style_losses,
    .label = N_ ("Style measure"),
    .blurb = N_ ("How the painting is compared with the style: wasserstein uses means and "
                 "covariances, gram uses the Gram matrices of Gatys et al.") },
  { .name = "start",
    .type = NST_PARAMETER_CHOICE,
    .offset = OFFSET (start),
    .standard_text = "auto",
    .choices = starts,
    .label = N_ ("Start with"),
    .blurb = N_ ("What refine starts from: fast is the result of the method Fast, content is the "
                 "picture itself at a small size; auto is fast if the network has a decoder") },
  { .name = "fusion",
    .type = NST_PARAMETER_CHOICE,
    .offset = OFFSET (fusion),
    .standard_text = "whitening",
    .choices = fusions,
    .label = N_ ("Feature mixing"),
    .blurb
    = N_ ("How the method Fast transfers the style: whitening transfers all correlations of the "
          "features, adain only the mean and spread of each, which keeps more of the picture") },
  { .name = "keep-colors-by",
    .type = NST_PARAMETER_CHOICE,
    .offset = OFFSET (keep_colors_by),
    .standard_text = "luminance",
    .choices = color_keepers,
    .label = N_ ("Kee_p colors by"),
    .blurb = N_ ("How the picture's colors are kept: luminance takes only lightness from the "
                 "painting, statistics fits the painting's colors to the range of the picture's, "
                 "which keeps the contrasts of the brushwork") },
  { .name = "motion",
    .type = NST_PARAMETER_CHOICE,
    .offset = OFFSET (motion),
    .standard_text = "warped",
    .choices = motions,
    .label = N_ ("In a se_quence"),
    .blurb
    = N_ ("How each frame of an animation continues the painting of the previous one: warped moves "
          "the strokes with the picture, plain leaves them in place where nothing has changed") },
  { .name = "strokes",
    .type = NST_PARAMETER_DOUBLE,
    .offset = OFFSET (strokes),
    .minimum = 0.0,
    .maximum = 4.0,
    .standard = 1.0,
    .label = N_ ("Painterly strokes"),
    .blurb = N_ ("Higher values paint with strokes like those of the style; 0 transfers only its "
                 "colors and texture") },
  { .name = "enlarge",
    .type = NST_PARAMETER_CHOICE,
    .offset = OFFSET (enlarge),
    .standard_text = "guided",
    .choices = enlargers,
    .label = N_ ("Enlarge"),
    .blurb = N_ ("How a painting that is smaller than the picture is enlarged: guided keeps the "
                 "edges of the picture sharp, plain makes everything equally soft") },
  { .name = "color-preservation",
    .type = NST_PARAMETER_DOUBLE,
    .offset = OFFSET (color_preservation),
    .minimum = 0.0,
    .maximum = 1.0,
    .standard = 0.0,
    .label = N_ ("_Keep colors"),
    .blurb = N_ ("How much the picture's own colors are kept: 0 uses the colors of the style, 1 "
                 "those of the picture") },
  { .name = "stroke-width",
    .type = NST_PARAMETER_CHOICE,
    .offset = OFFSET (stroke_width),
    .standard_text = "picture",
    .choices = stroke_widths,
    .label = N_ ("Stroke width"),
    .blurb
    = N_ ("How wide strokes are at different working sizes: picture keeps their width relative to "
          "the picture, pixels gives finer strokes at larger working sizes") },
};

const NstParameter *
nst_parameters (guint *n_parameters)
{
  *n_parameters = G_N_ELEMENTS (parameters);
  return parameters;
}

const NstParameter *
nst_parameter_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++)
    if (g_str_equal (parameters[i].name, name))
      return &parameters[i];
  return NULL;
}

static guint
count_choices (const NstParameter *p)
{
  guint n = 0;

  while (p->choices[n].nick != NULL)
    n++;
  return n;
}

/* The position of `nick`, or the number of choices if it is unknown. */
static guint
find_choice (const NstParameter *p, const char *nick)
{
  guint i = 0;

  while (p->choices[i].nick != NULL && !g_str_equal (p->choices[i].nick, nick))
    i++;
  return i;
}

void
nst_settings_init (NstSettings *settings)
{
  memset (settings, 0, sizeof *settings);
  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      const NstParameter *p = &parameters[i];
      gpointer            member = G_STRUCT_MEMBER_P (settings, p->offset);

      switch (p->type)
        {
        case NST_PARAMETER_BOOLEAN:
          *(gboolean *) member = p->standard != 0.0;
          break;
        case NST_PARAMETER_INT:
          *(int *) member = (int) p->standard;
          break;
        case NST_PARAMETER_DOUBLE:
          *(double *) member = p->standard;
          break;
        case NST_PARAMETER_CHOICE:
          *(guint *) member = find_choice (p, p->standard_text);
          break;
        case NST_PARAMETER_TEXT:
          *(const char **) member = g_intern_string (p->standard_text);
          break;
        }
    }
}

double
nst_settings_get_kept (const NstSettings *settings)
{
  return settings->color_preservation > 0.0 ? settings->color_preservation
         : settings->keep_colors            ? 1.0
                                            : 0.0;
}

/* ---- Checking ---------------------------------------------------------------------- */

static gboolean
check_number (const NstParameter *p, double value, GError **error)
{
  /* Written so that NaN fails. */
  if (value >= p->minimum && value <= p->maximum)
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The parameter “%s” must be between %g and %g, but it is %g."), p->name,
               p->minimum, p->maximum, value);
  return FALSE;
}

static gboolean
refuse_choice (const NstParameter *p, const char *nick, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (const NstChoice *choice = p->choices; choice->nick != NULL; choice++)
    g_string_append_printf (known, "%s“%s”", known->len > 0 ? ", " : "", choice->nick);
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The parameter “%s” cannot be “%s”; use one of %s."), p->name, nick, known->str);
  return FALSE;
}

static gboolean
check_choice (const NstParameter *p, guint value, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%u", value);

  return value < count_choices (p) || refuse_choice (p, number, error);
}

static gboolean
check_text (const NstParameter *p, const char *text, GError **error)
{
  if (text != NULL && *text != '\0')
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, _ ("The parameter “%s” must not be empty."),
               p->name);
  return FALSE;
}

static gboolean
check_parameter (const NstParameter *p, const NstSettings *settings, GError **error)
{
  gconstpointer member = G_STRUCT_MEMBER_P (settings, p->offset);

  switch (p->type)
    {
    case NST_PARAMETER_INT:
      return check_number (p, *(const int *) member, error);
    case NST_PARAMETER_DOUBLE:
      return check_number (p, *(const double *) member, error);
    case NST_PARAMETER_CHOICE:
      return check_choice (p, *(const guint *) member, error);
    case NST_PARAMETER_TEXT:
      return check_text (p, *(const char *const *) member, error);
    case NST_PARAMETER_BOOLEAN:
    default:
      return TRUE;
    }
}

gboolean
nst_settings_check (const NstSettings *settings, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++)
    if (!check_parameter (&parameters[i], settings, error))
      return FALSE;
  return TRUE;
}

/* ---- From text --------------------------------------------------------------------- */

static const NstParameter *
need_parameter (const char *name, GError **error)
{
  const NstParameter *p = nst_parameter_find (name);

  if (p == NULL)
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, _ ("There is no parameter “%s”."), name);
  return p;
}

static gboolean
parse_failed (const NstParameter *p, const char *text, const char *format, GError **error)
{
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, format, p->name, text);
  return FALSE;
}

static gboolean
parse_number (const NstParameter *p, const char *text, gpointer member, GError **error)
{
  char    *end = NULL;
  gboolean whole = p->type == NST_PARAMETER_INT;
  double   value = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || (whole && value != floor (value)))
    return parse_failed (p, text,
                         whole ? _ ("The parameter “%s” needs a whole number, not “%s”.")
                               : _ ("The parameter “%s” needs a number, not “%s”."),
                         error);
  if (!check_number (p, value, error))
    return FALSE;
  if (whole)
    *(int *) member = (int) value;
  else
    *(double *) member = value;
  return TRUE;
}

static gboolean
parse_boolean (const NstParameter *p, const char *text, gpointer member, GError **error)
{
  gboolean yes = g_str_equal (text, "true") || g_str_equal (text, "yes") || g_str_equal (text, "1");
  gboolean no = g_str_equal (text, "false") || g_str_equal (text, "no") || g_str_equal (text, "0");

  if (!yes && !no)
    return parse_failed (p, text, _ ("The parameter “%s” needs “true” or “false”, not “%s”."),
                         error);
  *(gboolean *) member = yes;
  return TRUE;
}

static gboolean
parse_choice (const NstParameter *p, const char *text, gpointer member, GError **error)
{
  guint value = find_choice (p, text);

  if (value == count_choices (p))
    return refuse_choice (p, text, error);
  *(guint *) member = value;
  return TRUE;
}

gboolean
nst_settings_set (NstSettings *settings, const char *name, const char *text, GError **error)
{
  const NstParameter *p = need_parameter (name, error);
  gpointer            member;

  if (p == NULL)
    return FALSE;
  member = G_STRUCT_MEMBER_P (settings, p->offset);
  switch (p->type)
    {
    case NST_PARAMETER_INT:
    case NST_PARAMETER_DOUBLE:
      return parse_number (p, text, member, error);
    case NST_PARAMETER_BOOLEAN:
      return parse_boolean (p, text, member, error);
    case NST_PARAMETER_CHOICE:
      return parse_choice (p, text, member, error);
    case NST_PARAMETER_TEXT:
    default:
      if (!check_text (p, text, error))
        return FALSE;
      *(const char **) member = g_intern_string (text);
      return TRUE;
    }
}

/* ---- To text ----------------------------------------------------------------------- */

char *
nst_settings_get_text (const NstSettings *settings, const NstParameter *p)
{
  gconstpointer member = G_STRUCT_MEMBER_P (settings, p->offset);
  char          number[G_ASCII_DTOSTR_BUF_SIZE];

  switch (p->type)
    {
    case NST_PARAMETER_BOOLEAN:
      return g_strdup (*(const gboolean *) member ? "true" : "false");
    case NST_PARAMETER_INT:
      return g_strdup_printf ("%d", *(const int *) member);
    case NST_PARAMETER_DOUBLE:
      return g_strdup (g_ascii_dtostr (number, sizeof number, *(const double *) member));
    case NST_PARAMETER_CHOICE:
      return g_strdup (p->choices[*(const guint *) member].nick);
    case NST_PARAMETER_TEXT:
    default:
      return g_strdup (*(const char *const *) member);
    }
}

gboolean
nst_settings_equal (const NstSettings *a, const NstSettings *b)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      g_autofree char *one = nst_settings_get_text (a, &parameters[i]);
      g_autofree char *other = nst_settings_get_text (b, &parameters[i]);

      if (g_strcmp0 (one, other) != 0)
        return FALSE;
    }
  return TRUE;
}
