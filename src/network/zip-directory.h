/* SPDX-License-Identifier: GPL-3.0-or-later */

/* zip-directory.h - where the entries of a zip archive lie in it, for archives whose entries are
 * stored as they are, as torch.save makes them.  Nothing is ever unpacked.
 */

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

/* Where the content of the entry `name` lies: all of it is in the file.  Fails when it is missing,
 * compressed, encrypted or out of range. */
gboolean nst_zip_directory_find (const NstZipDirectory *directory, const char *name, gsize *offset,
                                 gsize *size, GError **error);

/* The folder (without a separator in its name) that has an entry called `name`; NULL when there is
 * none or more than one.  (transfer full) */
char *nst_zip_directory_find_folder (const NstZipDirectory *directory, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstZipDirectory, nst_zip_directory_free)

G_END_DECLS

#endif
