/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-style.h - trains the codec's decoder further for one style. */

#ifndef NST_TRAIN_STYLE_H
#define NST_TRAIN_STYLE_H

#include "training/codec-training.h"

G_BEGIN_DECLS

/* The stage of nst_train_codec; the settings have been checked. */
gboolean nst_train_style (const NstCodecTraining *settings, NstPictureLoader loader,
                          gpointer loader_data, const NstListener *listener,
                          GCancellable *cancellable, GError **error);

G_END_DECLS

#endif
