/* SPDX-License-Identifier: GPL-3.0-or-later */

/* zip-directory.h - finds entries in a zip archive whose entries are uncompressed, as torch.save
 * writes them.  Nothing is unpacked. */

#ifndef NST_ZIP_DIRECTORY_H
#define NST_ZIP_DIRECTORY_H

#include <nst.h>

G_BEGIN_DECLS

typedef struct _NstZipDirectory NstZipDirectory;

gboolean nst_zip_recognize (const guint8 *bytes, gsize length);

/* Reads the list of entries; `bytes` must outlive the result.  Fails with an NST_ERROR_FILE whose
 * message is the end of a sentence, as does nst_zip_directory_find. */
NstZipDirectory *nst_zip_directory_new (const guint8 *bytes, gsize length, GError **error);
void             nst_zip_directory_free (NstZipDirectory *directory);

gboolean nst_zip_directory_has (const NstZipDirectory *directory, const char *name);

/* The position of the content of the entry `name`, which is within the file.  Fails if it is
 * missing, compressed, encrypted or out of range. */
gboolean nst_zip_directory_find (const NstZipDirectory *directory, const char *name, gsize *offset,
                                 gsize *size, GError **error);

/* The folder (without a separator in its name) that has an entry called `name`; NULL when there is
 * none or more than one.  (transfer full) */
char *nst_zip_directory_find_folder (const NstZipDirectory *directory, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstZipDirectory, nst_zip_directory_free)

G_END_DECLS

#endif
