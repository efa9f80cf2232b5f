/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-network.c - the tables of layers, networks in files, and which files are valid. */

#include "check.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "network/network.h"
#include "ops/winograd.h"

static char *folder; /* of all the files that are made here */

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* ---- Tables ------------------------------------------------------------------------ */

/* A pooling follows a rectified convolution that no tap listens to; what joins, joins where the
 * input has been doubled. */
static void
check_pooling (const NstArchitecture *a, int layer)
{
  g_assert_cmpint (layer, >, 0);
  g_assert_cmpint (a->layers[layer - 1].kind, ==, NST_LAYER_CONVOLUTION);
  g_assert_true (a->layers[layer - 1].relu);
  g_assert_cmpint (a->layers[layer].out, ==, a->layers[layer].in);
  for (int t = 0; t < a->n_taps; t++)
    g_assert_cmpstr (a->taps[t].layer, !=, a->layers[layer - 1].name);
}

static void
check_table (const NstArchitecture *a)
{
  int channels = a->layers[0].in, depth = -1;

  g_assert_cmpint (a->n_taps, <=, NST_MAX_TAPS);
  for (int i = 0; i < a->n_layers; i++)
    {
      const NstLayer *layer = &a->layers[i];

      g_assert_cmpint (layer->in, ==, channels + layer->beside);
      g_assert_true (layer->beside == 0 || a->layers[i - 1].kind == NST_LAYER_UPSAMPLING);
      g_assert_cmpint (nst_architecture_find_layer (a, layer->name), ==, i);
      if (layer->kind == NST_LAYER_POOLING)
        check_pooling (a, i);
      else if (layer->kind == NST_LAYER_UPSAMPLING)
        g_assert_cmpint (layer->out, ==, layer->in);
      else
        g_assert_nonnull (layer->tensor);
      channels = layer->out;
    }
  for (int t = 0; t < a->n_taps; t++)
    {
      int layer = nst_architecture_find_layer (a, a->taps[t].layer);

      g_assert_cmpint (layer, >, depth);
      g_assert_true ((a->taps[t].lift != NULL) == (a->taps[t].lifted > 0));
      depth = layer;
    }
  g_assert_cmpint (depth, ==, a->n_layers - 1);
  for (int c = 0; c < 3; c++)
    g_assert_cmpfloat (a->deviation[c], >, 0.0f);
  g_assert_cmpint (nst_architecture_find_layer (a, "relu9_9"), ==, -1);
}

static void
test_tables (void)
{
  const NstArchitecture *all[]
      = { &nst_codec,           &nst_vgg16, &nst_vgg19, &nst_vgg19_normalised,
          &nst_vgg19_distilled, &check_tiny };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_assert_cmpint (all[i]->layers[0].in, ==, 3);
      check_table (all[i]);
    }
}

static void
test_style_taps (void)
{
  const NstArchitecture *all[]
      = { &nst_codec, &nst_vgg16, &nst_vgg19, &nst_vgg19_distilled, &check_tiny };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      for (int level = 0; level < NST_LEVELS; level++)
        g_assert_cmpint (nst_architecture_style_tap (all[i], level), ==, check_level_taps[level]);
      g_assert_cmpint (nst_architecture_style_tap (all[i], NST_LEVELS), ==, -1);
    }
  g_assert_cmpint (nst_architecture_style_tap (&nst_vgg19_normalised, 2), ==, 2);
  g_assert_cmpint (nst_architecture_style_tap (&nst_vgg19_normalised, 3), ==, -1);
  g_assert_cmpint (nst_architecture_style_tap (&nst_decoder, 0), ==, -1);
}

/* The decoder starts from the encoder's deepest features, and those of each level above join, from
 * deep to fine; what it makes is a picture, not rectified. */
static void
test_decoder_table (void)
{
  const NstLayer *last = &nst_decoder.layers[nst_decoder.n_layers - 1];
  int             level = NST_LEVELS - 1;

  check_table (&nst_decoder);
  for (int i = 0; i < nst_decoder.n_layers; i++)
    {
      const NstLayer *layer = &nst_decoder.layers[i];
      int             joining = i == 0 ? layer->in : layer->beside;
      const char     *name;

      if (joining == 0)
        continue;
      name = nst_codec.taps[check_level_taps[level--]].layer;
      g_assert_cmpint (joining, ==,
                       nst_codec.layers[nst_architecture_find_layer (&nst_codec, name)].out);
    }
  g_assert_cmpint (level, ==, -1);
  g_assert_cmpint (last->out, ==, 3);
  g_assert_false (last->relu);
}

