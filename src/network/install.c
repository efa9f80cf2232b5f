/* SPDX-License-Identifier: GPL-3.0-or-later */

/* install.c - installs networks into the user's data folder, and removes them.
 *
 * An installed network is a safetensors file with the needed layers.  Its metadata has the SHA-256
 * checksum of the original file, the source (else the file's name) and the license.
 */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/catalogue.h"
#include "network/file-error.h"
#include "network/network-catalogue.h"
#include "network/network.h"

#define CHECKSUM_DIGITS 64
#define LEAST_DIGITS    8 /* of a checksum in a file's name */

/* ---- Checksums --------------------------------------------------------------------- */

/* Torch publishes files as NAME-DIGITS.pth, where the digits begin the SHA-256 checksum.  Returns:
 * (transfer full) the digits, or NULL. */
static char *
digits_of_name (const char *path)
{
  g_autofree char *name = nst_installed_name (&nst_installed_networks, path);
  const char      *dash = strrchr (name, '-');
  gsize            n = dash != NULL ? strlen (dash + 1) : 0;

  if (n < LEAST_DIGITS || n > CHECKSUM_DIGITS || strspn (dash + 1, "0123456789abcdef") != n)
    return NULL;
  return g_strdup (dash + 1);
}

static gboolean
check_digits (const char *path, const char *checksum, GError **error)
{
  g_autofree char *digits = digits_of_name (path);
  g_autofree char *shown = g_filename_display_name (path);

  if (digits == NULL || g_str_has_prefix (checksum, digits))
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_FILE,
               _ ("“%s” does not match its name: its SHA-256 checksum begins with %.*s, not with "
                  "%s; download it again."),
               shown, (int) strlen (digits), checksum, digits);
  return FALSE;
}

/* ---- Names ------------------------------------------------------------------------- */

static gboolean
check_name (const char *name, GError **error)
{
  gboolean good = *name != '\0' && *name != '.' && g_utf8_validate (name, -1, NULL)
                  && strpbrk (name, "/\\") == NULL;

  for (int e = 0; nst_installed_networks.endings[e] != NULL; e++)
    good = good && !g_str_has_suffix (name, nst_installed_networks.endings[e]);
  for (const char *c = name; *c != '\0'; c++)
    good = good && !g_ascii_iscntrl (*c);
  if (!good)
    {
      g_autofree char *quoted = nst_file_quote (name, strlen (name));

      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   _ ("A network cannot be called “%s”; a name must not contain a slash, begin "
                      "with a dot or have a file extension."),
                   quoted);
    }
  return good;
}

static gboolean
check_free (const char *name, const char *folder, GError **error)
{
  g_autofree char *path = nst_installed_find (&nst_installed_networks, name, folder, NULL);
  g_autofree char *shown = path != NULL ? g_filename_display_name (path) : NULL;

  if (path == NULL)
    return TRUE;
  g_set_error (
      error, NST_ERROR, NST_ERROR_ARGUMENT,
      _ ("A network “%s” already exists in “%s”; choose another name, or replace it with --force."),
      name, shown);
  return FALSE;
}

/* The path of the user's own network `name`. */
static char *
user_path (const char *name, const char *ending)
{
  g_autofree char *folder = nst_installed_user_folder (&nst_installed_networks);
  g_autofree char *file = g_strconcat (name, ending, NULL);

  return g_build_filename (folder, file, NULL);
}

/* ---- Copying ----------------------------------------------------------------------- */

/* The number format of the file's own weights. */
static NstDtype
dtype_of (const NstWeightFile *file, const NstNetwork *network)
{
  g_autofree char *name = g_strconcat (network->architecture->layers[0].tensor, ".weight", NULL);

  return nst_weight_file_lookup (file, name)->dtype;
}

static void
describe (const NstWeightFile *file, const char *checksum, const char *license,
          NstWeightWriter *writer)
{
  const char      *path = nst_weight_file_get_path (file);
  g_autofree char *base = g_filename_display_basename (path);

  nst_weight_writer_copy_metadata (writer, file);
  nst_weight_writer_set_metadata (writer, "sha256", checksum);
  if (nst_weight_file_get_metadata (file, "source") == NULL)
    nst_weight_writer_set_metadata (writer, "source", base);
  if (license != NULL)
    nst_weight_writer_set_metadata (writer, "license", license);
}

static gboolean
copy (const char *path, const NstInstallation *installation, const char *to, GError **error)
{
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (NstNetwork) network = NULL;
  g_autoptr (NstWeightFile) file = nst_weight_file_open (path, error);
  g_autofree char *checksum = file != NULL ? nst_weight_file_checksum (file) : NULL;

  /* Check the checksum first: for an incomplete file, it explains more than a missing tensor. */
  if (file == NULL || !check_digits (path, checksum, error)
      || !(network = nst_network_load (path, NULL, error)))
    return FALSE;
  nst_network_write (network, installation->half ? NST_DTYPE_F16 : dtype_of (file, network),
                     writer);
  /* What else a per-style network's file holds: its style. */
  if (nst_weight_file_get_metadata (file, "format") != NULL
      && !nst_weight_writer_copy_tensors (writer, file, error))
    return FALSE;
  describe (file, checksum, installation->license, writer);
  return nst_weight_writer_save (writer, to, error);
}

static gboolean
make_folder (GError **error)
{
  g_autofree char *folder = nst_installed_user_folder (&nst_installed_networks);
  g_autofree char *shown = g_filename_display_name (folder);

  if (g_mkdir_with_parents (folder, 0777) == 0)
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The folder “%s” cannot be created: %s."),
               shown, g_strerror (errno));
  return FALSE;
}

char *
nst_catalogue_install_network (const NstCatalogue *catalogue, const char *path,
                               const NstInstallation *installation, GError **error)
{
  g_autofree char *own = nst_installed_name (&nst_installed_networks, path);
  const char      *name = installation->name != NULL ? installation->name : own;
  g_autofree char *to = user_path (name, ".safetensors");

  if (!check_name (name, error)
      || (!installation->replace
          && !check_free (name, nst_catalogue_get_networks (catalogue), error))
      || !make_folder (error) || !copy (path, installation, to, error))
    return NULL;
  return g_steal_pointer (&to);
}

gboolean
nst_catalogue_remove_network (const NstCatalogue *catalogue, const char *name, GError **error)
{
  g_autofree char *elsewhere = NULL;

  if (!check_name (name, error))
    return FALSE;
  for (int e = 0; nst_installed_networks.endings[e] != NULL; e++)
    {
      g_autofree char *path = user_path (name, nst_installed_networks.endings[e]);
      g_autofree char *shown = g_filename_display_name (path);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      if (g_remove (path) == 0)
        return TRUE;
      g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("“%s” cannot be removed: %s."), shown,
                   g_strerror (errno));
      return FALSE;
    }
  elsewhere = nst_installed_find (&nst_installed_networks, name,
                                  nst_catalogue_get_networks (catalogue), NULL);
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               elsewhere != NULL ? _ ("“%s” is not in your folder and cannot be removed.")
                                 : _ ("There is no network “%s”."),
               name);
  return FALSE;
}
