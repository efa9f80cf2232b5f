/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-accidents.c - failures of the system during a call: memory, at every amount, and space on
 * the disk.  Each call has its own process with lower limits; it must end with an error, or with
 * the result. */

#include <glib/gstdio.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "style/style.h"

static char       *folder;
static NstNetwork *codec;

/* ---- A process of its own ---------------------------------------------------------- */

/* What is tried: TRUE, or FALSE with an error. */
typedef gboolean (*Attempt) (GError **error);

typedef enum
{
  DONE = 0,
  REFUSED = 3, /* with a proper error of the code that was expected */
  WRONG = 4
} Outcome;

static gsize
address_space (void)
{
  g_autofree char *statistics = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &statistics, NULL, NULL));
  return (gsize) g_ascii_strtoull (statistics, NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

static int
outcome_of (gboolean done, const GError *error, int code)
{
  if (done)
    return error == NULL ? DONE : WRONG;
  /* A file that cannot be mapped for want of memory is a file that cannot be used. */
  if (code == NST_ERROR_MEMORY && g_error_matches (error, NST_ERROR, NST_ERROR_FILE)
      && strstr (error->message, "allocate memory") != NULL)
    code = NST_ERROR_FILE;
  if (!g_error_matches (error, NST_ERROR, code))
    {
      fprintf (stderr, "not the error: %s\n", error != NULL ? error->message : "none");
      return WRONG;
    }
  check_sentence (error, NST_ERROR, code, "");
  return REFUSED;
}

/* `attempt` with at most `limit` of `resource`: for the address space, beyond what is there.  How
 * it ended: an Outcome, or the negative number of a signal. */
static int
try_within (Attempt attempt, int resource, rlim_t limit, int code)
{
  int   status;
  pid_t child;

  fflush (stdout);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      struct rlimit bounds = { limit, limit };
      GError       *error = NULL;
      gboolean      done;

      if (resource == RLIMIT_AS)
        bounds.rlim_cur = bounds.rlim_max = limit + address_space ();
      signal (SIGXFSZ, SIG_IGN);
      if (setrlimit (resource, &bounds) != 0)
        _exit (WRONG);
      done = attempt (&error);
      _exit (outcome_of (done, error, code));
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -WTERMSIG (status);
}

/* From next to nothing to more than enough: first it is refused, in the end it is done. */
static void
check_memory (Attempt attempt)
{
  int refused = 0, outcome = WRONG;

  if (check_is_watched ()) /* a sanitizer reserves terabytes of addresses */
    {
      g_test_skip ("A sanitizer or an emulator needs more addresses than a limit leaves.");
      return;
    }
  for (gsize limit = 2 << 20; limit < (gsize) 1 << 30; limit += limit / 5)
    {
      outcome = try_within (attempt, RLIMIT_AS, limit, NST_ERROR_MEMORY);
      if (outcome != DONE && outcome != REFUSED)
        g_error ("with %" G_GSIZE_FORMAT " kB it ended with %d", limit >> 10, outcome);
      if (outcome == DONE)
        break;
      refused++;
    }
  g_assert_cmpint (outcome, ==, DONE);
  g_assert_cmpint (refused, >=, 3);
}

/* ---- Memory ------------------------------------------------------------------------ */

static const char *method;
static NstPicture *scarce_content, *scarce_style; /* made before memory is scarce */
static float      *scarce_mask;                   /* of a second style; or NULL */

static gboolean
stylize (GError **error)
{
  g_autoptr (NstStyle) style = nst_style_new (scarce_style, "Style", error);
  g_autoptr (NstPicture) painting = NULL;
  NstStyleShare shares[] = { { style, 1.0, 1.0, NULL }, { style, 1.0, 1.0, scarce_mask } };
  NstSettings   settings;

  if (style == NULL)
    return FALSE;
  check_quick_settings (&settings);
  nst_settings_set (&settings, "method", method, NULL);
  settings.iterations = 2;
  painting = nst_stylize (&NST_REQUEST (.network = codec, .content = scarce_content,
                                        .styles = shares, .n_styles = scarce_mask != NULL ? 2 : 1,
                                        .settings = &settings, .threads = 1),
                          error);
  return painting != NULL;
}

static void
check_stylizing (const char *by, gboolean masked, gboolean regions)
{
  method = by;
  scarce_mask = regions ? g_new (float, 400 * 300) : NULL;
  for (int i = 0; regions && i < 400 * 300; i++)
    scarce_mask[i] = (float) (i % 400) / 400.0f;
  scarce_content = check_picture (1, 400, 300);
  scarce_style = check_picture (2, 300, 300);
  if (masked)
    {
      g_assert_true (nst_picture_add_mask (scarce_content, NULL));
      for (int i = 0; i < 400 * 300; i++)
        scarce_content->mask[i] = i % 400 < 300 ? 1.0f : 0.0f;
    }
  check_memory (stylize);
  g_clear_pointer (&scarce_mask, g_free);
  g_clear_pointer (&scarce_content, nst_picture_free);
  g_clear_pointer (&scarce_style, nst_picture_free);
}

static void
test_memory_refine (void)
{
  check_stylizing ("refine", FALSE, FALSE);
}

static void
test_memory_fast (void)
{
  check_stylizing ("fast", TRUE, FALSE);
}

static void
test_memory_regions (void)
{
  check_stylizing ("refine", TRUE, TRUE);
  check_stylizing ("fast", FALSE, TRUE);
}

/* Two frames, of which the second has a past. */
static gboolean
stylize_frames (GError **error)
{
  g_autoptr (NstFrames) frames = nst_frames_new ();
  g_autoptr (NstStyle) style = nst_style_new (scarce_style, "Style", error);
  NstStyleShare share = { style, 1.0, 1.0, NULL };
  NstSettings   settings;

  check_quick_settings (&settings);
  nst_settings_set (&settings, "method", method, NULL);
  settings.iterations = 2;
  for (int i = 0; i < 2 && style != NULL; i++)
    {
      g_autoptr (NstPicture) painting = nst_stylize (
          &NST_REQUEST (.frames = frames, .network = codec, .content = scarce_content,
                        .styles = &share, .n_styles = 1, .settings = &settings, .threads = 1),
          error);

      if (painting == NULL)
        return FALSE;
    }
  return style != NULL;
}

static void
test_memory_frames (void)
{
  static const char *const methods[] = { "fast", "refine" };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      method = methods[i];
      scarce_content = check_picture (1, 400, 300);
      scarce_style = check_picture (2, 300, 300);
      check_memory (stylize_frames);
      g_clear_pointer (&scarce_content, nst_picture_free);
      g_clear_pointer (&scarce_style, nst_picture_free);
    }
}

