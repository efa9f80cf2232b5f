/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-resolution.c - whether a resolution was ever chosen is kept among what the dialog remembers of
 * itself. */

#include "preview-resolution.h"

#include "store/window-state.h"
#include "ui/section.h"

#define KEY              "resolution-chosen"
#define PATIENCE_SECONDS 120.0
#define DRAFT            512 /* pixels, as the dialog's word has it */

struct _PreviewResolution
{
  GimpProcedureConfig *config;
  gboolean             open; /* nothing was chosen yet */
};

/* By the user, or by us for good. */
static void
on_chosen (PreviewResolution *resolution)
{
  resolution->open = FALSE;
  window_state_set (SECTION_DIALOG, KEY, TRUE);
}

static gboolean
has_default (GimpProcedureConfig *config)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (config), "size");
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (config), "size", &value);

  return g_param_value_defaults (spec, &value);
}

PreviewResolution *
preview_resolution_new (GimpProcedureConfig *config)
{
  PreviewResolution *resolution = g_new0 (PreviewResolution, 1);

  resolution->config = config;
  resolution->open = has_default (config) && !window_state_get (SECTION_DIALOG, KEY, FALSE);
  if (resolution->open)
    g_signal_connect_swapped (config, "notify::size", G_CALLBACK (on_chosen), resolution);

  return resolution;
}

void
preview_resolution_free (PreviewResolution *resolution)
{
  g_signal_handlers_disconnect_by_data (resolution->config, resolution);
  g_free (resolution);
}

void
preview_resolution_settle (PreviewResolution *resolution, double seconds)
{
  if (resolution->open && seconds > PATIENCE_SECONDS)
    g_object_set (resolution->config, "size", DRAFT, NULL);
}
