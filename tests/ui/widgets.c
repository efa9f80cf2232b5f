/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widgets.c - a module for GTK programs that tells a test where their widgets are, by the names that
 * assistive technology knows them by, and moves the focus: GTK_MODULES=<path of the module>.  It is
 * at work in the plug-in, and in GIMP itself.  A test writes a line into the file "widgets-please" in
 * the folder WIDGETS, or WIDGETS_OF_GIMP; the file is deleted when that has been done:
 *
 *   list        leaves a file "widgets": a line for each widget that can be seen, of its name, role,
 *               x, y, width and height in its window, in pixels, and whether it is sensitive
 *   minimum     leaves a file "widgets" with the least width and height of each window that can be
 *               seen, in pixels, a line each
 *   tooltips    leaves a file "widgets" with the tooltips of all widgets, seen or not, a line each
 *   mnemonics   leaves a file "widgets": a line for each label with a mnemonic, seen or not, in the
 *               windows that can be seen, of the letter and the label
 *   shortened   leaves a file "widgets" with the labels that can be seen and are cut short, a line each
 *   sideways    leaves a file "widgets" with the names of those widgets that can be seen and are in a
 *               column that is scrolled sideways, a line each
 *   item TEXT   leaves a file "widgets" with x, y, width and height of the button, or the entry of a menu or
 *               menu bar, that says that and can be seen, on the screen, in pixels; or nothing
 *   bars        leaves a file "widgets": a line for each progress bar that can be seen, of its text and
 *               how far it is, from 0 to 1
 *   focused     leaves a file "widgets" with the name of the widget that has the focus
 *   entries     leaves a file "widgets" with what stands in the entries that can be seen, a line each
 *   cut         leaves a file "widgets" with what can be seen of labels and entries and has no room, a line each
 *   choices NAME  leaves a file "widgets" with what the first combo box of that name offers, a line each
 *   font N      makes all texts N percent of their usual size
 *   focus NAME  to the first widget of that name that can have it, or, where a tab and a ROLE follow,
 *               of that role
 *   press NAME  the first button that is called NAME or, where a tab and another name follow, that;
 *               seen or not
 *
 * A file "widgets-settle" is deleted when all that has come from the screen has been dealt with.
 */

#include <glib/gstdio.h>
#include <gtk/gtk.h>
#include <stdlib.h>
#include <string.h>

#define MILLISECONDS 20
#define PROGRAM      "style-transfer"
#define GIMP         "gimp" /* which a version may follow */

G_MODULE_EXPORT void gtk_module_init (int *argc, char ***argv);

/* Its own name, or that of the label that stands beside it. */
static const char *
name_of (GtkWidget *widget)
{
  AtkObject   *accessible = gtk_widget_get_accessible (widget);
  const char  *name = atk_object_get_name (accessible);
  AtkRelation *relation = NULL;
  g_autoptr (AtkRelationSet) relations = NULL;

  if (name != NULL && *name)
    return name;

  relations = atk_object_ref_relation_set (accessible);
  relation = atk_relation_set_get_relation_by_type (relations, ATK_RELATION_LABELLED_BY);
  if (relation == NULL || atk_relation_get_target (relation)->len == 0)
    return NULL;

  return atk_object_get_name (g_ptr_array_index (atk_relation_get_target (relation), 0));
}

static void
collect (GtkWidget *widget, gpointer data)
{
  g_ptr_array_add (data, widget);
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), collect, data);
}

static const char *
role_of (GtkWidget *widget)
{
  return atk_role_get_name (atk_object_get_role (gtk_widget_get_accessible (widget)));
}

/* Whether it is on the screen; what a closed expander holds has no room yet. */
static gboolean
is_visible (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_allocated_width (widget) > 1;
}

/* Menus and popovers have mnemonics of their own while they are open. */
static gboolean
is_in_window (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER) == NULL
         && gtk_widget_get_ancestor (widget, GTK_TYPE_MENU) == NULL;
}

/* All widgets, those of the last window first. */
static GPtrArray *
collect_all (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  GPtrArray *all = g_ptr_array_new ();

  for (GList *window = g_list_last (windows); window != NULL; window = window->prev)
    collect (window->data, all);

  return all;
}

/* Those that have a name and, where `seen`, can be seen. */
static GPtrArray *
find_widgets (gboolean seen)
{
  g_autoptr (GPtrArray) all = collect_all ();
  GPtrArray *named = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    if ((!seen || is_visible (all->pdata[i])) && name_of (all->pdata[i]) != NULL)
      g_ptr_array_add (named, all->pdata[i]);

  return named;
}

