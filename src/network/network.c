/* SPDX-License-Identifier: GPL-3.0-or-later */

/* network.c - a network in memory: created, recognized and read from a file, written. */

#include "network/network.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/memory.h"

static const NstArchitecture *const known_architectures[]
    = { &nst_codec, &nst_vgg19, &nst_vgg16, &nst_vgg19_distilled };

/* ---- Making ------------------------------------------------------------------------ */

static NstFilter
layer_filter (const NstArchitecture *architecture, int index)
{
  const NstLayer *layer = &architecture->layers[index];
  NstFilter       filter = { 0 };
  gboolean        first = TRUE;

  if (layer->kind != NST_LAYER_CONVOLUTION)
    return filter;
  for (int i = 0; i < index; i++)
    first = first && architecture->layers[i].kernel == 1;
  filter.convolution
      = (NstConvolution) { layer->in,
                           layer->out,
                           layer->kernel,
                           first ? architecture->first_padding : architecture->padding,
                           layer->relu,
                           index + 1 < architecture->n_layers
                               && architecture->layers[index + 1].kind == NST_LAYER_POOLING };
  return filter;
}

static NstFilter
tap_lift (const NstArchitecture *architecture, int tap)
{
  const NstTap *t = &architecture->taps[tap];
  NstFilter     filter = { 0 };
  int           layer = nst_architecture_find_layer (architecture, t->layer);

  if (t->lift != NULL)
    filter.convolution = (NstConvolution) {
      architecture->layers[layer].out, t->lifted, 1, NST_PADDING_ZERO, t->rectified, FALSE
    };
  return filter;
}

static gsize
filter_parameters (const NstFilter *filter)
{
  return nst_convolution_n_weights (&filter->convolution) + filter->convolution.out;
}

/* Hands out the next parameters to `filter`. */
static void
place_filter (NstNetwork *network, NstFilter *filter, gsize *offset)
{
  gsize n_weights = nst_convolution_n_weights (&filter->convolution);

  filter->weights = network->parameters + *offset;
  filter->bias = filter->weights + n_weights;
  *offset += filter_parameters (filter);
}

/* Floats of the transformed weights of a direction. */
static gsize
n_transformed (const NstNetwork *network)
{
  gsize n = 0;

  for (int i = 0; i < network->architecture->n_layers; i++)
    n += nst_convolution_n_transformed (&network->filters[i].convolution);
  return n;
}

/* Memory for them.  FALSE where there is not enough. */
static gboolean
place_transformed (NstNetwork *network, int direction)
{
  gsize n = 0;

  network->transformed[direction] = nst_memory_try (n_transformed (network), sizeof (float));
  if (network->transformed[direction] == NULL)
    return FALSE;
  for (int i = 0; i < network->architecture->n_layers; i++)
    {
      NstFilter *filter = &network->filters[i];
      gsize      own = nst_convolution_n_transformed (&filter->convolution);

      if (own > 0)
        filter->transformed[direction] = network->transformed[direction] + n;
      n += own;
    }
  return TRUE;
}

static gboolean
allocate_parameters (NstNetwork *network, GError **error)
{
  network->parameters = nst_memory_try0 (network->n_parameters, sizeof (float));
  if (network->parameters != NULL && place_transformed (network, 0))
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
               _ ("There is not enough memory for the network “%s”."), network->name);
  return FALSE;
}

NstNetwork *
nst_network_new (const NstArchitecture *architecture, const char *name, GError **error)
{
  g_autoptr (NstNetwork) network = g_atomic_rc_box_new0 (NstNetwork);
  gsize offset = 0;

  g_mutex_init (&network->lock);
  network->name = g_strdup (name);
  network->passes = NST_USUAL_PASSES;
  network->architecture = architecture;
  network->filters = g_new0 (NstFilter, architecture->n_layers);
  network->lifts = g_new0 (NstFilter, architecture->n_taps);
  for (int i = 0; i < architecture->n_layers; i++)
    {
      network->filters[i] = layer_filter (architecture, i);
      network->n_parameters += filter_parameters (&network->filters[i]);
    }
  for (int i = 0; i < architecture->n_taps; i++)
    {
      network->tap_layers[i]
          = nst_architecture_find_layer (architecture, architecture->taps[i].layer);
      network->lifts[i] = tap_lift (architecture, i);
      network->n_parameters += filter_parameters (&network->lifts[i]);
    }
  if (!allocate_parameters (network, error))
    return NULL;
  network->n_gradient = network->n_parameters;
  for (int i = 0; i < architecture->n_layers; i++)
    {
      place_filter (network, &network->filters[i], &offset);
      network->filters[i].inputs = network->n_gradient;
      network->n_gradient += network->filters[i].convolution.in + 1;
    }
  for (int i = 0; i < architecture->n_taps; i++)
    place_filter (network, &network->lifts[i], &offset);
  return g_steal_pointer (&network);
}

G_DEFINE_BOXED_TYPE (NstNetwork, nst_network, nst_network_ref, nst_network_unref)

