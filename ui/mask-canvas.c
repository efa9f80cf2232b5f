/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-canvas.c - the mask is a cairo surface, smaller than a large picture: a hand is not that
 * steady. */

#include "ui/mask-canvas.h"

#include "ui/drawing.h"
#include "ui/surface.h"
#include "ui/view.h"
#include "ui/widget.h"

#include <math.h>

#define MOST_SIDE 2048 /* pixels of the mask while it is painted */
#define RED       0.9  /* of what is in the mask */
#define OPACITY   0.55 /* of the red */
#define WHEEL     1.15 /* by which a notch of the wheel or a key changes the brush */

struct _MaskCanvas
{
  GtkDrawingArea parent_instance;

  GtkAdjustment   *size;
  View             view;
  cairo_surface_t *picture; /* or NULL */
  cairo_surface_t *mask;    /* likewise; A8 */
  gboolean         black;   /* the left button takes away */
  guint            button;  /* that is held down, or 0 */
  double           x, y;    /* where the pointer is, in the widget; below 0: elsewhere */
};

DEFINE_WIDGET_TYPE (MaskCanvas, mask_canvas, GTK_TYPE_DRAWING_AREA)

/* ---- The mask ---------------------------------------------------------------------- */

/* Pixels of the mask for one of the picture. */
static double
mask_scale (const MaskCanvas *canvas)
{
  return MIN (1.0, (double) MOST_SIDE / MAX (canvas->view.width, canvas->view.height));
}

/* In pixels of the picture. */
static double
brush_diameter (const MaskCanvas *canvas)
{
  return 0.01 * gtk_adjustment_get_value (canvas->size)
         * MAX (canvas->view.width, canvas->view.height);
}

