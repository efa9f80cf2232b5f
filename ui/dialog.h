/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dialog.h - the dialog: shows a preview, asks for the style and the settings, then stays open and
 * shows the progress.  It does not paint itself. */

#ifndef DIALOG_H
#define DIALOG_H

#include "ui/preview-panel.h"
#include "ui/settings-panel.h"
#include "ui/style-panel.h"

typedef struct _Dialog Dialog;

/* The dialog for `config`, which it changes.  `layer` is the (first) layer to paint. */
Dialog *dialog_new (GimpProcedure *procedure, GimpProcedureConfig *config, GimpLayer *layer,
                    NstCatalogue *catalogue);
void    dialog_free (Dialog *dialog);

typedef enum
{
  DIALOG_CLOSE, /* there is nothing more to do */
  DIALOG_OK,    /* go to work, and then close */
  DIALOG_APPLY  /* go to work, and ask again */
} DialogAnswer;

/* Waits for the user. */
DialogAnswer dialog_ask (Dialog *dialog);

/* A painting is in the image already, which Cancel does not take back: the button says Close. */
void dialog_show_applied (Dialog *dialog);

/* Whether the user has closed the window, also while painting, without discarding the settings. */
gboolean dialog_was_closed (Dialog *dialog);

/* ---- What is in it ------------------------------------------------------------------ */

/* The columns.  (transfer none) */
PreviewPanel  *dialog_get_preview (Dialog *dialog);
StylePanel    *dialog_get_style (Dialog *dialog);
SettingsPanel *dialog_get_settings (Dialog *dialog);

/* Another layer of the same image is painted; its pixels follow with dialog_set_content. */
void dialog_set_layer (Dialog *dialog, GimpLayer *layer);

/* The content image, reduced, with its transparency as the mask; its full size is `width` x
 * `height` pixels. */
void dialog_set_content (Dialog *dialog, const NstPicture *content, int width, int height);

/* Called when a mask has been painted, (height, width) of the picture, 255 is in: for what is protected,
 * or for a region.  It becomes a drawable of the image, in place of `before`, a mask that was made so and
 * has been painted on, or NULL.  Returns NULL when that cannot be. */
typedef GimpDrawable *(*DialogMaskFunc) (const guchar *mask, int width, int height,
                                         gboolean protects, GimpDrawable *before, gpointer data);
void dialog_set_mask_func (Dialog *dialog, DialogMaskFunc func, gpointer data);

/* Call it when the installed styles have changed. */
void dialog_update_styles (Dialog *dialog);

/* ---- At work ----------------------------------------------------------------------- */

/* While painting, the settings are insensitive, and the bar shows `fraction` (0..1).  Cancel and
 * closing the dialog cancel the cancellable; Stop and Keep cancels that of dialog_get_stop, and
 * is sensitive after the first painting (NULL: no new one).  `error` (or NULL) is shown beside
 * the settings. */
void          dialog_start_work (Dialog *dialog);
void          dialog_set_progress (Dialog *dialog, double fraction, const NstPicture *painting);
GCancellable *dialog_get_cancellable (Dialog *dialog);
GCancellable *dialog_get_stop (Dialog *dialog);
void          dialog_end_work (Dialog *dialog, const GError *error);

#endif
