/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-torch-checkpoint.c - torch checkpoints made byte by byte are read correctly, and invalid
 * ones are errors. */

#include <string.h>

#include "weights.h"

/* ---- Torch checkpoints, made by hand ----------------------------------------------- */

static void
pickle_string (GByteArray *bytes, const char *text)
{
  bytes_put_text (bytes, "X");
  bytes_put_number (bytes, strlen (text), 4);
  bytes_put_text (bytes, text);
}

static void
pickle_integer (GByteArray *bytes, gint64 value)
{
  bytes_put (bytes, "\x8a\x08", 2);
  bytes_put_number (bytes, (guint64) value, 8);
}

static void
pickle_integers (GByteArray *bytes, guint n, const gint64 *values)
{
  bytes_put_text (bytes, "(");
  for (guint i = 0; i < n; i++)
    pickle_integer (bytes, values[i]);
  bytes_put_text (bytes, "t");
}

typedef struct
{
  const char *name;
  const char *type; /* of the storage */
  const char *key;
  gint64      n;       /* elements of the storage */
  gint64      view[2]; /* first element and elements of a part of it; none when both are 0 */
  gint64      first;
  guint       n_dimensions;
  gint64      shape[3];
  gint64      strides[3];
} TorchTensor;

static void
pickle_tensor (GByteArray *bytes, const TorchTensor *tensor)
{
  bytes_put_text (bytes, "ctorch._utils\n_rebuild_tensor_v2\n((");
  pickle_string (bytes, "storage");
  bytes_put_text (bytes, "ctorch\n");
  bytes_put_text (bytes, tensor->type);
  bytes_put_text (bytes, "\n");
  pickle_string (bytes, tensor->key);
  pickle_string (bytes, "cuda:0");
  pickle_integer (bytes, tensor->n);
  if (tensor->view[0] != 0 || tensor->view[1] != 0)
    {
      pickle_string (bytes, "another key");
      pickle_integer (bytes, tensor->view[0]);
      pickle_integer (bytes, tensor->view[1]);
      bytes_put_text (bytes, "\x87");
    }
  else
    bytes_put_text (bytes, "N");
  bytes_put_text (bytes, "tQ");
  pickle_integer (bytes, tensor->first);
  pickle_integers (bytes, tensor->n_dimensions, tensor->shape);
  pickle_integers (bytes, tensor->n_dimensions, tensor->strides);
  bytes_put_text (bytes, "\x89"
                         "ccollections\nOrderedDict\n)RtR");
}

/* The dict itself, without what begins and ends a pickle. */
static void
pickle_state (GByteArray *bytes, const TorchTensor *tensors, guint n)
{
  bytes_put_text (bytes, "ccollections\nOrderedDict\n)Rq");
  bytes_put_number (bytes, 9, 1);
  bytes_put_text (bytes, "(");
  for (guint i = 0; i < n; i++)
    {
      pickle_string (bytes, tensors[i].name);
      pickle_tensor (bytes, &tensors[i]);
    }
  pickle_string (bytes, "not a tensor");
  bytes_put_text (bytes, "]u}");
  pickle_string (bytes, "_metadata");
  bytes_put_text (bytes, "h");
  bytes_put_number (bytes, 9, 1);
  bytes_put_text (bytes, "sb"); /* among the dict's attributes is the dict: a cycle */
}

static GByteArray *
pickle_of (const TorchTensor *tensors, guint n)
{
  GByteArray *bytes = g_byte_array_new ();

  bytes_put_text (bytes, "\x80\x02");
  pickle_state (bytes, tensors, n);
  bytes_put_text (bytes, ".");
  return bytes;
}

typedef struct
{
  const char *key;
  const char *bytes;
  guint       n;
  guint       element_size;
} TorchStorage;

