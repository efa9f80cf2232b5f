/* SPDX-License-Identifier: GPL-3.0-or-later */

/* percent.c - a GtkScale and a GtkSpinButton, each bound to the setting itself, so that the number
 * can exceed the range of the slider. */

#include "ui/percent.h"

#include "ui/widget.h"

#include <glib/gi18n.h>

#include <math.h>

#define WIDTH        80   /* pixels of the slider, where there are so many */
#define LEAST_WIDTH  56   /* and where there are not */
#define NUMBER_CHARS 7    /* of the number, with its sign */
#define STEP         5.0  /* percent */
#define PAGE         25.0 /* percent */
#define FURTHEST     10.0 /* the slider ends there, in both directions, where it is logarithmic */
#define LARGEST      4.0  /* and there, where it is not */

struct _PercentSlider
{
  GtkBox parent_instance;

  GtkWidget *scale, *number;
};

DEFINE_WIDGET_TYPE (PercentSlider, percent_slider, GTK_TYPE_BOX)

/* ---- The number -------------------------------------------------------------------- */

static gboolean
to_percent (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  /* 0.07 times 100 is not quite 7. */
  g_value_set_double (to, round (1e6 * g_value_get_double (from)) / 1e4);

  return TRUE;
}

static gboolean
from_percent (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_double (to, g_value_get_double (from) / 100.0);

  return TRUE;
}

static gboolean
on_output (GtkSpinButton *number)
{
  double           value = gtk_adjustment_get_value (gtk_spin_button_get_adjustment (number));
  g_autofree char *digits = g_strdup_printf ("%.10g", round (100.0 * value) / 100.0);
  g_autofree char *text = g_strdup_printf (_ ("%s %%"), digits);

  if (g_strcmp0 (text, gtk_entry_get_text (GTK_ENTRY (number))) != 0)
    gtk_entry_set_text (GTK_ENTRY (number), text);

  return TRUE;
}

/* What follows the number, a percent sign or nothing, does not count. */
static int
on_input (GtkSpinButton *number, double *value)
{
  const char *text = gtk_entry_get_text (GTK_ENTRY (number));
  char       *end;

  *value = g_strtod (text, &end);
  if (end == text)
    return GTK_INPUT_ERROR;

  /* The text may have fewer digits than the value that it stands for. */
  if (fabs (*value - gtk_adjustment_get_value (gtk_spin_button_get_adjustment (number))) < 0.005)
    *value = gtk_adjustment_get_value (gtk_spin_button_get_adjustment (number));

  return TRUE;
}

static GtkWidget *
new_number (GObject *config, GParamSpecDouble *spec)
{
  GtkAdjustment *adjustment = gtk_adjustment_new (
      100.0 * spec->default_value, 100.0 * spec->minimum, 100.0 * spec->maximum, STEP, PAGE, 0.0);
  GtkWidget *number = gtk_spin_button_new (adjustment, 0.0, 0);

  gtk_entry_set_width_chars (GTK_ENTRY (number), NUMBER_CHARS);
  gtk_entry_set_alignment (GTK_ENTRY (number), 1.0);
  g_signal_connect (number, "output", G_CALLBACK (on_output), NULL);
  g_signal_connect (number, "input", G_CALLBACK (on_input), NULL);
  g_object_bind_property_full (config, spec->parent_instance.name, adjustment, "value",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE, to_percent,
                               from_percent, NULL, NULL);

  return number;
}

/* ---- The slider -------------------------------------------------------------------- */

static gboolean
to_logarithm (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_double (to, log2 (g_value_get_double (from)));

  return TRUE;
}

static gboolean
from_logarithm (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_double (to, round (100.0 * exp2 (g_value_get_double (from))) / 100.0);

  return TRUE;
}

static gboolean
to_slider (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_double (to, g_value_get_double (from));

  return TRUE;
}

/* By whole percents. */
static gboolean
from_slider (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_double (to, round (100.0 * g_value_get_double (from)) / 100.0);

  return TRUE;
}

static GtkWidget *
new_scale (GObject *config, GParamSpecDouble *spec, gboolean logarithmic)
{
  double low = logarithmic ? log2 (MAX (spec->minimum, 1.0 / FURTHEST)) : spec->minimum;
  double high = logarithmic ? log2 (MIN (spec->maximum, FURTHEST)) : MIN (spec->maximum, LARGEST);
  GtkAdjustment *adjustment
      = gtk_adjustment_new (logarithmic ? 0.0 : spec->default_value, low, high, (high - low) / 40.0,
                            (high - low) / 8.0, 0.0);
  GtkWidget *scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, adjustment);

  gtk_scale_set_draw_value (GTK_SCALE (scale), FALSE);
  gtk_widget_set_size_request (scale, LEAST_WIDTH, -1);
  g_object_bind_property_full (config, spec->parent_instance.name, adjustment, "value",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE,
                               logarithmic ? to_logarithm : to_slider,
                               logarithmic ? from_logarithm : from_slider, NULL, NULL);

  return scale;
}

/* ---- The widget -------------------------------------------------------------------- */

static gboolean
percent_slider_mnemonic_activate (GtkWidget *widget, gboolean cycles)
{
  return gtk_widget_mnemonic_activate (PERCENT_SLIDER (widget)->number, cycles);
}

static void
percent_slider_get_preferred_width (GtkWidget *widget, int *minimum, int *natural)
{
  GTK_WIDGET_CLASS (percent_slider_parent_class)->get_preferred_width (widget, minimum, natural);
  *natural = MAX (*natural, *minimum + WIDTH - LEAST_WIDTH);
}

static void
percent_slider_class_init (PercentSliderClass *klass)
{
  GTK_WIDGET_CLASS (klass)->mnemonic_activate = percent_slider_mnemonic_activate;
  GTK_WIDGET_CLASS (klass)->get_preferred_width = percent_slider_get_preferred_width;
}

static void
percent_slider_init (PercentSlider *slider)
{
  gtk_box_set_spacing (GTK_BOX (slider), 6);
}

GtkWidget *
percent_slider_new (GObject *config, GParamSpec *spec, gboolean logarithmic)
{
  PercentSlider *slider = g_object_new (PERCENT_TYPE_SLIDER, NULL);
  g_auto (GStrv) words = g_strsplit (g_param_spec_get_nick (spec), "_", 2);
  g_autofree char *name = g_strjoinv ("", words);

  slider->scale = new_scale (config, G_PARAM_SPEC_DOUBLE (spec), logarithmic);
  slider->number = new_number (config, G_PARAM_SPEC_DOUBLE (spec));
  atk_object_set_name (gtk_widget_get_accessible (slider->scale), name);
  atk_object_set_name (gtk_widget_get_accessible (slider->number), name);
  gtk_box_pack_start (GTK_BOX (slider), slider->scale, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (slider), slider->number, FALSE, FALSE, 0);
  gtk_widget_show (slider->scale);
  gtk_widget_show (slider->number);

  return GTK_WIDGET (slider);
}
