/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-resolution.c - whether a resolution was ever chosen, and by whom, is kept among what the
 * dialog remembers of itself. */

#include "preview-resolution.h"

#include "job/painting-record.h"
#include "store/window-state.h"
#include "ui/section.h"

#define KEY_CHOSEN       "resolution-chosen"    /* by the user */
#define KEY_AUTOMATIC    "resolution-automatic" /* the last one, by us */
#define PATIENCE_SECONDS 120.0
#define DRAFT            512 /* pixels, as the dialog's word has it */

struct _PreviewResolution
{
  GimpProcedureConfig *config;
  int                  size; /* the last that was seen */
  gboolean             open; /* nothing was chosen yet */
};

static int
get_size (PreviewResolution *resolution)
{
  int size;

  g_object_get (resolution->config, "size", &size, NULL);

  return size;
}

static const GValue *
get_default (PreviewResolution *resolution)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (resolution->config);

  return g_param_spec_get_default_value (g_object_class_find_property (klass, "size"));
}

/* By the user, unless it is what we have set: settings that are brought back have it, too. */
static void
on_size (PreviewResolution *resolution)
{
  int size = get_size (resolution);

  if (!resolution->open && size == resolution->size)
    return;

  resolution->size = size;
  resolution->open = FALSE;
  window_state_set (SECTION_DIALOG, KEY_CHOSEN, TRUE);
  window_state_set (SECTION_DIALOG, KEY_AUTOMATIC, FALSE);
}

/* Whether the settings are those of a painting that is opened again. */
static gboolean
is_painting (const JobRequest *request)
{
  g_autofree char *settings = painting_record_get_settings (g_ptr_array_index (request->layers, 0));

  return settings != NULL;
}

/* What was lowered for another picture may be fast enough for this one. */
static void
forget_automatic (PreviewResolution *resolution, const JobRequest *request)
{
  if (get_size (resolution) == DRAFT && window_state_get (SECTION_DIALOG, KEY_AUTOMATIC, FALSE)
      && !is_painting (request))
    g_object_set_property (G_OBJECT (resolution->config), "size", get_default (resolution));
}

PreviewResolution *
preview_resolution_new (const JobRequest *request)
{
  PreviewResolution *resolution = g_new0 (PreviewResolution, 1);

  resolution->config = request->config;
  forget_automatic (resolution, request);
  resolution->size = get_size (resolution);
  resolution->open = resolution->size == g_value_get_int (get_default (resolution))
                     && !window_state_get (SECTION_DIALOG, KEY_CHOSEN, FALSE);
  g_signal_connect_swapped (request->config, "notify::size", G_CALLBACK (on_size), resolution);

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
  if (!resolution->open || seconds <= PATIENCE_SECONDS)
    return;

  resolution->open = FALSE;
  resolution->size = DRAFT;
  g_object_set (resolution->config, "size", DRAFT, NULL);
  window_state_set (SECTION_DIALOG, KEY_AUTOMATIC, TRUE);
}