static GByteArray *
legacy (const GByteArray *state, const TorchStorage *storages, guint n)
{
  GByteArray *bytes = g_byte_array_new ();

  bytes_put (bytes, "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.",
             21);
  bytes_put_text (bytes, "\x80\x02}(");
  pickle_string (bytes, "little_endian");
  bytes_put_text (bytes, "\x88u.");
  bytes_put_bytes (bytes, state);
  bytes_put_text (bytes, "\x80\x02](");
  for (guint i = 0; i < n; i++)
    pickle_string (bytes, storages[i].key);
  bytes_put_text (bytes, "e.");
  for (guint i = 0; i < n; i++)
    {
      bytes_put_number (bytes, storages[i].n, 8);
      bytes_put (bytes, storages[i].bytes, storages[i].n * storages[i].element_size);
    }
  return bytes;
}

typedef struct
{
  GByteArray *archive, *directory;
  guint       n;
  gboolean    wide;   /* zip64 */
  guint       method; /* of compression */
} Zip;

static void
zip_add (Zip *zip, const char *name, const char *content, gsize length)
{
  guint64 offset = zip->archive->len;

  bytes_put_number (zip->archive, 0x04034b50, 4);
  bytes_put_zeros (zip->archive, 22);
  bytes_put_number (zip->archive, strlen (name), 2);
  bytes_put_number (zip->archive, 6, 2);
  bytes_put_text (zip->archive, name);
  bytes_put (zip->archive, "FB\2\0ZZ", 6); /* padding, as torch has it */
  bytes_put (zip->archive, content, length);

  bytes_put_number (zip->directory, 0x02014b50, 4);
  bytes_put_zeros (zip->directory, 6);
  bytes_put_number (zip->directory, zip->method, 2);
  bytes_put_zeros (zip->directory, 8);
  bytes_put_number (zip->directory, zip->wide ? G_MAXUINT32 : length, 4);
  bytes_put_number (zip->directory, zip->wide ? G_MAXUINT32 : length, 4);
  bytes_put_number (zip->directory, strlen (name), 2);
  bytes_put_number (zip->directory, zip->wide ? 32 : 0, 2);
  bytes_put_zeros (zip->directory, 10);
  bytes_put_number (zip->directory, zip->wide ? G_MAXUINT32 : offset, 4);
  bytes_put_text (zip->directory, name);
  if (zip->wide)
    {
      bytes_put (zip->directory, "\xff\xff\0\0\1\0\x18\0", 8);
      bytes_put_number (zip->directory, length, 8);
      bytes_put_number (zip->directory, length, 8);
      bytes_put_number (zip->directory, offset, 8);
    }
  zip->n++;
}

/* Ends the archive, which is the result. */
static GByteArray *
zip_end (Zip *zip)
{
  guint64 start = zip->archive->len, size = zip->directory->len, record = start + size;

  bytes_put_bytes (zip->archive, zip->directory);
  g_byte_array_unref (zip->directory);
  if (zip->wide)
    {
      bytes_put_number (zip->archive, 0x06064b50, 4);
      bytes_put_number (zip->archive, 44, 8);
      bytes_put_zeros (zip->archive, 12);
      bytes_put_number (zip->archive, zip->n, 8);
      bytes_put_number (zip->archive, zip->n, 8);
      bytes_put_number (zip->archive, size, 8);
      bytes_put_number (zip->archive, start, 8);
      bytes_put_number (zip->archive, 0x07064b50, 4);
      bytes_put_zeros (zip->archive, 4);
      bytes_put_number (zip->archive, record, 8);
      bytes_put_number (zip->archive, 1, 4);
    }
  bytes_put_number (zip->archive, 0x06054b50, 4);
  bytes_put_zeros (zip->archive, 4);
  bytes_put_number (zip->archive, zip->wide ? 0xffff : zip->n, 2);
  bytes_put_number (zip->archive, zip->wide ? 0xffff : zip->n, 2);
  bytes_put_number (zip->archive, zip->wide ? G_MAXUINT32 : size, 4);
  bytes_put_number (zip->archive, zip->wide ? G_MAXUINT32 : start, 4);
  bytes_put_number (zip->archive, 0, 2);
  return zip->archive;
}

