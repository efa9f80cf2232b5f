/* SPDX-License-Identifier: GPL-3.0-or-later */

/* parameters.c - the table of parameters.  The procedure, the dialog, the command line and the
 * manual are made from it, so that they always agree. */

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
    .blurb = N_ ("How much of the painting is visible: 0 is the unchanged picture, 1 (100 %) is "
                 "the whole painting") },
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
    .blurb = N_ ("Width of the brush strokes, relative to those of the style: 2 (200 %) is twice "
                 "as wide, 0.5 (50 %) is half as wide") },
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
                 "(100 %) those of the picture") },
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
