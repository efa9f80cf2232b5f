/* SPDX-License-Identifier: GPL-3.0-or-later */

/* decoder-training.h - shared by the trainings of a decoder: the codec, the contents, a painter for
 * each worker, and the errors of their paintings. */

#ifndef NST_DECODER_TRAINING_H
#define NST_DECODER_TRAINING_H

#include "training/codec-training.h"
#include "training/pictures.h"
#include "training/stylization.h"

G_BEGIN_DECLS

#define NST_DECODER_VALIDATION_SIDE 256 /* pixels */

typedef struct
{
  const NstCodecTraining *settings;
  const NstListener      *listener;
  NstSettings             balance; /* of the losses */
  NstPictures            *contents;
  NstNetwork             *codec; /* its encoder is done; its decoder learns */
  NstPool                *pool;
  NstStylization        **workers; /* one a thread */
  NstStylizationErrors   *errors;  /* one a slot of the batch, since the last report */
} NstDecoderTraining;

/* Opens what the settings name.  A codec without a decoder gets one of random weights.  After a
 * failure, too, nst_decoder_training_clear is to be called. */
gboolean nst_decoder_training_init (NstDecoderTraining *training, const NstCodecTraining *settings,
                                    NstPictureLoader loader, gpointer loader_data,
                                    const NstListener *listener, GError **error);
void     nst_decoder_training_clear (NstDecoderTraining *training);

/* The content that sample `slot` of `step` is a painting of. */
NstPicture *nst_decoder_training_draw (const NstDecoderTraining *training, int step, int slot,
                                       GError **error);

/* Tells the listener `progress`, with the means of `errors` filled in. */
void nst_decoder_training_tell (const NstDecoderTraining *training, int step,
                                const NstStylizationErrors *errors, NstTrainingProgress *progress);

/* The same with the errors since the last report. */
void nst_decoder_training_report (NstDecoderTraining *training, int step,
                                  NstTrainingProgress *progress);

G_END_DECLS

#endif
