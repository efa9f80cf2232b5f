/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-facts.c - the properties of a film, from ffprobe. */

#include "film-facts.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <nst.h>
#include <stdio.h>
#include <string.h>

#include "program.h"

#define HIGH_DEFINITION 576 /* larger films without a matrix are assumed to be BT.709 */

char *
cli_film_address (const char *path)
{
  return g_strconcat ("file:", path, NULL);
}

static const char *
text_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static double
number_of (JsonObject *object, const char *name)
{
  const char *text = text_of (object, name);

  return text != NULL ? g_ascii_strtod (text, NULL) : 0.0;
}

/* "30000/1001" */
static double
ratio_of (JsonObject *object, const char *name)
{
  const char *text = text_of (object, name);
  const char *slash = text != NULL ? strchr (text, '/') : NULL;
  double      below = slash != NULL ? g_ascii_strtod (slash + 1, NULL) : 0.0;

  return below > 0.0 ? g_ascii_strtod (text, NULL) / below : 0.0;
}

static const char *
color_of (JsonObject *object, const char *name)
{
  const char *text = text_of (object, name);

  return text == NULL || g_str_equal (text, "unknown") || g_str_equal (text, "reserved")
             ? NULL
             : g_intern_string (text);
}

/* A cover is a picture among the streams, too. */
static gboolean
is_moving_picture (JsonObject *stream)
{
  JsonObject *kinds = json_object_has_member (stream, "disposition")
                          ? json_object_get_object_member (stream, "disposition")
                          : NULL;

  return g_strcmp0 (text_of (stream, "codec_type"), "video") == 0
         && (kinds == NULL
             || json_object_get_int_member_with_default (kinds, "attached_pic", 0) == 0);
}

/* Names of pixel formats have their bits where these are more than 8: yuv420p10le, p010le. */
gboolean
cli_film_pixels_are_deep (const char *pixels)
{
  static const char *const signs[]
      = { "p9",   "p10",  "p12",  "p14", "p16", "p010",  "p012", "p016",    "p210",
          "p216", "p410", "p416", "48",  "64",  "gray1", "f32",  "x2rgb10", "xyz12" };

  for (gsize i = 0; pixels != NULL && i < G_N_ELEMENTS (signs); i++)
    if (strstr (pixels, signs[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
read_stream (JsonObject *stream, JsonObject *format, CliFilmFacts *facts)
{
  double seconds = number_of (stream, "duration");
  gint64 rows = json_object_get_int_member_with_default (stream, "height", 0);

  *facts = (CliFilmFacts) {
    .stream = (int) json_object_get_int_member_with_default (stream, "index", 0),
    .rate = ratio_of (stream, "avg_frame_rate"),
    .seconds = seconds > 0.0    ? seconds
               : format != NULL ? number_of (format, "duration")
                                : 0.0,
    .n_frames = (guint) CLAMP (number_of (stream, "nb_frames"), 0.0, 1e9),
    .deep = cli_film_pixels_are_deep (text_of (stream, "pix_fmt")),
    .matrix = color_of (stream, "color_space"),
    .range = color_of (stream, "color_range"),
    .primaries = color_of (stream, "color_primaries"),
    .transfer = color_of (stream, "color_transfer"),
    .guess = rows > HIGH_DEFINITION ? "bt709" : "smpte170m",
  };
}

gboolean
cli_film_facts_read (const char *path, CliFilmFacts *facts, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *address = cli_film_address (path);
  g_autofree char *output = NULL;
  const char      *words[] = { "ffprobe", "-v",   "error", "-show_streams", "-show_format",
                               "-of",     "json", "-i",    address,         NULL };
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) reason = NULL;
  JsonObject *root;
  JsonArray  *streams;

  if (!cli_program_run (words, &output, &reason))
    {
      if (g_error_matches (reason, NST_ERROR, NST_ERROR_ARGUMENT)) /* ffmpeg is missing */
        g_propagate_error (error, g_steal_pointer (&reason));
      else
        g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The film “%s” cannot be read: %s"),
                     shown, reason->message);
      return FALSE;
    }
  if (json_parser_load_from_data (parser, output, -1, NULL)
      && JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      root = json_node_get_object (json_parser_get_root (parser));
      streams = json_object_has_member (root, "streams")
                    ? json_object_get_array_member (root, "streams")
                    : NULL;
      for (guint i = 0; streams != NULL && i < json_array_get_length (streams); i++)
        if (is_moving_picture (json_array_get_object_element (streams, i)))
          {
            read_stream (json_array_get_object_element (streams, i),
                         json_object_has_member (root, "format")
                             ? json_object_get_object_member (root, "format")
                             : NULL,
                         facts);
            return TRUE;
          }
    }
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("There is no video in “%s”."), shown);
  return FALSE;
}
