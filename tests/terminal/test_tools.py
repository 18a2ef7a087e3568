"""A tool that asks, in a real terminal: killed between any two answers, locked, private."""

from __future__ import annotations

import re
import signal
import termios
from pathlib import Path

import pytest

from calmtui.storage.journal import Journal
from tests.support.locks import KEY, put_on
from tests.support.routine_texts import head, step
from tests.support.terminal import Terminal, records

TOOL = (
    head("Zeta", "feel", rate=[])
    + step("ask", "First question.", keep="first")
    + step("ask", "Second question.")
    + step("choose", "Third question.", options=["left", "zqxright"], keep="third")
    + step("ask", "Fourth question.", may_keep="fourth")
    + step("ask", "Fifth question.", keep="fifth")
)
AGAIN = head("Read again", "feel", rate=[]) + step("reread", "You wrote:", keys=["first"])
QUESTIONS = ("First", "Second", "Third", "Fourth", "Keep this", "Fifth")
ANSWERS = ("zqxone\r", "zqxtwo\r", "2", "zqxfour\r", "k", "zqxfive\r")
_WORDS = re.compile(rb"zqx(?:one|two|right|four|five)")  # as long as chance never makes them
KEPT = {"first": "zqxone", "third": ["zqxright"], "fourth": "zqxfour", "fifth": "zqxfive"}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "routines").mkdir()
    (tmp_path / "routines" / "tool.toml").write_text(TOOL)
    return tmp_path


def answer(terminal: Terminal, first: int, last: int) -> None:
    for question, keys in list(zip(QUESTIONS, ANSWERS, strict=True))[first:last]:
        terminal.shows(question)
        terminal.types(keys)


def written(house: Path) -> set[str]:
    """The files, but for the person's own routine, in which a word of the person's stands."""
    return {
        str(path.relative_to(house))
        for path in house.rglob("*")
        if path.is_file() and path.parent.name != "routines" and _WORDS.search(path.read_bytes())
    }


@pytest.mark.slow
@pytest.mark.parametrize("plain", [False, True], ids=["screen", "plain"])
@pytest.mark.parametrize("given", range(1, len(QUESTIONS)))
def test_killed_between_two_answers_it_goes_on_with_all_of_them(
    house: Path, given: int, plain: bool
) -> None:
    words = ("run", "tool", "--plain") if plain else ("run", "tool")
    with Terminal(house, *words) as terminal:
        for question, keys in list(zip(QUESTIONS, ANSWERS, strict=True))[:given]:
            terminal.shows(question)
            terminal.types(keys if keys.endswith("\r") or not plain else f"{keys}\r")
        terminal.shows(QUESTIONS[given])
        terminal.run.send_signal(signal.SIGKILL)
        terminal.run.wait()
    with Terminal(house) as terminal:
        terminal.shows("was interrupted")
        terminal.types("\r")
        if QUESTIONS[given] == "Keep this":  # it is asked again with the words
            terminal.shows("Fourth")
            terminal.types("\r")
        answer(terminal, given, len(QUESTIONS))
        terminal.shows("Done.")
        terminal.types("\r")
        terminal.shows("Zeta")
        terminal.types("q")
        assert terminal.ends(20) == 0
    found = [(r["key"], r["value"]) for r in records(house) if r["what"] == "answered"]
    assert sorted(found) == sorted(KEPT.items())
    assert not list((house / "state").glob("half*"))


@pytest.mark.slow
@pytest.mark.parametrize("end", ["killed", "left", "completed"])
def test_locked_no_answer_stands_anywhere_in_clear(house: Path, end: str) -> None:
    journal = Journal(house / "journal", house / "state")
    put_on(journal)
    with Terminal(house, "run", "tool") as terminal:
        last = len(QUESTIONS) if end == "completed" else 4
        for number in range(last):
            answer(terminal, number, number + 1)
            assert written(house) == set()
        if end == "completed":
            terminal.shows("Done.")
        else:
            terminal.shows(QUESTIONS[last])
            assert list((house / "state").glob("half.*"))
        if end == "killed":
            terminal.run.send_signal(signal.SIGKILL)
            terminal.run.wait()
        else:
            terminal.types("\x1b")
            if end == "left":
                terminal.shows("stay here for a day")
                terminal.types("\r")
            terminal.ends(20)
    assert written(house) == set()
    assert bool(list((house / "state").glob("half.*"))) is (end != "completed")
    journal.key = KEY
    kept = {r["key"] for r in journal.records() if r["what"] == "answered"}
    assert {"first", "third"} <= kept


@pytest.mark.slow
def test_private_nothing_is_written_at_all(house: Path) -> None:
    before = {path for path in house.rglob("*") if path.is_file()}
    with Terminal(house, "run", "tool", "--private") as terminal:
        for question, keys in zip(QUESTIONS, ANSWERS, strict=True):
            if question != "Keep this":
                terminal.shows(question)
                terminal.types(keys)
        terminal.shows("Done.")
        terminal.types("\r")
        assert terminal.ends(20) == 0
    with Terminal(house, "run", "tool", "--private") as terminal:
        answer(terminal, 0, 3)
        terminal.types("\x1b")
        terminal.ends(20)
    after = {path for path in house.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.slow
def test_a_paste_of_ten_thousand_characters_is_one_answer(house: Path) -> None:
    words = "zqx word " * 1111
    with Terminal(house, "run", "tool") as terminal:
        terminal.shows("First")
        terminal.types(f"\x1b[200~{words}end\x1b[201~")
        terminal.shows("end")
        terminal.types("\r")
        terminal.shows("Second")
        terminal.types("\x03")
        terminal.ends(20)
    (found,) = [r["value"] for r in records(house) if r["what"] == "answered"]
    assert found == f"{words}end"


@pytest.fixture
def locked(house: Path) -> Path:
    """A locked journal with an answer in it, and a routine that shows it again."""
    journal = Journal(house / "journal", house / "state")
    put_on(journal)
    (house / "routines" / "again.toml").write_text(AGAIN)
    answered = {"what": "answered", "key": "first", "value": "zqxone"}
    same = {"v": 1, "session": "s", "at": "2026-03-01T10:00:00+01:00"}
    begun = {"what": "begun", "routine": "tool", "title": "Zeta"}
    journal.append({**same, "id": "a", **begun}, {**same, "id": "b", **answered})
    return house


def test_line_by_line_a_locked_history_opens_with_its_passphrase(locked: Path) -> None:
    with Terminal(locked, "run", "again", "--plain") as terminal:
        terminal.shows("u unlocks it")
        assert "zqxone" not in terminal.text()
        terminal.types("u\r")
        terminal.shows("Passphrase")
        terminal.types("another\ra passphrase\r")  # typed on, before the second question
        terminal.shows("That did not open it.")
        terminal.shows("zqxone")
        terminal.types("\r")
        assert terminal.ends(20) == 0
        assert "a passphrase" not in terminal.text()
    assert written(locked) == set()


def test_the_question_for_a_passphrase_can_be_left(locked: Path) -> None:
    with Terminal(locked, "run", "again", "--plain") as terminal:
        terminal.shows("u unlocks it")
        terminal.types("u\r")
        terminal.shows("Passphrase")
        terminal.types("\r")
        terminal.until(lambda: terminal.text().count("u unlocks it") == 2, "the same again")
        terminal.types("u\r")
        terminal.until(lambda: terminal.text().count("Passphrase") == 2, "the question")
        terminal.types("\x03")
        assert terminal.ends(20) == 130
        assert termios.tcgetattr(terminal.slave)[3] & termios.ECHO
    assert "zqxone" not in terminal.text()
