/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vector-code.c - detects the vector instructions of the processor. */

#include "base/vector-code.h"

static NstVectors limit = NST_VECTORS_WIDEST;

static NstVectors
of_processor (void)
{
#ifdef NST_HAVE_VECTOR_TARGETS
  if (!__builtin_cpu_supports ("avx2") || !__builtin_cpu_supports ("fma"))
    return NST_VECTORS_ANY;
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512vl")
      && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512dq"))
    return NST_VECTORS_WIDEST;
  return NST_VECTORS_WIDE;
#else
  return NST_VECTORS_ANY;
#endif
}

NstVectors
nst_vectors (void)
{
  static gsize found; /* plus one; 0: not detected yet */

  if (g_once_init_enter (&found))
    g_once_init_leave (&found, (gsize) of_processor () + 1);
  return MIN ((NstVectors) (found - 1), limit);
}

void
nst_vectors_limit (NstVectors widest)
{
  limit = widest;
}
