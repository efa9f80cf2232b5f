/* SPDX-License-Identifier: GPL-3.0-or-later */

/* guard.c - stands before the functions of GIMP and GTK in a plug-in that is linked with it, and
 * ends the program when one is called on another thread than the main one: libgimp's wire has no
 * lock, and such a call brings down GIMP itself, though not every time.  GEGL's functions are not
 * guarded, for the plug-in may read buffers of its own memory anywhere; where a buffer's pixels
 * are with GIMP, they come by the wire, and that is. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct
{
  const char *name;
  void *_Atomic function; /* NULL: not looked up yet */
} Guarded;

static pthread_t   main_thread;
static atomic_uint n_calls;

__attribute__ ((constructor)) static void
remember_thread (void)
{
  main_thread = pthread_self ();
}

/* A test that wants to know whether the guard was there at all sets GUARD_REPORT. */
__attribute__ ((destructor)) static void
report (void)
{
  if (getenv ("GUARD_REPORT") != NULL)
    fprintf (stderr, "guard: %u calls, all on the main thread\n", atomic_load (&n_calls));
}

/* Called by guard.S before each call: the function that is meant. */
__attribute__ ((visibility ("hidden"))) void *guard_check (Guarded *guarded);

void *
guard_check (Guarded *guarded)
{
  void *function = atomic_load (&guarded->function);

  if (!pthread_equal (pthread_self (), main_thread))
    {
      fprintf (stderr, "guard: %s was called on another thread than the main one\n", guarded->name);
      abort ();
    }
  atomic_fetch_add (&n_calls, 1);
  if (function == NULL)
    {
      function = dlsym (RTLD_NEXT, guarded->name);
      if (function == NULL)
        {
          fprintf (stderr, "guard: there is no %s\n", guarded->name);
          abort ();
        }
      atomic_store (&guarded->function, function);
    }
  return function;
}
