/* SPDX-License-Identifier: GPL-3.0-or-later */

/* image-history.c - the field of XMP is a plain text, to which others that know it add lines as
 * well. */

#include "gimp/image-history.h"

#include <gmodule.h>

#define TAG "Xmp.photoshop.History"

/* GIMP's metadata are objects of gexiv2, of which each GIMP has loaded its own version under a file
 * name of its own.  A plug-in that was linked with one would not start in a GIMP with another, so
 * the two functions are looked up in what is loaded. */
typedef char *(*GetTag) (GExiv2Metadata *metadata, const char *tag, GError **error);
typedef gboolean (*SetTag) (GExiv2Metadata *metadata, const char *tag, const char *value,
                            GError **error);

static gboolean
look_up (GetTag *get, SetTag *set)
{
  GModule *loaded = g_module_open (NULL, 0);
  gboolean found
      = loaded && g_module_symbol (loaded, "gexiv2_metadata_try_get_tag_string", (gpointer *) get)
        && g_module_symbol (loaded, "gexiv2_metadata_try_set_tag_string", (gpointer *) set);

  if (loaded)
    g_module_close (loaded);
  return found;
}

static gboolean
add_line (GExiv2Metadata *fields, const char *line)
{
  GetTag           get;
  SetTag           set;
  g_autofree char *before = NULL, *text = NULL;

  if (!look_up (&get, &set))
    return FALSE;
  before = get (fields, TAG, NULL);
  text = before && *before ? g_strjoin ("\n", before, line, NULL) : g_strdup (line);
  return set (fields, TAG, text, NULL);
}

gboolean
image_history_add (GimpImage *image, const char *line)
{
  g_autoptr (GimpMetadata) known = gimp_image_get_metadata (image);
  g_autoptr (GimpMetadata) metadata = known ? g_steal_pointer (&known) : gimp_metadata_new ();

  return add_line ((GExiv2Metadata *) metadata, line) && gimp_image_set_metadata (image, metadata);
}
