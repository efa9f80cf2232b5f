/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-options.c - MASK=STYLE: regions with their own styles. */

#include "region-options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "masks.h"
#include "style-commands.h"

/* Names of files may have the sign in them, too. */
const char *
cli_region_split (const char *region, char **mask)
{
  const char *first = strchr (region, '=');

  for (const char *sign = first; sign != NULL; sign = strchr (sign + 1, '='))
    {
      *mask = g_strndup (region, sign - region);
      if (g_file_test (*mask, G_FILE_TEST_EXISTS))
        return sign + 1;
      g_free (*mask);
    }
  *mask = first != NULL ? g_strndup (region, first - region) : NULL;
  return first != NULL ? first + 1 : NULL;
}

/* The mask at `path`; one that several regions have is loaded once, so that their styles mix. */
static const float *
find_mask (GHashTable *masks, const char *path, const NstPicture *content, GError **error)
{
  float *mask = g_hash_table_lookup (masks, path);

  if (mask == NULL && (mask = cli_mask_load (path, content, error)) != NULL)
    g_hash_table_insert (masks, g_strdup (path), mask);
  return mask;
}

static gboolean
add_region (const char *region, const NstPicture *content, GHashTable *masks, GArray *shares,
            GError **error)
{
  g_autofree char *path = NULL;
  const char      *style = cli_region_split (region, &path);
  NstStyleShare    share = { NULL, 1.0, 1.0, NULL };

  if (style == NULL || *style == '\0' || *path == '\0')
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   _ ("--region needs MASK=STYLE (a picture and a style), not “%s”."), region);
      return FALSE;
    }
  if (!(share.where = find_mask (masks, path, content, error))
      || !(share.style = cli_command_style (style, error)))
    return FALSE;
  g_array_append_val (shares, share);
  return TRUE;
}

gboolean
cli_regions_add (char *const *regions, const NstPicture *content, GHashTable *masks, GArray *shares,
                 GError **error)
{
  for (guint i = 0; regions != NULL && regions[i] != NULL; i++)
    if (!add_region (regions[i], content, masks, shares, error))
      return FALSE;
  return TRUE;
}

guint
cli_regions_count_masks (char *const *regions)
{
  g_autoptr (GHashTable) masks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; regions != NULL && regions[i] != NULL; i++)
    {
      char *path;

      if (cli_region_split (regions[i], &path) != NULL)
        g_hash_table_add (masks, path);
    }
  return g_hash_table_size (masks);
}
