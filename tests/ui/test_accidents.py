# SPDX-License-Identifier: GPL-3.0-or-later

"""What may happen while the dialog is open: layers are deleted, the plug-in or GIMP is
killed, GIMP is closed, the disk is full, there is no program for *Help*.  Screenshots of the messages are saved in the
folder SHOTS."""

import resource
import signal
import time

from session import (PREVIEW_SECONDS, make_shots, open_session, step, styles_folder, tell,
                     wait_until_settled)
from test_layout import install_a_guide
from test_settings import PRESETS, presets, press

from harness import expect, outcome
from processes import (ask_bystander, install_bystander, kill, plug_ins, wait_for_work, wait_until,
                       wait_until_gone)

ENDLESS = "#:style-layer style #:iterations 10000 #:size 320 #:threads 2"
AGAIN = "(close-image) (open-image)"
SCRIPT = ("(open-image)"
          + step("killed", "RUN-INTERACTIVE", ENDLESS)
          + step("killed-at-work", "RUN-INTERACTIVE", ENDLESS)
          + step("next", "RUN-NONINTERACTIVE", '#:style-file "style.png" #:iterations 2 #:size 64')
          + AGAIN + step("disk-full", "RUN-INTERACTIVE", "#:style-layer style #:method \"fast\"")
          + step("style-gone", "RUN-INTERACTIVE", "#:style-layer style #:method \"fast\"")
          + AGAIN + step("layer-gone", "RUN-INTERACTIVE", "#:style-layer style #:method \"fast\"")
          + AGAIN + step("gone-at-work", "RUN-INTERACTIVE", ENDLESS))


# ---- Killed -------------------------------------------------------------------------------------


def be_killed(session, shots):
    session.open_dialog()
    kill(wait_for_work(session.gimp))
    layers, dirty, message = session.wait_for_step("killed")
    expect((layers, dirty) == (2, 0) and message != "fine", "killed: " + message)
    outcome("Accidents", "the plug-in is killed while its dialog is open", "the image is as it was, GIMP says so")


def be_killed_at_work(session, shots):
    session.open_dialog()
    session.screen.press("Return")
    time.sleep(1.5)
    kill(wait_for_work(session.gimp))
    layers, dirty, message = session.wait_for_step("killed-at-work")
    expect((layers, dirty) == (2, 0) and message != "fine", "killed: " + message)
    layers, dirty, message = session.wait_for_step("next")
    expect((layers, message) == (3, "fine"), "the next call: " + message)
    outcome("Accidents", "the plug-in is killed while it paints for the dialog",
            "the image is as it was; the next call works")


# ---- A full disk --------------------------------------------------------------------------------


def limit_files(session, size):
    """What each file of the plug-in's may have: beyond it, writing fails as on a full disk."""
    for process in plug_ins(session.gimp):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def expect_words(session, window, before, what):
    """Something is said that was not there before."""
    wait_until(lambda: session.screen.photograph(window, session.gimp.folder / "look.png") != before,
               "nothing is said of " + what, PREVIEW_SECONDS)


def fill_the_disk(session, shots):
    """A style and a preset are saved, in vain and then well."""
    window, styles = session.open_dialog(), styles_folder(session)
    wait_until_settled(session, window)
    press(session, "Alt+a")
    wait_until(lambda: session.find("Save Style"), "there is no button that saves a style")
    save, preset = session.find("Save Style", "button"), session.find(PRESETS)
    limit_files(session, 16)  # also of what the dialog would tell of its widgets
    before = session.screen.photograph(window, shots / "accident-none.png")
    session.click_widget(window, save)
    expect_words(session, window, before, "the full disk")
    wait_until_settled(session, window)
    session.screen.photograph(window, shots / "accident-style.png")
    expect(not list(styles.glob("*")), "part of a style was left")
    session.click_widget(window, preset)
    session.screen.type("mine")
    press(session, "Return")
    session.screen.photograph(session.screen.root, shots / "accident-preset.png")
    expect(not presets(session), "part of a preset was left")
    press(session, "Escape")
    limit_files(session, resource.RLIM_INFINITY)
    session.click(window, "Save Style")
    wait_until(lambda: list(styles.glob("*.safetensors")), "the style was not saved")
    wait_until_settled(session, window)
    session.click(window, "Cancel")  # Escape would keep what was set
    expect(session.wait_for_step("disk-full") == (2, 0, "fine"), "the image changed")
    outcome("Accidents", "the disk is full when the dialog saves a style or a preset",
            "the dialog says so, no part of a file is left; what was there stays")


# ---- No program for web pages --------------------------------------------------------------------

def find_no_reader(session, shots):
    """Help says which page it would show, and the dialog goes on."""
    window = session.open_dialog()
    press(session, "Alt+h")
    wait_until(lambda: any("manual/guide.html” cannot be shown" in widget.name for widget in session.widgets()),
               "Help shows nothing, and says nothing", PREVIEW_SECONDS)
    session.screen.photograph(session.screen.root, shots / "accident-help.png")
    session.press_button("Close")
    session.settle()
    expect(session.screen.is_visible(window) and session.find("OK").sensitive, "the dialog does not go on")
    session.screen.press("Escape")
    session.wait_for_step("no-reader")
    outcome("Accidents", "*Help* where no program shows web pages", "a message names the page; the dialog goes on")


