/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-panel.c - buttons that choose between the gallery, a layer and a file; the chosen picture
 * is shown, and can be saved to the gallery. */

#include "ui/style-panel.h"

#include "ui/gallery.h"
#include "ui/layer-tiles.h"
#include "ui/line.h"
#include "ui/picture-chooser.h"
#include "ui/rows.h"
#include "ui/surface.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#define NAME_CHARS 6

/* Where the style may come from: values of style-source. */
static const char *const sources[] = { "style", "layer", "file" };
#define N_SOURCES G_N_ELEMENTS (sources)

/* What the arguments say of the style. */
typedef struct
{
  char      *source, *name;
  GFile     *file;
  GimpLayer *layer; /* GIMP's */
} Style;

struct _StylePanel
{
  GtkBox parent_instance;

  GimpProcedureConfig *config;
  Style                kept; /* the last that there was */

  GtkWidget *buttons, *source_buttons[N_SOURCES];
  GtkWidget *pages; /* stack of gallery and style_picture */
  GtkWidget *gallery;
  GtkWidget *style_picture; /* what is for layers and files */
  GtkWidget *layers;        /* to choose from */
  GtkWidget *style_file;    /* the chooser and what is chosen */
  GtkWidget *shown;         /* stack of image and hint */
  GtkWidget *image, *hint;
  GtkWidget *save_row, *save_name;
  char      *shown_name; /* of the style whose name was suggested last */
};

DEFINE_WIDGET_TYPE (StylePanel, style_panel, GTK_TYPE_BOX)

/* ---- What a reset does not take ---------------------------------------------------- */

static void
clear_style (Style *style)
{
  g_clear_pointer (&style->source, g_free);
  g_clear_pointer (&style->name, g_free);
  g_clear_object (&style->file);
}

static void
read_style (StylePanel *panel, Style *style)
{
  g_object_get (panel->config, "style-source", &style->source, "style", &style->name, "style-file",
                &style->file, "style-layer", &style->layer, NULL);
}

/* By their defaults, there is no style.  Nothing else takes all three away. */
static void
keep_style (StylePanel *panel)
{
  Style style = { NULL }, kept = panel->kept;

  read_style (panel, &style);
  if ((style.name && *style.name) || style.file || style.layer)
    {
      clear_style (&panel->kept);
      panel->kept = style;
      return;
    }

  clear_style (&style);
  if ((kept.name && *kept.name) || kept.file || kept.layer)
    g_object_set (panel->config, "style", kept.name, "style-file", kept.file, "style-layer",
                  kept.layer, "style-source", kept.source, NULL);
}

/* ---- Where the style comes from ---------------------------------------------------- */

static void
show_style_source (StylePanel *panel)
{
  g_autofree char *source = NULL;
  gboolean         installed;

  g_object_get (panel->config, "style-source", &source, NULL);
  installed = g_strcmp0 (source, "style") == 0;

  for (gsize i = 0; i < N_SOURCES; i++)
    if (g_strcmp0 (source, sources[i]) == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (panel->source_buttons[i]), TRUE);

  gtk_widget_set_visible (panel->layers, g_strcmp0 (source, "layer") == 0);
  gtk_widget_set_visible (panel->style_file, g_strcmp0 (source, "file") == 0);
  gtk_stack_set_visible_child (GTK_STACK (panel->pages),
                               installed ? panel->gallery : panel->style_picture);
}

static void
on_source_toggled (GtkToggleButton *button, StylePanel *panel)
{
  for (gsize i = 0; i < N_SOURCES; i++)
    if (GTK_WIDGET (button) == panel->source_buttons[i] && gtk_toggle_button_get_active (button))
      g_object_set (panel->config, "style-source", sources[i], NULL);
}

/* Buttons that hang together, one of which is pressed. */
static GtkWidget *
new_source_buttons (StylePanel *panel)
{
  GParamSpec *spec
      = g_object_class_find_property (G_OBJECT_GET_CLASS (panel->config), "style-source");
  GimpChoice     *choice = gimp_param_spec_choice_get_choice (spec);
  GtkWidget      *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkRadioButton *group = NULL;

  gtk_style_context_add_class (gtk_widget_get_style_context (box), GTK_STYLE_CLASS_LINKED);
  gtk_widget_set_tooltip_text (box, g_param_spec_get_blurb (spec));

  for (gsize i = 0; i < N_SOURCES; i++)
    {
      GtkWidget *button = gtk_radio_button_new_with_mnemonic_from_widget (
          group, gimp_choice_get_label (choice, sources[i]));

      gtk_toggle_button_set_mode (GTK_TOGGLE_BUTTON (button), FALSE);
      g_signal_connect (button, "toggled", G_CALLBACK (on_source_toggled), panel);
      gtk_box_pack_start (GTK_BOX (box), button, TRUE, TRUE, 0);
      panel->source_buttons[i] = button;
      group = GTK_RADIO_BUTTON (button);
    }
  gtk_widget_show_all (box);

  return box;
}

