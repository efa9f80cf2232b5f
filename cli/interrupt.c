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
watch_for (int number, GCancellable *cancellable, GMainContext *context)
{
  struct sigaction before;
  g_autoptr (GSource) source = NULL;
  Signal *data;

  if (sigaction (number, NULL, &before) == 0 && before.sa_handler == SIG_IGN)
    return;
  data = g_new (Signal, 1);
  *data = (Signal) { cancellable, number };
  source = g_unix_signal_source_new (number);
  g_source_set_callback (source, on_signal, data, g_free);
  g_source_attach (source, context);
}

static gpointer
do_nothing (G_GNUC_UNUSED gpointer nothing)
{
  return NULL;
}

/* GLib has a thread of its own that receives signals, and aborts where it cannot start it.  A
 * thread that has just ended leaves its memory to the next one. */
static gboolean
can_start_thread (void)
{
  GThread *thread = g_thread_try_new ("first", do_nothing, NULL, NULL);

  if (thread != NULL)
    g_thread_join (thread);
  return thread != NULL;
}

typedef struct
{
  GMainContext *context;
  GCancellable *cancellable;
} Watch;

static gpointer
watch_signals (gpointer data)
{
  g_autofree Watch *watch = data;

  while (!g_cancellable_is_cancelled (watch->cancellable))
    g_main_context_iteration (watch->context, TRUE);
  g_main_context_unref (watch->context);
  return NULL;
}

/* Where there is too little memory for that, Ctrl-C ends the program at once.  Everything is set up
 * on this thread, before the work takes the memory. */
static void
start_watching (GCancellable *cancellable)
{
  Watch   *watch;
  GThread *thread;

  if (!can_start_thread ())
    return;
  watch = g_new (Watch, 1);
  *watch = (Watch) { g_main_context_new (), cancellable };
  watch_for (SIGINT, cancellable, watch->context);
  watch_for (SIGTERM, cancellable, watch->context);
  thread = g_thread_try_new ("signals", watch_signals, watch, NULL);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return;
    }
  g_main_context_unref (watch->context); /* with the sources: signals do again what they did */
  g_free (watch);
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

static void
start_watching (GCancellable *cancellable)
{
  watched = cancellable;
  SetConsoleCtrlHandler (on_event, TRUE);
}

#endif

GCancellable *
cli_command_cancellable (void)
{
  GCancellable *cancellable = g_cancellable_new ();

  start_watching (g_object_ref (cancellable));
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
