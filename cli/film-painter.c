/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-painter.c - paints the frames of a film. */

#include "film-painter.h"

#include "masks.h"
#include "region-options.h"

struct _NstFilmPainter
{
  CliFilmManner manner;
  GHashTable   *masks; /* of the regions */
  float *protected;    /* or NULL */
};

CliFilmPainter *
cli_film_painter_new (const CliFilmManner *manner, int width, int height, GError **error)
{
  g_autoptr (CliFilmPainter) painter = g_new0 (CliFilmPainter, 1);
  g_autoptr (NstPicture) frame = nst_picture_new (width, height, error);

  painter->manner = *manner;
  painter->masks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (frame == NULL
      || !cli_regions_add (manner->regions, frame, painter->masks, manner->styles, error)
      || (manner->protect != NULL
          && !(painter->protected = cli_mask_load_protected (manner->protect, frame, error))))
    return NULL;
  return g_steal_pointer (&painter);
}

void
cli_film_painter_free (CliFilmPainter *painter)
{
  if (painter == NULL)
    return;
  g_hash_table_unref (painter->masks);
  g_free (painter->protected);
  g_free (painter);
}

NstPicture *
cli_film_painter_paint (CliFilmPainter *painter, NstFrames *frames, NstPicture *content,
                        GCancellable *cancellable, GError **error)
{
  const CliFilmManner *m = &painter->manner;

  return nst_stylize (&NST_REQUEST (.network = m->network, .content = content,
                                    .styles = (const NstStyleShare *) m->styles->data,
                                    .n_styles = m->styles->len, .settings = &m->how->settings,
                                    .threads = m->how->threads, .cancellable = cancellable,
                                    .frames = frames, .protect = painter->protected),
                      error);
}
