/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-painter.h - paints what a preview shows: the whole content, small, or a part of it at
 * full scale, as it will be in the result.  Calls nothing of GIMP; for one thread at a time. */

#ifndef PREVIEW_PAINTER_H
#define PREVIEW_PAINTER_H

#include "paint/forecast-words.h"
#include "nst.h"
#include "paint/preview-content.h"
#include "paint/preview-styles.h"

typedef struct _PreviewPainter PreviewPainter;

/* `content` and the folder `networks` of those that come with the plug-in must stay. */
PreviewPainter *preview_painter_new (PreviewContent *content, const char *networks, int threads);
void            preview_painter_free (PreviewPainter *painter);

/* The network of that name, or path, which stays open until another is asked for.  Fails as
 * nst_network_open. */
const NstNetwork *preview_painter_open (PreviewPainter *painter, const char *name, GError **error);

/* What the styles and settings will take at full size; the time from how long painting took here.
 */
Forecast preview_painter_forecast (PreviewPainter *painter, const PreviewStyles *styles,
                                   const NstSettings *settings);

/* The content has changed: what was painted of it is good for nothing any more. */
void preview_painter_forget (PreviewPainter *painter);

/* A painting, handed over; of the small content's size or, where `before` is not NULL, of `part`,
 * which `before`, handed over, too, shows as it is.  `fraction` (0..1) of the work is done. */
typedef void (*PreviewShowFunc) (NstPicture *painting, const NstRectangle *part, NstPicture *before,
                                 double fraction, gpointer data);

/* The part to be seen at this moment. */
typedef void (*PreviewViewFunc) (NstRectangle *part, gpointer data);

typedef struct
{
  PreviewShowFunc show;
  PreviewViewFunc view; /* NULL: the whole is to be painted */
  gpointer        data;
} PreviewEyes;

/* Paints by Fast and, where Refine is the method, goes on with that, showing all that can be seen
 * on the way; the last has the fraction 1.  The styles are loaded, and so is the content.  Fails as
 * nst_stylize; FALSE without an error: this network could paint that part with the whole only,
 * which would take too long. */
gboolean preview_painter_paint (PreviewPainter *painter, const PreviewStyles *styles,
                                const NstSettings *settings, const PreviewEyes *eyes,
                                GCancellable *cancellable, GError **error);

#endif
