/* SPDX-License-Identifier: GPL-3.0-or-later */

/* nst.h - neural style transfer: the engine's public interface, for the program `nst` and the GIMP
 * plug-in.
 *
 *   pictures    planar float RGB in, planar float RGB out
 *   settings    one table of parameters, one plain struct of their values
 *   styles      measured from pictures, or opened by name
 *   networks    opened by name, or from a path
 *   stylize     content + styles + network + settings -> picture
 *   training    photographs + art + a teacher -> a weight file
 *
 * The engine prints nothing, never exits, keeps no global state and may be called from any thread.
 * Functions that can fail return NULL or FALSE and set a GError whose message is a full sentence in
 * the user's language.  A cancelled call fails with G_IO_ERROR_CANCELLED.
 */

#ifndef NST_H
#define NST_H

#include <gio/gio.h>

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

GQuark nst_error_quark (void);

/* ---- Memory ------------------------------------------------------------------------ */

/* Keeps freed memory in the process for reuse.  Call once at startup.  Each picture needs
 * buffers of many megabytes; requesting their pages from the system again takes half as long as
 * the work. */
void nst_keep_memory (void);

/* ---- Files ------------------------------------------------------------------------- */

/* A file that is being written, under a short hidden name in its final folder.  It gets its own
 * name when it is complete; until then, an existing file stays.  It is locked while the process
 * lives, so that nst_drafts_sweep does not remove it.  These functions fail with G_FILE_ERROR
 * and the system's message, without the name of the file. */
typedef struct _NstDraft NstDraft;

/* Starts the file `path`, or the file that this links to. */
NstDraft *nst_draft_new (const char *path, GError **error);

/* A temporary folder in `folder`, for files that other programs write and that are then moved to
 * `folder`.  Must be abandoned in the end, with all files that are left in it. */
NstDraft *nst_draft_new_folder (const char *folder, GError **error);

/* Its temporary path. */
const char *nst_draft_get_path (const NstDraft *draft);

/* Open for writing, and for reading what was written. */
int nst_draft_get_descriptor (const NstDraft *draft);

gboolean nst_draft_write (const NstDraft *draft, gconstpointer bytes, gsize n, GError **error);

/* Renames the file to its final name, and frees the draft.  With `replace`, an existing file is
 * replaced and its mode kept; without, an existing file is G_FILE_ERROR_EXIST. */
gboolean nst_draft_finish (NstDraft *draft, gboolean replace, GError **error);

/* Removes the temporary file, and frees the draft.  NULL is ignored. */
void nst_draft_abandon (NstDraft *draft);

/* Removes drafts of killed processes from `folder`, but not from its subfolders. */
void nst_drafts_sweep (const char *folder);

/* Replaces the file `path`, or the file that this links to, by these `n` bytes, using a draft. */
gboolean nst_replace_file (const char *path, gconstpointer bytes, gsize n, GError **error);

/* Writes all bytes; on failure, the reason is in errno. */
gboolean nst_write_all (int file, gconstpointer bytes, gsize n);

/* Takes the file's lock, which goes when the process ends.  Does not wait: FALSE with EWOULDBLOCK in
 * errno where another process has it, with another number where there are no locks. */
gboolean nst_lock_file (int file);

/* Where a path leads, through links; (transfer full), or NULL with the reason in errno. */
char *nst_real_path (const char *path);

/* The same text for all paths of the same file or folder; (transfer full), or NULL where there is
 * none. */
char *nst_file_identity (const char *path);

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
 * 1..NST_MAX_SIDE, and NST_ERROR_MEMORY. */
NstPicture *nst_picture_new (int width, int height, GError **error);
NstPicture *nst_picture_copy (const NstPicture *picture, GError **error);
void        nst_picture_free (NstPicture *picture);

/* Sets the mask to zeros, replacing an existing one.  Fails with NST_ERROR_MEMORY. */
gboolean nst_picture_add_mask (NstPicture *picture, GError **error);

/* Replaces the mask by `mask`, (transfer full) (nullable): from g_malloc, of the picture's size. */
void nst_picture_take_mask (NstPicture *picture, float *mask);

/* Removes the mask from the picture.  Returns: (transfer full) (nullable), for g_free. */
float *nst_picture_steal_mask (NstPicture *picture);

