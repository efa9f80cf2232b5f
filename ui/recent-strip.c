/* SPDX-License-Identifier: GPL-3.0-or-later */

/* recent-strip.c - one small button per painting.  They are kept in memory as long as the dialog
 * exists. */

#include "ui/recent-strip.h"

#include "ui/surface.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#define MOST        8
#define TILE_WIDTH  48 /* pixels */
#define TILE_HEIGHT 36

typedef struct
{
  RecentStrip *owner;
  char        *settings;
  NstPicture  *painting;
  GtkWidget   *button;
} Entry;

struct _RecentStrip
{
  GtkBox parent_instance;

  GtkWidget *scrolled, *row;
  GPtrArray *entries;        /* of Entry, the oldest first */
  Entry     *marked, *rival; /* or NULL */
  gboolean   unlooked; /* what is marked is to be scrolled to, once the buttons have their places */
};

DEFINE_WIDGET_TYPE (RecentStrip, recent_strip, GTK_TYPE_BOX)

/* ---- What is marked ---------------------------------------------------------------- */

static void
set_class (Entry *entry, const char *name, gboolean on)
{
  GtkStyleContext *style = gtk_widget_get_style_context (entry->button);

  if (on)
    gtk_style_context_add_class (style, name);
  else
    gtk_style_context_remove_class (style, name);
}

/* The one that the preview shows is as other buttons are; that which it is compared with stands out;
 * the others are pictures only. */
static void
show_marks (RecentStrip *strip)
{
  for (guint i = 0; i < strip->entries->len; i++)
    {
      Entry           *entry = strip->entries->pdata[i];
      g_autofree char *name = g_strdup_printf (
          entry == strip->rival ? _ ("Painting %u, shown for comparison") : _ ("Painting %u"),
          i + 1);

      atk_object_set_name (gtk_widget_get_accessible (entry->button), name);
      gtk_button_set_relief (GTK_BUTTON (entry->button),
                             entry == strip->marked || entry == strip->rival ? GTK_RELIEF_NORMAL
                                                                             : GTK_RELIEF_NONE);
      set_class (entry, GTK_STYLE_CLASS_SUGGESTED_ACTION, entry == strip->rival);
    }
  gtk_widget_set_visible (GTK_WIDGET (strip), strip->entries->len > 1);
}

/* What is marked comes into view, as soon as it has its place. */
static void
look_at_marked (RecentStrip *strip)
{
  strip->unlooked = TRUE;
  gtk_widget_queue_resize (strip->row);
}

/* After the scrolled window has learned how wide it and its row are. */
static void
on_allocated (RecentStrip *strip)
{
  GtkScrolledWindow *scrolled = GTK_SCROLLED_WINDOW (strip->scrolled);
  GtkAllocation      place;

  if (!strip->unlooked || !strip->marked)
    return;

  strip->unlooked = FALSE;
  gtk_widget_get_allocation (strip->marked->button, &place);
  gtk_adjustment_clamp_page (gtk_scrolled_window_get_hadjustment (scrolled), place.x,
                             place.x + place.width);
}

static void
compare (RecentStrip *strip, Entry *rival)
{
  strip->rival = rival;
  show_marks (strip);
  g_signal_emit_by_name (strip, "compared");
}

/* ---- What the user does ------------------------------------------------------------ */

static void
on_clicked (GtkWidget *button, Entry *entry)
{
  RecentStrip    *strip = entry->owner;
  GdkModifierType state = 0;

  if (gtk_get_current_event_state (&state) && (state & GDK_SHIFT_MASK))
    {
      compare (strip, entry == strip->rival ? NULL : entry);
      return;
    }

  strip->marked = entry;
  show_marks (strip);
  g_signal_emit_by_name (strip, "chosen", entry->settings);
}

static gboolean
on_button_press (GtkWidget *button, GdkEventButton *event, Entry *entry)
{
  if (event->type != GDK_BUTTON_PRESS || event->button != GDK_BUTTON_SECONDARY)
    return GDK_EVENT_PROPAGATE;

  compare (entry->owner, entry == entry->owner->rival ? NULL : entry);

  return GDK_EVENT_STOP;
}

