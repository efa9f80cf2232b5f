/* SPDX-License-Identifier: GPL-3.0-or-later */

/* forecast-words.c - the forecast in words; numbers are rounded, because they are estimates. */

#include "paint/forecast-words.h"

#include "job/arguments.h"

#include <glib/gi18n.h>

#include <math.h>
#include <string.h>

static char *
describe_bytes (guint64 bytes)
{
  if (bytes >= 950000000)
    return g_strdup_printf (_ ("%.1f GB"), 1e-9 * bytes);

  return g_strdup_printf (_ ("%d MB"), MAX (10, 10 * (int) lround (1e-7 * bytes)));
}

static char *
describe_seconds (double seconds)
{
  int rounded = (int) MIN (ceil (seconds), 1e9);

  if (rounded >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", rounded / 3600, rounded / 60 % 60, rounded % 60);

  return g_strdup_printf ("%d:%02d", rounded / 60, rounded % 60);
}

static char *
describe_size (const Forecast *forecast)
{
  if (forecast->by_style)
    return g_strdup_printf (
        _ ("Painted at %d × %d, the most that this style has strokes for, enlarged %.1f times."),
        forecast->width, forecast->height, MAX (forecast->enlarged, 1.1));
  if (forecast->enlarged > 1.0)
    return g_strdup_printf (_ ("Painted at %d × %d, enlarged %.1f times."), forecast->width,
                            forecast->height, MAX (forecast->enlarged, 1.1));

  return g_strdup_printf (_ ("Painted at its own size, %d × %d."), forecast->width,
                          forecast->height);
}

/* Where the painting goes, if that is not where the first one went: GIMP remembers it. */
static const char *
describe_output (const char *output)
{
  if (g_strcmp0 (output, ARGUMENTS_OUTPUT_IMAGE) == 0)
    return _ ("The painting becomes a new image.");
  if (g_strcmp0 (output, ARGUMENTS_OUTPUT_REPLACE) == 0)
    return _ ("The painting replaces the layer.");

  return NULL;
}

char *
forecast_describe_painting (const Forecast *forecast, const PaintingFacts *facts)
{
  guint            n_layers = facts->n_layers;
  g_autofree char *layers
      = n_layers > 1 ? g_strdup_printf (
                           g_dngettext (GETTEXT_PACKAGE, "%u layer is painted; this is the first.",
                                        "%u layers are painted; this is the first.", n_layers),
                           n_layers)
                     : NULL;
  g_autofree char *size = forecast->width ? describe_size (forecast) : NULL;
  const char      *becomes = describe_output (facts->output);
  const char      *sentences[7] = { NULL };
  int              n = 0;

  if (becomes)
    sentences[n++] = becomes;
  if (facts->again)
    sentences[n++] = _ ("The photograph of this painting is painted again.");
  if (layers)
    sentences[n++] = layers;
  if (facts->selected)
    sentences[n++] = _ ("Only the selection is painted.");
  if (size)
    sentences[n++] = size;
  if (facts->gray)
    sentences[n++] = _ ("The image is grayscale, and so is the painting: for color, choose Image > "
                        "Mode > RGB first.");

  return g_strjoinv (" ", (char **) sentences);
}

char *
forecast_describe (const Forecast *forecast, guint64 available, gboolean *warns)
{
  g_autofree char *bytes = describe_bytes (forecast->bytes);
  g_autofree char *seconds = describe_seconds (forecast->seconds);
  g_autofree char *left = describe_bytes (available);

  *warns = available > 0 && forecast->bytes > available;
  if (forecast->bytes == 0)
    return g_strdup ("");
  if (*warns)
    return g_strdup_printf (
        _ ("This needs about %s of memory, but only %s is free: choose a smaller working size."),
        bytes, left);
  if (forecast->seconds > 0.0)
    /* Translators: a time and an amount of memory. */
    return g_strdup_printf (_ ("The result takes about %s and %s"), seconds, bytes);

  return g_strdup_printf (_ ("The result takes about %s"), bytes);
}

guint64
forecast_read_available (const char *path)
{
  static const char key[] = "MemAvailable:";
  g_autofree char  *text = NULL;
  const char       *found;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;

  found = strstr (text, key);

  return found ? 1024 * g_ascii_strtoull (found + strlen (key), NULL, 10) : 0;
}
