/* SPDX-License-Identifier: GPL-3.0-or-later */

/* nst.h - neural style transfer: everything the front doors (the program `nst`, the GIMP plug-in,
 * its dialog) may know of the engine.  It reads as the manual.
 *
 *   pictures    planar float RGB in, planar float RGB out
 *   settings    one table of parameters, one plain struct of their values
 *   styles      measured from pictures, or found by name
 *   networks    found by name in the catalogue, or opened from a path
 *   stylize     content + styles + network + settings -> picture
 *   training    photographs + art + a teacher -> a weight file
 *
 * The engine prints nothing, never exits, keeps no global state and may be called from any thread.
 * Functions that can fail return NULL or FALSE and set a GError whose message is one sentence for
 * the user.  A cancelled call fails with G_IO_ERROR_CANCELLED.
 */

#ifndef NST_H
#define NST_H

#include <gio/gio.h>

G_BEGIN_DECLS

/* ---- Errors ------------------------------------------------------------------------ */

#define NST_ERROR (nst_error_quark ())

typedef enum
{
  NST_ERROR_ARGUMENT, /* a setting, a picture or a file name that cannot be used as it is */
  NST_ERROR_FILE,     /* a file that is missing, damaged, or not what it should be */
  NST_ERROR_MEMORY,   /* the system has not enough memory for this picture */
  NST_ERROR_NUMERIC   /* the computation left the finite numbers */
} NstError;

GQuark nst_error_quark (void);

/* ---- Memory ------------------------------------------------------------------------ */

/* Has the C library keep memory that is freed for what comes next: a picture needs buffers of many
 * megabytes, over and over, and to fetch them from the system page by page takes half as long as
 * the work itself.  It is for the whole process: for a front door to call, as it starts. */
void nst_keep_memory (void);

/* ---- Files ------------------------------------------------------------------------- */

/* A file that is being written, under a short hidden name in the folder where it will be; it gets its
 * own name when it is whole, so what was there stays until then.  While the process lives it has a lock,
 * and nst_drafts_sweep leaves it alone.  Errors of all of these are G_FILE_ERROR with the system's reason,
 * without a file's name. */
typedef struct _NstDraft NstDraft;

/* Begins a file that will be `path`, or what that links to. */
NstDraft *nst_draft_new (const char *path, GError **error);

/* A folder in `folder` for files on their way to there, which others write; to be abandoned in the end,
 * with all files that are left in it. */
NstDraft *nst_draft_new_folder (const char *folder, GError **error);

/* What it is called now. */
const char *nst_draft_get_path (const NstDraft *draft);

/* Where to write a file to, and to read from again what was written. */
int nst_draft_get_descriptor (const NstDraft *draft);

gboolean nst_draft_write (const NstDraft *draft, gconstpointer bytes, gsize n, GError **error);

/* Gives a file its name, and frees the draft.  What is there is replaced, and its mode kept, with
 * `replace`; without, that fails with G_FILE_ERROR_EXIST. */
gboolean nst_draft_finish (NstDraft *draft, gboolean replace, GError **error);

/* Leaves everything as it was, and frees the draft; NULL is passed over. */
void nst_draft_abandon (NstDraft *draft);

/* Removes the drafts in `folder`, not below it, of processes that were killed. */
void nst_drafts_sweep (const char *folder);

/* Has `path`, or what it links to, be these `n` bytes, by way of a draft. */
gboolean nst_replace_file (const char *path, gconstpointer bytes, gsize n, GError **error);

/* Writes all of it; otherwise the reason is in errno. */
gboolean nst_write_all (int file, gconstpointer bytes, gsize n);

/* ---- Pictures ---------------------------------------------------------------------- */

/* Sides up to this many pixels are accepted. */
#define NST_MAX_SIDE 65536

typedef struct
{
  int    width, height;
  float *pixels; /* (3, height, width): R, G, B, sRGB-encoded, in [0, 1] */
  float *mask;   /* (height, width) weights in [0, 1], or NULL for 1 everywhere: a pixel of weight
                    0 takes no part in any statistic */
} NstPicture;

