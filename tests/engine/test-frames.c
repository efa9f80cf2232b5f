/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-frames.c - an animation with the bundled network: unchanged parts of a frame keep the
 * painting of the previous one, and a moving animation flickers less than independent frames.
 * Flicker is the difference between consecutive paintings, the earlier one moved by the true
 * motion, which is known: the content is a formula. */

#include "check.h"

#include <math.h>

#include "network/weight-writer.h"
#include "style/frames.h"

#define WIDTH    144
#define HEIGHT   96
#define N_FRAMES 4
#define PAN      4 /* pixels a frame, so that moving a painting by it is exact */
#define BORDER   24

static NstNetwork *network;
static NstStyle   *style;
static const char *style_path;

/* The scene, which has moved `at` pixels to the left, with noise as a camera's. */
static NstPicture *
draw (double at, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  NstPicture *picture = nst_picture_new (WIDTH, HEIGHT, NULL);

  for (int c = 0; c < 3; c++)
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++)
        {
          double u = x + at, sum = sin (0.11 * u + 0.07 * y + c) + sin (0.23 * u - 0.19 * y)
                                   + sin (0.05 * u * (1 + c) + 0.31 * y) + sin (0.41 * u);

          picture->pixels[((gsize) c * HEIGHT + y) * WIDTH + x]
              = (float) (0.5 + 0.11 * sum + 0.006 * check_normal (random));
        }
  return picture;
}

static void
set_up (NstSettings *settings, const char *method, const char *motion)
{
  nst_settings_init (settings);
  nst_settings_set (settings, "method", method, NULL);
  nst_settings_set (settings, "motion", motion, NULL);
  settings->iterations = 6;
}

/* With `frames`, which may be NULL. */
static NstPicture *
paint (NstFrames *frames, const NstPicture *content, const NstSettings *settings, int threads)
{
  g_autoptr (GError) error = NULL;
  NstStyleShare share = { style, 1.0, 1.0, NULL };
  NstPicture   *painting = nst_stylize (
      &NST_REQUEST (.frames = frames, .network = network, .content = content, .styles = &share,
                      .n_styles = 1, .settings = settings, .threads = threads),
      &error);

  g_assert_no_error (error);
  return painting;
}

/* The mean difference between `now` and `before` moved by `shift` pixels, off the borders. */
static double
difference (const NstPicture *before, const NstPicture *now, int shift)
{
  double sum = 0.0;
  int    n = 0;

  for (int c = 0; c < 3; c++)
    for (int y = BORDER; y < HEIGHT - BORDER; y++)
      for (int x = BORDER; x < WIDTH - BORDER - shift; x++, n++)
        {
          gsize row = ((gsize) c * HEIGHT + y) * WIDTH;

          sum += fabs (now->pixels[row + x] - before->pixels[row + x + shift]);
        }
  return sum / n;
}

/* The mean slope in the middle. */
static double
sharpness (const NstPicture *p)
{
  double sum = 0.0;

  for (int y = BORDER; y < HEIGHT - BORDER; y++)
    for (int x = BORDER; x < WIDTH - BORDER; x++)
      sum += fabs (p->pixels[y * WIDTH + x] - p->pixels[y * WIDTH + x + 1])
             + fabs (p->pixels[y * WIDTH + x] - p->pixels[(y + 1) * WIDTH + x]);
  return sum;
}

/* ---- Flicker ----------------------------------------------------------------------- */

/* The mean over a sequence that moves by `speed` pixels a frame. */
static double
flicker (const NstSettings *settings, gboolean follows, double speed, NstPicture **last)
{
  g_autoptr (NstFrames) frames = follows ? nst_frames_new () : NULL;
  g_autoptr (NstPicture) before = NULL;
  double sum = 0.0;

  for (int t = 0; t < N_FRAMES; t++)
    {
      g_autoptr (NstPicture) content = draw (t * speed, t + 1);
      NstPicture *now = paint (frames, content, settings, 0);

      if (before != NULL)
        sum += difference (before, now, (int) speed) / (N_FRAMES - 1);
      nst_picture_free (before);
      before = now;
    }
  *last = g_steal_pointer (&before);
  return sum;
}

