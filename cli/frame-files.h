/* SPDX-License-Identifier: GPL-3.0-or-later */

/* frame-files.h - the frames of an animation: the pictures in a folder, in the order of their names;
 * each painting continues the one before. */

#ifndef CLI_FRAMES_OF_FOLDER_H
#define CLI_FRAMES_OF_FOLDER_H

#include "files.h"
#include "ledger.h"
#include "meter.h"
#include "plan.h"

/* Paints the frame `content`, the next one after those that `frames` has seen. */
typedef NstPicture *(*CliFramePainter) (NstFrames *frames, NstPicture *content, gpointer data,
                                        GError **error);

/* A folder of frames, and the folder that they are painted into. */
typedef struct
{
  const char        *folder, *output;
  const NstSettings *settings;
  CliSaving          saving; /* with a format, the names of the paintings get its ending */
  CliMeterKind       meter;
  CliFramePainter    paint;
  gpointer           data; /* for it */
} CliFrameRun;

typedef struct _NstFrameList CliFrameList;

/* The frames of run->folder, looked at as far as that is possible before they are painted: whether
 * each can be read, is as large as the first, and has a name that can be written.  `plan` is told
 * what will be read and replaced.  All that is wrong is told: with more than one problem, they are
 * printed, and the error only says so.  Fails with NST_ERROR_FILE and NST_ERROR_ARGUMENT. */
CliFrameList *cli_frame_list_new (const CliFrameRun *run, CliPlan *plan, GError **error);
void          cli_frame_list_free (CliFrameList *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFrameList, cli_frame_list_free)

/* Paints what is missing.  `manner` is all that decides the paintings (see manner.h).  Where an
 * earlier run was stopped, the paintings are those of an unbroken one, bit for bit: what it had got
 * to is in a file of the ledger's folder, and what it has painted since then is painted again, but
 * not written.  Fails as painting and writing do. */
gboolean cli_frames_paint (const CliFrameRun *run, CliFrameList *list, JsonObject *manner,
                           GError **error);

#endif
