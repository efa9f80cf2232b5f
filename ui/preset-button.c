/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preset-button.c - a popover with a row per preset, an entry for a new name, a line for errors,
 * and buttons.  The list is read each time it is opened. */

#include "ui/preset-button.h"

#include "store/presets.h"
#include "ui/line.h"
#include "ui/rows.h"
#include "ui/tooltip.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#define NAME_CHARS  22
#define LIST_HEIGHT 240 /* pixels at most; more is scrolled */
#define KEY_NAME    "preset-name"

struct _PresetButton
{
  GtkMenuButton parent_instance;

  GimpProcedureConfig *config;
  GtkWidget           *popover;
  GtkWidget           *hint; /* in place of a list */
  GtkWidget           *scrolled, *list;
  GtkWidget           *name, *save;
  GtkWidget           *mistake;
  GtkWidget           *script;
};

DEFINE_WIDGET_TYPE (PresetButton, preset_button, GTK_TYPE_MENU_BUTTON)

static void update_list (PresetButton *button);

static void
show_mistake (PresetButton *button, const GError *error)
{
  gtk_label_set_text (GTK_LABEL (button->mistake), error ? error->message : "");
  gtk_widget_set_visible (button->mistake, error != NULL);
}

/* ---- The presets that there are ---------------------------------------------------- */

static void
on_load (GtkWidget *widget, PresetButton *button)
{
  g_autoptr (GError) error = NULL;

  if (presets_load (g_object_get_data (G_OBJECT (widget), KEY_NAME), button->config, &error))
    gtk_popover_popdown (GTK_POPOVER (button->popover));
  else
    show_mistake (button, error);
}

static void
on_delete (GtkWidget *widget, PresetButton *button)
{
  g_autoptr (GError) error = NULL;

  presets_delete (g_object_get_data (G_OBJECT (widget), KEY_NAME), &error);
  update_list (button);
  show_mistake (button, error);
}

/* What is deleted is gone: the first click asks. */
static void
on_first_click (GtkWidget *widget, PresetButton *button)
{
  gtk_button_set_image (GTK_BUTTON (widget), NULL);
  gtk_button_set_label (GTK_BUTTON (widget), _ ("Delete"));
  gtk_style_context_add_class (gtk_widget_get_style_context (widget),
                               GTK_STYLE_CLASS_DESTRUCTIVE_ACTION);
  g_signal_handlers_disconnect_by_func (widget, on_first_click, button);
  g_signal_connect (widget, "clicked", G_CALLBACK (on_delete), button);
}

static void
name_button (GtkWidget *widget, const char *name, const char *format)
{
  g_autofree char *text = g_strdup_printf (format, name);

  g_object_set_data_full (G_OBJECT (widget), KEY_NAME, g_strdup (name), g_free);
  gtk_button_set_relief (GTK_BUTTON (widget), GTK_RELIEF_NONE);
  tooltip_name (widget, text);
}

static GtkWidget *
new_row (PresetButton *button, const char *name)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *load = gtk_button_new (), *label = gtk_label_new (name);
  GtkWidget *trash = gtk_button_new_from_icon_name (GIMP_ICON_EDIT_DELETE, GTK_ICON_SIZE_MENU);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_container_add (GTK_CONTAINER (load), label);
  name_button (load, name, _ ("Load the preset “%s”"));
  name_button (trash, name, _ ("Delete the preset “%s”"));
  g_signal_connect (load, "clicked", G_CALLBACK (on_load), button);
  g_signal_connect (trash, "clicked", G_CALLBACK (on_first_click), button);
  gtk_box_pack_start (GTK_BOX (row), load, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), trash, FALSE, FALSE, 0);
  gtk_widget_show_all (row);

  return row;
}

static gboolean
is_listed (const char *name)
{
  g_autoptr (GPtrArray) names = presets_list ();

  return g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL);
}

/* A name that is there already is told from a new one before it is pressed. */
static void
update_save (PresetButton *button)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (button->name))));

  gtk_widget_set_sensitive (button->save, *name != '\0');
  gtk_button_set_label (GTK_BUTTON (button->save),
                        is_listed (name) ? _ ("Replace") : _ ("Save Preset"));
}

static void
update_list (PresetButton *button)
{
  g_autoptr (GPtrArray) names = presets_list ();

  widget_empty (button->list);
  for (guint i = 0; i < names->len; i++)
    gtk_box_pack_start (GTK_BOX (button->list), new_row (button, g_ptr_array_index (names, i)),
                        FALSE, FALSE, 0);

  gtk_widget_set_visible (button->scrolled, names->len > 0);
  gtk_widget_set_visible (button->hint, names->len == 0);
  update_save (button);
}

/* ---- A new one --------------------------------------------------------------------- */