/* A part of a picture, in pixels. */
typedef struct
{
  int x, y, width, height;
} NstRectangle;

/* A black picture without a mask.  Fails with NST_ERROR_ARGUMENT for sides outside
 * 1..NST_MAX_SIDE and NST_ERROR_MEMORY when the pixels cannot be had. */
NstPicture *nst_picture_new (int width, int height, GError **error);
NstPicture *nst_picture_copy (const NstPicture *picture, GError **error);
void        nst_picture_free (NstPicture *picture);

/* A mask of zeros in the place of any other.  Fails with NST_ERROR_MEMORY. */
gboolean nst_picture_add_mask (NstPicture *picture, GError **error);

/* Gives the pixels of weight 0 the colors of their surroundings, which is where every work on a
 * picture with a mask begins: nst_stylize needs no copy of a content that has been filled.  Fails
 * with NST_ERROR_ARGUMENT where no pixel has any weight, and NST_ERROR_MEMORY. */
gboolean nst_picture_fill (NstPicture *picture, GError **error);

/* `picture` resampled to `width` x `height`: antialiased when it shrinks (each output pixel is a
 * weighted mean of all that it covers), cubic when it grows.  The mask is resampled too. */
NstPicture *nst_picture_resize (const NstPicture *picture, int width, int height, GError **error);

/* `part` of what nst_picture_resize gives, bit for bit, without the mask. */
NstPicture *nst_picture_resize_part (const NstPicture *picture, int width, int height,
                                     const NstRectangle *part, GError **error);

/* `picture` with a longer side of `side` pixels at most, in its proportions. */
NstPicture *nst_picture_shrink (const NstPicture *picture, int side, GError **error);

/* The part of `picture` with its corner at (x, y), without the mask. */
NstPicture *nst_picture_crop (const NstPicture *picture, int x, int y, int width, int height,
                              GError **error);

/* The way back: the pixels of `part`, without its mask, take their place at (x, y) of `picture`. */
void nst_picture_paste (NstPicture *picture, int x, int y, const NstPicture *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstPicture, nst_picture_free)

/* ---- Settings: one table, one struct ----------------------------------------------- */

/* Plain data: strings are interned (g_intern_string), so that a copy is an assignment. */
typedef struct
{
  const char *method;         /* "refine" */
  double      strength;       /* 0..1: 0 gives back the content exactly */
  double      content_weight; /* relative: 1 is the well-chosen default */
  double      style_weight;   /* relative: 1 is the well-chosen default */
  double      smoothness;     /* relative: 1 is the well-chosen default */
  double      style_scale;    /* size of the brushwork: 1 as large in the result as in the style */
  int         iterations;     /* evaluations of the loss at the largest scale up to 1024 pixels */
  int         size;           /* longer side the network works at; 0: the picture's own */
  gboolean    keep_colors;    /* all of color_preservation, where that is 0 */
  int         seed;
  const char *start;          /* Refine: "auto", "content" or "fast" */
  const char *fusion;         /* Fast: "whitening" or "adain" */
  const char *network;        /* a name of the catalogue, or the path of a weight file */
  const char *optimizer;      /* Refine: "auto", "lbfgs" or "adam" */
  const char *style_loss;     /* "wasserstein" or "gram" */
  const char *keep_colors_by; /* "luminance" or "statistics" */
  const char *motion;         /* frames of an animation: "warped" or "plain" */
  double      strokes;        /* Refine: how much it paints with the style's own strokes; 1 is the
                                 well-chosen default */
  const char *enlarge;        /* to the content's size: "guided" or "plain" */
  double      color_preservation; /* how much of the content's colors the painting has, 0..1 */
} NstSettings;

typedef enum
{
  NST_PARAMETER_BOOLEAN, /* gboolean */
  NST_PARAMETER_INT,     /* int */
  NST_PARAMETER_DOUBLE,  /* double */
  NST_PARAMETER_CHOICE,  /* const char *, one of `choices` */
  NST_PARAMETER_TEXT     /* const char * */
} NstParameterType;