static void
list (const char *folder)
{
  g_autoptr (GPtrArray) widgets = find_widgets (TRUE);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = g_build_filename (folder, "widgets", NULL);

  for (guint i = 0; i < widgets->len; i++)
    {
      GtkWidget       *widget = widgets->pdata[i];
      g_autofree char *name = g_strdelimit (g_strdup (name_of (widget)), "\t\n", ' ');
      int              x = 0, y = 0;

      gtk_widget_translate_coordinates (widget, gtk_widget_get_toplevel (widget), 0, 0, &x, &y);
      g_string_append_printf (text, "%s\t%s\t%d\t%d\t%d\t%d\t%d\n", name, role_of (widget), x, y,
                              gtk_widget_get_allocated_width (widget),
                              gtk_widget_get_allocated_height (widget),
                              gtk_widget_is_sensitive (widget));
    }
  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
}

/* Without its name for assistive technology: GIMP 3.0.4 crashes at its end where all of its widgets have
 * been asked for theirs. */
static gboolean
says (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget)
         && (gtk_widget_get_ancestor (widget, GTK_TYPE_MENU_ITEM) != NULL
             || gtk_widget_get_ancestor (widget, GTK_TYPE_BUTTON) != NULL)
         && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text);
}

static void
locate_item (const char *folder, const char *wanted)
{
  g_autoptr (GPtrArray) all = collect_all ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = g_build_filename (folder, "widgets", NULL);

  for (guint i = 0; i < all->len; i++)
    if (says (all->pdata[i], wanted) && is_visible (all->pdata[i]))
      {
        GtkAllocation place;
        int           x, y;

        gdk_window_get_origin (gtk_widget_get_window (all->pdata[i]), &x, &y);
        gtk_widget_get_allocation (all->pdata[i], &place);
        g_string_printf (text, "%d\t%d\t%d\t%d\n", x + place.x, y + place.y, place.width,
                         place.height);
      }
  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
}

static void
measure (const char *folder)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = g_build_filename (folder, "widgets", NULL);

  for (GList *window = windows; window != NULL; window = window->next)
    if (gtk_widget_get_mapped (window->data))
      {
        GtkRequisition least;

        gtk_widget_get_preferred_size (window->data, &least, NULL);
        g_string_append_printf (text, "%d\t%d\n", least.width, least.height);
      }
  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
}

/* A line for each widget that `describe` says something of, (transfer full) or NULL. */
static void
list_texts (const char *folder, char *(*describe) (GtkWidget *) )
{
  g_autoptr (GPtrArray) all = collect_all ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = g_build_filename (folder, "widgets", NULL);

  for (guint i = 0; i < all->len; i++)
    {
      g_autofree char *line = describe (all->pdata[i]);

      if (line != NULL)
        g_string_append_printf (text, "%s\n", g_strdelimit (line, "\n", ' '));
    }
  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
}

static char *
describe_tooltip (GtkWidget *widget)
{
  return gtk_widget_get_tooltip_text (widget);
}

/* The first text of a row of a combo box's open list, which has more room than that is wide or is cut. */
static char *
describe_shortened_row (GtkCellView *row)
{
  g_autoptr (GtkTreePath) path = gtk_cell_view_get_displayed_row (row);
  g_autoptr (PangoLayout) layout = NULL;
  g_autofree char *text = NULL;
  GtkTreeIter      place;
  int              width;

  if (path == NULL || !gtk_tree_model_get_iter (gtk_cell_view_get_model (row), &place, path))
    return NULL;

  gtk_tree_model_get (gtk_cell_view_get_model (row), &place, 0, &text, -1);
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (row), text);
  pango_layout_get_pixel_size (layout, &width, NULL);

  return width > gtk_widget_get_allocated_width (GTK_WIDGET (row)) ? g_steal_pointer (&text) : NULL;
}

static char *
describe_shortened (GtkWidget *widget)
{
  if (GTK_IS_CELL_VIEW (widget) && is_visible (widget) && !is_in_window (widget))
    return describe_shortened_row (GTK_CELL_VIEW (widget));
  if (!GTK_IS_LABEL (widget) || !is_visible (widget)
      || !pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))
    return NULL;

  return g_strdup (gtk_label_get_text (GTK_LABEL (widget)));
}

static char *
describe_sideways (GtkWidget *widget)
{
  GtkWidget     *scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *place;

  if (!scrolled || !is_visible (widget) || !name_of (widget))
    return NULL;

  place = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled));
  if (gtk_adjustment_get_upper (place) - gtk_adjustment_get_lower (place)
      <= gtk_adjustment_get_page_size (place))
    return NULL;

  return g_strdup (name_of (widget));
}