/* What people's files rely on, written down a second time: the places of torchvision's layers. */
static void
test_published_names (void)
{
  static const int vgg16[] = { 0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24 };
  static const int vgg19[] = { 0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28 };
  const struct
  {
    const NstArchitecture *architecture;
    const int             *places;
    int                    n;
  } networks[] = { { &nst_vgg16, vgg16, G_N_ELEMENTS (vgg16) },
                   { &nst_vgg19, vgg19, G_N_ELEMENTS (vgg19) } };

  for (int k = 0; k < 2; k++)
    {
      const NstArchitecture *a = networks[k].architecture;
      int                    found = 0;

      for (int i = 0; i < a->n_layers; i++)
        if (a->layers[i].kind == NST_LAYER_CONVOLUTION)
          {
            g_autofree char *name = NULL;

            g_assert_cmpint (found, <, networks[k].n);
            name = g_strdup_printf ("features.%d", networks[k].places[found++]);
            g_assert_cmpstr (a->layers[i].tensor, ==, name);
          }
      g_assert_cmpint (found, ==, networks[k].n);
    }
}

/* ---- To and from files ------------------------------------------------------------- */

/* Weights are made ready at loading, too, and for the backward direction when that is asked for. */
static void
compare_transformed (const NstFilter *actual, const NstFilter *expected, double tolerance)
{
  int in = expected->convolution.in, out = expected->convolution.out;

  if (nst_convolution_n_transformed (&expected->convolution) == 0)
    {
      g_assert_null (actual->transformed[0]);
      g_assert_null (actual->transformed[1]);
      return;
    }
  check_below (check_error_float (nst_winograd_n_weights (in, out), actual->transformed[0],
                                  expected->transformed[0]),
               tolerance);
  check_below (check_error_float (nst_winograd_n_weights (out, in), actual->transformed[1],
                                  expected->transformed[1]),
               tolerance);
}

static void
compare_networks (const NstNetwork *actual, const NstNetwork *expected, double tolerance)
{
  gsize n = expected->n_parameters;

  g_assert_true (actual->architecture == expected->architecture);
  g_assert_cmpuint (actual->n_parameters, ==, n);
  check_below (check_error_float (n, actual->parameters, expected->parameters), tolerance);
  for (int i = 0; i < expected->architecture->n_layers; i++)
    g_assert_null (actual->filters[i].transformed[1]);
  nst_network_prepare_backward (actual);
  nst_network_prepare_backward (expected);
  for (int i = 0; i < expected->architecture->n_layers; i++)
    compare_transformed (&actual->filters[i], &expected->filters[i], tolerance);
}

static void
check_round_trip (const NstArchitecture *architecture, NstDtype dtype, double tolerance)
{
  g_autoptr (NstNetwork) network = check_network (architecture, 7);
  g_autoptr (NstNetwork) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of ("some name.safetensors");

  check_save (network, dtype, path);
  loaded = nst_catalogue_open_network (NULL, path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nst_network_get_architecture (loaded), ==, architecture->name);
  g_assert_cmpstr (nst_network_get_name (loaded), ==, "some name");
  compare_networks (loaded, network, tolerance);
  g_assert_null (loaded->decoder);
  g_remove (path);
}

static void
test_round_trip (void)
{
  check_round_trip (&nst_codec, NST_DTYPE_F32, 1e-12);
  check_round_trip (&nst_codec, NST_DTYPE_F16, 5e-4);
  check_round_trip (&nst_codec, NST_DTYPE_BF16, 4e-3);
  check_round_trip (&nst_vgg19_distilled, NST_DTYPE_F32, 1e-12);
  check_round_trip (&nst_vgg16, NST_DTYPE_F16, 5e-4);
  check_round_trip (&nst_vgg19, NST_DTYPE_F16, 5e-4);
}

/* A codec comes back with its decoder; the same file is a decoder's alone where one is asked for.
 */
static void
test_with_decoder (void)
{
  g_autoptr (NstNetwork) codec = check_codec (7);
  g_autoptr (NstNetwork) loaded = NULL, alone = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of ("whole.safetensors");

  check_save (codec, NST_DTYPE_F32, path);
  loaded = nst_catalogue_open_network (NULL, path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nst_network_get_architecture (loaded), ==, "codec");
  compare_networks (loaded, codec, 1e-12);
  g_assert_nonnull (loaded->decoder);
  compare_networks (loaded->decoder, codec->decoder, 1e-12);
  alone = nst_network_load (path, &nst_decoder, &error);
  g_assert_no_error (error);
  check_same_parameters (alone, codec->decoder);
  g_remove (path);
}