typedef struct
{
  const char *nick;  /* what a script says */
  const char *label; /* what the dialog shows; translatable */
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
  const char      *blurb;         /* one or two sentences: what more and less do; translatable */
} NstParameter;

/* The table, in the order of the procedure's arguments.  `*n_parameters` receives its length. */
const NstParameter *nst_parameters (guint *n_parameters);

void nst_settings_init (NstSettings *settings); /* every default of the table */

/* Sets the parameter `name` from its text form ("0.5", "true", "refine").  Fails with
 * NST_ERROR_ARGUMENT for an unknown name, a text that is no such value, or one out of range. */
gboolean nst_settings_set (NstSettings *settings, const char *name, const char *text,
                           GError **error);

/* How much of the content's colors the painting is to have, 0..1. */
double nst_settings_get_kept (const NstSettings *settings);

/* Whether every value lies in its range and every choice exists (NaN does not pass). */
gboolean nst_settings_check (const NstSettings *settings, GError **error);

/* ---- Networks ---------------------------------------------------------------------- */

typedef struct _NstNetwork NstNetwork;

typedef struct
{
  char   *name;         /* as --network takes it: the file's name without its ending */
  char   *path;         /* where it is */
  char   *architecture; /* "codec", "vgg16", "vgg19", or NULL when it cannot be opened */
  char   *source;       /* the file's own words on where it comes from, or NULL */
  char   *license;      /* likewise, or NULL */
  char   *problem;      /* why it cannot be used, or NULL */
  char   *checksum;     /* SHA-256 of the file that it was installed from, or NULL */
  guint64 bytes;        /* size of the file */
} NstNetworkInfo;

/* The weight files (*.safetensors, *.pth) in the folders where networks live, in order of
 * precedence: $NST_WEIGHTS (a list of folders, as PATH is), the user's data folder
 * (style-transfer/networks), `folder` (where the front door keeps what ships; may be NULL), and
 * style-transfer/networks in the system's data folders.
 * Returns: (element-type NstNetworkInfo) (transfer full). */
GPtrArray *nst_networks_list (const char *folder);

/* How a network is installed. */
typedef struct
{
  const char *name;    /* to be called by; NULL: the file's name without its ending */
  const char *license; /* NULL: what the file says, if anything */
  gboolean    half;    /* as float16, in half the room; else in the file's own number format */
  gboolean    replace; /* even where there is a network of that name */
} NstInstallation;

/* Copies what is needed of the weight file at `path` into the user's data folder, where
 * nst_networks_list finds it.  `folder` as there.  A name that ends as torch publishes files
 * (NAME-DIGITS.pth) is checked against the file.  Fails with NST_ERROR_FILE, NST_ERROR_ARGUMENT
 * (the name) and NST_ERROR_MEMORY.  Returns: (transfer full) the path of the copy. */
char *nst_network_install (const char *path, const NstInstallation *installation,
                           const char *folder, GError **error);

/* Deletes the network called `name` from the user's data folder. */
gboolean nst_network_remove (const char *name, const char *folder, GError **error);

/* Opens the network called `name`, or the weight file at the path `name` (a name with a folder
 * separator or a known ending is a path).  The architecture is recognized from the names and
 * shapes of the tensors.  Fails with NST_ERROR_ARGUMENT for an unknown name, NST_ERROR_FILE for a
 * file that will not do. */
NstNetwork *nst_network_open (const char *name, const char *folder, GError **error);
const char *nst_network_get_name (const NstNetwork *network);
const char *nst_network_get_path (const NstNetwork *network); /* NULL: it came from no file */
const char *nst_network_get_architecture (const NstNetwork *network);
void        nst_network_free (NstNetwork *network);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstNetwork, nst_network_free)

/* ---- Styles ------------------------------------------------------------------------ */

/* What makes a picture's manner: the statistics of a network's features at several sizes.  They are
 * measured from the picture when they are needed, and kept; or they come from a file
 * (*.safetensors) in which they were saved, with a name, a credit and a thumbnail. */
typedef struct _NstStyle NstStyle;

