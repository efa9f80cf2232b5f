/* SPDX-License-Identifier: GPL-3.0-or-later */

/* system.c - what each system does in its own way: locks on files, and the paths behind links. */

#include <errno.h>
#include <stdlib.h>

#include "nst-types.h"

#ifdef G_OS_WIN32
#include <io.h>
#include <windows.h>
#else
#include <sys/file.h>
#endif

#ifdef G_OS_WIN32

/* Of the last byte that a file can have, so that what others read is not locked. */
gboolean
nst_lock_file (int file)
{
  OVERLAPPED last = { .Offset = MAXDWORD, .OffsetHigh = MAXDWORD >> 1 };

  if (LockFileEx ((HANDLE) _get_osfhandle (file),
                  LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &last))
    return TRUE;
  errno = GetLastError () == ERROR_LOCK_VIOLATION ? EWOULDBLOCK : ENOSYS;
  return FALSE;
}

char *
nst_real_path (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_canonicalize_filename (path, NULL);
  errno = ENOENT;
  return NULL;
}

#else

gboolean
nst_lock_file (int file)
{
  return flock (file, LOCK_EX | LOCK_NB) == 0;
}

char *
nst_real_path (const char *path)
{
  char *real = realpath (path, NULL);
  char *ours = g_strdup (real);

  free (real);
  return ours;
}

#endif

char *
nst_file_identity (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info
      = g_file_query_info (file, G_FILE_ATTRIBUTE_ID_FILE, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return info != NULL ? g_strdup (g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE))
                      : NULL;
}
