/* SPDX-License-Identifier: GPL-3.0-or-later */

/* image-history.c - the field of XMP is a plain text, to which others that know it add lines as
 * well. */

#include "gimp/image-history.h"

#define TAG "Xmp.photoshop.History"

gboolean
image_history_add (GimpImage *image, const char *line)
{
  g_autoptr (GimpMetadata) known = gimp_image_get_metadata (image);
  g_autoptr (GimpMetadata) metadata = known ? g_steal_pointer (&known) : gimp_metadata_new ();
  GExiv2Metadata  *fields = GEXIV2_METADATA (metadata);
  g_autofree char *before = gexiv2_metadata_try_get_tag_string (fields, TAG, NULL);
  g_autofree char *text
      = before && *before ? g_strjoin ("\n", before, line, NULL) : g_strdup (line);

  return gexiv2_metadata_try_set_tag_string (fields, TAG, text, NULL)
         && gimp_image_set_metadata (image, metadata);
}
