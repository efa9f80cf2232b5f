/* SPDX-License-Identifier: GPL-3.0-or-later */

/* jpeg-quality.h - estimates the quality of a JPEG file. */

#ifndef CLI_JPEG_QUALITY_H
#define CLI_JPEG_QUALITY_H

/* From 1 to 100, as libjpeg counts, of the JPEG file at `path`; 0 where it cannot be told. */
int cli_jpeg_quality (const char *path);

#endif
