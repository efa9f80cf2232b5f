/* SPDX-License-Identifier: GPL-3.0-or-later */

/* shipped-folder.c - the folders of the bundled networks and styles and of the manual. */

#include "store/shipped-folder.h"

#include <libgimp/gimp.h>

char *
shipped_folder_path (const char *name)
{
  g_autofree char *program = g_path_get_dirname (gimp_get_progname ());
  g_autofree char *beside = g_build_filename (program, name, NULL);

  if (g_file_test (beside, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&beside);
  if (g_str_equal (name, "manual"))
    return g_strdup (NST_MANUAL_DIR);
  return g_strdup (g_str_equal (name, "styles") ? NST_STYLES_DIR : NST_NETWORKS_DIR);
}

NstCatalogue *
shipped_folder_catalogue (void)
{
  g_autofree char *networks = shipped_folder_path ("weights");
  g_autofree char *styles = shipped_folder_path ("styles");

  return nst_catalogue_new (networks, styles);
}