/* ---- Files that will not do -------------------------------------------------------- */

typedef struct
{
  const char      *missing;   /* or NULL: none */
  const char      *misshapen; /* likewise */
  NstWeightWriter *writer;
} Damage;

static void
add (const Damage *damage, const char *tensor, const char *part, guint n, const gint64 *shape,
     const float *values)
{
  g_autofree char *name = g_strconcat (tensor, part, NULL);
  gint64           other[4] = { 1, 1, 1, 1 };

  if (g_strcmp0 (name, damage->missing) == 0)
    return;
  nst_weight_writer_add (damage->writer, name, NST_DTYPE_F32, n,
                         g_strcmp0 (name, damage->misshapen) == 0 ? other : shape, values);
}

static void
add_filter (const Damage *damage, const NstFilter *filter, const char *tensor)
{
  const NstConvolution *c = &filter->convolution;
  gint64                shape[4] = { c->out, c->in, c->kernel, c->kernel };

  if (tensor == NULL)
    return;
  add (damage, tensor, ".weight", 4, shape, filter->weights);
  add (damage, tensor, ".bias", 1, shape, filter->bias);
}

static void
add_filters (const Damage *damage, const NstNetwork *network)
{
  const NstArchitecture *a = network->architecture;

  for (int i = 0; i < a->n_layers; i++)
    add_filter (damage, &network->filters[i], a->layers[i].tensor);
  for (int t = 0; t < a->n_taps; t++)
    add_filter (damage, &network->lifts[t], a->taps[t].lift);
}

/* A codec's file in which something is wrong. */
static void
save_damaged (Damage *damage, const char *path)
{
  g_autoptr (NstNetwork) codec = check_network (&nst_codec, 3);
  g_autoptr (NstNetwork) decoder = check_network (&nst_decoder, 4);
  g_autoptr (GError) error = NULL;

  damage->writer = nst_weight_writer_new ();
  add_filters (damage, codec);
  add_filters (damage, decoder);
  nst_weight_writer_save (damage->writer, path, &error);
  g_assert_no_error (error);
  nst_weight_writer_free (damage->writer);
}

static void
assert_refused (const char *path, const char *tensor)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstNetwork) network = nst_catalogue_open_network (NULL, path, &error);

  g_assert_null (network);
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, path);
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, tensor);
}

static void
test_damaged (void)
{
  static const char *const tensors[]
      = { "encoder.conv1_1.weight", "encoder.conv3_4.bias", "encoder.conv5_1.weight",
          "lift.relu4_2.weight",    "lift.relu5_1.bias",    "decoder.conv5_1.weight",
          "decoder.conv3_3.weight", "decoder.conv1_1.bias" };
  g_autofree char *path = path_of ("damaged.safetensors");

  for (gsize i = 0; i < G_N_ELEMENTS (tensors); i++)
    {
      Damage missing = { .missing = tensors[i] };
      Damage misshapen = { .misshapen = tensors[i] };

      save_damaged (&missing, path);
      assert_refused (path, tensors[i]);
      save_damaged (&misshapen, path);
      assert_refused (path, tensors[i]);
    }
  g_remove (path);
}

static void
test_foreign (void)
{
  g_autofree char *path = path_of ("foreign.safetensors");
  g_autofree char *text = path_of ("text.safetensors");
  g_autofree char *none = path_of ("none.safetensors");
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (GError) error = NULL;
  const gint64 shape[1] = { 3 };
  const float  values[3] = { 1.0f, 2.0f, 3.0f };

  nst_weight_writer_add (writer, "resnet.conv1.bias", NST_DTYPE_F32, 1, shape, values);
  nst_weight_writer_save (writer, path, &error);
  g_assert_no_error (error);
  assert_refused (path, "codec");
  g_file_set_contents (text, "not a weight file, really", -1, &error);
  g_assert_no_error (error);
  assert_refused (text, "text.safetensors");
  assert_refused (none, "no such file");
  g_remove (path);
  g_remove (text);
}