# ---- Deleted ------------------------------------------------------------------------------------


def lose_the_style(session, shots):
    """The dialog says what is missing, and stays."""
    window = session.open_dialog()
    wait_until_settled(session, window)
    before = session.screen.photograph(window, shots / "accident-none.png")
    ask_bystander(session.gimp, "delete-layer Background copy")
    press(session, "Return")
    expect_words(session, window, before, "the lost style")
    time.sleep(1.0)
    session.screen.photograph(window, shots / "accident-style-gone.png")
    session.click(window, "Cancel")
    layers, _, message = session.wait_for_step("style-gone")
    expect((layers, message) == (1, "fine"), "the image changed: %d %s" % (layers, message))
    outcome("Accidents", "the style's layer is deleted while the dialog is open",
            "the dialog asks for another style")


def lose_the_layer(session, shots):
    window = session.open_dialog()
    wait_until_settled(session, window)
    before = session.screen.photograph(window, shots / "accident-none.png")
    ask_bystander(session.gimp, "delete-layer Background")
    press(session, "Return")
    expect_words(session, window, before, "the lost layer")
    time.sleep(1.0)
    session.screen.photograph(window, shots / "accident-layer-gone.png")
    session.click(window, "Cancel")
    layers, _, message = session.wait_for_step("layer-gone")
    expect((layers, message) == (1, "fine"), "the image changed: %d %s" % (layers, message))
    outcome("Accidents", "the layer is deleted while the dialog is open", "the dialog says so, nothing is added")


def stop_and_keep(session, window):
    """Whether it has stopped; the button can be pressed as soon as there is something to keep."""
    accept = session.find("OK")
    if accept and accept.sensitive:
        return True
    stop = session.find("Stop and Keep")
    if stop and stop.sensitive:
        session.click_widget(window, stop)
    return False


def lose_the_layer_at_work(session, shots):
    window = session.open_dialog()
    session.screen.press("Return")
    wait_until(lambda: session.find("Stop and Keep"), "it does not paint")
    time.sleep(1.0)
    ask_bystander(session.gimp, "delete-layer Background")
    wait_until(lambda: stop_and_keep(session, window), "it does not stop")
    session.screen.photograph(window, shots / "accident-gone-at-work.png")
    session.click(window, "Cancel")
    layers, _, message = session.wait_for_step("gone-at-work")
    expect((layers, message) == (1, "fine"), "the image changed: %d %s" % (layers, message))
    outcome("Accidents", "the layer is deleted while it is painted for the dialog",
            "the dialog says so, nothing is added")


# ---- GIMP ends ----------------------------------------------------------------------------------


def lose_gimp(session, shots):
    session.open_dialog()
    wait_for_work(session.gimp)
    session.process.kill()
    session.process.wait()
    wait_until_gone(session.gimp, "the plug-in lives on without GIMP")
    outcome("Accidents", "GIMP is killed while the dialog is open", "the plug-in ends, too")


def close_gimp(session, shots):
    session.open_dialog()
    wait_for_work(session.gimp)
    ask_bystander(session.gimp, "quit", wait=False)
    wait_until(lambda: session.process.poll() is not None, "GIMP does not close")
    wait_until_gone(session.gimp, "the plug-in lives on without GIMP")
    outcome("Accidents", "GIMP is closed while the dialog is open", "the plug-in ends, too")


def lose_gimp_at_work(session, shots):
    session.open_dialog()
    session.screen.press("Return")
    time.sleep(1.0)
    wait_for_work(session.gimp)
    session.process.kill()
    session.process.wait()
    wait_until_gone(session.gimp, "the plug-in paints on without GIMP")
    outcome("Accidents", "GIMP is killed while the plug-in paints for the dialog", "the plug-in ends, too")


# ---- Telling ------------------------------------------------------------------------------------

# What is told of one GIMP, its script, and whether GIMP is there in the end.
STORIES = [
    ([find_no_reader], "(open-image)" + step("no-reader", "RUN-INTERACTIVE", "#:style-layer style #:method \"fast\"") + "(close-image)",
     True),
    ([be_killed, be_killed_at_work, fill_the_disk, lose_the_style, lose_the_layer,
      lose_the_layer_at_work], SCRIPT + "(close-image)", True),
    ([lose_gimp], "(open-image)" + step("lost", "RUN-INTERACTIVE", ENDLESS), False),
    ([lose_gimp_at_work], "(open-image)" + step("lost", "RUN-INTERACTIVE", ENDLESS), False),
    ([close_gimp], "(open-image)" + step("lost", "RUN-INTERACTIVE", ENDLESS), False),
]


def run(story, script, survives, shots):
    def furnish(gimp):
        install_bystander(gimp)
        install_a_guide(gimp)

    with open_session(script, furnish) as session:
        tell(story, session, shots, survives)


def main():
    # Inherited: a file that is too large is an error then, as on a full disk, and not a signal.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    shots = make_shots()
    for story, script, survives in STORIES:
        run(story, script, survives, shots)


if __name__ == "__main__":
    main()
