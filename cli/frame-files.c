/* SPDX-License-Identifier: GPL-3.0-or-later */

/* frame-files.c - the frames of an animation: the pictures in a folder. */

#include "frame-files.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "input.h"
#include "output-place.h"
#include "problems.h"

#define STATE_NAME    "frames.safetensors" /* the state for the next frame */
#define CLAIM_NAME    "frames.claim"
#define STATE_SECONDS 10.0 /* the interval of saving the state, which is large */

/* A checksum of a frame, all frames before it, and the settings. */
typedef char *Chain;

struct _NstFrameList
{
  CliInputs *inputs;
  GPtrArray *paintings; /* of char *: the name of each */
  Chain     *before;    /* of each frame: of those before it; one more for the end */
  gboolean  *wanted;    /* whether it is to be painted */
  gboolean  *replaces;  /* whether that takes the place of an older painting */
};

static guint
length_of (const CliFrameList *list)
{
  return list->inputs->found->len;
}

static const char *
path_of (const CliFrameList *list, guint i)
{
  return ((const CliInput *) list->inputs->found->pdata[i])->path;
}

void
cli_frame_list_free (CliFrameList *list)
{
  if (list == NULL)
    return;
  for (guint i = 0; list->before != NULL && i <= length_of (list); i++)
    g_free (list->before[i]);
  g_free (list->before);
  g_free (list->wanted);
  g_free (list->replaces);
  g_clear_pointer (&list->paintings, g_ptr_array_unref);
  cli_inputs_free (list->inputs);
  g_free (list);
}

/* ---- Looking at them --------------------------------------------------------------- */

static void
add_problem (GPtrArray *problems, GError **error)
{
  g_ptr_array_add (problems, g_strdup ((*error)->message));
  g_clear_error (error);
}

static void
check_size (const CliFrameList *list, guint i, int *width, int *height, GPtrArray *problems)
{
  g_autofree char *shown = g_filename_display_name (path_of (list, i));
  g_autofree char *first = g_filename_display_name (path_of (list, 0));
  GError          *error = NULL;
  int              own_width, own_height;

  if (!cli_file_measure (path_of (list, i), &own_width, &own_height, &error))
    add_problem (problems, &error);
  else if (*width == 0)
    {
      *width = own_width;
      *height = own_height;
    }
  else if (own_width != *width || own_height != *height)
    g_ptr_array_add (problems,
                     g_strdup_printf (_ ("“%s” has %d × %d pixels, but the frames before it, from "
                                         "“%s” on, have %d × %d; scale all frames to one size."),
                                      shown, own_width, own_height, first, *width, *height));
}

static void
check_all (const CliFrameRun *run, CliFrameList *list, CliPlan *plan, GPtrArray *problems)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  int width = 0, height = 0;

  for (guint i = 0; i < length_of (list); i++)
    {
      const CliInput  *input = list->inputs->found->pdata[i];
      char            *name = cli_input_rename (input->place, run->saving.format);
      g_autofree char *path = g_build_filename (run->output, name, NULL);
      const char      *other = g_hash_table_lookup (names, name);
      GError          *error = NULL;

      g_ptr_array_add (list->paintings, name);
      check_size (list, i, &width, &height, problems);
      if (other != NULL)
        g_ptr_array_add (problems, cli_input_describe_collision (other, input->path, path));
      else if (!cli_file_check_format (name, &run->saving, &error)
               || !cli_input_check_name (name, &error))
        add_problem (problems, &error);
      g_hash_table_insert (names, name, input->path);
      cli_plan_read (plan, input->path);
      if (g_file_test (path, G_FILE_TEST_EXISTS) && !cli_output_is_read_only (path))
        cli_plan_continue (plan, path); /* the ledger says whether it may be replaced */
    }
}

CliFrameList *
cli_frame_list_new (const CliFrameRun *run, CliPlan *plan, GError **error)
{
  char *const      words[] = { (char *) run->folder, NULL };
  g_autofree char *shown = g_filename_display_name (run->folder);
  g_autoptr (CliFrameList) list = g_new0 (CliFrameList, 1);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  if (!cli_input_check_folder (run->output, error))
    return NULL;
  if (cli_input_is_same_file (run->folder, run->output))
    g_set_error (
        error, NST_ERROR, NST_ERROR_ARGUMENT,
        _ ("The painted frames would replace the frames in “%s”; choose another folder for them."),
        shown);
  else if (!g_file_test (run->folder, G_FILE_TEST_IS_DIR))
    g_set_error (
        error, NST_ERROR, NST_ERROR_FILE,
        _ ("There is no folder “%s”; the frames of an animation must be pictures in a folder."),
        shown);
  else
    list->inputs = cli_inputs_find (words, FALSE, run->output, error);
  if (list->inputs == NULL)
    return NULL;
  list->paintings = g_ptr_array_new_with_free_func (g_free);
  if (length_of (list) == 0)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("There is no picture in the folder “%s”."),
                   shown);
      return NULL;
    }
  check_all (run, list, plan, problems);
  return cli_problems_report (problems, error) ? g_steal_pointer (&list) : NULL;
}