void
mask_canvas_begin (MaskCanvas *canvas, gboolean again)
{
  double scale = mask_scale (canvas);

  canvas->button = 0;
  if (again && canvas->mask)
    return;

  g_clear_pointer (&canvas->mask, cairo_surface_destroy);
  canvas->mask = cairo_image_surface_create (CAIRO_FORMAT_A8,
                                             MAX (1, (int) lround (canvas->view.width * scale)),
                                             MAX (1, (int) lround (canvas->view.height * scale)));
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

/* A stroke to where the pointer is now. */
static void
stroke_to (MaskCanvas *canvas, double x, double y)
{
  Place    place = view_get_picture (&canvas->view);
  double   scale = mask_scale (canvas) / view_get_scale (&canvas->view);
  gboolean takes_away = (canvas->button == GDK_BUTTON_SECONDARY) != canvas->black;
  cairo_t *cr = cairo_create (canvas->mask);

  cairo_set_operator (cr, takes_away ? CAIRO_OPERATOR_DEST_OUT : CAIRO_OPERATOR_OVER);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, brush_diameter (canvas) * mask_scale (canvas));
  cairo_move_to (cr, (canvas->x - place.x) * scale, (canvas->y - place.y) * scale);
  cairo_line_to (cr, (x - place.x) * scale, (y - place.y) * scale);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

gboolean
mask_canvas_is_empty (MaskCanvas *canvas)
{
  const guchar *data;
  int           stride, width, height;

  if (!canvas->mask)
    return TRUE;

  cairo_surface_flush (canvas->mask);
  data = cairo_image_surface_get_data (canvas->mask);
  stride = cairo_image_surface_get_stride (canvas->mask);
  width = cairo_image_surface_get_width (canvas->mask);
  height = cairo_image_surface_get_height (canvas->mask);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (data[(gsize) y * stride + x])
        return FALSE;

  return TRUE;
}

/* Of a surface in 8 bits, line by line without gaps. */
static guchar *
copy_lines (cairo_surface_t *surface, int width, int height)
{
  const guchar *data = cairo_image_surface_get_data (surface);
  int           stride = cairo_image_surface_get_stride (surface);
  guchar       *copy = g_try_malloc_n (height, width);

  for (int y = 0; copy && y < height; y++)
    memcpy (copy + (gsize) y * width, data + (gsize) y * stride, width);

  return copy;
}

guchar *
mask_canvas_render (MaskCanvas *canvas, int *width, int *height)
{
  cairo_surface_t *full
      = cairo_image_surface_create (CAIRO_FORMAT_A8, canvas->view.width, canvas->view.height);
  guchar  *copy = NULL;
  cairo_t *cr;

  *width = canvas->view.width;
  *height = canvas->view.height;
  if (canvas->mask && cairo_surface_status (full) == CAIRO_STATUS_SUCCESS)
    {
      cr = cairo_create (full);
      cairo_scale (cr, (double) *width / cairo_image_surface_get_width (canvas->mask),
                   (double) *height / cairo_image_surface_get_height (canvas->mask));
      cairo_set_source_surface (cr, canvas->mask, 0.0, 0.0);
      cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
      cairo_paint (cr);
      cairo_destroy (cr);
      cairo_surface_flush (full);
      copy = copy_lines (full, *width, *height);
    }
  cairo_surface_destroy (full);

  return copy;
}

/* ---- Drawing ----------------------------------------------------------------------- */

static void
draw_brush (MaskCanvas *canvas, cairo_t *cr)
{
  double radius = 0.5 * brush_diameter (canvas) * view_get_scale (&canvas->view);

  cairo_new_path (cr);
  cairo_arc (cr, canvas->x, canvas->y, MAX (radius, 1.0), 0.0, 2.0 * G_PI);
  drawing_outline (cr);
}

/* `surface` over the place of the picture, as it is or as a mask for the color that is set. */
static void
draw_surface (cairo_t *cr, const Place *place, cairo_surface_t *surface, gboolean as_mask)
{
  cairo_save (cr);
  cairo_rectangle (cr, place->x, place->y, place->width, place->height);
  cairo_clip (cr);
  cairo_translate (cr, place->x, place->y);
  cairo_scale (cr, place->width / cairo_image_surface_get_width (surface),
               place->height / cairo_image_surface_get_height (surface));
  if (as_mask)
    cairo_mask_surface (cr, surface, 0.0, 0.0);
  else
    {
      cairo_set_source_surface (cr, surface, 0.0, 0.0);
      cairo_paint (cr);
    }
  cairo_restore (cr);
}

static gboolean
mask_canvas_draw (GtkWidget *widget, cairo_t *cr)
{
  MaskCanvas      *canvas = MASK_CANVAS (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  Place            place = view_get_picture (&canvas->view);

  gtk_render_background (style, cr, 0.0, 0.0, gtk_widget_get_allocated_width (widget),
                         gtk_widget_get_allocated_height (widget));
  if (!canvas->picture || !canvas->mask)
    return FALSE; /* it has not been read yet */

  draw_surface (cr, &place, canvas->picture, FALSE);
  cairo_set_source_rgba (cr, RED, 0.0, 0.0, OPACITY);
  draw_surface (cr, &place, canvas->mask, TRUE);
  if (canvas->x >= 0.0)
    draw_brush (canvas, cr);
  if (gtk_widget_has_visible_focus (widget))
    gtk_render_focus (style, cr, place.x, place.y, place.width, place.height);

  return FALSE;
}

/* ---- The user's hand --------------------------------------------------------------- */

static void
point (MaskCanvas *canvas, double x, double y)
{
  canvas->x = x;
  canvas->y = y;
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

static gboolean
mask_canvas_button_press (GtkWidget *widget, GdkEventButton *event)
{
  MaskCanvas *canvas = MASK_CANVAS (widget);

  if (event->type != GDK_BUTTON_PRESS || !canvas->mask || canvas->button
      || (event->button != GDK_BUTTON_PRIMARY && event->button != GDK_BUTTON_SECONDARY))
    return FALSE;

  gtk_widget_grab_focus (widget);
  canvas->button = event->button;
  point (canvas, event->x, event->y);
  stroke_to (canvas, event->x, event->y);

  return TRUE;
}

static gboolean
mask_canvas_button_release (GtkWidget *widget, GdkEventButton *event)
{
  MaskCanvas *canvas = MASK_CANVAS (widget);

  if (event->button == canvas->button)
    canvas->button = 0;

  return TRUE;
}

static gboolean
mask_canvas_motion (GtkWidget *widget, GdkEventMotion *event)
{
  MaskCanvas *canvas = MASK_CANVAS (widget);

  if (canvas->button && canvas->mask)
    stroke_to (canvas, event->x, event->y);
  point (canvas, event->x, event->y);

  return TRUE;
}

static gboolean
mask_canvas_leave (GtkWidget *widget, GdkEventCrossing *event)
{
  point (MASK_CANVAS (widget), -1.0, -1.0);

  return FALSE;
}

static void
change_size (MaskCanvas *canvas, double notches)
{
  gtk_adjustment_set_value (canvas->size,
                            gtk_adjustment_get_value (canvas->size) * pow (WHEEL, notches));
}

static gboolean
mask_canvas_scroll (GtkWidget *widget, GdkEventScroll *event)
{
  double across, down;

  if (!gdk_event_get_scroll_deltas ((GdkEvent *) event, &across, &down))
    down = (event->direction == GDK_SCROLL_DOWN) - (event->direction == GDK_SCROLL_UP);
  change_size (MASK_CANVAS (widget), -down);

  return TRUE;
}

static gboolean
mask_canvas_key_press (GtkWidget *widget, GdkEventKey *event)
{
  if (event->keyval != GDK_KEY_bracketleft && event->keyval != GDK_KEY_bracketright)
    return GTK_WIDGET_CLASS (mask_canvas_parent_class)->key_press_event (widget, event);

  change_size (MASK_CANVAS (widget), event->keyval == GDK_KEY_bracketright ? 1.0 : -1.0);

  return TRUE;
}

/* ---- The widget -------------------------------------------------------------------- */

static void
mask_canvas_size_allocate (GtkWidget *widget, GtkAllocation *allocation)
{
  MaskCanvas *canvas = MASK_CANVAS (widget);

  GTK_WIDGET_CLASS (mask_canvas_parent_class)->size_allocate (widget, allocation);
  canvas->view.room_width = allocation->width;
  canvas->view.room_height = allocation->height;
  canvas->view.factor = gtk_widget_get_scale_factor (widget);
}

static void
mask_canvas_finalize (GObject *object)
{
  MaskCanvas *canvas = MASK_CANVAS (object);

  g_clear_pointer (&canvas->picture, cairo_surface_destroy);
  g_clear_pointer (&canvas->mask, cairo_surface_destroy);
  g_object_unref (canvas->size);

  G_OBJECT_CLASS (mask_canvas_parent_class)->finalize (object);
}

static void
mask_canvas_class_init (MaskCanvasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mask_canvas_finalize;
  widget_class->size_allocate = mask_canvas_size_allocate;
  widget_class->draw = mask_canvas_draw;
  widget_class->button_press_event = mask_canvas_button_press;
  widget_class->button_release_event = mask_canvas_button_release;
  widget_class->motion_notify_event = mask_canvas_motion;
  widget_class->leave_notify_event = mask_canvas_leave;
  widget_class->scroll_event = mask_canvas_scroll;
  widget_class->key_press_event = mask_canvas_key_press;
}

static void
mask_canvas_init (MaskCanvas *canvas)
{
  GtkWidget *widget = GTK_WIDGET (canvas);

  canvas->view = (View) { .width = 1, .height = 1, .factor = 1 };
  canvas->x = canvas->y = -1.0;
  gtk_widget_set_can_focus (widget, TRUE);
  gtk_style_context_add_class (gtk_widget_get_style_context (widget), GTK_STYLE_CLASS_VIEW);
  gtk_widget_add_events (widget, GDK_BUTTON_PRESS_MASK | GDK_BUTTON_RELEASE_MASK
                                     | GDK_POINTER_MOTION_MASK | GDK_LEAVE_NOTIFY_MASK
                                     | GDK_KEY_PRESS_MASK | GDK_SCROLL_MASK
                                     | GDK_SMOOTH_SCROLL_MASK);
}

GtkWidget *
mask_canvas_new (GtkAdjustment *size)
{
  MaskCanvas *canvas = g_object_new (MASK_TYPE_CANVAS, NULL);

  canvas->size = g_object_ref (size);
  g_signal_connect_object (size, "value-changed", G_CALLBACK (gtk_widget_queue_draw), canvas,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (canvas);
}

void
mask_canvas_set_picture (MaskCanvas *canvas, const NstPicture *picture, int width, int height)
{
  gboolean other = width != canvas->view.width || height != canvas->view.height;

  g_clear_pointer (&canvas->picture, cairo_surface_destroy);
  canvas->view.width = width;
  canvas->view.height = height;
  if (other && canvas->mask)
    mask_canvas_begin (canvas, FALSE);
  canvas->picture = surface_new (picture, picture->mask);
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

void
mask_canvas_set_black (MaskCanvas *canvas, gboolean black)
{
  canvas->black = black;
}
