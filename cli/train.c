/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train.c - `nst train codec`: the network that ships, made from pictures and its teachers. */

#include "command.h"
#include "files.h"

static void
print_progress (const NstTrainingProgress *p, gpointer data)
{
  const NstCodecTraining *training = data;

  g_print ("%s step %6d of %d  loss %.4f  relu1_1 %.4f  2_1 %.4f  3_1 %.4f  4_1 %.4f  5_1 %.4f",
           p->validation ? "held back" : "learning ", p->step, p->steps, p->loss,
           p->level_errors[0], p->level_errors[1], p->level_errors[2], p->level_errors[3],
           p->level_errors[4]);
  if (training->stage == NST_STAGE_ENCODER)
    g_print ("  4_2 %.4f", p->content_error);
  if (!p->validation)
    g_print ("  %.1f crops/s", p->crops_per_second);
  g_print ("\n");
}

static gboolean
missing (const char *option, GError **error)
{
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, "Training needs %s", option);
  return FALSE;
}

static gboolean
check (const NstCodecTraining *t, GError **error)
{
  if (t->pictures == NULL)
    return missing ("--pictures FOLDER, once or more often", error);
  if (t->stage == NST_STAGE_ENCODER && t->vgg == NULL)
    return missing ("--vgg FILE", error);
  if (t->stage == NST_STAGE_ENCODER && t->distilled == NULL)
    return missing ("--distilled FILE", error);
  if (t->stage == NST_STAGE_DECODERS && t->start == NULL)
    return missing ("--start FILE", error);
  if (t->output == NULL)
    return missing ("--output FILE", error);
  return TRUE;
}

static gboolean
parse_stage (const char *stage, NstCodecTraining *t, GError **error)
{
  if (stage == NULL || g_str_equal (stage, "encoder"))
    t->stage = NST_STAGE_ENCODER;
  else if (g_str_equal (stage, "decoders"))
    t->stage = NST_STAGE_DECODERS;
  else
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   "There is no stage “%s”: it is encoder or decoders", stage);
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse (int *argc, char ***argv, NstCodecTraining *t, GError **error)
{
  g_autofree char *stage = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("codec");
  GOptionEntry entries[] = {
    { "stage", 0, 0, G_OPTION_ARG_STRING, &stage,
      "What is trained: encoder (the default), or decoders, which start from it", "STAGE" },
    { "pictures", 'p', 0, G_OPTION_ARG_FILENAME_ARRAY, &t->pictures,
      "A folder of pictures to learn from (may be given several times)", "FOLDER" },
    { "vgg", 0, 0, G_OPTION_ARG_FILENAME, &t->vgg,
      "The teacher of relu1_1 to relu3_1: VGG-19, whole or up to there", "FILE" },
    { "distilled", 0, 0, G_OPTION_ARG_FILENAME, &t->distilled,
      "The teacher of relu4_1 to relu5_1: distilled VGG-19 with its lifts", "FILE" },
    { "start", 0, 0, G_OPTION_ARG_FILENAME, &t->start,
      "A codec to go on from (default: random weights)", "FILE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &t->output, "The weight file to write", "FILE" },
    { "checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &t->checkpoint,
      "Written as the training goes, and resumed from when it exists", "FILE" },
    { "steps", 0, 0, G_OPTION_ARG_INT, &t->steps, "Steps in all (default: 20000)", "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &t->batch, "Crops in a step (default: 4)", "N" },
    { "crop", 0, 0, G_OPTION_ARG_INT, &t->crop, "Side of a crop in pixels (default: 128)", "PX" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &t->rate,
      "Adam's step size at its highest (default: 0.002)", "X" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &t->seed, "Seed of everything random (default: 1)", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &t->threads, "Threads (default: all cores)", "N" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (
      context, "Trains the codec: its encoder is distilled from VGG-19, its decoders learn "
               "from the encoder.");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error) && parse_stage (stage, t, error);
}

int
nst_command_train (int argc, char **argv)
{
  NstCodecTraining training = { .steps = 20000, .batch = 4, .crop = 128, .rate = 0.002, .seed = 1 };
  g_autoptr (GCancellable) cancellable = NULL;
  GError *error = NULL;

  if (!parse (&argc, &argv, &training, &error))
    return nst_command_fail (error, 2);
  if (argc != 2 || !g_str_equal (argv[1], "codec"))
    {
      g_printerr ("nst: say what to train: `nst train codec`.\n");
      return 2;
    }
  if (!check (&training, &error))
    return nst_command_fail (error, 2);
  cancellable = nst_command_cancellable ();
  if (!nst_train_codec (&training, nst_file_load, NULL, print_progress, &training, cancellable,
                        &error))
    return nst_command_fail (error, 1);
  return 0;
}
