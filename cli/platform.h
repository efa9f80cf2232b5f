/* SPDX-License-Identifier: GPL-3.0-or-later */

/* platform.h - what systems do each in their own way: the flags of open (), names, the terminal,
 * memory. */

#ifndef CLI_SYSTEM_H
#define CLI_SYSTEM_H

#include <fcntl.h>
#include <nst.h>
#include <sys/stat.h>

#ifndef O_CLOEXEC
#define O_CLOEXEC 0
#endif
#ifndef O_NONBLOCK
#define O_NONBLOCK 0
#endif
#ifndef O_BINARY /* Windows' own: without it, the ends of lines are translated */
#define O_BINARY 0
#endif
#ifdef G_OS_WIN32
#define fsync _commit
#endif

/* Bytes of memory that the machine has; G_MAXUINT64 where it does not say. */
guint64 cli_system_memory (void);

/* Bytes of it that this program has by now, and the most that it has had; 0 where the system does
 * not say. */
gint64 cli_system_resident_bytes (void);
gint64 cli_system_peak_bytes (void);

/* Columns of the terminal that standard error is; 0 where it does not say. */
int cli_system_columns (void);

/* The path of this program; (transfer full), or NULL. */
char *cli_system_program (void);

/* Whether a file system takes a name of this length, without folders. */
gboolean cli_system_name_fits (const char *name);

/* Creates a new, empty file `name` in the folder `folder`, to write to; below 0: the error is in
 * errno. */
int cli_system_create_in (const NstDraft *folder, const char *name);

/* An empty file without a name, open for reading and writing; below 0: there can be none. */
int cli_system_nameless_file (void);

/* A path by which this process can open the file that it has open; (transfer full). */
char *cli_system_path_of (int file);

/* When the file was last changed, in nanoseconds, as far as the system knows. */
gint64 cli_system_modified (const struct stat *status);

/* Standard output is written line by line, or as it comes where it cannot be. */
void cli_system_flush_lines (void);

#endif
