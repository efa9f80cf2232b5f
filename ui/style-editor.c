/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-editor.c - a menu, keys, and a popover at the tile that asks. */

#include "ui/style-editor.h"

#include "ui/line.h"
#include "store/favorite-styles.h"
#include "store/user-styles.h"

#include <glib/gi18n.h>

#define TEXT_CHARS 30 /* of a line */

struct _StyleEditor
{
  TileBox        *tiles;
  GPtrArray      *styles; /* or NULL */
  StyleEditorFunc func;
  gpointer        data;

  StyleTile *tile;    /* that the menu or the popover is about; NULL: it has gone meanwhile */
  GtkWidget *popover; /* or NULL */
  GtkWidget *entry, *mistake;
};

/* ---- The popover ------------------------------------------------------------------- */

static void
close_popover (StyleEditor *editor)
{
  if (editor->popover)
    gtk_widget_destroy (editor->popover);
}

static void
on_popover_destroyed (StyleEditor *editor)
{
  editor->popover = editor->entry = editor->mistake = NULL;
}

static GtkWidget *
new_text (const char *text)
{
  GtkWidget *label = line_new_text (text, TEXT_CHARS, NULL);

  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);

  return label;
}

/* An open popover at the tile, with `content` in it. */
static void
open_popover (StyleEditor *editor, StyleTile *tile, GtkWidget *content)
{
  close_popover (editor);
  editor->tile = tile;
  editor->popover = gtk_popover_new (GTK_WIDGET (tile));
  g_signal_connect_swapped (editor->popover, "destroy", G_CALLBACK (on_popover_destroyed), editor);
  g_object_set (content, "margin", 9, NULL);
  gtk_container_add (GTK_CONTAINER (editor->popover), content);
  gtk_widget_show_all (content);
  gtk_popover_popup (GTK_POPOVER (editor->popover));
}

static void
say (StyleEditor *editor, StyleTile *tile, const char *text)
{
  open_popover (editor, tile, new_text (text));
}

/* A question with one button; Escape, and a click anywhere else, say no. */
static void
ask (StyleEditor *editor, StyleTile *tile, const char *text, const char *answer, GCallback func)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *button = gtk_button_new_with_label (answer);

  gtk_style_context_add_class (gtk_widget_get_style_context (button),
                               GTK_STYLE_CLASS_DESTRUCTIVE_ACTION);
  g_signal_connect_swapped (button, "clicked", func, editor);
  gtk_box_pack_start (GTK_BOX (box), new_text (text), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  open_popover (editor, tile, box);
  gtk_widget_grab_focus (button);
}

/* Whether it can be renamed and deleted; otherwise says why not. */
static gboolean
check_own (StyleEditor *editor, StyleTile *tile)
{
  const NstStyleInfo *info = style_tile_get_info (tile);
  g_autofree char    *text = NULL;

  if (user_styles_owns (info))
    return TRUE;

  text
      = g_strdup_printf (_ ("“%s” is not one of your own styles: it cannot be renamed or deleted."),
                         nst_style_get_name (info->style));
  say (editor, tile, text);

  return FALSE;
}

/* ---- Renaming ---------------------------------------------------------------------- */

static void
on_rename (StyleEditor *editor)
{
  const NstStyleInfo *info = style_tile_get_info (editor->tile);
  g_autoptr (GError) mistake = NULL;
  g_autofree char *name = g_strdup (info->name);
  g_autofree char *renamed = user_styles_rename (
      info, gtk_entry_get_text (GTK_ENTRY (editor->entry)), editor->styles, &mistake);

  if (renamed)
    {
      close_popover (editor);
      editor->func (name, renamed, editor->data);
      return;
    }

  gtk_label_set_text (GTK_LABEL (editor->mistake), mistake->message);
  gtk_widget_show (editor->mistake);
}

static void
ask_for_name (StyleEditor *editor, StyleTile *tile)
{
  GtkWidget *box, *button, *entry, *mistake;

  if (!check_own (editor, tile))
    return;

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  entry = gtk_entry_new ();
  mistake = new_text (NULL);
  button = gtk_button_new_with_label (_ ("Rename"));
  gtk_widget_set_no_show_all (mistake, TRUE);
  gtk_entry_set_text (GTK_ENTRY (entry), nst_style_get_name (style_tile_get_info (tile)->style));
  atk_object_set_name (gtk_widget_get_accessible (entry), _ ("New name"));
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (on_rename), editor);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_rename), editor);
  gtk_box_pack_start (GTK_BOX (box), entry, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), mistake, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  open_popover (editor, tile, box);
  editor->entry = entry;
  editor->mistake = mistake;
  gtk_widget_grab_focus (entry);
}

