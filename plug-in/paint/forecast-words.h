/* SPDX-License-Identifier: GPL-3.0-or-later */

/* forecast-words.h - the forecast in words, for the dialog: the size of the painting, the time and
 * the memory. */

#ifndef FORECAST_WORDS_H
#define FORECAST_WORDS_H

#include <glib.h>

typedef struct
{
  double   seconds;       /* 0: not known */
  guint64  bytes;         /* 0: nothing is known at all */
  int      width, height; /* in pixels, at work */
  double   enlarged;      /* how many times, to its own size; at most 1: not at all */
  gboolean by_style;      /* no resolution is painted at a larger size, because of the style */
  int      full_width, full_height; /* in pixels, of what is painted, without being enlarged */
  int      most; /* pixels: the longer side at work, if full size was asked for */
} Forecast;

/* What else is to be told of the painting. */
typedef struct
{
  const char *output;   /* where it goes: the argument of that name */
  guint       n_layers; /* it is the first of so many */
  gboolean    again;    /* the layer is a painting, whose photograph is painted */
  gboolean    selected; /* only what is selected is painted */
  gboolean    gray;     /* the layer is, and so the painting */
} PaintingFacts;

/* What will be painted, in sentences; to be freed by g_free. */
char *forecast_describe_painting (const Forecast *forecast, const PaintingFacts *facts);

/* In words, to be freed by g_free.  `available` is the memory that can be had, in bytes, or 0 where
 * that is not known.  `*warns` receives whether it will not do; the words then say what to do. */
char *forecast_describe (const Forecast *forecast, guint64 available, gboolean *warns);

/* The memory that the system can give without taking it from others, in bytes; 0: it does not say.
 * `path` is "/proc/meminfo" on Linux, or a file like it. */
guint64 forecast_read_available (const char *path);

#endif