/* What the chosen layer or file looks like, or what to do. */
static GtkWidget *
new_shown (StylePanel *panel)
{
  GtkWidget *shown = gtk_stack_new ();

  panel->image = gtk_image_new ();
  panel->hint = line_new_text (_ ("Drop an image file here, or choose one above."), 24,
                               GTK_STYLE_CLASS_DIM_LABEL);
  gtk_label_set_xalign (GTK_LABEL (panel->hint), 0.5);
  gtk_label_set_justify (GTK_LABEL (panel->hint), GTK_JUSTIFY_CENTER);
  gtk_container_add (GTK_CONTAINER (shown), panel->hint);
  gtk_container_add (GTK_CONTAINER (shown), panel->image);
  gtk_widget_show_all (shown);

  return shown;
}

static void
on_save (StylePanel *panel)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (panel->save_name))));

  if (*name)
    g_signal_emit_by_name (panel, "save", name);
}

static GtkWidget *
new_save_row (StylePanel *panel)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_button_new_with_label (_ ("Save Style"));

  panel->save_name = gtk_entry_new ();
  gtk_entry_set_width_chars (GTK_ENTRY (panel->save_name), NAME_CHARS);
  gtk_widget_set_tooltip_text (panel->save_name, _ ("Name of the style in the gallery"));
  gtk_widget_set_tooltip_text (
      button, _ ("Save this style to the gallery; the picture is then no longer needed"));
  g_signal_connect_swapped (panel->save_name, "activate", G_CALLBACK (on_save), panel);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_save), panel);
  gtk_box_pack_start (GTK_BOX (row), panel->save_name, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), button, FALSE, FALSE, 0);
  gtk_widget_show_all (row);
  gtk_widget_set_sensitive (row, FALSE);

  return row;
}

static void
select_layer (StylePanel *panel)
{
  GimpLayer *layer = NULL;

  g_object_get (panel->config, "style-layer", &layer, NULL);
  layer_tiles_select (LAYER_TILES (panel->layers), layer);
}

static void
on_layer_chosen (LayerTiles *layers, GimpLayer *layer, StylePanel *panel)
{
  g_object_set (panel->config, "style-layer", layer, NULL);
}

/* The chooser, and below it what the file looks like. */
static GtkWidget *
new_style_file (StylePanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *frame = gtk_frame_new (NULL);

  panel->shown = new_shown (panel);
  rows_pack (box, picture_chooser_new_for (G_OBJECT (panel->config), "style-file"));
  gtk_style_context_add_class (gtk_widget_get_style_context (frame), GTK_STYLE_CLASS_VIEW);
  gtk_container_add (GTK_CONTAINER (frame), panel->shown);
  gtk_box_pack_start (GTK_BOX (box), frame, TRUE, TRUE, 0);
  gtk_widget_show (frame);

  return box;
}

static GtkWidget *
new_style_picture (StylePanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  panel->layers = layer_tiles_new ();
  panel->style_file = new_style_file (panel);
  panel->save_row = new_save_row (panel);
  select_layer (panel);
  g_signal_connect (panel->layers, "chosen", G_CALLBACK (on_layer_chosen), panel);

  gtk_box_pack_start (GTK_BOX (box), panel->layers, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), panel->style_file, TRUE, TRUE, 0);
  rows_pack (box, panel->save_row);
  gtk_widget_show (box);

  return box;
}

static void
select_style (StylePanel *panel)
{
  g_autofree char *name = NULL;

  g_object_get (panel->config, "style", &name, NULL);
  style_gallery_select (STYLE_GALLERY (panel->gallery), name);
}

static void
on_chosen (StyleGallery *gallery, const char *name, StylePanel *panel)
{
  g_object_set (panel->config, "style", name, NULL);
}

/* ---- Styles that are renamed and deleted ------------------------------------------- */

/* In the settings, `present` is in the place of the style `former`; NULL: nothing. */
static void
replace_second (StylePanel *panel, const char *former, const char *present)
{
  g_autofree char *second = NULL;

  g_object_get (panel->config, "second-style", &second, NULL);
  if (g_strcmp0 (second, former) != 0)
    return;

  if (present)
    g_object_set (panel->config, "second-style", present, NULL);
  else
    g_object_set (panel->config, "second-style", "", "second-share", 0.0, NULL);
}

