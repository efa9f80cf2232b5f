/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pictures.h - training data: random crops of the pictures in some folders. */

#ifndef NST_TRAINING_PICTURES_H
#define NST_TRAINING_PICTURES_H

#include "nst-training.h"

G_BEGIN_DECLS

typedef struct _NstPictures NstPictures;

/* The pictures (*.jpg, *.jpeg, *.png) in `folders`, which ends with NULL, in order of name.  Every
 * 50th is held back for validation.  Fails with NST_ERROR_FILE when a folder cannot be read or
 * there are fewer than two pictures to learn from. */
NstPictures *nst_pictures_open (const char *const *folders, NstPictureLoader loader,
                                gpointer loader_data, GError **error);
void         nst_pictures_free (NstPictures *pictures);

guint nst_pictures_get_n_training (const NstPictures *pictures);
guint nst_pictures_get_n_held (const NstPictures *pictures);

/* A square of `side` pixels out of a random picture: a random part at a random scale, sometimes
 * mirrored.  With a chance of `disturbed` (0 to 1) for each, it is mixed with another picture,
 * recolored and made noisy, because a stylized picture in the making is all of that.  The same
 * (seed, step, slot) gives the same crop. */
NstPicture *nst_pictures_draw (const NstPictures *pictures, int side, double disturbed,
                               guint32 seed, guint32 step, guint32 slot, GError **error);

/* A random part of a random picture at a random scale, sometimes mirrored, otherwise as it is.  The
 * same key gives the same crop. */
NstPicture *nst_pictures_draw_plain (const NstPictures *pictures, int side, const guint32 key[4],
                                     GError **error);

/* The middle square of the held-back picture `index`, as it is, at `side` pixels. */
NstPicture *nst_pictures_get_held (const NstPictures *pictures, guint index, int side,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstPictures, nst_pictures_free)

G_END_DECLS

#endif