NstNetwork *
nst_network_ref (NstNetwork *network)
{
  return g_atomic_rc_box_acquire (network);
}

static void
clear (gpointer data)
{
  NstNetwork *network = data;

  g_free (network->name);
  g_free (network->path);
  g_free (network->parameters);
  for (int direction = 0; direction < 2; direction++)
    g_free (network->transformed[direction]);
  g_mutex_clear (&network->lock);
  g_free (network->filters);
  g_free (network->lifts);
  nst_network_unref (network->decoder);
}

void
nst_network_unref (NstNetwork *network)
{
  if (network != NULL)
    g_atomic_rc_box_release_full (network, clear);
}

const char *
nst_network_get_name (const NstNetwork *network)
{
  return network->name;
}

const char *
nst_network_get_path (const NstNetwork *network)
{
  return network->path;
}

const char *
nst_network_get_architecture (const NstNetwork *network)
{
  return network->architecture->name;
}

int
nst_network_tap_channels (const NstNetwork *network, int tap)
{
  return network->architecture->layers[network->tap_layers[tap]].out;
}

gboolean
nst_network_has_lift (const NstNetwork *network, int tap)
{
  return network->lifts[tap].convolution.out > 0;
}

static void
transform (NstNetwork *network, NstPool *pool, int direction)
{
  for (int i = 0; i < network->architecture->n_layers; i++)
    {
      const NstFilter *filter = &network->filters[i];

      if (filter->transformed[direction] != NULL)
        nst_convolution_transform (pool, &filter->convolution, direction, filter->weights,
                                   filter->transformed[direction]);
    }
}

void
nst_network_prepare (NstNetwork *network, NstPool *pool)
{
  for (int direction = 0; direction < 2; direction++)
    transform (network, pool, direction);
  if (network->decoder != NULL)
    nst_network_prepare (network->decoder, pool);
}

gsize
nst_network_backward_bytes (const NstNetwork *network)
{
  return sizeof (float) * n_transformed (network);
}

static void
forget_backward (NstNetwork *network)
{
  for (int i = 0; i < network->architecture->n_layers; i++)
    network->filters[i].transformed[1] = NULL;
  g_clear_pointer (&network->transformed[1], g_free);
}

/* With a pool of its own, which nobody cancels. */
void
nst_network_prepare_backward (const NstNetwork *network)
{
  NstNetwork *n = (NstNetwork *) network; /* what is made ready does not change what it is */

  g_mutex_lock (&n->lock);
  if (n->transformed[1] == NULL && place_transformed (n, 1))
    {
      g_autoptr (NstPool) pool = nst_pool_new (1);

      transform (n, pool, 1);
      if (nst_pool_cancelled (pool))
        forget_backward (n);
    }
  g_mutex_unlock (&n->lock);
}

NstConvolutionWeights
nst_filter_forward (const NstFilter *filter)
{
  return (NstConvolutionWeights) { filter->weights, filter->transformed[0] };
}

NstConvolutionWeights
nst_filter_backward (const NstFilter *filter)
{
  return (NstConvolutionWeights) { filter->weights, filter->transformed[1] };
}

/* ---- The tensors of a table, one after another ------------------------------------- */

typedef struct
{
  char   name[64];
  guint  n_dimensions;
  gint64 shape[4];
  float *values;
} Tensor;

/* Calls `visit` for each tensor until one call returns FALSE. */
typedef gboolean (*TensorFunc) (const Tensor *tensor, gpointer data, GError **error);

static gboolean
visit_filter (const NstFilter *filter, const char *name, TensorFunc visit, gpointer data,
              GError **error)
{
  const NstConvolution *c = &filter->convolution;
  Tensor                weight = { .n_dimensions = 4,
                                   .shape = { c->out, c->in, c->kernel, c->kernel },
                                   .values = filter->weights };
  Tensor                bias = { .n_dimensions = 1, .shape = { c->out }, .values = filter->bias };

  g_snprintf (weight.name, sizeof weight.name, "%s.weight", name);
  g_snprintf (bias.name, sizeof bias.name, "%s.bias", name);
  return visit (&weight, data, error) && visit (&bias, data, error);
}

