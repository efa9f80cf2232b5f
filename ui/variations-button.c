/* SPDX-License-Identifier: GPL-3.0-or-later */

/* variations-button.c - a popover with a grid of tiles, each a small button with its words below.  They
 * can be chosen before they are painted. */

#include "ui/variations-button.h"

#include "ui/surface.h"
#include "ui/tooltip.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#define COLUMNS     2
#define TILE_WIDTH  160 /* pixels */
#define TILE_HEIGHT 120

typedef struct
{
  VariationsButton *owner;
  guint             i;
  GtkWidget        *button, *stack, *image, *wait, *words;
} Tile;

struct _VariationsButton
{
  GtkMenuButton parent_instance;

  GtkWidget *popover;
  Tile       tiles[VARIATIONS_N];
};

DEFINE_WIDGET_TYPE (VariationsButton, variations_button, GTK_TYPE_MENU_BUTTON)

/* ---- What the user does ------------------------------------------------------------ */

static void
on_clicked (Tile *tile)
{
  gtk_popover_popdown (GTK_POPOVER (tile->owner->popover));
  g_signal_emit_by_name (tile->owner, "chosen", tile->i);
}

/* ---- The tiles --------------------------------------------------------------------- */

void
variations_button_expect (VariationsButton *button, guint i, const char *words)
{
  Tile            *tile = &button->tiles[i];
  g_autofree char *name = g_strdup_printf (_ ("Variation %u"), i + 1);

  gtk_image_clear (GTK_IMAGE (tile->image));
  gtk_label_set_text (GTK_LABEL (tile->wait), _ ("Painting..."));
  gtk_stack_set_visible_child (GTK_STACK (tile->stack), tile->wait);
  gtk_label_set_text (GTK_LABEL (tile->words), words);
  gtk_widget_set_tooltip_text (tile->button, words);
  atk_object_set_name (gtk_widget_get_accessible (tile->button), name);
  atk_object_set_description (gtk_widget_get_accessible (tile->button), words);
}

void
variations_button_show (VariationsButton *button, guint i, const NstPicture *painting)
{
  Tile            *tile = &button->tiles[i];
  cairo_surface_t *surface;

  if (!painting)
    {
      gtk_label_set_text (GTK_LABEL (tile->wait), _ ("This variation could not be painted"));
      return;
    }

  surface = surface_new_tile (painting, TILE_WIDTH, TILE_HEIGHT,
                              gtk_widget_get_scale_factor (GTK_WIDGET (button)));
  gtk_image_set_from_surface (GTK_IMAGE (tile->image), surface);
  cairo_surface_destroy (surface);
  gtk_stack_set_visible_child (GTK_STACK (tile->stack), tile->image);
}

static GtkWidget *
new_tile (VariationsButton *button, guint i)
{
  Tile      *tile = &button->tiles[i];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  *tile = (Tile) { button,
                   i,
                   gtk_button_new (),
                   gtk_stack_new (),
                   gtk_image_new (),
                   gtk_label_new (NULL),
                   gtk_label_new (NULL) };
  gtk_widget_set_size_request (tile->stack, TILE_WIDTH, TILE_HEIGHT);
  gtk_label_set_line_wrap (GTK_LABEL (tile->wait), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (tile->wait), 1);
  gtk_label_set_justify (GTK_LABEL (tile->words), GTK_JUSTIFY_CENTER);
  gtk_container_add (GTK_CONTAINER (tile->stack), tile->wait);
  gtk_container_add (GTK_CONTAINER (tile->stack), tile->image);
  gtk_box_pack_start (GTK_BOX (box), tile->stack, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), tile->words, FALSE, FALSE, 0);
  gtk_container_add (GTK_CONTAINER (tile->button), box);
  gtk_button_set_relief (GTK_BUTTON (tile->button), GTK_RELIEF_NONE);
  g_signal_connect_swapped (tile->button, "clicked", G_CALLBACK (on_clicked), tile);

  return tile->button;
}

static GtkWidget *
new_grid (VariationsButton *button)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (guint i = 0; i < VARIATIONS_N; i++)
    gtk_grid_attach (GTK_GRID (grid), new_tile (button, i), (int) i % COLUMNS, (int) i / COLUMNS, 1,
                     1);
  g_object_set (grid, "margin", 6, NULL);
  gtk_widget_show_all (grid);

  return grid;
}

/* ---- The widget -------------------------------------------------------------------- */

static void
variations_button_class_init (VariationsButtonClass *klass)
{
  WIDGET_SIGNAL (klass, "asked", 0);
  WIDGET_SIGNAL (klass, "left", 0);
  WIDGET_SIGNAL (klass, "chosen", 1, G_TYPE_UINT);
}

static void
variations_button_init (VariationsButton *button)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  button->popover = gtk_popover_new (GTK_WIDGET (button));
  gtk_container_add (GTK_CONTAINER (button->popover), new_grid (button));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), button->popover);
  tooltip_hide_under_popover (GTK_WIDGET (button), button->popover);
  gtk_box_pack_start (GTK_BOX (box), gtk_label_new (_ ("Variations")), TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box),
                      gtk_image_new_from_icon_name ("pan-down-symbolic", GTK_ICON_SIZE_BUTTON),
                      FALSE, FALSE, 0);
  gtk_container_add (GTK_CONTAINER (button), box);
  gtk_widget_show_all (box);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button),
                               _ ("Small paintings with other settings to choose from"));
  widget_forward (button->popover, "show", button, "asked");
  widget_forward (button->popover, "closed", button, "left");
}

GtkWidget *
variations_button_new (void)
{
  return g_object_new (VARIATIONS_TYPE_BUTTON, NULL);
}