/* Gives pixels of weight 0 the colors of their surroundings.  nst_stylize does this itself, but
 * needs no copy of a content that has been filled.  Fails with NST_ERROR_ARGUMENT if all weights
 * are 0, and NST_ERROR_MEMORY. */
gboolean nst_picture_fill (NstPicture *picture, GError **error);

/* `picture` resampled to `width` x `height`: antialiased if smaller (each output pixel is a
 * weighted mean of the input pixels that it covers), cubic if larger.  The mask is resampled,
 * too. */
NstPicture *nst_picture_resize (const NstPicture *picture, int width, int height, GError **error);

/* The part `part` of nst_picture_resize's result, bit for bit, without the mask. */
NstPicture *nst_picture_resize_part (const NstPicture *picture, int width, int height,
                                     const NstRectangle *part, GError **error);

/* `picture` scaled down, if necessary, to a longer side of `side` pixels. */
NstPicture *nst_picture_shrink (const NstPicture *picture, int side, GError **error);

/* The part of `picture` with its corner at (x, y), without the mask. */
NstPicture *nst_picture_crop (const NstPicture *picture, int x, int y, int width, int height,
                              GError **error);

/* Copies the pixels of `part`, without its mask, to (x, y) of `picture`. */
void nst_picture_paste (NstPicture *picture, int x, int y, const NstPicture *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstPicture, nst_picture_free)

/* ---- Settings: one table, one struct ----------------------------------------------- */

/* Choices.  Their nicks and labels are in the table. */
typedef enum
{
  NST_METHOD_REFINE,
  NST_METHOD_FAST
} NstMethod;

typedef enum
{
  NST_OPTIMIZER_AUTO, /* L-BFGS up to about one megapixel, else Adam */
  NST_OPTIMIZER_LBFGS,
  NST_OPTIMIZER_ADAM
} NstOptimizer;

typedef enum
{
  NST_STYLE_MEASURE_WASSERSTEIN,
  NST_STYLE_MEASURE_GRAM
} NstStyleMeasure;

/* What Refine starts from. */
typedef enum
{
  NST_START_AUTO, /* Fast's painting, if the network has a decoder */
  NST_START_CONTENT,
  NST_START_FAST
} NstStart;

/* How Fast maps features. */
typedef enum
{
  NST_FUSION_WHITENING,
  NST_FUSION_ADAIN
} NstFusionKind;

typedef enum
{
  NST_KEEP_COLORS_BY_LUMINANCE,
  NST_KEEP_COLORS_BY_STATISTICS
} NstKeepColorsBy;

/* What becomes of the previous painting of an animation. */
typedef enum
{
  NST_FRAME_MOTION_WARPED, /* it moves with the picture */
  NST_FRAME_MOTION_PLAIN   /* it stays in place */
} NstFrameMotion;

typedef enum
{
  NST_ENLARGE_GUIDED, /* along the edges of the content */
  NST_ENLARGE_PLAIN
} NstEnlarge;

/* What the strokes keep their width to, at all working sizes. */
typedef enum
{
  NST_STROKE_WIDTH_PICTURE, /* the picture */
  NST_STROKE_WIDTH_PIXELS   /* pixels: as wide as the style gives them */
} NstStrokeWidth;

/* Plain data: the string is interned (g_intern_string), so it can be copied by assignment. */
typedef struct
{
  NstMethod       method;
  double          strength;       /* 0..1: 0 is exactly the content */
  double          content_weight; /* relative: 1 is the default */
  double          style_weight;   /* relative: 1 is the default */
  double          smoothness;     /* relative: 1 is the default */
  double          style_scale;    /* size of the brushwork, relative to that of the style */
  int             iterations;  /* evaluations of the loss at the largest scale up to 1024 pixels */
  int             size;        /* longer side at which the network works; 0: the picture's own */
  gboolean        keep_colors; /* the same as a color_preservation of 1, if that is 0 */
  int             seed;
  NstStart        start;      /* Refine */
  NstFusionKind   fusion;     /* Fast */
  const char     *network;    /* a name of the catalogue, or the path of a weight file */
  NstOptimizer    optimizer;  /* Refine */
  NstStyleMeasure style_loss; /* Refine */
  NstKeepColorsBy keep_colors_by;
  NstFrameMotion  motion;  /* frames of an animation */
  double          strokes; /* Refine: weight of the stroke loss, relative: 1 is the default */
  NstEnlarge      enlarge; /* to the content's size */
  double          color_preservation; /* share of the content's colors in the painting, 0..1 */
  NstStrokeWidth  stroke_width;
} NstSettings;

