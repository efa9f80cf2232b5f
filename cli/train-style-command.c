/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-style-command.c - `nst train style`: trains a network for one style. */

#include <glib/gi18n-lib.h>

#include "command.h"
#include "files.h"
#include "output-place.h"
#include "style-commands.h"
#include "train-command.h"
#include "training.h"

typedef struct
{
  NstCodecTraining training;
  char            *start; /* as the command line names it */
  char            *preview, *preview_content;
  gboolean         force;
  GError          *failure; /* to write the preview */
  GCancellable    *cancellable;
} Call;

static gboolean
parse (int *argc, char ***argv, Call *call, GError **error)
{
  NstCodecTraining *t = &call->training;
  g_autofree char  *rate = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("STYLE"));
  GOptionEntry entries[] = {
    { "pictures", 'p', 0, G_OPTION_ARG_FILENAME_ARRAY, &t->pictures,
      N_ ("A folder of photographs to learn from; may be given several times"), N_ ("FOLDER") },
    { "start", 0, 0, G_OPTION_ARG_FILENAME, &call->start,
      N_ ("The codec to start from: an installed network or a weight file (default: codec)"),
      N_ ("NAME") },
    { "preview", 0, 0, G_OPTION_ARG_FILENAME, &call->preview,
      N_ ("A painting that shows the progress, written every 500 steps"), N_ ("FILE") },
    { "preview-content", 0, 0, G_OPTION_ARG_FILENAME, &call->preview_content,
      N_ ("The photograph that the preview is painted from"), N_ ("PICTURE") },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &call->force, N_ ("Replace existing files"), NULL },
    { "passes", 0, 0, G_OPTION_ARG_INT, &t->passes,
      N_ ("Number of passes in which it paints; each takes as long as the first (1 to 4; default: "
          "1)"),
      "N" },
    { "steps", 0, 0, G_OPTION_ARG_INT, &t->steps,
      N_ ("Number of steps (default: 2000, which take about five minutes on two cores)"), "N" },
    { "crop", 0, 0, G_OPTION_ARG_INT, &t->crop, N_ ("Side of a crop in pixels (default: 192)"),
      N_ ("PX") },
    { "rate", 0, 0, G_OPTION_ARG_STRING, &rate,
      N_ ("Highest learning rate of Adam (default: 0.0003)"), "X" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (
      context, _ ("Trains a network that paints in one style: a picture, a style file, or an "
                  "installed style."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  cli_training_add_options (context, t);
  return cli_command_parse (context, argc, argv, error)
         && (rate == NULL || cli_command_parse_number ("--rate", rate, &t->rate, error));
}

static gboolean
check (int argc, const Call *call, GError **error)
{
  if (argc != 2)
    return cli_command_refuse (
        _ ("Arguments are missing; use “nst train style STYLE -p FOLDER -o FILE”."), error);
  if (call->training.pictures == NULL)
    return cli_training_lacks ("--pictures FOLDER", error);
  if (call->training.output == NULL)
    return cli_training_lacks ("--output FILE", error);
  if (!cli_output_check_ending (call->training.output, CLI_NETWORK_ENDING, error))
    return FALSE;
  if ((call->preview == NULL) != (call->preview_content == NULL))
    return cli_command_refuse (_ ("Give both --preview and --preview-content, or neither."), error);
  return call->preview == NULL || cli_file_check_format (call->preview, NULL, error);
}

/* Matches NstTrainingFunc; `data` is the Call. */
static void
show (const NstTrainingProgress *progress, gpointer data)
{
  static const CliSaving saving = { .force = TRUE };
  Call                  *call = data;

  cli_print_training (progress, &call->training);
  if (progress->painting == NULL || call->failure != NULL)
    return;
  if (!cli_file_save (progress->painting, NULL, NULL, &saving, call->preview, &call->failure))
    g_cancellable_cancel (call->cancellable);
}

/* Where the codec lies that the training starts from. */
static gboolean
find_start (Call *call, GError **error)
{
  g_autoptr (NstCatalogue) catalogue = cli_command_catalogue ();
  g_autoptr (NstNetwork) codec
      = nst_catalogue_open_network (catalogue, call->start != NULL ? call->start : "codec", error);

  if (codec == NULL)
    return FALSE;
  g_free (call->start);
  call->start = g_strdup (nst_network_get_path (codec));
  call->training.start = call->start;
  return TRUE;
}

static gboolean
check_files (const Call *call, const char *style, GError **error)
{
  g_autoptr (CliPlan) plan = cli_plan_new (call->force);

  cli_plan_training (plan, &call->training, call->preview);
  cli_plan_read (plan, call->preview_content);
  cli_plan_read_style (plan, style);
  return cli_plan_check (plan, error);
}

static gboolean
run (Call *call, const char *word, GError **error)
{
  g_autoptr (NstStyle) style = NULL;
  g_autoptr (NstPicture) preview = NULL;
  gboolean done;

  if (!find_start (call, error) || !check_files (call, word, error)
      || !(style = cli_command_style (word, error))
      || (call->preview_content != NULL
          && !(preview = cli_file_load (call->preview_content, NULL, error))))
    return FALSE;
  call->training.style = style;
  call->training.preview = preview;
  call->cancellable = cli_command_cancellable ();
  done = nst_train_codec (&call->training, cli_file_load, NULL, show, call, call->cancellable,
                          error);
  if (call->failure != NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, call->failure);
      return FALSE;
    }
  return done;
}

int
cli_command_train_style (int argc, char **argv)
{
  Call    call = { .training = { .stage = NST_STAGE_STYLE,
                                 .steps = 2000,
                                 .batch = 4,
                                 .crop = 192,
                                 .rate = 0.0003,
                                 .seed = 1,
                                 .passes = 1,
                                 .strokes = 1.0 } };
  GError *error = NULL;
  int     status = 0;

  if (!parse (&argc, &argv, &call, &error) || !check (argc, &call, &error))
    status = cli_command_fail (error, 2);
  else if (!run (&call, argv[1], &error))
    status = cli_command_fail (error, 1);
  g_clear_object (&call.cancellable);
  call.training.start = NULL; /* which is the call's */
  cli_training_clear (&call.training);
  g_free (call.start);
  g_free (call.preview);
  g_free (call.preview_content);
  return status;
}
