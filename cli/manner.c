/* SPDX-License-Identifier: GPL-3.0-or-later */

/* manner.c - everything that determines a painting, as texts. */

#include "manner.h"

#include <glib/gi18n-lib.h>

#include "style-commands.h"

static void
add_settings (JsonObject *manner, const NstSettings *settings)
{
  guint               n;
  const NstParameter *parameters = nst_parameters (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = nst_settings_get_text (settings, &parameters[i]);

      json_object_set_string_member (manner, parameters[i].name, text);
    }
}

/* SHA-256 of the file, in hexadecimal. */
static char *
checksum_of (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autofree char *shown = g_filename_display_name (path);

  if (file != NULL)
    return g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                        (const guchar *) g_mapped_file_get_contents (file),
                                        g_mapped_file_get_length (file));
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("“%s” cannot be read."), shown);
  return NULL;
}

static gboolean
add_checksum (GString *sums, const char *path, GError **error)
{
  g_autofree char *sum = checksum_of (path, error);

  if (sum != NULL)
    g_string_append_printf (sums, "%s%s", sums->len > 0 ? " " : "", sum);
  return sum != NULL;
}

static gboolean
add_styles (JsonObject *manner, char *const *words, guint n, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) sums = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = cli_command_style_path (words[i], error);
      g_autofree char *name = cli_command_style_name (words[i]);

      if (path == NULL || !add_checksum (sums, path, error))
        return FALSE;
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  json_object_set_string_member (manner, "style", names->str);
  json_object_set_string_member (manner, "style-checksum", sums->str);
  return TRUE;
}

static gboolean
add_network (JsonObject *manner, const NstNetwork *network, GError **error)
{
  const char *path = nst_network_get_path (network);
  g_autoptr (GString) sum = g_string_new (NULL);

  if (path != NULL && !add_checksum (sum, path, error))
    return FALSE;
  json_object_set_string_member (manner, "network", nst_network_get_name (network));
  json_object_set_string_member (manner, "network-checksum", sum->str);
  return TRUE;
}

JsonObject *
cli_manner_describe (const CliPaintingOptions *options, char *const *words, guint n,
                     const NstNetwork *network, int quality, GError **error)
{
  g_autoptr (JsonObject) manner = json_object_new ();
  g_autofree char *quality_text = quality > 0 ? g_strdup_printf ("%d", quality) : g_strdup ("");

  if (!add_styles (manner, words, n, error))
    return NULL;
  json_object_set_string_member (manner, "mix", options->mix != NULL ? options->mix : "");
  json_object_set_string_member (manner, "mix-fine",
                                 options->mix_fine != NULL ? options->mix_fine : "");
  add_settings (manner, &options->settings);
  json_object_set_string_member (manner, "quality", quality_text);
  return add_network (manner, network, error) ? g_steal_pointer (&manner) : NULL;
}

gboolean
cli_manner_add (JsonObject *manner, const char *name, const char *path, GError **error)
{
  g_autofree char *sum = checksum_of (path, error);

  if (sum != NULL)
    json_object_set_string_member (manner, name, sum);
  return sum != NULL;
}
