/* SPDX-License-Identifier: GPL-3.0-or-later */

/* meter.c - the progress of a long run. */

#include "meter.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <nst.h>
#include <stdio.h>
#include <unistd.h>

#include "platform.h"

#define LINE_PAUSE       0.1 /* seconds between two states of the line on a terminal */
#define STANDARD_COLUMNS 80

struct _NstMeter
{
  CliMeterKind kind;
  char        *item;
  guint        total;
  double       pause;
  gint64       began; /* monotonic, in microseconds */

  GMutex   mutex; /* guards: */
  guint    done, skipped, failed;
  char    *shown; /* the current name, or NULL */
  double   fraction;
  gint64   last_line;
  gboolean on_line; /* the terminal's line has something on it */
};

void
cli_meter_options_add (CliMeterOptions *options, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "progress", 0, 0, G_OPTION_ARG_STRING, &options->word,
      N_ ("How progress is shown: line (a line that changes), lines, json (one object per line, on "
          "the standard output), none, or auto: line on a terminal, lines otherwise"),
      N_ ("HOW") },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, N_ ("Show no progress, only failures"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

gboolean
cli_meter_options_read (const CliMeterOptions *options, CliMeterKind *kind, GError **error)
{
  static const char *const words[] = { "none", "line", "lines", "json" };
  const char              *word = options->quiet ? "none" : options->word;

  if (word == NULL || g_str_equal (word, "auto"))
    {
      *kind = isatty (STDERR_FILENO) ? CLI_METER_LINE : CLI_METER_LINES;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i]))
      {
        *kind = (CliMeterKind) i;
        return TRUE;
      }
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("--progress must be auto, line, lines, json or none, not “%s”."), word);
  return FALSE;
}

/* ---- Figures ----------------------------------------------------------------------- */

static double
seconds_since (gint64 then)
{
  return (g_get_monotonic_time () - then) * 1e-6;
}

/* Items a second; 0 as long as none is done. */
static double
rate_of (const CliMeter *meter)
{
  return meter->done > 0 ? meter->done / MAX (seconds_since (meter->began), 1e-6) : 0.0;
}

static guint
ended (const CliMeter *meter)
{
  return meter->done + meter->skipped + meter->failed;
}

/* Below 0 where it is not known. */
static double
seconds_left (const CliMeter *meter)
{
  double rate = rate_of (meter);

  if (meter->total == 0 || rate <= 0.0)
    return -1.0;
  return (meter->total > ended (meter) ? meter->total - ended (meter) : 0) / rate;
}

static void
append_time_left (GString *text, double seconds)
{
  guint minutes = (guint) MIN (seconds / 60.0 + 0.5, G_MAXINT);

  if (seconds < 99.5)
    g_string_append_printf (text, _ (", %.0f s left"), seconds);
  else if (minutes < 100)
    g_string_append_printf (text, _ (", %u min left"), minutes);
  else
    g_string_append_printf (text, _ (", %u h %02u min left"), minutes / 60, minutes % 60);
}

static void
append_count (GString *text, const CliMeter *meter)
{
  gboolean frames = g_str_equal (meter->item, "frame");
  guint    n = ended (meter), total = meter->total;

  if (total > 0)
    g_string_append_printf (
        text,
        frames ? g_dngettext (GETTEXT_PACKAGE, "%u of %u frame", "%u of %u frames", total)
               : g_dngettext (GETTEXT_PACKAGE, "%u of %u picture", "%u of %u pictures", total),
        n, total);
  else
    g_string_append_printf (text,
                            frames ? g_dngettext (GETTEXT_PACKAGE, "%u frame", "%u frames", n)
                                   : g_dngettext (GETTEXT_PACKAGE, "%u picture", "%u pictures", n),
                            n);
}