static void
check_flicker (const char *method, const char *motion, double speed, double factor)
{
  NstSettings settings;
  g_autoptr (NstPicture) last_alone = NULL;
  g_autoptr (NstPicture) last = NULL;
  double alone, following;

  set_up (&settings, method, motion);
  alone = flicker (&settings, FALSE, speed, &last_alone);
  following = flicker (&settings, TRUE, speed, &last);
  g_test_message ("%s, %s, %g pixels a frame: %.4f alone, %.4f; sharpness %.1f and %.1f", method,
                  motion, speed, alone, following, sharpness (last_alone), sharpness (last));
  check_below (factor * following, alone);
  check_below (0.75 * sharpness (last_alone), sharpness (last));
}

static void
test_pan (void)
{
  check_flicker ("fast", "warped", PAN, 4.0);
  check_flicker ("refine", "warped", PAN, 3.0);
}

static void
test_standing (void)
{
  check_flicker ("fast", "warped", 0.0, 6.0);
  check_flicker ("fast", "plain", 0.0, 6.0);
  check_flicker ("refine", "plain", 0.0, 3.0);
}

/* Refine does not only stay near the past: it begins there. */
static void
test_begins_there (void)
{
  NstSettings settings;
  g_autoptr (NstPicture) last_alone = NULL;
  g_autoptr (NstPicture) last = NULL;

  set_up (&settings, "refine", "plain");
  settings.iterations = 1;
  check_below (8.0 * flicker (&settings, TRUE, 0.0, &last),
               flicker (&settings, FALSE, 0.0, &last_alone));
}

/* Strokes that are moved by fractions of a pixel again and again. */
static void
test_stays_sharp (void)
{
  NstSettings settings;
  g_autoptr (NstFrames) frames = nst_frames_new ();
  g_autoptr (NstPicture) alone = NULL;
  g_autoptr (NstPicture) last = NULL;

  set_up (&settings, "fast", "warped");
  for (int t = 0; t < 10; t++)
    {
      g_autoptr (NstPicture) content = draw (1.5 * t, t + 1);

      nst_picture_free (last);
      last = paint (frames, content, &settings, 0);
      if (t == 9)
        alone = paint (NULL, content, &settings, 0);
    }
  g_test_message ("sharpness %.1f, alone %.1f", sharpness (last), sharpness (alone));
  check_below (0.82 * sharpness (alone), sharpness (last));
  check_below (sharpness (last), 1.2 * sharpness (alone));
}

/* A pan is no help to "plain". */
static void
test_plain_stays (void)
{
  NstSettings warped, plain;
  g_autoptr (NstPicture) one = NULL;
  g_autoptr (NstPicture) two = NULL;

  set_up (&warped, "fast", "warped");
  set_up (&plain, "fast", "plain");
  check_below (3.0 * flicker (&warped, TRUE, PAN, &one), flicker (&plain, TRUE, PAN, &two));
}

/* ---- Single frames ----------------------------------------------------------------- */

/* The first frame is a picture like any other; the same once more is exactly the same. */
static void
test_first_and_same (void)
{
  NstSettings settings;
  g_autoptr (NstFrames) frames = nst_frames_new ();
  g_autoptr (NstPicture) content = draw (0.0, 1);
  g_autoptr (NstPicture) alone = NULL;
  g_autoptr (NstPicture) first = NULL;
  g_autoptr (NstPicture) second = NULL;

  set_up (&settings, "fast", "warped");
  alone = paint (NULL, content, &settings, 0);
  first = paint (frames, content, &settings, 0);
  second = paint (frames, content, &settings, 0);
  check_same_pixels (first, alone);
  check_same_pixels (second, first);
}

/* A cut begins anew, and the frames say so; what follows it goes on from it. */
static void
test_cut (void)
{
  NstSettings settings;
  g_autoptr (NstFrames) frames = nst_frames_new ();
  g_autoptr (NstPicture) scene = draw (0.0, 1);
  g_autoptr (NstPicture) other = check_picture (7, WIDTH, HEIGHT);
  g_autoptr (NstPicture) alone = NULL;
  g_autoptr (NstPicture) after = NULL;

  set_up (&settings, "fast", "warped");
  alone = paint (NULL, other, &settings, 0);
  nst_picture_free (paint (frames, scene, &settings, 0));
  g_assert_cmpfloat (nst_frames_get_kept (frames), ==, 0.0);
  nst_picture_free (paint (frames, scene, &settings, 0));
  g_assert_cmpfloat (nst_frames_get_kept (frames), >, 0.99);
  after = paint (frames, other, &settings, 0);
  check_same_pixels (after, alone);
  g_assert_cmpfloat (nst_frames_get_kept (frames), ==, 0.0);
  nst_picture_free (paint (frames, other, &settings, 0));
  g_assert_cmpfloat (nst_frames_get_kept (frames), >, 0.99);
}

