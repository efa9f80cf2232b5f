/* SPDX-License-Identifier: GPL-3.0-or-later */

/* nst-types.h - the public types that all else needs.
 *
 *   pictures    planar float RGB
 *   catalogue   what is installed, by name
 *   networks    opened by name, or from a path
 *   styles      measured from pictures, or opened by name
 */

#ifndef NST_PUBLIC_TYPES_H
#define NST_PUBLIC_TYPES_H

#include <gio/gio.h>

/* For the functions of the public headers; all others are hidden (-fvisibility=hidden). */
#ifdef _WIN32
#define NST_EXPORT
#else
#define NST_EXPORT __attribute__ ((visibility ("default")))
#endif

G_BEGIN_DECLS

/* ---- Errors ------------------------------------------------------------------------ */

#define NST_ERROR (nst_error_quark ())

typedef enum
{
  NST_ERROR_ARGUMENT, /* a setting, a picture or a file name is not valid */
  NST_ERROR_FILE,     /* a file is missing, damaged or of the wrong kind */
  NST_ERROR_MEMORY,   /* there is not enough memory for this picture */
  NST_ERROR_NUMERIC   /* the computation gave NaN or infinity */
} NstError;

NST_EXPORT GQuark nst_error_quark (void);

/* g_set_error for this domain. */
NST_EXPORT void nst_set_error (GError **error, NstError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* As the last words of a function that fails: they set the error, and are FALSE or NULL. */
#define nst_fail(...)      (nst_set_error (__VA_ARGS__), FALSE)
#define nst_fail_null(...) (nst_set_error (__VA_ARGS__), NULL)

/* ---- Memory ------------------------------------------------------------------------ */

/* Keeps freed memory in the process for reuse, by all threads.  Call once at startup.  Each picture
 * needs buffers of many megabytes; requesting their pages from the system again takes half as long
 * as the work. */
NST_EXPORT void nst_keep_memory (void);

/* ---- Files ------------------------------------------------------------------------- */

/* A file that is being written, under a short hidden name in its final folder.  It gets its own
 * name when it is complete; until then, an existing file stays.  It is locked while the process
 * lives, so that nst_drafts_sweep does not remove it.  These functions fail with G_FILE_ERROR
 * and the system's message, without the name of the file. */
typedef struct _NstDraft NstDraft;

/* Starts the file `path`, or the file that this links to.  Returns: (transfer full). */
NST_EXPORT NstDraft *nst_draft_new (const char *path, GError **error);

/* A temporary folder in `folder`, for files that other programs write and that are then moved to
 * `folder`.  Must be abandoned in the end, with all files that are left in it.
 * Returns: (transfer full). */
NST_EXPORT NstDraft *nst_draft_new_folder (const char *folder, GError **error);

/* Its temporary path.  Returns: (transfer none). */
NST_EXPORT const char *nst_draft_get_path (const NstDraft *draft);

/* Open for writing, and for reading what was written. */
NST_EXPORT int nst_draft_get_descriptor (const NstDraft *draft);

/* Renames the file to its final name, and frees the `draft`, which is (transfer full), also on
 * failure.  With `replace`, an existing file is replaced and its mode kept; without, an existing
 * file is G_FILE_ERROR_EXIST. */
NST_EXPORT gboolean nst_draft_finish (NstDraft *draft, gboolean replace, GError **error);

/* Removes the temporary file, and frees the `draft`, (transfer full) (nullable). */
NST_EXPORT void nst_draft_abandon (NstDraft *draft);

/* Removes drafts of killed processes from `folder`, but not from its subfolders. */
NST_EXPORT void nst_drafts_sweep (const char *folder);

/* Replaces the file `path`, or the file that this links to, by these `n` bytes, using a draft. */
NST_EXPORT gboolean nst_replace_file (const char *path, gconstpointer bytes, gsize n,
                                      GError **error);

/* Writes all bytes; on failure, the reason is in errno. */
NST_EXPORT gboolean nst_write_all (int file, gconstpointer bytes, gsize n);

/* Takes the file's lock, which goes when the process ends.  Does not wait: FALSE with EWOULDBLOCK in
 * errno where another process has it, with another number where there are no locks. */
NST_EXPORT gboolean nst_lock_file (int file);

/* Where a path leads, through links.  Returns: (transfer full) (nullable): NULL with the reason in
 * errno. */
NST_EXPORT char *nst_real_path (const char *path);

/* The same text for all paths of the same file or folder.  Returns: (transfer full) (nullable):
 * NULL where there is none. */
NST_EXPORT char *nst_file_identity (const char *path);

/* ---- Pictures ---------------------------------------------------------------------- */

/* Longest side of a picture, in pixels. */
#define NST_MAX_SIDE 65536

typedef struct
{
  int    width, height;
  float *pixels; /* (3, height, width): R, G, B, sRGB-encoded, in [0, 1] */
  float *mask;   /* (height, width) weights in [0, 1], or NULL for 1 everywhere; pixels of weight
                    0 are not counted in any statistic.  Owned by the picture: freed with g_free */
} NstPicture;

/* A part of a picture, in pixels. */
typedef struct
{
  int x, y, width, height;
} NstRectangle;

/* A black picture without a mask.  Fails with NST_ERROR_ARGUMENT for sides outside
 * 1..NST_MAX_SIDE, and NST_ERROR_MEMORY.  Returns: (transfer full). */
NST_EXPORT NstPicture *nst_picture_new (int width, int height, GError **error);

/* With its mask.  Fails with NST_ERROR_MEMORY.  Returns: (transfer full). */
NST_EXPORT NstPicture *nst_picture_copy (const NstPicture *picture, GError **error);

/* Frees the `picture`, (transfer full) (nullable), with its mask. */
NST_EXPORT void nst_picture_free (NstPicture *picture);

/* Sets the mask to zeros, replacing an existing one.  Fails with NST_ERROR_MEMORY. */
NST_EXPORT gboolean nst_picture_add_mask (NstPicture *picture, GError **error);

/* Replaces the mask by `mask`, (transfer full) (nullable): from g_malloc, of the picture's size. */
NST_EXPORT void nst_picture_take_mask (NstPicture *picture, float *mask);

/* Removes the mask from the picture.  Returns: (transfer full) (nullable), for g_free. */
NST_EXPORT float *nst_picture_steal_mask (NstPicture *picture);

/* Gives pixels of weight 0, and those that are protected wholly by `protect` (height, width)
 * (nullable), the colors of their surroundings.  nst_stylize does this itself, but needs no copy of
 * a content that has been filled.  Fails with NST_ERROR_ARGUMENT if no pixel is left, and
 * NST_ERROR_MEMORY. */
NST_EXPORT gboolean nst_picture_fill (NstPicture *picture, const float *protect, GError **error);

/* In `painting`, `content` comes back as far as `protect`, (height, width) in [0, 1], says.  All
 * have one size. */
NST_EXPORT void nst_picture_keep (NstPicture *painting, const NstPicture *content,
                                  const float *protect);

/* `picture` resampled to `width` x `height`: antialiased if smaller (each output pixel is a
 * weighted mean of the input pixels that it covers), cubic if larger.  The mask is resampled,
 * too.  Fails like nst_picture_new.  Returns: (transfer full). */
NST_EXPORT NstPicture *nst_picture_resize (const NstPicture *picture, int width, int height,
                                           GError **error);

/* `picture` scaled down, if necessary, to a longer side of `side` pixels.  Fails with
 * NST_ERROR_MEMORY.  Returns: (transfer full). */
NST_EXPORT NstPicture *nst_picture_shrink (const NstPicture *picture, int side, GError **error);

/* The size of a plane, and a size that is no larger, to which it is brought: each value is the mean
 * of all that it covers. */
typedef struct
{
  int width, height, to_width, to_height;
} NstArea;

/* Adds to `to` (to_height, to_width) what row number `row` of the plane, whose values are `from`
 * (width), is of it: for planes that are read row by row. */
NST_EXPORT void nst_area_add (const NstArea *area, int row, const float *from, float *to);

/* `mask` (height, width) brought to that size.  Fails with NST_ERROR_MEMORY.  Returns: (transfer
 * full), for g_free. */
NST_EXPORT float *nst_mask_shrink (const float *mask, int width, int height, int to_width,
                                   int to_height, GError **error);

/* The part of `picture` with its corner at (x, y), without the mask.  Fails like nst_picture_new.
 * Returns: (transfer full). */
NST_EXPORT NstPicture *nst_picture_crop (const NstPicture *picture, int x, int y, int width,
                                         int height, GError **error);

/* Copies the pixels of `part`, without its mask, to (x, y) of `picture`. */
NST_EXPORT void nst_picture_paste (NstPicture *picture, int x, int y, const NstPicture *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstPicture, nst_picture_free)

/* ---- The catalogue ----------------------------------------------------------------- */

/* Finds installed networks and styles by name.  Networks are looked for in these folders, in order
 * of precedence: $NST_WEIGHTS (a list of folders, like PATH), style-transfer/networks in the user's
 * data folder, the folder of bundled networks, and style-transfer/networks in the system's data
 * folders.  Styles likewise: $NST_STYLES, style-transfer/styles.
 *
 * A catalogue is immutable and reference-counted.  Where one is an argument, NULL is a catalogue
 * without bundled networks and styles. */
typedef struct _NstCatalogue NstCatalogue;

#define NST_TYPE_CATALOGUE (nst_catalogue_get_type ())
NST_EXPORT GType nst_catalogue_get_type (void);

/* `networks` and `styles`, both (nullable), are the folders of the bundled ones.
 * Returns: (transfer full). */
NST_EXPORT NstCatalogue *nst_catalogue_new (const char *networks, const char *styles);
NST_EXPORT NstCatalogue *nst_catalogue_ref (NstCatalogue *catalogue); /* Returns: (transfer full) */
NST_EXPORT void nst_catalogue_unref (NstCatalogue *catalogue); /* (transfer full) (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstCatalogue, nst_catalogue_unref)

/* ---- Networks ---------------------------------------------------------------------- */

/* Immutable and reference-counted; may be shared by concurrent calls. */
typedef struct _NstNetwork NstNetwork;

#define NST_LEVELS     5 /* of features, for styles: relu1_1 .. relu5_1 */
#define NST_MAX_PASSES 4 /* of a per-style network */

#define NST_TYPE_NETWORK (nst_network_get_type ())
NST_EXPORT GType nst_network_get_type (void);

typedef struct
{
  char   *name;         /* for --network: the file's name without its extension */
  char   *path;         /* of the file */
  char   *architecture; /* "codec", "vgg16", "vgg19", or NULL if it cannot be opened */
  char   *source;       /* where it comes from, according to the file, or NULL */
  char   *license;      /* according to the file, or NULL */
  char   *problem;      /* why it cannot be used, or NULL */
  char   *checksum;     /* SHA-256 of the file that it was installed from, or NULL */
  guint64 bytes;        /* size of the file */
} NstNetworkInfo;

/* The weight files (*.safetensors, *.pth) in the folders for networks.
 * Returns: (element-type NstNetworkInfo) (transfer full). */
NST_EXPORT GPtrArray *nst_catalogue_list_networks (const NstCatalogue *catalogue);

/* How a network is installed. */
typedef struct
{
  const char *name;    /* NULL: the file's name without its extension */
  const char *license; /* NULL: what the file says, if anything */
  gboolean    half;    /* store it as float16; else in the file's own number format */
  gboolean    replace; /* replace an existing network of that name */
} NstInstallation;

/* Copies the needed tensors of the weight file `path` to the user's data folder.  If the name has
 * the form in which torch publishes files (NAME-DIGITS.pth), the digits are compared with the
 * checksum.  Fails with NST_ERROR_FILE, NST_ERROR_ARGUMENT (the name) and NST_ERROR_MEMORY.
 * Returns: (transfer full) the path of the copy. */
NST_EXPORT char *nst_catalogue_install_network (const NstCatalogue *catalogue, const char *path,
                                                const NstInstallation *installation,
                                                GError               **error);

/* Deletes the network called `name` from the user's data folder.  Fails with NST_ERROR_ARGUMENT
 * for another name, and NST_ERROR_FILE. */
NST_EXPORT gboolean nst_catalogue_remove_network (const NstCatalogue *catalogue, const char *name,
                                                  GError **error);

/* Opens the network called `name`, or the weight file with the path `name` (if it has a folder
 * separator or a known extension).  The architecture is recognized from the names and shapes of the
 * tensors.  Fails with NST_ERROR_ARGUMENT for an unknown name, and NST_ERROR_FILE.
 * Returns: (transfer full). */
NST_EXPORT NstNetwork *nst_catalogue_open_network (const NstCatalogue *catalogue, const char *name,
                                                   GError **error);

/* Returns: (transfer none); the path is (nullable): NULL if it is not from a file. */
NST_EXPORT const char *nst_network_get_name (const NstNetwork *network);
NST_EXPORT const char *nst_network_get_path (const NstNetwork *network);

NST_EXPORT NstNetwork *nst_network_ref (NstNetwork *network);   /* Returns: (transfer full) */
NST_EXPORT void        nst_network_unref (NstNetwork *network); /* (transfer full) (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstNetwork, nst_network_unref)

/* ---- Styles ------------------------------------------------------------------------ */

/* A style: the statistics of a network's features of the style image, at several sizes.  They
 * are measured from the image when needed, and kept; or they are read from a file
 * (*.safetensors), which also has a name, a credit and a thumbnail.  Reference-counted; may be
 * shared by concurrent calls, but its setters must not be called meanwhile. */
typedef struct _NstStyle NstStyle;

#define NST_TYPE_STYLE (nst_style_get_type ())
NST_EXPORT GType nst_style_get_type (void);

#define NST_THUMBNAIL_SIDE 192 /* pixels at most */

/* The style of `picture`, which is copied; its mask weights the pixels.  Fails with
 * NST_ERROR_ARGUMENT for pixels that are not finite, and NST_ERROR_MEMORY.
 * Returns: (transfer full). */
NST_EXPORT NstStyle *nst_style_new (const NstPicture *picture, const char *name, GError **error);

/* Reads a file that nst_style_save has written.  Fails with NST_ERROR_FILE.
 * Returns: (transfer full). */
NST_EXPORT NstStyle *nst_style_load (const char *path, GError **error);

/* Copies the style file `from` bit for bit to the file `to` (which may be the same), with another
 * name.  Fails with NST_ERROR_FILE and NST_ERROR_MEMORY; then nothing is written. */
NST_EXPORT gboolean nst_style_copy_renamed (const char *from, const char *to, const char *name,
                                            GError **error);

/* Measures the style with `network` and writes all statistics that Fast and Refine need.  Fails
 * with NST_ERROR_FILE, NST_ERROR_ARGUMENT (a style without an image, measured with another
 * network), NST_ERROR_MEMORY and G_IO_ERROR_CANCELLED; then nothing is written. */
NST_EXPORT gboolean nst_style_save (NstStyle *style, const NstNetwork *network, int threads,
                                    const char *path, GCancellable *cancellable, GError **error);

NST_EXPORT NstStyle *nst_style_ref (NstStyle *style);   /* Returns: (transfer full) */
NST_EXPORT void      nst_style_unref (NstStyle *style); /* (transfer full) (nullable) */

/* Frees the measurements except those of the last sizes: for painting many pictures of different
 * sizes.  Must not be called while the style is in use by nst_stylize. */
NST_EXPORT void nst_style_trim (NstStyle *style);

/* Returns: (transfer none). */
NST_EXPORT const char *nst_style_get_name (const NstStyle *style);

/* The name in the user's language if it is that of a bundled style; else the name.
 * Returns: (transfer none). */
NST_EXPORT const char *nst_style_get_title (const NstStyle *style);

/* The work and its artist.  Returns: (transfer none) (nullable).  The setter copies. */
NST_EXPORT const char *nst_style_get_credit (const NstStyle *style);
NST_EXPORT void        nst_style_set_credit (NstStyle *style, const char *credit);

/* The credit for people: in their language if it says that the picture was drawn for this program.
 * Returns: (transfer none) (nullable). */
NST_EXPORT const char *nst_style_get_shown_credit (const NstStyle *style);

/* Of the style file.  Returns: (transfer none) (nullable): NULL if unknown.  The setter copies. */
NST_EXPORT const char *nst_style_get_license (const NstStyle *style);
NST_EXPORT void        nst_style_set_license (NstStyle *style, const char *license);

/* FALSE for a style file without vectors for strokes, as earlier versions and very small pictures
 * make them: then the setting `strokes` has no effect. */
NST_EXPORT gboolean nst_style_has_strokes (const NstStyle *style);

/* The kind of work that a style comes from: a gallery groups styles by it. */
typedef struct
{
  const char *word;  /* in style files and on the command line */
  const char *label; /* for the user; translatable */
} NstManner;

/* All manners.  Returns: (array length=n) (transfer none). */
NST_EXPORT const NstManner *nst_manners (guint *n);

/* The one called `word`.  Returns: (transfer none) (nullable). */
NST_EXPORT const NstManner *nst_manner_find (const char *word);

/* Returns: (transfer none) (nullable): NULL if it is unknown, or not known to this version.  For
 * the setter it is (nullable), too. */
NST_EXPORT const NstManner *nst_style_get_manner (const NstStyle *style);
NST_EXPORT void             nst_style_set_manner (NstStyle *style, const NstManner *manner);

/* The picture for a gallery.  Returns: (transfer none) (nullable).  The setter makes a small
 * copy. */
NST_EXPORT const NstPicture *nst_style_get_thumbnail (const NstStyle *style);
NST_EXPORT gboolean          nst_style_set_thumbnail (NstStyle *style, const NstPicture *picture,
                                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstStyle, nst_style_unref)

typedef struct
{
  char     *name;    /* for scripts: the file's name without its extension */
  char     *path;    /* of the file */
  NstStyle *style;   /* NULL if it cannot be opened */
  char     *problem; /* why it cannot be opened, or NULL */
} NstStyleInfo;

/* The style files (*.safetensors) in the folders for styles.
 * Returns: (element-type NstStyleInfo) (transfer full). */
NST_EXPORT GPtrArray *nst_catalogue_list_styles (const NstCatalogue *catalogue);

/* Opens the style called `name`, or the style file with the path `name`, like
 * nst_catalogue_open_network.  Returns: (transfer full). */
NST_EXPORT NstStyle *nst_catalogue_open_style (const NstCatalogue *catalogue, const char *name,
                                               GError **error);

/* The style that `network` was trained for (NST_STAGE_STYLE).
 * Returns: (transfer full) (nullable): NULL without an error if it is for all styles. */
NST_EXPORT NstStyle *nst_style_of_network (const NstNetwork *network, GError **error);

G_END_DECLS

#endif
