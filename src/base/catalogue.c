/* SPDX-License-Identifier: GPL-3.0-or-later */

/* catalogue.c - the folders of bundled networks and styles, as one object. */

#include "base/catalogue.h"

struct _NstCatalogue
{
  char *networks, *styles; /* folders, or NULL */
};

G_DEFINE_BOXED_TYPE (NstCatalogue, nst_catalogue, nst_catalogue_ref, nst_catalogue_unref)

NstCatalogue *
nst_catalogue_new (const char *networks, const char *styles)
{
  NstCatalogue *catalogue = g_atomic_rc_box_new0 (NstCatalogue);

  catalogue->networks = g_strdup (networks);
  catalogue->styles = g_strdup (styles);
  return catalogue;
}

NstCatalogue *
nst_catalogue_ref (NstCatalogue *catalogue)
{
  return g_atomic_rc_box_acquire (catalogue);
}

static void
clear (gpointer data)
{
  NstCatalogue *catalogue = data;

  g_free (catalogue->networks);
  g_free (catalogue->styles);
}

void
nst_catalogue_unref (NstCatalogue *catalogue)
{
  if (catalogue != NULL)
    g_atomic_rc_box_release_full (catalogue, clear);
}

const char *
nst_catalogue_get_networks (const NstCatalogue *catalogue)
{
  return catalogue != NULL ? catalogue->networks : NULL;
}

const char *
nst_catalogue_get_styles (const NstCatalogue *catalogue)
{
  return catalogue != NULL ? catalogue->styles : NULL;
}