/* The second frame begins when all widgets have been styled and placed for the first. */
static gboolean
on_frame (GtkWidget *window, GdkFrameClock *clock, gpointer path)
{
  static gboolean first = TRUE;

  first = !first;
  if (first)
    g_unlink (path);

  return first ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static gpointer
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *window = windows; window != NULL; window = window->next)
    if (GTK_IS_DIALOG (window->data) && gtk_widget_get_mapped (window->data))
      return window->data;

  return NULL;
}

/* The usual font in another size; to be freed by g_free. */
static char *
name_font (GtkSettings *settings, int percent)
{
  static char          *usual = NULL;
  PangoFontDescription *font;
  char                 *name;

  if (usual == NULL)
    g_object_get (settings, "gtk-font-name", &usual, NULL);
  font = pango_font_description_from_string (usual);
  pango_font_description_set_size (font, pango_font_description_get_size (font) * percent / 100);
  name = pango_font_description_to_string (font);
  pango_font_description_free (font);

  return name;
}

/* The file `path` is there until all widgets have the size.  After a change of the screen's resolution
 * instead, Pango would tell entries the old width of digits.  Animations would have entries grow bit by
 * bit, in GIMP's theme. */
static void
set_font (int percent, const char *path)
{
  GtkSettings     *settings = gtk_settings_get_default ();
  GtkWidget       *dialog = find_dialog ();
  g_autofree char *name = name_font (settings, percent);

  g_object_set (settings, "gtk-enable-animations", FALSE, "gtk-font-name", name, NULL);
  g_file_set_contents (path, "", 0, NULL); /* no wish any more */
  if (dialog != NULL)
    gtk_widget_add_tick_callback (dialog, on_frame, g_strdup (path), g_free);
  else
    g_unlink (path);
}

static char *
describe_entry (GtkWidget *widget)
{
  if (!GTK_IS_ENTRY (widget) || !is_visible (widget))
    return NULL;

  return g_strdup (gtk_entry_get_text (GTK_ENTRY (widget)));
}

static char *
describe_bar (GtkWidget *widget)
{
  if (!GTK_IS_PROGRESS_BAR (widget) || !is_visible (widget))
    return NULL;

  return g_strdup_printf ("%s\t%g", gtk_progress_bar_get_text (GTK_PROGRESS_BAR (widget)),
                          gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (widget)));
}

/* What is shortened in an orderly way, with dots, is not cut. */
static char *
describe_cut (GtkWidget *widget)
{
  GdkRectangle room = { 0, 0, 0, 0 };
  int          width;

  if (!is_visible (widget))
    return NULL;
  if (GTK_IS_ENTRY (widget))
    {
      gtk_entry_get_text_area (GTK_ENTRY (widget), &room);
      pango_layout_get_pixel_size (gtk_entry_get_layout (GTK_ENTRY (widget)), &width, NULL);
      return width > room.width ? g_strdup (gtk_entry_get_text (GTK_ENTRY (widget))) : NULL;
    }
  if (!GTK_IS_LABEL (widget))
    return NULL;

  pango_layout_get_pixel_size (gtk_label_get_layout (GTK_LABEL (widget)), &width, NULL);

  return width > gtk_widget_get_allocated_width (widget)
             ? g_strdup (gtk_label_get_text (GTK_LABEL (widget)))
             : NULL;
}

/* The first column of a combo box has its texts. */
static void
list_choices (const char *folder, const char *wish)
{
  g_autoptr (GPtrArray) widgets = find_widgets (TRUE);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = g_build_filename (folder, "widgets", NULL);
  guint            i = 0;
  GtkTreeModel    *model;
  GtkTreeIter      row;

  while (
      i < widgets->len
      && !(GTK_IS_COMBO_BOX (widgets->pdata[i]) && g_str_equal (name_of (widgets->pdata[i]), wish)))
    i++;
  model = i < widgets->len ? gtk_combo_box_get_model (widgets->pdata[i]) : NULL;
  for (gboolean more = model != NULL && gtk_tree_model_get_iter_first (model, &row); more;
       more = gtk_tree_model_iter_next (model, &row))
    {
      g_autofree char *choice = NULL;

      gtk_tree_model_get (model, &row, 0, &choice, -1);
      g_string_append_printf (text, "%s\n", choice);
    }
  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
}

static char *
describe_mnemonic (GtkWidget *widget)
{
  if (!GTK_IS_LABEL (widget) || !is_in_window (widget)
      || !gtk_widget_get_mapped (gtk_widget_get_toplevel (widget))
      || gtk_label_get_mnemonic_keyval (GTK_LABEL (widget)) == GDK_KEY_VoidSymbol)
    return NULL;

  return g_strdup_printf ("%s\t%s",
                          gdk_keyval_name (gtk_label_get_mnemonic_keyval (GTK_LABEL (widget))),
                          gtk_label_get_text (GTK_LABEL (widget)));
}