static void
zip_begin (Zip *zip, gboolean wide)
{
  *zip = (Zip) { g_byte_array_new (), g_byte_array_new (), 0, wide, 0 };
}

static GByteArray *
zip_of (const GByteArray *state, const TorchStorage *storages, guint n, gboolean wide)
{
  Zip zip;

  zip_begin (&zip, wide);
  zip_add (&zip, "net/data.pkl", (const char *) state->data, state->len);
  zip_add (&zip, "net/byteorder", "little", 6);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("net/data/%s", storages[i].key);

      zip_add (&zip, name, storages[i].bytes, storages[i].n * storages[i].element_size);
    }
  return zip_end (&zip);
}

/* A storage of the float32 numbers 0 to 5, one of two float16 numbers, one of an int64. */
static const TorchStorage three_storages[] = {
  { "17", "\0\0\0\0\0\0\x80?\0\0\0@\0\0@@\0\0\x80@\0\0\xa0@", 6, 4 },
  { "4", "\0\x3c\0\xc0", 2, 2 },
  { "9", "\5\0\0\0\0\0\0\0", 1, 8 },
};

static const TorchTensor five_tensors[] = {
  { "all", "FloatStorage", "17", 6, { 0, 0 }, 0, 2, { 2, 3 }, { 3, 1 } },
  { "turned", "FloatStorage", "17", 6, { 0, 0 }, 0, 2, { 3, 2 }, { 1, 3 } },
  { "row", "FloatStorage", "17", 6, { 0, 0 }, 3, 2, { 1, 3 }, { 77, 1 } },
  { "half", "HalfStorage", "4", 2, { 0, 0 }, 0, 1, { 2 }, { 1 } },
  { "count", "LongStorage", "9", 1, { 0, 0 }, 0, 0, { 0 }, { 0 } },
};

static void
check_five_tensors (const GByteArray *bytes)
{
  static const float numbers[] = { 0, 1, 2, 3, 4, 5 }, turned[] = { 0, 3, 1, 4, 2, 5 };
  static const float halves[] = { 1, -2 };
  const gint64       two = 2;
  g_autoptr (NstWeightFile) file = weights_open (bytes);

  g_assert_cmpuint (nst_weight_file_get_n (file), ==, 5);
  weights_assert_tensor (file, "all", 2, (const gint64[]) { 2, 3 }, numbers);
  weights_assert_tensor (file, "turned", 2, (const gint64[]) { 3, 2 }, turned);
  weights_assert_tensor (file, "row", 2, (const gint64[]) { 1, 3 }, numbers + 3);
  weights_assert_tensor (file, "half", 1, &two, halves);
  g_assert_cmpint (nst_weight_file_lookup (file, "count")->dtype, ==, NST_DTYPE_OTHER);
  g_assert_cmpint (nst_weight_file_lookup (file, "half")->dtype, ==, NST_DTYPE_F16);
  g_assert_null (nst_weight_file_get_metadata (file, "source"));
}

static void
test_legacy (void)
{
  g_autoptr (GByteArray) state = pickle_of (five_tensors, 5);
  g_autoptr (GByteArray) bytes = legacy (state, three_storages, 3);

  check_five_tensors (bytes);
}

static void
test_zip (void)
{
  g_autoptr (GByteArray) state = pickle_of (five_tensors, 5);
  g_autoptr (GByteArray) bytes = zip_of (state, three_storages, 3, FALSE);
  g_autoptr (GByteArray) wide = zip_of (state, three_storages, 3, TRUE);

  check_five_tensors (bytes);
  check_five_tensors (wide);
}

