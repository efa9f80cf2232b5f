/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painting-record.c - a parasite with JSON: its version, the sources, and the settings. */

#include "job/painting-record.h"

#include "job/arguments.h"
#include "job/region-arguments.h"

#include <json-glib/json-glib.h>

#include <string.h>

#define PARASITE "style-transfer-painting"
#define FORMAT   "style-transfer-painting-1"

/* Of an image: a name that no other has but its copies.  Tattoos mean something within one. */
#define IMAGE_PARASITE "style-transfer-image"

/* ---- Writing ----------------------------------------------------------------------- */

/* Any drawable but the selection, by the kind that it is found by. */
static void
add_drawable (JsonObject *object, const char *key, GimpDrawable *drawable)
{
  JsonObject *noted = json_object_new ();
  const char *kind = GIMP_IS_LAYER_MASK (drawable) ? "layer-mask"
                     : GIMP_IS_LAYER (drawable)    ? "layer"
                                                   : "channel";

  if (GIMP_IS_LAYER_MASK (drawable))
    drawable = GIMP_DRAWABLE (gimp_layer_from_mask (GIMP_LAYER_MASK (drawable)));
  json_object_set_string_member (noted, "kind", kind);
  json_object_set_string_member (noted, "name", gimp_item_get_name (GIMP_ITEM (drawable)));
  json_object_set_int_member (noted, "tattoo", gimp_item_get_tattoo (GIMP_ITEM (drawable)));
  json_object_set_object_member (object, key, noted);
}

static gboolean
can_be_noted (GimpDrawable *drawable, GimpImage *image)
{
  return drawable && gimp_item_is_valid (GIMP_ITEM (drawable)) && !GIMP_IS_SELECTION (drawable)
         && gimp_item_get_image (GIMP_ITEM (drawable)) == image;
}

/* Where it can be noted. */
static void
add_noted (JsonObject *object, const char *key, GimpDrawable *drawable, GimpImage *image)
{
  if (can_be_noted (drawable, image))
    add_drawable (object, key, drawable);
}

static void
add_regions (JsonObject *object, GimpImage *image, GimpProcedureConfig *config)
{
  RegionArguments regions;
  JsonArray      *array;

  if (!region_arguments_read (config, image, &regions, NULL))
    return;

  array = json_array_new ();
  for (guint i = 0; i < region_arguments_count (&regions); i++)
    if (can_be_noted (regions.masks[i], image))
      {
        JsonObject *region = json_object_new ();

        add_drawable (region, "mask", regions.masks[i]);
        json_object_set_string_member (region, "style", regions.styles[i]);
        json_array_add_object_element (array, region);
      }
  json_object_set_array_member (object, "regions", array);
  add_noted (object, "protect", regions.protect, image);
  region_arguments_clear (&regions);
}

/* Undone with the painting: without the flag for that, GIMP would say that it cannot be undone. */
static GimpParasite *
new_parasite (const char *name, const char *text)
{
  return gimp_parasite_new (name, GIMP_PARASITE_PERSISTENT | GIMP_PARASITE_UNDOABLE,
                            (guint32) strlen (text) + 1, text);
}

/* Of a parasite, which is freed; NULL: there is none. */
static char *
take_text (GimpParasite *parasite)
{
  guint32     size = 0;
  const char *data = parasite ? gimp_parasite_get_data (parasite, &size) : NULL;
  char       *text = data ? g_strndup (data, size) : NULL;

  if (parasite)
    gimp_parasite_free (parasite);

  return text;
}

/* Whether the list, which is freed, has the name: to ask for a parasite that is not there is an error
 * for GIMP. */
static gboolean
take_list (char **list, const char *name)
{
  gboolean listed = list && g_strv_contains ((const char *const *) list, name);

  g_strfreev (list);

  return listed;
}

