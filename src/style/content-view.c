/* SPDX-License-Identifier: GPL-3.0-or-later */

/* content-view.c - features of the content as VGG-19 would have them. */

#include "style/content-view.h"

#include <cblas.h>
#include <string.h>

#define CHUNK 1024 /* positions in an item of the pool */

struct _NstContentView
{
  int          in, out;
  float       *matrix; /* (out, in) */
  const float *bias;   /* (out), or NULL */
  gboolean     rectified;
};

NstContentView *
nst_content_view_new (const NstNetwork *network, int tap, const double *metric)
{
  const NstFilter *lift = &network->lifts[tap];
  NstContentView  *view;
  gsize            n;

  if (!nst_network_has_lift (network, tap))
    return NULL;
  view = g_new0 (NstContentView, 1);
  view->in = lift->convolution.in;
  view->rectified = lift->convolution.relu && lift->convolution.out <= view->in;
  view->out = view->rectified ? lift->convolution.out : view->in;
  view->bias = view->rectified ? lift->bias : NULL;
  n = (gsize) view->out * view->in;
  view->matrix = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    view->matrix[i] = view->rectified ? lift->weights[i] : (float) metric[i];
  return view;
}

void
nst_content_view_free (NstContentView *view)
{
  if (view == NULL)
    return;
  g_free (view->matrix);
  g_free (view);
}

int
nst_content_view_get_channels (const NstContentView *view)
{
  return view->out;
}

/* ---- Chunks ------------------------------------------------------------------------ */

typedef struct
{
  const NstContentView *view;
  NstPool              *pool;
  const NstOwnFeatures *own;
  const float          *target;
  float                *to;
  float                 pull;
  double               *sums; /* one a chunk */
} Work;

static gsize
chunk_of (const Work *work, int item, gsize *first)
{
  *first = (gsize) item * CHUNK;
  return MIN (CHUNK, work->own->positions - *first);
}

/* What is seen of `n` positions, to rows that are `stride` floats apart. */
static void
look (const Work *work, gsize first, gsize n, gsize stride, float *seen)
{
  const NstContentView *view = work->view;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, view->out, (int) n, view->in, 1.0f,
               view->matrix, view->in, work->own->values + first, (int) work->own->stride, 0.0f,
               seen, (int) stride);
  for (int c = 0; view->rectified && c < view->out; c++)
    for (gsize i = 0; i < n; i++)
      seen[c * stride + i] = MAX (seen[c * stride + i] + view->bias[c], 0.0f);
}

static void
look_at_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Work *work = data;
  gsize       first, n = chunk_of (work, item, &first);

  look (work, first, n, work->own->positions, work->to + first);
}

/* The weighted difference of what is seen from the target, in place of it; returns the weighted
 * squared distance. */
static double
compare (const Work *work, gsize first, gsize n, float *seen)
{
  const float *mask = work->own->mask;
  double       sum = 0.0;

  for (int c = 0; c < work->view->out; c++)
    {
      const float *target = work->target + c * work->own->positions + first;
      float       *row = seen + c * n;
      float        square = 0.0f;

      for (gsize i = 0; i < n; i++)
        {
          float weight = mask != NULL ? mask[first + i] : 1.0f;
          float difference = row[i] - target[i];

          square += weight * difference * difference;
          row[i] = work->view->rectified && row[i] <= 0.0f ? 0.0f : weight * difference;
        }
      sum += square;
    }
  return sum;
}

static float *
look_in_scratch (const Work *work, gsize first, gsize n, int worker)
{
  float *seen = nst_pool_scratch (work->pool, worker, (gsize) work->view->out * CHUNK);

  if (seen != NULL)
    look (work, first, n, n, seen);
  return seen;
}

static void
measure_chunk (gpointer data, int item, int worker)
{
  const Work *work = data;
  gsize       first, n = chunk_of (work, item, &first);
  float      *seen = look_in_scratch (work, first, n, worker);

  work->sums[item] = seen != NULL ? compare (work, first, n, seen) : 0.0;
}

static void
turn_chunk (gpointer data, int item, int worker)
{
  const Work           *work = data;
  const NstContentView *view = work->view;
  gsize                 first, n = chunk_of (work, item, &first);
  float                *seen = look_in_scratch (work, first, n, worker);

  if (seen == NULL)
    return;
  compare (work, first, n, seen);
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, view->in, (int) n, view->out, work->pull,
               view->matrix, view->in, seen, (int) n, 0.0f, work->to + first,
               (int) work->own->positions);
}

/* ---- All --------------------------------------------------------------------------- */

static int
n_chunks (const NstOwnFeatures *own)
{
  return (int) ((own->positions + CHUNK - 1) / CHUNK);
}

void
nst_content_view_look (const NstContentView *view, NstPool *pool, const NstOwnFeatures *own,
                       float *seen)
{
  Work work = { .view = view, .pool = pool, .own = own, .to = seen };

  nst_pool_run (pool, n_chunks (own), look_at_chunk, &work);
}

double
nst_content_view_measure (const NstContentView *view, NstPool *pool, const NstOwnFeatures *own,
                          const float *target)
{
  g_autofree double *sums = g_new0 (double, n_chunks (own) + 1);
  Work   work = { .view = view, .pool = pool, .own = own, .target = target, .sums = sums };
  double sum = 0.0;

  nst_pool_run (pool, n_chunks (own), measure_chunk, &work);
  for (int i = 0; i < n_chunks (own); i++)
    sum += sums[i];
  return sum;
}

void
nst_content_view_turn (const NstContentView *view, NstPool *pool, const NstOwnFeatures *own,
                       const float *target, double pull, float *gradient)
{
  Work work = {
    .view = view, .pool = pool, .own = own, .target = target, .to = gradient, .pull = (float) pull
  };

  nst_pool_run (pool, n_chunks (own), turn_chunk, &work);
}
