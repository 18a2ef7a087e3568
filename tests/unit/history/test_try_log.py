"""Beginning and ending a try: what is refused, what is recorded, what is said."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from calmtui.content.library import Library, UnknownRoutine
from calmtui.history import try_words
from calmtui.history.coin import Verdict
from calmtui.history.sessions import PastSession
from calmtui.history.tries import TryRun, read_tries
from calmtui.history.try_log import (
    TryRefused,
    can_be_tried,
    see_end,
    start_try,
    stop_try,
    titles_of,
)
from calmtui.history.try_state import TryState
from calmtui.history.words_routine import EASED_ANYWAY
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path

NOW = datetime.fromisoformat("2026-11-03T20:00:00+01:00")
PAIR = ("long-exhale", "five-senses")
TITLES = ("Longer out-breath", "Five senses")
LIBRARY = Library(bundled_routines_path(), None)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal", tmp_path / "state")


def start(journal: Journal, *pair: str, length: int = 20) -> TryState:
    tries = read_tries(journal.records())
    return start_try(journal, LIBRARY, tries, [], pair or PAIR, NOW, length)  # type: ignore[arg-type]


def test_a_try_begins_with_one_record(journal: Journal) -> None:
    state = start(journal, "longer out", "five")
    (record,) = journal.records()
    assert record["what"] == "trying"
    assert (record["routines"], record["rate"], record["draws"]) == ([*PAIR], "anxiety", 20)
    assert (record["alpha"], record["machine"]) == (0.03, journal.device())
    assert record["until"] == "2026-12-01T20:00:00+01:00"
    (one,) = read_tries([record])
    assert (state.id, state.drawn, state.until) == (one.id, 0, one.until)


def test_one_try_at_a_time(journal: Journal) -> None:
    start(journal)
    with pytest.raises(TryRefused, match="one trial at a time"):
        start(journal)
    (one,) = read_tries(journal.records())
    assert stop_try(journal, one, NOW).ending == "stopped"
    assert start(journal).alpha == 0.03


def test_an_end_is_seen_once(journal: Journal) -> None:
    start(journal)
    (one,) = read_tries(journal.records())
    assert see_end(journal, one, NOW).ending == ""
    assert len(list(journal.records())) == 1
    late = NOW + timedelta(weeks=4)
    assert stop_try(journal, one, late).ending == "done"  # it was over already
    (one,) = read_tries(journal.records())
    see_end(journal, one, late)
    assert [record["what"] for record in journal.records()] == ["trying", "tried"]
    assert start(journal).alpha == 0.01


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        (("long-exhale", "long-exhale"), "two different"),
        (("long-exhale", "ride-the-urge"), "is a wait"),
        (("name-it", "five-senses"), "does not ask for a number"),
        (("long-exhale", "opposite-step"), "different numbers"),
    ],
)
def test_what_can_not_be_compared_is_refused(
    journal: Journal, pair: tuple[str, str], why: str
) -> None:
    with pytest.raises(TryRefused, match=why):
        start(journal, *pair)
    assert list(journal.records()) == []


def test_a_routine_that_is_not_there_is_refused(journal: Journal) -> None:
    with pytest.raises(UnknownRoutine):
        start(journal, "long-exhale", "nowhere")


def test_a_length_that_is_too_short_to_tell_is_refused(journal: Journal) -> None:
    with pytest.raises(TryRefused, match="14, 20 or 40"):
        start(journal, length=10)


def test_a_private_session_begins_none(tmp_path: Path) -> None:
    with pytest.raises(TryRefused, match="private"):
        start(Journal(tmp_path / "journal", tmp_path / "state", private=True))


def test_a_routine_that_raised_the_number_twice_is_refused(journal: Journal) -> None:
    risen = [
        PastSession(f"s{n}", PAIR[0], "", NOW.isoformat(), "completed", 60.0, {"anxiety": 4},
                    {"anxiety": 8}, {})
        for n in range(2)
    ]  # fmt: skip
    assert not can_be_tried(LIBRARY.find(PAIR[0]), risen)
    assert can_be_tried(LIBRARY.find(PAIR[0]), risen[:1])
    with pytest.raises(TryRefused, match="twice with Longer out-breath"):
        start_try(journal, LIBRARY, [], risen, PAIR, NOW)


def test_a_routine_that_is_gone_is_named_by_its_id() -> None:
    assert titles_of(LIBRARY, PAIR) == TITLES
    assert titles_of(LIBRARY, ("gone", PAIR[1])) == ("gone", TITLES[1])


# What is said


def ended(verdict: Verdict | None, ending: str = "done", alpha: float = 0.03) -> TryState:
    return TryState(
        "t", PAIR, "anxiety", 20, 20, (10, 10), NOW, NOW, "", alpha, ending,  # type: ignore[arg-type]
        risen_arm=1, verdict=verdict, ends=((0, 0, 2, 1, *[0] * 7), (0, 0, 0, 0, 3, *[0] * 6)),
    )  # fmt: skip


def said(verdict: Verdict | None, ending: str = "done", alpha: float = 0.03) -> list[str]:
    return list(try_words.result_lines(ended(verdict, ending, alpha), TITLES))


LOWER = Verdict("first lower", -2.0, (-2.5, -1.5), (10, 10), (0, 0))


def test_a_clear_difference() -> None:
    assert said(LOWER) == [
        "After Longer out-breath you ended lower than after Five senses:",
        "about 2 lower. It could be anything from 1.5 to 2.5.",
        "Luck alone would do this in fewer than 3 of 100 trials.",
    ]
    other = said(Verdict("second lower", 1.0, (0.5, 3.0), (10, 10), (0, 0)), alpha=0.005)
    assert other == [
        "After Five senses you ended lower than after Longer out-breath:",
        "about 1 lower. It could be anything from 0.5 to 3.",
        "Luck alone would do this in fewer than 1 of 200 trials.",
    ]


def test_no_clear_difference() -> None:
    verdict = Verdict("no clear difference", -0.5, (-1.5, 0.5), (10, 10), (0, 0))
    assert said(verdict) == [
        "No clear difference between Longer out-breath and Five senses.",
        "After Longer out-breath it could be anything from 1.5 lower to 0.5 higher.",
        "A difference of less than 2.5 can hide in 20 sessions.",
    ]
    assert "less than 3 " in said(verdict, alpha=0.01)[2]
    few = verdict._replace(both=(5, 5), interval=(-1.0, 0.0))
    assert said(few)[1:] == [
        "After Longer out-breath it could be anything from 1 lower to no difference.",
        "A difference of less than 4 can hide in 10 sessions.",
    ]


def test_the_ends_without_a_comparison() -> None:
    few = Verdict("withheld", None, None, (4, 5), (6, 5))
    assert said(few) == ["There are 9 second numbers. With fewer than 10, nothing is compared."]
    uneven = Verdict("withheld", None, None, (6, 10), (4, 0))
    assert said(uneven)[0].startswith("The skipped numbers could have changed the answer.")
    assert said(None) == ["A session of this trial was erased, so nothing is compared."]
    assert said(None, "stopped") == ["You stopped it after 20 of 20 sessions. Nothing is compared."]
    assert said(None, "rose") == [
        "Your number went up twice with Five senses. The trial is over, and that is fine."
    ]
    for verdict in (few, uneven, None):
        assert try_words.notes(ended(verdict)) == ()


def test_every_comparison_says_what_it_can_not_tell() -> None:
    lines = try_words.whole_result(ended(LOWER), TITLES)
    assert "It can't tell what a routine does from what you hope it does." in lines
    assert any(line.startswith("A first result is often too big.") for line in lines)
    assert "Longer out-breath ended at: 2, 2, 3." in lines
    assert "Five senses ended at: 4, 4, 4." in lines
    assert "Second numbers: 10 and 10. Skipped: 0 and 0." in lines


def test_what_is_said_before_and_on_the_way() -> None:
    going_on = TryState("t", PAIR, "anxiety", 20, 7, (3, 4), NOW, NOW, "", 0.03)
    assert try_words.home_row(going_on) == "Try two: the coin (7 of 20)"
    assert try_words.running_lines(going_on, TITLES)[1:] == (
        "Longer out-breath: 3",
        "Five senses: 4",
        "No numbers before the end.",
    )
    assert try_words.home_row(ended(LOWER)) == "Try two: it is over"
    for length in (14, 20, 40):
        assert any(f"{length} sessions" in line for line in try_words.begin_lines(length))


def test_the_sessions_one_by_one_and_the_line_about_falls_where_there_is_one() -> None:
    runs = (TryRun("a", 0, NOW, 7, 7, "completed"), TryRun("b", 1, NOW, 6, None, "left early"))
    state = replace(ended(LOWER), runs=runs)
    assert try_words.run_lines(state, TITLES, NOW.date()) == (
        f"{NOW.day} Nov: Longer out-breath, 7 before, 7 after.",
        f"{NOW.day} Nov: Five senses, 6 before.",
    )
    fell = replace(state, runs=(replace(runs[0], after=4),))
    assert try_words.run_lines(fell, TITLES, NOW.date())[-1] == EASED_ANYWAY
