/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-decoder.h - trains the codec's decoder, with or without an adversary. */

#ifndef NST_TRAIN_DECODER_H
#define NST_TRAIN_DECODER_H

#include "training/codec-training.h"

G_BEGIN_DECLS

/* The stage of nst_train_codec; the settings have been checked. */
gboolean nst_train_decoder (const NstCodecTraining *settings, NstPictureLoader loader,
                            gpointer loader_data, const NstListener *listener,
                            GCancellable *cancellable, GError **error);

G_END_DECLS

#endif