/* A change too slow to be seen from one frame to the next is seen in the end. */
static void
test_fade (void)
{
  enum
  {
    STEPS = 12
  };
  NstSettings settings;
  g_autoptr (NstFrames) frames = nst_frames_new ();
  g_autoptr (NstPicture) from = draw (0.0, 1);
  g_autoptr (NstPicture) to = draw (60.0, 1);
  g_autoptr (NstPicture) first = NULL;
  g_autoptr (NstPicture) last = NULL;
  g_autoptr (NstPicture) alone = NULL;

  set_up (&settings, "fast", "plain");
  for (int t = 0; t <= STEPS; t++)
    {
      g_autoptr (NstPicture) content = draw (0.0, 1);
      NstPicture *painting;

      for (int i = 0; i < 3 * WIDTH * HEIGHT; i++)
        content->pixels[i] += (float) t / STEPS * (to->pixels[i] - from->pixels[i]);
      painting = paint (frames, content, &settings, 0);
      nst_picture_free (last);
      last = painting;
      if (t == 0)
        first = nst_picture_copy (painting, NULL);
    }
  alone = paint (NULL, to, &settings, 0);
  g_test_message ("%.3f from its own painting, %.3f from the first", difference (last, alone, 0),
                  difference (last, first, 0));
  check_below (1.5 * difference (last, alone, 0), difference (last, first, 0));
}

static void
test_threads (void)
{
  static const char *const methods[] = { "fast", "refine" };

  for (int m = 0; m < 2; m++)
    {
      g_autoptr (NstPicture) first = NULL;
      g_autoptr (NstPicture) one = draw (0.0, 1);
      g_autoptr (NstPicture) two = draw (2.5, 2);
      NstSettings settings;

      set_up (&settings, methods[m], "warped");
      settings.iterations = 3;
      for (int threads = 1; threads <= 3; threads += 2)
        {
          g_autoptr (NstFrames) frames = nst_frames_new ();
          g_autoptr (NstPicture) painting = NULL;

          nst_picture_free (paint (frames, one, &settings, threads));
          painting = paint (frames, two, &settings, threads);
          if (first == NULL)
            first = g_steal_pointer (&painting);
          else
            check_same_pixels (painting, first);
        }
    }
}

/* What was transparent in the frame before is painted anew. */
static void
test_masks (void)
{
  NstSettings settings;
  g_autoptr (NstFrames) frames = nst_frames_new ();
  g_autoptr (NstPicture) content = draw (0.0, 1);
  g_autoptr (NstPicture) holed = NULL;
  g_autoptr (NstPicture) before = NULL;
  g_autoptr (NstPicture) alone = NULL;
  g_autoptr (NstPicture) after = NULL;
  double left = 0.0, right = 0.0;

  set_up (&settings, "fast", "warped");
  /* Flat around there, so that what fills the hole looks like what comes later. */
  for (int i = 0; i < 3 * WIDTH * HEIGHT; i++)
    if (i % WIDTH >= WIDTH / 2 - 24)
      content->pixels[i] = 0.5f;
  holed = nst_picture_copy (content, NULL);
  g_assert_true (nst_picture_add_mask (holed, NULL));
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    holed->mask[i] = i % WIDTH < WIDTH / 2 ? 1.0f : 0.0f;
  before = paint (frames, holed, &settings, 0);
  alone = paint (NULL, content, &settings, 0);
  after = paint (frames, content, &settings, 0);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 8; x < WIDTH / 2 - 40; x++)
      {
        int i = y * WIDTH + x;

        left += fabs (after->pixels[i] - before->pixels[i]);
        right += fabs (after->pixels[i + WIDTH / 2 + 32] - alone->pixels[i + WIDTH / 2 + 32]);
      }
  check_below (left / HEIGHT / (WIDTH / 2 - 48), 0.03);
  check_below (right / HEIGHT / (WIDTH / 2 - 48), 1e-5);
}

/* ---- By way of a file --------------------------------------------------------------- */

static char *folder;

/* What `frames` goes on from, by way of a file. */
static NstFrames *
by_file (const NstFrames *frames)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "state", NULL);
  g_autofree char *note = NULL;
  NstFrames       *loaded;

  nst_frames_save (frames, "the seventh “frame”", path, &error);
  g_assert_no_error (error);
  loaded = nst_frames_load (path, &note, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (note, ==, "the seventh “frame”");
  return loaded;
}

/* ---- Only what is new -------------------------------------------------------------- */

