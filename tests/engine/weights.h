/* SPDX-License-Identifier: GPL-3.0-or-later */

/* weights.h - writes weight files byte by byte, and reads them for the tests. */

#ifndef WEIGHTS_H
#define WEIGHTS_H

#include "network/weight-writer.h"

/* ---- Bytes --------------------------------------------------------------------------- */

void bytes_put (GByteArray *bytes, const char *text, gsize length);
void bytes_put_text (GByteArray *bytes, const char *text);
/* A little-endian integer of `n` bytes. */
void bytes_put_number (GByteArray *bytes, guint64 value, guint n);
void bytes_put_zeros (GByteArray *bytes, guint n);
void bytes_put_bytes (GByteArray *bytes, const GByteArray *more);
/* ---- Files --------------------------------------------------------------------------- */

/* The folder of all files that a test makes, made before its first and removed after its last. */
void weights_make_folder (void);
void weights_remove_folder (void);

/* The path of a file in it; "" is the folder itself. */
char *weights_path (const char *name);
/* The error must be a sentence that names the file and says `fragment`. */
void weights_check_sentence (const GError *error, const char *path, const char *fragment);
void weights_assert_path_refused (const char *path, const char *fragment);
void weights_assert_refused (const GByteArray *bytes, const char *fragment);
/* Opens a file of these bytes, which must succeed. */
NstWeightFile *weights_open (const GByteArray *bytes);
/* The tensor has exactly this shape and these values. */
void weights_assert_tensor (const NstWeightFile *file, const char *name, guint n_dimensions,
                            const gint64 *shape, const float *expected);
/* Every beginning of the file, and the file with each byte changed in several ways. */
void weights_damage (const GByteArray *bytes, gboolean ends_exactly);
/* A safetensors file of a header, and zeros for its data. */
GByteArray *weights_safetensors (const char *header, guint data_length);

#endif
