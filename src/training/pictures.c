/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pictures.c - training data: random crops of the pictures in some folders. */

#include "training/pictures.h"

#include <glib/gi18n-lib.h>

#include "base/random.h"
#include "ops/resampling.h"

#define HELD_BACK 50 /* one picture in so many is kept for validation */

#define LARGEST_NOISE 0.08 /* standard deviation */

struct _NstPictures
{
  NstPictureLoader loader;
  gpointer         loader_data;
  GPtrArray       *training; /* paths */
  GPtrArray       *held;
};

static gboolean
is_picture (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, ".jpg") || g_str_has_suffix (lower, ".jpeg")
         || g_str_has_suffix (lower, ".png");
}

static gboolean
list_folder (GPtrArray *paths, const char *folder, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &reason);
  const char *name;

  if (dir == NULL)
    {
      g_autofree char *shown = g_filename_display_name (folder);

      g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The folder “%s” cannot be read: %s."),
                   shown, reason->message);
      return FALSE;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (is_picture (name))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  return TRUE;
}

/* By name first, so that folders mix and their places do not matter. */
static int
compare_paths (gconstpointer a, gconstpointer b)
{
  g_autofree char *name_a = g_path_get_basename (*(const char *const *) a);
  g_autofree char *name_b = g_path_get_basename (*(const char *const *) b);

  return g_strcmp0 (name_a, name_b);
}

NstPictures *
nst_pictures_open (const char *const *folders, NstPictureLoader loader, gpointer loader_data,
                   GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (NstPictures) pictures = g_new0 (NstPictures, 1);

  pictures->loader = loader;
  pictures->loader_data = loader_data;
  pictures->training = g_ptr_array_new_with_free_func (g_free);
  pictures->held = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; folders[i] != NULL; i++)
    if (!list_folder (paths, folders[i], error))
      {
        g_ptr_array_foreach (paths, (GFunc) (void *) g_free, NULL);
        return NULL;
      }
  g_ptr_array_sort (paths, compare_paths);
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (i % HELD_BACK == HELD_BACK - 1 ? pictures->held : pictures->training,
                     paths->pdata[i]);
  if (pictures->training->len < 2)
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_FILE,
                           _ ("Training needs at least two pictures (*.jpg, *.png)."));
      return NULL;
    }
  return g_steal_pointer (&pictures);
}

void
nst_pictures_free (NstPictures *pictures)
{
  if (pictures == NULL)
    return;
  g_ptr_array_unref (pictures->training);
  g_ptr_array_unref (pictures->held);
  g_free (pictures);
}

guint
nst_pictures_get_n_training (const NstPictures *pictures)
{
  return pictures->training->len;
}

guint
nst_pictures_get_n_held (const NstPictures *pictures)
{
  return pictures->held->len;
}

/* ---- Crops ------------------------------------------------------------------------- */

static NstPicture *
square_of (const NstPicture *picture, int x, int y, int part, int side, GError **error)
{
  g_autoptr (NstPicture) crop = nst_picture_crop (picture, x, y, part, part, error);

  return crop != NULL ? nst_picture_resize (crop, side, side, error) : NULL;
}

static void
mirror (NstPicture *picture)
{
  for (int row = 0; row < 3 * picture->height; row++)
    {
      float *pixels = picture->pixels + (gsize) row * picture->width;

      for (int x = 0; x < picture->width / 2; x++)
        {
          float pixel = pixels[x];

          pixels[x] = pixels[picture->width - 1 - x];
          pixels[picture->width - 1 - x] = pixel;
        }
    }
}

/* A random part of a random picture, between `side` pixels and all that there is. */
static NstPicture *
draw_part (const NstPictures *pictures, int side, GRand *random, GError **error)
{
  const char *path
      = pictures->training->pdata[g_rand_int_range (random, 0, (gint32) pictures->training->len)];
  g_autoptr (NstPicture) picture = pictures->loader (path, pictures->loader_data, error);
  NstPicture *crop;
  int         whole, part;

  if (picture == NULL)
    return NULL;
  whole = MIN (picture->width, picture->height);
  part = whole <= side ? whole : g_rand_int_range (random, side, whole + 1);
  crop = square_of (picture, g_rand_int_range (random, 0, picture->width - part + 1),
                    g_rand_int_range (random, 0, picture->height - part + 1), part, side, error);
  if (crop != NULL && g_rand_boolean (random))
    mirror (crop);
  return crop;
}

static gboolean
mix (const NstPictures *pictures, NstPicture *picture, GRand *random, GError **error)
{
  g_autoptr (NstPicture) other = draw_part (pictures, picture->width, random, error);
  float share = (float) g_rand_double_range (random, 0.2, 0.8);

  if (other == NULL)
    return FALSE;
  for (gsize i = 0; i < (gsize) 3 * picture->width * picture->height; i++)
    picture->pixels[i] += share * (other->pixels[i] - picture->pixels[i]);
  return TRUE;
}

/* Another contrast and brightness for each channel. */
static void
recolor (NstPicture *picture, GRand *random)
{
  gsize positions = (gsize) picture->width * picture->height;

  for (int c = 0; c < 3; c++)
    {
      float gain = (float) g_rand_double_range (random, 0.5, 1.5);
      float offset = (float) g_rand_double_range (random, -0.2, 0.2);

      for (gsize i = c * positions; i < (c + 1) * positions; i++)
        picture->pixels[i] = (picture->pixels[i] - 0.5f) * gain + 0.5f + offset;
    }
}

static void
add_noise (NstPicture *picture, GRand *random)
{
  gsize  n = (gsize) 3 * picture->width * picture->height;
  double deviation = g_rand_double_range (random, 0.0, LARGEST_NOISE);

  for (gsize i = 0; i < n; i++)
    picture->pixels[i] += (float) (deviation * nst_random_normal (random));
}

NstPicture *
nst_pictures_draw_plain (const NstPictures *pictures, int side, const guint32 key[4],
                         GError **error)
{
  g_autoptr (GRand) random = g_rand_new_with_seed_array (key, 4);

  return draw_part (pictures, side, random, error);
}

NstPicture *
nst_pictures_draw (const NstPictures *pictures, int side, double disturbed, guint32 seed,
                   guint32 step, guint32 slot, GError **error)
{
  guint32 key[] = { seed, step, slot };
  g_autoptr (GRand) random = g_rand_new_with_seed_array (key, G_N_ELEMENTS (key));
  g_autoptr (NstPicture) picture = draw_part (pictures, side, random, error);

  if (picture == NULL)
    return NULL;
  if (g_rand_double (random) < disturbed && !mix (pictures, picture, random, error))
    return NULL;
  if (g_rand_double (random) < disturbed)
    recolor (picture, random);
  if (g_rand_double (random) < disturbed)
    add_noise (picture, random);
  return g_steal_pointer (&picture);
}

NstPicture *
nst_pictures_get_held (const NstPictures *pictures, guint index, int side, GError **error)
{
  g_autoptr (NstPicture) picture
      = pictures->loader (pictures->held->pdata[index], pictures->loader_data, error);
  int whole;

  if (picture == NULL)
    return NULL;
  whole = MIN (picture->width, picture->height);
  return square_of (picture, (picture->width - whole) / 2, (picture->height - whole) / 2, whole,
                    side, error);
}
