/* SPDX-License-Identifier: GPL-3.0-or-later */

/* nst-painting.h - repaints pictures. */

#ifndef NST_PUBLIC_PAINTING_H
#define NST_PUBLIC_PAINTING_H

#include "nst-settings.h"

G_BEGIN_DECLS

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
  int    iterations;            /* evaluations of the loss */
  double seconds_per_iteration; /* median, set-up excluded */
  /* Weighted, at the last evaluation; with many iterations, of the picture with what reflects it at
   * its edges. */
  double content_loss, style_loss, total_loss;
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

/* An animation: the state that is carried from frame to frame. */
typedef struct _NstFrames NstFrames;

NST_EXPORT NstFrames *nst_frames_new (void);               /* Returns: (transfer full) */
NST_EXPORT void       nst_frames_free (NstFrames *frames); /* (transfer full) (nullable) */

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
  const float         *protect; /* (nullable): (height, width) of the content, in [0, 1]: how much
                                       of a pixel must stay as it is.  It does not count in any
                                       statistic, either */
} NstRequest;

#define NST_REQUEST(...) ((NstRequest) { .size = sizeof (NstRequest), __VA_ARGS__ })

/* The extent: the part of the content that nst_stylize paints.  It is the smallest rectangle around
 * the pixels that have a weight and a claim and are not protected wholly, with a margin; if there
 * are none, the whole content.  The working size (NstSettings.size) is the size of this part.  Only
 * content, protect and `where` of the styles are used.  Fails like nst_stylize for invalid masks. */
NST_EXPORT gboolean nst_find_extent (const NstRequest *request, NstRectangle *extent,
                                     GError **error);

/* Adds that margin to a rectangle, within `width` x `height` pixels: for callers that know the
 * rectangle without a picture.  Adding it again, within the result, changes nothing. */
NST_EXPORT void nst_extent_add_margin (NstRectangle *extent, int width, int height);

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
 * least every 50 ms at usual sizes).
 * Returns: (transfer full). */
NST_EXPORT NstPicture *nst_stylize (const NstRequest *request, GError **error);

/* The first part of nst_stylize; nst_finish and nst_picture_keep are the others.  Paints the whole
 * content at the working size, before colors and strength are mixed with those of the content.  A
 * content without claims is copied.  What is protected does not count, but is not brought back
 * here.  Returns: (transfer full). */
NST_EXPORT NstPicture *nst_paint (const NstRequest *request, GError **error);

/* An approximation of nst_paint's result by Fast for `part` of the content: statistics of the rest are
 * estimated from samples, and a large picture begins with a small painting of the whole.  The content
 * is painted at its own size; the settings' method and size are ignored, and so are progress, report
 * and start.  With frames, it is painted like the first of an animation, and they do not change.
 * Where nothing is claimed, the content is unchanged.  Fails like nst_stylize.  Returns: (transfer
 * full). */
NST_EXPORT NstPicture *nst_stylize_part (const NstRequest *request, const NstRectangle *part,
                                         GError **error);

/* Writes the exact state, with `note`, any UTF-8 text, to the file `path`: 36 bytes for each
 * pixel at the working size.  An existing file is replaced when all is written.  Fails with
 * NST_ERROR_FILE and NST_ERROR_MEMORY. */
NST_EXPORT gboolean nst_frames_save (const NstFrames *frames, const char *note, const char *path,
                                     GError **error);

/* Reads a saved state; the animation continues from it, bit for bit.  `note`, (out) (nullable)
 * (transfer full), receives the note.  Fails with NST_ERROR_FILE and NST_ERROR_MEMORY.
 * Returns: (transfer full). */
NST_EXPORT NstFrames *nst_frames_load (const char *path, char **note, GError **error);

/* The settings with which Fast paints the picture that Refine starts from, for a content of
 * `width` x `height` pixels.  FALSE: Refine starts from the content itself. */
NST_EXPORT gboolean nst_start_settings (const NstNetwork *network, int width, int height,
                                        const NstSettings *settings, NstSettings *start);

/* Lowers the working size of the settings to the largest at which all `styles` can give strokes as
 * wide as the settings ask for: a style file has statistics up to a certain size, and a picture is
 * enlarged at most twice.  The painting is then enlarged to the content's size.  nst_paint and
 * nst_stylize do this themselves; it is for callers that want to know the size.  For a content
 * whose extent has `width` x `height` pixels.  Only `style` of the styles is used.  Returns whether
 * the size is lower than before. */
NST_EXPORT gboolean nst_settings_fit (NstSettings *settings, const NstNetwork *network,
                                      const NstStyleShare *styles, guint n_styles, int width,
                                      int height);

/* A call of nst_stylize whose cost is asked for. */
typedef struct
{
  int      width, height;                 /* of the content's extent (nst_find_extent), in pixels */
  int      content_width, content_height; /* of the content, if that is larger; else 0 */
  gboolean masked;                        /* it has a mask, */
  gboolean protects;                      /* or something is protected */
  gboolean filled;  /* nst_picture_fill was called for all that does not count by these */
  guint    n_masks; /* different masks (`where`) of the styles; 0: none */
  gboolean frame;   /* of an animation, after another frame */
} NstForecastTask;

/* The estimated cost of the call. */
typedef struct
{
  guint64 bytes; /* peak memory, with the result and the animation's state, without content and
                    styles */
  double  work;  /* in evaluations of a megapixel by Refine; the time is proportional to it */
} NstForecast;

/* `settings` must be valid. */
NST_EXPORT NstForecast nst_forecast (const NstNetwork *network, const NstForecastTask *task,
                                     const NstSettings *settings);

/* The result that nst_stylize would give if it stopped at `painting`, a picture from its progress,
 * but without what is protected, which nst_picture_keep brings back: of the content's size, clamped
 * to [0, 1], with the colors and the strength of the settings.  Only content, protect and settings
 * are used.  Returns: (transfer full). */
NST_EXPORT NstPicture *nst_finish (const NstRequest *request, const NstPicture *painting,
                                   GError **error);

/* The part `part` of nst_finish's result for a content of `width` x `height` pixels, bit for bit,
 * except for colors that are kept by statistics.  `content` is that part of the content; `small` is
 * the whole content, filled and resized to the size of `painting`.  Returns: (transfer full). */
NST_EXPORT NstPicture *nst_finish_part (const NstPicture *content, const NstPicture *small,
                                        const NstPicture *painting, const NstSettings *settings,
                                        int width, int height, const NstRectangle *part,
                                        GError **error);

G_END_DECLS

#endif