/* A region keeps a style that is deleted, and the preview says that there is none of that name. */
static void
replace_in_regions (StylePanel *panel, const char *former, const char *present)
{
  g_auto (GStrv) styles = NULL;
  gboolean found = FALSE;

  if (!present
      || !g_object_class_find_property (G_OBJECT_GET_CLASS (panel->config), "region-styles"))
    return;

  g_object_get (panel->config, "region-styles", &styles, NULL);
  for (char **style = styles; style && *style; style++)
    if (g_str_equal (*style, former))
      {
        g_free (*style);
        *style = g_strdup (present);
        found = TRUE;
      }
  if (found)
    g_object_set (panel->config, "region-styles", styles, NULL);
}

/* The settings follow a style that is renamed; one that is deleted gives way to another. */
static void
on_edited (StyleGallery *gallery, const char *name, const char *renamed, StylePanel *panel)
{
  g_autofree char *chosen = NULL;
  const char      *first;

  g_signal_emit_by_name (panel, "edited");

  g_object_get (panel->config, "style", &chosen, NULL);
  first = style_gallery_get_first (gallery);
  if (g_strcmp0 (chosen, name) == 0)
    g_object_set (panel->config, "style", renamed ? renamed : first ? first : "", NULL);
  replace_second (panel, name, renamed);
  replace_in_regions (panel, name, renamed);
}

/* ---- The whole --------------------------------------------------------------------- */

static void
style_panel_finalize (GObject *object)
{
  StylePanel *panel = STYLE_PANEL (object);

  clear_style (&panel->kept);
  g_free (panel->shown_name);

  G_OBJECT_CLASS (style_panel_parent_class)->finalize (object);
}

static void
style_panel_class_init (StylePanelClass *klass)
{
  /* Three tiles in a row, whatever is shown: the rest is for the preview, which is painted anew
   * where its size changes. */
  widget_class_ask_least (GTK_WIDGET_CLASS (klass));
  G_OBJECT_CLASS (klass)->finalize = style_panel_finalize;
  WIDGET_SIGNAL (klass, "edited", 0);
  WIDGET_SIGNAL (klass, "save", 1, G_TYPE_STRING);
}

static void
style_panel_init (StylePanel *panel)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (panel), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (panel), 6);
}

GtkWidget *
style_panel_new (GimpProcedureConfig *config)
{
  StylePanel *panel = g_object_new (STYLE_TYPE_PANEL, NULL);

  panel->config = config;
  panel->buttons = new_source_buttons (panel);
  rows_pack (GTK_WIDGET (panel), panel->buttons);

  panel->gallery = style_gallery_new (TRUE);
  panel->style_picture = new_style_picture (panel);
  panel->pages = gtk_stack_new ();
  gtk_container_add (GTK_CONTAINER (panel->pages), panel->gallery);
  gtk_container_add (GTK_CONTAINER (panel->pages), panel->style_picture);
  gtk_widget_show (panel->gallery);
  gtk_box_pack_start (GTK_BOX (panel), panel->pages, TRUE, TRUE, 0);
  gtk_widget_show (panel->pages);

  g_signal_connect (panel->gallery, "chosen", G_CALLBACK (on_chosen), panel);
  g_signal_connect (panel->gallery, "edited", G_CALLBACK (on_edited), panel);
  widget_follow (config, G_CALLBACK (select_style), panel, "style", NULL);
  widget_follow (config, G_CALLBACK (select_layer), panel, "style-layer", NULL);
  widget_follow (config, G_CALLBACK (show_style_source), panel, "style-source", NULL);
  show_style_source (panel);
  keep_style (panel);
  widget_follow (config, G_CALLBACK (keep_style), panel, "style-source", "style", "style-file",
                 "style-layer", NULL);

  return GTK_WIDGET (panel);
}

void
style_panel_show (StylePanel *panel, const char *name, const NstPicture *thumbnail,
                  gboolean savable)
{
  cairo_surface_t *surface = thumbnail ? surface_new (thumbnail, thumbnail->mask) : NULL;

  gtk_image_set_from_surface (GTK_IMAGE (panel->image), surface);
  g_clear_pointer (&surface, cairo_surface_destroy);
  gtk_stack_set_visible_child (GTK_STACK (panel->shown), thumbnail ? panel->image : panel->hint);
  gtk_widget_set_sensitive (panel->save_row, savable);

  /* A name that the user has typed stays as long as the style does. */
  if (name && savable && g_strcmp0 (name, panel->shown_name) != 0)
    {
      gtk_entry_set_text (GTK_ENTRY (panel->save_name), name);
      g_free (panel->shown_name);
      panel->shown_name = g_strdup (name);
    }
}

void
style_panel_fill (StylePanel *panel, GPtrArray *styles, const char *const *recent)
{
  style_gallery_fill (STYLE_GALLERY (panel->gallery), styles, recent);
  select_style (panel);
}

void
style_panel_set_sensitive (StylePanel *panel, gboolean sensitive)
{
  gtk_widget_set_sensitive (panel->buttons, sensitive);
  gtk_widget_set_sensitive (panel->pages, sensitive);
}
