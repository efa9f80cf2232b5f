/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pass-private.h - the internals of a pass: pass.c plans it and runs it as a whole, pass-rows.c runs
 * it row by row. */

#ifndef NST_PASS_PRIVATE_H
#define NST_PASS_PRIVATE_H

#include "base/arena.h"
#include "network/pass.h"

G_BEGIN_DECLS

/* A buffer for some rows of some planes, from planes.first on and before `end`. */
typedef struct
{
  float    *values;
  int       most; /* rows that it has room for */
  NstPlanes planes;
  int       end;
} NstRowBuffer;

/* A convolution with all that comes before the next one. */
typedef struct
{
  int              layer; /* of the architecture */
  const NstFilter *filter;
  gboolean         upsampled;     /* its input is doubled first */
  int              beside;        /* the last of its input channels, which the caller fills */
  int              height, width; /* where it convolves */
  int              out_height, out_width; /* of its output: half of that where it is pooled */
  int              tap;                   /* the tap that listens to it, or -1 */
  float           *output; /* its own buffer, or one of the two that stages take in turns; then the
                              gradient there */
  guint16         *gates;  /* what the backward pass needs of the forward one */
  float *doubled; /* upsampled: its input, doubled, and what joins it; then the gradient there */

  /* Of a pass that only goes forward, by rows: */
  gboolean     kept;    /* the output is whole; else it is `rows` */
  NstRowBuffer input;   /* its input, where that is made of what comes before */
  NstRowBuffer rows;    /* of the output */
  int          at_once; /* rows that it makes in a turn if it begins a chain */
  int          made;    /* rows so far */
} NstStage;

struct _NstPass
{
  const NstNetwork *network;
  NstPassMode       mode;
  int               height, width;
  gsize             most_whole; /* floats of the largest output that is kept */
  NstArena         *arena;
  const NstPass    *lender; /* whose `turns` it may use, or NULL */
  struct
  {
    float *values;
    gsize  floats;
  } turns[2];                /* outputs without a tap, by rows, are there in turns */
  float       *standardized; /* (3, height, width): a picture as the first layer wants it */
  const float *input;        /* that, or the caller's features or, by rows, picture */
  NstJoinFunc  join;
  gpointer     join_data;
  NstStage    *stages;
  int          n_stages; /* as deep as the picture allows */
  NstFeatures  features[NST_MAX_TAPS];
};

/* Floats of a stage's output and of its input. */
gsize nst_stage_output_floats (const NstStage *stage);
gsize nst_stage_input_floats (const NstStage *stage);

/* Whether the pass is of pictures, which are standardized first. */
gboolean nst_pass_sees_picture (const NstPass *pass);

/* From pixels to what the first layer wants, `n` of them from channel to channel, which are so many
 * floats apart; `backward`: the gradient, the other way. */
void nst_pass_standardize (const NstPass *pass, NstPool *pool, gsize n, const float *from,
                           gsize from_stride, float *to, gsize to_stride, gboolean backward);

/* ---- By rows (pass-rows.c) ------------------------------------------------------------- */

/* Allocates the buffers of a pass that only goes forward. */
void nst_pass_plan_rows (NstPass *pass);
void nst_pass_forward_rows (NstPass *pass, NstPool *pool);

G_END_DECLS

#endif
