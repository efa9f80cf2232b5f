/* SPDX-License-Identifier: GPL-3.0-or-later */

/* meter.h - the progress of a long run: a line on a terminal that is updated, plain lines in a log,
 * or JSON lines for another program.
 *
 * A meter counts items ("picture", "frame").  Each item is done, skipped because it had been done
 * before, or failed.  All functions may be called from any thread, and with NULL for the meter,
 * which then shows nothing.
 */

#ifndef CLI_METER_H
#define CLI_METER_H

#include <glib.h>

typedef enum
{
  CLI_METER_NONE,
  CLI_METER_LINE,  /* standard error: one line, written over */
  CLI_METER_LINES, /* standard error: lines that stay */
  CLI_METER_JSON   /* standard output: a JSON object a line */
} CliMeterKind;

/* The options --progress and --quiet. */
typedef struct
{
  char    *word; /* to be freed */
  gboolean quiet;
} CliMeterOptions;

void cli_meter_options_add (CliMeterOptions *options, GOptionContext *context);

/* The kind that they ask for.  Fails with NST_ERROR_ARGUMENT for an unknown word. */
gboolean cli_meter_options_read (const CliMeterOptions *options, CliMeterKind *kind,
                                 GError **error);

typedef struct _NstMeter CliMeter;

/* `item` is what is counted, in the singular; `total` is how many there are, or 0 where that is not
 * known.  Lines that stay come once for each item, but not more often than every `pause` seconds,
 * failures excepted.  Tells the beginning. */
CliMeter *cli_meter_new (CliMeterKind kind, const char *item, guint total, double pause);

/* Tells the end, and frees the meter. */
void cli_meter_end (CliMeter *meter);

/* The item `name` is being worked on, and `fraction` of it is done. */
void cli_meter_show (CliMeter *meter, const char *name, double fraction);

/* The item `name` is done, and took `seconds`; `output` is the file that was written, or NULL. */
void cli_meter_done (CliMeter *meter, const char *name, const char *output, double seconds);

/* `n` items had been done before, or are done by others: they count, but not for the speed. */
void cli_meter_skip (CliMeter *meter, guint n);

/* The item `name` has failed; `message` is a sentence that names it. */
void cli_meter_fail (CliMeter *meter, const char *name, const char *message);

/* A sentence that is not about one item. */
void cli_meter_note (CliMeter *meter, const char *message);

guint cli_meter_get_done (CliMeter *meter);
guint cli_meter_get_skipped (CliMeter *meter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliMeter, cli_meter_end)

#endif
