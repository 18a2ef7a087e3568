"""`calmtui log`: which sessions it lists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calmtui.history.words_routine import EASED_ANYWAY
from calmtui.storage.journal import Journal
from tests.support.cli import Cli, cli, home, three_sessions
from tests.support.past_sessions import Life
from tests.support.records import session_records

__all__ = ["cli", "home", "three_sessions"]  # the fixtures


def listed(cli: Cli, *words: str) -> list[str]:
    code, out, err = cli("log", "--json", *words)
    assert (code, err) == (0, "")
    return [session["session"] for session in json.loads(out)]


@pytest.mark.parametrize(
    ("words", "sessions"),
    [
        ("", ["bbb333", "bbb222", "aaa111"]),
        ("--since 2026-11-22", ["bbb333", "bbb222"]),
        ("--until 2026-11-21", ["aaa111"]),  # by the day where it was written
        ("--since 2026-11-21 --until 2026-11-24", ["bbb333", "bbb222", "aaa111"]),
        ("--since 2026-11-24 --last 1", ["bbb333"]),
        ("--until 2026-11-23 --last 5", ["aaa111"]),
        ("--since 2026-11-25", []),
        ("--since 2026-11-22 --last 0", []),
    ],
)
def test_days_are_included_at_both_ends(
    words: str, sessions: list[str], three_sessions: Journal, cli: Cli
) -> None:
    assert listed(cli, *words.split()) == sessions


def test_a_routine_is_found_by_the_first_letters_of_its_id(
    three_sessions: Journal, cli: Cli
) -> None:
    three_sessions.append(*session_records("other", routine="rain"))
    assert listed(cli, "--routine", "rain") == ["other"]
    assert listed(cli, "--routine", "bo") == ["bbb333", "bbb222", "aaa111"]
    assert listed(cli, "--routine", "bo", "--last", "1") == ["bbb333"]
    assert listed(cli, "--routine", "none-such") == []


def test_where_a_fall_is_listed_the_line_about_easing_stands_below(home: Path, cli: Cli) -> None:
    life = Life()
    life.run(6, 6)
    life.run(6, 8)
    journal = Journal(home / "journal", home / "state")
    journal.append(*life.records)
    assert EASED_ANYWAY not in cli("log")[1]
    life = Life()
    life.run(7, 4)
    journal.append(*life.records)
    assert cli("log")[1].splitlines()[-1] == EASED_ANYWAY
    assert EASED_ANYWAY not in cli("log", "--json")[1]


def test_days_with_nothing_in_them_say_so(three_sessions: Journal, cli: Cli) -> None:
    assert cli("log", "--since", "2026-11-25") == (0, "No sessions found.\n", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--since today", "calmtui: 'today' is not a date; use one such as 2026-11-24\n"),
        ("--since 2026-11-24 --until 2026-11-23", "calmtui: --since is after --until\n"),
        ("--last -3", "calmtui: --last: expected a whole number, found '-3'\n"),
        ("--last x", "calmtui: --last: expected a whole number, found 'x'\n"),
    ],
)
def test_what_is_no_day_is_wrong_use(words: str, said: str, home: Path, cli: Cli) -> None:
    assert cli("log", *words.split()) == (2, "", said)


def test_a_clock_that_was_set_back_leaves_one_order_for_all_and_for_the_last(
    home: Path, cli: Cli
) -> None:
    journal = Journal(home / "journal", home / "state")
    for session, at in (("first", "22:41:03"), ("ahead", "23:50:00"), ("after", "22:45:00")):
        journal.append(*session_records(session, at=f"2026-11-24T{at}+01:00"))
    assert listed(cli) == ["ahead", "after", "first"]
    assert listed(cli, "--last", "2") == ["ahead", "after"]
