/* SPDX-License-Identifier: GPL-3.0-or-later */

/* architecture.c - each network as a table of its layers and taps.
 *
 * VGG-16 and VGG-19: K. Simonyan, A. Zisserman, "Very deep convolutional networks for large-scale
 * image recognition", ICLR 2015, configurations D and E, to the deepest tap; tensors are named as
 * torchvision and timm name them.  The codec's encoder has the shape of VGG-19 at a quarter of its
 * width.  The taps are those of L. Gatys et al., "Image style transfer using convolutional neural
 * networks", CVPR 2016.
 */

#include "network/architecture.h"

#define CONVOLUTION(name, tensor, in, out) { NST_LAYER_CONVOLUTION, name, tensor, in, out, 3, TRUE }
#define COLORS(tensor)                     { NST_LAYER_CONVOLUTION, "input", tensor, 3, 3, 1, FALSE }
#define UPSAMPLING(name, channels)                                                                 \
  { NST_LAYER_UPSAMPLING, name, NULL, channels, channels, 2, FALSE }
#define POOLING(name, channels) { NST_LAYER_POOLING, name, NULL, channels, channels, 2, FALSE }

/* Statistics of ImageNet's training pictures, as torchvision states them. */
#define IMAGENET_MEAN      { 0.485f, 0.456f, 0.406f }
#define IMAGENET_DEVIATION { 0.229f, 0.224f, 0.225f }
#define PIXELS_AS_THEY_ARE .mean = { 0.0f, 0.0f, 0.0f }, .deviation = { 1.0f, 1.0f, 1.0f }

static const NstTap plain_taps[] = {
  { "relu1_1", NST_TAP_STYLE, NULL, 0, FALSE },   { "relu2_1", NST_TAP_STYLE, NULL, 0, FALSE },
  { "relu3_1", NST_TAP_STYLE, NULL, 0, FALSE },   { "relu4_1", NST_TAP_STYLE, NULL, 0, FALSE },
  { "relu4_2", NST_TAP_CONTENT, NULL, 0, FALSE }, { "relu5_1", NST_TAP_STYLE, NULL, 0, FALSE },
};

/* ---- The codec's encoder ----------------------------------------------------------- */

static const NstLayer codec_layers[] = {
  CONVOLUTION ("relu1_1", "encoder.conv1_1", 3, 16),
  CONVOLUTION ("relu1_2", "encoder.conv1_2", 16, 16),
  POOLING ("pool1", 16),
  CONVOLUTION ("relu2_1", "encoder.conv2_1", 16, 32),
  CONVOLUTION ("relu2_2", "encoder.conv2_2", 32, 32),
  POOLING ("pool2", 32),
  CONVOLUTION ("relu3_1", "encoder.conv3_1", 32, 64),
  CONVOLUTION ("relu3_2", "encoder.conv3_2", 64, 64),
  CONVOLUTION ("relu3_3", "encoder.conv3_3", 64, 64),
  CONVOLUTION ("relu3_4", "encoder.conv3_4", 64, 64),
  POOLING ("pool3", 64),
  CONVOLUTION ("relu4_1", "encoder.conv4_1", 64, 128),
  CONVOLUTION ("relu4_2", "encoder.conv4_2", 128, 128),
  CONVOLUTION ("relu4_3", "encoder.conv4_3", 128, 128),
  CONVOLUTION ("relu4_4", "encoder.conv4_4", 128, 128),
  POOLING ("pool4", 128),
  CONVOLUTION ("relu5_1", "encoder.conv5_1", 128, 128),
};

static const NstTap codec_taps[] = {
  { "relu1_1", NST_TAP_STYLE, "lift.relu1_1", 64, FALSE },
  { "relu2_1", NST_TAP_STYLE, "lift.relu2_1", 128, FALSE },
  { "relu3_1", NST_TAP_STYLE, "lift.relu3_1", 256, FALSE },
  { "relu4_1", NST_TAP_STYLE, "lift.relu4_1", 512, FALSE },
  { "relu4_2", NST_TAP_CONTENT, "lift.relu4_2", 128, TRUE },
  { "relu5_1", NST_TAP_STYLE, "lift.relu5_1", 512, FALSE },
};

