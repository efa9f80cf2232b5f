/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-names.h - the names of the bundled styles, for translators.  No program includes it: a style
 * has its name in its file.  tests/format/check_translations.py compares the two. */

NC_ ("style", "Bold color")
NC_ ("style", "Charcoal")
NC_ ("style", "Cubist planes")
NC_ ("style", "Gold leaf")
NC_ ("style", "Gothic panel")
NC_ ("style", "Impressionist haze")
NC_ ("style", "Mosaic")
NC_ ("style", "Oil impasto")
NC_ ("style", "Pencil hatching")
NC_ ("style", "Pointillism")
NC_ ("style", "Prismatic color")
NC_ ("style", "Soft pastel")
NC_ ("style", "Stained glass")
NC_ ("style", "Swirling lines")
NC_ ("style", "Watercolor wash")
NC_ ("style", "Wood engraving")
NC_ ("style", "Woodblock print")
NC_ ("style", "Woodblock waves")
