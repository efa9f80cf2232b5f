/* SPDX-License-Identifier: GPL-3.0-or-later */

/* batch-command.c - `nst batch`: many pictures, in folders or by name, painted into a folder. */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "batch-work.h"
#include "command.h"
#include "input.h"
#include "manner.h"
#include "plan.h"
#include "problems.h"
#include "style-commands.h"

typedef struct
{
  CliPaintingOptions how;
  CliSaving          saving;
  CliMeterOptions    telling;
  CliMeterKind       meter;
  char             **styles;
  char              *output, *format;
  gboolean           recursive;
  char             **words; /* pictures and folders */
} Call;

/* ---- The command line -------------------------------------------------------------- */

static gboolean
check (Call *call, GError **error)
{
  if (call->words == NULL || call->output == NULL)
    return cli_command_refuse (
        _ ("Arguments are missing; use “nst batch PICTURE|FOLDER... --style STYLE -o FOLDER”."),
        error);
  if (!cli_input_check_folder (call->output, error))
    return FALSE;
  if (call->styles == NULL && (call->how.mix != NULL || call->how.mix_fine != NULL))
    return cli_command_refuse (_ ("--mix and --mix-fine need styles, for example “--style STYLE "
                                  "--style STYLE --mix 1,0.5”."),
                               error);
  if (!cli_saving_check (&call->saving, error)
      || !cli_meter_options_read (&call->telling, &call->meter, error)
      || !cli_painting_options_check (&call->how, error))
    return FALSE;
  if (call->format != NULL)
    {
      g_autofree char *name = NULL;

      memmove (call->format, call->format + (call->format[0] == '.'),
               strlen (call->format) + 1 - (call->format[0] == '.'));
      name = g_strconcat ("result.", call->format, NULL);
      return cli_file_check_format (name, &call->saving, error);
    }
  return TRUE;
}

static gboolean
parse (int *argc, char ***argv, Call *call, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("PICTURE|FOLDER..."));
  GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &call->output,
      N_ ("The folder for the paintings; they get the names of their pictures"), N_ ("FOLDER") },
    { "style", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &call->styles,
      N_ ("A picture, a style file or the name of an installed style; may be given several times: "
          "each picture is then painted once in each style, in a folder named after the style, or "
          "with --mix in a mixture of all"),
      N_ ("STYLE") },
    { "recursive", 'r', 0, G_OPTION_ARG_NONE, &call->recursive,
      N_ ("Include subfolders, and create the same folders for the paintings"), NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &call->format,
      N_ ("Write all paintings in this format: png, jpg, tif, ... (default: the format of each "
          "picture)"),
      N_ ("ENDING") },
    { "quality", 0, 0, G_OPTION_ARG_INT, &call->saving.quality,
      N_ ("Quality of lossy formats, 1 to 100 (default: for a JPEG, that of the picture)"), "N" },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &call->saving.force,
      N_ ("Replace existing files: also those that are not paintings or were painted with other "
          "settings"),
      NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &call->words, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (
      context, _ ("Paints the pictures, and those in the folders. Pictures that are already "
                  "painted are skipped, so the same\ncommand continues after an interruption; it "
                  "may run several times in parallel, on one machine or several."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  cli_meter_options_add (&call->telling, context);
  cli_painting_options_add (&call->how, context);
  return cli_command_parse (context, argc, argv, error) && check (call, error);
}

/* ---- Manners ----------------------------------------------------------------------- */

static void
manner_free (gpointer data)
{
  CliBatchManner *manner = data;

  g_clear_pointer (&manner->styles, g_array_unref);
  g_clear_pointer (&manner->settings, json_object_unref);
  g_free (manner->folder);
  g_free (manner);
}

static gboolean
add_manner (const Call *call, const NstNetwork *network, char *const *words, guint n,
            const char *folder, GPtrArray *manners, GError **error)
{
  const char     *hint = _ ("Give a style with --style STYLE.");
  CliBatchManner *manner = g_new0 (CliBatchManner, 1);

  g_ptr_array_add (manners, manner);
  manner->folder = g_strdup (folder);
  manner->styles = cli_painting_styles (&call->how, words, n, network, hint, error);
  if (manner->styles == NULL)
    return FALSE;
  manner->settings
      = cli_manner_describe (&call->how, words, n, network, call->saving.quality, error);
  return manner->settings != NULL;
}

/* One manner per style, in a folder of its name, or one for a mixture. */
static GPtrArray *
make_manners (const Call *call, const NstNetwork *network, GError **error)
{
  guint    n = call->styles != NULL ? g_strv_length (call->styles) : 0;
  gboolean mixed = call->how.mix != NULL || call->how.mix_fine != NULL;
  g_autoptr (GPtrArray) manners = g_ptr_array_new_with_free_func (manner_free);
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (n <= 1 || mixed)
    return add_manner (call, network, call->styles, n, "", manners, error)
               ? g_steal_pointer (&manners)
               : NULL;
  for (guint i = 0; i < n; i++)
    {
      char *folder = cli_command_style_name (call->styles[i]);

      if (!g_hash_table_add (folders, folder))
        {
          g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                       _ ("Two styles are called “%s”, so their paintings would have the same "
                          "names; run “nst batch” once for each, with its own folder."),
                       folder);
          return NULL;
        }
      if (!add_manner (call, network, &call->styles[i], 1, folder, manners, error))
        return NULL;
    }
  return g_steal_pointer (&manners);
}