/* ---- What is there already --------------------------------------------------------- */

static void
add_to_chain (GChecksum *sum, const char *text)
{
  g_checksum_update (sum, (const guchar *) text, (gssize) strlen (text) + 1);
}

static Chain
begin_chain (JsonObject *manner)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), manner);
  g_autofree char *text = json_to_string (node, FALSE);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static Chain
add_frame (const char *before, const CliInput *frame)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *state_text = NULL;
  CliFileState     state = { 0 };

  cli_file_state_read (frame->path, &state);
  state_text
      = g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GINT64_FORMAT, state.size, state.modified);
  add_to_chain (sum, before);
  add_to_chain (sum, frame->place);
  add_to_chain (sum, state_text);
  return g_strdup (g_checksum_get_string (sum));
}

static CliEntry
entry_of (const CliFrameList *list, JsonObject *manner, guint i)
{
  return (CliEntry) { .picture = path_of (list, i),
                      .painting = list->paintings->pdata[i],
                      .settings = manner,
                      .before = list->before[i] };
}

static void
check_writable (const CliFrameRun *run, const CliFrameList *list, guint i, GPtrArray *problems)
{
  g_autofree char *path = g_build_filename (run->output, list->paintings->pdata[i], NULL);
  g_autofree char *shown = g_filename_display_name (path);

  if (list->wanted[i] && cli_output_is_read_only (path))
    g_ptr_array_add (problems,
                     g_strdup_printf (_ ("“%s” cannot be written: it is read-only."), shown));
}

/* Fails if other files would be replaced. */
static gboolean
compare (const CliFrameRun *run, CliFrameList *list, const CliLedger *ledger, JsonObject *manner,
         GError **error)
{
  guint            n = length_of (list);
  g_autofree char *claim = cli_ledger_file (ledger, CLAIM_NAME);
  CliFileState     left = cli_claim_read_note (claim);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  list->before = g_new0 (Chain, n + 1);
  list->wanted = g_new0 (gboolean, n);
  list->replaces = g_new0 (gboolean, n);
  list->before[0] = begin_chain (manner);
  for (guint i = 0; i < n; i++)
    {
      const CliEntry entry = entry_of (list, manner, i);
      char          *why = NULL;
      CliEntryState  state = cli_ledger_look (ledger, &entry, &left, &why);

      list->wanted[i] = state != CLI_ENTRY_DONE;
      list->replaces[i] = state != CLI_ENTRY_MISSING;
      if (state == CLI_ENTRY_IN_WAY && !run->saving.force)
        g_ptr_array_add (problems, why);
      else
        {
          check_writable (run, list, i, problems);
          g_free (why);
        }
      list->before[i + 1] = add_frame (list->before[i], list->inputs->found->pdata[i]);
    }
  return cli_problems_report (problems, error);
}

/* ---- Going on ---------------------------------------------------------------------- */

/* A run in progress. */
typedef struct
{
  const CliFrameRun *run;
  CliFrameList      *list;
  const CliLedger   *ledger;
  JsonObject        *manner;
  CliClaim          *claim;
  CliMeter          *meter;
  NstFrames         *frames;
  guint              seen; /* how many frames that has seen */
  char              *state_path;
  gint64             saved; /* when the state was last written, or the run was started */
} Work;

/* Continues from a saved state before the first wanted frame, or else from the beginning. */
static void
go_on (Work *work, guint first)
{
  g_autofree char *note = NULL;
  NstFrames       *frames = nst_frames_load (work->state_path, &note, NULL);

  work->seen = frames != NULL ? first : 0;
  while (work->seen > 0 && !g_str_equal (note, work->list->before[work->seen]))
    work->seen--;
  if (work->seen == 0)
    {
      nst_frames_free (frames);
      frames = nst_frames_new ();
    }
  work->frames = frames;
}

/* If the state cannot be written, an interruption costs more time, but the work continues. */
static void
save_state (Work *work)
{
  if (!nst_frames_save (work->frames, work->list->before[work->seen], work->state_path, NULL))
    g_debug ("the state of the frames is not written");
  work->saved = g_get_monotonic_time ();
}

static void
note_result (int result, gpointer claim)
{
  cli_claim_note (claim, result);
}

/* A painting without its record is still known by the claim, which is left then. */
static gboolean
write_frame (Work *work, guint i, const CliFileState *state, const NstPicture *content,
             const CliOriginal *original, NstPicture *painting, double seconds, GError **error)
{
  const CliFrameRun *run = work->run;
  const CliEntry     entry = entry_of (work->list, work->manner, i);
  CliSaving          saving = run->saving;
  g_autofree char   *path = g_build_filename (run->output, entry.painting, NULL);

  saving.format = NULL; /* the name has its ending */
  saving.force |= work->list->replaces[i];
  saving.on_whole = note_result;
  saving.data = work->claim;
  cli_original_restore (original, content, run->settings, painting);
  if (!cli_file_save (painting, content->mask, original, &saving, path, error))
    return FALSE;
  work->claim->unfinished = !cli_ledger_record (work->ledger, &entry, state, seconds, error);
  if (work->claim->unfinished)
    return FALSE;
  cli_meter_done (work->meter, entry.picture, path, seconds);
  return TRUE;
}