/* Both methods, regions and frames, at every amount. */
static void
test_memory_stylizing (void)
{
  test_memory_refine ();
  test_memory_fast ();
  test_memory_regions ();
  test_memory_frames ();
  if (!check_is_watched ())
    check_outcome ("Accidents", "the system refuses memory, at any amount, by both methods",
                   "a sentence says that there is not enough memory");
}

static gboolean
load_network (GError **error)
{
  g_autofree char *path = g_build_filename (folder, "codec.safetensors", NULL);
  g_autoptr (NstNetwork) network = nst_network_load (path, NULL, error);

  return network != NULL;
}

static void
test_memory_network (void)
{
  check_memory (load_network);
}

static gboolean
save_network (GError **error)
{
  g_autofree char *path = g_build_filename (folder, "saved.safetensors", NULL);
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();

  nst_network_write (codec, NST_DTYPE_F32, writer);
  return nst_weight_writer_save (writer, path, error);
}

static void
test_memory_saving (void)
{
  check_memory (save_network);
}

/* ---- A full disk ------------------------------------------------------------------- */

static gboolean
save_style (GError **error)
{
  g_autofree char *path = g_build_filename (folder, "saved.safetensors", NULL);
  g_autoptr (NstPicture) picture = check_picture (4, 96, 96);
  g_autoptr (NstStyle) style = nst_style_new (picture, "Waves", error);

  return style != NULL && nst_style_save (style, codec, 1, path, NULL, error);
}

/* What was there before stays, and nothing is left beside it. */
static void
check_full_disk (Attempt attempt)
{
  g_autofree char *path = g_build_filename (folder, "saved.safetensors", NULL);
  g_autofree char *content = NULL;
  const char      *name;
  guint            files = 0;
  g_autoptr (GDir) dir = NULL;

  g_assert_true (g_file_set_contents (path, "what was there", -1, NULL));
  for (rlim_t limit = 0; limit <= 32 * 1024; limit += 16 * 1024)
    g_assert_cmpint (try_within (attempt, RLIMIT_FSIZE, limit, NST_ERROR_FILE), ==, REFUSED);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "what was there");
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    files += g_str_has_prefix (name, "saved.safetensors");
  g_assert_cmpuint (files, ==, 1);
}

static void
test_disk_network (void)
{
  check_full_disk (save_network);
  check_outcome ("Accidents", "the disk is full while a network is saved",
                 "what was there stays, nothing is left beside it, a sentence says so");
}

static void
test_disk_style (void)
{
  check_full_disk (save_style);
  check_outcome ("Accidents", "the disk is full while a style is saved",
                 "what was there stays, nothing is left beside it, a sentence says so");
}

