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
#elif defined(__x86_64__) && defined(__clang__)
#define NST_HAVE_VECTOR_TARGETS 1
#define NST_WIDE_BEGIN                                                                             \
  _Pragma ("clang attribute push (__attribute__ ((target (\"avx2,fma\"))), apply_to = function)")
/* clang-format off: one string is asked for */
#define NST_WIDEST_BEGIN                                                                           \
  _Pragma ("clang attribute push (__attribute__ ((target "                                         \
           "(\"avx2,fma,avx512f,avx512vl,avx512bw,avx512dq\"))), apply_to = function)")
/* clang-format on */
#define NST_TARGET_END _Pragma ("clang attribute pop")
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

/* What the processor can run; or less, once nst_vectors_limit was called. */
NstVectors nst_vectors (void);

/* For tests: to force the other ways, too.  Not while anything is being computed. */
void nst_vectors_limit (NstVectors widest);

G_END_DECLS

#endif