#define WIDE  320
#define HIGH  192
#define PATCH 24 /* pixels that change from frame to frame, in the lower right */

/* A scene at rest, but for the patch, whose stripes have the brightness `value` and 1 - `value`. */
static NstPicture *
draw_patch (float value)
{
  NstPicture *picture = check_picture (3, WIDE, HIGH);

  for (int c = 0; c < 3; c++)
    for (int y = HIGH - 60; y < HIGH - 60 + PATCH; y++)
      for (int x = WIDE - 70; x < WIDE - 70 + PATCH; x++)
        picture->pixels[((gsize) c * HIGH + y) * WIDE + x] = (x + y) % 8 < 4 ? value : 1.0f - value;
  return picture;
}

/* The mean difference in the patch, and the largest one more than 60 pixels to its left. */
static void
compare_patch (const NstPicture *a, const NstPicture *b, double *inside, double *outside)
{
  *inside = *outside = 0.0;
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < HIGH; y++)
      for (int x = 0; x < WIDE; x++)
        {
          gsize  at = ((gsize) c * HIGH + y) * WIDE + x;
          double difference = fabs (a->pixels[at] - b->pixels[at]);

          if (x < WIDE - 130)
            *outside = MAX (*outside, difference);
          else if (x >= WIDE - 70 && x < WIDE - 70 + PATCH && y >= HIGH - 60
                   && y < HIGH - 60 + PATCH)
            *inside += difference / (3.0 * PATCH * PATCH);
        }
}

/* The rest of the painting stays, to the last bit; the patch is painted as a whole frame would be, by
 * any number of threads, and after an interruption. */
static void
check_renewal (double strength)
{
  NstSettings settings;
  g_autoptr (NstFrames) frames = nst_frames_new ();
  g_autoptr (NstFrames) others = nst_frames_new ();
  g_autoptr (NstFrames) again = NULL;
  g_autoptr (NstPicture) before = draw_patch (0.2f);
  g_autoptr (NstPicture) now = draw_patch (0.8f);
  g_autoptr (NstPicture) first = NULL;
  g_autoptr (NstPicture) second = NULL;
  g_autoptr (NstPicture) alone = NULL;
  g_autoptr (NstPicture) resumed = NULL;
  double changed, inside, outside;

  set_up (&settings, "fast", "plain");
  settings.strength = strength;
  first = paint (frames, before, &settings, 1);
  nst_picture_free (paint (others, before, &settings, 3));
  again = by_file (others);
  second = paint (frames, now, &settings, 1);
  resumed = paint (again, now, &settings, 3);
  check_same_pixels (resumed, second);

  compare_patch (second, first, &changed, &outside);
  g_assert_cmpfloat (outside, ==, 0.0);
  alone = paint (NULL, now, &settings, 0);
  compare_patch (second, alone, &inside, &outside);
  g_test_message (
      "strength %g: the patch has changed by %.3f, and is off that of a whole frame by %.3f",
      strength, changed, inside);
  check_below (1.7 * inside, changed);
}

static void
test_renewal (void)
{
  if (!check_is_emulated ())
    check_renewal (1.0);
  check_renewal (0.6);
}

/* A pixel here and there that differs, as noise makes it, lets the painting stay. */
static void
test_noise (void)
{
  NstSettings settings;
  g_autoptr (NstFrames) frames = nst_frames_new ();
  g_autoptr (NstPicture) before = draw_patch (0.2f);
  g_autoptr (NstPicture) now = draw_patch (0.2f);
  g_autoptr (NstPicture) first = NULL;
  g_autoptr (NstPicture) second = NULL;

  set_up (&settings, "fast", "plain");
  for (int c = 0; c < 3; c++)
    for (int y = 16; y < HIGH; y += 32)
      for (int x = 16; x < WIDE; x += 32)
        {
          float *pixel = &now->pixels[((gsize) c * HIGH + y) * WIDE + x];

          *pixel += *pixel < 0.5f ? 0.095f : -0.095f;
        }
  first = paint (frames, before, &settings, 0);
  second = paint (frames, now, &settings, 0);
  check_same_pixels (second, first);
}

