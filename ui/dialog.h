/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dialog.h - the dialog: shows a preview, asks for the style and the settings, then stays open and
 * shows the progress.  It does not paint itself. */

#ifndef DIALOG_H
#define DIALOG_H

#include "ui/variations-button.h"

#include <libgimp/gimp.h>

typedef struct _Dialog Dialog;

/* The dialog for `config`, which it changes as the user does.  `layer` is the one to paint, or the
 * first of them.  `networks` and `styles` are the folders of what comes with the plug-in; both must
 * stay. */
Dialog *dialog_new (GimpProcedure *procedure, GimpProcedureConfig *config, GimpLayer *layer,
                    const char *networks, const char *styles);
void    dialog_free (Dialog *dialog);

/* Several layers are to be painted: also asks whether they are the frames of an animation. */
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

/* Whether the user has closed the window, be it at work, without saying that the settings are not
 * wanted any more. */
gboolean dialog_was_closed (Dialog *dialog);

/* ---- The preview ------------------------------------------------------------------- */

/* The picture to repaint, small, with its transparency as the mask; it is `width` x `height` pixels
 * large. */
void dialog_set_content (Dialog *dialog, const NstPicture *content, int width, int height);

/* What it will look like, of the small picture's size; NULL: nothing is known of that. */
void dialog_show_painting (Dialog *dialog, const NstPicture *painting);

/* A part of it pixel for pixel, before and, where that is known, after. */
void dialog_show_part (Dialog *dialog, const NstRectangle *part, const NstPicture *before,
                       const NstPicture *after);

/* The preview has finished `painting` of the small picture's size, by `settings`, a text that only
 * its giver reads: the user can go back to it, and compare with it. */
void dialog_add_painting (Dialog *dialog, const char *settings, const NstPicture *painting);

/* Called when the painting that was made by `settings` is to be there again. */
typedef void (*DialogReturnFunc) (const char *settings, gpointer data);
void dialog_set_return_func (Dialog *dialog, DialogReturnFunc func, gpointer data);

/* How many pixels of the screen the longer side of the picture has where it is shown in whole; 0:
 * not known yet. */
int dialog_get_side (Dialog *dialog);

/* Called when another part is to be shown, or the whole (NULL), or that in another size. */
typedef void (*DialogViewFunc) (const NstRectangle *part, gpointer data);
void dialog_set_view_func (Dialog *dialog, DialogViewFunc func, gpointer data);

/* What the preview shows, and what is being done for it, under it. */
void dialog_show_activity (Dialog *dialog, const char *text);

/* What the settings will take, under it; `warns`: more than there is. */
void dialog_show_forecast (Dialog *dialog, const char *text, gboolean warns);

/* A mistake that the user can mend, until the next one; NULL: there is none. */
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

/* The layer or file that is chosen, and whether it can be saved as a style; NULL: none. */
void dialog_show_style (Dialog *dialog, const char *name, const NstPicture *thumbnail,
                        gboolean savable);

/* Called when the chosen style is to be saved under `name`, which is not empty. */
typedef void (*DialogSaveFunc) (const char *name, gpointer data);
void dialog_set_save_func (Dialog *dialog, DialogSaveFunc func, gpointer data);

/* Writes the script that does what the dialog shows; the text is to be freed by g_free. */
typedef char *(*DialogScriptFunc) (gpointer data);
void dialog_set_script_func (Dialog *dialog, DialogScriptFunc func, gpointer data);

/* The installed styles have changed. */
void dialog_update_styles (Dialog *dialog);

/* ---- At work ----------------------------------------------------------------------- */

/* While the work is done: the settings cannot be changed, and the bar shows `fraction` (0..1).
 * Cancel and closing the dialog cancel the cancellable; Stop and Keep, which can be pressed as soon
 * as there has been a painting (which may be NULL: no new one), cancels that of dialog_get_stop.
 * `error` is what went wrong, or NULL; it is shown beside the settings. */
void          dialog_start_work (Dialog *dialog);
void          dialog_set_progress (Dialog *dialog, double fraction, const NstPicture *painting);
GCancellable *dialog_get_cancellable (Dialog *dialog);
GCancellable *dialog_get_stop (Dialog *dialog);
void          dialog_end_work (Dialog *dialog, const GError *error);

#endif