typedef enum
{
  NST_PARAMETER_BOOLEAN, /* gboolean */
  NST_PARAMETER_INT,     /* int */
  NST_PARAMETER_DOUBLE,  /* double */
  NST_PARAMETER_CHOICE,  /* an enum: the position in `choices` */
  NST_PARAMETER_TEXT     /* const char * */
} NstParameterType;

typedef struct
{
  const char *nick;  /* for scripts */
  const char *label; /* for the dialog; translatable */
} NstChoice;

typedef struct
{
  const char      *name; /* canonical, as a script and the command line spell it: "style-scale" */
  NstParameterType type;
  gsize            offset;  /* of its member in NstSettings */
  double           minimum; /* numbers only */
  double           maximum;
  double           standard;      /* the default of numbers and booleans (0 or 1) */
  const char      *standard_text; /* the default of choices and texts */
  const NstChoice *choices;       /* choices only; ends with a NULL nick */
  const char      *unit;          /* "px", or NULL for a plain number */
  gboolean         logarithmic;   /* equal factors are equal steps of a slider */
  const char      *label;         /* with mnemonic; translatable */
  const char      *blurb;         /* what higher and lower values do; translatable */
} NstParameter;

/* The table, in the order of the procedure's arguments.  `*n_parameters` receives its length. */
const NstParameter *nst_parameters (guint *n_parameters);

/* The parameter called `name`.  Returns: (nullable). */
const NstParameter *nst_parameter_find (const char *name);

void nst_settings_init (NstSettings *settings); /* every default of the table */

/* Sets the parameter `name` from text ("0.5", "true", "refine").  Fails with NST_ERROR_ARGUMENT for
 * an unknown name, or a text that is not a value of that type and range. */
gboolean nst_settings_set (NstSettings *settings, const char *name, const char *text,
                           GError **error);

/* The value of `parameter` as a text for nst_settings_set, for valid settings.
 * Returns: (transfer full). */
char *nst_settings_get_text (const NstSettings *settings, const NstParameter *parameter);

/* Whether all values are the same. */
gboolean nst_settings_equal (const NstSettings *a, const NstSettings *b);

/* The share of the content's colors that the painting keeps, 0..1. */
double nst_settings_get_kept (const NstSettings *settings);

/* Whether every value is in its range and every choice exists.  NaN fails. */
gboolean nst_settings_check (const NstSettings *settings, GError **error);

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
GType nst_catalogue_get_type (void);

/* `networks` and `styles`, both (nullable), are the folders of the bundled ones. */
NstCatalogue *nst_catalogue_new (const char *networks, const char *styles);
NstCatalogue *nst_catalogue_ref (NstCatalogue *catalogue);
void          nst_catalogue_unref (NstCatalogue *catalogue); /* NULL is ignored */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstCatalogue, nst_catalogue_unref)

/* ---- Networks ---------------------------------------------------------------------- */

/* Immutable and reference-counted; may be shared by concurrent calls. */
typedef struct _NstNetwork NstNetwork;

#define NST_TYPE_NETWORK (nst_network_get_type ())
GType nst_network_get_type (void);

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
GPtrArray *nst_catalogue_list_networks (const NstCatalogue *catalogue);

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
char *nst_catalogue_install_network (const NstCatalogue *catalogue, const char *path,
                                     const NstInstallation *installation, GError **error);

/* Deletes the network called `name` from the user's data folder.  Fails with NST_ERROR_ARGUMENT
 * for another name, and NST_ERROR_FILE. */
gboolean nst_catalogue_remove_network (const NstCatalogue *catalogue, const char *name,
                                       GError **error);

/* Opens the network called `name`, or the weight file with the path `name` (if it has a folder
 * separator or a known extension).  The architecture is recognized from the names and shapes of the
 * tensors.  Fails with NST_ERROR_ARGUMENT for an unknown name, and NST_ERROR_FILE. */
NstNetwork *nst_catalogue_open_network (const NstCatalogue *catalogue, const char *name,
                                        GError **error);
