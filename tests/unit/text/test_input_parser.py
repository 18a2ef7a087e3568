"""What comes in from a terminal: keys alone are keys, whatever comes between them and however it is
cut.
"""

from __future__ import annotations

from itertools import product

import pytest
from textual import events

from calmtui.text.input_parser import InputParser, PastedText, clean_typed_line
from calmtui.tui.textual_internals.typed_input import Parser
from tests.support.answers import ANSWERS

KEYS = {
    "7": ["7"], "q": ["q"], "\r": ["enter"], "\x1b[A": ["up"], "\x1bOB": ["down"],
    "\x03": ["ctrl+c"], "": [],
    "\x1b[1;5C": ["ctrl+right"], "\x1b[15~": ["f5"], "\x1b[3$": ["shift+delete"],
    "\x1b[97;5u": ["ctrl+a"], "é": ["é"],
    "\x1b[[A": ["f1"], "\x1bx": ["alt+x"], "\x1b[I": ["AppFocus"], "\x1b[<0;5;5M": ["MouseDown"],
}  # fmt: skip
_PARSER = Parser()


def meant(tokens: list[str]) -> list[str]:
    """What a person did."""
    done = [event for token in tokens for event in _PARSER.meant(token)]
    return [event.key if isinstance(event, events.Key) else type(event).__name__ for event in done]


def heard(*pieces: str, late: bool = False) -> list[str]:
    """The tokens of what comes in these pieces; `late` with a long silence after each, and always
    at the end.
    """
    incoming = InputParser()
    tokens: list[str] = []
    for piece in pieces:
        tokens += incoming.feed(piece)
        if late and not incoming.may_be_escape:
            tokens += incoming.flush()
    return [*tokens, *incoming.flush()]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_is_dropped_whole_wherever_it_is_cut(answer: str) -> None:
    for before, after in product(("7", "\x1b[A", "\r"), ("q", "\x1b[A", "\x03", "\x1b")):
        keys = [*KEYS[before], *KEYS.get(after, ["escape"])]
        whole = before + answer + after
        for at in range(len(whole) + 1):
            assert meant(heard(whole[:at], whole[at:])) == keys, (whole[:at], whole[at:])
        assert meant(heard(*whole)) == keys


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_bytes_that_are_no_text_are_the_same_answer(answer: str) -> None:
    raw = "".join(chr(ord(char) + 0xDC00) if "\x80" <= char <= "\x9f" else char for char in answer)
    assert meant(heard(f"7{raw}q")) == ["7", "q"]


def test_two_answers_and_keys_between_them_stay_apart() -> None:
    for first, second in product(ANSWERS.values(), repeat=2):
        assert meant(heard(f"{first}7{second}\x1b[A{first}{second}\x1b")) == [
            "7",
            "up",
            "escape",
        ], (first, second)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_a_key_wherever_it_is_cut(key: str) -> None:
    for at in range(len(key) + 1):
        assert meant(heard(key[:at], key[at:])) == KEYS[key]
        assert meant(heard("\x1b", late=True) + heard(key[:at], key[at:])) == ["escape", *KEYS[key]]


def test_an_answer_that_never_ends_takes_no_key_after_a_silence_and_never_enter_or_ctrl_c() -> None:
    for answer in ANSWERS.values():
        for at in range(2, len(answer)):
            assert meant([*heard(answer[:at], late=True), *heard("q")])[-1:] == ["q"]
            assert meant(heard(answer[:at] + "\x03"))[-1:] == ["ctrl+c"], answer[:at]
            assert meant(heard(answer[:at] + "\r"))[-1:] == ["enter"]


def test_a_long_answer_is_not_kept_in_memory() -> None:
    incoming = InputParser()
    for begun in ("\x1b]52;c;", "\x1b[?", "\x1b[1"):
        assert list(incoming.feed(begun)) == []
        for _ in range(100):
            assert list(incoming.feed("7" * 10_000)) == []
            assert len(incoming._rest) < 300
        assert list(incoming.feed("\x07" if begun[1] == "]" else "c"))[1:] == []
        assert not incoming.is_incomplete


PASTES = {
    "a\x1bb": "ab",
    "\x1b[1;31mred\x1b[0m words": "red words",
    "a\x1b]52;c;eA==\x07b": "ab",
    "a\x1b]b": "a]b",
    "one\r\ntwo\rthree\nfour\t.": "one\ntwo\nthree\nfour\t.",
    "\x03q\x00\x7f\x9b": "q[",
    "\x1b[200~q": "q",
    "\x1b": "",
    "q7!": "q7!",
}


@pytest.mark.parametrize("pasted", PASTES)
def test_a_paste_is_text_without_control_bytes_wherever_it_is_cut(pasted: str) -> None:
    whole = f"7\x1b[200~{pasted}\x1b[201~q"
    expected = ["7", PASTES[pasted], "q"] if PASTES[pasted] else ["7", "q"]
    for at in range(len(whole) + 1):
        tokens = heard(whole[:at], whole[at:])
        assert tokens == expected, whole[:at]
        assert [token for token in tokens if isinstance(token, PastedText)] == expected[1:-1]
    assert heard(*whole) == expected


def test_the_end_of_a_paste_that_is_lost_is_a_silence() -> None:
    assert heard("\x1b[200~are you\x03 the", "re\x1b") == ["are you there"]
    assert meant(heard("\x1b[201~q")) == ["q"]  # an end without a beginning


def test_a_line_has_what_was_typed_and_pasted_and_no_answer() -> None:
    assert clean_typed_line("\x1b[200~ab\x1b[201~\x1b[A\x1bx\x1b]11;rgb:0\x07c") == "abxc"
