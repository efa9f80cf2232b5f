/* SPDX-License-Identifier: GPL-3.0-or-later */

/* training.c - shared by the two trainings of `nst train`. */

#include "training.h"

#include <glib/gi18n-lib.h>

void
cli_print_training (const NstTrainingProgress *p, gpointer data)
{
  const NstCodecTraining *training = data;

  if (p->validation && !(p->loss > 0.0))
    return; /* there is a preview, but nothing was held back */
  g_print ("%s step %6d of %d  loss %.4f", p->validation ? "held back" : "learning ", p->step,
           p->steps, p->loss);
  if (training->stage == NST_STAGE_ENCODER)
    g_print ("  relu1_1 %.4f  2_1 %.4f  3_1 %.4f  4_1 %.4f  5_1 %.4f  4_2 %.4f", p->level_errors[0],
             p->level_errors[1], p->level_errors[2], p->level_errors[3], p->level_errors[4],
             p->content_error);
  else
    g_print ("  content %.4f  style %.4f", p->content_error, p->style_error);
  if (training->stage == NST_STAGE_ADVERSARY && !p->validation)
    g_print ("  adversary %.4f, right on %.0f %%", p->adversary_loss, 100.0 * p->adversary_right);
  if (!p->validation)
    g_print ("  %.1f crops/s", p->crops_per_second);
  g_print ("\n");
}

void
cli_training_add_options (GOptionContext *context, NstCodecTraining *t)
{
  GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &t->output, N_ ("The weight file to write"),
      N_ ("FILE") },
    { "checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &t->checkpoint,
      N_ ("Checkpoint that is written during training; if it exists, training resumes from it"),
      N_ ("FILE") },
    { "batch", 0, 0, G_OPTION_ARG_INT, &t->batch, N_ ("Number of crops in a step (default: 4)"),
      "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &t->seed, N_ ("Random seed (default: 1)"), "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &t->threads,
      N_ ("Number of threads (default: one per core)"), "N" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

gboolean
cli_training_lacks (const char *option, GError **error)
{
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, _ ("Training needs the option %s."), option);
  return FALSE;
}

void
cli_training_clear (NstCodecTraining *t)
{
  g_strfreev ((char **) t->pictures);
  g_strfreev ((char **) t->styles);
  g_free ((char *) t->vgg);
  g_free ((char *) t->distilled);
  g_free ((char *) t->start);
  g_free ((char *) t->output);
  g_free ((char *) t->checkpoint);
}

void
cli_plan_training (CliPlan *plan, const NstCodecTraining *t, const char *preview)
{
  gboolean goes_on = t->checkpoint != NULL && g_file_test (t->checkpoint, G_FILE_TEST_EXISTS);
  void (*write) (CliPlan *, const char *) = goes_on ? cli_plan_continue : cli_plan_write;

  write (plan, t->output);
  write (plan, preview);
  cli_plan_continue (plan, t->checkpoint);
  cli_plan_read (plan, t->vgg);
  cli_plan_read (plan, t->distilled);
  cli_plan_read (plan, t->start);
  for (int i = 0; t->pictures != NULL && t->pictures[i] != NULL; i++)
    cli_plan_read (plan, t->pictures[i]);
  for (int i = 0; t->styles != NULL && t->styles[i] != NULL; i++)
    cli_plan_read (plan, t->styles[i]);
}
