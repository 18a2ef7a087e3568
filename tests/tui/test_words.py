"""Texts and keys break their lines for the width that there is."""

from __future__ import annotations

from textual.content import Content

from calmtui.tui.widgets.key_hints import DIALOG, KeyHint
from calmtui.tui.widgets.words import break_evenly


def test_a_key_stays_beside_what_it_does() -> None:
    hints = [KeyHint("Enter", "start"), KeyHint("Esc", "back to the sea")]
    assert DIALOG.lines(hints, 40).plain == "Enter  start      Esc  back to the sea"
    assert DIALOG.lines(hints, 37).plain == "Enter  start\nEsc  back to the sea"
    assert DIALOG.lines(hints, 5).plain == "Enter  start\nEsc  back to the sea"


def test_no_word_is_alone_under_a_full_line_and_the_style_stays() -> None:
    text = Content.assemble(("Phone out of reach. ", "bold"), "Two feet on the floor.\n\nSlow.")
    broken = break_evenly(text, 38)
    assert broken.plain == "Phone out of reach.\nTwo feet on the floor.\n\nSlow."
    assert (broken.spans[0].start, broken.spans[0].end) == (0, 19)


def test_a_word_that_fits_is_never_cut() -> None:
    assert break_evenly(Content("a telephone"), 9).plain == "a\ntelephone"


def test_a_path_that_is_longer_than_a_line_is_broken_between_its_parts() -> None:
    text = Content("It saves in /home/someone/calmtui/journal. Nobody else reads it.")
    assert break_evenly(text, 22).plain.split("\n") == [
        "It saves in",
        "/home/someone/calmtui/",
        "journal. Nobody",
        "else reads it.",
    ]
