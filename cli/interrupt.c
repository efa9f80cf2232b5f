/* SPDX-License-Identifier: GPL-3.0-or-later */

/* interrupt.c - Ctrl-C cancels the work; what has been done is saved, and then the program ends. */

#include "interrupt.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>

#include "command.h"

#ifdef G_OS_UNIX
#include <glib-unix.h>
#else
#include <windows.h>
#endif

/* The signal that the program has been asked to end by; or 0. */
static int caught;

#ifdef G_OS_UNIX

typedef struct
{
  GCancellable *cancellable;
  int           number;
} Signal;

static gboolean
on_signal (gpointer data)
{
  Signal *received = data;

  g_atomic_int_set (&caught, received->number);
  g_cancellable_cancel (received->cancellable);
  return G_SOURCE_REMOVE; /* a second Ctrl-C ends the program at once */
}

/* Not where the shell has told the program to ignore it. */
static void
watch_for (int number, Signal *data, GMainContext *context)
{
  struct sigaction before;
  g_autoptr (GSource) source = NULL;

  if (sigaction (number, NULL, &before) == 0 && before.sa_handler == SIG_IGN)
    return;
  data->number = number;
  source = g_unix_signal_source_new (number);
  g_source_set_callback (source, on_signal, data, NULL);
  g_source_attach (source, context);
}

static gpointer
watch_signals (gpointer cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Signal interrupt = { .cancellable = cancellable };
  Signal terminate = { .cancellable = cancellable };

  watch_for (SIGINT, &interrupt, context);
  watch_for (SIGTERM, &terminate, context);
  while (!g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (context, TRUE);
  return NULL;
}

#else

/* What a thread of Windows' own cancels. */
static GCancellable *watched;

static BOOL WINAPI
on_event (DWORD event)
{
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
    return FALSE;
  if (!g_atomic_int_compare_and_exchange (&caught, 0, SIGINT))
    return FALSE; /* a second Ctrl-C ends the program at once */
  g_cancellable_cancel (watched);
  return TRUE;
}

static gpointer
watch_signals (gpointer cancellable)
{
  watched = cancellable;
  SetConsoleCtrlHandler (on_event, TRUE);
  return NULL;
}

#endif

GCancellable *
cli_command_cancellable (void)
{
  GCancellable *cancellable = g_cancellable_new ();
  GThread *thread = g_thread_try_new ("signals", watch_signals, g_object_ref (cancellable), NULL);

  if (thread != NULL) /* else Ctrl-C ends the program at once */
    g_thread_unref (thread);
  return cancellable;
}

int
cli_interrupt_end (int status)
{
  int number = g_atomic_int_get (&caught);

  if (number == 0 && (fflush (stdout) != 0 || ferror (stdout)) && status == 0)
    {
      g_printerr ("nst: %s\n", _ ("Cannot write to the standard output."));
      return 1;
    }
  if (number == 0)
    return status;
  fflush (NULL);
  signal (number, SIG_DFL);
  raise (number);
  return 128 + number; /* where the signal is blocked */
}
