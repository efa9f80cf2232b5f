/* SPDX-License-Identifier: GPL-3.0-or-later */

/* nst-training.h - trains networks. */

#ifndef NST_PUBLIC_TRAINING_H
#define NST_PUBLIC_TRAINING_H

#include "nst-types.h"

G_BEGIN_DECLS

/* Reads the picture `path`.  The caller provides it, so that the engine needs no image library.  It
 * is called from several threads concurrently.  Returns: (transfer full). */
typedef NstPicture *(*NstPictureLoader) (const char *path, gpointer data, GError **error);

/* The codec is trained in stages. */
typedef enum
{
  NST_STAGE_ENCODER,   /* distilled from its teachers */
  NST_STAGE_DECODER,   /* learns to paint from the encoder's features and a style's statistics */
  NST_STAGE_ADVERSARY, /* the decoder is trained further against a discriminator that learns to tell
                          its paintings from the styles */
  NST_STAGE_STYLE      /* the decoder is trained further for one style: a per-style network */
} NstTrainingStage;

typedef struct
{
  NstTrainingStage   stage;
  const char *const *pictures;   /* folders of pictures to learn from; ends with NULL */
  const char *const *styles;     /* decoder and adversary: folders of styles; NULL: the pictures
                                  themselves */
  const char        *vgg;        /* encoder: weight file of VGG-19 up to relu3_1 at least */
  const char        *distilled;  /* and of the distilled teacher, for the deeper levels */
  const char        *start;      /* weight file of a codec to start from; NULL: random weights, for
                                  the encoder only */
  const char        *output;     /* the weight file to write */
  const char        *checkpoint; /* written during training, which resumes from it if it exists */
  int                steps;      /* optimizer steps in the whole schedule */
  int                batch;      /* crops in a step */
  int                crop;       /* side of a crop in pixels, a multiple of 16 */
  double             rate;       /* Adam's highest learning rate */
  double muon_rate; /* Muon's, for the weights of hidden convolutions; 0: Adam trains all weights */
  double average;   /* decay of the running average of the weights, which is written; 0: none */
  double clip;      /* largest norm of a step's gradient; 0: no limit */
  double disturbed; /* encoder: probability that a crop is mixed with another, that it is recolored,
                       and that it is made noisy */
  int    vgg_every; /* encoder: the full VGG-19 is used for one crop in so many */
  double large;     /* encoder: share of the steps, at the end, with crops twice as large */
  double deep;      /* encoder: weight of relu4_1, relu4_2 and relu5_1 */
  double moments;   /* encoder: weight of the errors of second moments there */
  double strokes;   /* decoder, adversary, style: as in NstSettings */
  int    seed;
  int    threads;

  double adversary; /* adversary: norm of its gradient at a painting, relative to that of the other
                       losses */

  NstStyle         *style;   /* style: the style to train for */
  int               passes;  /* style: number of passes, 1 to NST_MAX_PASSES */
  const NstPicture *preview; /* style: a content that is painted during training; or NULL */
} NstCodecTraining;

typedef struct
{
  int      step, steps;
  double   loss;                     /* mean over the steps since the last call */
  double   level_errors[NST_LEVELS]; /* likewise, encoder: relative squared error per level */
  double   content_error;            /* encoder: the error at relu4_2; decoder: the content loss */
  double   style_error;              /* decoder: the style loss */
  double   adversary_loss;           /* adversary: of the discriminator; 1/4 is chance level */
  double   adversary_right;          /* and the share of patches that it classifies correctly */
  double   crops_per_second;
  gboolean validation;        /* the errors are those on the held-back pictures */
  const NstPicture *painting; /* of the preview, with validation; valid during the call; or NULL */
} NstTrainingProgress;

typedef void (*NstTrainingFunc) (const NstTrainingProgress *progress, gpointer data);

/* Trains a stage of the codec (see docs/architecture.md) and writes the codec as float16
 * safetensors to `output`; the file of a per-style network also has its style, for
 * nst_style_of_network.  Every 50th picture, in order of names, is held back for validation.  A
 * run that was stopped resumes from its checkpoint and gives the same file. */
NST_EXPORT gboolean nst_train_codec (const NstCodecTraining *training, NstPictureLoader loader,
                                     gpointer loader_data, NstTrainingFunc progress,
                                     gpointer progress_data, GCancellable *cancellable,
                                     GError **error);

G_END_DECLS

#endif
