/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-argument.h - finding the style of a call: a layer, a file or an installed style, given,
 * chosen or remembered. */

#ifndef STYLE_ARGUMENT_H
#define STYLE_ARGUMENT_H

#include "nst.h"
#include "job/style-sample.h"

#include <libgimp/gimp.h>

/* The style, of a picture or of a style file.  Without a dialog exactly one of style-layer,
 * style-file and style must be given; the dialog and Repeat go by style-source.  `folder` has the
 * styles that come with the plug-in.  Fails with NST_ERROR_ARGUMENT when there is no style or more
 * than one, NST_ERROR_FILE when the file will not do. */
NstStyle *style_argument_read (GimpRunMode run_mode, GimpProcedureConfig *config,
                               const char *folder, GError **error);

/* The second style of the call, in *second: NULL where there is none.  Fails as style_argument_read
 * does, and where a script gives a share of a second style but no style. */
gboolean style_argument_read_second (GimpRunMode run_mode, GimpProcedureConfig *config,
                                     const char *folder, NstStyle **second, GError **error);

/* The style that `word` names as second-style does: that of an installed one, or of the file at the
 * path `word`.  Fails with NST_ERROR_FILE and NST_ERROR_ARGUMENT. */
NstStyle *style_argument_read_word (const char *word, const char *folder, GError **error);

/* The style that the dialog means, for its preview, unread where that takes time.  NULL without an
 * error when none is chosen yet. */
StyleSample *style_argument_sample (GimpProcedureConfig *config, const char *folder,
                                    GError **error);
StyleSample *style_argument_sample_second (GimpProcedureConfig *config, const char *folder,
                                           GError **error);
StyleSample *style_argument_sample_word (const char *word, const char *folder, GError **error);

/* Where the dialog's choice of a style is open, because style-source names one that is not there:
 * takes the one that is given, or else the first installed style. */
void style_argument_suggest (GimpProcedureConfig *config, const char *folder);

/* Notes down the chosen layer among the last values, for style_argument_recall. */
void style_argument_remember (GimpProcedureConfig *config);

/* Puts the layer of the last run back in place, where it still exists in this GIMP and none is
 * given. */
void style_argument_recall (GimpProcedureConfig *config);

#endif
