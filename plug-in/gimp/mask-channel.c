/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-channel.c - a channel is as large as the image, and the mask as large as the layer. */

#include "gimp/mask-channel.h"

#define OPACITY 50.0 /* percent, where the channel is shown */

static void
fill (GimpChannel *channel, GimpLayer *layer, const guchar *mask)
{
  GeglBuffer *buffer = gimp_drawable_get_buffer (GIMP_DRAWABLE (channel));
  int         width = gimp_drawable_get_width (GIMP_DRAWABLE (layer));
  int         height = gimp_drawable_get_height (GIMP_DRAWABLE (layer));
  int         x, y;

  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &x, &y);
  gegl_buffer_clear (buffer, NULL);
  gegl_buffer_set (buffer, GEGL_RECTANGLE (x, y, width, height), 0, babl_format ("Y' u8"), mask,
                   GEGL_AUTO_ROWSTRIDE);
  g_object_unref (buffer);
}

static gboolean
is_there (GimpChannel *channel)
{
  return channel && gimp_item_is_valid (GIMP_ITEM (channel));
}

GimpChannel *
mask_channel_new (GimpLayer *layer, const guchar *mask, const char *name, GimpChannel *before)
{
  GimpImage   *image = gimp_item_get_image (GIMP_ITEM (layer));
  GeglColor   *red = gegl_color_new ("red");
  GimpLayer  **selected = gimp_image_get_selected_layers (image);
  GimpChannel *channel = gimp_channel_new (image, name, gimp_image_get_width (image),
                                           gimp_image_get_height (image), OPACITY, red);

  if (channel)
    {
      fill (channel, layer, mask);
      gimp_image_undo_group_start (image);
      if (is_there (before))
        gimp_image_remove_channel (image, before);
      if (!gimp_image_insert_channel (image, channel, NULL, 0))
        {
          gimp_item_delete (GIMP_ITEM (channel));
          channel = NULL;
        }
      else
        gimp_item_set_visible (GIMP_ITEM (channel), FALSE);
      gimp_image_set_selected_layers (image, (const GimpLayer **) selected);
      gimp_image_undo_group_end (image);
      gimp_displays_flush ();
    }
  g_object_unref (red);
  g_free (selected);

  return channel;
}
