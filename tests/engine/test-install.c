/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-install.c - installs networks for the user, with their descriptions, and removes them. */

#include <glib/gstdio.h>
#include <string.h>

#include "check.h"
#include "network/network.h"
#include "style/style.h"

static char       *folder; /* of all files that are made here; "data" in it is the user's */
static NstNetwork *codec;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* The checksum as another implementation has it would be better; GLib's at least reads the file by
 * itself. */
static char *
checksum_of (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize            n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guint8 *) bytes, n);
}

static void
install (const char *path, NstInstallation installation)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *installed = nst_catalogue_install_network (NULL, path, &installation, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_test (installed, G_FILE_TEST_IS_REGULAR));
}

static void
assert_refused (const char *path, NstInstallation installation, int code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (nst_catalogue_install_network (NULL, path, &installation, &error));
  check_sentence (error, NST_ERROR, code, says);
}

static NstNetwork *
open_installed (const char *name)
{
  g_autoptr (GError) error = NULL;
  NstNetwork *network = nst_catalogue_open_network (NULL, name, &error);

  g_assert_no_error (error);
  return network;
}

static void
remove_installed (const char *name)
{
  g_autoptr (GError) error = NULL;

  nst_catalogue_remove_network (NULL, name, &error);
  g_assert_no_error (error);
}

/* ------------------------------------------------------------------------------------ */

static void
test_listed (void)
{
  g_autofree char *path = path_of ("anything.safetensors");
  g_autofree char *checksum = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (NstNetwork) read = NULL;
  const NstNetworkInfo *info;

  check_save (codec, NST_DTYPE_F32, path);
  checksum = checksum_of (path);
  install (path, (NstInstallation) { .name = "mine", .license = "MIT", .half = TRUE });

  all = nst_catalogue_list_networks (NULL);
  g_assert_cmpuint (all->len, ==, 1);
  info = all->pdata[0];
  g_assert_cmpstr (info->name, ==, "mine");
  g_assert_cmpstr (info->architecture, ==, "codec");
  g_assert_cmpstr (info->source, ==, "drawn by chance");
  g_assert_cmpstr (info->license, ==, "MIT");
  g_assert_cmpstr (info->checksum, ==, checksum);
  g_assert_cmpuint (info->bytes, <,
                    2 * (codec->n_parameters + codec->decoder->n_parameters)
                        + 16384 /* of header */);

  read = open_installed ("mine");
  g_assert_nonnull (read->decoder);
  for (gsize i = 0; i < codec->n_parameters; i++)
    g_assert_cmpfloat_with_epsilon (read->parameters[i], codec->parameters[i], 2e-3);
  remove_installed ("mine");
}

/* Without a word on it, the number format and the license are the file's own. */
static void
test_as_it_is (void)
{
  g_autofree char *path = path_of ("plain.safetensors");
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (NstNetwork) read = NULL;

  check_save (codec, NST_DTYPE_F32, path);
  install (path, (NstInstallation) { 0 });
  all = nst_catalogue_list_networks (NULL);
  g_assert_cmpstr (((NstNetworkInfo *) all->pdata[0])->license, ==, "CC0-1.0");
  read = open_installed ("plain");
  check_same_parameters (read, codec);
  check_same_parameters (read->decoder, codec->decoder);
  remove_installed ("plain");
}

/* A network that was trained for one style keeps it. */
static void
test_style_network (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of ("waves.safetensors");
  g_autoptr (NstPicture) picture = check_picture (3, 96, 96);
  g_autoptr (NstStyle) style = nst_style_new (picture, "Waves", &error);
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (NstNetwork) original = NULL;
  g_autoptr (NstNetwork) read = NULL;
  g_autoptr (NstStyle) found = NULL;

  check_save (codec, NST_DTYPE_F16, path);
  original = nst_network_load (path, NULL, &error);
  g_assert_no_error (error);
  nst_network_write (original, NST_DTYPE_F16, writer);
  nst_weight_writer_set_metadata (writer, "passes", "3");
  g_assert_true (nst_style_write (style, original, check_pool (0), writer, &error));
  g_assert_true (nst_weight_writer_save (writer, path, &error));
  install (path, (NstInstallation) { .half = TRUE });

  read = open_installed ("waves");
  g_assert_cmpint (read->passes, ==, 3);
  found = nst_style_of_network (read, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nst_style_get_name (found), ==, "Waves");
  g_assert_nonnull (nst_style_at (found, read, check_pool (0), 96, 1.0, &error));
  remove_installed ("waves");
}

