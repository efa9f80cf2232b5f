/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vector-code.h - code for the vector instructions of the current processor.
 *
 * The program is compiled for any processor of its family.  Hot functions that gain from wider
 * vectors are compiled several times, and the widest version that the processor supports is chosen
 * at run time.  The results agree up to rounding (wider versions use fused multiply-add).
 */

#ifndef NST_VECTOR_CODE_H
#define NST_VECTOR_CODE_H

#include <glib.h>

G_BEGIN_DECLS

/* Code between NST_WIDE_BEGIN or NST_WIDEST_BEGIN and NST_TARGET_END is compiled for AVX2 with FMA
 * (wide) or AVX-512 (widest), if the compiler can.  It may only run if nst_vectors allows it. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
#define NST_HAVE_VECTOR_TARGETS 1
#define NST_WIDE_BEGIN          _Pragma ("GCC push_options") _Pragma ("GCC target (\"avx2,fma\")")
#define NST_WIDEST_BEGIN                                                                           \
  _Pragma ("GCC push_options")                                                                     \
      _Pragma ("GCC target (\"avx2,fma,avx512f,avx512vl,avx512bw,avx512dq\")")
#define NST_TARGET_END _Pragma ("GCC pop_options")
#elif defined(__x86_64__) && defined(__clang__)
#define NST_HAVE_VECTOR_TARGETS 1
/* clang takes a pragma as one string only, not as one that is broken into lines. */
#define NST_PRAGMA(...)         _Pragma (#__VA_ARGS__)
#define NST_TARGET(names)                                                                          \
  NST_PRAGMA (clang attribute push (__attribute__ ((target (names))), apply_to = function))
#define NST_WIDE_BEGIN   NST_TARGET ("avx2,fma")
#define NST_WIDEST_BEGIN NST_TARGET ("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq")
#define NST_TARGET_END   _Pragma ("clang attribute pop")
#endif

/* The same for one function. */
#ifdef NST_HAVE_VECTOR_TARGETS
#define NST_FOR_WIDE   __attribute__ ((target ("avx2,fma")))
#define NST_FOR_WIDEST __attribute__ ((target ("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq")))
#endif

/* Before a loop of which no step needs what another one writes. */
#ifdef __clang__
#define NST_INDEPENDENT _Pragma ("clang loop vectorize(assume_safety)")
#else
#define NST_INDEPENDENT _Pragma ("GCC ivdep")
#endif

/* NST_VECTORIZED (TYPE, NAME, (PARAMETERS), (ARGUMENTS)) makes the function NAME of NAME_body,
 * which is NST_INLINE: compiled for each width by being called from one function for each. */
#define NST_INLINE static inline __attribute__ ((always_inline))

#ifdef NST_HAVE_VECTOR_TARGETS
#define NST_VECTORIZED(type, name, parameters, arguments)                                          \
  static type name##_any parameters                                                                \
  {                                                                                                \
    return name##_body arguments;                                                                  \
  }                                                                                                \
  NST_FOR_WIDE static type name##_wide parameters                                                  \
  {                                                                                                \
    return name##_body arguments;                                                                  \
  }                                                                                                \
  NST_FOR_WIDEST static type name##_widest parameters                                              \
  {                                                                                                \
    return name##_body arguments;                                                                  \
  }                                                                                                \
  static type name parameters                                                                      \
  {                                                                                                \
    switch (nst_vectors ())                                                                        \
      {                                                                                            \
      case NST_VECTORS_WIDEST:                                                                     \
        return name##_widest arguments;                                                            \
      case NST_VECTORS_WIDE:                                                                       \
        return name##_wide arguments;                                                              \
      case NST_VECTORS_ANY:                                                                        \
      default:                                                                                     \
        return name##_any arguments;                                                               \
      }                                                                                            \
  }
#else
#define NST_VECTORIZED(type, name, parameters, arguments)                                          \
  static type name parameters                                                                      \
  {                                                                                                \
    return name##_body arguments;                                                                  \
  }
#endif

/* The rest of a function that returns the table of this processor's inner loops: TABLE (prefix) is
 * the initializer of the one whose functions begin with any_, wide_ or widest_. */
#ifdef NST_HAVE_VECTOR_TARGETS
#define NST_RETURN_TABLE(type, TABLE)                                                              \
  static const type any_table = TABLE (any), wide_table = TABLE (wide),                            \
                    widest_table = TABLE (widest);                                                 \
                                                                                                   \
  switch (nst_vectors ())                                                                          \
    {                                                                                              \
    case NST_VECTORS_WIDEST:                                                                       \
      return &widest_table;                                                                        \
    case NST_VECTORS_WIDE:                                                                         \
      return &wide_table;                                                                          \
    case NST_VECTORS_ANY:                                                                          \
    default:                                                                                       \
      return &any_table;                                                                           \
    }
#else
#define NST_RETURN_TABLE(type, TABLE)                                                              \
  static const type any_table = TABLE (any);                                                       \
                                                                                                   \
  return &any_table;
#endif

typedef enum
{
  NST_VECTORS_ANY,   /* what every processor of the family has */
  NST_VECTORS_WIDE,  /* wide code runs */
  NST_VECTORS_WIDEST /* the widest code runs, too */
} NstVectors;

/* The widest vectors of the processor, or the limit of nst_vectors_limit. */
NstVectors nst_vectors (void);

/* For tests: forces narrower vectors.  Not during a computation. */
void nst_vectors_limit (NstVectors widest);

G_END_DECLS

#endif