/* "12 of 40 pictures, 7.5 a minute, 4 min left" */
static GString *
describe (const CliMeter *meter)
{
  GString *text = g_string_new (NULL);
  double   rate = rate_of (meter), left = seconds_left (meter);

  append_count (text, meter);
  if (rate >= 2.0)
    /* Translators: follows "12 of 40 pictures", as the next ones do. */
    g_string_append_printf (text, _ (", %.1f a second"), rate);
  else if (rate > 0.0)
    g_string_append_printf (text, _ (", %.1f a minute"), 60.0 * rate);
  if (left >= 0.0 && ended (meter) < meter->total)
    append_time_left (text, left);
  if (meter->failed > 0)
    /* Translators: how many pictures or frames could not be painted. */
    g_string_append_printf (text, _ (", %u failed"), meter->failed);
  return text;
}

/* ---- A terminal -------------------------------------------------------------------- */

static glong
columns (void)
{
  int known = cli_system_columns ();

  return known > 0 ? known : STANDARD_COLUMNS;
}

static void
clear_line (CliMeter *meter)
{
  if (meter->on_line)
    fputs ("\r\033[K", stderr);
  meter->on_line = FALSE;
}

/* A line that is wider than the terminal could not be overwritten. */
static void
draw_line (CliMeter *meter)
{
  g_autoptr (GString) text = describe (meter);
  glong width = columns () - 1;

  if (meter->shown != NULL)
    {
      g_autofree char *name = g_filename_display_name (meter->shown);

      g_string_append_printf (text, "; %s %.0f %%", name, 100.0 * meter->fraction);
    }
  if (g_utf8_strlen (text->str, -1) > width)
    g_string_truncate (text, g_utf8_offset_to_pointer (text->str, width) - text->str);
  fprintf (stderr, "\r%s\033[K", text->str);
  fflush (stderr);
  meter->on_line = TRUE;
  meter->last_line = g_get_monotonic_time ();
}

/* ---- JSON -------------------------------------------------------------------------- */

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_count (JsonBuilder *builder, const char *name, guint value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static JsonBuilder *
begin_object (const char *event)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_text (builder, "event", event);
  return builder;
}

/* Adds the counts, which are in every object. */
static void
print_object (CliMeter *meter, JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  double           left = seconds_left (meter);

  if (meter->total > 0)
    add_count (builder, "total", meter->total);
  add_count (builder, "done", meter->done);
  add_count (builder, "skipped", meter->skipped);
  add_count (builder, "failed", meter->failed);
  add_number (builder, "per_minute", 60.0 * rate_of (meter));
  if (left >= 0.0)
    add_number (builder, "seconds_left", left);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  fprintf (stdout, "%s\n", text);
  fflush (stdout);
  g_object_unref (builder);
}

/* The same, about an item; more members may be given by `builder`. */
static void
print_item (CliMeter *meter, JsonBuilder *builder, const char *name)
{
  g_autofree char *shown = g_filename_display_name (name);

  add_text (builder, meter->item, shown);
  print_object (meter, builder);
}

/* ---- What is told ------------------------------------------------------------------ */

CliMeter *
cli_meter_new (CliMeterKind kind, const char *item, guint total, double pause)
{
  CliMeter *meter = g_new0 (CliMeter, 1);

  meter->kind = kind;
  meter->item = g_strdup (item);
  meter->total = total;
  meter->pause = pause;
  meter->began = g_get_monotonic_time ();
  g_mutex_init (&meter->mutex);
  if (kind == CLI_METER_JSON)
    print_object (meter, begin_object ("begin"));
  return meter;
}

void
cli_meter_end (CliMeter *meter)
{
  if (meter == NULL)
    return;
  clear_line (meter);
  if (meter->kind == CLI_METER_JSON)
    print_object (meter, begin_object ("end"));
  g_mutex_clear (&meter->mutex);
  g_free (meter->item);
  g_free (meter->shown);
  g_free (meter);
}

