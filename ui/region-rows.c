/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-rows.c - one row per region, and the choice of the protected area, which stands among the
 * settings but has the same masks.  The rows are rebuilt when the arguments, or the available masks,
 * have changed elsewhere; GIMP does not report that, so it is checked when the window gets the
 * focus. */

#include "ui/region-rows.h"

#include "ui/compact.h"
#include "ui/line.h"
#include "ui/mask-list.h"
#include "ui/region-row.h"
#include "ui/rows.h"
#include "ui/section.h"
#include "ui/tooltip.h"
#include "ui/wheel.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#define MOST_ROWS   3   /* that are seen at a time; more are scrolled */
#define ROWS_HEIGHT 112 /* pixels: of as many */
#define HINT_CHARS  30
#define INDENT      12 /* pixels, as other sections have it */

struct _RegionRows
{
  GtkExpander parent_instance;

  GimpProcedureConfig *config;
  GimpLayer           *content;
  GPtrArray           *masks; /* as mask_list_read has them; NULL: not read yet */
  GPtrArray           *styles;
  char               **recent;
  GPtrArray           *regions; /* of RegionRow; the list owns them */
  gboolean             quiet;   /* what changes, changes by ourselves */

  GtkWidget *list, *scrolled, *hint, *add;
  GtkWidget *protect_box; /* which is shown elsewhere */
  GtkWidget *protect;     /* in it: a combo box, made anew with the rows */
};

DEFINE_WIDGET_TYPE (RegionRows, region_rows, GTK_TYPE_EXPANDER)

/* ---- To and from the arguments ----------------------------------------------------- */

static void
write_regions (RegionRows *rows)
{
  g_autoptr (GPtrArray) masks = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) styles = NULL;

  for (guint i = 0; i < rows->regions->len; i++)
    {
      RegionRow *row = rows->regions->pdata[i];

      g_ptr_array_add (masks, region_row_get_mask (row));
      g_strv_builder_add (builder, region_row_get_style (row));
    }
  styles = g_strv_builder_end (builder);

  /* One without the other would be a mistake. */
  rows->quiet = TRUE;
  g_object_freeze_notify (G_OBJECT (rows->config));
  gimp_procedure_config_set_core_object_array (rows->config, "region-masks",
                                               (GObject **) masks->pdata, masks->len);
  g_object_set (rows->config, "region-styles", styles, NULL);
  g_object_thaw_notify (G_OBJECT (rows->config));
  rows->quiet = FALSE;
}

static GimpDrawable *
get_protected (RegionRows *rows)
{
  GimpDrawable *mask = NULL;

  g_object_get (rows->config, "protect", &mask, NULL);

  return mask;
}

/* ---- What is shown ----------------------------------------------------------------- */

static void
show_state (RegionRows *rows)
{
  guint            n = rows->regions->len;
  gboolean         any_masks = rows->masks->len > 0;
  g_autofree char *text = n ? g_strdup_printf (_ ("Regions: %u"), n) : g_strdup (_ ("Regions"));

  section_set_title (GTK_EXPANDER (rows), text);
  gtk_widget_set_visible (rows->hint, !n);
  gtk_widget_set_visible (rows->scrolled, n > 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (rows->scrolled), GTK_POLICY_NEVER,
                                  n > MOST_ROWS ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER);
  gtk_widget_set_sensitive (rows->add, any_masks);
  gtk_widget_set_sensitive (rows->protect, any_masks || get_protected (rows));
}

static void
number_rows (RegionRows *rows)
{
  for (guint i = 0; i < rows->regions->len; i++)
    region_row_set_number (rows->regions->pdata[i], i + 1);
}

/* ---- A row ------------------------------------------------------------------------- */

static void
on_removed (RegionRow *row, RegionRows *rows)
{
  g_ptr_array_remove (rows->regions, row);
  number_rows (rows);
  write_regions (rows);
  show_state (rows);
  gtk_widget_grab_focus (rows->add);
}

static RegionRow *
add_region (RegionRows *rows, GimpDrawable *mask, const char *style)
{
  GtkWidget *row = region_row_new (rows->masks, mask, style);

  if (rows->styles)
    region_row_fill (REGION_ROW (row), rows->styles, (const char *const *) rows->recent);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (write_regions), rows);
  g_signal_connect (row, "removed", G_CALLBACK (on_removed), rows);
  rows_pack (rows->list, row);
  g_ptr_array_add (rows->regions, row);
  number_rows (rows);

  return REGION_ROW (row);
}

/* ---- All of them ------------------------------------------------------------------- */

static void
on_protect_chosen (GtkWidget *combo, RegionRows *rows)
{
  if (rows->quiet || gtk_combo_box_get_active (GTK_COMBO_BOX (combo)) < 0)
    return;

  rows->quiet = TRUE;
  g_object_set (rows->config, "protect", mask_list_get_chosen (combo), NULL);
  rows->quiet = FALSE;
  show_state (rows);
}