/* One of three frames is painted as a whole, and then what has changed slowly is seen. */
static void
test_whole_frames (void)
{
  NstSettings settings;
  g_autoptr (NstFrames) frames = nst_frames_new ();
  g_autoptr (NstPicture) last = NULL;

  set_up (&settings, "fast", "plain");
  for (int t = 0; t < 7; t++)
    {
      g_autoptr (NstPicture) content = draw_patch (0.2f);
      NstPicture *painting;
      double      inside, outside;

      /* Darker from frame to frame, by less than is seen as something else. */
      for (int i = 0; i < 3 * WIDE * HIGH; i++)
        content->pixels[i] *= 1.0f - 0.01f * (float) t;
      painting = paint (frames, content, &settings, 0);
      if (t > 0)
        {
          compare_patch (painting, last, &inside, &outside);
          g_test_message ("frame %d: %g", t, outside);
          if (t % 3 == 0)
            check_below (1e-4, outside);
          else
            g_assert_cmpfloat (outside, ==, 0.0);
        }
      nst_picture_free (last);
      last = painting;
    }
}

/* ---- In a file --------------------------------------------------------------------- */

static void
make_hole (NstPicture *content, int left)
{
  g_assert_true (nst_picture_add_mask (content, NULL));
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    content->mask[i] = i % WIDTH < left ? 0.25f : 1.0f;
}

/* A run that is interrupted after each frame ends in the same paintings. */
static void
test_goes_on (const char *method, gboolean holed)
{
  NstSettings settings;
  g_autoptr (NstFrames) unbroken = nst_frames_new ();
  NstFrames *broken = by_file (unbroken);

  set_up (&settings, method, "warped");
  settings.iterations = 3;
  for (int t = 0; t < 3; t++)
    {
      g_autoptr (NstPicture) content = draw (2.5 * t, t + 1);
      g_autoptr (NstPicture) expected = NULL;
      g_autoptr (NstPicture) actual = NULL;
      NstFrames *next;

      if (holed)
        make_hole (content, 20 + 10 * t);
      expected = paint (unbroken, content, &settings, 0);
      actual = paint (broken, content, &settings, 0);
      check_same_pixels (actual, expected);
      next = by_file (broken);
      nst_frames_free (broken);
      broken = next;
    }
  nst_frames_free (broken);
}

static void
test_goes_on_all (void)
{
  if (!check_is_emulated ())
    test_goes_on ("fast", FALSE);
  test_goes_on ("fast", TRUE);
  test_goes_on ("refine", FALSE);
}

