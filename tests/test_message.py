"""The message that the desk's fields make, the hints beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui import hints as all_hints
from calmtui.hints import hints
from calmtui.message import EXAMPLE, FIELDS, message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("You never call. Could you?", "name one time"),
        ("every time this happens, could you call?", "name one time"),
        ("You make me sad. Could you call?", "start with I"),
        ("I feel that you are cold. Could you call?", "which feeling is under it"),
        ("I feel like you left. Could you call?", "which feeling is under it"),
        ("I feel abandoned. Could you call?", "a verdict"),
        ("Call me or else.", "a threat closes the door"),
        ("If you don’t call, that is it.", "a threat closes the door"),
        ("fine", "may be a test"),
        ("Whatever...", "may be a test"),
        ("guess you're busy", "may be a test"),
        ("Where are you? Why?", "one request is easier"),
        ("word " * 91 + "please", "one request is easier"),
        ("I miss you.", "one doable thing"),
        ("I will show up at yours. Could you open?", "may frighten them"),
    ],
)
def test_each_hint_of_the_list_is_given(text: str, said: str) -> None:
    assert any(said in hint for hint in hints(text))


def test_the_worked_example_needs_no_hint() -> None:
    assert hints(EXAMPLE) == ()


def test_nothing_written_nothing_said() -> None:
    assert hints("  ") == ()


def test_a_high_pull_and_a_third_message_are_said_gently() -> None:
    assert hints("Could you call?", pull=8, parked_today=3) == (all_hints.JOIN, all_hints.HIGH)
    assert hints("Could you call?", pull=6, parked_today=2) == ()


@given(st.text(max_size=300))
def test_hints_take_any_text(text: str) -> None:
    assert all(isinstance(hint, str) for hint in hints(text))


def test_a_long_message_is_read_at_once() -> None:
    assert hints("you never " * 1000)


def test_the_fields_make_one_message() -> None:
    said = message(("When an evening goes by without a word", "worried", "", "Could you send one line?", "tell me"))
    assert said == "When an evening goes by without a word. I feel worried. Could you send one line? Tell me."
    assert message(("", "I feel lonely", "I need a word", "", "")) == "I feel lonely. I need a word."
    assert message(("",) * len(FIELDS)) == ""
