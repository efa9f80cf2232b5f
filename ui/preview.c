/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview.c - draws one or two surfaces and the line between them; where the line lies is a
 * fraction of the picture's width, so that it stays in place when the widget grows. */

#include "preview.h"

#include "surface.h"

#include <math.h>

#define CHECK_SIDE   8   /* pixels, of the squares behind transparent parts */
#define LIGHT_CHECK  0.6 /* gray */
#define DARK_CHECK   0.4
#define KNOB_RADIUS  7.0  /* pixels */
#define ARROW_LENGTH 3.0  /* pixels */
#define KEY_STEP     0.02 /* of the width */

struct _StylePreview
{
  GtkDrawingArea parent_instance;

  cairo_surface_t *before, *after; /* or NULL */
  float           *mask;           /* of the picture before, or NULL */
  gboolean         split, dragging;
  double           line; /* 0..1 */
};

G_DEFINE_FINAL_TYPE (StylePreview, style_preview, GTK_TYPE_DRAWING_AREA)

/* ---- Geometry ----------------------------------------------------------------------------------
 */

/* Where the picture lies in the widget. */
static GdkRectangle
picture_place (StylePreview *preview)
{
  int    width = gtk_widget_get_allocated_width (GTK_WIDGET (preview));
  int    height = gtk_widget_get_allocated_height (GTK_WIDGET (preview));
  int    w = cairo_image_surface_get_width (preview->before);
  int    h = cairo_image_surface_get_height (preview->before);
  double scale = MIN ((double) width / w, (double) height / h);

  w = MAX (1, (int) lround (w * scale));
  h = MAX (1, (int) lround (h * scale));

  return (GdkRectangle) { (width - w) / 2, (height - h) / 2, w, h };
}

static gboolean
shows_line (StylePreview *preview)
{
  return preview->split && preview->before && preview->after;
}

static void
move_line (StylePreview *preview, double line)
{
  preview->line = CLAMP (line, 0.0, 1.0);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

/* ---- Drawing ------------------------------------------------------------------------------------
 */

static void
draw_checks (cairo_t *cr, const GdkRectangle *place)
{
  cairo_set_source_rgb (cr, LIGHT_CHECK, LIGHT_CHECK, LIGHT_CHECK);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, DARK_CHECK, DARK_CHECK, DARK_CHECK);

  for (int y = 0; y * CHECK_SIDE < place->height; y++)
    for (int x = y % 2; x * CHECK_SIDE < place->width; x += 2)
      cairo_rectangle (cr, place->x + x * CHECK_SIDE, place->y + y * CHECK_SIDE, CHECK_SIDE,
                       CHECK_SIDE);
  cairo_fill (cr);
}

/* The part of `surface` between two fractions of the width. */
static void
draw_part (cairo_t *cr, const GdkRectangle *place, cairo_surface_t *surface, double from, double to)
{
  double scale = (double) place->width / cairo_image_surface_get_width (surface);

  cairo_save (cr);
  cairo_rectangle (cr, place->x + from * place->width, place->y, (to - from) * place->width,
                   place->height);
  cairo_clip (cr);
  cairo_translate (cr, place->x, place->y);
  cairo_scale (cr, scale, (double) place->height / cairo_image_surface_get_height (surface));
  cairo_set_source_surface (cr, surface, 0.0, 0.0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
}

static void
draw_arrow (cairo_t *cr, double x, double y, double direction)
{
  cairo_move_to (cr, x + direction * (ARROW_LENGTH + 1.5), y);
  cairo_rel_line_to (cr, -direction * ARROW_LENGTH, -ARROW_LENGTH);
  cairo_rel_line_to (cr, 0.0, 2.0 * ARROW_LENGTH);
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* White with a dark rim, so that it is seen on any picture. */
static void
draw_line (cairo_t *cr, const GdkRectangle *place, double line)
{
  double x = floor (place->x + line * place->width) + 0.5;
  double y = place->y + 0.5 * place->height;

  cairo_move_to (cr, x, place->y);
  cairo_line_to (cr, x, place->y + place->height);
  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.5);
  cairo_set_line_width (cr, 3.0);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);

  cairo_arc (cr, x, y, KNOB_RADIUS, 0.0, 2.0 * G_PI);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.5);
  cairo_stroke (cr);
  cairo_set_source_rgb (cr, 0.2, 0.2, 0.2);
  draw_arrow (cr, x, y, -1.0);
  draw_arrow (cr, x, y, 1.0);
}

static gboolean
style_preview_draw (GtkWidget *widget, cairo_t *cr)
{
  StylePreview *preview = STYLE_PREVIEW (widget);
  double        line = shows_line (preview) ? preview->line : 0.0;
  GdkRectangle  place;

  gtk_render_background (gtk_widget_get_style_context (widget), cr, 0.0, 0.0,
                         gtk_widget_get_allocated_width (widget),
                         gtk_widget_get_allocated_height (widget));
  if (!preview->before)
    return FALSE;

  place = picture_place (preview);
  cairo_save (cr);
  gdk_cairo_rectangle (cr, &place);
  cairo_clip (cr);
  if (preview->mask)
    draw_checks (cr, &place);
  if (!preview->after || line > 0.0)
    draw_part (cr, &place, preview->before, 0.0, preview->after ? line : 1.0);
  if (preview->after)
    draw_part (cr, &place, preview->after, line, 1.0);
  if (shows_line (preview))
    draw_line (cr, &place, line);
  cairo_restore (cr);

  if (gtk_widget_has_visible_focus (widget))
    gtk_render_focus (gtk_widget_get_style_context (widget), cr, place.x, place.y, place.width,
                      place.height);

  return FALSE;
}