/* ---- Items ------------------------------------------------------------------------- */

static void
item_free (gpointer data)
{
  CliBatchItem *item = data;

  g_free (item->painting);
  g_free (item);
}

/* In the order of the pictures. */
static GPtrArray *
make_items (const Call *call, const CliInputs *pictures, const GPtrArray *manners)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);

  for (guint i = 0; i < pictures->found->len; i++)
    for (guint m = 0; m < manners->len; m++)
      {
        const CliInput       *found = pictures->found->pdata[i];
        const CliBatchManner *manner = manners->pdata[m];
        g_autofree char      *name = cli_input_rename (found->place, call->format);
        CliBatchItem         *item = g_new (CliBatchItem, 1);

        *item
            = (CliBatchItem) { found->path, g_build_filename (manner->folder, name, NULL), manner };
        g_ptr_array_add (items, item);
      }
  return items;
}

/* Finds pictures that would be painted into one file. */
static void
check_names (const Call *call, const GPtrArray *items, GPtrArray *problems)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < items->len; i++)
    {
      const CliBatchItem *item = items->pdata[i];
      const CliBatchItem *other = g_hash_table_lookup (names, item->painting);
      g_autofree char    *path = g_build_filename (call->output, item->painting, NULL);

      if (other != NULL)
        g_ptr_array_add (problems,
                         cli_input_describe_collision (other->picture, item->picture, path));
      else
        g_hash_table_insert (names, item->painting, (gpointer) item);
    }
}

/* ---- Before the work --------------------------------------------------------------- */

/* Fails if a painting would replace a file that is read, or a read-only one. */
static gboolean
check_places (const Call *call, const NstNetwork *network, const CliLedger *ledger,
              const GPtrArray *items, GError **error)
{
  g_autoptr (CliPlan) plan = cli_plan_new (TRUE);

  for (int i = 0; call->styles != NULL && call->styles[i] != NULL; i++)
    cli_plan_read (plan, call->styles[i]);
  cli_plan_read (plan, nst_network_get_path (network));
  for (guint i = 0; i < items->len; i++)
    {
      const CliBatchItem *item = items->pdata[i];
      const CliEntry      entry = cli_batch_entry (item);
      const CliFileState  none = { 0 };
      g_autofree char    *path = g_build_filename (call->output, item->painting, NULL);

      cli_plan_read (plan, item->picture);
      if (g_file_test (path, G_FILE_TEST_EXISTS)
          && cli_ledger_look (ledger, &entry, &none, NULL) != CLI_ENTRY_DONE)
        cli_plan_write (plan, path);
    }
  return cli_plan_check (plan, error);
}

/* Finds the items to paint, and the number of finished ones.  `unwritable` receives a message for
 * each picture whose format cannot be written; the others are painted nevertheless.  `problems`
 * receives one for each painting whose file would be replaced. */
static GPtrArray *
choose (const Call *call, const CliLedger *ledger, const GPtrArray *items, guint *done,
        GPtrArray *unwritable, GPtrArray *problems)
{
  GPtrArray *wanted = g_ptr_array_new ();

  *done = 0;
  for (guint i = 0; i < items->len; i++)
    {
      const CliBatchItem *item = items->pdata[i];
      const CliEntry      entry = cli_batch_entry (item);
      char               *why = NULL;
      g_autoptr (GError) error = NULL;
      CliFileState  left;
      gboolean      claimed = cli_ledger_is_claimed (ledger, &entry, &left);
      CliEntryState state = cli_ledger_look (ledger, &entry, &left, &why);

      if (state == CLI_ENTRY_DONE)
        *done += 1;
      else if (!cli_file_check_format (item->painting, &call->saving, &error)
               || !cli_input_check_name (item->painting, &error))
        g_ptr_array_add (unwritable, g_strdup (error->message));
      else if (state == CLI_ENTRY_IN_WAY && !call->saving.force && !claimed)
        g_ptr_array_add (problems, g_steal_pointer (&why));
      else
        g_ptr_array_add (wanted, (gpointer) item);
      g_free (why);
    }
  return wanted;
}

/* ---- The work ---------------------------------------------------------------------- */