const NstArchitecture nst_codec = {
  .name = "codec",
  .layers = codec_layers,
  .n_layers = G_N_ELEMENTS (codec_layers),
  .taps = codec_taps,
  .n_taps = G_N_ELEMENTS (codec_taps),
  .first_padding = NST_PADDING_REFLECT,
  .padding = NST_PADDING_REFLECT,
  .mean = IMAGENET_MEAN,
  .deviation = IMAGENET_DEVIATION,
};

/* ---- The codec's decoder ---------------------------------------------------------------------
 *
 * From relu5_1 back to the picture.  At each level the encoder's features of that level come in
 * beside what has been made so far, as in a U-Net (O. Ronneberger et al., MICCAI 2015), so that
 * all five levels are used in one pass.
 */

#define JOINED(name, tensor, in, beside, out)                                                      \
  { NST_LAYER_CONVOLUTION, name, tensor, (in) + (beside), out, 3, TRUE, beside }
#define LINEAR(name, tensor, in, out) { NST_LAYER_CONVOLUTION, name, tensor, in, out, 3, FALSE }

static const NstLayer decoder_layers[] = {
  CONVOLUTION ("conv5_1", "decoder.conv5_1", 128, 128),
  UPSAMPLING ("double4", 128),
  JOINED ("conv4_2", "decoder.conv4_2", 128, 128, 128),
  CONVOLUTION ("conv4_1", "decoder.conv4_1", 128, 128),
  UPSAMPLING ("double3", 128),
  JOINED ("conv3_3", "decoder.conv3_3", 128, 64, 64),
  CONVOLUTION ("conv3_2", "decoder.conv3_2", 64, 64),
  CONVOLUTION ("conv3_1", "decoder.conv3_1", 64, 64),
  UPSAMPLING ("double2", 64),
  JOINED ("conv2_2", "decoder.conv2_2", 64, 32, 32),
  CONVOLUTION ("conv2_1", "decoder.conv2_1", 32, 32),
  UPSAMPLING ("double1", 32),
  JOINED ("conv1_2", "decoder.conv1_2", 32, 16, 32),
  LINEAR ("picture", "decoder.conv1_1", 32, 3),
};

static const NstTap decoder_taps[] = { { "picture", NST_TAP_PICTURE, NULL, 0, FALSE } };

const NstArchitecture nst_decoder = {
  .name = "decoder",
  .layers = decoder_layers,
  .n_layers = G_N_ELEMENTS (decoder_layers),
  .taps = decoder_taps,
  .n_taps = G_N_ELEMENTS (decoder_taps),
  .first_padding = NST_PADDING_REFLECT,
  .padding = NST_PADDING_REFLECT,
  PIXELS_AS_THEY_ARE,
};

/* ---- The discriminator -------------------------------------------------------------
 *
 * One number for each patch of 38x38 pixels, eight pixels apart, as in P. Isola et al.,
 * "Image-to-image translation with conditional adversarial networks", CVPR 2017.
 */

static const NstLayer discriminator_layers[] = {
  CONVOLUTION ("conv1", "discriminator.conv1", 3, 24),  POOLING ("pool1", 24),
  CONVOLUTION ("conv2", "discriminator.conv2", 24, 48), POOLING ("pool2", 48),
  CONVOLUTION ("conv3", "discriminator.conv3", 48, 64), POOLING ("pool3", 64),
  LINEAR ("verdict", "discriminator.conv4", 64, 1),
};

static const NstTap discriminator_taps[] = { { "verdict", NST_TAP_VERDICT, NULL, 0, FALSE } };

const NstArchitecture nst_discriminator = {
  .name = "discriminator",
  .layers = discriminator_layers,
  .n_layers = G_N_ELEMENTS (discriminator_layers),
  .taps = discriminator_taps,
  .n_taps = G_N_ELEMENTS (discriminator_taps),
  .first_padding = NST_PADDING_REFLECT,
  .padding = NST_PADDING_REFLECT,
  .mean = IMAGENET_MEAN,
  .deviation = IMAGENET_DEVIATION,
};