/* ---- Deleting ---------------------------------------------------------------------- */

static void
tell_deleted (StyleEditor *editor)
{
  g_autofree char *name = g_strdup (style_tile_get_info (editor->tile)->name);

  close_popover (editor);
  editor->func (name, NULL, editor->data);
}

static void
on_delete (StyleEditor *editor)
{
  g_autoptr (GError) mistake = NULL;

  if (user_styles_delete (style_tile_get_info (editor->tile), FALSE, &mistake))
    tell_deleted (editor);
  else
    say (editor, editor->tile, mistake->message);
}

static void
on_trash (StyleEditor *editor)
{
  const NstStyleInfo *info = style_tile_get_info (editor->tile);
  g_autoptr (GError) mistake = NULL;
  g_autofree char *text = NULL;

  if (user_styles_delete (info, TRUE, &mistake))
    tell_deleted (editor);
  else if (g_error_matches (mistake, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    {
      text = g_strdup_printf (_ ("“%s” cannot be moved to a trash. Delete it permanently?"),
                              nst_style_get_name (info->style));
      ask (editor, editor->tile, text, _ ("Delete Permanently"), G_CALLBACK (on_delete));
    }
  else
    say (editor, editor->tile, mistake->message);
}

static void
ask_to_delete (StyleEditor *editor, StyleTile *tile)
{
  g_autofree char *text = NULL;

  if (!check_own (editor, tile))
    return;

  text = g_strdup_printf (_ ("Move the style “%s” to the trash?"),
                          nst_style_get_name (style_tile_get_info (tile)->style));
  ask (editor, tile, text, _ ("Move to Trash"), G_CALLBACK (on_trash));
}

/* ---- The star ---------------------------------------------------------------------- */

static void
toggle_star (StyleEditor *editor, StyleTile *tile)
{
  const char *name = style_tile_get_info (tile)->name;
  gboolean    favorite = !style_tile_is_favorite (tile);
  g_autoptr (GError) mistake = NULL;

  if (favorite_styles_set (name, favorite, &mistake))
    {
      editor->func (name, name, editor->data);
      return;
    }

  style_tile_set_favorite (tile, !favorite);
  say (editor, tile, mistake->message);
}

static void
on_starred (StyleTile *tile, StyleEditor *editor)
{
  toggle_star (editor, tile);
}

/* ---- The menu ---------------------------------------------------------------------- */

static void
on_menu_star (StyleEditor *editor)
{
  if (editor->tile)
    toggle_star (editor, editor->tile);
}

static void
on_menu_rename (StyleEditor *editor)
{
  if (editor->tile)
    ask_for_name (editor, editor->tile);
}

static void
on_menu_delete (StyleEditor *editor)
{
  if (editor->tile)
    ask_to_delete (editor, editor->tile);
}

/* `key` is only told: the tiles know it. */
static void
add_item (StyleEditor *editor, GtkWidget *menu, GtkWidget *item, guint key, GdkModifierType state,
          GCallback func)
{
  GtkWidget *label = gtk_bin_get_child (GTK_BIN (item));

  if (GTK_IS_ACCEL_LABEL (label))
    gtk_accel_label_set_accel (GTK_ACCEL_LABEL (label), key, state);
  g_signal_connect_swapped (item, "activate", func, editor);
  gtk_menu_shell_append (GTK_MENU_SHELL (menu), item);
}

static void
add_editing (StyleEditor *editor, GtkWidget *menu, StyleTile *tile)
{
  GtkWidget *rename = gtk_menu_item_new_with_mnemonic (_ ("_Rename..."));
  GtkWidget *trash = gtk_menu_item_new_with_mnemonic (_ ("_Move to Trash..."));
  GtkWidget *reason;
  gboolean   own = user_styles_owns (style_tile_get_info (tile));

  add_item (editor, menu, rename, GDK_KEY_F2, 0, G_CALLBACK (on_menu_rename));
  add_item (editor, menu, trash, GDK_KEY_Delete, 0, G_CALLBACK (on_menu_delete));
  gtk_widget_set_sensitive (rename, own);
  gtk_widget_set_sensitive (trash, own);
  if (own)
    return;

  reason = gtk_menu_item_new_with_label (_ ("It is not one of your own styles"));
  gtk_widget_set_sensitive (reason, FALSE);
  gtk_menu_shell_append (GTK_MENU_SHELL (menu), reason);
}

/* `event` NULL: by the keyboard. */
static void
open_menu (StyleEditor *editor, StyleTile *tile, const GdkEvent *event)
{
  GtkWidget *menu = gtk_menu_new ();
  GtkWidget *star = gtk_check_menu_item_new_with_mnemonic (_ ("_Favorite"));

  editor->tile = tile;
  gtk_check_menu_item_set_active (GTK_CHECK_MENU_ITEM (star), style_tile_is_favorite (tile));
  add_item (editor, menu, star, GDK_KEY_d, GDK_CONTROL_MASK, G_CALLBACK (on_menu_star));
  if (editor->styles)
    add_editing (editor, menu, tile);
  gtk_widget_show_all (menu);
  gtk_menu_attach_to_widget (GTK_MENU (menu), GTK_WIDGET (editor->tiles), NULL);
  /* What it was opened for comes after this signal. */
  g_signal_connect (menu, "selection-done", G_CALLBACK (gtk_widget_destroy), NULL);
  if (event)
    gtk_menu_popup_at_pointer (GTK_MENU (menu), event);
  else
    gtk_menu_popup_at_widget (GTK_MENU (menu), GTK_WIDGET (tile), GDK_GRAVITY_SOUTH_WEST,
                              GDK_GRAVITY_NORTH_WEST, NULL);
}

/* ---- Keys and the mouse ------------------------------------------------------------ */

static gboolean
on_key_press (GtkWidget *tiles, GdkEventKey *event, StyleEditor *editor)
{
  StyleTile      *tile = (StyleTile *) tile_box_get_focused (editor->tiles);
  GdkModifierType state = event->state & gtk_accelerator_get_default_mod_mask ();

  if (!tile)
    return GDK_EVENT_PROPAGATE;

  if (state == GDK_CONTROL_MASK && gdk_keyval_to_lower (event->keyval) == GDK_KEY_d)
    toggle_star (editor, tile);
  else if (state == 0 && editor->styles && event->keyval == GDK_KEY_F2)
    ask_for_name (editor, tile);
  else if (state == 0 && editor->styles
           && (event->keyval == GDK_KEY_Delete || event->keyval == GDK_KEY_KP_Delete))
    ask_to_delete (editor, tile);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static gboolean
on_popup_menu (GtkWidget *tiles, StyleEditor *editor)
{
  StyleTile *tile = (StyleTile *) tile_box_get_focused (editor->tiles);

  if (tile)
    open_menu (editor, tile, NULL);

  return tile != NULL;
}

static void
on_pressed (GtkGestureMultiPress *gesture, int n, double x, double y, StyleEditor *editor)
{
  GtkFlowBoxChild *tile
      = gtk_flow_box_get_child_at_pos (GTK_FLOW_BOX (editor->tiles), (int) x, (int) y);
  const GdkEvent *event = gtk_gesture_get_last_event (GTK_GESTURE (gesture), NULL);

  if (!tile || !event || !gdk_event_triggers_context_menu (event))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  open_menu (editor, STYLE_TILE (tile), event);
}

/* ---- The object -------------------------------------------------------------------- */

static void
editor_free (gpointer data)
{
  StyleEditor *editor = data;

  close_popover (editor);
  g_clear_pointer (&editor->styles, g_ptr_array_unref);
  g_free (editor);
}

StyleEditor *
style_editor_new (TileBox *tiles, StyleEditorFunc func, gpointer data)
{
  StyleEditor *editor = g_new0 (StyleEditor, 1);
  GtkGesture  *gesture = gtk_gesture_multi_press_new (GTK_WIDGET (tiles));

  editor->tiles = tiles;
  editor->func = func;
  editor->data = data;
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), 0);
  g_signal_connect (gesture, "pressed", G_CALLBACK (on_pressed), editor);
  g_signal_connect (tiles, "key-press-event", G_CALLBACK (on_key_press), editor);
  g_signal_connect (tiles, "popup-menu", G_CALLBACK (on_popup_menu), editor);
  g_object_set_data_full (G_OBJECT (tiles), "style-editor-gesture", gesture, g_object_unref);
  g_object_set_data_full (G_OBJECT (tiles), "style-editor", editor, editor_free);

  return editor;
}

void
style_editor_add (StyleEditor *editor, StyleTile *tile)
{
  g_signal_connect (tile, "starred", G_CALLBACK (on_starred), editor);
}

void
style_editor_set_styles (StyleEditor *editor, GPtrArray *styles)
{
  close_popover (editor); /* its tile goes */
  editor->tile = NULL;
  g_clear_pointer (&editor->styles, g_ptr_array_unref);
  editor->styles = styles ? g_ptr_array_ref (styles) : NULL;
}