/* Torch names files after their checksum: what such a name promises is checked. */
static void
test_checksum_in_name (void)
{
  g_autofree char *path = path_of ("codec.safetensors");
  g_autofree char *wrong = path_of ("codec-0123abcd.safetensors");
  g_autofree char *checksum = NULL;
  g_autofree char *right = NULL;
  g_autofree char *name = NULL;

  check_save (codec, NST_DTYPE_F16, path);
  checksum = checksum_of (path);
  name = g_strdup_printf ("codec-%.8s.safetensors", checksum);
  right = path_of (name);
  g_assert_cmpint (g_rename (path, right), ==, 0);
  install (right, (NstInstallation) { .name = "right" });
  g_assert_cmpint (g_rename (right, wrong), ==, 0);
  assert_refused (wrong, (NstInstallation) { .name = "wrong" }, NST_ERROR_FILE, "0123abcd");
  remove_installed ("right");
}

static void
test_names (void)
{
  static const char *const bad[]
      = { "", ".", ".hidden", "a/b", "..\\b", "net.pth", "a\nb", "\xff" };
  g_autofree char *path = path_of ("named.safetensors");

  check_save (codec, NST_DTYPE_F16, path);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_refused (path, (NstInstallation) { .name = bad[i] }, NST_ERROR_ARGUMENT, "called");
  install (path, (NstInstallation) { .name = "one" });
  assert_refused (path, (NstInstallation) { .name = "one" }, NST_ERROR_ARGUMENT, "already");
  install (path, (NstInstallation) { .name = "one", .license = "new", .replace = TRUE });
  remove_installed ("one");
}

/* What is no network is not installed, and leaves what is there as it is. */
static void
test_foreign (void)
{
  g_autofree char *path = path_of ("whole.safetensors"), *rubbish = path_of ("rubbish.pth");
  g_autofree char *absent = path_of ("absent.pth");
  g_autoptr (NstNetwork) read = NULL;

  check_save (codec, NST_DTYPE_F16, path);
  g_assert_true (g_file_set_contents (rubbish, "rubbish", -1, NULL));
  install (path, (NstInstallation) { .name = "kept" });
  assert_refused (rubbish, (NstInstallation) { .name = "kept", .replace = TRUE }, NST_ERROR_FILE,
                  "rubbish.pth");
  assert_refused (absent, (NstInstallation) { 0 }, NST_ERROR_FILE, "absent.pth");
  assert_refused (folder, (NstInstallation) { 0 }, NST_ERROR_FILE, "folder");
  read = open_installed ("kept");
  remove_installed ("kept");
}

/* Only the user's own are removed, not what ships. */
static void
test_removal (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shipped = path_of ("shipped");
  g_autofree char *path = g_build_filename (shipped, "basic.safetensors", NULL);
  g_autoptr (NstCatalogue) catalogue = nst_catalogue_new (shipped, NULL);

  g_assert_cmpint (g_mkdir (shipped, 0700), ==, 0);
  check_save (codec, NST_DTYPE_F16, path);
  g_assert_false (nst_catalogue_remove_network (catalogue, "basic", &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "basic");
  g_clear_error (&error);
  g_assert_false (nst_catalogue_remove_network (catalogue, "absent", &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "no network");
  g_clear_error (&error);
  g_assert_false (nst_catalogue_remove_network (catalogue, "../shipped/basic", &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "called");
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* A checkpoint that was written by torch, elsewhere. */
static void
test_published (void)
{
  const char      *shared = g_getenv ("NST_SHARED");
  g_autofree char *path = NULL;
  g_autoptr (NstNetwork) read = NULL;
  g_autoptr (NstNetwork) original = NULL;
  g_autoptr (GError) error = NULL;

  if (shared != NULL)
    path = g_build_filename (shared, "teachers", "vgg19-distilled-16x", "e5.pth", NULL);
  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("There is no published checkpoint beside the repository.");
      return;
    }
  install (path, (NstInstallation) { .license = "MIT" });
  read = open_installed ("e5");
  original = nst_network_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nst_network_get_architecture (read), ==, "vgg19-distilled");
  check_same_parameters (read, original);
  remove_installed ("e5");
}

int
main (int argc, char **argv)
{
  g_autofree char *data = NULL;
  int              result;

  g_test_init (&argc, &argv, NULL);
  folder = check_folder_new ();
  codec = check_codec (1);
  data = path_of ("data");
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_setenv ("XDG_DATA_DIRS", data, TRUE);
  g_unsetenv ("NST_WEIGHTS");
  g_test_add_func ("/install/listed", test_listed);
  g_test_add_func ("/install/as-it-is", test_as_it_is);
  g_test_add_func ("/install/style-network", test_style_network);
  g_test_add_func ("/install/checksum-in-name", test_checksum_in_name);
  g_test_add_func ("/install/names", test_names);
  g_test_add_func ("/install/foreign", test_foreign);
  g_test_add_func ("/install/removal", test_removal);
  g_test_add_func ("/install/published", test_published);
  result = g_test_run ();
  nst_network_unref (codec);
  check_folder_remove (folder);
  return result;
}