static void
make_protect (RegionRows *rows)
{
  g_clear_pointer (&rows->protect, gtk_widget_destroy);
  /* Translators: the choice that protects nothing. */
  rows->protect = mask_list_new_combo (rows->masks, _ ("Nothing"), get_protected (rows));
  atk_object_set_name (gtk_widget_get_accessible (rows->protect), _ ("Protect"));
  g_signal_connect (rows->protect, "changed", G_CALLBACK (on_protect_chosen), rows);
  wheel_leave_to_parent (rows->protect);
  gtk_box_pack_start (GTK_BOX (rows->protect_box), rows->protect, TRUE, TRUE, 0);
  gtk_box_reorder_child (GTK_BOX (rows->protect_box), rows->protect, 0);
  gtk_widget_show (rows->protect);
}

/* From the arguments, with the masks that were read last. */
static void
make_rows (RegionRows *rows)
{
  g_autofree GimpDrawable **masks = NULL;
  g_auto (GStrv) styles = NULL;

  g_object_get (rows->config, "region-masks", &masks, "region-styles", &styles, NULL);

  rows->quiet = TRUE;
  g_ptr_array_set_size (rows->regions, 0);
  for (int i = 0; masks && masks[i] && styles && styles[i]; i++)
    add_region (rows, masks[i], styles[i]);
  make_protect (rows);
  rows->quiet = FALSE;
  show_state (rows);
}

/* Reads what masks there are; returns whether there are others than before. */
static gboolean
read_masks (RegionRows *rows)
{
  GPtrArray *masks;

  if (!gimp_item_is_valid (GIMP_ITEM (rows->content)))
    return FALSE;

  masks = mask_list_read (rows->content);
  if (rows->masks && mask_list_equal (masks, rows->masks))
    {
      g_ptr_array_unref (masks);
      return FALSE;
    }

  g_clear_pointer (&rows->masks, g_ptr_array_unref);
  rows->masks = masks;

  return TRUE;
}

static gboolean
is_used (RegionRows *rows)
{
  return rows->regions->len > 0 || get_protected (rows);
}

/* Something may have been painted or deleted: the preview is to know. */
static gboolean
on_return (RegionRows *rows)
{
  if (read_masks (rows))
    {
      make_rows (rows);
      if (is_used (rows))
        g_object_notify (G_OBJECT (rows->config), "region-masks");
    }

  return GDK_EVENT_PROPAGATE;
}

static void
on_notify (RegionRows *rows)
{
  if (!rows->quiet)
    make_rows (rows);
}

static gboolean
is_taken (RegionRows *rows, const char *name)
{
  g_autofree char *style = NULL;

  g_object_get (rows->config, "style", &style, NULL);
  for (guint i = 0; i < rows->regions->len; i++)
    if (g_str_equal (region_row_get_style (rows->regions->pdata[i]), name))
      return TRUE;

  return g_strcmp0 (style, name) == 0;
}

/* Another style than those that are in use, so that the region is seen. */
static const char *
suggest_style (RegionRows *rows)
{
  const char *any = "";

  for (guint i = 0; rows->styles && i < rows->styles->len; i++)
    {
      const NstStyleInfo *info = rows->styles->pdata[i];

      if (info->style && !is_taken (rows, info->name))
        return info->name;
      if (info->style)
        any = info->name;
    }

  return any;
}

static void
on_add (RegionRows *rows)
{
  g_autoptr (GPtrArray) used = g_ptr_array_new ();
  GimpDrawable *mask;
  RegionRow    *row;

  for (guint i = 0; i < rows->regions->len; i++)
    g_ptr_array_add (used, region_row_get_mask (rows->regions->pdata[i]));
  mask = mask_list_suggest (rows->masks, used);
  if (!mask)
    return;

  row = add_region (rows, mask, suggest_style (rows));
  write_regions (rows);
  show_state (rows);
  region_row_focus (row);
}

/* ---- Masks that are painted -------------------------------------------------------- */

void
region_rows_take (RegionRows *rows, GimpDrawable *mask, gboolean protects)
{
  read_masks (rows);
  if (protects)
    g_object_set (rows->config, "protect", mask, NULL);
  else
    {
      add_region (rows, mask, suggest_style (rows));
      write_regions (rows);
    }
  make_rows (rows);
}

static void
on_paint_protected (RegionRows *rows)
{
  g_signal_emit_by_name (rows, "paint", TRUE);
}

static void
on_paint_region (RegionRows *rows)
{
  g_signal_emit_by_name (rows, "paint", FALSE);
}

