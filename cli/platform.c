/* SPDX-License-Identifier: GPL-3.0-or-later */

/* platform.c - what systems do each in their own way. */

#define _GNU_SOURCE /* memfd_create */

#include "platform.h"

#include <stdio.h>
#include <string.h>

#ifdef G_OS_WIN32

#include <glib/gstdio.h>
#include <io.h>
#include <windows.h>
/* after it, whose types it uses: */
#include <psapi.h>

#define LONGEST_NAME 255 /* UTF-16 units, on NTFS */

guint64
cli_system_memory (void)
{
  MEMORYSTATUSEX status = { .dwLength = sizeof status };

  return GlobalMemoryStatusEx (&status) ? status.ullTotalPhys : G_MAXUINT64;
}

static PROCESS_MEMORY_COUNTERS
own_memory (void)
{
  PROCESS_MEMORY_COUNTERS counters = { .cb = sizeof counters };

  GetProcessMemoryInfo (GetCurrentProcess (), &counters, sizeof counters);
  return counters;
}

gint64
cli_system_resident_bytes (void)
{
  return (gint64) own_memory ().WorkingSetSize;
}

gint64
cli_system_peak_bytes (void)
{
  return (gint64) own_memory ().PeakWorkingSetSize;
}

int
cli_system_columns (void)
{
  CONSOLE_SCREEN_BUFFER_INFO info;

  if (!GetConsoleScreenBufferInfo (GetStdHandle (STD_ERROR_HANDLE), &info))
    return 0;
  return info.srWindow.Right - info.srWindow.Left + 1;
}

char *
cli_system_program (void)
{
  g_autofree char *folder = g_win32_get_package_installation_directory_of_module (NULL);

  /* GLib leaves out a last folder "bin"; of the path, only the folder is asked for. */
  return folder != NULL ? g_build_filename (folder, "nst.exe", NULL) : NULL;
}

gboolean
cli_system_name_fits (const char *name)
{
  glong                 units = 0;
  g_autofree gunichar2 *text = g_utf8_to_utf16 (name, -1, NULL, &units, NULL);

  return text != NULL && units <= LONGEST_NAME;
}

int
cli_system_create_in (const NstDraft *folder, const char *name)
{
  g_autofree char *path = g_build_filename (nst_draft_get_path (folder), name, NULL);

  return g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_BINARY, 0666);
}

/* It has a name here, and stays until the folder for temporary files is emptied. */
int
cli_system_nameless_file (void)
{
  g_autofree char *path = NULL;

  return g_file_open_tmp ("nst-XXXXXX", &path, NULL);
}

char *
cli_system_path_of (int file)
{
  wchar_t path[32768]; /* the longest that there is */
  DWORD   units
      = GetFinalPathNameByHandleW ((HANDLE) _get_osfhandle (file), path, G_N_ELEMENTS (path), 0);

  return units < G_N_ELEMENTS (path) ? g_utf16_to_utf8 (path, units, NULL, NULL, NULL)
                                     : g_strdup ("");
}

gint64
cli_system_modified (const struct stat *status)
{
  return (gint64) status->st_mtime * 1000000000;
}

/* Windows' C library knows no lines in between, and takes a buffer of no bytes for a mistake. */
void
cli_system_flush_lines (void)
{
  setvbuf (stdout, NULL, _IONBF, 0);
}

#else

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif
#include <limits.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

gboolean
cli_system_name_fits (const char *name)
{
  return strlen (name) <= NAME_MAX;
}

/* By the folder's descriptor: its path with the name may be too long. */
int
cli_system_create_in (const NstDraft *folder, const char *name)
{
  return openat (nst_draft_get_descriptor (folder), name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                 0666);
}

int
cli_system_nameless_file (void)
{
#ifdef MFD_CLOEXEC
  return memfd_create ("nst", MFD_CLOEXEC);
#else
  g_autofree char *path = NULL;
  int              file = g_file_open_tmp ("nst-XXXXXX", &path, NULL);

  if (file >= 0)
    unlink (path);
  return file;
#endif
}

char *
cli_system_path_of (int file)
{
#ifdef __linux__
  return g_strdup_printf ("/proc/self/fd/%d", file);
#else
  return g_strdup_printf ("/dev/fd/%d", file);
#endif
}

gint64
cli_system_modified (const struct stat *status)
{
#ifdef __APPLE__
  const struct timespec *time = &status->st_mtimespec;
#else
  const struct timespec *time = &status->st_mtim;
#endif

  return (gint64) time->tv_sec * 1000000000 + time->tv_nsec;
}

guint64
cli_system_memory (void)
{
  long pages = sysconf (_SC_PHYS_PAGES), bytes = sysconf (_SC_PAGESIZE);

  return pages > 0 && bytes > 0 ? (guint64) pages * (guint64) bytes : G_MAXUINT64;
}

#ifdef __linux__

static gint64
read_status (const char *key)
{
  g_autofree char *status = NULL;
  const char      *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL)
      || !(line = strstr (status, key)))
    return 0;
  return g_ascii_strtoll (line + strlen (key), NULL, 10) * 1024;
}

gint64
cli_system_resident_bytes (void)
{
  return read_status ("VmRSS:");
}

/* getrusage would count what this process was before it became this program. */
gint64
cli_system_peak_bytes (void)
{
  return read_status ("VmHWM:");
}

#else

gint64
cli_system_resident_bytes (void)
{
  return 0;
}

gint64
cli_system_peak_bytes (void)
{
  struct rusage usage;

  if (getrusage (RUSAGE_SELF, &usage) != 0)
    return 0;
#ifdef __APPLE__
  return usage.ru_maxrss;
#else
  return usage.ru_maxrss * (gint64) 1024;
#endif
}

#endif

int
cli_system_columns (void)
{
  struct winsize size;

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

char *
cli_system_program (void)
{
#ifdef __APPLE__
  char     path[PATH_MAX];
  uint32_t bytes = sizeof path;

  return _NSGetExecutablePath (path, &bytes) == 0 ? g_strdup (path) : NULL;
#else
  return g_file_read_link ("/proc/self/exe", NULL);
#endif
}

void
cli_system_flush_lines (void)
{
  setvbuf (stdout, NULL, _IOLBF, 0);
}

#endif
