/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vips-library.c - libvips, shared by the reader and the writer of files. */

#include "vips-library.h"

#include <string.h>
#include <vips/vips.h>

#include "files.h"

#define WRITING_THREADS 4 /* two that write and, with one to compute, two that encode */

/* Each picture is processed once, so libvips' cache is useless. */
static void
start (void)
{
  if (VIPS_INIT ("nst") != 0)
    g_error ("libvips cannot be started: %s", vips_error_buffer ()); /* never seen */
  vips_cache_set_max (0);
  vips_concurrency_set (1);
}

/* Warnings of libvips are not for the user; errors are reported. */
static void
forget (G_GNUC_UNUSED const char *domain, G_GNUC_UNUSED GLogLevelFlags level,
        G_GNUC_UNUSED const char *message, G_GNUC_UNUSED gpointer data)
{
}

void
cli_vips_start (void)
{
  static gsize started;

  if (g_once_init_enter (&started))
    {
      start ();
      g_log_set_handler ("VIPS", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO,
                         forget, NULL);
      g_once_init_leave (&started, 1);
    }
}

void
cli_files_set_threads (int threads)
{
  cli_vips_start ();
  vips_concurrency_set (threads > 0 ? threads : (int) g_get_num_processors ());
}

static gpointer
do_nothing (gpointer data)
{
  return data;
}

gboolean
cli_vips_can_write (void)
{
  GThread *threads[WRITING_THREADS];
  int      n = 0;

  while (n < WRITING_THREADS
         && (threads[n] = g_thread_try_new ("trial", do_nothing, NULL, NULL)) != NULL)
    n++;
  for (int i = 0; i < n; i++)
    g_thread_join (threads[i]); /* whose stacks the C library keeps for the next ones */
  return n == WRITING_THREADS;
}

char *
cli_vips_complaint (void)
{
  g_autofree char *buffer = vips_error_buffer_copy ();
  g_auto (GStrv) lines = g_strsplit (g_strstrip (buffer), "\n", -1);
  guint       n = g_strv_length (lines);
  const char *last = n > 0 ? lines[n - 1] : "";
  const char *colon = strstr (last, ": "); /* after the name of a function */
  char       *line = g_utf8_make_valid (colon != NULL ? colon + 2 : last, -1);

  g_strdelimit (line, "\r\t", ' ');
  if (g_str_has_suffix (line, "."))
    line[strlen (line) - 1] = '\0';
  return line;
}
