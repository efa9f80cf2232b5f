/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd-kernels.c - the inner loops of the Winograd convolution, compiled for each width of
 * vectors. */

#include "base/vector-code.h"
#include "ops/winograd-private.h"

#define NAME(name) any_##name
#define LANES      4
#include "ops/winograd-tiles.h"

#ifdef NST_HAVE_VECTOR_TARGETS

NST_WIDE_BEGIN
#define NAME(name) wide_##name
#define LANES      8
#include "ops/winograd-tiles.h"
NST_TARGET_END

NST_WIDEST_BEGIN
#define NAME(name) widest_##name
#define LANES      16
#include "ops/winograd-tiles.h"
NST_TARGET_END

#endif

#define KERNELS(prefix)                                                                            \
  { prefix##_transform_row, prefix##_transform_spread, prefix##_transform_scattered,               \
    prefix##_spread,        prefix##_to_lines,         prefix##_to_pooled,                         \
    prefix##_to_gradient }

const NstWinogradKernels *
nst_winograd_kernels (void)
{
  NST_RETURN_TABLE (NstWinogradKernels, KERNELS)
}