/* ---- VGG-16 and VGG-19 ------------------------------------------------------------- */

static const NstLayer vgg16_layers[] = {
  CONVOLUTION ("relu1_1", "features.0", 3, 64),
  CONVOLUTION ("relu1_2", "features.2", 64, 64),
  POOLING ("pool1", 64),
  CONVOLUTION ("relu2_1", "features.5", 64, 128),
  CONVOLUTION ("relu2_2", "features.7", 128, 128),
  POOLING ("pool2", 128),
  CONVOLUTION ("relu3_1", "features.10", 128, 256),
  CONVOLUTION ("relu3_2", "features.12", 256, 256),
  CONVOLUTION ("relu3_3", "features.14", 256, 256),
  POOLING ("pool3", 256),
  CONVOLUTION ("relu4_1", "features.17", 256, 512),
  CONVOLUTION ("relu4_2", "features.19", 512, 512),
  CONVOLUTION ("relu4_3", "features.21", 512, 512),
  POOLING ("pool4", 512),
  CONVOLUTION ("relu5_1", "features.24", 512, 512),
};

const NstArchitecture nst_vgg16 = {
  .name = "vgg16",
  .layers = vgg16_layers,
  .n_layers = G_N_ELEMENTS (vgg16_layers),
  .taps = plain_taps,
  .n_taps = G_N_ELEMENTS (plain_taps),
  .first_padding = NST_PADDING_REPLICATE,
  .padding = NST_PADDING_ZERO,
  .mean = IMAGENET_MEAN,
  .deviation = IMAGENET_DEVIATION,
};

static const NstLayer vgg19_layers[] = {
  CONVOLUTION ("relu1_1", "features.0", 3, 64),
  CONVOLUTION ("relu1_2", "features.2", 64, 64),
  POOLING ("pool1", 64),
  CONVOLUTION ("relu2_1", "features.5", 64, 128),
  CONVOLUTION ("relu2_2", "features.7", 128, 128),
  POOLING ("pool2", 128),
  CONVOLUTION ("relu3_1", "features.10", 128, 256),
  CONVOLUTION ("relu3_2", "features.12", 256, 256),
  CONVOLUTION ("relu3_3", "features.14", 256, 256),
  CONVOLUTION ("relu3_4", "features.16", 256, 256),
  POOLING ("pool3", 256),
  CONVOLUTION ("relu4_1", "features.19", 256, 512),
  CONVOLUTION ("relu4_2", "features.21", 512, 512),
  CONVOLUTION ("relu4_3", "features.23", 512, 512),
  CONVOLUTION ("relu4_4", "features.25", 512, 512),
  POOLING ("pool4", 512),
  CONVOLUTION ("relu5_1", "features.28", 512, 512),
};

const NstArchitecture nst_vgg19 = {
  .name = "vgg19",
  .layers = vgg19_layers,
  .n_layers = G_N_ELEMENTS (vgg19_layers),
  .taps = plain_taps,
  .n_taps = G_N_ELEMENTS (plain_taps),
  .first_padding = NST_PADDING_REPLICATE,
  .padding = NST_PADDING_ZERO,
  .mean = IMAGENET_MEAN,
  .deviation = IMAGENET_DEVIATION,
};

/* ---- The codec's teachers: their first layer turns RGB into what VGG-19 was trained on ---- */

static const NstLayer vgg19_normalised_layers[] = {
  COLORS ("0"),
  CONVOLUTION ("relu1_1", "2", 3, 64),
  CONVOLUTION ("relu1_2", "5", 64, 64),
  POOLING ("pool1", 64),
  CONVOLUTION ("relu2_1", "9", 64, 128),
  CONVOLUTION ("relu2_2", "12", 128, 128),
  POOLING ("pool2", 128),
  CONVOLUTION ("relu3_1", "16", 128, 256),
};

static const NstTap vgg19_normalised_taps[] = {
  { "relu1_1", NST_TAP_STYLE, NULL, 0, FALSE },
  { "relu2_1", NST_TAP_STYLE, NULL, 0, FALSE },
  { "relu3_1", NST_TAP_STYLE, NULL, 0, FALSE },
};

