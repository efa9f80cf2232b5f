/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fuzz-weight-file.c - whole weight files.  RECOGNIZE names the reader that is meant: it is built
 * once for safetensors and once for torch's checkpoints.
 */

#include "fuzz.h"
#include "network/safetensors.h"
#include "network/torch-checkpoint.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstWeightFile) file = NULL;

  if (!RECOGNIZE (data, length))
    return 0;
  file = nst_weight_file_open_bytes (data, length, "fuzz", &error);
  g_assert_true ((file == NULL) == (error != NULL));
  fuzz_check_error (error);
  if (file != NULL)
    fuzz_read_tensors (file);
  return 0;
}