static GtkWidget *
new_protect_box (RegionRows *rows)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *paint
      = gtk_button_new_from_icon_name (GIMP_ICON_TOOL_PAINTBRUSH, GTK_ICON_SIZE_BUTTON);

  tooltip_name (paint, _ ("Paint the area to leave unchanged on the preview"));
  g_signal_connect_swapped (paint, "clicked", G_CALLBACK (on_paint_protected), rows);
  gtk_box_pack_end (GTK_BOX (box), paint, FALSE, FALSE, 0);
  gtk_widget_show (paint);

  return box;
}

/* With a mask that is there, or with one that is painted now. */
static GtkWidget *
new_adds (RegionRows *rows)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *paint = gtk_button_new_with_label (_ ("Paint Region"));

  rows->add = gtk_button_new_with_label (_ ("Add Region"));
  gtk_widget_set_tooltip_text (rows->add, _ ("Paint the area of a mask in its own style"));
  gtk_widget_set_tooltip_text (paint, _ ("Paint the area for another style on the preview"));
  g_signal_connect_swapped (rows->add, "clicked", G_CALLBACK (on_add), rows);
  g_signal_connect_swapped (paint, "clicked", G_CALLBACK (on_paint_region), rows);
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_box_pack_start (GTK_BOX (box), rows->add, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), paint, TRUE, TRUE, 0);
  compact_wrap_button (rows->add);
  compact_wrap_button (paint);
  gtk_widget_show_all (box);

  return box;
}

GtkWidget *
region_rows_get_protection (RegionRows *rows)
{
  return rows->protect_box;
}

/* ---- The widget -------------------------------------------------------------------- */

static void
region_rows_finalize (GObject *object)
{
  RegionRows *rows = REGION_ROWS (object);

  g_clear_pointer (&rows->masks, g_ptr_array_unref);
  g_clear_pointer (&rows->styles, g_ptr_array_unref);
  g_strfreev (rows->recent);
  g_object_unref (rows->protect_box);

  G_OBJECT_CLASS (region_rows_parent_class)->finalize (object);
}

/* The rows go while their widgets are there. */
static void
region_rows_destroy (GtkWidget *widget)
{
  g_clear_pointer (&REGION_ROWS (widget)->regions, g_ptr_array_unref);

  GTK_WIDGET_CLASS (region_rows_parent_class)->destroy (widget);
}

static void
region_rows_class_init (RegionRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = region_rows_finalize;
  GTK_WIDGET_CLASS (klass)->destroy = region_rows_destroy;
  WIDGET_SIGNAL (klass, "paint", 1, G_TYPE_BOOLEAN);
}

static void
region_rows_init (RegionRows *rows)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  rows->regions = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_widget_destroy);
  rows->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  rows->scrolled = rows_new_scrolled (rows->list, ROWS_HEIGHT);
  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (rows->scrolled), FALSE);
  rows->hint = line_new_text (
      _ ("A mask marks the area: paint one here; or, in the image, select a part and choose Select "
         "> "
         "Save to Channel, or paint white on a separate layer, and then return here."),
      HINT_CHARS, GTK_STYLE_CLASS_DIM_LABEL);
  rows->protect_box = g_object_ref_sink (new_protect_box (rows));

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_start (box, INDENT);
  gtk_box_pack_start (GTK_BOX (box), rows->hint, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), rows->scrolled, FALSE, FALSE, 0);
  rows_pack (box, new_adds (rows));
  gtk_container_add (GTK_CONTAINER (rows), box);
  gtk_widget_show (box);
}

GtkWidget *
region_rows_new (GimpProcedureDialog *window, GimpProcedureConfig *config, GimpLayer *content)
{
  RegionRows *rows = g_object_new (REGION_TYPE_ROWS, NULL);

  rows->config = config;
  rows->content = content;
  read_masks (rows);
  make_rows (rows);
  section_remember (GTK_EXPANDER (rows), "regions", rows->regions->len > 0);

  widget_follow (config, G_CALLBACK (on_notify), rows, "region-masks", "region-styles", "protect",
                 NULL);
  g_signal_connect_object (window, "focus-in-event", G_CALLBACK (on_return), rows,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (rows);
}

void
region_rows_set_content (RegionRows *rows, GimpLayer *content)
{
  rows->content = content;
  if (read_masks (rows))
    make_rows (rows);
}

void
region_rows_fill (RegionRows *rows, GPtrArray *styles, const char *const *recent)
{
  g_clear_pointer (&rows->styles, g_ptr_array_unref);
  g_strfreev (rows->recent);
  rows->styles = g_ptr_array_ref (styles);
  rows->recent = g_strdupv ((char **) recent);

  for (guint i = 0; i < rows->regions->len; i++)
    region_row_fill (rows->regions->pdata[i], styles, recent);
}
