/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview.c - the user's hand on the picture, and the drawing of up to two pictures with the line
 * between them.  Where the line lies is a fraction of what can be seen of the picture, so that it
 * stays in place when the widget grows. */

#include "ui/preview.h"

#include "ui/drawing.h"
#include "ui/surface.h"
#include "ui/view.h"

#include <math.h>
#include <string.h>

#define LINE_REACH 10.0 /* pixels from the line within which it is taken hold of */
#define KEY_STEP   0.02 /* of the width, for the line */
#define PAN_STEP   0.1  /* of the width, for the part */

typedef struct
{
  cairo_surface_t *before, *after; /* or NULL */
} Pictures;

typedef enum
{
  HAND_AWAY,
  HAND_DOWN, /* pressed, and not moved yet */
  HAND_ON_LINE,
  HAND_ON_PICTURE
} Hand;

struct _StylePreview
{
  GtkDrawingArea parent_instance;

  View         view;
  Pictures     whole;  /* small */
  float       *mask;   /* of the small picture, or NULL */
  Pictures     detail; /* at their own size */
  NstRectangle part;   /* that `detail` shows */

  gboolean    zoomable;
  gboolean    split;
  double      line; /* 0..1 */
  Hand        hand;
  double      hand_x, hand_y; /* where it was last */
  const char *cursor;         /* name */
};

G_DEFINE_FINAL_TYPE (StylePreview, style_preview, GTK_TYPE_DRAWING_AREA)