/* A file with `pictures` of 4 x 3 pixels, for frames that are `width` wide. */
static void
check_refused (const char *pictures, const char *width, const char *says)
{
  const float  values[36] = { 0.0f };
  const gint64 shape[] = { 3, 3, 4 }, smaller[] = { 3, 3, 2 };
  g_auto (GStrv) names = g_strsplit (pictures, ",", -1);
  g_autofree char *path = g_build_filename (folder, "wrong", NULL);
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (GError) error = NULL;

  nst_weight_writer_set_metadata (writer, "format", "style-transfer frames 2");
  nst_weight_writer_set_metadata (writer, "note", "");
  nst_weight_writer_set_metadata (writer, "width", width);
  nst_weight_writer_set_metadata (writer, "height", "3");
  nst_weight_writer_set_metadata (writer, "age", "0");
  for (int i = 0; names[i] != NULL; i++)
    nst_weight_writer_add (writer, names[i], NST_DTYPE_F32, 3,
                           g_str_equal (names[i], "painted") ? smaller : shape, values);
  g_assert_true (nst_weight_writer_save (writer, path, NULL));
  g_assert_null (nst_frames_load (path, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, says);
}

/* Writes frames of 4 x 3 pixels with a map whose matrix has `rows` rows and three columns. */
static char *
write_map (gint64 rows)
{
  const float      values[36] = { 0.0f };
  const gint64     shape[] = { 3, 3, 4 }, matrix[] = { rows, 3 };
  g_autofree char *path = g_build_filename (folder, "maps", NULL);
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();

  nst_weight_writer_set_metadata (writer, "format", "style-transfer frames 2");
  nst_weight_writer_set_metadata (writer, "note", "");
  nst_weight_writer_set_metadata (writer, "width", "4");
  nst_weight_writer_set_metadata (writer, "height", "3");
  nst_weight_writer_set_metadata (writer, "age", "0");
  nst_weight_writer_add (writer, "content", NST_DTYPE_F32, 3, shape, values);
  nst_weight_writer_add (writer, "painting", NST_DTYPE_F32, 3, shape, values);
  nst_weight_writer_add (writer, "painted", NST_DTYPE_F32, 3, shape, values);
  nst_weight_writer_add (writer, "map.0.0.matrix", NST_DTYPE_F32, 2, matrix, values);
  nst_weight_writer_add (writer, "map.0.0.offset", NST_DTYPE_F32, 1, matrix, values);
  g_assert_true (nst_weight_writer_save (writer, path, NULL));
  return g_steal_pointer (&path);
}

/* Maps that are none are refused; those of another network are not used. */
static void
test_other_maps (void)
{
  NstSettings      settings;
  g_autofree char *wrong = write_map (2);
  g_autofree char *other = NULL;
  g_autoptr (NstFrames) frames = NULL;
  g_autoptr (NstPicture) content = nst_picture_new (4, 3, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (nst_frames_load (wrong, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, "impossible size");
  g_clear_error (&error);
  other = write_map (3);
  frames = nst_frames_load (other, NULL, &error);
  g_assert_no_error (error);
  set_up (&settings, "fast", "plain");
  nst_picture_free (paint (frames, content, &settings, 0));
}

static void
test_other_files (void)
{
  g_autofree char *path = g_build_filename (folder, "nothing", NULL);
  g_autoptr (NstFrames) frames = nst_frames_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (nst_frames_load (path, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, "nothing");
  g_clear_error (&error);
  g_assert_null (nst_frames_load (style_path, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, "style-transfer frames 2");
  check_refused ("content,painting,painted", "4", "painted");
  check_refused ("content,painting", "4", "painted");
  check_refused ("painting", "4", "last frame");
  check_refused ("content", "0", "size");
  check_refused ("content", "-4", "size");
  check_refused ("content", "four", "size");
  g_clear_error (&error);
  g_assert_false (nst_frames_save (frames, "", "/no/such/folder", &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, "/no/such/folder");
}

/* ---- Mistakes ---------------------------------------------------------------------- */

/* After a frame of another size or one that was cancelled, it goes on as if nothing had been. */
static void
test_mistakes (void)
{
  NstSettings   settings;
  NstStyleShare share = { style, 1.0, 1.0, NULL };
  g_autoptr (NstFrames) frames = nst_frames_new ();
  g_autoptr (NstFrames) undisturbed = nst_frames_new ();
  g_autoptr (NstPicture) first = draw (0.0, 1);
  g_autoptr (NstPicture) second = draw (3.0, 2);
  g_autoptr (NstPicture) other = check_picture (1, 50, 60);
  g_autoptr (NstPicture) expected = NULL;
  g_autoptr (NstPicture) actual = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  set_up (&settings, "fast", "warped");
  nst_picture_free (paint (frames, first, &settings, 0));
  nst_picture_free (paint (undisturbed, first, &settings, 0));
  g_assert_null (nst_stylize (&NST_REQUEST (.frames = frames, .network = network, .content = other,
                                            .styles = &share, .n_styles = 1, .settings = &settings),
                              &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "50 × 60");
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_null (nst_stylize (&NST_REQUEST (.frames = frames, .network = network, .content = second,
                                            .styles = &share, .n_styles = 1, .settings = &settings,
                                            .cancellable = cancelled),
                              &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  expected = paint (undisturbed, second, &settings, 0);
  actual = paint (frames, second, &settings, 0);
  check_same_pixels (actual, expected);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  network = nst_catalogue_open_network (NULL, argv[1], &error);
  g_assert_no_error (error);
  style_path = argv[2];
  style = nst_style_load (style_path, &error);
  g_assert_no_error (error);
  check_add_numeric ("/frames/pan", test_pan);
  check_add_numeric ("/frames/standing", test_standing);
  check_add_numeric ("/frames/begins-there", test_begins_there);
  check_add_numeric ("/frames/stays-sharp", test_stays_sharp);
  check_add_numeric ("/frames/plain-stays", test_plain_stays);
  g_test_add_func ("/frames/first-and-same", test_first_and_same);
  g_test_add_func ("/frames/cut", test_cut);
  check_add_numeric ("/frames/fade", test_fade);
  g_test_add_func ("/frames/threads", test_threads);
  g_test_add_func ("/frames/masks", test_masks);
  g_test_add_func ("/frames/goes-on", test_goes_on_all);
  g_test_add_func ("/frames/renewal", test_renewal);
  g_test_add_func ("/frames/noise", test_noise);
  g_test_add_func ("/frames/whole-frames", test_whole_frames);
  g_test_add_func ("/frames/other-maps", test_other_maps);
  g_test_add_func ("/frames/other-files", test_other_files);
  g_test_add_func ("/frames/mistakes", test_mistakes);
  folder = check_folder_new ();
  status = g_test_run ();
  check_folder_remove (folder);
  nst_style_unref (style);
  nst_network_unref (network);
  return status;
}