const char *nst_network_get_name (const NstNetwork *network);
const char *nst_network_get_path (const NstNetwork *network); /* NULL: not from a file */
const char *nst_network_get_architecture (const NstNetwork *network);
NstNetwork *nst_network_ref (NstNetwork *network);
void        nst_network_unref (NstNetwork *network); /* NULL is ignored */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstNetwork, nst_network_unref)

/* ---- Styles ------------------------------------------------------------------------ */

/* A style: the statistics of a network's features of the style image, at several sizes.  They
 * are measured from the image when needed, and kept; or they are read from a file
 * (*.safetensors), which also has a name, a credit and a thumbnail.  Reference-counted; may be
 * shared by concurrent calls, but its setters must not be called meanwhile. */
typedef struct _NstStyle NstStyle;

#define NST_TYPE_STYLE (nst_style_get_type ())
GType nst_style_get_type (void);

#define NST_THUMBNAIL_SIDE 128 /* pixels at most */

/* The style of `picture`, which is copied; its mask weights the pixels.  Fails with
 * NST_ERROR_ARGUMENT for pixels that are not finite, and NST_ERROR_MEMORY. */
NstStyle *nst_style_new (const NstPicture *picture, const char *name, GError **error);

/* Reads a file that nst_style_save has written.  Fails with NST_ERROR_FILE. */
NstStyle *nst_style_load (const char *path, GError **error);

/* Copies the style file `from` bit for bit to the file `to` (which may be the same), with another
 * name.  Fails with NST_ERROR_FILE and NST_ERROR_MEMORY; then nothing is written. */
gboolean nst_style_copy_renamed (const char *from, const char *to, const char *name,
                                 GError **error);

/* Measures the style with `network` and writes all statistics that Fast and Refine need.  Fails
 * with NST_ERROR_FILE, NST_ERROR_ARGUMENT (a style without an image, measured with another
 * network), NST_ERROR_MEMORY and G_IO_ERROR_CANCELLED; then nothing is written. */
gboolean nst_style_save (NstStyle *style, const NstNetwork *network, int threads, const char *path,
                         GCancellable *cancellable, GError **error);

NstStyle *nst_style_ref (NstStyle *style);
void      nst_style_unref (NstStyle *style); /* NULL is ignored */

/* Frees the measurements except those of the last sizes: for painting many pictures of different
 * sizes.  Must not be called while the style is in use by nst_stylize. */
void nst_style_trim (NstStyle *style);

const char *nst_style_get_name (const NstStyle *style);
/* The name in the user's language if it is that of a bundled style; else the name. */
const char *nst_style_get_title (const NstStyle *style);
const char *nst_style_get_credit (const NstStyle *style); /* the work and its artist, or NULL */
void        nst_style_set_credit (NstStyle *style, const char *credit);
const char *nst_style_get_license (const NstStyle *style); /* of the style file, or NULL: unknown */
void        nst_style_set_license (NstStyle *style, const char *license);

/* FALSE for a style file without vectors for strokes, as earlier versions and very small pictures
 * make them: then the setting `strokes` has no effect. */
gboolean nst_style_has_strokes (const NstStyle *style);

/* The kind of work that a style comes from: a gallery groups styles by it. */
typedef struct
{
  const char *word;  /* in style files and on the command line */
  const char *label; /* for the user; translatable */
} NstManner;

/* All manners, *n of them; and the one called `word`, or NULL. */
const NstManner *nst_manners (guint *n);
const NstManner *nst_manner_find (const char *word);

/* NULL: unknown, or one that this version does not know. */
const NstManner *nst_style_get_manner (const NstStyle *style);
void             nst_style_set_manner (NstStyle *style, const NstManner *manner);

/* The picture for a gallery, or NULL.  The setter makes a small copy. */
const NstPicture *nst_style_get_thumbnail (const NstStyle *style);
gboolean nst_style_set_thumbnail (NstStyle *style, const NstPicture *picture, GError **error);

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
GPtrArray *nst_catalogue_list_styles (const NstCatalogue *catalogue);

/* Opens the style called `name`, or the style file with the path `name`, like
 * nst_catalogue_open_network. */
NstStyle *nst_catalogue_open_style (const NstCatalogue *catalogue, const char *name,
                                    GError **error);

/* The style that `network` was trained for (NST_STAGE_STYLE).  NULL without an error: it is for all
 * styles. */
