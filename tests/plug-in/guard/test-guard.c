/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-guard.c - the guard lets calls on the main thread pass, with all they bring, and stops those
 * of other threads, also where it is a library that makes them. */

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

/* Integers, pointers and floats, as arguments after the dots, too, and more than the registers
 * hold. */
static void
test_main_thread (void)
{
  g_autoptr (GtkListStore) store
      = gtk_list_store_new (4, G_TYPE_INT, G_TYPE_DOUBLE, G_TYPE_STRING, G_TYPE_DOUBLE);
  g_autoptr (GtkAdjustment) adjustment = NULL;
  g_autofree char *text = NULL;
  GtkTreeIter      row;
  double           real, other;
  int              whole;

  gtk_list_store_insert_with_values (store, &row, -1, 0, 7, 1, 0.25, 2, "seven", 3, -1.5, -1);
  gtk_tree_model_get (GTK_TREE_MODEL (store), &row, 0, &whole, 1, &real, 2, &text, 3, &other, -1);
  g_assert_cmpint (whole, ==, 7);
  g_assert_cmpfloat (real, ==, 0.25);
  g_assert_cmpstr (text, ==, "seven");
  g_assert_cmpfloat (other, ==, -1.5);

  adjustment = g_object_ref_sink (gtk_adjustment_new (0.0, 0.0, 100.0, 1.0, 10.0, 10.0));
  gtk_adjustment_clamp_page (adjustment, 42.5, 50.5);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 40.5);
}

static gpointer
ask_gimp (gpointer data)
{
  gimp_item_id_is_layer (1);
  return NULL;
}

/* Not called by the plug-in: libgimp does, when pixels are wanted that are with GIMP. */
gboolean gp_tile_ack_write (GIOChannel *channel, gpointer data);

static gpointer
ask_by_wire (gpointer data)
{
  gp_tile_ack_write (NULL, NULL);
  return NULL;
}

static void
check_stopped (GThreadFunc ask, const char *message)
{
  if (g_test_subprocess ())
    {
      g_thread_join (g_thread_new ("asking", ask, NULL));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr (message);
}

static void
test_other_thread (void)
{
  check_stopped (ask_gimp, "*guard: gimp_item_id_is_layer was called on another thread*");
}

static void
test_wire (void)
{
  check_stopped (ask_by_wire, "*guard: gp_tile_ack_write was called on another thread*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guard/main-thread", test_main_thread);
  g_test_add_func ("/guard/other-thread", test_other_thread);
  g_test_add_func ("/guard/wire", test_wire);
  return g_test_run ();
}
