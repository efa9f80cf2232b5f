/* SPDX-License-Identifier: GPL-3.0-or-later */

/* presets.c - a preset is a JSON object of arguments and values, in the user's data folder.  A file
 * may come from anyone, so all of it is checked before anything is set. */

#include "store/presets.h"

#include "store/user-folder.h"

#include "nst.h"

#include <json-glib/json-glib.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

#define FORMAT     "style-transfer-preset-1"
#define KEY_FORMAT "format"
#define ENDING     ".json"
#define FOLDER     "presets"

/* What a preset may hold beside the engine's parameters. */
static const char *const mixture_keys[] = { "second-style", "second-share", "second-levels", NULL };
static const char *const source_keys[] = { "style-source", "style", "style-file", NULL };

/* ---- Files ------------------------------------------------------------------------- */

static char *
path_of (const char *name)
{
  g_autofree char *folder = user_folder_path (FOLDER), *base = g_strconcat (name, ENDING, NULL);

  return g_build_filename (folder, base, NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
presets_list (void)
{
  g_autofree char *folder = user_folder_path (FOLDER);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray  *names = g_ptr_array_new_with_free_func (g_free);
  const char *base;

  while (dir && (base = g_dir_read_name (dir)))
    if (g_str_has_suffix (base, ENDING) && *base != '.' && g_utf8_validate (base, -1, NULL))
      g_ptr_array_add (names, g_strndup (base, strlen (base) - strlen (ENDING)));
  g_ptr_array_sort (names, compare_names);

  return names;
}

static gboolean
fail (const char *path, const char *what, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  /* Translators: the name of a file or preset, and what is wrong with it. */
  return nst_fail (error, NST_ERROR_FILE, _ ("“%s”: %s"), shown, what);
}

gboolean
presets_delete (const char *name, GError **error)
{
  g_autofree char *path = path_of (name);

  return g_unlink (path) == 0 || fail (path, g_strerror (errno), error);
}

/* ---- Saving ------------------------------------------------------------------------ */

static void
add_value (JsonBuilder *builder, GimpProcedureConfig *config, const char *key)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (config), key, &value);
  json_builder_set_member_name (builder, key);
  if (G_VALUE_HOLDS_BOOLEAN (&value))
    json_builder_add_boolean_value (builder, g_value_get_boolean (&value));
  else if (G_VALUE_HOLDS_INT (&value))
    json_builder_add_int_value (builder, g_value_get_int (&value));
  else if (G_VALUE_HOLDS_DOUBLE (&value))
    json_builder_add_double_value (builder, g_value_get_double (&value));
  else
    json_builder_add_string_value (builder, g_value_get_string (&value));
}

static void
add_source (JsonBuilder *builder, GimpProcedureConfig *config)
{
  g_autofree char *source = NULL;
  g_autoptr (GFile) file = NULL;

  g_object_get (config, "style-source", &source, "style-file", &file, NULL);

  if (g_strcmp0 (source, "style") == 0)
    {
      add_value (builder, config, "style-source");
      add_value (builder, config, "style");
    }
  else if (g_strcmp0 (source, "file") == 0 && file)
    {
      g_autofree char *name = g_file_get_parse_name (file);

      add_value (builder, config, "style-source");
      json_builder_set_member_name (builder, "style-file");
      json_builder_add_string_value (builder, name);
    }
}

char *
presets_write (GimpProcedureConfig *config)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  guint               n_parameters;
  const NstParameter *parameters = nst_parameters (&n_parameters);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, KEY_FORMAT);
  json_builder_add_string_value (builder, FORMAT);
  for (guint i = 0; i < n_parameters; i++)
    add_value (builder, config, parameters[i].name);
  add_source (builder, config);
  for (int i = 0; mixture_keys[i]; i++)
    add_value (builder, config, mixture_keys[i]);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, TRUE);
}

char *
presets_save (const char *name, GimpProcedureConfig *config, GError **error)
{
  g_autofree char *plain = g_strdelimit (g_strstrip (g_strdup (name)), "/\\:*?\"<>|", '-');
  g_autofree char *path = path_of (plain), *folder = NULL;
  g_autofree char *text = presets_write (config);
  g_autoptr (GError) mistake = NULL;

  if (!*plain || *plain == '.')
    return nst_fail_null (error, NST_ERROR_ARGUMENT,
                          _ ("A preset needs a name that does not begin with a dot."));

  folder = user_folder_make (FOLDER, error);
  if (!folder)
    return NULL;

  /* Written beside and renamed. */
  if (!g_file_set_contents (path, text, -1, &mistake))
    return nst_fail_null (error, NST_ERROR_FILE, "%s", mistake->message);

  return g_steal_pointer (&plain);
}

/* ---- Loading ----------------------------------------------------------------------- */