NstStyle *nst_style_of_network (const NstNetwork *network, GError **error);

/* A style in a mixture.  Weights are relative to their sums; negative ones push away from a
 * style. */
typedef struct
{
  NstStyle *style;
  double    coarse; /* weight for larger structures: relu4_1 and relu5_1 */
  double    fine;   /* weight for color and brushwork: relu1_1 to relu3_1 */

  /* (height, width) of the content: the share of each pixel, in [0, 1], that is painted in this
   * style (its claim); NULL: all that no other style claims.  Shares with the same pointer are
   * one mixture, which paints one region.  If the claims of a pixel exceed 1, they are scaled
   * down to 1; if they are less and no share has NULL, they are scaled up.  Pixels without a
   * claim stay unchanged; claims below 1/8 fade to that. */
  const float *where;
} NstStyleShare;

/* ---- Painting ----------------------------------------------------------------------- */

typedef struct
{
  double            fraction; /* of the whole work, 0..1, never decreasing */
  const NstPicture *picture;  /* the painting so far, at its working size, or NULL; valid only
                                 during the call */
} NstProgress;

/* Called from the thread that called nst_stylize, several times a second. */
typedef void (*NstProgressFunc) (const NstProgress *progress, gpointer data);

typedef struct
{
  int    width, height;
  int    iterations;                           /* evaluations of the loss */
  double seconds_per_iteration;                /* median, set-up excluded */
  double content_loss, style_loss, total_loss; /* weighted, at the last evaluation */
} NstScaleReport;

#define NST_MAX_SCALES 24

typedef struct
{
  double         seconds;       /* in total, with measuring the styles */
  double         style_seconds; /* for measuring the styles */
  int            threads;
  guint          n_scales;
  NstScaleReport scales[NST_MAX_SCALES]; /* smallest first */
} NstReport;

/* The extent: the part of `content` that nst_stylize paints.  It is the smallest rectangle
 * around the pixels that have a weight and a claim, with a margin; if there are none, the whole
 * content.  The working size (NstSettings.size) is the size of this part.  Only `where` of the
 * styles is used. Fails like nst_stylize for invalid masks. */
gboolean nst_find_extent (const NstPicture *content, const NstStyleShare *styles, guint n_styles,
                          NstRectangle *extent, GError **error);

/* Adds that margin to a rectangle, within `width` x `height` pixels: for callers that know the
 * rectangle without a picture.  Adding it again, within the result, changes nothing. */
void nst_extent_add_margin (NstRectangle *extent, int width, int height);

/* An animation: the state that is carried from frame to frame. */
typedef struct _NstFrames NstFrames;

NstFrames *nst_frames_new (void);
void       nst_frames_free (NstFrames *frames);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstFrames, nst_frames_free)

/* What is to be painted, and how.  It is made with NST_REQUEST: members that are not named are 0 or
 * NULL, also those that later versions add.  All of it is (transfer none), and must stay during the
 * call. */
typedef struct
{
  gsize                size; /* of this struct, in bytes */
  const NstNetwork    *network;
  const NstPicture    *content;
  const NstStyleShare *styles; /* (n_styles) */
  guint                n_styles;
  const NstSettings   *settings; /* are checked; `network` in it is ignored */
  int                  threads;  /* 0: one per processor */
  NstProgressFunc      progress; /* (nullable) */
  gpointer             progress_data;
  GCancellable        *cancellable; /* (nullable) */
  NstReport           *report;      /* (nullable): receives the report */
  NstFrames           *frames;      /* (nullable): the animation whose next frame `content` is */
  const NstPicture    *start;       /* (nullable): nst_paint: what Refine starts from, painted with
                                         the settings of nst_start_settings */
} NstRequest;

#define NST_REQUEST(...) ((NstRequest) { .size = sizeof (NstRequest), __VA_ARGS__ })

/* Paints the content in the mixture of the styles.  The result has the size of the content and no
 * mask.  Only the extent (nst_find_extent) is painted; the rest of the content is unchanged.
 *
 * A frame of an animation continues the previous painting where it shows the same as the previous
 * frame, moved or not, so that the animation does not flicker.  After a cut, the frame is painted
 * like the first one.  The whole frame is painted, not its extent, because the extent may move.
 * All frames must have the same size (else NST_ERROR_ARGUMENT), settings and styles, and be given
 * in order.  After an error, `frames` is unchanged.
 *
 * The same pictures, settings, network and processor give the same result, bit for bit.
 * Errors: NST_ERROR_ARGUMENT, NST_ERROR_MEMORY, NST_ERROR_NUMERIC, G_IO_ERROR_CANCELLED (checked at
 * least every 50 ms at usual sizes). */
