/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview.c - handles input on the pictures and on the line between them.  The position of the line
 * is a fraction of the visible picture, so that it stays in place when the widget is resized. */

#include "ui/preview.h"

#include "ui/drawing.h"
#include "ui/picture-pair.h"
#include "ui/view.h"
#include "ui/widget.h"

#include <math.h>

#define LINE_REACH 10.0 /* pixels from the line within which it is taken hold of */
#define KEY_STEP   0.02 /* of the width, for the line */
#define PAN_STEP   0.1  /* of the width, for the part */
#define WHEEL_STEP 1.25 /* by which a notch of the wheel zooms */
#define LEAST_ZOOM 0.5  /* to look at pixels of the picture: below, a part would be too large */

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

  View        view;
  PicturePair pictures;
  gboolean    split;
  gboolean    original; /* the picture before is shown alone */
  double      line;     /* 0..1 */
  Hand        hand;
  double      hand_x, hand_y; /* where it was last */
  const char *cursor;         /* name */
};

DEFINE_WIDGET_TYPE (StylePreview, style_preview, GTK_TYPE_DRAWING_AREA)

/* ---- What is seen ------------------------------------------------------------------ */

static gboolean
shows_line (StylePreview *preview)
{
  return preview->split && !preview->original && picture_pair_is_whole (&preview->pictures);
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
  if (preview->view.zoom < LEAST_ZOOM)
    return FALSE;

  *part = view_get_part (&preview->view);

  return TRUE;
}

static void
change_view (StylePreview *preview)
{
  gtk_widget_queue_draw (GTK_WIDGET (preview));
  g_signal_emit_by_name (preview, "view-changed");
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
  double zoom = zoomed ? 1.0 : 0.0;

  if (zoom == preview->view.zoom || !preview->pictures.whole.before)
    return;

  if (zoomed)
    zoom_at (preview, 0.5 * preview->view.room_width, 0.5 * preview->view.room_height);
  else
    {
      preview->view.zoom = 0.0;
      picture_pair_clear_detail (&preview->pictures);
      change_view (preview);
    }
}

int
style_preview_get_side (StylePreview *preview)
{
  View fitted = preview->view;

  fitted.zoom = 0.0;

  return fitted.room_width <= 1
             ? 0
             : (int) ceil (MAX (view_get_picture (&fitted).width, view_get_picture (&fitted).height)
                           * fitted.factor);
}

double
style_preview_get_zoom (StylePreview *preview)
{
  return preview->view.zoom;
}

