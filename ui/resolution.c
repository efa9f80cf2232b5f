/* SPDX-License-Identifier: GPL-3.0-or-later */

/* resolution.c - three sizes with names, and a fourth entry for any other size that was set
 * elsewhere.  A size that is larger than the picture means the picture's own size; it stays in the
 * list, because the next picture may be larger. */

#include "ui/resolution.h"

#include "ui/rows.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *name; /* translatable */
  int         size; /* as the setting has it */
} Step;

static const Step steps[] = {
  /* Translators: a resolution, as in "Draft: 512 × 384". */
  { N_ ("Draft"), 512 },
  /* Translators: a resolution, as in "Good: 1024 × 768". */
  { N_ ("Good"), 1024 },
  /* Translators: a resolution, as in "Full: 4000 × 3000". */
  { N_ ("Full"), 0 },
};
#define N_STEPS G_N_ELEMENTS (steps)

struct _ResolutionCombo
{
  GtkComboBoxText parent_instance;

  GimpProcedureConfig *config;
  int                  width, height; /* of the picture, or 0 */
  int                  most;          /* of the longer side, at work; 0: all */
  int                  other;         /* the size of the last entry, or 0: there is none */
  gboolean             quiet;         /* what changes, changes by ourselves */
};

DEFINE_WIDGET_TYPE (ResolutionCombo, resolution_combo, GTK_TYPE_COMBO_BOX_TEXT)

/* ---- In words ---------------------------------------------------------------------- */

static char *
describe_size (const ResolutionCombo *combo, int size)
{
  int    longer = MAX (combo->width, combo->height);
  int    most = combo->most ? MIN (combo->most, longer) : longer;
  double scale = size == 0 || size >= most ? (double) most / longer : (double) size / longer;

  if (longer > 0)
    /* Translators: width and height in pixels. */
    return g_strdup_printf (_ ("%d × %d"), MAX (1, (int) (combo->width * scale + 0.5)),
                            MAX (1, (int) (combo->height * scale + 0.5)));
  if (size == 0)
    /* Translators: the style may have no strokes for that many pixels. */
    return g_strdup (_ ("up to original size"));

  return g_strdup_printf (_ ("%d pixels"), size);
}

static void
append (ResolutionCombo *combo, const char *name, int size)
{
  g_autofree char *pixels = describe_size (combo, size);
  /* Translators: the name of a resolution, and what it is in pixels. */
  g_autofree char *text = g_strdup_printf (_ ("%s: %s"), name, pixels);

  gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), text);
}

/* ---- To and from the setting ------------------------------------------------------- */

static void
fill (ResolutionCombo *combo)
{
  int   size;
  gsize active = 0;

  g_object_get (combo->config, "size", &size, NULL);
  while (active < N_STEPS && steps[active].size != size)
    active++;
  combo->other = active == N_STEPS ? size : 0;

  combo->quiet = TRUE;
  gtk_combo_box_text_remove_all (GTK_COMBO_BOX_TEXT (combo));
  for (gsize i = 0; i < N_STEPS; i++)
    append (combo, _ (steps[i].name), steps[i].size);
  if (combo->other)
    /* Translators: a resolution, as in "Other: 700 × 525". */
    append (combo, _ ("Other"), combo->other);
  gtk_combo_box_set_active (GTK_COMBO_BOX (combo), (int) active);
  combo->quiet = FALSE;
}

static void
on_changed (ResolutionCombo *combo)
{
  int active = gtk_combo_box_get_active (GTK_COMBO_BOX (combo));

  if (!combo->quiet && active >= 0)
    g_object_set (combo->config, "size", active < (int) N_STEPS ? steps[active].size : combo->other,
                  NULL);
}

/* ---- The widget -------------------------------------------------------------------- */

static void
resolution_combo_class_init (ResolutionComboClass *klass)
{
}

static void
resolution_combo_init (ResolutionCombo *combo)
{
  /* Otherwise it would lose the focus while it is filled again, for it is empty for a moment. */
  gtk_combo_box_set_button_sensitivity (GTK_COMBO_BOX (combo), GTK_SENSITIVITY_ON);
}

GtkWidget *
resolution_combo_new (GimpProcedureConfig *config)
{
  ResolutionCombo *combo = g_object_new (RESOLUTION_TYPE_COMBO, NULL);

  combo->config = config;
  rows_narrow_combo (GTK_WIDGET (combo));
  fill (combo);
  g_signal_connect (combo, "changed", G_CALLBACK (on_changed), NULL);
  widget_follow (config, G_CALLBACK (fill), combo, "size", NULL);

  return GTK_WIDGET (combo);
}

void
resolution_combo_set_picture (ResolutionCombo *combo, int width, int height, int most)
{
  if (width == combo->width && height == combo->height && most == combo->most)
    return;

  combo->width = width;
  combo->height = height;
  combo->most = most;
  fill (combo);
}
