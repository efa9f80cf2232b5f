/* SPDX-License-Identifier: GPL-3.0-or-later */

/* decoder-training.c - shared by the trainings of a decoder. */

#include "training/decoder-training.h"

#include <glib/gi18n-lib.h>

static gboolean
open_codec (NstDecoderTraining *t, GError **error)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) t->settings->seed);

  if (t->settings->start == NULL)
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                           _ ("Training cannot start: a decoder needs a codec to start from."));
      return FALSE;
    }
  if (!(t->codec = nst_network_load (t->settings->start, &nst_codec, error)))
    return FALSE;
  if (t->codec->decoder != NULL)
    return TRUE;
  t->codec->decoder = nst_network_new (&nst_decoder, nst_decoder.name, error);
  if (t->codec->decoder == NULL)
    return FALSE;
  nst_trainer_initialize (t->codec->decoder, random);
  return TRUE;
}

gboolean
nst_decoder_training_init (NstDecoderTraining *t, const NstCodecTraining *settings,
                           NstPictureLoader loader, gpointer loader_data,
                           const NstListener *listener, GError **error)
{
  int threads;

  *t = (NstDecoderTraining) { .settings = settings, .listener = listener };
  nst_settings_init (&t->balance);
  t->balance.strokes = settings->strokes;
  if (!open_codec (t, error)
      || !(t->contents = nst_pictures_open (settings->pictures, loader, loader_data, error)))
    return FALSE;
  t->pool = nst_pool_new (settings->threads);
  threads = nst_pool_get_n_threads (t->pool);
  t->workers = g_new0 (NstStylization *, threads);
  t->errors = g_new0 (NstStylizationErrors, settings->batch);
  for (int i = 0; i < threads; i++)
    if (!(t->workers[i] = nst_stylization_new (t->codec, settings->crop, &t->balance, error)))
      return FALSE;
  return TRUE;
}

void
nst_decoder_training_clear (NstDecoderTraining *t)
{
  for (int i = 0; t->workers != NULL && i < nst_pool_get_n_threads (t->pool); i++)
    nst_stylization_free (t->workers[i]);
  g_free (t->workers);
  g_free (t->errors);
  nst_pool_free (t->pool);
  nst_network_unref (t->codec);
  nst_pictures_free (t->contents);
}

NstPicture *
nst_decoder_training_draw (const NstDecoderTraining *t, int step, int slot, GError **error)
{
  const guint32 key[] = { (guint32) t->settings->seed, (guint32) step, (guint32) slot, 1 };

  return nst_pictures_draw_plain (t->contents, t->settings->crop, key, error);
}

void
nst_decoder_training_tell (const NstDecoderTraining *t, int step,
                           const NstStylizationErrors *errors, NstTrainingProgress *progress)
{
  int n = MAX (errors->samples, 1);

  progress->loss = errors->loss / n;
  progress->content_error = errors->content / n;
  progress->style_error = errors->style / n;
  nst_listener_tell (t->listener, step, t->settings->steps, progress);
}

void
nst_decoder_training_report (NstDecoderTraining *t, int step, NstTrainingProgress *progress)
{
  NstStylizationErrors since = { 0 };

  for (int slot = 0; slot < t->settings->batch; slot++)
    {
      NstStylizationErrors *e = &t->errors[slot];

      since.loss += e->loss;
      since.content += e->content;
      since.style += e->style;
      since.samples += e->samples;
      *e = (NstStylizationErrors) { 0 };
    }
  nst_decoder_training_tell (t, step, &since, progress);
}
