/* SPDX-License-Identifier: GPL-3.0-or-later */

/* product.h - products of small matrices that stay in registers; a library would spend most of the
 * time on packing. */

#ifndef NST_PRODUCT_H
#define NST_PRODUCT_H

#include <glib.h>

G_BEGIN_DECLS

#define NST_PRODUCT_ROWS    8  /* of the result of `multiply` */
#define NST_PRODUCT_COLUMNS 32 /* the same */
#define NST_PRODUCT_SQUARE  4  /* rows and columns of the result of `correlate` */
#define NST_PRODUCT_LANES   16 /* partial sums of each of its values */

typedef struct
{
  /* to (8, 32) = u (n, 8) transposed times v (n, 32); only the first `rows` rows, 8 or 4, and the
   * first `columns` columns (or a few more). */
  void (*multiply) (const float *u, const float *v, int n, int rows, int columns, float *to);

  /* sums (4, 4, 16) += the products of rows a, a + stride, ... with rows b, b + stride, ..., whose
   * `n` values go to the partial sums in turns; n is a multiple of 16. */
  void (*correlate) (const float *a, const float *b, gsize stride, int n, float *sums);
} NstProducts;

/* Those for the widest vectors of the processor. */
const NstProducts *nst_products (void);

G_END_DECLS

#endif