/* ---- The line in the user's hand ----------------------------------------------------------------
 */

static void
drag_to (StylePreview *preview, double x)
{
  GdkRectangle place = picture_place (preview);

  move_line (preview, (x - place.x) / place.width);
}

static gboolean
style_preview_button_press (GtkWidget *widget, GdkEventButton *event)
{
  StylePreview *preview = STYLE_PREVIEW (widget);

  if (event->button != GDK_BUTTON_PRIMARY || !shows_line (preview))
    return FALSE;

  gtk_widget_grab_focus (widget);
  preview->dragging = TRUE;
  drag_to (preview, event->x);

  return TRUE;
}

static gboolean
style_preview_button_release (GtkWidget *widget, GdkEventButton *event)
{
  STYLE_PREVIEW (widget)->dragging = FALSE;

  return FALSE;
}

static gboolean
style_preview_motion (GtkWidget *widget, GdkEventMotion *event)
{
  StylePreview *preview = STYLE_PREVIEW (widget);

  if (preview->dragging && shows_line (preview))
    drag_to (preview, event->x);

  return preview->dragging;
}

static gboolean
style_preview_key_press (GtkWidget *widget, GdkEventKey *event)
{
  StylePreview *preview = STYLE_PREVIEW (widget);

  if (shows_line (preview) && event->keyval == GDK_KEY_Left)
    move_line (preview, preview->line - KEY_STEP);
  else if (shows_line (preview) && event->keyval == GDK_KEY_Right)
    move_line (preview, preview->line + KEY_STEP);
  else
    return GTK_WIDGET_CLASS (style_preview_parent_class)->key_press_event (widget, event);

  return TRUE;
}

static void
update_cursor (StylePreview *preview)
{
  GdkWindow *window = gtk_widget_get_window (GTK_WIDGET (preview));
  g_autoptr (GdkCursor) cursor = NULL;

  if (!window)
    return;

  if (preview->split)
    cursor = gdk_cursor_new_from_name (gdk_window_get_display (window), "col-resize");
  gdk_window_set_cursor (window, cursor);
}

/* ---- The widget ---------------------------------------------------------------------------------
 */

static void
style_preview_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (style_preview_parent_class)->realize (widget);
  update_cursor (STYLE_PREVIEW (widget));
}

static void
style_preview_finalize (GObject *object)
{
  StylePreview *preview = STYLE_PREVIEW (object);

  g_clear_pointer (&preview->before, cairo_surface_destroy);
  g_clear_pointer (&preview->after, cairo_surface_destroy);
  g_free (preview->mask);

  G_OBJECT_CLASS (style_preview_parent_class)->finalize (object);
}

static void
style_preview_class_init (StylePreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = style_preview_finalize;
  widget_class->realize = style_preview_realize;
  widget_class->draw = style_preview_draw;
  widget_class->button_press_event = style_preview_button_press;
  widget_class->button_release_event = style_preview_button_release;
  widget_class->motion_notify_event = style_preview_motion;
  widget_class->key_press_event = style_preview_key_press;
}

static void
style_preview_init (StylePreview *preview)
{
  preview->line = 0.5;
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (preview)),
                               GTK_STYLE_CLASS_VIEW);
  gtk_widget_add_events (GTK_WIDGET (preview), GDK_BUTTON_PRESS_MASK | GDK_BUTTON_RELEASE_MASK
                                                   | GDK_BUTTON1_MOTION_MASK | GDK_KEY_PRESS_MASK);
}

GtkWidget *
style_preview_new (int side)
{
  return g_object_new (STYLE_TYPE_PREVIEW, "width-request", side, "height-request", side, NULL);
}

void
style_preview_set_before (StylePreview *preview, const NstPicture *picture)
{
  gsize size = sizeof (float) * picture->width * picture->height;

  g_clear_pointer (&preview->before, cairo_surface_destroy);
  g_clear_pointer (&preview->mask, g_free);
  preview->before = surface_new (picture, picture->mask);
  if (picture->mask)
    preview->mask = g_memdup2 (picture->mask, size);
  style_preview_set_after (preview, NULL);
}

void
style_preview_set_after (StylePreview *preview, const NstPicture *picture)
{
  g_clear_pointer (&preview->after, cairo_surface_destroy);
  if (picture)
    preview->after = surface_new (picture, preview->mask);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}

void
style_preview_set_split (StylePreview *preview, gboolean split)
{
  preview->split = split;
  gtk_widget_set_can_focus (GTK_WIDGET (preview), split);
  update_cursor (preview);
  gtk_widget_queue_draw (GTK_WIDGET (preview));
}
