# SPDX-License-Identifier: GPL-3.0-or-later

"""The strip of recent paintings below the preview: the last one is seen, each can be returned to and compared with, and
the oldest makes room for a ninth."""

import re
import time

from session import LEFT, RIGHT, alike, cut, install_styles, make_shots, open_session, step, tell, wait_until_settled
from test_layout import see_painted
from test_settings import copy, expect_in, expect_not_in, press

from harness import expect

MOST = 8  # paintings

SCRIPT = ("(open-image)(gimp-selection-none image)"
          + step("strip", "RUN-INTERACTIVE", '#:style "zebra" #:method "fast" #:size 160') + "(close-image)")


def find_paintings(session):
    """The buttons of the strip, by their numbers."""
    return [widget for widget in session.widgets()
            if widget.role == "button" and re.match(r"Painting \d+", widget.name)]


def is_in_the_strip(session, painting):
    """Whether all of the button is below the preview, and not scrolled out of sight."""
    preview = session.find("Preview", "drawing area")
    return preview.x <= painting.x and painting.x + painting.width <= preview.x + preview.width


def see_the_last_painting(session, shots):
    """In a narrow window the strip is scrolled to the one that was painted last."""
    window = session.open_dialog()
    see_painted(session, window)
    session.focus("Strength", "spin button")
    press(session, *4 * ["Down"])
    see_painted(session, window)
    session.screen.resize(window, *session.least_size())
    session.found_preview = None
    session.focus("Keep colors", "spin button")
    for _ in range(MOST - 2):
        press(session, "Up")
        see_painted(session, window)
        first, last = find_paintings(session)[0], find_paintings(session)[-1]
        if not is_in_the_strip(session, first):
            break
    session.screen.photograph(window, shots / "strip-narrow.png")
    expect(is_in_the_strip(session, last), "the last painting is not seen")
    expect(not is_in_the_strip(session, first), "the strip need not be scrolled")
    session.screen.resize(window, 1360, 720)  # the strip fits
    session.found_preview = None


def go_back_to_a_painting(session, shots):
    """With all its settings, by a click; as often as one likes."""
    window = session.screen.wait_for("Style Transfer")
    last = copy(session, window)
    painted = see_painted(session, window)
    paintings = find_paintings(session)
    expect(2 <= len(paintings) < MOST, "there are %d paintings" % len(paintings))
    session.click(window, "Painting 1", "button")
    first = see_painted(session, window)
    session.screen.photograph(window, shots / "strip-returned.png")
    script = copy(session, window)
    expect(not alike(first, painted), "the preview does not go back")
    expect_in(script, '#:style "zebra"', "#:size 160")
    expect_not_in(script, "strength", "style-scale", "seed")
    session.press_button("Painting %d" % len(paintings))
    expect(alike(see_painted(session, window), painted), "the preview does not come back")
    expect(copy(session, window) == last, "other settings come back")
    session.click(window, "Painting 1", "button")
    expect(alike(see_painted(session, window), first), "the preview goes back to something else")
    expect(copy(session, window) == script, "it goes back to other settings")
    session.press_button("Painting %d" % len(paintings))
    expect(alike(see_painted(session, window), painted), "the preview stays where it went back to")
    expect([widget.name for widget in find_paintings(session)]
           == [widget.name for widget in paintings], "going back adds paintings")


def compare_two_paintings(session, shots):
    """Left of the line is the one that was asked for, right of it that of the settings; once more,
    and the picture itself is left of it."""
    window, screen = session.screen.wait_for("Style Transfer"), session.screen
    screen.resize(window, 1360, 720)
    session.found_preview = None
    painted = see_painted(session, window)
    session.click(window, "Painting 1", "button")
    first = see_painted(session, window)
    expect(not alike(cut(session, first, LEFT), cut(session, painted, LEFT)),
           "the two paintings cannot be told apart")
    session.press_button("Painting %d" % len(find_paintings(session)))
    see_painted(session, window)
    settings = copy(session, window)
    place = session.find("Painting 1", "button")
    place = place.x + place.width // 2, place.y + place.height // 2
    compare_with(screen, window, place)
    both = see_painted(session, window)
    screen.photograph(window, shots / "strip-compared.png")
    expect(alike(cut(session, both, LEFT), cut(session, first, LEFT)),
           "the other painting is not left of the line")
    expect(alike(cut(session, both, RIGHT), cut(session, painted, RIGHT)),
           "the painting is not right of the line")
    expect(session.find("Painting 1, shown for comparison"), "it is not marked")
    expect(copy(session, window) == settings, "to compare changes the settings")
    compare_with(screen, window, place)
    expect(alike(see_painted(session, window), painted), "the line stays")
    session.click(window, "Split view")
    split = see_painted(session, window)
    press(session, "Alt+v")
    content = wait_until_settled(session, window)
    press(session, "Alt+v")
    see_painted(session, window)
    expect(alike(cut(session, split, LEFT), cut(session, content, LEFT)),
           "the picture itself does not come back")
    session.click(window, "Split view")


def compare_with(screen, window, place):
    with screen.holding_button(window, place, 3):
        time.sleep(0.3)
    screen.point(window, 2, 2)  # away from the tooltip
    time.sleep(0.5)


def return_to(session, window, number):
    """The script of that painting."""
    session.press_button("Painting %d" % number)
    see_painted(session, window)
    return copy(session, window)


def drop_the_oldest(session, shots):
    """It goes when there is a ninth, with the line where it was compared with; the ninth is seen, in a narrow window, too."""
    window, screen = session.screen.wait_for("Style Transfer"), session.screen
    second = return_to(session, window, 2)
    return_to(session, window, len(find_paintings(session)))
    oldest = session.find("Painting 1", "button")
    compare_with(screen, window, (oldest.x + oldest.width // 2, oldest.y + oldest.height // 2))
    expect(session.find("Painting 1, shown for comparison"), "it is not marked")
    screen.resize(window, *session.least_size())
    session.found_preview = None
    session.focus("Keep colors", "spin button")
    for n in range(len(find_paintings(session)) + 1, MOST + 2):
        press(session, "Up")
        see_painted(session, window)
        expect(len(find_paintings(session)) == min(n, MOST), "there are %d paintings" % len(find_paintings(session)))
    last = copy(session, window)
    screen.photograph(window, shots / "strip-ninth.png")
    expect(is_in_the_strip(session, find_paintings(session)[-1]), "the ninth painting is not seen")
    expect(not session.find("Painting 1, shown for comparison"), "what is gone is compared with")
    expect(return_to(session, window, 1) == second, "the oldest painting is still there")
    expect(return_to(session, window, MOST) == last, "the ninth painting is another one")
    press(session, "Escape")
    session.wait_for_step("strip")


def main():
    shots = make_shots()
    with open_session(SCRIPT) as session:
        install_styles(session)
        tell([see_the_last_painting, go_back_to_a_painting, compare_two_paintings, drop_the_oldest], session, shots)


if __name__ == "__main__":
    main()
