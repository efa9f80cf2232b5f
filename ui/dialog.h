/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dialog.h - the dialog: shows a preview, asks for the style and the settings, then stays open and
 * shows the progress.  It does not paint itself. */

#ifndef DIALOG_H
#define DIALOG_H

#include "ui/variations-button.h"

#include <libgimp/gimp.h>

typedef struct _Dialog Dialog;

/* The dialog for `config`, which it changes.  `layer` is the (first) layer to paint. */
Dialog *dialog_new (GimpProcedure *procedure, GimpProcedureConfig *config, GimpLayer *layer,
                    NstCatalogue *catalogue);
void    dialog_free (Dialog *dialog);

/* For several layers: also asks whether they are the frames of an animation. */
void dialog_offer_frames (Dialog *dialog);

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

/* ---- The preview ------------------------------------------------------------------- */

/* The content image, reduced, with its transparency as the mask; its full size is `width` x
 * `height` pixels. */
void dialog_set_content (Dialog *dialog, const NstPicture *content, int width, int height);

/* The preview's result, of the same reduced size; NULL: none yet. */
void dialog_show_painting (Dialog *dialog, const NstPicture *painting);

/* A part at full size, before and (if known) after. */
void dialog_show_part (Dialog *dialog, const NstRectangle *part, const NstPicture *before,
                       const NstPicture *after);

/* The preview has finished `painting`, of the reduced size, with `settings`, a text that only the
 * caller interprets.  The user can return to it, and compare with it. */
void dialog_add_painting (Dialog *dialog, const char *settings, const NstPicture *painting);

/* Called when the user returns to the painting with `settings`. */
typedef void (*DialogReturnFunc) (const char *settings, gpointer data);
void dialog_set_return_func (Dialog *dialog, DialogReturnFunc func, gpointer data);

/* The longer side of the fitted picture in pixels of the screen; 0: not known yet. */
int dialog_get_side (Dialog *dialog);

/* Called when another part, the whole (NULL), or the same at another size is to be shown. */
typedef void (*DialogViewFunc) (const NstRectangle *part, gpointer data);
void dialog_set_view_func (Dialog *dialog, DialogViewFunc func, gpointer data);

/* The text below the preview: what it shows, and the current activity. */
void dialog_show_activity (Dialog *dialog, const char *text);

/* The forecast below it; `warns`: it exceeds the memory. */
void dialog_show_forecast (Dialog *dialog, const char *text, gboolean warns);

/* An error in the settings; NULL: none. */
void dialog_show_mistake (Dialog *dialog, const char *message);

/* The button that opens small paintings, which is there once it is shown.  (transfer none) */
VariationsButton *dialog_get_variations (Dialog *dialog);

/* Called when a mask has been painted, (height, width) of the picture, 255 is in: for what is protected,
 * or for a region.  It becomes a drawable of the image, in place of `before`, a mask that was made so and
 * has been painted on, or NULL.  Returns NULL when that cannot be. */
typedef GimpDrawable *(*DialogMaskFunc) (const guchar *mask, int width, int height,
                                         gboolean protects, GimpDrawable *before, gpointer data);
void dialog_set_mask_func (Dialog *dialog, DialogMaskFunc func, gpointer data);

/* ---- The style --------------------------------------------------------------------- */

/* The chosen layer or file, and whether it can be saved as a style; NULL: none. */
void dialog_show_style (Dialog *dialog, const char *name, const NstPicture *thumbnail,
                        gboolean savable);

/* Called when the user saves the chosen style as `name`, which is not empty. */
typedef void (*DialogSaveFunc) (const char *name, gpointer data);
void dialog_set_save_func (Dialog *dialog, DialogSaveFunc func, gpointer data);

/* Returns the script for the current settings, to be freed by g_free. */
typedef char *(*DialogScriptFunc) (gpointer data);
void dialog_set_script_func (Dialog *dialog, DialogScriptFunc func, gpointer data);

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
