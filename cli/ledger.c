/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ledger.c - records of the paintings in a folder.
 *
 * The file name of a record is the checksum of the painting's path, which always fits.  Pictures
 * are stored as URIs, which can hold any name.  Times are strings, because JSON's numbers are not
 * precise enough.
 */

#include "ledger.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <nst.h>
#include <string.h>

#define NAME_LENGTH 32 /* of the checksum, practically unique */

struct _NstLedger
{
  char *paintings; /* the folder */
  char *folder;    /* its ledger */
};

CliLedger *
cli_ledger_new (const char *folder)
{
  CliLedger *ledger = g_new0 (CliLedger, 1);

  ledger->paintings = g_strdup (folder);
  ledger->folder = g_build_filename (folder, CLI_LEDGER_FOLDER, NULL);
  return ledger;
}

void
cli_ledger_free (CliLedger *ledger)
{
  if (ledger == NULL)
    return;
  g_free (ledger->paintings);
  g_free (ledger->folder);
  g_free (ledger);
}

gboolean
cli_ledger_prepare (const CliLedger *ledger, GError **error)
{
  g_autofree char *shown = g_filename_display_name (ledger->folder);

  if (g_mkdir_with_parents (ledger->folder, 0777) == 0)
    {
      nst_drafts_sweep (ledger->folder);
      nst_drafts_sweep (ledger->paintings);
      return TRUE;
    }
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The folder “%s” cannot be created: %s."),
               shown, g_strerror (errno));
  return FALSE;
}

char *
cli_ledger_file (const CliLedger *ledger, const char *name)
{
  return g_build_filename (ledger->folder, name, NULL);
}

static char *
file_of (const CliLedger *ledger, const CliEntry *entry, const char *ending)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, entry->painting, -1);
  g_autofree char *name = g_strdup_printf ("%.*s%s", NAME_LENGTH, sum, ending);

  return cli_ledger_file (ledger, name);
}

CliClaim *
cli_ledger_claim (const CliLedger *ledger, const CliEntry *entry, char **owner, GError **error)
{
  g_autofree char *path = file_of (ledger, entry, ".claim");

  return cli_claim_take (path, owner, error);
}