void
cli_meter_show (CliMeter *meter, const char *name, double fraction)
{
  if (meter == NULL)
    return;
  g_mutex_lock (&meter->mutex);
  if (g_strcmp0 (meter->shown, name) != 0)
    {
      g_free (meter->shown);
      meter->shown = g_strdup (name);
    }
  meter->fraction = fraction;
  if (meter->kind == CLI_METER_LINE
      && (!meter->on_line || seconds_since (meter->last_line) >= LINE_PAUSE))
    draw_line (meter);
  g_mutex_unlock (&meter->mutex);
}

static void
print_line (CliMeter *meter, const char *name, double seconds)
{
  g_autofree char *shown = g_filename_display_name (name);
  g_autoptr (GString) text = NULL;

  if (meter->done > 1 && ended (meter) < meter->total
      && seconds_since (meter->last_line) < meter->pause)
    return;
  text = describe (meter);
  fprintf (stderr, "%s: %s (%.1f s)\n", text->str, shown, seconds);
  meter->last_line = g_get_monotonic_time ();
}

void
cli_meter_done (CliMeter *meter, const char *name, const char *output, double seconds)
{
  if (meter == NULL)
    return;
  g_mutex_lock (&meter->mutex);
  meter->done++;
  if (meter->kind == CLI_METER_LINE)
    draw_line (meter);
  else if (meter->kind == CLI_METER_LINES)
    print_line (meter, name, seconds);
  else if (meter->kind == CLI_METER_JSON)
    {
      JsonBuilder *builder = begin_object ("done");

      if (output != NULL)
        {
          g_autofree char *shown = g_filename_display_name (output);

          add_text (builder, "output", shown);
        }
      add_number (builder, "seconds", seconds);
      print_item (meter, builder, name);
    }
  g_mutex_unlock (&meter->mutex);
}

void
cli_meter_skip (CliMeter *meter, guint n)
{
  if (meter == NULL || n == 0)
    return;
  g_mutex_lock (&meter->mutex);
  meter->skipped += n;
  if (meter->kind == CLI_METER_JSON)
    print_object (meter, begin_object ("skipped"));
  g_mutex_unlock (&meter->mutex);
}

static void
print_sentence (CliMeter *meter, const char *message)
{
  gboolean was_on_line = meter->on_line;

  clear_line (meter);
  fprintf (stderr, "nst: %s\n", message);
  if (was_on_line)
    draw_line (meter);
}

/* Errors are printed, except with JSON, where they are an event. */
void
cli_meter_fail (CliMeter *meter, const char *name, const char *message)
{
  if (meter == NULL)
    return;
  g_mutex_lock (&meter->mutex);
  meter->failed++;
  if (meter->kind == CLI_METER_JSON)
    {
      JsonBuilder *builder = begin_object ("failed");

      add_text (builder, "message", message);
      print_item (meter, builder, name);
    }
  else if (meter->kind != CLI_METER_NONE)
    print_sentence (meter, message);
  g_mutex_unlock (&meter->mutex);
}

void
cli_meter_note (CliMeter *meter, const char *message)
{
  if (meter == NULL)
    return;
  g_mutex_lock (&meter->mutex);
  if (meter->kind == CLI_METER_JSON)
    {
      JsonBuilder *builder = begin_object ("note");

      add_text (builder, "message", message);
      print_object (meter, builder);
    }
  else if (meter->kind != CLI_METER_NONE)
    print_sentence (meter, message);
  g_mutex_unlock (&meter->mutex);
}

static guint
read_count (CliMeter *meter, const guint *count)
{
  guint n;

  g_mutex_lock (&meter->mutex);
  n = *count;
  g_mutex_unlock (&meter->mutex);
  return n;
}

guint
cli_meter_get_done (CliMeter *meter)
{
  return meter != NULL ? read_count (meter, &meter->done) : 0;
}

guint
cli_meter_get_skipped (CliMeter *meter)
{
  return meter != NULL ? read_count (meter, &meter->skipped) : 0;
}