static gboolean
paint_frame (Work *work, guint i, GError **error)
{
  const char      *path = path_of (work->list, i);
  g_autofree char *shown = g_filename_display_name (path);
  gint64           began = g_get_monotonic_time ();
  CliFileState     state = { 0 };
  g_autoptr (CliOriginal) original = NULL;
  g_autoptr (NstPicture) content = NULL;
  g_autoptr (NstPicture) painting = NULL;

  cli_meter_show (work->meter, path, 0.0);
  cli_file_state_read (path, &state);
  content = cli_file_load_content (path, &original, error);
  if (content == NULL)
    return FALSE;
  painting = work->run->paint (work->frames, content, work->run->data, error);
  if (painting == NULL)
    {
      if (error != NULL && !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_prefix_error (error, "“%s”: ", shown);
      return FALSE;
    }
  work->seen = i + 1;
  return !work->list->wanted[i]
         || write_frame (work, i, &state, content, original, painting,
                         (g_get_monotonic_time () - began) * 1e-6, error);
}

static void
tell_where (Work *work, guint first)
{
  g_autofree char *shown = g_filename_display_name (path_of (work->list, first));
  g_autofree char *message = NULL;
  guint            again = first - work->seen;

  if (first == 0)
    return;
  if (work->seen >= first)
    message = g_strdup_printf (_ ("Continuing with “%s”."), shown);
  else
    message = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE,
                     "Continuing with “%s”, after %u frame before it that must be painted again.",
                     "Continuing with “%s”, after %u frames before it that must be painted again.",
                     again),
        shown, again);
  cli_meter_note (work->meter, message);
}

static gboolean
paint_from (Work *work, guint first, guint end, GError **error)
{
  gboolean done = TRUE;

  go_on (work, first);
  tell_where (work, first);
  work->saved = g_get_monotonic_time ();
  while (done && work->seen < end)
    {
      done = paint_frame (work, work->seen, error);
      if (!done || (g_get_monotonic_time () - work->saved) * 1e-6 >= STATE_SECONDS)
        save_state (work);
    }
  if (done)
    g_unlink (work->state_path);
  return done;
}

/* Those from the first to the last one that is wanted. */
static gboolean
paint_wanted (Work *work, GError **error)
{
  guint n = length_of (work->list), first = 0, end = n, wanted = 0;

  while (first < n && !work->list->wanted[first])
    first++;
  while (end > first && !work->list->wanted[end - 1])
    end--;
  for (guint i = first; i < end; i++)
    wanted += work->list->wanted[i] ? 1 : 0;
  cli_meter_skip (work->meter, n - wanted);
  return first == end || paint_from (work, first, end, error);
}

/* ---- From outside ------------------------------------------------------------------ */

static void
tell_aside (const CliFrameList *list, CliMeter *meter)
{
  g_autofree char *aside = cli_inputs_describe_aside (list->inputs);

  if (aside != NULL)
    cli_meter_note (meter, aside);
}

/* Only one program at a time can paint them, for each frame needs the one before. */
static CliClaim *
claim_all (const CliFrameRun *run, const CliLedger *ledger, GError **error)
{
  g_autofree char *path = cli_ledger_file (ledger, CLAIM_NAME);
  g_autofree char *shown = g_filename_display_name (run->output);
  g_autofree char *owner = NULL;
  GError          *reason = NULL;
  CliClaim        *claim = cli_claim_take (path, &owner, &reason);

  if (reason != NULL)
    g_propagate_error (error, reason);
  else if (claim == NULL)
    g_set_error (
        error, NST_ERROR, NST_ERROR_FILE,
        /* Translators: a folder, and "another program" or what is known of it, in English. */
        _ ("The frames in “%s” are already being painted by %s; wait until that ends, or "
           "choose another folder."),
        shown, owner);
  return claim;
}

gboolean
cli_frames_paint (const CliFrameRun *run, CliFrameList *list, JsonObject *manner, GError **error)
{
  g_autoptr (CliLedger) ledger = cli_ledger_new (run->output);
  g_autofree char *state_path = cli_ledger_file (ledger, STATE_NAME);
  g_autoptr (CliClaim) claim = NULL;
  Work work
      = { .run = run, .list = list, .ledger = ledger, .manner = manner, .state_path = state_path };
  gboolean done;

  if (!compare (run, list, ledger, manner, error) || !cli_ledger_prepare (ledger, error)
      || !(claim = claim_all (run, ledger, error)))
    return FALSE;
  work.claim = claim;
  work.meter = cli_meter_new (run->meter, "frame", length_of (list), 5.0);
  tell_aside (list, work.meter);
  done = paint_wanted (&work, error);
  cli_meter_end (work.meter);
  nst_frames_free (work.frames);
  return done;
}