/* To be freed by g_free; NULL: it has none. */
static char *
get_image_name (GimpImage *image)
{
  return take_list (gimp_image_get_parasite_list (image), IMAGE_PARASITE)
             ? take_text (gimp_image_get_parasite (image, IMAGE_PARASITE))
             : NULL;
}

static char *
give_image_name (GimpImage *image)
{
  char         *name = get_image_name (image);
  GimpParasite *parasite;

  if (name)
    return name;

  name = g_uuid_string_random ();
  parasite = new_parasite (IMAGE_PARASITE, name);
  gimp_image_attach_parasite (image, parasite);
  gimp_parasite_free (parasite);

  return name;
}

static char *
write_text (GimpLayer *painting, GimpLayer *content, GimpProcedureConfig *config,
            const char *settings)
{
  GimpImage *image = gimp_item_get_image (GIMP_ITEM (content));
  /* Beside a painting in an image of its own, the photograph is not looked for. */
  gboolean         beside = gimp_item_get_image (GIMP_ITEM (painting)) == image;
  g_autofree char *image_name = beside ? give_image_name (image) : g_strdup ("");
  JsonObject      *object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), object);
  GimpLayer *style = NULL, *second = NULL;

  g_object_get (config, "style-layer", &style, "second-layer", &second, NULL);

  json_object_set_string_member (object, "format", FORMAT);
  json_object_set_string_member (object, "image", image_name);
  json_object_set_int_member (object, "tattoo", gimp_item_get_tattoo (GIMP_ITEM (painting)));
  json_object_set_string_member (object, "name", gimp_item_get_name (GIMP_ITEM (content)));
  add_drawable (object, "content", GIMP_DRAWABLE (content));
  add_noted (object, "style-layer", (GimpDrawable *) style, image);
  add_noted (object, "second-layer", (GimpDrawable *) second, image);
  add_regions (object, image, config);
  json_object_set_member (object, "settings", json_from_string (settings, NULL));
  json_object_unref (object);

  return json_to_string (root, FALSE);
}

void
painting_record_write (GimpLayer *painting, GimpLayer *content, GimpProcedureConfig *config,
                       const char *settings)
{
  g_autofree char *text = write_text (painting, content, config, settings);
  GimpParasite    *parasite = new_parasite (PARASITE, text);

  gimp_item_attach_parasite (GIMP_ITEM (painting), parasite);
  gimp_parasite_free (parasite);
}

/* ---- Reading ----------------------------------------------------------------------- */

static const char *
get_string (JsonObject *object, const char *key)
{
  return json_object_get_string_member_with_default (object, key, NULL);
}

/* The record on `layer`, or NULL. */
static JsonObject *
read_record (GimpLayer *layer)
{
  g_autofree char *text = take_list (gimp_item_get_parasite_list (GIMP_ITEM (layer)), PARASITE)
                              ? take_text (gimp_item_get_parasite (GIMP_ITEM (layer), PARASITE))
                              : NULL;
  g_autoptr (JsonNode) root = text ? json_from_string (text, NULL) : NULL;
  JsonObject *record = root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;

  if (!record || g_strcmp0 (get_string (record, "format"), FORMAT) != 0)
    return NULL;

  return json_object_ref (record);
}

