/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-flat-pictures.c - pictures without texture, painted with the network and styles that ship: a
 * plain sky, a horizon, a gradient and one of square blocks.  They become strokes, and neither
 * stripes, rings, a comb nor a lattice.
 *
 *   test-flat-pictures --tap NETWORK STYLE...
 */

#include <math.h>

#include "check.h"
#include "nst.h"

#define WIDTH   256 /* pixels */
#define HEIGHT  192
#define HORIZON 144 /* row where the land begins */
#define BLOCK   8   /* side of a block, as JPEG has them */

static NstNetwork *network;
static char      **paths;

/* ---- Pictures ---------------------------------------------------------------------- */

static const float sky[] = { 0.59f, 0.7f, 0.84f }, land[] = { 0.27f, 0.37f, 0.2f };

static float
plain (int c, G_GNUC_UNUSED int x, G_GNUC_UNUSED int y)
{
  return sky[c];
}

static float
horizon (int c, G_GNUC_UNUSED int x, int y)
{
  return y < HORIZON ? sky[c] : land[c];
}

static float
gradient (int c, int x, int y)
{
  return c == 0   ? 0.35f + 0.45f * x / WIDTH
         : c == 1 ? 0.45f + 0.35f * y / HEIGHT
                  : 0.7f - 0.25f * x / WIDTH;
}

static float
blocks (int c, int x, int y)
{
  return gradient (c, x / BLOCK * BLOCK, y / BLOCK * BLOCK);
}

static NstPicture *
draw (float (*color) (int c, int x, int y))
{
  NstPicture *picture = nst_picture_new (WIDTH, HEIGHT, NULL);
  float      *value = picture->pixels;

  for (int c = 0; c < 3; c++)
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++)
        *value++ = color (c, x, y);
  return picture;
}

static NstPicture *
paint (float (*color) (int c, int x, int y), const char *path, NstMethod method)
{
  g_autoptr (NstPicture) content = draw (color);
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyle) style = nst_style_load (path, &error);
  NstStyleShare share = { style, 1.0, 1.0 };
  NstSettings   settings;
  NstPicture   *painting;

  g_assert_no_error (error);
  nst_settings_init (&settings);
  settings.method = method;
  painting = nst_stylize (&NST_REQUEST (.network = network, .content = content, .styles = &share,
                                        .n_styles = 1, .settings = &settings),
                          &error);
  g_assert_no_error (error);
  return painting;
}

/* ---- What is measured -------------------------------------------------------------- */

typedef struct
{
  int     rows;
  double *values; /* (rows, WIDTH): luma less its mean over 33 x 33 pixels */
} Detail;

static double
luma (const NstPicture *p, int x, int y)
{
  gsize at = (gsize) y * WIDTH + x, plane = (gsize) WIDTH * HEIGHT;

  return 0.2126 * p->pixels[at] + 0.7152 * p->pixels[plane + at]
         + 0.0722 * p->pixels[2 * plane + at];
}

static Detail
detail_of (const NstPicture *painting, int rows)
{
  enum
  {
    RADIUS = 16
  };
  Detail             d = { rows, g_new (double, rows *WIDTH) };
  g_autofree double *across = g_new (double, rows *WIDTH);

  for (int y = 0; y < rows; y++)
    for (int x = 0; x < WIDTH; x++)
      {
        double sum = 0.0;
        int    first = MAX (x - RADIUS, 0), end = MIN (x + RADIUS + 1, WIDTH);

        for (int i = first; i < end; i++)
          sum += luma (painting, i, y);
        across[y * WIDTH + x] = sum / (end - first);
      }
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < WIDTH; x++)
      {
        double sum = 0.0;
        int    first = MAX (y - RADIUS, 0), end = MIN (y + RADIUS + 1, rows);

        for (int i = first; i < end; i++)
          sum += across[i * WIDTH + x];
        d.values[y * WIDTH + x] = luma (painting, x, y) - sum / (end - first);
      }
  return d;
}

static double
deviation (const Detail *d)
{
  double square = 0.0;

  for (int i = 0; i < d->rows * WIDTH; i++)
    square += d->values[i] * d->values[i];
  return sqrt (square / (d->rows * WIDTH));
}

