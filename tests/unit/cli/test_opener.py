"""What is said where calmtui breaks in front of a program that it is to open."""

from __future__ import annotations

import pytest

from calmtui.cli import opener
from calmtui.text import i18n

PROGRAM = ["before", "--", "/no-such-folder/program"]
SENTENCE = "calmtui: a fault in calmtui stopped it; the program opens all the same.\n"


def _break(_words: list[str]) -> int:
    raise ZeroDivisionError("what a person wrote")


def _run(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    opened: list[str] = []
    monkeypatch.setattr(opener.Opener, "open", lambda self: opened.append(self.command[0]))
    assert opener.run_before_program(PROGRAM, _break) == opener.BROKEN
    return opened


def test_a_fault_is_told_in_a_sentence_and_the_program_opens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch) == PROGRAM[-1:]
    assert capsys.readouterr().err == SENTENCE


def test_it_is_told_where_the_catalogue_is_what_broke(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delattr(i18n, "_")
    assert _run(monkeypatch) == PROGRAM[-1:]
    assert capsys.readouterr().err == SENTENCE


def test_the_program_opens_where_nothing_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    assert _run(monkeypatch) == PROGRAM[-1:]