#define NST_THUMBNAIL_SIDE 128 /* pixels at most */

/* The manner of `picture`, which is copied; its mask says what counts.  Fails with
 * NST_ERROR_ARGUMENT for pixels that are no numbers, NST_ERROR_MEMORY. */
NstStyle *nst_style_new (const NstPicture *picture, const char *name, GError **error);

/* A style that nst_style_save has written.  Fails with NST_ERROR_FILE. */
NstStyle *nst_style_load (const char *path, GError **error);

/* Writes what the style file `from` holds, bit for bit, to the file `to` (which may be the same),
 * with another name to show.  Fails with NST_ERROR_FILE and NST_ERROR_MEMORY, and then writes
 * nothing. */
gboolean nst_style_copy_renamed (const char *from, const char *to, const char *name,
                                 GError **error);

/* Measures the style with `network` and writes all that Fast and Refine need of it.  Fails with
 * NST_ERROR_FILE, NST_ERROR_ARGUMENT (a style that came without a picture, and another network),
 * NST_ERROR_MEMORY and G_IO_ERROR_CANCELLED, and then writes nothing. */
gboolean nst_style_save (NstStyle *style, const NstNetwork *network, int threads, const char *path,
                         GCancellable *cancellable, GError **error);
void     nst_style_free (NstStyle *style);

/* Forgets what has been measured but for the sizes that were asked for last: for who paints many
 * pictures of different sizes.  No painting may be under way with the style. */
void nst_style_trim (NstStyle *style);

const char *nst_style_get_name (const NstStyle *style);
const char *nst_style_get_credit (const NstStyle *style); /* the work and its artist, or NULL */
void        nst_style_set_credit (NstStyle *style, const char *credit);

/* The kind of work that a style comes from: a gallery groups styles by it. */
typedef struct
{
  const char *word;  /* in style files and on the command line */
  const char *label; /* to be shown; translated where it is shown */
} NstManner;

/* All that there are, *n of them; and the one that is called `word`, or NULL. */
const NstManner *nst_manners (guint *n);
const NstManner *nst_manner_find (const char *word);

/* NULL: nobody has said which, or it is one that this version does not know. */
const NstManner *nst_style_get_manner (const NstStyle *style);
void             nst_style_set_manner (NstStyle *style, const NstManner *manner);

/* What to show in a gallery, or NULL; setting it makes a small copy. */
const NstPicture *nst_style_get_thumbnail (const NstStyle *style);
gboolean nst_style_set_thumbnail (NstStyle *style, const NstPicture *picture, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstStyle, nst_style_free)

typedef struct
{
  char     *name;    /* as scripts call it: the file's name without its ending */
  char     *path;    /* where it is */
  NstStyle *style;   /* NULL when it cannot be opened */
  char     *problem; /* why that is, or NULL */
} NstStyleInfo;

/* The style files in the folders where styles live, in order of precedence: $NST_STYLES (a list of
 * folders, as PATH is), the user's data folder (style-transfer/styles), `folder` (where the front
 * door keeps what ships; may be NULL), and style-transfer/styles in the system's data folders.
 * Returns: (element-type NstStyleInfo) (transfer full). */
GPtrArray *nst_styles_list (const char *folder);

/* Opens the style called `name`, or the style file at the path `name`, as nst_network_open does. */
NstStyle *nst_style_open (const char *name, const char *folder, GError **error);

/* The style that `network` was made for (NST_STAGE_STYLE).  NULL without an error: it is for any.
 */
NstStyle *nst_style_of_network (const NstNetwork *network, GError **error);

/* A style in a mixture.  Weights are relative to their sums; some may be negative: less of that. */
typedef struct
{
  NstStyle *style;
  double    coarse; /* weight in the larger structures: relu4_1 and relu5_1 */
  double    fine;   /* weight in color and brushwork: relu1_1 to relu3_1 */

  /* (height, width) of the content: how much of each pixel, in [0, 1], is painted in this manner;
     NULL: all that no other style claims.  Shares with the same pointer are one mixture, and paint
     one region.  Where regions claim more than all of a pixel, they share it in proportion; where
     they claim less and none has NULL, the rest is theirs, too.  What none claims stays as it is,
     and claims of less than an eighth fade into that. */
  const float *where;
} NstStyleShare;

