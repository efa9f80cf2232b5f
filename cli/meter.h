/* SPDX-License-Identifier: GPL-3.0-or-later */

/* meter.h - the progress of a long run: a line on a terminal that is updated, plain lines in a log,
 * or JSON lines for another program.
 *
 * A meter counts items ("picture", "frame").  Each item is done, skipped because it had been done
 * before, or failed.  All functions may be called from any thread, and with NULL for the meter,
 * which then shows nothing.
 */

#ifndef NST_METER_H
#define NST_METER_H

#include <glib.h>

typedef enum
{
  NST_METER_NONE,
  NST_METER_LINE,  /* standard error: one line, written over */
  NST_METER_LINES, /* standard error: lines that stay */
  NST_METER_JSON   /* standard output: a JSON object a line */
} NstMeterKind;

/* The options --progress and --quiet. */
typedef struct
{
  char    *word; /* to be freed */
  gboolean quiet;
} NstMeterOptions;

void nst_meter_options_add (NstMeterOptions *options, GOptionContext *context);

/* The kind that they ask for.  Fails with NST_ERROR_ARGUMENT for an unknown word. */
gboolean nst_meter_options_read (const NstMeterOptions *options, NstMeterKind *kind,
                                 GError **error);

typedef struct _NstMeter NstMeter;

/* `item` is what is counted, in the singular; `total` is how many there are, or 0 where that is not
 * known.  Lines that stay come once for each item, but not more often than every `pause` seconds,
 * failures excepted.  Tells the beginning. */
NstMeter *nst_meter_new (NstMeterKind kind, const char *item, guint total, double pause);

/* Tells the end, and frees the meter. */
void nst_meter_end (NstMeter *meter);

/* The item `name` is being worked on, and `fraction` of it is done. */
void nst_meter_show (NstMeter *meter, const char *name, double fraction);

/* The item `name` is done, and took `seconds`; `output` is the file that was written, or NULL. */
void nst_meter_done (NstMeter *meter, const char *name, const char *output, double seconds);

/* `n` items had been done before, or are done by others: they count, but not for the speed. */
void nst_meter_skip (NstMeter *meter, guint n);

/* The item `name` has failed; `message` is a sentence that names it. */
void nst_meter_fail (NstMeter *meter, const char *name, const char *message);

/* A sentence that is not about one item. */
void nst_meter_note (NstMeter *meter, const char *message);

guint nst_meter_get_done (NstMeter *meter);
guint nst_meter_get_skipped (NstMeter *meter);
guint nst_meter_get_failed (NstMeter *meter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstMeter, nst_meter_end)

#endif
