# SPDX-License-Identifier: GPL-3.0-or-later

"""*Output* in the dialog: where OK puts the painting, and that undo takes it back."""

from session import install_styles, make_shots, open_session, step, tell
from test_layout import press_title, says
from test_settings import copy, expect_in, expect_not_in, press, wait_until

from harness import expect, outcome
from raw import Raw

WIDTH, HEIGHT = 320, 240
QUICK = '#:style "zebra" #:method "fast" #:size 90'
LABELS = ["New layer", "Replace the layer", "New image"]
TOLD = ["The painting replaces the layer.", "The painting becomes a new image."]

OPEN = """(define image (load-image "in.png")) (define content (vector-ref (selected image) 0)) (define other #f)
(gimp-image-clean-all image) (define window (car (gimp-display-new image)))
(define (save layer name) (test-pixels-save #:drawables (vector layer) #:ending (string-append "-" name ".raw")))
(define (top image) (vector-ref (car (gimp-image-get-layers image)) 0))
(define (count-images) (vector-length (car (gimp-get-images))))
(define (find-other images) (if (= (car images) image) (find-other (cdr images)) (car images)))
(define (wait-until-clean) (if (= (car (gimp-image-is-dirty image)) 1) (begin (usleep 50000) (wait-until-clean))))
"""

# What a step leaves of the layers is left once more, with the number of images.
SCRIPT = (OPEN + '(save content "photograph")'
          + step("layer", "RUN-INTERACTIVE", QUICK)
          + '(save content "below") (save (top image) "layer") (leave "layer there" (layer-count image) (count-images) "")'
          + "(gimp-image-clean-all image)" + step("replace", "RUN-INTERACTIVE")
          + '(save content "replaced") (leave "replace there" (layer-count image) (count-images) "")'
          + '(wait-until-clean) (save content "undone") (leave "undone" (layer-count image) (count-images) "")'
          + step("image", "RUN-INTERACTIVE")
          + '(save content "kept") (leave "image there" (layer-count image) (count-images) "")'
          + "(set! other (find-other (vector->list (car (gimp-get-images)))))"
          + '(save (top other) "image") (leave "other" (layer-count other) (car (gimp-image-is-dirty other)) "")'
          + '(wait-for "looked")(gimp-image-clean-all image) (gimp-image-clean-all other) (gimp-display-delete window)')


def read(session, name):
    found = list(session.gimp.folder.glob("*-%s.raw" % name))
    expect(len(found) == 1, "%s has left %s" % (name, found))
    return Raw(found[0])


def colors(raw):
    """Without an alpha channel that there may be."""
    return b"".join(raw.data[i:i + 3] for i in range(0, len(raw.data), raw.size))


def choose(session, before, after):
    """Of the three, from the one that the last dialog had; a section stays open from one dialog to the next."""
    window = session.open_dialog()
    if not session.find(LABELS[before], "combo box"):
        press_title(session, window, "Advanced")
    session.focus(LABELS[before], "combo box")
    press(session, *(after - before) * ["Down"])
    wait_until(lambda: session.find(LABELS[after], "combo box"), LABELS[after] + " is not chosen")
    return window


def expect_told(session, wanted):
    """Where the painting goes is told in the last line, unless that is a new layer."""
    wait_until(lambda: says(session, "Painted at"), "nothing is told of the painting")
    for told in TOLD:
        wait_until(lambda: says(session, told) == (told == wanted), "%s, where %s was wanted" % (told, wanted))


def paint(session, name):
    press(session, "Alt+o")
    _, dirty, message = session.wait_for_step(name)
    expect(message == "fine", "not painted: " + message)
    return dirty, session.wait_for_step(name + " there")[:2]


def add_a_layer(session, shots):
    """As long as nobody asks for anything else: above the photograph, which stays as it is."""
    window = choose(session, 0, 0)
    expect_told(session, None)
    expect_not_in(copy(session, window), "output")
    dirty, found = paint(session, "layer")
    expect(dirty and found == (2, 1), "%d layers in %d images" % found)
    expect(read(session, "below").data == read(session, "photograph").data, "the photograph has changed")
    expect(colors(read(session, "layer")) != colors(read(session, "photograph")), "the layer is no painting")


def replace_the_pixels(session, shots):
    """With the same painting; one undo brings them back."""
    window = choose(session, 0, 1)
    expect_in(copy(session, window), '#:output "replace"')
    expect_told(session, TOLD[0])
    session.screen.photograph(window, shots / "outputs.png")
    dirty, found = paint(session, "replace")
    expect(dirty and found == (2, 1), "%d layers in %d images" % found)
    expect(colors(read(session, "replaced")) == colors(read(session, "layer")), "the layer has other pixels than the painting")
    session.screen.focus(session.screen.wait_for("2 layers"))
    press(session, "Control+z")
    expect(session.wait_for_step("undone")[:2] == (2, 1), "undo takes a layer")
    expect(read(session, "undone").data == read(session, "photograph").data, "undo does not bring the pixels back")
    outcome("Paintings", "*Output* in the dialog: replace the layer, then undo", "the layer has the painting's pixels, then its own")


def open_an_image(session, shots):
    """It is shown; that of the photograph stays as it is.  The dialog opens with what was chosen last, and says so with all
    sections closed."""
    window = session.open_dialog()
    if session.find(LABELS[1], "combo box"):
        press_title(session, window, "Advanced")
    expect(not session.find(LABELS[1], "combo box"), "Advanced does not close")
    expect_told(session, TOLD[0])
    session.screen.photograph(window, shots / "outputs-told.png")
    choose(session, 1, 2)
    expect_told(session, TOLD[1])
    dirty, found = paint(session, "image")
    expect(not dirty and found == (2, 2), "dirty: %d; %d layers in the first of %d images" % (dirty, *found))
    expect(session.wait_for_step("other")[0] == 1, "the new image has other layers")
    session.screen.wait_for("1 layer)")
    session.screen.photograph(session.screen.root, shots / "outputs-image.png")
    titles = [title for _, title in session.screen.windows()]
    expect("GIMP Message" not in titles, "GIMP shows a message: %s" % titles)
    session.go_on("looked")
    painted = read(session, "image")
    expect((painted.width, painted.height) == (WIDTH, HEIGHT), "the new image has another size")
    expect(colors(painted) == colors(read(session, "layer")), "the new image has another painting")
    expect(read(session, "kept").data == read(session, "photograph").data, "the photograph has changed")
    outcome("Paintings", "*Output* in the dialog: new image", "an image of the painting is shown, the photograph's stays as it was")


def main():
    shots = make_shots()
    with open_session(SCRIPT) as session:
        install_styles(session)
        tell([add_a_layer, replace_the_pixels, open_an_image], session, shots)


if __name__ == "__main__":
    main()