/* How much of the variance the means of the lines explain: of rows (rings around a horizon) or of
 * columns (stripes).  A barcode has 1, broad strokes
 * have up to a fifth. */
static double
stripes (const Detail *d, gboolean columns)
{
  int    lines = columns ? WIDTH : d->rows, length = columns ? d->rows : WIDTH;
  double square = 0.0, whole = deviation (d);

  for (int line = 0; line < lines; line++)
    {
      double sum = 0.0;

      for (int i = 0; i < length; i++)
        sum += d->values[columns ? i * WIDTH + line : line * WIDTH + i];
      square += sum / length * (sum / length);
    }
  return square / lines / (whole * whole);
}

/* How much stronger the differences between neighbors are in one of `period` columns than in the
 * mean of them. */
static double
comb (const Detail *d, int period)
{
  g_autofree double *strength = g_new0 (double, period);
  double             most = 0.0, sum = 0.0;

  for (int y = 0; y < d->rows; y++)
    for (int x = 0; x < WIDTH / period * period - period; x++)
      strength[x % period] += fabs (d->values[y * WIDTH + x + 1] - d->values[y * WIDTH + x]);
  for (int i = 0; i < period; i++)
    {
      most = MAX (most, strength[i]);
      sum += strength[i];
    }
  return most * period / sum - 1.0;
}

typedef struct
{
  double strokes; /* at least: the deviation of the detail */
  double stripes; /* at most */
  double comb;    /* at most, of 2 columns */
  double blocks;  /* at most, of 8 columns */
} Bounds;

/* The first `rows` of the painting of each style. */
static void
check (float (*color) (int c, int x, int y), int rows, NstMethod method, Bounds bounds)
{
  for (char **path = paths; *path != NULL; path++)
    {
      g_autoptr (NstPicture) painting = paint (color, *path, method);
      Detail             detail = detail_of (painting, rows);
      g_autofree double *values = detail.values;
      double             worst = MAX (stripes (&detail, FALSE), stripes (&detail, TRUE));

      g_test_message ("%s: strokes %.3f, stripes %.3f, comb of 2 %.3f, of 8 %.3f", *path,
                      deviation (&detail), worst, comb (&detail, 2), comb (&detail, BLOCK));
      g_assert_cmpfloat (deviation (&detail), >, bounds.strokes);
      g_assert_cmpfloat (worst, <, bounds.stripes);
      g_assert_cmpfloat (comb (&detail, 2), <, bounds.comb);
      g_assert_cmpfloat (comb (&detail, BLOCK), <, bounds.blocks);
    }
}

/* ---- Tests ------------------------------------------------------------------------- */

static void
test_sky (void)
{
  check (plain, HEIGHT, NST_METHOD_FAST, (Bounds) { 0.06, 0.2, 0.1, 0.2 });
}

/* The sky far above the horizon, which a ring could reach. */
static void
test_horizon (void)
{
  check (horizon, HORIZON - 48, NST_METHOD_FAST, (Bounds) { 0.06, 0.24, 0.1, 0.2 });
}

static void
test_gradient (void)
{
  check (gradient, HEIGHT, NST_METHOD_FAST, (Bounds) { 0.06, 0.18, 0.1, 0.2 });
}

static void
test_blocks (void)
{
  check (blocks, HEIGHT, NST_METHOD_FAST, (Bounds) { 0.06, 0.23, 0.1, 0.25 });
}

static void
test_refined (void)
{
  check (horizon, HORIZON - 48, NST_METHOD_REFINE, (Bounds) { 0.06, 0.2, 0.05, 0.12 });
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  network = nst_catalogue_open_network (NULL, argv[1], NULL);
  g_assert_nonnull (network);
  paths = argv + 2;
  g_test_add_func ("/flat/sky", test_sky);
  g_test_add_func ("/flat/horizon", test_horizon);
  g_test_add_func ("/flat/gradient", test_gradient);
  g_test_add_func ("/flat/blocks", test_blocks);
  check_add_numeric ("/flat/refined", test_refined);
  status = g_test_run ();
  nst_network_unref (network);
  return status;
}