/* A network that was asked for by its table refuses another one's file. */
static void
test_asked_for (void)
{
  g_autoptr (NstNetwork) codec = check_network (&nst_codec, 7);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = path_of ("asked.safetensors");

  check_save (codec, NST_DTYPE_F16, path);
  g_assert_null (nst_network_load (path, &nst_vgg19_distilled, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, "conv0.weight");
  g_remove (path);
}

/* ---- The catalogue ----------------------------------------------------------------- */

static const NstNetworkInfo *
find_info (const GPtrArray *infos, const char *name)
{
  const NstNetworkInfo *found = NULL;

  for (guint i = 0; i < infos->len; i++)
    if (g_str_equal (((const NstNetworkInfo *) infos->pdata[i])->name, name))
      {
        g_assert_null (found); /* listed once */
        found = infos->pdata[i];
      }
  return found;
}

static void
test_catalogue (void)
{
  g_autofree char *first = path_of ("first"), *second = path_of ("second");
  g_autofree char *shipped = path_of ("shipped");
  g_autofree char *in_first = g_build_filename (first, "twice.safetensors", NULL);
  g_autofree char *in_second = g_build_filename (second, "twice.safetensors", NULL);
  g_autofree char *in_shipped = g_build_filename (shipped, "basic.safetensors", NULL);
  g_autoptr (NstCatalogue) catalogue = nst_catalogue_new (shipped, NULL);
  g_autofree char *broken = g_build_filename (second, "broken.pth", NULL);
  g_autofree char *search = g_strjoin (G_SEARCHPATH_SEPARATOR_S, first, second, NULL);
  g_autoptr (NstNetwork) codec = check_network (&nst_codec, 1);
  g_autoptr (NstNetwork) other = check_network (&nst_vgg19_distilled, 1);
  g_autoptr (NstNetwork) opened = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GError) error = NULL;
  const NstNetworkInfo *info;

  g_assert_cmpint (g_mkdir (first, 0700) | g_mkdir (second, 0700) | g_mkdir (shipped, 0700), ==, 0);
  check_save (codec, NST_DTYPE_F16, in_first);
  check_save (other, NST_DTYPE_F16, in_second);
  check_save (codec, NST_DTYPE_F16, in_shipped);
  g_file_set_contents (broken, "rubbish", -1, &error);
  g_assert_no_error (error);
  g_setenv ("NST_WEIGHTS", search, TRUE);

  infos = nst_catalogue_list_networks (catalogue);
  info = find_info (infos, "twice");
  g_assert_cmpstr (info->path, ==, in_first);
  g_assert_cmpstr (info->architecture, ==, "codec");
  g_assert_cmpstr (info->source, ==, "drawn by chance");
  g_assert_cmpstr (info->license, ==, "CC0-1.0");
  g_assert_null (info->problem);
  g_assert_cmpuint (info->bytes, >, 2 * codec->n_parameters);
  info = find_info (infos, "broken");
  g_assert_null (info->architecture);
  g_assert_nonnull (strstr (info->problem, broken));
  g_assert_cmpstr (find_info (infos, "basic")->path, ==, in_shipped);

  opened = nst_catalogue_open_network (catalogue, "twice", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nst_network_get_architecture (opened), ==, "codec");
  g_clear_pointer (&opened, nst_network_unref);
  opened = nst_catalogue_open_network (NULL, in_second, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nst_network_get_architecture (opened), ==, "vgg19-distilled");

  g_assert_null (nst_catalogue_open_network (catalogue, "unheard-of", &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "unheard-of");
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "twice");
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "basic");
  g_unsetenv ("NST_WEIGHTS");
}

int
main (int argc, char **argv)
{
  g_autofree char *data = NULL;
  int              result;

  g_test_init (&argc, &argv, NULL);
  folder = check_folder_new ();
  /* What this user has installed must not matter. */
  data = path_of ("data");
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_setenv ("XDG_DATA_DIRS", data, TRUE);
  g_test_add_func ("/network/tables", test_tables);
  g_test_add_func ("/network/style-taps", test_style_taps);
  g_test_add_func ("/network/decoder-table", test_decoder_table);
  g_test_add_func ("/network/published-names", test_published_names);
  g_test_add_func ("/network/round-trip", test_round_trip);
  g_test_add_func ("/network/with-decoder", test_with_decoder);
  g_test_add_func ("/network/damaged", test_damaged);
  g_test_add_func ("/network/foreign", test_foreign);
  g_test_add_func ("/network/asked-for", test_asked_for);
  g_test_add_func ("/network/catalogue", test_catalogue);
  result = g_test_run ();
  check_folder_remove (folder);
  return result;
}
