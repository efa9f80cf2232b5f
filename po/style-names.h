/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-names.h - the names of the bundled styles, and the credit of those that are after no work, for
 * translators.  No program includes it: a style has both in its file.
 * tests/format/check_translations.py compares them. */

NC_ ("style", "Black ink")
NC_ ("style", "Bold shapes")
NC_ ("style", "Circles and lines")
NC_ ("style", "Cubist facets")
NC_ ("style", "Etching")
NC_ ("style", "Flat color")
NC_ ("style", "Glazed tiles")
NC_ ("style", "Impressionism")
NC_ ("style", "Ink and wash")
NC_ ("style", "Ink landscape")
NC_ ("style", "Jungle leaves")
NC_ ("style", "Misty light")
NC_ ("style", "Mosaic")
NC_ ("style", "Pale ornament")
NC_ ("style", "Persian miniature")
NC_ ("style", "Pointillism")
NC_ ("style", "Prismatic color")
NC_ ("style", "Scratched lines")
NC_ ("style", "Soft pastel")
NC_ ("style", "Square dabs")
NC_ ("style", "Stained glass")
NC_ ("style", "Swirling strokes")
NC_ ("style", "Tilted planes")
NC_ ("style", "Watercolor wash")
NC_ ("style", "Wood engraving")
NC_ ("style", "Woodblock print")
NC_ ("style", "Woodblock swirls")
NC_ ("style", "Woodcut")
/* Translators: in the place of the artist and the work that a style is after. */
NC_ ("credit", "Drawn for this program")
