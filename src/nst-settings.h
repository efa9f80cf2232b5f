/* SPDX-License-Identifier: GPL-3.0-or-later */

/* nst-settings.h - settings: one table of parameters, and one plain struct of their values. */

#ifndef NST_PUBLIC_SETTINGS_H
#define NST_PUBLIC_SETTINGS_H

#include "nst-types.h"

G_BEGIN_DECLS

/* Choices.  Their nicks and labels are in the table. */
typedef enum
{
  NST_METHOD_REFINE,
  NST_METHOD_FAST
} NstMethod;

typedef enum
{
  NST_OPTIMIZER_AUTO, /* L-BFGS up to about one megapixel, else Adam */
  NST_OPTIMIZER_LBFGS,
  NST_OPTIMIZER_ADAM
} NstOptimizer;

typedef enum
{
  NST_STYLE_MEASURE_WASSERSTEIN,
  NST_STYLE_MEASURE_GRAM
} NstStyleMeasure;

/* What Refine starts from. */
typedef enum
{
  NST_START_AUTO, /* Fast's painting, if the network has a decoder */
  NST_START_CONTENT,
  NST_START_FAST
} NstStart;

/* How Fast maps features. */
typedef enum
{
  NST_FUSION_WHITENING,
  NST_FUSION_ADAIN
} NstFusionKind;

typedef enum
{
  NST_KEEP_COLORS_BY_LUMINANCE,
  NST_KEEP_COLORS_BY_STATISTICS
} NstKeepColorsBy;

/* What becomes of the previous painting of an animation. */
typedef enum
{
  NST_FRAME_MOTION_WARPED, /* it moves with the picture */
  NST_FRAME_MOTION_PLAIN   /* it stays in place */
} NstFrameMotion;

typedef enum
{
  NST_ENLARGE_GUIDED, /* along the edges of the content */
  NST_ENLARGE_PLAIN
} NstEnlarge;

#define NST_BRUSH_REFERENCE 1024

/* What the strokes keep their width to, at all working sizes. */
typedef enum
{
  NST_STROKE_WIDTH_PICTURE, /* the picture: as at a working size of NST_BRUSH_REFERENCE pixels */
  NST_STROKE_WIDTH_PIXELS   /* pixels: as wide as the style gives them */
} NstStrokeWidth;

/* Plain data: the string is interned (g_intern_string), so it can be copied by assignment. */
typedef struct
{
  NstMethod       method;
  double          strength;       /* 0..1: 0 is exactly the content */
  double          content_weight; /* relative: 1 is the default */
  double          style_weight;   /* relative: 1 is the default */
  double          smoothness;     /* relative: 1 is the default */
  double          style_scale;    /* size of the brushwork, relative to that of the style */
  int             iterations;  /* evaluations of the loss at the largest scale up to 1024 pixels */
  int             size;        /* longer side at which the network works; 0: the picture's own */
  gboolean        keep_colors; /* the same as a color_preservation of 1, if that is 0 */
  int             seed;
  NstStart        start;      /* Refine */
  NstFusionKind   fusion;     /* Fast */
  const char     *network;    /* a name of the catalogue, or the path of a weight file */
  NstOptimizer    optimizer;  /* Refine */
  NstStyleMeasure style_loss; /* Refine */
  NstKeepColorsBy keep_colors_by;
  NstFrameMotion  motion;  /* frames of an animation */
  double          strokes; /* Refine: weight of the stroke loss, relative: 1 is the default */
  NstEnlarge      enlarge; /* to the content's size */
  double          color_preservation; /* share of the content's colors in the painting, 0..1 */
  NstStrokeWidth  stroke_width;
} NstSettings;

typedef enum
{
  NST_PARAMETER_BOOLEAN, /* gboolean */
  NST_PARAMETER_INT,     /* int */
  NST_PARAMETER_DOUBLE,  /* double */
  NST_PARAMETER_CHOICE,  /* an enum: the position in `choices` */
  NST_PARAMETER_TEXT     /* const char * */
} NstParameterType;

typedef struct
{
  const char *nick;  /* for scripts */
  const char *label; /* for the dialog; translatable */
} NstChoice;

typedef struct
{
  const char      *name; /* canonical, as a script and the command line spell it: "style-scale" */
  NstParameterType type;
  gsize            offset;  /* of its member in NstSettings */
  double           minimum; /* numbers only */
  double           maximum;
  double           standard;      /* the default of numbers and booleans (0 or 1) */
  const char      *standard_text; /* the default of choices and texts */
  const NstChoice *choices;       /* choices only; ends with a NULL nick */
  const char      *unit;          /* "px", or NULL for a plain number */
  gboolean         logarithmic;   /* equal factors are equal steps of a slider */
  const char      *label;         /* with mnemonic; translatable */
  const char      *blurb;         /* what higher and lower values do; translatable */
} NstParameter;

/* The table, in the order of the procedure's arguments.  `*n_parameters` receives its length.
 * Returns: (array length=n_parameters) (transfer none). */
NST_EXPORT const NstParameter *nst_parameters (guint *n_parameters);

/* The parameter called `name`.  Returns: (transfer none) (nullable). */
NST_EXPORT const NstParameter *nst_parameter_find (const char *name);

/* Sets every default of the table. */
NST_EXPORT void nst_settings_init (NstSettings *settings);

/* Sets the parameter `name` from text ("0.5", "true", "refine").  Fails with NST_ERROR_ARGUMENT for
 * an unknown name, or a text that is not a value of that type and range. */
NST_EXPORT gboolean nst_settings_set (NstSettings *settings, const char *name, const char *text,
                                      GError **error);

/* The value of `parameter` as a text for nst_settings_set, for valid settings.
 * Returns: (transfer full). */
NST_EXPORT char *nst_settings_get_text (const NstSettings *settings, const NstParameter *parameter);

/* Whether all values are the same. */
NST_EXPORT gboolean nst_settings_equal (const NstSettings *a, const NstSettings *b);

/* The share of the content's colors that the painting keeps, 0..1. */
NST_EXPORT double nst_settings_get_kept (const NstSettings *settings);

/* Whether every value is in its range and every choice exists.  NaN fails. */
NST_EXPORT gboolean nst_settings_check (const NstSettings *settings, GError **error);

G_END_DECLS

#endif
