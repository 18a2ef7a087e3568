"""Lines that break at words, and what a voice would read aloud or leave out."""

from __future__ import annotations

import io

import pytest

from calmtui.content.library import Library
from calmtui.plain.input import TerminationSignals
from calmtui.plain.output import LineOutput, break_lines, name_keys, sentences
from calmtui.text.width import cell_width


@pytest.mark.parametrize("columns", [20, 45, 80, 200])
def test_lines_break_at_words_at_any_width_of_a_terminal(
    library: Library, german: Library, columns: int
) -> None:
    steps = [step for entry in german.entries if entry.routine for step in entry.routine.steps]
    texts = [str(step.text) for step in steps if step.text is not None]
    texts += ["  " + text for text in texts] + ["中文字" * 40, "a" * 300, "  e\u0301 " * 60]
    for text in texts:
        lines = break_lines(text, columns).split("\n")
        assert all(cell_width(line) <= columns for line in lines)
        assert "".join("".join(lines).split()) == "".join(text.split())
        if max(map(cell_width, text.split())) <= columns - 2:
            assert " ".join(lines).split() == text.split()
    assert break_lines("x " * 200, 0) == "x " * 200  # a pipe has no width


@pytest.mark.parametrize(("text", "named"), [
    ("Type ! and Enter.", "Type ! (exclamation mark) and Enter."),
    ("skip this and press !", "skip this and press ! (exclamation mark)"),
    ("!! and Enter", "!! (two exclamation marks) and Enter"),
    ("+ - pace", "+ (plus) - (minus) pace"),
    ("Breathe in! 4-7-8, -5", "Breathe in! 4-7-8, -5"),
])  # fmt: skip
def test_a_key_that_a_voice_leaves_out_is_named(text: str, named: str) -> None:
    assert name_keys(text) == named


def test_no_mark_around_a_command_is_read_aloud() -> None:
    out = io.StringIO()
    LineOutput(out, TerminationSignals()).say("`calmtui draft` prints it.")
    assert out.getvalue() == "calmtui draft prints it.\n"


@pytest.mark.parametrize(("texts", "joined"), [
    (("A name", "Saved."), "A name. Saved."),
    (("What then?", "Such as: a walk"), "What then? Such as: a walk"),
    (("I need ...", "", "Etwa: Ruhe"), "I need ... Etwa: Ruhe"),
    (("press ! (exclamation mark)", "Enter continues."),
     "press ! (exclamation mark). Enter continues."),
])  # fmt: skip
def test_a_voice_stops_between_two_sentences(texts: tuple[str, ...], joined: str) -> None:
    assert sentences(*texts) == joined
