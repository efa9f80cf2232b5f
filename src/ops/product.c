/* SPDX-License-Identifier: GPL-3.0-or-later */

/* product.c - small matrix products, compiled for each width of vectors. */

#include "ops/product.h"

#include "base/vector-code.h"

#define ROWS    NST_PRODUCT_ROWS
#define COLUMNS NST_PRODUCT_COLUMNS
#define SQUARE  NST_PRODUCT_SQUARE
#define PARTS   NST_PRODUCT_LANES

#define NAME(name) any_##name
#define LANES      4
#define OUTPUTS    4
#include "ops/product-kernels.h"

#ifdef NST_HAVE_VECTOR_TARGETS

NST_WIDE_BEGIN
#define NAME(name) wide_##name
#define LANES      8
#define OUTPUTS    4
#include "ops/product-kernels.h"
NST_TARGET_END

NST_WIDEST_BEGIN
#define NAME(name) widest_##name
#define LANES      16
#define OUTPUTS    8
#include "ops/product-kernels.h"
NST_TARGET_END

#endif

#define KERNELS(prefix) { prefix##_multiply, prefix##_correlate }

const NstProducts *
nst_products (void)
{
  NST_RETURN_TABLE (NstProducts, KERNELS)
}
