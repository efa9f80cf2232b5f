/* SPDX-License-Identifier: GPL-3.0-or-later */

/* status-lines.c - a stack of the forecast, a warning, and a progress bar with a button. */

#include "ui/status-lines.h"

#include "ui/compact.h"
#include "ui/line.h"
#include "ui/widget.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>

#define MESSAGE_CHARS 12 /* at least, of a line of a warning */
#define TOLD_CHARS    8  /* and of what is told of the work */
#define MOST_LINES    5  /* of a forecast or a warning; the rest is in its tooltip */

struct _StatusLines
{
  GtkStack parent_instance;

  GtkWidget *forecast;
  GtkWidget *warning;
  GtkWidget *message; /* in the warning */
  GtkWidget *work;    /* how far it is, and a button */
  GtkWidget *told, *bar, *keep;

  char    *forecast_text;
  gboolean forecast_warns;
  char    *mistake; /* or NULL */
};

DEFINE_WIDGET_TYPE (StatusLines, status_lines, GTK_TYPE_STACK)

/* ---- What is in it ----------------------------------------------------------------- */

/* That nothing makes the window larger. */
static void
limit_lines (GtkWidget *label)
{
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (GTK_LABEL (label), MOST_LINES);
}

static GtkWidget *
new_warning (StatusLines *lines)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (GIMP_ICON_DIALOG_WARNING, GTK_ICON_SIZE_BUTTON);

  lines->message = line_new_text (NULL, MESSAGE_CHARS, NULL);
  limit_lines (lines->message);
  gtk_label_set_line_wrap_mode (GTK_LABEL (lines->message), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (lines->message), MESSAGE_CHARS);

  gtk_box_pack_start (GTK_BOX (box), icon, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), lines->message, TRUE, TRUE, 0);

  return box;
}

/* As high as that many lines mostly are, so that the preview does not move when there are more or fewer. */
static void
reserve_lines (GtkWidget *widget, GtkWidget *label)
{
  g_autoptr (PangoLayout) lines = gtk_widget_create_pango_layout (label, "\n");
  int height;

  pango_layout_get_pixel_size (lines, NULL, &height);
  gtk_widget_set_size_request (widget, -1, height);
}

/* The text has no room in a bar of a narrow column, but it has lines of its own. */
static GtkWidget *
new_progress (StatusLines *lines)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  lines->told = line_new_text (NULL, TOLD_CHARS, NULL);
  gtk_label_set_width_chars (GTK_LABEL (lines->told), TOLD_CHARS);
  reserve_lines (lines->told, lines->told);
  lines->bar = gtk_progress_bar_new ();
  compact_widgets (lines->bar);
  gtk_box_pack_start (GTK_BOX (box), lines->told, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), lines->bar, FALSE, FALSE, 0);

  return box;
}

/* The button stands by itself: where OK is, a second click would hit it. */
static GtkWidget *
new_work (StatusLines *lines)
{
  GtkWidget *work = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  lines->keep = gtk_button_new_with_label (_ ("Stop and Keep"));
  compact_wrap_button (lines->keep);
  gtk_widget_set_valign (lines->keep, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (lines->keep, _ ("Stop, and use the painting as it is now"));
  widget_forward (lines->keep, "clicked", lines, "keep");
  gtk_box_pack_start (GTK_BOX (work), new_progress (lines), TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (work), lines->keep, FALSE, FALSE, 0);

  return work;
}

/* ---- What is told ------------------------------------------------------------------ */

/* A mistake comes before a warning, and both before what is merely good to know. */
static void
update (StatusLines *lines)
{
  gboolean    warns = lines->mistake || lines->forecast_warns;
  const char *warning = lines->mistake ? lines->mistake : lines->forecast_text;

  line_show (lines->message, warns ? warning : NULL);
  line_show (lines->forecast, warns ? NULL : lines->forecast_text);
  gtk_stack_set_visible_child (GTK_STACK (lines), warns ? lines->warning : lines->forecast);
}

void
status_lines_show_forecast (StatusLines *lines, const char *text, gboolean warns)
{
  g_free (lines->forecast_text);
  lines->forecast_text = g_strdup (text);
  lines->forecast_warns = warns;
  update (lines);
}

void
status_lines_show_mistake (StatusLines *lines, const char *message)
{
  g_free (lines->mistake);
  lines->mistake = g_strdup (message);
  update (lines);
}

void
status_lines_show_progress (StatusLines *lines, double fraction, const char *text)
{
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (lines->bar), fraction);
  gtk_label_set_text (GTK_LABEL (lines->told), text);
  gtk_stack_set_visible_child (GTK_STACK (lines), lines->work);
}

void
status_lines_offer_keep (StatusLines *lines, gboolean offer)
{
  gtk_widget_set_sensitive (lines->keep, offer);
}

/* ---- The widget -------------------------------------------------------------------- */

static void
status_lines_finalize (GObject *object)
{
  StatusLines *lines = STATUS_LINES (object);

  g_free (lines->forecast_text);
  g_free (lines->mistake);

  G_OBJECT_CLASS (status_lines_parent_class)->finalize (object);
}

static void
status_lines_class_init (StatusLinesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = status_lines_finalize;
  WIDGET_SIGNAL (klass, "keep", 0);
}

static void
status_lines_init (StatusLines *lines)
{
  GtkContainer *stack = GTK_CONTAINER (lines);

  lines->forecast = line_new ();
  limit_lines (lines->forecast);
  gtk_label_set_yalign (GTK_LABEL (lines->forecast), 0.0);
  reserve_lines (GTK_WIDGET (lines), lines->forecast);
  lines->warning = new_warning (lines);
  lines->work = new_work (lines);

  gtk_stack_set_vhomogeneous (GTK_STACK (lines), FALSE);
  gtk_container_add (stack, lines->forecast);
  gtk_container_add (stack, lines->warning);
  gtk_container_add (stack, lines->work);
  gtk_widget_show_all (GTK_WIDGET (lines));
}

GtkWidget *
status_lines_new (void)
{
  return g_object_new (STATUS_TYPE_LINES, NULL);
}