gboolean
cli_ledger_is_claimed (const CliLedger *ledger, const CliEntry *entry, CliFileState *left)
{
  g_autofree char *path = file_of (ledger, entry, ".claim");

  *left = cli_claim_read_note (path);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static char *
uri_of (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  return g_filename_to_uri (absolute, NULL, NULL);
}

/* ---- Reading ----------------------------------------------------------------------- */

/* NULL: there is none, or it cannot be read. */
static JsonObject *
read_record (const CliLedger *ledger, const CliEntry *entry)
{
  g_autofree char *path = file_of (ledger, entry, ".json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!json_parser_load_from_file (parser, path, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

static const char *
text_of (JsonObject *object, const char *member)
{
  const char *text = json_object_get_string_member_with_default (object, member, "");

  return text != NULL ? text : "";
}

/* Whether the file has the state in the record under `name`. */
static gboolean
is_as_recorded (JsonObject *record, const char *name, const CliFileState *state)
{
  g_autofree char *size_name = g_strconcat (name, "-size", NULL);
  g_autofree char *time_name = g_strconcat (name, "-modified", NULL);

  return g_ascii_strtoull (text_of (record, size_name), NULL, 10) == state->size
         && g_ascii_strtoll (text_of (record, time_name), NULL, 10) == state->modified;
}

/* How the settings of the record differ, as a sentence on the painting `shown`; NULL: not at all. */
static char *
describe_difference (JsonObject *record, const CliEntry *entry, const char *shown)
{
  JsonNode   *node = json_object_get_member (record, "settings");
  JsonObject *then
      = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (GList) names = json_object_get_members (entry->settings);

  if (then == NULL)
    return g_strdup_printf (_ ("“%s” was painted with unknown settings."), shown);
  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *was = text_of (then, l->data), *is = text_of (entry->settings, l->data);

      if (g_str_equal (was, is))
        continue;
      if (g_str_has_suffix (l->data, "-checksum"))
        /* Translators: the second is the name of a setting, such as style. */
        return g_strdup_printf (_ ("“%s” was painted with another file as its %.*s."), shown,
                                (int) strcspn (l->data, "-"), (const char *) l->data);
      /* Translators: the second is the name of a setting, such as size; then its values. */
      return g_strdup_printf (_ ("“%s” was painted with the %s “%s”, not “%s”."), shown,
                              (const char *) l->data, was, is);
    }
  return NULL;
}

/* ---- Looking ----------------------------------------------------------------------- */

/* Takes over the sentence. */
static CliEntryState
in_way (char *sentence, char **why)
{
  if (why != NULL)
    *why = g_strconcat (sentence, " ", _ ("Give another folder, or add --force to replace it."),
                        NULL);
  g_free (sentence);
  return CLI_ENTRY_IN_WAY;
}

/* Compares an existing painting with its record. */
static CliEntryState
compare (const CliLedger *ledger, const CliEntry *entry, JsonObject *record,
         const CliFileState *painting, char **why)
{
  CliFileState picture = { 0 };
  gboolean     same_picture = cli_file_state_read (entry->picture, &picture)
                          && is_as_recorded (record, "picture", &picture);
  gboolean same_before
      = g_str_equal (text_of (record, "before"), entry->before != NULL ? entry->before : "");
  g_autofree char *uri = uri_of (entry->picture);
  g_autofree char *path = g_build_filename (ledger->paintings, entry->painting, NULL);
  g_autofree char *shown = g_filename_display_name (path);
  char            *difference = describe_difference (record, entry, shown);

  if (difference != NULL)
    return in_way (difference, why);
  if (same_picture && same_before)
    return CLI_ENTRY_DONE;
  if (!same_picture && !g_str_equal (text_of (record, "picture"), uri))
    return in_way (g_strdup_printf (_ ("“%s” was painted from another picture, %s."), shown,
                                    text_of (record, "picture")),
                   why);
  if (!is_as_recorded (record, "painting", painting))
    return in_way (g_strdup_printf (_ ("“%s” has been changed since it was painted."), shown), why);
  return CLI_ENTRY_OUTDATED;
}

CliEntryState
cli_ledger_look (const CliLedger *ledger, const CliEntry *entry, const CliFileState *left,
                 char **why)
{
  g_autofree char *path = g_build_filename (ledger->paintings, entry->painting, NULL);
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (JsonObject) record = NULL;
  CliEntryState state;
  CliFileState  painting;

  if (!cli_file_state_read (path, &painting))
    return CLI_ENTRY_MISSING;
  record = read_record (ledger, entry);
  state = record != NULL
              ? compare (ledger, entry, record, &painting, why)
              : in_way (g_strdup_printf (
                            _ ("“%s” exists already and is not recorded as a painting."), shown),
                        why);
  if (state != CLI_ENTRY_IN_WAY || left->size != painting.size
      || left->modified != painting.modified
      || (record != NULL && is_as_recorded (record, "painting", &painting)))
    return state;
  if (why != NULL)
    g_clear_pointer (why, g_free);
  return CLI_ENTRY_OUTDATED;
}

/* ---- Writing ----------------------------------------------------------------------- */

static void
set_number (JsonObject *record, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  json_object_set_string_member (record, name, text);
}

static void
set_state (JsonObject *record, const char *name, const CliFileState *state)
{
  g_autofree char *size_name = g_strconcat (name, "-size", NULL);
  g_autofree char *time_name = g_strconcat (name, "-modified", NULL);

  set_number (record, size_name, (gint64) state->size);
  set_number (record, time_name, state->modified);
}

static JsonObject *
make_record (const CliLedger *ledger, const CliEntry *entry, const CliFileState *state,
             double seconds)
{
  g_autofree char *path = g_build_filename (ledger->paintings, entry->painting, NULL);
  g_autofree char *shown = g_filename_display_name (entry->painting);
  g_autofree char *uri = uri_of (entry->picture);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);
  JsonObject      *record = json_object_new ();
  CliFileState     painting = { 0 };

  cli_file_state_read (path, &painting);
  json_object_set_string_member (record, "painting", shown);
  set_state (record, "painting", &painting);
  json_object_set_string_member (record, "picture", uri);
  set_state (record, "picture", state);
  if (entry->before != NULL)
    json_object_set_string_member (record, "before", entry->before);
  json_object_set_string_member (record, "painted", time);
  json_object_set_double_member (record, "seconds", seconds);
  json_object_set_string_member (record, "machine", g_get_host_name ());
  json_object_set_string_member (record, "program", "nst " NST_VERSION);
  json_object_set_object_member (record, "settings", json_object_ref (entry->settings));
  return record;
}

gboolean
cli_ledger_record (const CliLedger *ledger, const CliEntry *entry, const CliFileState *state,
                   double seconds, GError **error)
{
  g_autofree char *path = file_of (ledger, entry, ".json");
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GError) reason = NULL;
  g_autofree char *text = NULL;
  g_autofree char *shown = g_filename_display_name (path);

  json_node_take_object (root, make_record (ledger, entry, state, seconds));
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  if (nst_replace_file (path, text, strlen (text), &reason))
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The record “%s” cannot be written: %s."),
               shown, reason->message);
  return FALSE;
}