/* Those of `network`; or, with NULL, those that a network of `a` would have, without values. */
static gboolean
visit_tensors (const NstArchitecture *a, const NstNetwork *network, TensorFunc visit, gpointer data,
               GError **error)
{
  for (int i = 0; i < a->n_layers; i++)
    {
      NstFilter filter = network != NULL ? network->filters[i] : layer_filter (a, i);

      if (a->layers[i].kind == NST_LAYER_CONVOLUTION
          && !visit_filter (&filter, a->layers[i].tensor, visit, data, error))
        return FALSE;
    }
  for (int i = 0; i < a->n_taps; i++)
    {
      NstFilter lift = network != NULL ? network->lifts[i] : tap_lift (a, i);

      if (a->taps[i].lift != NULL && !visit_filter (&lift, a->taps[i].lift, visit, data, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- Reading ----------------------------------------------------------------------- */

static gboolean
read_tensor (const Tensor *tensor, gpointer file, GError **error)
{
  return nst_weight_file_read (file, tensor->name, tensor->n_dimensions, tensor->shape,
                               tensor->values, error);
}

static gboolean
count_tensor (const Tensor *tensor, gpointer data, G_GNUC_UNUSED GError **error)
{
  gpointer            *file_and_count = data;
  const NstTensorInfo *info = nst_weight_file_lookup (file_and_count[0], tensor->name);
  guint               *count = file_and_count[1];

  if (info != NULL && info->n_dimensions == tensor->n_dimensions
      && memcmp (info->shape, tensor->shape, sizeof (gint64) * tensor->n_dimensions) == 0)
    (*count)++;
  return TRUE;
}

/* How many tensors of `architecture`'s table the file has, name and shape. */
static guint
count_matches (NstWeightFile *file, const NstArchitecture *architecture)
{
  guint    count = 0;
  gpointer data[] = { file, &count };

  visit_tensors (architecture, NULL, count_tensor, data, NULL);
  return count;
}

/* The architecture with the most matching tensors in the file.  If the file lacks one of its
 * tensors, reading will name that tensor. */
static const NstArchitecture *
recognize (NstWeightFile *file, GError **error)
{
  const NstArchitecture *best = NULL;
  guint                  most = 0;
  g_autofree char       *shown = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (known_architectures); i++)
    {
      guint matches = count_matches (file, known_architectures[i]);

      if (matches > most)
        {
          most = matches;
          best = known_architectures[i];
        }
    }
  if (best != NULL)
    return best;
  shown = g_filename_display_name (nst_weight_file_get_path (file));
  g_set_error (error, NST_ERROR, NST_ERROR_FILE,
               _ ("“%s” is not a supported network; it has none of the tensors of the codec, "
                  "VGG-16 or VGG-19."),
               shown);
  return NULL;
}

static char *
name_of_path (const char *path)
{
  char *name = g_path_get_basename (path);
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  return name;
}

static gboolean
load_decoder (NstNetwork *network, NstWeightFile *file, GError **error)
{
  if (network->architecture != &nst_codec || count_matches (file, &nst_decoder) == 0)
    return TRUE;
  network->decoder = nst_network_new (&nst_decoder, nst_decoder.name, error);
  return network->decoder != NULL
         && visit_tensors (&nst_decoder, network->decoder, read_tensor, file, error);
}

/* FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo) over the parameters' bits, four bytes at a time. */
static guint64
fingerprint_of (const NstNetwork *network)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (gsize i = 0; i < network->n_parameters; i++)
    {
      guint32 bits;

      memcpy (&bits, &network->parameters[i], sizeof bits);
      hash = (hash ^ bits) * G_GUINT64_CONSTANT (1099511628211);
    }
  return hash;
}

/* A per-style network may say how many passes it needs. */
static int
read_passes (const NstWeightFile *file)
{
  const char *text = nst_weight_file_get_metadata (file, "passes");
  gint64      passes;

  return text != NULL && g_ascii_string_to_signed (text, 10, 1, NST_MAX_PASSES, &passes, NULL)
             ? (int) passes
             : NST_USUAL_PASSES;
}

NstNetwork *
nst_network_load (const char *path, const NstArchitecture *architecture, GError **error)
{
  g_autoptr (NstWeightFile) file = nst_weight_file_open (path, error);
  g_autoptr (NstNetwork) network = NULL;
  g_autofree char *name = name_of_path (path);
  g_autoptr (NstPool) pool = NULL;

  if (file == NULL)
    return NULL;
  if (architecture == NULL)
    architecture = recognize (file, error);
  if (architecture == NULL)
    return NULL;
  network = nst_network_new (architecture, name, error);
  if (network == NULL || !visit_tensors (architecture, network, read_tensor, file, error)
      || !load_decoder (network, file, error))
    return NULL;
  network->path = g_strdup (path);
  network->passes = read_passes (file);
  network->fingerprint = fingerprint_of (network);
  pool = nst_pool_new (1);
  nst_network_prepare (network, pool);
  return nst_pool_check_cancelled (pool, error) ? NULL : g_steal_pointer (&network);
}

/* ---- Writing ----------------------------------------------------------------------- */

typedef struct
{
  NstDtype         dtype;
  NstWeightWriter *writer;
} Writing;

static gboolean
write_tensor (const Tensor *tensor, gpointer data, G_GNUC_UNUSED GError **error)
{
  const Writing *writing = data;

  nst_weight_writer_add (writing->writer, tensor->name, writing->dtype, tensor->n_dimensions,
                         tensor->shape, tensor->values);
  return TRUE;
}

void
nst_network_write (const NstNetwork *network, NstDtype dtype, NstWeightWriter *writer)
{
  Writing writing = { dtype, writer };

  visit_tensors (network->architecture, network, write_tensor, &writing, NULL);
  if (network->decoder != NULL)
    nst_network_write (network->decoder, dtype, writer);
}
