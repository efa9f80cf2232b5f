/* SPDX-License-Identifier: GPL-3.0-or-later */

/* output-file.c - writes files without losing data. */

#include "output-file.h"

#include <errno.h>
#include <unistd.h>

#include <nst.h>

#include "output-place.h"

struct _CliOutput
{
  char     *path; /* as the user calls it */
  NstDraft *draft;
  gboolean  force;
};

static gboolean
refuse_for (const char *path, const GError *reason, GError **error)
{
  gboolean exists = g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_EXIST);

  return cli_output_refuse (path, exists ? CLI_OUTPUT_EXISTS : reason->message, error);
}

static void
output_free (CliOutput *output)
{
  g_free (output->path);
  g_free (output);
}

CliOutput *
cli_output_new (const char *path, gboolean force, GError **error)
{
  g_autofree char *place = cli_output_place (path, error);
  g_autoptr (GError) reason = NULL;
  NstDraft  *draft = place != NULL ? nst_draft_new (place, &reason) : NULL;
  CliOutput *output;

  if (draft == NULL)
    {
      if (reason != NULL)
        refuse_for (path, reason, error);
      return NULL;
    }
  output = g_new0 (CliOutput, 1);
  output->path = g_strdup (path);
  output->draft = draft;
  output->force = force;
  return output;
}

int
cli_output_get_descriptor (const CliOutput *output)
{
  return nst_draft_get_descriptor (output->draft);
}

const char *
cli_output_get_temporary (const CliOutput *output)
{
  return nst_draft_get_path (output->draft);
}

void
cli_output_abandon (CliOutput *output)
{
  if (output == NULL)
    return;
  nst_draft_abandon (output->draft);
  output_free (output);
}

gboolean
cli_output_finish (CliOutput *output, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean done = nst_draft_finish (output->draft, output->force, &reason);

  if (!done)
    refuse_for (output->path, reason, error);
  output_free (output);
  return done;
}

gboolean
cli_output_save (const char *path, gconstpointer bytes, gsize n, gboolean force, GError **error)
{
  CliOutput *output;

  if (g_str_equal (path, CLI_OUTPUT_STANDARD))
    {
      if (nst_write_all (STDOUT_FILENO, bytes, n))
        return TRUE;
      g_set_error (error, NST_ERROR, NST_ERROR_FILE,
                   _ ("The standard output cannot be written: %s."), g_strerror (errno));
      return FALSE;
    }
  if (!(output = cli_output_new (path, force, error)))
    return FALSE;
  if (nst_write_all (cli_output_get_descriptor (output), bytes, n))
    return cli_output_finish (output, error);
  cli_output_refuse (path, g_strerror (errno), error);
  cli_output_abandon (output);
  return FALSE;
}