static void
on_save (PresetButton *button)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name
      = presets_save (gtk_entry_get_text (GTK_ENTRY (button->name)), button->config, &error);

  if (name)
    {
      gtk_entry_set_text (GTK_ENTRY (button->name), "");
      gtk_popover_popdown (GTK_POPOVER (button->popover));
    }
  else
    show_mistake (button, error);
}

static GtkWidget *
new_save_row (PresetButton *button)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  button->name = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (button->name), _ ("Name of a new preset"));
  gtk_entry_set_width_chars (GTK_ENTRY (button->name), NAME_CHARS);
  button->save = gtk_button_new ();
  gtk_widget_set_tooltip_text (button->save,
                               _ ("Save the current settings and style under this name"));
  g_signal_connect_swapped (button->name, "changed", G_CALLBACK (update_save), button);
  g_signal_connect_swapped (button->name, "activate", G_CALLBACK (on_save), button);
  g_signal_connect_swapped (button->save, "clicked", G_CALLBACK (on_save), button);
  gtk_box_pack_start (GTK_BOX (row), button->name, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), button->save, FALSE, FALSE, 0);
  gtk_widget_show_all (row);

  return row;
}

/* ---- The widget -------------------------------------------------------------------- */

static void
preset_button_class_init (PresetButtonClass *klass)
{
}

static void
preset_button_init (PresetButton *button)
{
  button->popover = gtk_popover_new (NULL);
  button->hint = line_new_text (_ ("No presets yet: choose settings, then save them under a name."),
                                NAME_CHARS, GTK_STYLE_CLASS_DIM_LABEL);
  button->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  button->scrolled = rows_new_scrolled (button->list, LIST_HEIGHT);
  button->mistake = line_new_text (NULL, NAME_CHARS, GTK_STYLE_CLASS_ERROR);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), button->popover);
  tooltip_hide_under_popover (GTK_WIDGET (button), button->popover);
}

/* GIMP has put its buttons into a box at the bottom of the dialog. */
static GtkWidget *
take_buttons (GimpProcedureDialog *window)
{
  GtkContainer *content = GTK_CONTAINER (gtk_dialog_get_content_area (GTK_DIALOG (window)));
  g_autoptr (GList) children = gtk_container_get_children (content);

  for (GList *child = children; child; child = child->next)
    if (GTK_IS_BUTTON_BOX (child->data))
      {
        GtkWidget *buttons = g_object_ref (child->data);

        gtk_container_remove (content, buttons);
        gtk_orientable_set_orientation (GTK_ORIENTABLE (buttons), GTK_ORIENTATION_VERTICAL);
        gtk_button_box_set_layout (GTK_BUTTON_BOX (buttons), GTK_BUTTONBOX_EXPAND);
        gtk_box_set_spacing (GTK_BOX (buttons), 6);

        return buttons;
      }

  return NULL;
}

static void
fill_popover (PresetButton *button, GimpProcedureDialog *window)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
  GtkWidget *buttons = take_buttons (window);

  button->script = script_button_new (button->config);
  gtk_box_pack_start (GTK_BOX (box), button->hint, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), button->scrolled, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), new_save_row (button), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), button->mistake, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), line, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), button->script, FALSE, FALSE, 0);
  gtk_widget_show (line);
  if (buttons)
    {
      gtk_box_pack_start (GTK_BOX (box), buttons, FALSE, FALSE, 0);
      g_object_unref (buttons);
    }
  g_object_set (box, "margin", 6, NULL);
  gtk_widget_show (box);
  gtk_container_add (GTK_CONTAINER (button->popover), box);
}

static void
on_popover_shown (PresetButton *button)
{
  show_mistake (button, NULL);
  update_list (button);
}

GtkWidget *
preset_button_new (GimpProcedureDialog *window, GimpProcedureConfig *config)
{
  PresetButton *button = g_object_new (PRESET_TYPE_BUTTON, NULL);
  GtkWidget    *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  button->config = config;
  fill_popover (button, window);
  gtk_box_pack_start (GTK_BOX (box), gtk_label_new (_ ("Presets")), TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box),
                      gtk_image_new_from_icon_name ("pan-down-symbolic", GTK_ICON_SIZE_BUTTON),
                      FALSE, FALSE, 0);
  gtk_container_add (GTK_CONTAINER (button), box);
  gtk_widget_show_all (box);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), _ ("Saved settings and styles"));
  g_signal_connect_swapped (button->popover, "show", G_CALLBACK (on_popover_shown), button);

  return GTK_WIDGET (button);
}

void
preset_button_set_script_func (PresetButton *button, ScriptButtonFunc func, gpointer data)
{
  script_button_set_func (SCRIPT_BUTTON (button->script), func, data);
  gtk_widget_show (button->script);
}