/* A checkpoint of a training run has the state dict under a name, beside other things. */
static void
test_nested (void)
{
  static const char *const names[] = { "model", "state_dict" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GByteArray) state = g_byte_array_new ();
      g_autoptr (GByteArray) bytes = NULL;

      bytes_put_text (state, "\x80\x02}(");
      pickle_string (state, "epoch");
      bytes_put_text (state, "J\xfe\xff\xff\xff");
      pickle_string (state, "loss");
      bytes_put (state, "G?\xf0\0\0\0\0\0\0", 9);
      pickle_string (state, names[i]);
      pickle_state (state, five_tensors, 5);
      bytes_put_text (state, "u.");
      bytes = legacy (state, three_storages, 3);
      check_five_tensors (bytes);
    }
}

/* Storages that are parts of others, in the way of old files, and parameters. */
static void
test_views_and_parameters (void)
{
  static const TorchTensor view = { "", "FloatStorage", "17", 6, { 2, 3 }, 1, 1, { 2 }, { 1 } };
  static const float       numbers[] = { 3, 4 };
  const gint64             two = 2;
  g_autoptr (GByteArray) state = g_byte_array_new ();
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (NstWeightFile) file = NULL;

  bytes_put_text (state, "\x80\x02}(");
  pickle_string (state, "view");
  pickle_tensor (state, &view);
  pickle_string (state, "parameter");
  bytes_put_text (state, "ctorch._utils\n_rebuild_parameter\n(");
  pickle_tensor (state, &view);
  bytes_put_text (state, "\x88)tRu.");
  bytes = legacy (state, three_storages, 1);
  file = weights_open (bytes);
  weights_assert_tensor (file, "view", 1, &two, numbers);
  weights_assert_tensor (file, "parameter", 1, &two, numbers);
}

/* The spelling of pickle's later protocols, and of Python 2. */
static void
test_spellings (void)
{
  static const char modern[]
      = "\x80\x04\x95\0\0\0\0\0\0\0\0}\x94(\x8c\1a\x94\x8c\x0ctorch._utils\x94\x8c\x12_rebuild_"
        "tensor_v2"
        "\x94\x93\x94((\x8c\7storage\x94\x8c\5torch\x94\x8c\x0c"
        "FloatStorage\x94\x93\x94\x8c\2"
        "17\x94\x8c\3cpu\x94K\6Nt\x94QK\0K\6\x85\x94K\1\x85\x94\x89}\x94t\x94R\x94u.";
  static const char ancient[]
      = "\x80\x02"
        "ccollections\nOrderedDict\n(](](U\1actorch._utils\n_rebuild_tensor\n((T\7\0\0\0storage"
        "ctorch.cuda\nFloatStorage\nU\2"
        "17U\3cpuJ\6\0\0\0tQM\0\0(K\6t(K\1ttReetR.";
  static const float numbers[] = { 0, 1, 2, 3, 4, 5 };
  const gint64       six = 6;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GByteArray) state = g_byte_array_new ();
      g_autoptr (GByteArray) bytes = NULL;
      g_autoptr (NstWeightFile) file = NULL;

      if (i == 0)
        bytes_put (state, modern, sizeof modern - 1);
      else
        bytes_put (state, ancient, sizeof ancient - 1);
      bytes = legacy (state, three_storages, 1);
      file = weights_open (bytes);
      weights_assert_tensor (file, "a", 1, &six, numbers);
    }
}

static void
assert_state_refused (const GByteArray *state, const TorchStorage *storages, guint n,
                      const char *fragment)
{
  g_autoptr (GByteArray) old = legacy (state, storages, n);
  g_autoptr (GByteArray) new = zip_of (state, storages, n, FALSE);

  weights_assert_refused (old, fragment);
  weights_assert_refused (new, fragment);
}

