/* SPDX-License-Identifier: GPL-3.0-or-later */

/* frames.h - the frames of an animation: the pictures of a folder, in order of their names. */

#ifndef NST_FRAMES_OF_FOLDER_H
#define NST_FRAMES_OF_FOLDER_H

#include <nst.h>

#include "output.h"

/* The frames' names, in order: "2.png" comes before "10.png".  Other files than pictures are left
 * aside.  Fails with NST_ERROR_FILE for a folder that cannot be read or has no picture. */
GPtrArray *nst_frames_list (const char *folder, GError **error);

/* Makes the folder `output` where there is none, and adds to the plan that the frames of `folder`
 * are read and painted into it under their own names.  Fails with NST_ERROR_FILE, and
 * NST_ERROR_ARGUMENT where it is `folder`, whose frames would be lost. */
gboolean nst_frames_prepare (const char *folder, const GPtrArray *names, const char *output,
                             NstPlan *plan, GError **error);

#endif
