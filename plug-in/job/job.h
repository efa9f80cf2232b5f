/* SPDX-License-Identifier: GPL-3.0-or-later */

/* job.h - a job: everything that determines a painting, resolved once.  It has the layer's
 * snapshot, where it may be changed, the styles with their regions, and the settings.  The preview,
 * OK, scripts and Repeat use the same kind of job. */

#ifndef JOB_H
#define JOB_H

#include "gimp/layer-snapshot.h"
#include "job/style-source.h"
#include "nst.h"

/* A style, and how much of it there is. */
typedef struct
{
  StyleSource *source;
  double       coarse, fine; /* weights, as in NstStyleShare */
  GeglBuffer  *where;        /* a mask as large as the layer; NULL: all that no region claims */
  int          mask_id;      /* of the drawable that `where` was copied from, or 0 */
} JobStyle;

/* Immutable; references count atomically.  No thread needs GIMP to read it. */
typedef struct
{
  LayerSnapshot *layer;
  GeglBuffer    *protect; /* a mask of what stays as it is, as large as the layer, or NULL */
  int            protect_id;
  StyleSource   *first, *second; /* as they are chosen; a second one may be NULL */
  guint          n_styles;
  JobStyle      *styles; /* those that show: what is mixed first, then one for each region */
  NstSettings    settings;
  int            threads;
  gboolean       whole; /* all of the layer is painted, whatever is selected: a frame */
} Job;

/* What a job is made of. */
typedef struct
{
  GimpRunMode          run_mode;
  GimpProcedureConfig *config;
  GimpImage           *image;
  GimpLayer           *layer;  /* NULL: the job is of no layer yet, and has no regions */
  GPtrArray           *layers; /* all that are painted, of GimpLayer; NULL: this one */
  NstCatalogue        *catalogue;
} JobRequest;

/* What of the image is compared with the job before, because it may have changed meanwhile: that
 * takes as long as to copy it. */
typedef enum
{
  JOB_TRUST,        /* do not compare */
  JOB_VERIFY_LIMIT, /* the selection and the layer's mask */
  JOB_VERIFY        /* all layers and masks as well */
} JobVerify;

/* The current job of `request`.  Unchanged parts of `last`, the previous job (or NULL), are
 * reused.  Fails with NST_ERROR_ARGUMENT, NST_ERROR_FILE and NST_ERROR_MEMORY.  Main thread
 * only. */
Job *job_new (const JobRequest *request, const Job *last, JobVerify verify, GError **error);

/* A job of these parts: for a preview, which has its layer copied step by step, and for tests.  The
 * references to all of them are taken over; `protect` may be NULL. */
Job *job_take (LayerSnapshot *layer, GeglBuffer *protect, const JobStyle *styles, guint n_styles,
               const NstSettings *settings, int threads);

/* The same job with other settings of how it is painted. */
Job *job_with_settings (const Job *job, const NstSettings *settings);

/* The same job, made of no layer, for this one, whose reference is taken over. */
Job *job_for_layer (const Job *job, LayerSnapshot *layer);

Job *job_ref (Job *job);
void job_unref (Job *job); /* may be NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_unref)

guint job_count_regions (const Job *job);

/* Whether both have the same layer, protection and regions, compared by pointers. */
gboolean job_has_same_place (const Job *job, const Job *other);

/* Whether they paint in the same styles, at the same places of the same layer. */
gboolean job_has_same_styles (const Job *job, const Job *other);

/* What to call a painting of the layer `layer`, once the styles are loaded; to be freed by g_free. */
char *job_name_painting (const Job *job, const char *layer);

/* Opens the styles.  Fails as style_source_load.  Any thread, but one at a time. */
gboolean job_load_styles (const Job *job, GError **error);

#endif
