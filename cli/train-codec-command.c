/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-codec-command.c - `nst train codec`: trains the bundled network from pictures and its teachers. */

#include <glib/gi18n-lib.h>
#include <math.h>

#include "command.h"
#include "files.h"
#include "output-place.h"
#include "train-command.h"
#include "training.h"

#define USUAL_RATE     0.002
#define ADVERSARY_RATE 0.0003 /* a trained decoder needs only small changes */

static gboolean
check (int argc, char **argv, const NstCodecTraining *t, GError **error)
{
  if (argc > 1)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   _ ("“nst train codec” takes only options, not “%s”."), argv[1]);
      return FALSE;
    }
  if (t->pictures == NULL)
    return cli_training_lacks ("--pictures FOLDER", error);
  if (t->stage == NST_STAGE_ENCODER && t->distilled == NULL)
    return cli_training_lacks ("--distilled FILE", error);
  if (t->stage != NST_STAGE_ENCODER && t->start == NULL)
    return cli_training_lacks ("--start FILE", error);
  if (t->output == NULL)
    return cli_training_lacks ("--output FILE", error);
  return cli_output_check_ending (t->output, CLI_NETWORK_ENDING, error);
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
                   _ ("There is no stage “%s”; use encoder, decoder or adversary."), stage);
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
        done = cli_command_parse_number (numbers[i].option, numbers[i].text, numbers[i].number,
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
      N_ ("What is trained: encoder (default); decoder, which starts from an encoder; or "
          "adversary, which continues a decoder against a network that learns to tell its "
          "paintings from artworks"),
      N_ ("STAGE") },
    { "pictures", 'p', 0, G_OPTION_ARG_FILENAME_ARRAY, &t->pictures,
      N_ ("A folder of pictures to learn from; may be given several times"), N_ ("FOLDER") },
    { "styles", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &t->styles,
      N_ ("A folder of styles for the decoder; may be given several times (default: the pictures)"),
      N_ ("FOLDER") },
    { "vgg", 0, 0, G_OPTION_ARG_FILENAME, &t->vgg,
      N_ ("Teacher of relu1_1 to relu3_1: VGG-19, whole or up to that layer (default: the "
          "distilled "
          "one)"),
      N_ ("FILE") },
    { "distilled", 0, 0, G_OPTION_ARG_FILENAME, &t->distilled,
      N_ ("Teacher of relu4_1 to relu5_1: distilled VGG-19 with its lifts"), N_ ("FILE") },
    { "start", 0, 0, G_OPTION_ARG_FILENAME, &t->start,
      N_ ("A codec to start from (default: random weights)"), N_ ("FILE") },
    { "force", 'f', 0, G_OPTION_ARG_NONE, force, N_ ("Replace an existing weight file"), NULL },
    { "steps", 0, 0, G_OPTION_ARG_INT, &t->steps, N_ ("Number of steps (default: 20000)"), "N" },
    { "crop", 0, 0, G_OPTION_ARG_INT, &t->crop, N_ ("Side of a crop in pixels (default: 128)"),
      N_ ("PX") },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &numbers[RATE].text,
      N_ ("Highest learning rate of Adam (default: 0.002; adversary: 0.0003)"), "X" },
    { "muon-rate", 0, 0, G_OPTION_ARG_STRING, &numbers[MUON_RATE].text,
      N_ ("Highest learning rate of Muon, for the weights of hidden convolutions (default: 0, Adam "
          "trains all weights)"),
      "X" },
    { "average", 0, 0, G_OPTION_ARG_STRING, &numbers[AVERAGE].text,
      N_ ("Decay of the running average of the weights, which is written (default: 0, no average)"),
      "X" },
    { "clip", 0, 0, G_OPTION_ARG_STRING, &numbers[CLIP].text,
      N_ ("Largest norm of a step's gradient (default: 0, no limit)"), "X" },
    { "disturbed", 0, 0, G_OPTION_ARG_STRING, &numbers[DISTURBED].text,
      N_ ("Encoder: probability that a crop is mixed with another, that it is recolored, and that "
          "it is made noisy (0 to 1; default: 0.3)"),
      "X" },
    { "vgg-every", 0, 0, G_OPTION_ARG_INT, &t->vgg_every,
      N_ ("Encoder: use VGG-19 for one crop in N (default: 1)"), "N" },
    { "large", 0, 0, G_OPTION_ARG_STRING, &numbers[LARGE].text,
      N_ ("Encoder: share of the steps, at the end, with fewer crops of twice the size (0 to 1; "
          "default: 0)"),
      "X" },
    { "deep", 0, 0, G_OPTION_ARG_STRING, &numbers[DEEP].text,
      N_ ("Encoder: weight of the errors at relu4_1, relu4_2 and relu5_1 (default: 1)"), "X" },
    { "moments", 0, 0, G_OPTION_ARG_STRING, &numbers[MOMENTS].text,
      N_ ("Encoder: weight of the errors of second moments at relu4_1 and relu5_1 (default: 0)"),
      "X" },
    { "strokes", 0, 0, G_OPTION_ARG_STRING, &numbers[STROKES].text,
      N_ ("Decoder: weight of the styles' strokes (0 to 4; default: 1)"), "X" },
    { "adversary", 0, 0, G_OPTION_ARG_STRING, &numbers[ADVERSARY].text,
      N_ ("Adversary: its weight relative to the other losses (0 to 1; default: 0.1)"), "X" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (
      context, _ ("Trains the codec: its encoder is distilled from VGG-19, its decoder learns "
                  "to paint from the encoder's features."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  cli_training_add_options (context, t);
  return cli_command_parse (context, argc, argv, error) && parse_stage (stage, t, error)
         && parse_numbers (numbers, error);
}

static gboolean
run (NstCodecTraining *training, gboolean force, GError **error)
{
  g_autoptr (CliPlan) plan = cli_plan_new (force);
  g_autoptr (GCancellable) cancellable = NULL;

  if (isnan (training->rate))
    training->rate = training->stage == NST_STAGE_ADVERSARY ? ADVERSARY_RATE : USUAL_RATE;
  cli_plan_training (plan, training, NULL);
  if (!cli_plan_check (plan, error))
    return FALSE;
  cancellable = cli_command_cancellable ();
  return nst_train_codec (training, cli_file_load, NULL, cli_print_training, training, cancellable,
                          error);
}

int
cli_command_train_codec (int argc, char **argv)
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
    status = cli_command_fail (error, 2);
  else if (!run (&training, force, &error))
    status = cli_command_fail (error, 1);
  cli_training_clear (&training);
  return status;
}
