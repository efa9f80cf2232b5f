/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-painter.c - paints the frames of a film. */

#include "film-painter.h"

#include "masks.h"
#include "region-options.h"

struct _NstFilmPainter
{
  NstFilmManner manner;
  GHashTable   *masks; /* of the regions */
  float *protected;    /* or NULL */
};

NstFilmPainter *
nst_film_painter_new (const NstFilmManner *manner, int width, int height, GError **error)
{
  g_autoptr (NstFilmPainter) painter = g_new0 (NstFilmPainter, 1);
  g_autoptr (NstPicture) frame = nst_picture_new (width, height, error);

  painter->manner = *manner;
  painter->masks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (frame == NULL
      || !nst_regions_add (manner->regions, frame, painter->masks, manner->styles, error)
      || (manner->protect != NULL
          && !(painter->protected = nst_mask_load_protected (manner->protect, frame, error))))
    return NULL;
  return g_steal_pointer (&painter);
}

void
nst_film_painter_free (NstFilmPainter *painter)
{
  if (painter == NULL)
    return;
  g_hash_table_unref (painter->masks);
  g_free (painter->protected);
  g_free (painter);
}

NstPicture *
nst_film_painter_paint (NstFilmPainter *painter, NstFrames *frames, NstPicture *content,
                        GCancellable *cancellable, GError **error)
{
  const NstFilmManner *m = &painter->manner;

  return nst_stylize (&NST_REQUEST (.network = m->network, .content = content,
                                    .styles = (const NstStyleShare *) m->styles->data,
                                    .n_styles = m->styles->len, .settings = &m->how->settings,
                                    .threads = m->how->threads, .cancellable = cancellable,
                                    .frames = frames, .protect = painter->protected),
                      error);
}
