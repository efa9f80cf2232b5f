/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-groups.c - a combo box whose rows are known by the words of the manners, and by three words
 * of its own. */

#include "ui/style-groups.h"

#include "store/user-styles.h"
#include "ui/narrow-cell.h"

#include <glib/gi18n.h>

#define ALL         "all"
#define FAVORITES   "favorites"
#define OWN         "own"
#define GROUP_CHARS 8

GtkWidget *
style_groups_new (void)
{
  GtkWidget *groups = gtk_combo_box_text_new ();

  /* The longest group does not influence the width of the gallery. */
  gtk_cell_layout_clear (GTK_CELL_LAYOUT (groups));
  narrow_cell_pack (groups, GROUP_CHARS, GROUP_CHARS);
  gtk_widget_set_tooltip_text (groups, _ ("Which styles the gallery shows"));
  atk_object_set_name (gtk_widget_get_accessible (groups), _ ("Group of styles"));

  return groups;
}

/* Whether any style is of that manner. */
static gboolean
has_manner (GPtrArray *styles, const NstManner *manner)
{
  for (guint i = 0; i < styles->len; i++)
    {
      const NstStyleInfo *info = g_ptr_array_index (styles, i);

      if (info->style && nst_style_get_manner (info->style) == manner)
        return TRUE;
    }

  return FALSE;
}

void
style_groups_fill (GtkWidget *groups, GPtrArray *styles)
{
  GtkComboBox     *combo = GTK_COMBO_BOX (groups);
  GtkComboBoxText *text = GTK_COMBO_BOX_TEXT (groups);
  g_autofree char *active = g_strdup (gtk_combo_box_get_active_id (combo));
  guint            n;
  const NstManner *manners = nst_manners (&n);

  gtk_combo_box_text_remove_all (text);
  gtk_combo_box_text_append (text, ALL, _ ("All styles"));
  gtk_combo_box_text_append (text, FAVORITES, _ ("Favorites"));
  gtk_combo_box_text_append (text, OWN, _ ("My styles"));
  for (guint i = 0; i < n; i++)
    if (has_manner (styles, &manners[i]))
      gtk_combo_box_text_append (text, manners[i].word, _ (manners[i].label));
  if (!active || !gtk_combo_box_set_active_id (combo, active))
    style_groups_choose_all (groups);
}

void
style_groups_choose_all (GtkWidget *groups)
{
  gtk_combo_box_set_active_id (GTK_COMBO_BOX (groups), ALL);
}

gboolean
style_groups_have (GtkWidget *groups, StyleTile *tile)
{
  const char         *group = gtk_combo_box_get_active_id (GTK_COMBO_BOX (groups));
  const NstStyleInfo *info = style_tile_get_info (tile);
  const NstManner    *manner = nst_style_get_manner (info->style);

  if (g_strcmp0 (group, FAVORITES) == 0)
    return style_tile_is_favorite (tile);
  if (g_strcmp0 (group, OWN) == 0)
    return user_styles_owns (info);

  return g_strcmp0 (group, ALL) == 0 || (manner && g_strcmp0 (group, manner->word) == 0);
}

const char *
style_groups_explain_empty (GtkWidget *groups)
{
  const char *group = gtk_combo_box_get_active_id (GTK_COMBO_BOX (groups));

  return g_strcmp0 (group, FAVORITES) == 0
             ? _ ("There are no favorites yet. Click on the star of a style that you like.")
             : _ ("There are no styles of your own yet. Take one from a layer or a file, and save "
                  "it.");
}