static JsonObject *
get_object (JsonObject *record, const char *key)
{
  JsonNode *node = json_object_get_member (record, key);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static guint
get_tattoo (JsonObject *noted)
{
  return (guint) json_object_get_int_member_with_default (noted, "tattoo", 0);
}

/* What is noted of it was a layer (or else a channel).  In a copy of an image, and of a layer, all
 * tattoos are other ones, but names are the same. */
static GimpItem *
find_item (GimpImage *image, JsonObject *noted, gboolean layer, gboolean by_tattoo)
{
  const char *name = json_object_get_string_member_with_default (noted, "name", "");
  guint       tattoo = get_tattoo (noted);

  if (layer)
    return by_tattoo ? (GimpItem *) gimp_image_get_layer_by_tattoo (image, tattoo)
                     : (GimpItem *) gimp_image_get_layer_by_name (image, name);

  return by_tattoo ? (GimpItem *) gimp_image_get_channel_by_tattoo (image, tattoo)
                   : (GimpItem *) gimp_image_get_channel_by_name (image, name);
}

/* The drawable that is noted under `key` of `part`, which is the record of `painting` or a part of
 * it, or NULL. */
static GimpDrawable *
find_drawable (GimpLayer *painting, JsonObject *record, JsonObject *part, const char *key)
{
  GimpImage       *image = gimp_item_get_image (GIMP_ITEM (painting));
  JsonObject      *noted = get_object (part, key);
  const char      *kind = noted ? get_string (noted, "kind") : NULL;
  g_autofree char *name = get_image_name (image);
  GimpItem        *item;

  if (!kind || g_strcmp0 (get_string (record, "image"), name) != 0)
    return NULL;

  item = find_item (image, noted, !g_str_equal (kind, "channel"),
                    get_tattoo (record) == gimp_item_get_tattoo (GIMP_ITEM (painting)));
  if (item && g_str_equal (kind, "layer-mask"))
    item = GIMP_ITEM (gimp_layer_get_mask (GIMP_LAYER (item)));

  return (GimpDrawable *) item;
}

GimpLayer *
painting_record_find_content (GimpLayer *layer)
{
  g_autoptr (JsonObject) record = read_record (layer);
  GimpDrawable *content = record ? find_drawable (layer, record, record, "content") : NULL;

  return content && GIMP_IS_LAYER (content) && GIMP_LAYER (content) != layer ? GIMP_LAYER (content)
                                                                             : NULL;
}

char *
painting_record_get_name (GimpLayer *layer)
{
  g_autoptr (JsonObject) record = read_record (layer);

  return record ? g_strdup (get_string (record, "name")) : NULL;
}

static void
recall_style_layers (GimpLayer *painting, JsonObject *record, GimpProcedureConfig *config)
{
  GimpDrawable *style = find_drawable (painting, record, record, "style-layer");
  GimpDrawable *second = find_drawable (painting, record, record, "second-layer");

  if (style)
    g_object_set (config, "style-layer", style, "style-source", ARGUMENTS_SOURCE_LAYER, NULL);
  if (second)
    g_object_set (config, "second-layer", second, "second-style", "", NULL);
}

static void
recall_regions (GimpLayer *painting, JsonObject *record, GimpProcedureConfig *config)
{
  JsonNode  *node = json_object_get_member (record, "regions");
  JsonArray *regions = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint      n = regions ? json_array_get_length (regions) : 0;
  g_autoptr (GPtrArray) masks = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) styles = NULL;

  for (guint i = 0; i < n; i++)
    {
      JsonNode   *element = json_array_get_element (regions, i);
      JsonObject *region = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      GimpDrawable *mask = region ? find_drawable (painting, record, region, "mask") : NULL;
      const char   *style = mask ? get_string (region, "style") : NULL;

      if (!style)
        continue;
      g_ptr_array_add (masks, mask);
      g_strv_builder_add (builder, style);
    }

  styles = g_strv_builder_end (builder);
  g_object_set (config, "region-styles", styles, "protect",
                find_drawable (painting, record, record, "protect"), NULL);
  gimp_procedure_config_set_core_object_array (config, "region-masks", (GObject **) masks->pdata,
                                               masks->len);
}

char *
painting_record_get_settings (GimpLayer *painting)
{
  g_autoptr (JsonObject) record = read_record (painting);
  JsonNode *settings = record ? json_object_get_member (record, "settings") : NULL;

  return settings ? json_to_string (settings, FALSE) : NULL;
}

void
painting_record_recall_layers (GimpLayer *painting, GimpProcedureConfig *config)
{
  g_autoptr (JsonObject) record = read_record (painting);

  if (!record)
    return;

  recall_style_layers (painting, record, config);
  recall_regions (painting, record, config);
}