void
style_preview_show_original (StylePreview *preview, gboolean show)
{
  if (show == preview->original)
    return;

  preview->original = show;
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

/* ---- Drawing ----------------------------------------------------------------------- */

static gboolean
style_preview_draw (GtkWidget *widget, cairo_t *cr)
{
  StylePreview    *preview = STYLE_PREVIEW (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  Place            seen = view_get_visible (&preview->view);
  double           line = preview->original ? 1.0 : shows_line (preview) ? preview->line : 0.0;

  gtk_render_background (style, cr, 0.0, 0.0, gtk_widget_get_allocated_width (widget),
                         gtk_widget_get_allocated_height (widget));
  if (!preview->pictures.whole.before)
    return FALSE;

  cairo_save (cr);
  cairo_rectangle (cr, seen.x, seen.y, seen.width, seen.height);
  cairo_clip (cr);
  picture_pair_draw (&preview->pictures, cr, &preview->view, line);
  if (shows_line (preview))
    drawing_split_line (cr, &seen, line);
  cairo_restore (cr);
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
  else if (preview->view.zoom > 0.0)
    name = "grab";
  else if (preview->pictures.whole.before)
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

  if (event->type != GDK_BUTTON_PRESS || !preview->pictures.whole.before
      || (event->button != GDK_BUTTON_PRIMARY && event->button != GDK_BUTTON_SECONDARY))
    return FALSE;

  gtk_widget_grab_focus (widget);
  if (event->button == GDK_BUTTON_SECONDARY)
    {
      style_preview_show_original (preview, TRUE);
      return TRUE;
    }

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

  if (event->button == GDK_BUTTON_SECONDARY)
    style_preview_show_original (preview, FALSE);
  if (event->button != GDK_BUTTON_PRIMARY)
    return FALSE;

  preview->hand = HAND_AWAY;
  if (hand == HAND_DOWN && preview->view.zoom > 0.0)
    style_preview_set_zoomed (preview, FALSE);
  else if (hand == HAND_DOWN)
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

  if (preview->view.zoom > 0.0)
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

static gboolean
style_preview_scroll (GtkWidget *widget, GdkEventScroll *event)
{
  StylePreview *preview = STYLE_PREVIEW (widget);
  double        across, down;

  if (!gdk_event_get_scroll_deltas ((GdkEvent *) event, &across, &down))
    down = (event->direction == GDK_SCROLL_DOWN) - (event->direction == GDK_SCROLL_UP);
  if (down == 0.0 || !preview->pictures.whole.before)
    return FALSE;

  view_zoom_by (&preview->view, pow (WHEEL_STEP, -down), event->x, event->y);
  if (preview->view.zoom < LEAST_ZOOM)
    picture_pair_clear_detail (&preview->pictures);
  change_view (preview);
  update_cursor (preview, event->x);

  return TRUE;
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
  else if ((across != 0 || down != 0) && preview->view.zoom > 0.0)
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

    case GDK_KEY_o:
    case GDK_KEY_O:
      style_preview_show_original (preview, TRUE);
      return TRUE;
    }

  return press_arrow (preview, event->keyval, event->state & GDK_CONTROL_MASK)
         || GTK_WIDGET_CLASS (style_preview_parent_class)->key_press_event (widget, event);
}

static gboolean
style_preview_key_release (GtkWidget *widget, GdkEventKey *event)
{
  if (event->keyval != GDK_KEY_o && event->keyval != GDK_KEY_O)
    return GTK_WIDGET_CLASS (style_preview_parent_class)->key_release_event (widget, event);

  style_preview_show_original (STYLE_PREVIEW (widget), FALSE);

  return TRUE;
}

/* Releasing the button outside of the widget counts, too. */
static gboolean
style_preview_focus_out (GtkWidget *widget, GdkEventFocus *event)
{
  style_preview_show_original (STYLE_PREVIEW (widget), FALSE);

  return GTK_WIDGET_CLASS (style_preview_parent_class)->focus_out_event (widget, event);
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
  if (preview->view.zoom > 0.0)
    view_pan (&preview->view, 0.0, 0.0);
  change_view (preview);
}

static void
style_preview_finalize (GObject *object)
{
  StylePreview *preview = STYLE_PREVIEW (object);

  picture_pair_clear (&preview->pictures);

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
  widget_class->key_release_event = style_preview_key_release;
  widget_class->focus_out_event = style_preview_focus_out;
  widget_class->scroll_event = style_preview_scroll;

  WIDGET_SIGNAL (klass, "view-changed", 0);
}

static void
style_preview_init (StylePreview *preview)
{
  GtkWidget *widget = GTK_WIDGET (preview);

  preview->view = (View) { .width = 1, .height = 1, .factor = 1 };
  preview->line = 0.5;
  gtk_widget_set_can_focus (widget, TRUE);
  gtk_style_context_add_class (gtk_widget_get_style_context (widget), GTK_STYLE_CLASS_VIEW);
  gtk_widget_add_events (widget, GDK_BUTTON_PRESS_MASK | GDK_BUTTON_RELEASE_MASK
                                     | GDK_POINTER_MOTION_MASK | GDK_KEY_PRESS_MASK
                                     | GDK_KEY_RELEASE_MASK | GDK_SCROLL_MASK
                                     | GDK_SMOOTH_SCROLL_MASK | GDK_FOCUS_CHANGE_MASK);
}

GtkWidget *
style_preview_new (int side)
{
  return g_object_new (STYLE_TYPE_PREVIEW, "width-request", side, "height-request", side, NULL);
}

void
style_preview_set_before (StylePreview *preview, const NstPicture *picture, int width, int height)
{
  gboolean same = preview->view.width == width && preview->view.height == height;

  preview->view.width = width;
  preview->view.height = height;
  picture_pair_set_before (&preview->pictures, picture, same);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

void
style_preview_set_after (StylePreview *preview, const NstPicture *picture)
{
  picture_pair_set_after (&preview->pictures, picture);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

void
style_preview_set_part (StylePreview *preview, const NstRectangle *part, const NstPicture *before,
                        const NstPicture *after)
{
  if (preview->view.zoom < LEAST_ZOOM)
    return;

  picture_pair_set_part (&preview->pictures, part, before, after);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

void
style_preview_set_rival (StylePreview *preview, const NstPicture *rival)
{
  picture_pair_set_rival (&preview->pictures, rival);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

void
style_preview_set_split (StylePreview *preview, gboolean split)
{
  preview->split = split;
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}