static gboolean
is_kept (const char *key)
{
  return nst_parameter_find (key) || g_strv_contains (mixture_keys, key)
         || g_strv_contains (source_keys, key);
}

/* What `node` says, where that is of the kind that `spec` wants. */
static gboolean
read_value (GParamSpec *spec, JsonNode *node, GValue *value)
{
  GType    type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  gboolean number = type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;

  g_value_init (value, G_PARAM_SPEC_VALUE_TYPE (spec));

  if (G_IS_PARAM_SPEC_BOOLEAN (spec) && type == G_TYPE_BOOLEAN)
    g_value_set_boolean (value, json_node_get_boolean (node));
  else if (G_IS_PARAM_SPEC_INT (spec) && type == G_TYPE_INT64)
    g_value_set_int (value, (int) CLAMP (json_node_get_int (node), G_MININT, G_MAXINT));
  else if (G_IS_PARAM_SPEC_DOUBLE (spec) && number)
    g_value_set_double (value, json_node_get_double (node));
  else if (G_VALUE_HOLDS_STRING (value) && type == G_TYPE_STRING)
    g_value_set_string (value, json_node_get_string (node));
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE) && type == G_TYPE_STRING)
    g_value_take_object (value, g_file_parse_name (json_node_get_string (node)));
  else
    return FALSE;

  /* Validating changes what is out of range. */
  return G_VALUE_HOLDS (value, G_TYPE_FILE) || !g_param_value_validate (spec, value);
}

/* All that the file holds: `values` has a value for each of `specs`. */
static gboolean
read_values (JsonObject *object, GimpProcedureConfig *config, GPtrArray *specs, GArray *values,
             const char *path, GError **error)
{
  g_autoptr (GList) keys = json_object_get_members (object);

  if (g_strcmp0 (json_object_get_string_member_with_default (object, KEY_FORMAT, NULL), FORMAT)
      != 0)
    return fail (path, _ ("This is not a preset of Style Transfer."), error);

  for (GList *key = keys; key; key = key->next)
    {
      GValue           value = G_VALUE_INIT;
      GParamSpec      *spec;
      g_autofree char *what = NULL;

      if (g_str_equal (key->data, KEY_FORMAT))
        continue;

      spec = is_kept (key->data)
                 ? g_object_class_find_property (G_OBJECT_GET_CLASS (config), key->data)
                 : NULL;
      if (spec && read_value (spec, json_object_get_member (object, key->data), &value))
        {
          g_ptr_array_add (specs, spec);
          g_array_append_val (values, value);
          continue;
        }

      if (G_IS_VALUE (&value))
        g_value_unset (&value);
      what = g_strdup_printf (spec ? _ ("The value of “%s” is out of range or has the wrong type.")
                                   : _ ("There is no setting “%s”."),
                              (const char *) key->data);
      return fail (path, what, error);
    }

  return TRUE;
}

static void
set_default (GimpProcedureConfig *config, const char *key)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (config), key);

  if (spec)
    g_object_set_property (G_OBJECT (config), key, g_param_spec_get_default_value (spec));
}

static void
set_defaults (GimpProcedureConfig *config)
{
  guint               n_parameters;
  const NstParameter *parameters = nst_parameters (&n_parameters);

  for (guint i = 0; i < n_parameters; i++)
    set_default (config, parameters[i].name);
  for (int i = 0; mixture_keys[i]; i++)
    set_default (config, mixture_keys[i]);
  set_default (config, "second-layer"); /* which no preset speaks of */
}

gboolean
presets_read (const char *text, const char *what, GimpProcedureConfig *config, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) specs = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (GValue));
  g_autoptr (GError) mistake = NULL;
  JsonNode *root;

  g_array_set_clear_func (values, (GDestroyNotify) g_value_unset);

  if (!json_parser_load_from_data (parser, text, -1, &mistake))
    return fail (what, mistake->message, error);
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return fail (what, _ ("This is not a preset of Style Transfer."), error);
  if (!read_values (json_node_get_object (root), config, specs, values, what, error))
    return FALSE;

  g_object_freeze_notify (G_OBJECT (config));
  set_defaults (config);
  for (guint i = 0; i < specs->len; i++)
    g_object_set_property (G_OBJECT (config), ((GParamSpec *) specs->pdata[i])->name,
                           &g_array_index (values, GValue, i));
  g_object_thaw_notify (G_OBJECT (config));

  return TRUE;
}

gboolean
presets_load (const char *name, GimpProcedureConfig *config, GError **error)
{
  g_autofree char *path = path_of (name), *text = NULL;
  g_autoptr (GError) mistake = NULL;

  return g_file_get_contents (path, &text, NULL, &mistake)
             ? presets_read (text, path, config, error)
             : fail (path, mistake->message, error);
}
