/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-codec.c - `nst train codec`: the network that ships, made from pictures and its teachers. */

#include <math.h>

#include "command.h"
#include "files.h"
#include "train.h"
#include "training.h"

#define USUAL_RATE     0.002
#define ADVERSARY_RATE 0.0003 /* a decoder that has learned is only to be nudged */

static gboolean
check (int argc, char **argv, const NstCodecTraining *t, GError **error)
{
  if (argc > 1)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   "`nst train codec` takes options only, not “%s”", argv[1]);
      return FALSE;
    }
  if (t->pictures == NULL)
    return nst_training_lacks ("--pictures FOLDER, once or more often", error);
  if (t->stage == NST_STAGE_ENCODER && t->vgg == NULL)
    return nst_training_lacks ("--vgg FILE", error);
  if (t->stage == NST_STAGE_ENCODER && t->distilled == NULL)
    return nst_training_lacks ("--distilled FILE", error);
  if (t->stage != NST_STAGE_ENCODER && t->start == NULL)
    return nst_training_lacks ("--start FILE", error);
  if (t->output == NULL)
    return nst_training_lacks ("--output FILE", error);
  return nst_output_check_ending (t->output, NST_NETWORK_ENDING, error);
}

static gboolean
parse_stage (const char *stage, NstCodecTraining *t, GError **error)
{
  if (stage == NULL || g_str_equal (stage, "encoder"))
    t->stage = NST_STAGE_ENCODER;
  else if (g_str_equal (stage, "decoder"))
    t->stage = NST_STAGE_DECODER;
  else if (g_str_equal (stage, "adversary"))
    t->stage = NST_STAGE_ADVERSARY;
  else
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   "There is no stage “%s”: it is encoder, decoder or adversary", stage);
      return FALSE;
    }
  return TRUE;
}

/* The options that are numbers with a fraction. */
typedef struct
{
  const char *option;
  char       *text; /* as given, or NULL */
  double     *number;
} Number;

enum
{
  RATE,
  MUON_RATE,
  AVERAGE,
  CLIP,
  DISTURBED,
  LARGE,
  DEEP,
  MOMENTS,
  STROKES,
  ADVERSARY,
  N_NUMBERS
};

static gboolean
parse_numbers (Number numbers[N_NUMBERS], GError **error)
{
  gboolean done = TRUE;

  for (int i = 0; i < N_NUMBERS; i++)
    {
      if (done && numbers[i].text != NULL)
        done = nst_command_parse_number (numbers[i].option, numbers[i].text, numbers[i].number,
                                         error);
      g_free (numbers[i].text);
    }
  return done;
}

