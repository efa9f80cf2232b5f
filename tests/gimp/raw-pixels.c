/* SPDX-License-Identifier: GPL-3.0-or-later */

/* raw-pixels.c - a plug-in for the tests: what lies in GIMP's own buffer of a drawable, bit for bit
 * and in its own format, to a file of its name and from one.  No file format that GIMP writes
 * keeps, say, the colors of what is transparent, or a half float. */

#include <libgimp/gimp.h>

typedef struct
{
  GimpPlugIn parent_instance;
} RawPixels;

typedef struct
{
  GimpPlugInClass parent_class;
} RawPixelsClass;

GType raw_pixels_get_type (void);

G_DEFINE_TYPE (RawPixels, raw_pixels, GIMP_TYPE_PLUG_IN)

#define SAVE "test-pixels-save"
#define LOAD "test-pixels-load"

/* The file begins with a line that names the format and the size. */
static gboolean
save (GeglBuffer *buffer, const char *path, GError **error)
{
  const Babl *format = gegl_buffer_get_format (buffer);
  int         width = gegl_buffer_get_width (buffer), height = gegl_buffer_get_height (buffer);
  gsize       size = (gsize) width * height * babl_format_get_bytes_per_pixel (format);
  g_autofree guint8 *pixels = g_malloc (size);
  g_autoptr (GString) text = g_string_new (NULL);

  gegl_buffer_get (buffer, NULL, 1.0, format, pixels, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  g_string_printf (text, "%s; %d; %d\n", babl_format_get_encoding (format), width, height);
  g_string_append_len (text, (char *) pixels, (gssize) size);

  return g_file_set_contents (path, text->str, (gssize) text->len, error);
}

/* The file has the pixels alone. */
static gboolean
load (GeglBuffer *buffer, const char *path, GError **error)
{
  const Babl *format = gegl_buffer_get_format (buffer);
  gsize       size = (gsize) gegl_buffer_get_width (buffer) * gegl_buffer_get_height (buffer)
               * babl_format_get_bytes_per_pixel (format);
  gsize            length;
  g_autofree char *pixels = NULL;

  if (!g_file_get_contents (path, &pixels, &length, error))
    return FALSE;

  if (length != size)
    {
      g_set_error (error, GIMP_PLUG_IN_ERROR, 0, "%s has %zu bytes, and not %zu", path, length,
                   size);
      return FALSE;
    }
  gegl_buffer_set (buffer, NULL, 0, format, pixels, GEGL_AUTO_ROWSTRIDE);

  return TRUE;
}

static GimpValueArray *
run (GimpProcedure *procedure, GimpProcedureConfig *config, gpointer data)
{
  gboolean         saves = g_str_equal (gimp_procedure_get_name (procedure), SAVE);
  GimpDrawable   **drawables = NULL;
  g_autofree char *ending = NULL;
  GError          *error = NULL;

  gegl_init (NULL, NULL);
  g_object_get (config, "drawables", &drawables, "ending", &ending, NULL);

  for (gsize i = 0; drawables && drawables[i] && !error; i++)
    {
      g_autofree char *path
          = g_strconcat (gimp_item_get_name (GIMP_ITEM (drawables[i])), ending, NULL);
      g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (drawables[i]);

      if (saves)
        save (buffer, path, &error);
      else
        load (buffer, path, &error);
    }

  return gimp_procedure_new_return_values (
      procedure, error ? GIMP_PDB_EXECUTION_ERROR : GIMP_PDB_SUCCESS, error);
}

static GList *
query_procedures (GimpPlugIn *plug_in)
{
  return g_list_append (g_list_append (NULL, g_strdup (SAVE)), g_strdup (LOAD));
}

static GimpProcedure *
create_procedure (GimpPlugIn *plug_in, const char *name)
{
  GimpProcedure *procedure
      = gimp_procedure_new (plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN, run, NULL, NULL);

  gimp_procedure_add_core_object_array_argument (
      procedure, "drawables", "drawables", "whose pixels", GIMP_TYPE_DRAWABLE, G_PARAM_READWRITE);
  gimp_procedure_add_string_argument (procedure, "ending", "ending",
                                      "of the files, which are called as the drawables", "",
                                      G_PARAM_READWRITE);

  return procedure;
}

static void
raw_pixels_class_init (RawPixelsClass *class)
{
  GimpPlugInClass *plug_in_class = GIMP_PLUG_IN_CLASS (class);

  plug_in_class->query_procedures = query_procedures;
  plug_in_class->create_procedure = create_procedure;
  plug_in_class->set_i18n = NULL;
}

static void
raw_pixels_init (RawPixels *plug_in)
{
}

GIMP_MAIN (raw_pixels_get_type ())