/* ---- Stylize ----------------------------------------------------------------------- */

typedef struct
{
  double            fraction; /* of the whole work, 0..1, never falling */
  const NstPicture *picture;  /* the painting so far at the size it is worked on, or NULL; valid
                                 during the call only */
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
  double         seconds;       /* pixels in to pixels out, styles measured */
  double         style_seconds; /* measuring the styles */
  int            threads;
  guint          n_scales;
  NstScaleReport scales[NST_MAX_SCALES]; /* smallest first */
} NstReport;

/* The part of `content` that nst_stylize paints: the smallest rectangle around the pixels that weigh
 * anything and that a style claims, with a margin.  The working size (NstSettings.size) is that of
 * this part.  Of the styles only `where` is looked at.  Where there is nothing, it is all of the content.  Fails
 * as nst_stylize does for masks that cannot be used. */
gboolean nst_find_extent (const NstPicture *content, const NstStyleShare *styles, guint n_styles,
                          NstRectangle *extent, GError **error);

/* Gives the rectangle around what is to be painted that margin, within `width` x `height` pixels:
 * for who knows the rectangle without a picture.  To add it again, within the result, changes
 * nothing. */
void nst_extent_add_margin (NstRectangle *extent, int width, int height);

/* `content` repainted in the manner of the mixed `styles`: a new picture of the content's size,
 * without a mask.  Only the extent (nst_find_extent) is painted; beyond it the content stays.
 *
 * network   may be shared between calls that run at the same time
 * settings  checked first; `network` and `method` in it have been acted on by the caller
 * threads   workers to use; 0: one for each processor
 * progress  may be NULL
 * report    filled in when it is not NULL
 *
 * The same pictures, settings, network and processor give the same picture, bit for bit.
 * Errors: NST_ERROR_ARGUMENT, NST_ERROR_MEMORY, NST_ERROR_NUMERIC, G_IO_ERROR_CANCELLED (polled
 * at least every 50 ms at usual sizes). */
NstPicture *nst_stylize (const NstNetwork *network, const NstPicture *content,
                         const NstStyleShare *styles, guint n_styles, const NstSettings *settings,
                         int threads, NstProgressFunc progress, gpointer progress_data,
                         GCancellable *cancellable, NstReport *report, GError **error);

/* An animation: what of its frames so far the next one's painting goes on from. */
typedef struct _NstFrames NstFrames;

NstFrames *nst_frames_new (void);
void       nst_frames_free (NstFrames *frames);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstFrames, nst_frames_free)

/* nst_stylize for the next frame of an animation, which is painted whole: what counts may lie
 * elsewhere in the next one.  Where the frame shows what the one before does,
 * at another place or not, strokes go there from that one's painting, instead of being painted
 * anew: so the animation does not flicker.  A cut begins anew.  All frames have the same size (else
 * NST_ERROR_ARGUMENT), settings and styles, and are given in order.  After an error `frames` is as
 * it was before.  Without `frames` (NULL) it is nst_stylize. */
NstPicture *nst_stylize_frame (NstFrames *frames, const NstNetwork *network,
                               const NstPicture *content, const NstStyleShare *styles,
                               guint n_styles, const NstSettings *settings, int threads,
                               NstProgressFunc progress, gpointer progress_data,
                               GCancellable *cancellable, NstReport *report, GError **error);

/* How much of the last frame's painting stayed from the one before, 0 to 1.  It is 0 for the first
 * frame of a scene: where hardly anything of a frame is trusted to be in the one before, it is
 * painted as the first one of all is. */
double nst_frames_get_kept (const NstFrames *frames);

/* Writes exactly what the next frame goes on from, with `note`, any UTF-8 text, to the file `path`:
 * 36 bytes for each pixel at the size that is painted.  What was there stays until all is written.
 * Fails with NST_ERROR_FILE and NST_ERROR_MEMORY. */
