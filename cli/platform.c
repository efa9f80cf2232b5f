/* SPDX-License-Identifier: GPL-3.0-or-later */

/* platform.c - what systems do each in their own way. */

#define _GNU_SOURCE /* memfd_create */

#include "platform.h"

#include <stdio.h>

#ifdef G_OS_WIN32

#include <windows.h>

guint64
cli_system_memory (void)
{
  MEMORYSTATUSEX status = { .dwLength = sizeof status };

  return GlobalMemoryStatusEx (&status) ? status.ullTotalPhys : G_MAXUINT64;
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

/* It has a name here, and stays until the folder for temporary files is emptied. */
int
cli_system_nameless_file (void)
{
  g_autofree char *path = NULL;

  return g_file_open_tmp ("nst-XXXXXX", &path, NULL);
}

/* Windows' C library knows no lines in between, and takes a buffer of no bytes for a mistake. */
void
cli_system_flush_lines (void)
{
  setvbuf (stdout, NULL, _IONBF, 0);
}

#else

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

int
cli_system_nameless_file (void)
{
  return memfd_create ("nst", MFD_CLOEXEC);
}

guint64
cli_system_memory (void)
{
  long pages = sysconf (_SC_PHYS_PAGES), bytes = sysconf (_SC_PAGESIZE);

  return pages > 0 && bytes > 0 ? (guint64) pages * (guint64) bytes : G_MAXUINT64;
}

int
cli_system_columns (void)
{
  struct winsize size;

  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

char *
cli_system_program (void)
{
  return g_file_read_link ("/proc/self/exe", NULL);
}

void
cli_system_flush_lines (void)
{
  setvbuf (stdout, NULL, _IOLBF, 0);
}

#endif
