/* SPDX-License-Identifier: GPL-3.0-or-later */

/* report.c - writes a report of a run as a JSON file. */

#include "report.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "output-file.h"
#include "platform.h"

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_scale (JsonBuilder *builder, const NstScaleReport *scale)
{
  json_builder_begin_object (builder);
  add_int (builder, "width", scale->width);
  add_int (builder, "height", scale->height);
  add_int (builder, "iterations", scale->iterations);
  add_double (builder, "seconds_per_iteration", scale->seconds_per_iteration);
  add_double (builder, "content_loss", scale->content_loss);
  add_double (builder, "style_loss", scale->style_loss);
  add_double (builder, "total_loss", scale->total_loss);
  json_builder_end_object (builder);
}

gboolean
cli_report_save (const NstReport *report, const NstSettings *settings, const char *path,
                 gboolean force, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *method = nst_settings_get_text (settings, nst_parameter_find ("method"));
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "method", method);
  add_text (builder, "network", settings->network);
  add_double (builder, "seconds", report->seconds);
  add_double (builder, "style_seconds", report->style_seconds);
  add_int (builder, "peak_bytes", cli_system_peak_bytes ());
  add_int (builder, "threads", report->threads);
  add_int (builder, "seed", settings->seed);
  json_builder_set_member_name (builder, "scales");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->n_scales; i++)
    add_scale (builder, &report->scales[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  return cli_output_save (path, text, strlen (text), force, error);
}