enum
{
  VIEW_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- What is seen ------------------------------------------------------------------ */

static gboolean
shows_line (StylePreview *preview)
{
  return preview->split && preview->whole.before && (preview->whole.after || preview->detail.after);
}

static void
move_line (StylePreview *preview, double line)
{
  preview->line = CLAMP (line, 0.0, 1.0);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

gboolean
style_preview_get_part (StylePreview *preview, NstRectangle *part)
{
  if (!preview->view.zoomed)
    return FALSE;

  *part = view_get_part (&preview->view);

  return TRUE;
}

static void
change_view (StylePreview *preview)
{
  gtk_widget_queue_draw (GTK_WIDGET (preview));
  g_signal_emit (preview, signals[VIEW_CHANGED], 0);
}

static void
clear_pictures (Pictures *pictures)
{
  g_clear_pointer (&pictures->before, cairo_surface_destroy);
  g_clear_pointer (&pictures->after, cairo_surface_destroy);
}

/* By so many pixels of the widget. */
static void
pan (StylePreview *preview, double x, double y)
{
  view_pan (&preview->view, x, y);
  change_view (preview);
}

static void
zoom_at (StylePreview *preview, double x, double y)
{
  view_zoom_at (&preview->view, x, y);
  change_view (preview);
}

void
style_preview_set_zoomed (StylePreview *preview, gboolean zoomed)
{
  if (zoomed == preview->view.zoomed || (zoomed && !(preview->zoomable && preview->whole.before)))
    return;

  if (zoomed)
    zoom_at (preview, 0.5 * preview->view.room_width, 0.5 * preview->view.room_height);
  else
    {
      preview->view.zoomed = FALSE;
      clear_pictures (&preview->detail);
      change_view (preview);
    }
}

void
style_preview_set_zoomable (StylePreview *preview, gboolean zoomable)
{
  preview->zoomable = zoomable;
  if (!zoomable)
    style_preview_set_zoomed (preview, FALSE);
}

/* ---- Drawing ----------------------------------------------------------------------- */

/* `surface` at `place`, in place of all that was drawn there. */
static void
draw_picture (StylePreview *preview, cairo_t *cr, const Place *place, cairo_surface_t *surface)
{
  Place  seen = view_get_visible (&preview->view);
  double across = place->width / cairo_image_surface_get_width (surface);
  double down = place->height / cairo_image_surface_get_height (surface);

  cairo_save (cr);
  cairo_rectangle (cr, place->x, place->y, place->width, place->height);
  cairo_clip (cr);
  if (preview->mask)
    drawing_checks (cr, &seen);
  cairo_translate (cr, place->x, place->y);
  cairo_scale (cr, across, down);
  cairo_set_source_surface (cr, surface, 0.0, 0.0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* Between two fractions of what can be seen: the whole, and the detail on it. */
static void
draw_between (StylePreview *preview, cairo_t *cr, double from, double to, cairo_surface_t *whole,
              cairo_surface_t *detail)
{
  Place place = view_get_picture (&preview->view), seen = view_get_visible (&preview->view);

  cairo_save (cr);
  cairo_rectangle (cr, seen.x + from * seen.width, seen.y, (to - from) * seen.width, seen.height);
  cairo_clip (cr);
  draw_picture (preview, cr, &place, whole);
  if (preview->view.zoomed && detail)
    {
      double scale = view_get_scale (&preview->view);
      Place  part = { place.x + preview->part.x * scale, place.y + preview->part.y * scale,
                      preview->part.width * scale, preview->part.height * scale };

      draw_picture (preview, cr, &part, detail);
    }
  cairo_restore (cr);
}

static void
draw_pictures (StylePreview *preview, cairo_t *cr)
{
  const Pictures *whole = &preview->whole, *detail = &preview->detail;
  double          line = shows_line (preview) ? preview->line : 0.0;
  Place           seen = view_get_visible (&preview->view);

  cairo_save (cr);
  cairo_rectangle (cr, seen.x, seen.y, seen.width, seen.height);
  cairo_clip (cr);
  if (line > 0.0)
    draw_between (preview, cr, 0.0, line, whole->before, detail->before);
  if (whole->after || detail->after)
    draw_between (preview, cr, line, 1.0, whole->after ? whole->after : whole->before,
                  detail->after);
  else
    draw_between (preview, cr, line, 1.0, whole->before, detail->before);
  if (shows_line (preview))
    drawing_split_line (cr, &seen, line);
  cairo_restore (cr);
}

static gboolean
style_preview_draw (GtkWidget *widget, cairo_t *cr)
{
  StylePreview    *preview = STYLE_PREVIEW (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  Place            seen;

  gtk_render_background (style, cr, 0.0, 0.0, gtk_widget_get_allocated_width (widget),
                         gtk_widget_get_allocated_height (widget));
  if (!preview->whole.before)
    return FALSE;

  draw_pictures (preview, cr);
  seen = view_get_visible (&preview->view);
  if (gtk_widget_has_visible_focus (widget))
    gtk_render_focus (style, cr, seen.x, seen.y, seen.width, seen.height);

  return FALSE;
}

/* ---- The user's hand --------------------------------------------------------------- */

static gboolean
is_near_line (StylePreview *preview, double x)
{
  Place seen = view_get_visible (&preview->view);

  return shows_line (preview) && fabs (x - seen.x - preview->line * seen.width) <= LINE_REACH;
}

static void
drag_line_to (StylePreview *preview, double x)
{
  Place seen = view_get_visible (&preview->view);

  move_line (preview, (x - seen.x) / seen.width);
}

/* Says what the hand would do at `x`. */
static void
update_cursor (StylePreview *preview, double x)
{
  GdkWindow  *window = gtk_widget_get_window (GTK_WIDGET (preview));
  const char *name = "default";
  g_autoptr (GdkCursor) cursor = NULL;

  if (!window)
    return;

  if (preview->hand == HAND_ON_LINE || (preview->hand == HAND_AWAY && is_near_line (preview, x)))
    name = "col-resize";
  else if (preview->hand == HAND_ON_PICTURE)
    name = "grabbing";
  else if (preview->view.zoomed)
    name = "grab";
  else if (preview->zoomable && preview->whole.before)
    name = "zoom-in";
  if (g_strcmp0 (name, preview->cursor) == 0)
    return;

  preview->cursor = name;
  cursor = gdk_cursor_new_from_name (gdk_window_get_display (window), name);
  gdk_window_set_cursor (window, cursor);
}

static gboolean
style_preview_button_press (GtkWidget *widget, GdkEventButton *event)
{
  StylePreview *preview = STYLE_PREVIEW (widget);

  if (event->type != GDK_BUTTON_PRESS || event->button != GDK_BUTTON_PRIMARY
      || !preview->whole.before)
    return FALSE;

  gtk_widget_grab_focus (widget);
  preview->hand = is_near_line (preview, event->x) ? HAND_ON_LINE : HAND_DOWN;
  preview->hand_x = event->x;
  preview->hand_y = event->y;

  return TRUE;
}

/* A press without a move is a click. */
static gboolean
style_preview_button_release (GtkWidget *widget, GdkEventButton *event)
{
  StylePreview *preview = STYLE_PREVIEW (widget);
  Hand          hand = preview->hand;

  if (event->button != GDK_BUTTON_PRIMARY)
    return FALSE;

  preview->hand = HAND_AWAY;
  if (hand == HAND_DOWN && preview->view.zoomed)
    style_preview_set_zoomed (preview, FALSE);
  else if (hand == HAND_DOWN && preview->zoomable)
    zoom_at (preview, event->x, event->y);
  update_cursor (preview, event->x);

  return TRUE;
}

/* What has been pressed begins to move. */
static void
take_hold (StylePreview *preview, double x, double y)
{
  if (!gtk_drag_check_threshold (GTK_WIDGET (preview), (int) preview->hand_x, (int) preview->hand_y,
                                 (int) x, (int) y))
    return;

  if (preview->view.zoomed)
    preview->hand = HAND_ON_PICTURE;
  else
    preview->hand = shows_line (preview) ? HAND_ON_LINE : HAND_AWAY;
}

static gboolean
style_preview_motion (GtkWidget *widget, GdkEventMotion *event)
{
  StylePreview *preview = STYLE_PREVIEW (widget);

  if (preview->hand == HAND_DOWN)
    take_hold (preview, event->x, event->y);

  if (preview->hand == HAND_ON_LINE)
    drag_line_to (preview, event->x);
  else if (preview->hand == HAND_ON_PICTURE)
    {
      pan (preview, preview->hand_x - event->x, preview->hand_y - event->y);
      preview->hand_x = event->x;
      preview->hand_y = event->y;
    }
  update_cursor (preview, event->x);

  return preview->hand != HAND_AWAY;
}

/* The arrow keys move the line where there is one, and else the part; with Control, the part. */
static gboolean
press_arrow (StylePreview *preview, guint key, gboolean control)
{
  int    across = (key == GDK_KEY_Right) - (key == GDK_KEY_Left);
  int    down = (key == GDK_KEY_Down) - (key == GDK_KEY_Up);
  double step = PAN_STEP * gtk_widget_get_allocated_width (GTK_WIDGET (preview));

  if (across != 0 && !control && shows_line (preview))
    move_line (preview, preview->line + across * KEY_STEP);
  else if ((across != 0 || down != 0) && preview->view.zoomed)
    pan (preview, across * step, down * step);
  else
    return FALSE;

  return TRUE;
}

static gboolean
style_preview_key_press (GtkWidget *widget, GdkEventKey *event)
{
  StylePreview *preview = STYLE_PREVIEW (widget);

  switch (event->keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      style_preview_set_zoomed (preview, TRUE);
      return TRUE;

    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      style_preview_set_zoomed (preview, FALSE);
      return TRUE;
    }

  return press_arrow (preview, event->keyval, event->state & GDK_CONTROL_MASK)
         || GTK_WIDGET_CLASS (style_preview_parent_class)->key_press_event (widget, event);
}

/* ---- The widget -------------------------------------------------------------------- */

static void
style_preview_size_allocate (GtkWidget *widget, GtkAllocation *allocation)
{
  StylePreview *preview = STYLE_PREVIEW (widget);

  GTK_WIDGET_CLASS (style_preview_parent_class)->size_allocate (widget, allocation);
  preview->view.room_width = allocation->width;
  preview->view.room_height = allocation->height;
  preview->view.factor = gtk_widget_get_scale_factor (widget);
  if (preview->view.zoomed)
    pan (preview, 0.0, 0.0);
}

static void
style_preview_finalize (GObject *object)
{
  StylePreview *preview = STYLE_PREVIEW (object);

  clear_pictures (&preview->whole);
  clear_pictures (&preview->detail);
  g_free (preview->mask);

  G_OBJECT_CLASS (style_preview_parent_class)->finalize (object);
}

static void
style_preview_class_init (StylePreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = style_preview_finalize;
  widget_class->size_allocate = style_preview_size_allocate;
  widget_class->draw = style_preview_draw;
  widget_class->button_press_event = style_preview_button_press;
  widget_class->button_release_event = style_preview_button_release;
  widget_class->motion_notify_event = style_preview_motion;
  widget_class->key_press_event = style_preview_key_press;

  signals[VIEW_CHANGED] = g_signal_new ("view-changed", STYLE_TYPE_PREVIEW, G_SIGNAL_RUN_FIRST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
style_preview_init (StylePreview *preview)
{
  GtkWidget *widget = GTK_WIDGET (preview);

  preview->view = (View) { .width = 1, .height = 1, .factor = 1 };
  preview->line = 0.5;
  preview->zoomable = TRUE;
  gtk_widget_set_can_focus (widget, TRUE);
  gtk_style_context_add_class (gtk_widget_get_style_context (widget), GTK_STYLE_CLASS_VIEW);
  gtk_widget_add_events (widget, GDK_BUTTON_PRESS_MASK | GDK_BUTTON_RELEASE_MASK
                                     | GDK_POINTER_MOTION_MASK | GDK_KEY_PRESS_MASK);
}

GtkWidget *
style_preview_new (int side)
{
  return g_object_new (STYLE_TYPE_PREVIEW, "width-request", side, "height-request", side, NULL);
}

void
style_preview_set_before (StylePreview *preview, const NstPicture *picture, int width, int height)
{
  gsize size = sizeof (float) * picture->width * picture->height;

  clear_pictures (&preview->whole);
  clear_pictures (&preview->detail);
  g_clear_pointer (&preview->mask, g_free);
  preview->view.width = width;
  preview->view.height = height;
  preview->whole.before = surface_new (picture, picture->mask);
  if (picture->mask)
    preview->mask = g_memdup2 (picture->mask, size);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

void
style_preview_set_after (StylePreview *preview, const NstPicture *picture)
{
  g_clear_pointer (&preview->whole.after, cairo_surface_destroy);
  if (picture)
    preview->whole.after = surface_new (picture, preview->mask);
  else
    g_clear_pointer (&preview->detail.after, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

void
style_preview_set_part (StylePreview *preview, const NstRectangle *part, const NstPicture *before,
                        const NstPicture *after)
{
  /* A painting of the same part is shown until there is another. */
  gboolean same = memcmp (&preview->part, part, sizeof *part) == 0;

  if (!preview->view.zoomed)
    return;

  g_clear_pointer (&preview->detail.before, cairo_surface_destroy);
  if (after || !same)
    g_clear_pointer (&preview->detail.after, cairo_surface_destroy);
  preview->part = *part;
  preview->detail.before = surface_new (before, before->mask);
  if (after)
    preview->detail.after = surface_new (after, before->mask);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

void
style_preview_set_split (StylePreview *preview, gboolean split)
{
  preview->split = split;
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}