const NstArchitecture nst_vgg19_normalised = {
  .name = "vgg19-normalised",
  .layers = vgg19_normalised_layers,
  .n_layers = G_N_ELEMENTS (vgg19_normalised_layers),
  .taps = vgg19_normalised_taps,
  .n_taps = G_N_ELEMENTS (vgg19_normalised_taps),
  .first_padding = NST_PADDING_REFLECT,
  .padding = NST_PADDING_REFLECT,
  PIXELS_AS_THEY_ARE,
};

static const NstLayer vgg19_distilled_layers[] = {
  COLORS ("conv0"),
  CONVOLUTION ("relu1_1", "conv11", 3, 16),
  CONVOLUTION ("relu1_2", "conv12", 16, 16),
  POOLING ("pool1", 16),
  CONVOLUTION ("relu2_1", "conv21", 16, 32),
  CONVOLUTION ("relu2_2", "conv22", 32, 32),
  POOLING ("pool2", 32),
  CONVOLUTION ("relu3_1", "conv31", 32, 64),
  CONVOLUTION ("relu3_2", "conv32", 64, 64),
  CONVOLUTION ("relu3_3", "conv33", 64, 64),
  CONVOLUTION ("relu3_4", "conv34", 64, 64),
  POOLING ("pool3", 64),
  CONVOLUTION ("relu4_1", "conv41", 64, 128),
  CONVOLUTION ("relu4_2", "conv42", 128, 128),
  CONVOLUTION ("relu4_3", "conv43", 128, 128),
  CONVOLUTION ("relu4_4", "conv44", 128, 128),
  POOLING ("pool4", 128),
  CONVOLUTION ("relu5_1", "conv51", 128, 128),
};

static const NstTap vgg19_distilled_taps[] = {
  { "relu1_1", NST_TAP_STYLE, "conv11_aux", 64, TRUE },
  { "relu2_1", NST_TAP_STYLE, "conv21_aux", 128, TRUE },
  { "relu3_1", NST_TAP_STYLE, "conv31_aux", 256, TRUE },
  { "relu4_1", NST_TAP_STYLE, "conv41_aux", 512, TRUE },
  { "relu4_2", NST_TAP_CONTENT, NULL, 0, FALSE },
  { "relu5_1", NST_TAP_STYLE, "conv51_aux", 512, TRUE },
};

const NstArchitecture nst_vgg19_distilled = {
  .name = "vgg19-distilled",
  .layers = vgg19_distilled_layers,
  .n_layers = G_N_ELEMENTS (vgg19_distilled_layers),
  .taps = vgg19_distilled_taps,
  .n_taps = G_N_ELEMENTS (vgg19_distilled_taps),
  .first_padding = NST_PADDING_REFLECT,
  .padding = NST_PADDING_REFLECT,
  PIXELS_AS_THEY_ARE,
};

int
nst_architecture_find_layer (const NstArchitecture *architecture, const char *layer)
{
  for (int i = 0; i < architecture->n_layers; i++)
    if (g_str_equal (architecture->layers[i].name, layer))
      return i;
  return -1;
}

int
nst_architecture_stride (const NstArchitecture *architecture, int layer)
{
  int stride = 1;

  for (int i = 0; i <= layer; i++)
    if (architecture->layers[i].kind == NST_LAYER_POOLING)
      stride *= 2;
  return stride;
}

/* A pooling has no receptive field beyond its own pixels. */
int
nst_architecture_reach (const NstArchitecture *architecture)
{
  int reach = 0;

  for (int i = 0; i < architecture->n_layers; i++)
    if (architecture->layers[i].kind == NST_LAYER_CONVOLUTION)
      reach += architecture->layers[i].kernel / 2 * nst_architecture_stride (architecture, i);
  return reach;
}

int
nst_architecture_style_tap (const NstArchitecture *architecture, int level)
{
  for (int t = 0; t < architecture->n_taps; t++)
    if (architecture->taps[t].role & NST_TAP_STYLE && level-- == 0)
      return t;
  return -1;
}
