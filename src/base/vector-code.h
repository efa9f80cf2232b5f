/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vector-code.h - code for the vectors of the processor that the program finds itself on.
 *
 * The program is compiled for any processor of its family.  Where a hot function gains from wider
 * vectors it is compiled several times, and the widest that the processor can run is chosen at run
 * time.  The results agree within rounding (the wider ones fuse multiplications with additions).
 */

#ifndef NST_VECTOR_CODE_H
#define NST_VECTOR_CODE_H

#include <glib.h>

G_BEGIN_DECLS

/* Where functions can be compiled for AVX2 with FMA (wide) and for AVX-512 (widest): what lies
 * between NST_WIDE_BEGIN or NST_WIDEST_BEGIN and NST_TARGET_END is.  It must not run unless
 * nst_vectors says so. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
#define NST_HAVE_VECTOR_TARGETS 1
#define NST_WIDE_BEGIN          _Pragma ("GCC push_options") _Pragma ("GCC target (\"avx2,fma\")")
#define NST_WIDEST_BEGIN                                                                           \
  _Pragma ("GCC push_options")                                                                     \
      _Pragma ("GCC target (\"avx2,fma,avx512f,avx512vl,avx512bw,avx512dq\")")
#define NST_TARGET_END _Pragma ("GCC pop_options")
#endif

typedef enum
{
  NST_VECTORS_ANY,   /* what every processor of the family has */
  NST_VECTORS_WIDE,  /* wide code runs */
  NST_VECTORS_WIDEST /* the widest code runs, too */
} NstVectors;

/* What the processor can run. */
static inline NstVectors
nst_vectors (void)
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

G_END_DECLS

#endif
