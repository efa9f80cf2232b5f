/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-arguments.c - masks cannot be saved among the last values, but their ids can, which are
 * valid in the same GIMP process: lines of text with GIMP's process, the protected area, and the
 * mask and style of each region. */

#include "job/region-arguments.h"

#include <glib/gi18n.h>

void
region_arguments_clear (RegionArguments *regions)
{
  g_clear_pointer (&regions->masks, g_free);
  g_clear_pointer (&regions->styles, g_strfreev);
}

guint
region_arguments_count (const RegionArguments *regions)
{
  return (guint) gimp_core_object_array_get_length ((GObject **) regions->masks);
}

static void
get (GimpProcedureConfig *config, RegionArguments *regions)
{
  *regions = (RegionArguments) { NULL };
  g_object_get (config, "region-masks", &regions->masks, "region-styles", &regions->styles,
                "protect", &regions->protect, NULL);
}

/* ---- Those of a call --------------------------------------------------------------- */

/* `gone` is for the user when the mask has been deleted. */
static gboolean
check_mask (GimpDrawable *mask, GimpImage *image, const char *gone, GError **error)
{
  if (!gimp_item_is_valid (GIMP_ITEM (mask)))
    nst_set_error (error, NST_ERROR_ARGUMENT, "%s", gone);
  else if (gimp_item_get_image (GIMP_ITEM (mask)) != image)
    nst_set_error (error, NST_ERROR_ARGUMENT,
                   _ ("The mask “%s” is not in the given image: give a channel, a layer mask or a "
                      "layer of that image."),
                   gimp_item_get_name (GIMP_ITEM (mask)));
  else
    return TRUE;

  return FALSE;
}

static gboolean
check_region (const RegionArguments *regions, guint i, GimpImage *image, GError **error)
{
  g_autofree char *gone
      = g_strdup_printf (_ ("The mask of region %u no longer exists: choose another one."), i + 1);

  if (!check_mask (regions->masks[i], image, gone, error))
    return FALSE;

  if (!*regions->styles[i])
    return nst_fail (error, NST_ERROR_ARGUMENT,
                     _ ("Region %u has no style: give the name of an installed style."), i + 1);

  return TRUE;
}

static gboolean
check (const RegionArguments *regions, GimpImage *image, GError **error)
{
  guint n = region_arguments_count (regions);
  guint n_styles = regions->styles ? g_strv_length (regions->styles) : 0;

  if (n != n_styles)
    {
      return nst_fail (
          error, NST_ERROR_ARGUMENT,
          _ ("Each region needs one mask and one style (region-masks: %u, region-styles: %u)."), n,
          n_styles);
    }

  for (guint i = 0; i < n; i++)
    if (!check_region (regions, i, image, error))
      return FALSE;

  return !regions->protect
         || check_mask (regions->protect, image,
                        _ ("The mask of the protected area no longer exists: choose another one."),
                        error);
}

gboolean
region_arguments_read (GimpProcedureConfig *config, GimpImage *image, RegionArguments *regions,
                       GError **error)
{
  get (config, regions);
  if (check (regions, image, error))
    return TRUE;

  region_arguments_clear (regions);

  return FALSE;
}

/* ---- Those of the last run --------------------------------------------------------- */

void
region_arguments_remember (GimpProcedureConfig *config)
{
  RegionArguments regions;
  GString        *text = g_string_new (NULL);
  guint           n;

  get (config, &regions);
  n = region_arguments_count (&regions);
  if (n || regions.protect)
    g_string_append_printf (text, "%d\n%d", gimp_getpid (),
                            regions.protect ? gimp_item_get_id (GIMP_ITEM (regions.protect)) : 0);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "\n%d %s", gimp_item_get_id (GIMP_ITEM (regions.masks[i])),
                            regions.styles[i]);
  g_object_set (config, "last-regions", text->str, NULL);
  g_string_free (text, TRUE);
  region_arguments_clear (&regions);
}

/* The drawable of that id in `image`, or NULL. */
static GimpDrawable *
find_mask (int id, GimpImage *image)
{
  GimpDrawable *mask = gimp_item_id_is_drawable (id) ? gimp_drawable_get_by_id (id) : NULL;

  return mask && gimp_item_get_image (GIMP_ITEM (mask)) == image ? mask : NULL;
}

/* From the lines of text; FALSE: some are not there. */
static gboolean
find (char **lines, GimpImage *image, GPtrArray *masks, GStrvBuilder *styles,
      GimpDrawable **protect)
{
  int id = (int) g_ascii_strtoll (lines[1], NULL, 10);

  if (id && !(*protect = find_mask (id, image)))
    return FALSE;

  for (char **line = lines + 2; *line; line++)
    {
      char         *style;
      GimpDrawable *mask = find_mask ((int) g_ascii_strtoll (*line, &style, 10), image);

      if (!mask || *style != ' ')
        return FALSE;
      g_ptr_array_add (masks, mask);
      g_strv_builder_add (styles, style + 1);
    }

  return TRUE;
}

gboolean
region_arguments_recall (GimpProcedureConfig *config, GimpImage *image)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GPtrArray) masks = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) styles = NULL;
  GimpDrawable   *protect = NULL;
  RegionArguments given;
  gboolean        any;

  get (config, &given);
  any = given.masks || given.protect;
  region_arguments_clear (&given);
  g_object_get (config, "last-regions", &text, NULL);
  if (any || !text || !*text)
    return TRUE;

  lines = g_strsplit (text, "\n", -1);
  if (g_strv_length (lines) < 2 || g_ascii_strtoll (lines[0], NULL, 10) != gimp_getpid ()
      || !find (lines, image, masks, builder, &protect))
    return FALSE;

  styles = g_strv_builder_end (builder);
  g_object_set (config, "region-styles", styles, "protect", protect, NULL);
  gimp_procedure_config_set_core_object_array (config, "region-masks", (GObject **) masks->pdata,
                                               masks->len);

  return TRUE;
}