static gboolean
parse (int *argc, char ***argv, NstCodecTraining *t, gboolean *force, GError **error)
{
  g_autofree char *stage = NULL;
  Number           numbers[N_NUMBERS] = {
    [RATE] = { "--rate", NULL, &t->rate },
    [MUON_RATE] = { "--muon-rate", NULL, &t->muon_rate },
    [AVERAGE] = { "--average", NULL, &t->average },
    [CLIP] = { "--clip", NULL, &t->clip },
    [DISTURBED] = { "--disturbed", NULL, &t->disturbed },
    [LARGE] = { "--large", NULL, &t->large },
    [DEEP] = { "--deep", NULL, &t->deep },
    [MOMENTS] = { "--moments", NULL, &t->moments },
    [STROKES] = { "--strokes", NULL, &t->strokes },
    [ADVERSARY] = { "--adversary", NULL, &t->adversary },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionEntry entries[] = {
    { "stage", 0, 0, G_OPTION_ARG_STRING, &stage,
      "What is trained: encoder (the default); decoder, which starts from it; or adversary, in "
      "which "
      "the decoder goes on beside a network that learns to tell its paintings from artworks",
      "STAGE" },
    { "pictures", 'p', 0, G_OPTION_ARG_FILENAME_ARRAY, &t->pictures,
      "A folder of pictures to learn from (may be given several times)", "FOLDER" },
    { "styles", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &t->styles,
      "A folder of styles for the decoder (several times; default: the pictures)", "FOLDER" },
    { "vgg", 0, 0, G_OPTION_ARG_FILENAME, &t->vgg,
      "The teacher of relu1_1 to relu3_1: VGG-19, whole or up to there", "FILE" },
    { "distilled", 0, 0, G_OPTION_ARG_FILENAME, &t->distilled,
      "The teacher of relu4_1 to relu5_1: distilled VGG-19 with its lifts", "FILE" },
    { "start", 0, 0, G_OPTION_ARG_FILENAME, &t->start,
      "A codec to go on from (default: random weights)", "FILE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &t->output, "The weight file to write", "FILE" },
    { "checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &t->checkpoint,
      "Written as the training goes, and resumed from when it exists", "FILE" },
    { "force", 'f', 0, G_OPTION_ARG_NONE, force, "Replace a weight file that exists already",
      NULL },
    { "steps", 0, 0, G_OPTION_ARG_INT, &t->steps, "Steps in all (default: 20000)", "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &t->batch, "Crops in a step (default: 4)", "N" },
    { "crop", 0, 0, G_OPTION_ARG_INT, &t->crop, "Side of a crop in pixels (default: 128)", "PX" },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &numbers[RATE].text,
      "Adam's step size at its highest (default: 0.002; adversary: 0.0003)", "X" },
    { "muon-rate", 0, 0, G_OPTION_ARG_STRING, &numbers[MUON_RATE].text,
      "Muon's step size at its highest, for the weights of hidden convolutions (0, the default: "
      "Adam trains all weights)",
      "X" },
    { "average", 0, 0, G_OPTION_ARG_STRING, &numbers[AVERAGE].text,
      "Decay of the average of the weights, which is what is written (0, the default: none)", "X" },
    { "clip", 0, 0, G_OPTION_ARG_STRING, &numbers[CLIP].text,
      "The largest norm of a step's gradient (0, the default: no limit)", "X" },
    { "disturbed", 0, 0, G_OPTION_ARG_STRING, &numbers[DISTURBED].text,
      "Encoder: the chance that a crop is mixed with another, that it is recolored, and that it is "
      "made noisy (0 to 1; default: 0.3)",
      "X" },
    { "vgg-every", 0, 0, G_OPTION_ARG_INT, &t->vgg_every,
      "Encoder: ask VGG-19 about one crop in N (default: 1)", "N" },
    { "large", 0, 0, G_OPTION_ARG_STRING, &numbers[LARGE].text,
      "Encoder: the last share of the steps, with fewer crops, twice as large (0 to 1; default: 0)",
      "X" },
    { "deep", 0, 0, G_OPTION_ARG_STRING, &numbers[DEEP].text,
      "Encoder: weight of the errors at relu4_1, relu4_2 and relu5_1 (default: 1)", "X" },
    { "moments", 0, 0, G_OPTION_ARG_STRING, &numbers[MOMENTS].text,
      "Encoder: weight of the errors of second moments at relu4_1 and relu5_1 (default: 0)", "X" },
    { "strokes", 0, 0, G_OPTION_ARG_STRING, &numbers[STROKES].text,
      "Decoder: how much the styles' strokes count (0 to 4; default: 1)", "X" },
    { "adversary", 0, 0, G_OPTION_ARG_STRING, &numbers[ADVERSARY].text,
      "How much the adversary asks for, beside the other losses (0 to 1; default: 0.1)", "X" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &t->seed, "Seed of everything random (default: 1)", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &t->threads, "Threads (default: all cores)", "N" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (
      context, "Trains the codec: its encoder is distilled from VGG-19, its decoder learns "
               "to paint from the encoder's features.");
  g_option_context_add_main_entries (context, entries, NULL);
  return nst_command_parse (context, argc, argv, error) && parse_stage (stage, t, error)
         && parse_numbers (numbers, error);
}

static gboolean
run (NstCodecTraining *training, gboolean force, GError **error)
{
  g_autoptr (NstPlan) plan = nst_plan_new (force);
  g_autoptr (GCancellable) cancellable = NULL;

  if (isnan (training->rate))
    training->rate = training->stage == NST_STAGE_ADVERSARY ? ADVERSARY_RATE : USUAL_RATE;
  nst_plan_training (plan, training, NULL);
  if (!nst_plan_check (plan, error))
    return FALSE;
  cancellable = nst_command_cancellable ();
  return nst_train_codec (training, nst_file_load, NULL, nst_print_training, training, cancellable,
                          error);
}

int
nst_command_train_codec (int argc, char **argv)
{
  NstCodecTraining training = { .steps = 20000,
                                .batch = 4,
                                .crop = 128,
                                .rate = NAN,
                                .seed = 1,
                                .adversary = 0.1,
                                .strokes = 1.0,
                                .disturbed = 0.3,
                                .vgg_every = 1,
                                .deep = 1.0 };
  gboolean         force = FALSE;
  GError          *error = NULL;
  int              status = 0;

  if (!parse (&argc, &argv, &training, &force, &error) || !check (argc, argv, &training, &error))
    status = nst_command_fail (error, 2);
  else if (!run (&training, force, &error))
    status = nst_command_fail (error, 1);
  nst_training_clear (&training);
  return status;
}