static char *
describe_focused (GtkWidget *widget)
{
  return gtk_widget_has_focus (widget) ? g_strdup (name_of (widget)) : NULL;
}

static void
focus (const char *wish)
{
  g_autoptr (GPtrArray) widgets = find_widgets (TRUE);
  g_auto (GStrv) words = g_strsplit (wish, "\t", 2); /* name and role */

  for (guint i = 0; i < widgets->len; i++)
    if (g_str_equal (name_of (widgets->pdata[i]), words[0])
        && (words[1] == NULL || g_str_equal (role_of (widgets->pdata[i]), words[1]))
        && (gtk_widget_get_can_focus (widgets->pdata[i]) || GTK_IS_COMBO_BOX (widgets->pdata[i])))
      {
        gtk_widget_grab_focus (widgets->pdata[i]);
        return;
      }
  g_printerr ("widgets: there is no \"%s\" to be focused\n", words[0]);
}

static void
press (const char *wish)
{
  g_autoptr (GPtrArray) widgets = find_widgets (FALSE);
  g_auto (GStrv) names = g_strsplit (wish, "\t", -1);

  for (guint i = 0; i < widgets->len; i++)
    if (GTK_IS_BUTTON (widgets->pdata[i])
        && g_strv_contains ((const char *const *) names, name_of (widgets->pdata[i])))
      {
        gtk_button_clicked (widgets->pdata[i]);
        return;
      }
  g_printerr ("widgets: there is no button \"%s\" to be pressed\n", names[0]);
}

/* Comes after all else that the main loop has to do. */
static gboolean
on_settled (gpointer path)
{
  g_unlink (path);

  return G_SOURCE_REMOVE;
}

static void
listen_for_settling (const char *folder)
{
  char *path = g_build_filename (folder, "widgets-settle", NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    g_idle_add_full (G_PRIORITY_LOW, on_settled, path, g_free);
  else
    g_free (path);
}

static gboolean
listen (gpointer folder)
{
  g_autofree char *path = g_build_filename (folder, "widgets-please", NULL), *wish = NULL;

  listen_for_settling (folder);
  if (!g_file_get_contents (path, &wish, NULL, NULL) || !g_str_has_suffix (wish, "\n"))
    return G_SOURCE_CONTINUE;

  g_strstrip (wish);
  if (g_str_has_prefix (wish, "font "))
    {
      set_font (atoi (wish + strlen ("font ")), path);
      return G_SOURCE_CONTINUE;
    }

  if (g_str_equal (wish, "list"))
    list (folder);
  else if (g_str_equal (wish, "minimum"))
    measure (folder);
  else if (g_str_equal (wish, "shortened"))
    list_texts (folder, describe_shortened);
  else if (g_str_equal (wish, "sideways"))
    list_texts (folder, describe_sideways);
  else if (g_str_equal (wish, "focused"))
    list_texts (folder, describe_focused);
  else if (g_str_equal (wish, "entries"))
    list_texts (folder, describe_entry);
  else if (g_str_equal (wish, "bars"))
    list_texts (folder, describe_bar);
  else if (g_str_equal (wish, "cut"))
    list_texts (folder, describe_cut);
  else if (g_str_equal (wish, "tooltips"))
    list_texts (folder, describe_tooltip);
  else if (g_str_equal (wish, "mnemonics"))
    list_texts (folder, describe_mnemonic);
  else if (g_str_has_prefix (wish, "item "))
    locate_item (folder, wish + strlen ("item "));
  else if (g_str_has_prefix (wish, "choices "))
    list_choices (folder, wish + strlen ("choices "));
  else if (g_str_has_prefix (wish, "focus "))
    focus (wish + strlen ("focus "));
  else if (g_str_has_prefix (wish, "press "))
    press (wish + strlen ("press "));
  else
    g_printerr ("widgets: what is \"%s\"?\n", wish);
  g_unlink (path);

  return G_SOURCE_CONTINUE;
}

void
gtk_module_init (int *argc, char ***argv)
{
  const char *program = g_get_prgname (), *folder = NULL;

  if (g_strcmp0 (program, PROGRAM) == 0)
    folder = g_getenv ("WIDGETS");
  else if (program != NULL && g_str_has_prefix (program, GIMP))
    folder = g_getenv ("WIDGETS_OF_GIMP");
  if (folder != NULL)
    g_timeout_add_full (G_PRIORITY_HIGH, MILLISECONDS, listen, g_strdup (folder), g_free);
}
