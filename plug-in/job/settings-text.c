/* SPDX-License-Identifier: GPL-3.0-or-later */

/* settings-text.c - settings in GIMP's format, with the layers that GIMP omits. */

#include "job/settings-text.h"

#include "job/region-arguments.h"
#include "job/style-argument.h"

void
settings_text_remember_layers (GimpProcedureConfig *config)
{
  style_argument_remember (config);
  region_arguments_remember (config);
}

gboolean
settings_text_recall_layers (GimpProcedureConfig *config, GimpImage *image)
{
  style_argument_recall (config);

  return region_arguments_recall (config, image);
}

void
settings_text_replace_layers (GimpProcedureConfig *config, GimpImage *image)
{
  gimp_procedure_config_set_core_object_array (config, "region-masks", NULL, 0);
  g_object_set (config, "style-layer", NULL, "second-layer", NULL, "region-styles", NULL, "protect",
                NULL, NULL);
  settings_text_recall_layers (config, image);
}

char *
settings_text_write (GimpProcedureConfig *config)
{
  settings_text_remember_layers (config);

  return gimp_config_serialize_to_string (GIMP_CONFIG (config), NULL);
}

void
settings_text_read (GimpProcedureConfig *config, GimpImage *image, const char *text)
{
  if (gimp_config_deserialize_string (GIMP_CONFIG (config), text, -1, NULL, NULL))
    settings_text_replace_layers (config, image);
}
