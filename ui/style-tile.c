/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-tile.c - a picture with a star in its corner, above a name.  The star is drawn, so that it is
 * seen on any picture and with any set of icons. */

#include "ui/style-tile.h"

#include "ui/surface.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#include <math.h>
#include <string.h>

#define WIDTH      96 /* pixels, of the picture */
#define HEIGHT     68
#define NAME_CHARS 11
#define STAR       18 /* pixels */
#define SHEET      "button { padding: 0; min-width: 0; min-height: 0; border: none; }"

struct _StyleTile
{
  GtkFlowBoxChild parent_instance;

  const NstStyleInfo *info;
  int                 rank;
  char               *text; /* that is searched: casefolded */
  gboolean            favorite;
  GtkWidget          *star;
};

DEFINE_WIDGET_TYPE (StyleTile, style_tile, GTK_TYPE_FLOW_BOX_CHILD)

/* ---- The star ---------------------------------------------------------------------- */

static void
star_path (cairo_t *cr, double middle, double radius)
{
  for (int i = 0; i < 10; i++)
    {
      double angle = G_PI * (i / 5.0 - 0.5), r = i % 2 ? 0.45 * radius : radius;

      cairo_line_to (cr, middle + r * cos (angle), middle + r * sin (angle));
    }
  cairo_close_path (cr);
}

/* Yellow where it is one of the favorites, otherwise faint. */
static gboolean
on_draw_star (GtkWidget *area, cairo_t *cr, StyleTile *tile)
{
  star_path (cr, 0.5 * STAR, 0.5 * STAR - 2.0);
  cairo_set_line_width (cr, 1.2);
  if (tile->favorite)
    cairo_set_source_rgb (cr, 1.0, 0.8, 0.1);
  else
    cairo_set_source_rgba (cr, 1.0, 1.0, 1.0, 0.35);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, tile->favorite ? 0.8 : 0.45);
  cairo_stroke (cr);

  return GDK_EVENT_PROPAGATE;
}

static void
on_star_toggled (StyleTile *tile)
{
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (tile->star)) != tile->favorite)
    g_signal_emit_by_name (tile, "starred");
}

/* The keyboard stays at the tile: there, Control and D do the same. */
static GtkWidget *
new_star (StyleTile *tile, const char *name)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  g_autofree char *called = g_strdup_printf (_ ("Favorite: %s"), name);
  GtkWidget       *star = gtk_toggle_button_new ();
  GtkWidget       *area = gtk_drawing_area_new ();

  gtk_css_provider_load_from_data (provider, SHEET, -1, NULL);
  gtk_style_context_add_provider (gtk_widget_get_style_context (star),
                                  GTK_STYLE_PROVIDER (provider),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_widget_set_size_request (area, STAR, STAR);
  g_signal_connect (area, "draw", G_CALLBACK (on_draw_star), tile);
  gtk_container_add (GTK_CONTAINER (star), area);
  gtk_button_set_relief (GTK_BUTTON (star), GTK_RELIEF_NONE);
  gtk_widget_set_can_focus (star, FALSE);
  gtk_widget_set_halign (star, GTK_ALIGN_END);
  gtk_widget_set_valign (star, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (star, _ ("Favorites come first in the gallery (Ctrl+D)"));
  atk_object_set_name (gtk_widget_get_accessible (star), called);
  g_signal_connect_swapped (star, "toggled", G_CALLBACK (on_star_toggled), tile);

  return star;
}

/* ---- The tile ---------------------------------------------------------------------- */

static GtkWidget *
new_picture (StyleTile *tile, const char *name)
{
  const NstPicture *thumbnail = nst_style_get_thumbnail (tile->info->style);
  cairo_surface_t  *surface = surface_new_tile (thumbnail, WIDTH, HEIGHT,
                                                gtk_widget_get_scale_factor (GTK_WIDGET (tile)));
  GtkWidget        *overlay = gtk_overlay_new ();

  gtk_container_add (GTK_CONTAINER (overlay), gtk_image_new_from_surface (surface));
  cairo_surface_destroy (surface);
  tile->star = new_star (tile, name);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), tile->star);
  gtk_widget_set_halign (overlay, GTK_ALIGN_CENTER);

  return overlay;
}

static void
style_tile_finalize (GObject *object)
{
  g_free (STYLE_TILE (object)->text);

  G_OBJECT_CLASS (style_tile_parent_class)->finalize (object);
}

static void
style_tile_class_init (StyleTileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = style_tile_finalize;
  WIDGET_SIGNAL (klass, "starred", 0);
}

static void
style_tile_init (StyleTile *tile)
{
}

GtkWidget *
style_tile_new (const NstStyleInfo *info, int rank)
{
  StyleTile       *tile = g_object_new (STYLE_TYPE_TILE, NULL);
  const char      *name = nst_style_get_title (info->style);
  const char      *credit = nst_style_get_shown_credit (info->style);
  g_autofree char *text = credit ? g_strdup_printf ("%s\n%s", name, credit) : g_strdup (name);
  g_autofree char *tip
      = g_strjoin ("\n", text,
                   nst_style_has_strokes (info->style)
                       ? NULL
                       : _ ("This style has no strokes: only its colors and texture are painted."),
                   NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (name);

  tile->info = info;
  tile->rank = rank;
  tile->text = g_utf8_casefold (text, -1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_box_pack_start (GTK_BOX (box), new_picture (tile, name), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), label, FALSE, FALSE, 0);
  g_object_set (box, "margin", 3, NULL);
  gtk_container_add (GTK_CONTAINER (tile), box);
  gtk_widget_set_tooltip_text (GTK_WIDGET (tile), tip);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (tile)), name);
  gtk_widget_show_all (GTK_WIDGET (tile));

  return GTK_WIDGET (tile);
}

const NstStyleInfo *
style_tile_get_info (StyleTile *tile)
{
  return tile->info;
}

gboolean
style_tile_is_favorite (StyleTile *tile)
{
  return tile->favorite;
}

void
style_tile_set_favorite (StyleTile *tile, gboolean favorite)
{
  tile->favorite = favorite;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tile->star), favorite);
  gtk_widget_queue_draw (tile->star);
}

gboolean
style_tile_has_text (StyleTile *tile, const char *text)
{
  return strstr (tile->text, text) != NULL;
}

/* The place of its manner among all; styles of none, as most of the user's own, come first. */
static int
place_of_manner (StyleTile *tile)
{
  const NstManner *manner = nst_style_get_manner (tile->info->style);
  guint            n;
  const NstManner *manners = nst_manners (&n);

  return manner ? (int) (manner - manners) : -1;
}

int
style_tile_compare (StyleTile *tile, StyleTile *other)
{
  int place = place_of_manner (tile), other_place = place_of_manner (other);

  if (tile->favorite != other->favorite)
    return tile->favorite ? -1 : 1;
  if (tile->rank != other->rank)
    return tile->rank - other->rank;
  if (place != other_place)
    return place - other_place;

  return g_utf8_collate (tile->text, other->text);
}