static void
test_bad_tensors (void)
{
#define HUGE_ ((gint64) 1 << 62)
  static const struct
  {
    TorchTensor tensor;
    const char *fragment;
  } cases[] = {
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { 7 }, { 1 } }, "“a” reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 1, 1, { 6 }, { 1 } }, "“a” reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 7, 1, { 0 }, { 1 } }, "“a” reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { 4 }, { 2 } }, "“a” reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, HUGE_, 1, { 1 }, { 1 } }, "“a” reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, -1, 1, { 1 }, { 1 } }, "“a” reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { HUGE_ }, { 1 } }, "“a” reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { 2 }, { HUGE_ } }, "“a” reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 3, { 2, 2, 1 }, { HUGE_, HUGE_, 1 } },
      "“a” reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 3, { HUGE_, HUGE_, 4 }, { 4, 4, 1 } },
      "“a” reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 2, { 4, 4 }, { 1, 1 } }, "“a” reaches beyond" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 2, { 3, 2 }, { 0, 1 } },
      "“a” repeats its data" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 2, { HUGE_, 2 }, { 0, 1 } }, "“a” repeats" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 5, 1, { 3 }, { -1 } }, "“a” has a negative" },
    { { "a", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { -1 }, { 1 } }, "“a” has a negative" },
    { { "a", "FloatStorage", "17", 6, { 5, 2 }, 0, 1, { 2 }, { 1 } }, "“a” is described" },
    { { "a", "FloatStorage", "17", 6, { -1, 2 }, 0, 1, { 2 }, { 1 } }, "“a” is described" },
    { { "a", "FloatStorage", "17", 6, { 4, 2 }, 0, 1, { 3 }, { 1 } }, "“a” reaches beyond" },
    { { "a\xff", "FloatStorage", "17", 6, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "is not UTF-8" },
    { { "a", "FloatStorage", "17", 5, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "wrong size" },
    { { "a", "DoubleStorage", "17", 5, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "wrong size" },
    { { "a", "FloatStorage", "17", HUGE_, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "impossible size" },
    { { "a", "FloatStorage", "17", -6, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "impossible size" },
    { { "a", "QuantumStorage", "17", 6, { 0, 0 }, 0, 1, { 3 }, { 1 } }, "“torch.QuantumStorage”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) state = pickle_of (&cases[i].tensor, 1);

      assert_state_refused (state, three_storages, 1, cases[i].fragment);
    }
#undef HUGE_
}

/* What is wrong with more than one tensor, or with the list of storages. */
static void
test_bad_storages (void)
{
  TorchTensor  two[2] = { five_tensors[0], five_tensors[0] };
  TorchStorage twice[2] = { three_storages[0], three_storages[0] };
  TorchStorage large = { "17", "", 6, 0 };
  g_autoptr (GByteArray) same_name = pickle_of (two, 2);
  g_autoptr (GByteArray) one = pickle_of (two, 1);
  g_autoptr (GByteArray) two_types = NULL;
  g_autoptr (GByteArray) missing = legacy (one, NULL, 0);
  g_autoptr (GByteArray) repeated = legacy (one, twice, 2);
  g_autoptr (GByteArray) foreign = legacy (one, three_storages, 2);
  g_autoptr (GByteArray) short_file = legacy (one, &large, 1);
  g_autoptr (GByteArray) zip_missing = zip_of (one, NULL, 0, FALSE);
  g_autoptr (GByteArray) zip_repeated = zip_of (one, twice, 2, FALSE);

  assert_state_refused (same_name, three_storages, 1, "“all” occurs twice");
  two[1].name = "b";
  two[1].type = "IntStorage";
  two_types = pickle_of (two, 2);
  assert_state_refused (two_types, three_storages, 1, "“17” is described in two ways");
  weights_assert_refused (missing, "storage “17” is missing");
  weights_assert_refused (repeated, "list of storages");
  weights_assert_refused (foreign, "list of storages");
  weights_assert_refused (short_file, "ends within its storage “17”");
  weights_assert_refused (zip_missing, "no entry “net/data/17”");
  weights_assert_refused (zip_repeated, "two entries with the same name");
}

static const struct
{
  const char *pickle;
  const char *fragment;
} bad_pickles[] = {
  { "cos\nsystem\n(X\x04\x01\x01\x01"
    "boomtR.",
    "“os.system”" },
  { "cposix\nsystem\n.", "“posix.system”" },
  { "X\x0a\x01\x01\x01"
    "aaaaaaaaaa.",
    "ends early" },
  { "U\2osU\6system\x93.", "“os.system”" },
  { "}}\x93.", "names a class without a string" },
  { "ctorch\nFloatStorage\n)R.", "unknown function" },
  { "ccollections\nOrderedDict\n}R.", "unknown function" },
  { "})R.", "unknown function" },
  { "ccollections\nOrderedDict\n(](NetR.", "not a list of pairs" },
  { "ccollections\nOrderedDict\n](Ne\x85R.", "not a list of pairs" },
  { "ccollections\nOrderedDict\nN\x85R.", "not a list of pairs" },
  { "ccollections", "name that does not end" },
  { "c\n\n.", "“.”" },
  { "i__main__\nx\n.", "instruction 0x69" },
  { "\x81.", "instruction 0x81" },
  { "}b.", "empty stack" },
  { "N}b.", "not a dict" },
  { ".", "empty stack" },
  { "(.", "empty stack" },
  { "N(.", "empty stack" },
  { "(t\x85\x86.", "empty stack" },
  { "R.", "empty stack" },
  { "Q.", "empty stack" },
  { "NQ.", "unknown way" },
  { "(NNNNNtQ.", "unknown way" },
  { "t.", "never began" },
  { "u.", "never began" },
  { "(NNu.", "empty stack" },
  { "N(NNu.", "do not fit" },
  { "}(Nu.", "do not fit" },
  { "}(Ne.", "do not fit" },
  { "]NNs.", "do not fit" },
  { "Na.", "empty stack" },
  { "h\x05.", "never stored" },
  { "q\x05.", "empty stack" },
  { "\x80\x09.", "protocol 9" },
  { "N.", "no state dict" },
  { "].", "no state dict" },
  { "}.", "no tensors" },
  { "}U\5model}s.", "no tensors" },
  { "}U\1actorch._utils\n_rebuild_tensor_v2\n)Rs.", "“a” is described" },
  { "}U\1actorch._utils\n_rebuild_tensor_v2\n(NNNNtRs.", "“a” is described" },
};

static void
test_bad_pickles (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_pickles); i++)
    {
      g_autoptr (GByteArray) state = g_byte_array_new ();
      g_autoptr (GByteArray) bytes = NULL;

      bytes_put_text (state, "\x80\x02");
      bytes_put_text (state, bad_pickles[i].pickle);
      /* In a legacy file the pickle would go on with the next one. */
      bytes = zip_of (state, NULL, 0, FALSE);
      weights_assert_refused (bytes, bad_pickles[i].fragment);
    }
}

/* Pickles of which a few bytes ask for much. */
static void
test_pickle_bombs (void)
{
  static const char *const ops[] = { "N", "]", "(", "0]" };
  g_autoptr (GByteArray) deep = g_byte_array_new ();
  g_autoptr (GByteArray) pairs = g_byte_array_new ();
  g_autoptr (GByteArray) long_string = g_byte_array_new ();

  for (guint o = 0; o < G_N_ELEMENTS (ops); o++)
    {
      g_autoptr (GByteArray) endless = g_byte_array_new ();

      bytes_put_text (endless, "\x80\x02]");
      for (guint i = 0; i < 2200000; i += (guint) strlen (ops[o]))
        bytes_put_text (endless, ops[o]);
      bytes_put_text (endless, ".");
      assert_state_refused (endless, NULL, 0, "longer than that of any network");
    }

  bytes_put_text (deep, "\x80\x02}U\1aN"); /* a tuple of a tuple of a tuple ... */
  for (guint i = 0; i < 1000000; i++)
    bytes_put_text (deep, "\x85");
  bytes_put_text (deep, "s.");
  assert_state_refused (deep, NULL, 0, "no tensors");

  bytes_put_text (pairs, "\x80\x02"
                         "NN\x86q\1(](" /* a list of one pair 100000 times ... */);
  for (guint i = 0; i < 100000; i++)
    bytes_put_text (pairs, "h\1");
  bytes_put_text (pairs, "e\x85q\2");
  for (guint i = 0; i < 100000; i++) /* ... in 100000 dicts */
    bytes_put_text (pairs, "ccollections\nOrderedDict\nh\2R");
  bytes_put_text (pairs, ".");
  assert_state_refused (pairs, NULL, 0, "longer than that of any network");

  bytes_put (long_string, "\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff.", 12);
  assert_state_refused (long_string, NULL, 0, "ends early");
}

static void
test_bad_zips (void)
{
  g_autoptr (GByteArray) state = pickle_of (five_tensors, 1);
  const char *data = (const char *) state->data;
  static const struct
  {
    const char *names[2];
    guint       method;
    const char *fragment;
  } cases[] = {
    { { "net/data.pkl", "net/data/17" }, 8, "compressed" },
    { { "net/data.pkl", "other/data.pkl" }, 0, "not one that torch.save wrote" },
    { { "a/b/data.pkl", "data.pkl" }, 0, "not one that torch.save wrote" },
    { { "word/document.xml", "x" }, 0, "not one that torch.save wrote" },
    { { "net/data.pkl", "net/data/18" }, 0, "no entry “net/data/17”" },
    { { "net/data.pkl", "net/data/17" }, 0, "wrong size" },
    { { "net/data.pkl", "net/byteorder" }, 0, "little-endian" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = NULL;
      Zip zip;

      zip_begin (&zip, FALSE);
      zip.method = cases[i].method;
      for (guint e = 0; e < 2; e++)
        zip_add (&zip, cases[i].names[e], data, state->len);
      bytes = zip_end (&zip);
      weights_assert_refused (bytes, cases[i].fragment);
    }
}

static void
test_bad_legacy (void)
{
  g_autoptr (GByteArray) state = pickle_of (five_tensors, 5);
  g_autoptr (GByteArray) good = legacy (state, three_storages, 3);
  static const struct
  {
    guint       at;
    guint8      byte;
    const char *fragment;
  } cases[] = {
    { 4, 0, "not one that torch.save wrote" },
    { 18, 0, "unknown version" },
    { 43, 0x89, "little-endian" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 kept = good->data[cases[i].at];

      good->data[cases[i].at] = cases[i].byte;
      weights_assert_refused (good, cases[i].fragment);
      good->data[cases[i].at] = kept;
    }
  check_five_tensors (good);
}

static void
test_damaged_torch (void)
{
  g_autoptr (GByteArray) state = pickle_of (five_tensors, 5);
  g_autoptr (GByteArray) old = legacy (state, three_storages, 3);
  g_autoptr (GByteArray) new = zip_of (state, three_storages, 3, FALSE);
  g_autoptr (GByteArray) wide = zip_of (state, three_storages, 3, TRUE);

  weights_damage (old, TRUE);
  weights_damage (new, TRUE);
  weights_damage (wide, TRUE);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  weights_make_folder ();
  g_test_add_func ("/torch-checkpoint/legacy", test_legacy);
  g_test_add_func ("/torch-checkpoint/zip", test_zip);
  g_test_add_func ("/torch-checkpoint/nested", test_nested);
  g_test_add_func ("/torch-checkpoint/views-and-parameters", test_views_and_parameters);
  g_test_add_func ("/torch-checkpoint/spellings", test_spellings);
  g_test_add_func ("/torch-checkpoint/bad-tensors", test_bad_tensors);
  g_test_add_func ("/torch-checkpoint/bad-storages", test_bad_storages);
  g_test_add_func ("/torch-checkpoint/bad-pickles", test_bad_pickles);
  g_test_add_func ("/torch-checkpoint/pickle-bombs", test_pickle_bombs);
  g_test_add_func ("/torch-checkpoint/bad-zips", test_bad_zips);
  g_test_add_func ("/torch-checkpoint/bad-legacy", test_bad_legacy);
  g_test_add_func ("/torch-checkpoint/damaged", test_damaged_torch);
  result = g_test_run ();
  weights_remove_folder ();
  return result;
}