NstPicture *nst_stylize (const NstRequest *request, GError **error);

/* The first half of nst_stylize; nst_finish is the second.  Paints the whole content at the working
 * size, before colors and strength are mixed with those of the content.  A content without claims
 * is copied. */
NstPicture *nst_paint (const NstRequest *request, GError **error);

/* An approximation of Fast's result for `part` of the content, at a fraction of the work:
 * statistics of the rest are estimated from samples.  The content is painted at its own size;
 * the settings' method, size and keep_colors are ignored (use nst_finish to keep colors), and so are
 * progress, report, frames and start.  Fails like nst_stylize. */
NstPicture *nst_stylize_part (const NstRequest *request, const NstRectangle *part, GError **error);

/* The share of the last painting that was kept from the previous one, 0 to 1.  It is 0 for the
 * first frame of a scene: if hardly anything of the previous frame can be found again, the frame
 * is painted like the first one. */
double nst_frames_get_kept (const NstFrames *frames);

/* Writes the exact state, with `note`, any UTF-8 text, to the file `path`: 36 bytes for each
 * pixel at the working size.  An existing file is replaced when all is written.  Fails with
 * NST_ERROR_FILE and NST_ERROR_MEMORY. */
gboolean nst_frames_save (const NstFrames *frames, const char *note, const char *path,
                          GError **error);

/* Reads a saved state; the animation continues from it, bit for bit.  `note` (may be NULL)
 * receives a copy of the note.  Fails with NST_ERROR_FILE and NST_ERROR_MEMORY. */
NstFrames *nst_frames_load (const char *path, char **note, GError **error);

/* The settings with which Fast paints the picture that Refine starts from, for a content of
 * `width` x `height` pixels.  FALSE: Refine starts from the content itself. */
gboolean nst_start_settings (const NstNetwork *network, int width, int height,
                             const NstSettings *settings, NstSettings *start);

/* Lowers the working size of the settings to the largest at which all `styles` can give strokes as
 * wide as the settings ask for: a style file has statistics up to a certain size, and a picture is
 * enlarged at most twice.  The painting is then enlarged to the content's size.  nst_paint and
 * nst_stylize do this themselves; it is for callers that want to know the size.  For a content
 * whose extent has `width` x `height` pixels.  Only `style` of the styles is used.  Returns whether
 * the size is lower than before. */
gboolean nst_settings_fit (NstSettings *settings, const NstNetwork *network,
                           const NstStyleShare *styles, guint n_styles, int width, int height);

/* The estimated cost of a call of nst_stylize. */
typedef struct
{
  guint64 bytes; /* peak memory, with the result, without content and styles */
  double  work;  /* in evaluations of a megapixel by Refine; the time is proportional to it */
} NstForecast;

/* For a content whose extent has `width` x `height` pixels, with (`masked`) or without a mask,
 * whose styles have `n_masks` different masks (`where`; 0: none), and valid `settings`.  If the
 * extent is smaller than the content, the result of nst_stylize needs 12 bytes more for each
 * pixel of the content.  An animation needs about 100 bytes more for each pixel at the working
 * size. */
NstForecast nst_forecast (const NstNetwork *network, int width, int height, gboolean masked,
                          guint n_masks, const NstSettings *settings);

/* The result that nst_stylize would give if it stopped at `painting`, a picture from its
 * progress: of the content's size, clamped to [0, 1], with the colors and the strength of the
 * settings. */
NstPicture *nst_finish (const NstPicture *content, const NstPicture *painting,
                        const NstSettings *settings, GError **error);

/* The part `part` of nst_finish's result for a content of `width` x `height` pixels, bit for bit,
 * except for colors that are kept by statistics.  `content` is that part of the content; `small` is
 * the whole content, resized to the size of `painting`. */
NstPicture *nst_finish_part (const NstPicture *content, const NstPicture *small,
                             const NstPicture *painting, const NstSettings *settings, int width,
                             int height, const NstRectangle *part, GError **error);

