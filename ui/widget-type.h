/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget-type.h - defines the types of the dialog's widgets.  The names of GTypes are shared by all
 * libraries of a process, so these begin with the plug-in's: StyleTransferMaskCanvas. */

#ifndef WIDGET_TYPE_H
#define WIDGET_TYPE_H

#include <glib-object.h>

/* G_DEFINE_FINAL_TYPE with that prefix. */
#define DEFINE_WIDGET_TYPE(Name, name, PARENT)                                                     \
  typedef Name        StyleTransfer##Name;                                                         \
  typedef Name##Class StyleTransfer##Name##Class;                                                  \
  G_DEFINE_FINAL_TYPE (StyleTransfer##Name, name, PARENT)

#endif