/* ---- Names that lead nowhere ------------------------------------------------------- */

static void
test_wrong_places (void)
{
  g_autofree char *deep = g_build_filename (folder, "no", "such", "style.safetensors", NULL);
  g_autofree char *gone = g_build_filename (folder, "gone.safetensors", NULL);
  g_autoptr (NstPicture) picture = check_picture (4, 32, 32);
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyle) style = nst_style_new (picture, "Waves", &error);

  g_assert_no_error (error);
  g_assert_false (nst_style_save (style, codec, 1, deep, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, deep);
  g_clear_error (&error);
  g_assert_false (nst_style_save (style, codec, 1, folder, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, folder);
  g_clear_error (&error);
  g_assert_null (nst_style_load (folder, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, "folder");
  g_clear_error (&error);
  g_assert_null (nst_style_load (gone, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, "no such file");
}

/* ---- Pictures that are none -------------------------------------------------------- */

/* Wherever one stands, in the content or in the style; where it does not count, it does no harm. */
static void
test_no_numbers (void)
{
  static const float none[] = { NAN, INFINITY, -INFINITY };

  for (int k = 0; k < 12; k++)
    {
      g_autoptr (NstPicture) content = check_picture (1, 40, 30);
      g_autoptr (NstPicture) style = check_picture (2, 30, 30);
      NstPicture       *spoiled = k % 2 == 0 ? content : style;
      const NstPicture *styles[] = { style };
      g_autoptr (GError) error = NULL;
      NstSettings settings;

      check_quick_settings (&settings);
      g_assert_true (nst_picture_add_mask (spoiled, &error));
      for (int i = 0; i < spoiled->width * spoiled->height; i++)
        spoiled->mask[i] = 1.0f;
      if (k < 6)
        spoiled->pixels[k * 101] = none[k / 2];
      else
        spoiled->mask[k * 11] = none[(k - 6) / 2];
      g_assert_null (check_stylize_pictures (codec, content, styles, 1, &settings, 1, NULL, NULL,
                                             NULL, NULL, &error));
      check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, k < 6 ? "a pixel" : "a mask");
      check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, k % 2 == 0 ? "picture" : "style");
    }
}

/* As narrow as a line and as long as a corridor, as content and as style. */
static void
test_lines (void)
{
  static const struct
  {
    const char *method;
    int         content[2], style[2];
  } lines[] = {
    { "refine", { 30000, 1 }, { 40, 30 } }, { "fast", { 1, 30000 }, { 40, 30 } },
    { "refine", { 40, 30 }, { 1, 30000 } }, { "fast", { 40, 30 }, { 30000, 1 } },
    { "refine", { 1, 1 }, { 1, 1 } },       { "fast", { 1, 1 }, { 1, 1 } },
  };

  for (gsize k = 0; k < G_N_ELEMENTS (lines); k++)
    {
      g_autoptr (NstPicture) content = check_picture (1, lines[k].content[0], lines[k].content[1]);
      g_autoptr (NstPicture) style = check_picture (2, lines[k].style[0], lines[k].style[1]);
      NstSettings settings;

      check_quick_settings (&settings);
      nst_settings_set (&settings, "method", lines[k].method, NULL);
      settings.iterations = 2;
      nst_picture_free (check_stylize (codec, content, style, &settings, 0, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  int              result;

#ifdef __GLIBC__
  /* What a test before has freed, or a thread has reserved, is not at hand for the next. */
  mallopt (M_MMAP_THRESHOLD, 64 * 1024);
  mallopt (M_ARENA_MAX, 1);
#endif
  g_test_init (&argc, &argv, NULL);
  folder = check_folder_new ();
  path = g_build_filename (folder, "codec.safetensors", NULL);
  {
    g_autoptr (NstNetwork) drawn = check_codec (1);

    check_save (drawn, NST_DTYPE_F32, path);
    codec = nst_network_load (path, NULL, NULL);
  }
  g_test_add_func ("/accidents/memory/stylizing", test_memory_stylizing);
  g_test_add_func ("/accidents/memory/network", test_memory_network);
  g_test_add_func ("/accidents/memory/saving", test_memory_saving);
  g_test_add_func ("/accidents/disk/network", test_disk_network);
  g_test_add_func ("/accidents/disk/style", test_disk_style);
  g_test_add_func ("/accidents/wrong-places", test_wrong_places);
  g_test_add_func ("/accidents/no-numbers", test_no_numbers);
  g_test_add_func ("/accidents/lines", test_lines);
  result = g_test_run ();
  nst_network_unref (codec);
  check_folder_remove (folder);
  return result;
}