/* ---- Entries ----------------------------------------------------------------------- */

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  gtk_widget_destroy (entry->button);
  nst_picture_free (entry->painting);
  g_free (entry->settings);
  g_free (entry);
}

static GtkWidget *
new_button (RecentStrip *strip, const NstPicture *painting)
{
  GtkWidget       *button = gtk_button_new ();
  cairo_surface_t *tile = surface_new_tile (painting, TILE_WIDTH, TILE_HEIGHT,
                                            gtk_widget_get_scale_factor (GTK_WIDGET (strip)));

  gtk_container_add (GTK_CONTAINER (button), gtk_image_new_from_surface (tile));
  cairo_surface_destroy (tile);
  gtk_widget_set_tooltip_text (button,
                               _ ("Click to return to this painting and its settings; right-click "
                                  "or Shift-click to compare with it on the left of the line"));
  gtk_widget_show_all (button);

  return button;
}

static void
drop_oldest (RecentStrip *strip)
{
  Entry *oldest = strip->entries->pdata[0];

  if (strip->marked == oldest)
    strip->marked = NULL;
  if (strip->rival == oldest)
    compare (strip, NULL);
  g_ptr_array_remove_index (strip->entries, 0);
}

static Entry *
find (RecentStrip *strip, const char *settings)
{
  for (guint i = 0; i < strip->entries->len; i++)
    {
      Entry *entry = strip->entries->pdata[i];

      if (g_str_equal (entry->settings, settings))
        return entry;
    }

  return NULL;
}

void
recent_strip_add (RecentStrip *strip, const char *settings, const NstPicture *painting)
{
  Entry      *entry = find (strip, settings);
  NstPicture *copy = entry ? NULL : nst_picture_copy (painting, NULL);

  if (copy)
    {
      entry = g_new0 (Entry, 1);
      *entry = (Entry) { strip, g_strdup (settings), copy, new_button (strip, painting) };
      g_signal_connect (entry->button, "clicked", G_CALLBACK (on_clicked), entry);
      g_signal_connect (entry->button, "button-press-event", G_CALLBACK (on_button_press), entry);
      gtk_box_pack_start (GTK_BOX (strip->row), entry->button, FALSE, FALSE, 0);
      g_ptr_array_add (strip->entries, entry);
      if (strip->entries->len > MOST)
        drop_oldest (strip);
    }
  if (entry)
    strip->marked = entry;
  show_marks (strip);
  look_at_marked (strip);
}

const NstPicture *
recent_strip_get_rival (RecentStrip *strip)
{
  return strip->rival ? strip->rival->painting : NULL;
}

/* ---- The widget -------------------------------------------------------------------- */

/* The entries go while their widgets are there. */
static void
recent_strip_destroy (GtkWidget *widget)
{
  g_clear_pointer (&RECENT_STRIP (widget)->entries, g_ptr_array_unref);

  GTK_WIDGET_CLASS (recent_strip_parent_class)->destroy (widget);
}

static void
recent_strip_class_init (RecentStripClass *klass)
{
  GTK_WIDGET_CLASS (klass)->destroy = recent_strip_destroy;
  WIDGET_SIGNAL (klass, "chosen", 1, G_TYPE_STRING);
  WIDGET_SIGNAL (klass, "compared", 0);
}

static void
recent_strip_init (RecentStrip *strip)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (NULL, NULL);

  strip->scrolled = scrolled;
  strip->entries = g_ptr_array_new_with_free_func (entry_free);
  strip->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_container_add (GTK_CONTAINER (scrolled), strip->row);
  g_signal_connect_data (scrolled, "size-allocate", G_CALLBACK (on_allocated), strip, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_box_pack_start (GTK_BOX (strip), scrolled, TRUE, TRUE, 0);
  gtk_widget_show_all (scrolled);
  gtk_widget_set_no_show_all (GTK_WIDGET (strip), TRUE);
}

GtkWidget *
recent_strip_new (void)
{
  return g_object_new (RECENT_TYPE_STRIP, NULL);
}
