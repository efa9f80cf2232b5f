/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-codec.c - checks the settings of a training of the codec, and calls its stage. */

#include <glib/gi18n-lib.h>

#include "nst-training.h"
#include "training/train-decoder.h"
#include "training/train-encoder.h"
#include "training/train-style.h"

static const char *
check_encoder (const NstCodecTraining *s)
{
  return s->vgg_every < 1                            ? N_ ("vgg-every must be at least 1")
         : !(s->large >= 0 && s->large <= 1)         ? N_ ("large must be between 0 and 1")
         : !(s->disturbed >= 0 && s->disturbed <= 1) ? N_ ("disturbed must be between 0 and 1")
         : !(s->deep > 0 && s->deep <= 100)          ? N_ ("deep must be above 0 and at most 100")
         : !(s->moments >= 0 && s->moments <= 100)   ? N_ ("moments must be between 0 and 100")
                                                     : NULL;
}

static const char *
check_stage (const NstCodecTraining *s)
{
  if (s->stage == NST_STAGE_ENCODER)
    return check_encoder (s);
  if (!(s->strokes >= 0.0 && s->strokes <= 4.0))
    return N_ ("strokes must be between 0 and 4");
  if (s->stage == NST_STAGE_ADVERSARY && !(s->adversary >= 0.0 && s->adversary <= 1.0))
    return N_ ("adversary must be between 0 and 1");
  if (s->stage == NST_STAGE_STYLE && (s->passes < 1 || s->passes > NST_MAX_PASSES))
    return N_ ("passes must be between 1 and 4");
  if (s->stage == NST_STAGE_STYLE && s->style == NULL)
    return N_ ("a style is needed");
  return NULL;
}

static gboolean
check_settings (const NstCodecTraining *s, GError **error)
{
  const char *problem = s->steps < 1           ? N_ ("steps must be at least 1")
                        : s->batch < 1         ? N_ ("batch must be at least 1")
                        : s->crop < 16         ? N_ ("crop must be at least 16 pixels")
                        : s->crop % 16         ? N_ ("crop must be a multiple of 16 pixels")
                        : !(s->rate > 0)       ? N_ ("rate must be above 0")
                        : !(s->muon_rate >= 0) ? N_ ("muon-rate must be at least 0")
                        : !(s->clip >= 0)      ? N_ ("clip must be at least 0")
                        : !(s->average >= 0 && s->average < 1)
                            ? N_ ("average must be at least 0 and below 1")
                            : check_stage (s);

  if (problem != NULL)
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, _ ("Training cannot start: %s."),
                 _ (problem));
  return problem == NULL;
}

gboolean
nst_train_codec (const NstCodecTraining *settings, NstPictureLoader loader, gpointer loader_data,
                 NstTrainingFunc progress, gpointer progress_data, GCancellable *cancellable,
                 GError **error)
{
  NstListener listener = { progress, progress_data };

  if (!check_settings (settings, error))
    return FALSE;
  if (settings->stage == NST_STAGE_ENCODER)
    return nst_train_encoder (settings, loader, loader_data, &listener, cancellable, error);
  if (settings->stage == NST_STAGE_STYLE)
    return nst_train_style (settings, loader, loader_data, &listener, cancellable, error);
  return nst_train_decoder (settings, loader, loader_data, &listener, cancellable, error);
}