/* ---- Training ---------------------------------------------------------------------- */

/* Reads the picture `path`.  The caller provides it, so that the engine needs no image library.  It
 * is called from several threads concurrently. */
typedef NstPicture *(*NstPictureLoader) (const char *path, gpointer data, GError **error);

#define NST_MAX_PASSES 4 /* of a per-style network */

/* The codec is trained in stages. */
typedef enum
{
  NST_STAGE_ENCODER,   /* distilled from its teachers */
  NST_STAGE_DECODER,   /* learns to paint from the encoder's features and a style's statistics */
  NST_STAGE_ADVERSARY, /* the decoder is trained further against a discriminator that learns to tell
                          its paintings from the styles */
  NST_STAGE_STYLE      /* the decoder is trained further for one style: a per-style network */
} NstTrainingStage;

typedef struct
{
  NstTrainingStage   stage;
  const char *const *pictures;   /* folders of pictures to learn from; ends with NULL */
  const char *const *styles;     /* decoder and adversary: folders of styles; NULL: the pictures
                                  themselves */
  const char        *vgg;        /* encoder: weight file of VGG-19 up to relu3_1 at least */
  const char        *distilled;  /* and of the distilled teacher, for the deeper levels */
  const char        *start;      /* weight file of a codec to start from; NULL: random weights, for
                                  the encoder only */
  const char        *output;     /* the weight file to write */
  const char        *checkpoint; /* written during training, which resumes from it if it exists */
  int                steps;      /* optimizer steps in the whole schedule */
  int                batch;      /* crops in a step */
  int                crop;       /* side of a crop in pixels, a multiple of 16 */
  double             rate;       /* Adam's highest learning rate */
  double muon_rate; /* Muon's, for the weights of hidden convolutions; 0: Adam trains all weights */
  double average;   /* decay of the running average of the weights, which is written; 0: none */
  double clip;      /* largest norm of a step's gradient; 0: no limit */
  double disturbed; /* encoder: probability that a crop is mixed with another, that it is recolored,
                       and that it is made noisy */
  int    vgg_every; /* encoder: the full VGG-19 is used for one crop in so many */
  double large;     /* encoder: share of the steps, at the end, with crops twice as large */
  double deep;      /* encoder: weight of relu4_1, relu4_2 and relu5_1 */
  double moments;   /* encoder: weight of the errors of second moments there */
  double strokes;   /* decoder, adversary, style: as in NstSettings */
  int    seed;
  int    threads;

  double adversary; /* adversary: norm of its gradient at a painting, relative to that of the other
                       losses */

  NstStyle         *style;   /* style: the style to train for */
  int               passes;  /* style: number of passes, 1 to NST_MAX_PASSES */
  const NstPicture *preview; /* style: a content that is painted during training; or NULL */
} NstCodecTraining;

#define NST_LEVELS 5 /* relu1_1 .. relu5_1 */

typedef struct
{
  int      step, steps;
  double   loss;                     /* mean over the steps since the last call */
  double   level_errors[NST_LEVELS]; /* likewise, encoder: relative squared error per level */
  double   content_error;            /* encoder: the error at relu4_2; decoder: the content loss */
  double   style_error;              /* decoder: the style loss */
  double   adversary_loss;           /* adversary: of the discriminator; 1/4 is chance level */
  double   adversary_right;          /* and the share of patches that it classifies correctly */
  double   crops_per_second;
  gboolean validation;        /* the errors are those on the held-back pictures */
  const NstPicture *painting; /* of the preview, with validation; valid during the call; or NULL */
} NstTrainingProgress;

typedef void (*NstTrainingFunc) (const NstTrainingProgress *progress, gpointer data);

/* Trains a stage of the codec (see docs/architecture.md) and writes the codec as float16
 * safetensors to `output`; the file of a per-style network also has its style, for
 * nst_style_of_network.  Every 50th picture, in order of names, is held back for validation.  A
 * run that was stopped resumes from its checkpoint and gives the same file. */
gboolean nst_train_codec (const NstCodecTraining *training, NstPictureLoader loader,
                          gpointer loader_data, NstTrainingFunc progress, gpointer progress_data,
                          GCancellable *cancellable, GError **error);

G_END_DECLS

#endif
