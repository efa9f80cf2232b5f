/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-view.c - the position of the preview's picture, fitted and at 1:1. */

#include "ui/view.h"

#define expect_place(place, left, top, wide, high)                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    Place found = (place);                                                                         \
                                                                                                   \
    g_assert_cmpfloat (found.x, ==, left);                                                         \
    g_assert_cmpfloat (found.y, ==, top);                                                          \
    g_assert_cmpfloat (found.width, ==, wide);                                                     \
    g_assert_cmpfloat (found.height, ==, high);                                                    \
  }                                                                                                \
  G_STMT_END

#define expect_part(view, left, top, wide, high)                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    NstRectangle found = view_get_part (view);                                                     \
                                                                                                   \
    g_assert_cmpint (found.x, ==, left);                                                           \
    g_assert_cmpint (found.y, ==, top);                                                            \
    g_assert_cmpint (found.width, ==, wide);                                                       \
    g_assert_cmpint (found.height, ==, high);                                                      \
  }                                                                                                \
  G_STMT_END

static View
view_of (int width, int height, int factor)
{
  return (View) {
    .width = width, .height = height, .room_width = 400, .room_height = 300, .factor = factor
  };
}

/* All of it, in the middle, whatever its shape and the screen. */
static void
test_fitted (void)
{
  View wide = view_of (4000, 1000, 1), high = view_of (150, 600, 2), little = view_of (40, 30, 1);

  expect_place (view_get_picture (&wide), 0.0, 100.0, 400.0, 100.0);
  expect_place (view_get_visible (&wide), 0.0, 100.0, 400.0, 100.0);
  expect_place (view_get_picture (&high), 162.5, 0.0, 75.0, 300.0);
  expect_place (view_get_picture (&little), 0.0, 0.0, 400.0, 300.0);
}

/* What is under the pointer comes to the middle; at the border, the part ends with the picture. */
static void
test_zoomed (void)
{
  View view = view_of (4000, 3000, 1);

  view_zoom_at (&view, 100.0, 150.0);
  expect_part (&view, 800, 1350, 400, 300);
  expect_place (view_get_visible (&view), 0.0, 0.0, 400.0, 300.0);
  view = view_of (4000, 3000, 1);
  view_zoom_at (&view, 0.0, 299.0);
  expect_part (&view, 0, 2700, 400, 300);
}

/* On a screen of finer pixels each of them shows one of the picture. */
static void
test_fine_screen (void)
{
  View view = view_of (4000, 3000, 2);

  view_zoom_at (&view, 200.0, 150.0);
  expect_part (&view, 1600, 1200, 800, 600);
  expect_place (view_get_picture (&view), -800.0, -600.0, 2000.0, 1500.0);
}

static void
test_panned (void)
{
  View view = view_of (4000, 3000, 1);

  view_zoom_at (&view, 200.0, 150.0);
  view_pan (&view, 7.0, -11.0);
  expect_part (&view, 1807, 1339, 400, 300);
  view_pan (&view, 1e6, -1e6);
  expect_part (&view, 3600, 0, 400, 300);
  view_pan (&view, -10.0, 10.0);
  expect_part (&view, 3590, 10, 400, 300);
  view.room_width = 1000;
  view_pan (&view, 0.0, 0.0);
  expect_part (&view, 3000, 10, 1000, 300);
}

/* What is under the pointer stays there; on the way it stops at pixel for pixel, and at the end the
 * picture is fitted again. */
static void
test_wheel (void)
{
  View   view = view_of (4000, 3000, 2);
  double fitted = view_get_scale (&view);
  Place  place;

  view_zoom_by (&view, 1.25, 100.0, 150.0);
  g_assert_cmpfloat_with_epsilon (view_get_scale (&view), 1.25 * fitted, 1e-9);
  place = view_get_picture (&view);
  g_assert_cmpfloat_with_epsilon ((100.0 - place.x) / view_get_scale (&view), 1000.0, 8.0);
  g_assert_cmpfloat_with_epsilon ((150.0 - place.y) / view_get_scale (&view), 1500.0, 8.0);

  view_zoom_by (&view, 100.0, 100.0, 150.0);
  g_assert_cmpfloat (view.zoom, ==, 1.0);
  view_zoom_by (&view, 100.0, 100.0, 150.0);
  g_assert_cmpfloat (view.zoom, ==, VIEW_MOST_ZOOM);
  view_zoom_by (&view, 0.01, 100.0, 150.0);
  g_assert_cmpfloat (view.zoom, ==, 1.0);
  view_zoom_by (&view, 0.01, 100.0, 150.0);
  g_assert_cmpfloat (view.zoom, ==, 0.0);
  expect_part (&view, 0, 0, 4000, 3000);
}

/* A picture for which there is room is seen whole, in the middle. */
static void
test_small (void)
{
  View view = view_of (101, 2000, 1);

  view_zoom_at (&view, 390.0, 0.0);
  expect_part (&view, 0, 0, 101, 300);
  expect_place (view_get_visible (&view), 150.0, 0.0, 101.0, 300.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/view/fitted", test_fitted);
  g_test_add_func ("/view/zoomed", test_zoomed);
  g_test_add_func ("/view/fine-screen", test_fine_screen);
  g_test_add_func ("/view/panned", test_panned);
  g_test_add_func ("/view/wheel", test_wheel);
  g_test_add_func ("/view/small", test_small);
  return g_test_run ();
}
