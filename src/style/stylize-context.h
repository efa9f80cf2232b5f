/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stylize-context.h - the arguments of nst_stylize, for the methods Fast and Refine. */

#ifndef NST_STYLIZE_CONTEXT_H
#define NST_STYLIZE_CONTEXT_H

#include <string.h>

#include "base/pool.h"
#include "style/previous-frame.h"
#include "style/regions.h"

G_BEGIN_DECLS

typedef struct
{
  const NstNetwork       *network;
  NstPool                *pool;
  const NstPicture       *content; /* filled where it is transparent (ops/fill.h) */
  const NstRegions       *regions; /* of the content, at least one; the styles by region */
  const NstSettings      *settings;
  NstProgressFunc         progress; /* or NULL */
  gpointer                progress_data;
  NstReport              *report;
  const NstPicture       *sized; /* the content at the size that is painted; NULL: not known yet */
  const NstPicture       *start; /* what Refine begins with, or NULL */
  const NstPreviousFrame *previous; /* a frame's, once there is a painting before; or NULL */
  GPtrArray              *maps; /* receives what Fast maps features by: for each pass, in order, an
                                   array of NstFusionMaps, one a region; or NULL */
} NstStylizeContext;

/* A request as this version has it: members that the caller's version lacks are 0. */
static inline NstRequest
nst_request_read (const NstRequest *given)
{
  NstRequest request = { 0 };

  memcpy (&request, given, MIN (given->size, sizeof request));
  return request;
}

G_END_DECLS

#endif