static gboolean
find_pictures (const Call *call, CliInputs **pictures, GError **error)
{
  g_autofree char *output = g_filename_display_name (call->output);
  g_autofree char *first = g_filename_display_name (call->words[0]);

  *pictures = NULL;
  for (int i = 0; call->words[i] != NULL; i++)
    if (cli_input_is_same_file (call->words[i], call->output)
        && g_file_test (call->output, G_FILE_TEST_IS_DIR))
      {
        g_set_error (
            error, NST_ERROR, NST_ERROR_ARGUMENT,
            _ ("“%s” is the folder of the pictures; choose another one for the paintings."),
            output);
        return FALSE;
      }
  *pictures = cli_inputs_find (call->words, call->recursive, call->output, error);
  if (*pictures == NULL || (*pictures)->found->len > 0)
    return *pictures != NULL;
  g_set_error (error, NST_ERROR, NST_ERROR_FILE,
               (*pictures)->deeper
                   ? _ ("There is no picture in “%s”; give --recursive to include its subfolders.")
                   : _ ("There is no picture in “%s”."),
               first);
  return FALSE;
}

/* Reports, after the work, what was left out and what has failed. */
static gboolean
sum_up (const Call *call, const CliInputs *pictures, guint n, guint there,
        const GPtrArray *failures)
{
  g_autofree char *aside = cli_inputs_describe_aside (pictures);
  guint            missing = n - there - failures->len;

  if (call->meter == CLI_METER_LINE || call->meter == CLI_METER_LINES)
    {
      if (aside != NULL)
        g_printerr ("nst: %s\n", aside);
      g_printerr ("nst: ");
      /* Translators: the second number decides on the plural. */
      g_printerr (g_dngettext (GETTEXT_PACKAGE, "%u of %u painting is there.",
                               "%u of %u paintings are there.", n),
                  there, n);
      g_printerr ("\n");
    }
  if (failures->len > 0)
    {
      g_printerr ("nst: ");
      /* Translators: the second number decides on the plural. */
      g_printerr (g_dngettext (GETTEXT_PACKAGE,
                               "%u of %u painting failed:", "%u of %u paintings failed:", n),
                  failures->len, n);
      g_printerr ("\n");
      for (guint i = 0; i < failures->len; i++)
        g_printerr ("  %s\n", (const char *) failures->pdata[i]);
    }
  if (missing > 0)
    {
      g_printerr ("nst: ");
      g_printerr (
          g_dngettext (
              GETTEXT_PACKAGE, "%u painting is left to do; run the same command again to continue.",
              "%u paintings are left to do; run the same command again to continue.", missing),
          missing);
      g_printerr ("\n");
    }
  return there == n;
}

/* Checks everything that can be checked before the work; nothing is written before that. */
static gboolean
run (Call *call, const NstNetwork *network, int *status, GError **error)
{
  g_autoptr (CliInputs) pictures = NULL;
  g_autoptr (GPtrArray) manners = make_manners (call, network, error);
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) wanted = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) failures = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CliLedger) ledger = cli_ledger_new (call->output);
  g_autoptr (GCancellable) cancellable = NULL;
  CliBatch batch;
  guint    done;

  if (manners == NULL || !find_pictures (call, &pictures, error))
    return FALSE;
  items = make_items (call, pictures, manners);
  check_names (call, items, problems);
  if (problems->len == 0 && !check_places (call, network, ledger, items, error))
    return FALSE;
  wanted = choose (call, ledger, items, &done, failures, problems);
  if (!cli_problems_report (problems, error)
      || (wanted->len > 0 && !cli_ledger_prepare (ledger, error)))
    return FALSE;
  batch = (CliBatch) { .how = &call->how,
                       .saving = call->saving,
                       .output = call->output,
                       .network = network,
                       .ledger = ledger,
                       .meter = cli_meter_new (call->meter, "picture", items->len, 0.0),
                       .cancellable = cancellable = cli_command_cancellable () };
  cli_meter_skip (batch.meter, done);
  cli_batch_paint (&batch, wanted, failures);
  done = cli_meter_get_done (batch.meter) + cli_meter_get_skipped (batch.meter);
  cli_meter_end (batch.meter);
  *status = sum_up (call, pictures, items->len, done, failures) ? 0 : 1;
  return TRUE;
}

int
cli_command_batch (int argc, char **argv)
{
  Call    call = { 0 };
  GError *error = NULL;
  int     status = 0;

  cli_painting_options_init (&call.how);
  if (!parse (&argc, &argv, &call, &error))
    status = cli_command_fail (error, 2);
  else
    {
      g_autoptr (NstCatalogue) catalogue = cli_command_catalogue ();
      g_autoptr (NstNetwork) network
          = nst_catalogue_open_network (catalogue, call.how.settings.network, &error);

      if (network == NULL || !run (&call, network, &status, &error))
        status = cli_command_fail (error, 1);
    }
  cli_painting_options_clear (&call.how);
  g_free (call.output);
  g_free (call.format);
  g_free (call.telling.word);
  g_strfreev (call.styles);
  g_strfreev (call.words);
  return status;
}