gboolean nst_frames_save (const NstFrames *frames, const char *note, const char *path,
                          GError **error);

/* An animation that goes on, bit for bit, where the one that was saved was.  `note` (may be NULL)
 * receives a copy of its note.  Fails with NST_ERROR_FILE and NST_ERROR_MEMORY. */
NstFrames *nst_frames_load (const char *path, char **note, GError **error);

/* The first half of nst_stylize_frame, of which nst_finish is the second: the painting of all of
 * the content, at the size that it is worked on, before its colors and Refine's strength are mixed with the content's (a
 * content that no style claims is copied).  `start` is what Refine begins with, painted by the
 * settings that nst_start_settings gives; NULL: it paints that itself. */
NstPicture *nst_paint (NstFrames *frames, const NstNetwork *network, const NstPicture *content,
                       const NstStyleShare *styles, guint n_styles, const NstSettings *settings,
                       const NstPicture *start, int threads, NstProgressFunc progress,
                       gpointer progress_data, GCancellable *cancellable, NstReport *report,
                       GError **error);

/* By which `settings` Refine has what it begins with painted by Fast, for a content of `width` x
 * `height` pixels.  FALSE: it begins with the content itself. */
gboolean nst_start_settings (const NstNetwork *network, int width, int height,
                             const NstSettings *settings, NstSettings *start);

/* What a call of nst_stylize takes, known before it. */
typedef struct
{
  guint64 bytes; /* the most memory at a time, the result's included; without content and styles */
  double  work;  /* in evaluations of a megapixel by Refine: seconds are in proportion to it */
} NstForecast;

/* For a content whose extent has `width` x `height` pixels, `masked` (and filled) or not, with
 * styles that have `n_masks` different ones (`where`; 0: none has any), and `settings`, which are
 * taken to be in range.  Where the extent is not all of the content, the result of nst_stylize takes
 * 12 bytes more for each pixel of the content.  The frames of an animation take some 100 bytes more
 * for each pixel at the size that is painted. */
NstForecast nst_forecast (const NstNetwork *network, int width, int height, gboolean masked,
                          guint n_masks, const NstSettings *settings);

/* What nst_stylize would have made of `painting`, one that its progress has shown, had it ended
 * there: of the content's size, limited to [0, 1], with the colors and the strength of the
 * settings. */
NstPicture *nst_finish (const NstPicture *content, const NstPicture *painting,
                        const NstSettings *settings, GError **error);

/* `part` of what nst_finish makes of a content of `width` x `height` pixels, bit for bit, but for
 * colors that are kept by the statistics of all.  `content` is that part of it, and `small` all of
 * it, brought by nst_picture_resize to the size of `painting`. */
NstPicture *nst_finish_part (const NstPicture *content, const NstPicture *small,
                             const NstPicture *painting, const NstSettings *settings, int width,
                             int height, const NstRectangle *part, GError **error);

/* Gives `picture`, which nst_finish has made, back the pixels of the content that no style claims.
 * nst_stylize and nst_stylize_part do so themselves.  Fails with NST_ERROR_ARGUMENT for a mask that
 * is not of finite numbers. */
gboolean nst_keep_unclaimed (const NstPicture *content, const NstStyleShare *styles, guint n_styles,
                             NstPicture *picture, GError **error);

/* What the method Fast makes of `part` of the content, nearly, at a fraction of the work: what it
 * has to know of the rest, it takes from some samples.  The content is painted at its own size;
 * the settings' method, size and keep_colors do not count: nst_finish can keep colors, too.
 * Errors as nst_stylize. */
NstPicture *nst_stylize_part (const NstNetwork *network, const NstPicture *content,
                              const NstRectangle *part, const NstStyleShare *styles, guint n_styles,
                              const NstSettings *settings, int threads, GCancellable *cancellable,
                              GError **error);

/* ---- Training ---------------------------------------------------------------------- */

/* Reads the picture at `path`; the front door brings it, so that the engine needs no image library.
 * Called from several threads at once. */
typedef NstPicture *(*NstPictureLoader) (const char *path, gpointer data, GError **error);

