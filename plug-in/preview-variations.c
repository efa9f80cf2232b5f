/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-variations.c - a few recipes for other settings.  The seed says nothing to Fast, and so
 * Fast's recipes have other things instead. */

#include "preview-variations.h"

#include "job/style-argument.h"

#include <glib/gi18n.h>

#define LARGEST_SEED   1000 /* numbers that one can remember */
#define LEAST_STRENGTH 0.3  /* below, hardly anything of the painting is seen */

/* Factors of what is set. */
typedef struct
{
  gboolean seed; /* another one */
  double   strength, brush;
} Recipe;

static const Recipe for_refine[VARIATIONS_N]
    = { { TRUE, 1.0, 1.0 }, { TRUE, 0.7, 1.0 }, { TRUE, 1.0, 1.5 }, { TRUE, 1.0, 1.0 / 1.5 } };
static const Recipe for_fast[VARIATIONS_N]
    = { { FALSE, 0.7, 1.0 }, { FALSE, 0.7, 1.5 }, { FALSE, 1.0, 1.5 }, { FALSE, 1.0, 1.0 / 1.5 } };

typedef struct
{
  PreviewVariations *owner;
  guint              i;
  NstSettings        settings;
} Variation;

struct _PreviewVariations
{
  GimpProcedureConfig *config;
  VariationsButton    *button;
  PreviewController   *preview;
  PaintThread         *thread;
  Variation            variations[VARIATIONS_N];
};

/* ---- Recipes ----------------------------------------------------------------------- */

/* In whole percent, as the dialog says it. */
static double
round_percent (double value)
{
  return (int) (100.0 * value + 0.5) / 100.0;
}

static void
cook (const Recipe *recipe, NstSettings *settings)
{
  if (recipe->seed)
    settings->seed = g_random_int_range (1, LARGEST_SEED);
  if (recipe->strength != 1.0)
    settings->strength = round_percent (recipe->strength * settings->strength);
  if (settings->strength < LEAST_STRENGTH)
    settings->strength = 1.0;
  settings->style_scale = round_percent (CLAMP (recipe->brush * settings->style_scale, 0.1, 10.0));
}

/* A line for each setting that is another.  To be freed by g_free. */
static char *
describe (const Recipe *recipe, const NstSettings *settings)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  if (recipe->strength != 1.0)
    g_ptr_array_add (
        lines, g_strdup_printf (_ ("Strength: %d %%"), (int) (100.0 * settings->strength + 0.5)));
  if (recipe->brush != 1.0)
    g_ptr_array_add (lines, g_strdup_printf (_ ("Brush size: %d %%"),
                                             (int) (100.0 * settings->style_scale + 0.5)));
  if (recipe->seed)
    g_ptr_array_add (lines, g_strdup_printf (_ ("Variation: %d"), settings->seed));
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **) lines->pdata);
}

/* ---- Painting ---------------------------------------------------------------------- */

static void
on_news (const PaintNews *news, gpointer data)
{
  Variation *variation = data;

  variations_button_show (variation->owner->button, variation->i, news->painting);
}

static void
on_asked (PreviewVariations *variations)
{
  const Job    *job = preview_controller_get_job (variations->preview);
  const Recipe *recipes;

  if (!job || !job->first)
    return;

  recipes = job->settings.method == NST_METHOD_FAST ? for_fast : for_refine;
  for (guint i = 0; i < VARIATIONS_N; i++)
    {
      Variation       *variation = &variations->variations[i];
      PaintWish        wish = { .task = PAINT_SKETCH };
      g_autofree char *words = NULL;

      *variation = (Variation) { variations, i, job->settings };
      cook (&recipes[i], &variation->settings);
      words = describe (&recipes[i], &variation->settings);
      variations_button_expect (variations->button, i, words);
      wish.job = job_with_settings (job, &variation->settings);
      paint_thread_do_later (variations->thread, &wish, on_news, variation);
      job_unref (wish.job);
    }
}

static void
on_chosen (VariationsButton *button, guint i, PreviewVariations *variations)
{
  const NstSettings *settings = &variations->variations[i].settings;

  g_object_set (variations->config, "seed", settings->seed, "strength", settings->strength,
                "style-scale", settings->style_scale, NULL);
}

/* ---- The whole --------------------------------------------------------------------- */

/* Without a style there is nothing to paint. */
static void
update_sensitivity (PreviewVariations *variations)
{
  gtk_widget_set_sensitive (GTK_WIDGET (variations->button),
                            preview_controller_get_job (variations->preview)
                                && style_argument_is_chosen (variations->config));
}

PreviewVariations *
preview_variations_new (GimpProcedureConfig *config, Dialog *dialog, PreviewController *preview,
                        PaintThread *thread)
{
  PreviewVariations *variations = g_new0 (PreviewVariations, 1);
  VariationsButton  *button = settings_panel_get_variations (dialog_get_settings (dialog));

  *variations = (PreviewVariations) { config, button, preview, thread };
  g_signal_connect_swapped (config, "notify", G_CALLBACK (update_sensitivity), variations);
  g_signal_connect_swapped (button, "asked", G_CALLBACK (on_asked), variations);
  g_signal_connect_swapped (button, "left", G_CALLBACK (paint_thread_stop_later), thread);
  g_signal_connect (button, "chosen", G_CALLBACK (on_chosen), variations);
  update_sensitivity (variations);
  gtk_widget_show (GTK_WIDGET (button));

  return variations;
}

void
preview_variations_free (PreviewVariations *variations)
{
  if (!variations)
    return;

  paint_thread_stop_later (variations->thread);
  g_signal_handlers_disconnect_by_data (variations->config, variations);
  g_signal_handlers_disconnect_by_data (variations->button, variations);
  g_signal_handlers_disconnect_by_data (variations->button, variations->thread);
  g_free (variations);
}