#define NST_MAX_PASSES 4 /* of a network that says itself how many it needs */

/* The codec is trained in stages. */
typedef enum
{
  NST_STAGE_ENCODER,   /* distilled from its teachers */
  NST_STAGE_DECODER,   /* which learns to paint from the encoder's features, given a style's
                           statistics */
  NST_STAGE_ADVERSARY, /* the decoder goes on beside a discriminator, which learns to tell its
                          paintings from the styles */
  NST_STAGE_STYLE      /* the decoder goes on in the manner of one style: a per-style network */
} NstTrainingStage;

typedef struct
{
  NstTrainingStage   stage;
  const char *const *pictures;   /* folders of pictures to learn from; ends with NULL */
  const char *const *styles;     /* decoder and adversary: folders of styles; NULL: the pictures
                                  themselves */
  const char        *vgg;        /* encoder: weight file of VGG-19 up to relu3_1 at least */
  const char        *distilled;  /* and of the distilled teacher, for the deeper levels */
  const char        *start;      /* weight file of a codec to go on from; NULL: random weights, for
                                  the encoder only */
  const char        *output;     /* the weight file to write */
  const char        *checkpoint; /* written as it goes; resumed from when it exists */
  int                steps;      /* optimizer steps in the whole schedule */
  int                batch;      /* crops in a step */
  int                crop;       /* side of a crop in pixels, a multiple of 16 */
  double             rate;       /* Adam's step size at its highest */
  double muon_rate; /* Muon's, for the weights of hidden convolutions; 0: Adam has all */
  double average;   /* decay of the weights' average, which is what is written; 0: none */
  double clip;      /* the largest norm of a step's gradient; 0: no limit */
  double disturbed; /* encoder: the chance that a crop is mixed with another, that it is recolored,
                       and that it is made noisy */
  int    vgg_every; /* encoder: one crop in so many is shown to the true VGG-19 */
  double large;     /* encoder: the last share of the steps, with crops twice as large */
  double deep;      /* encoder: weight of relu4_1, relu4_2 and relu5_1 */
  double moments;   /* encoder: weight of the errors of second moments there */
  double strokes;   /* decoder, adversary, style: how much the style's strokes count, as in
                       NstSettings */
  int    seed;
  int    threads;

  double adversary; /* adversary: the length of the gradient that it adds at a painting, as a share
                       of that of the other losses */

  NstStyle         *style;   /* style: whose manner */
  int               passes;  /* style: in which it is painted, 1 to NST_MAX_PASSES */
  const NstPicture *preview; /* style: a content to be painted as the training goes; or NULL */
} NstCodecTraining;

#define NST_LEVELS 5 /* relu1_1 .. relu5_1 */

typedef struct
{
  int      step, steps;
  double   loss;                     /* mean over the steps since the last call */
  double   level_errors[NST_LEVELS]; /* likewise, encoder: relative squared error per level */
  double   content_error;            /* encoder: the error at relu4_2; decoder: the content loss */
  double   style_error;              /* decoder: the style loss */
  double   adversary_loss;           /* adversary: the discriminator's; 1/4 where it cannot tell */
  double   adversary_right;          /* and the share of patches that it tells rightly */
  double   crops_per_second;
  gboolean validation;        /* the errors are those on the held-back pictures */
  const NstPicture *painting; /* of the preview, with validation; valid during the call; or NULL */
} NstTrainingProgress;

typedef void (*NstTrainingFunc) (const NstTrainingProgress *progress, gpointer data);

/* Trains a stage of the codec (see docs/architecture.md) and writes all that there is of it by then
 * as float16 safetensors to `output`; a per-style network has its style in the file, and
 * nst_style_of_network finds it there.  Every 50th picture in order of name is held back for
 * validation.  A run that is stopped goes on from its checkpoint and ends in the same file. */
gboolean nst_train_codec (const NstCodecTraining *training, NstPictureLoader loader,
                          gpointer loader_data, NstTrainingFunc progress, gpointer progress_data,
                          GCancellable *cancellable, GError **error);

G_END_DECLS

#endif
