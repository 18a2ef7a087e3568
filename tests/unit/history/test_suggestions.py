"""What is offered when, and why."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.content.library import Library
from calmtui.history import next_tools
from calmtui.history.sessions import PastSession
from calmtui.history.suggestions import (
    Suggestion,
    alternative_for,
    last_rating_is_very_high,
    raised_twice,
    suggest,
    went_up,
)
from calmtui.storage.paths import bundled_routines_path
from tests.support.bundled import IDS as BUNDLED_IDS

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=timezone(timedelta(hours=1)))
NIGHT = NOON.replace(hour=23)
IDS = set(BUNDLED_IDS)


def past(
    routine: str,
    before: int | None = None,
    after: int | None = None,
    ago: float = 0.5,
    now: datetime = NOON,
    answers: dict[str, Any] | None = None,
    keys: dict[str, Any] | None = None,
) -> PastSession:
    what = "pull" if routine in ("ride-the-urge", "wait-it-out") else "anxiety"
    began = (now - timedelta(hours=ago)).isoformat(timespec="seconds")
    said = [{what: value} if value is not None else {} for value in (before, after)]
    return PastSession(
        f"{routine}{ago}",
        routine,
        "T",
        began,
        "completed",
        60.0,
        said[0],
        said[1],
        answers or {},
        keys or {},
    )


def ids(*sessions: PastSession, now: datetime = NOON) -> list[str]:
    return [one.id for one in suggest(IDS, sessions, now)]


def test_the_first_start_has_something_easy() -> None:
    assert suggest(IDS, [], NOON) == (
        Suggestion("long-exhale", "It is easy to start."),
        Suggestion("ride-the-urge", "It is for a strong urge."),
        Suggestion("pmr-7", "It is for a tense body."),
    )


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (10, ["anchor-90", "five-senses", "cold-and-move"]),
        (9, ["anchor-90", "five-senses", "cold-and-move"]),
        (8, ["anchor-90", "five-senses", "long-exhale"]),
        (7, ["anchor-90", "five-senses", "long-exhale"]),
        (6, ["long-exhale", "trigger-log", "facts-or-guesses"]),
        (4, ["long-exhale", "trigger-log", "facts-or-guesses"]),
        (3, ["care-noticed", "what-i-bring", "small-goal"]),
        (0, ["care-noticed", "what-i-bring", "small-goal"]),
    ],
)
def test_the_last_rating_leads(last: int, expected: list[str]) -> None:
    assert ids(past("box-breathing", 10, last)) == expected


@pytest.mark.parametrize(
    ("routine", "next"),
    [
        ("trigger-log", Suggestion("facts-or-guesses", "It follows your note.")),
        ("care-noticed", Suggestion("thank-you", "It follows the kind thing you noted.")),
        ("calm-time", Suggestion("say-it-with-i", "It is for the talk you planned.")),
    ],
)
def test_one_tool_leads_to_another_for_a_while_below_7(routine: str, next: Suggestion) -> None:
    assert suggest(IDS, [past(routine)], NOON)[0] == next
    assert suggest(IDS, [past(routine, 6, 6)], NOON)[0] == next
    assert next not in suggest(IDS, [past(routine, ago=4)], NOON)
    assert next not in suggest(IDS, [past("rain"), past(routine, ago=1)], NOON)
    assert next not in suggest(IDS, [past(routine, 7, 7)], NOON)
    left = past(routine)._replace(how="left")
    assert next not in suggest(IDS, [left], NOON)


def test_a_planned_talk_leads_to_every_tool_for_it() -> None:
    assert ids(past("calm-time")) == ["say-it-with-i", "agree-a-rhythm", "kind-no"]


def sent(ago: float) -> PastSession:
    return past("ride-the-urge", ago=ago, answers={"choice": ["Send it as it is"]})


def test_what_was_sent_can_be_mended_the_next_day_once() -> None:
    mend = Suggestion("mend-a-slip", "It looks at yesterday.")
    assert suggest(IDS, [sent(14)], NOON)[0] == mend  # last night
    assert mend not in suggest(IDS, [sent(2)], NOON)  # today
    assert mend not in suggest(IDS, [sent(38)], NOON)  # the day before yesterday
    assert mend not in suggest(IDS, [past("mend-a-slip", ago=1), sent(14)], NOON)
    assert mend not in suggest(IDS, [past("rain", 8, 8), sent(14)], NOON)
    let_go = past("ride-the-urge", ago=14, answers={"choice": ["Let it go"]})
    assert mend not in suggest(IDS, [let_go], NOON)


@pytest.mark.parametrize("key", ["checked", "did"])
@pytest.mark.parametrize(("words", "keys"), [
    ("checked the phone", None),
    ("gefragt, ob alles gut ist zwischen uns", ["asked if we are okay"]),
])  # fmt: skip
def test_a_second_check_in_a_day_leads_to_not_knowing(
    key: str, words: str, keys: list[str] | None
) -> None:
    def checked(ago: float) -> PastSession:
        return past("i-checked", ago=ago, answers={key: [words]}, keys={key: keys})

    assert ids(checked(1), checked(5))[0] == "not-knowing"
    assert "not-knowing" not in ids(checked(1))
    assert "not-knowing" not in ids(checked(1), checked(25))


def test_the_words_that_count_as_a_check_are_the_tools() -> None:
    for languages in ((), ("de",)):
        library = Library(bundled_routines_path(), None, languages=languages)
        options = {
            str(option)
            for id in ("i-checked", "trigger-log")
            for step in library.find(id).steps
            for option in getattr(step, "marks", ()) or getattr(step, "options", ())
        }
        assert len(options & next_tools._CHECKS) == 2


@pytest.mark.parametrize("level", [7, 8, 9, 10])
def test_from_7_on_no_tool_for_thinking_or_talking_is_offered(library: Library, level: int) -> None:
    groups = {entry.id: entry.routine.group for entry in library.entries if entry.routine}
    sessions = [past("care-noticed", level, level), sent(14), past("i-checked", ago=1)]
    for suggestion in suggest(IDS, sessions, NOON, groups):
        assert groups[suggestion.id] not in ("think", "talk", "grow")


@pytest.mark.parametrize("id", ["where-it-comes-from", "old-belief"])
@pytest.mark.parametrize("level", range(11))
def test_what_looks_back_is_never_offered_unused(id: str, level: int) -> None:
    assert id not in ids(past("rain", level, level))
    few = suggest({id, "rain"}, [past("rain", level, level), past(id, ago=1)], NOON)
    assert [one.id for one in few] == ["rain"]  # used before or not


def test_from_7_on_no_thinking_tool_is_offered_because_it_was_used(library: Library) -> None:
    groups = {entry.id: entry.routine.group for entry in library.entries if entry.routine}
    there = {"trigger-log", "not-knowing", "if-then", "what-i-bring", "rain"}
    used = [*sorted(there), "trigger-log", "what-i-bring"]
    sessions = [past("rain", 7, 7), *(past(id, ago=4 + n) for n, id in enumerate(used))]
    offered = {one.id for one in suggest(there, sessions, NOON, groups)}
    assert offered == {"not-knowing", "if-then", "rain"}
    assert "trigger-log" in ids(past("rain", 6, 6))


def test_an_old_rating_says_nothing_about_now() -> None:
    assert ids(past("rain", 9, 9, ago=30))[0] != "anchor-90"


def test_what_went_up_is_followed_by_open_eyes() -> None:
    assert ids(past("long-exhale", 4, 6)) == ["five-senses", "small-breath", "release-only"]


@pytest.mark.parametrize(
    ("raised", "first"),
    [
        ("long-exhale", ["five-senses", "release-only"]),
        ("pmr-7", ["five-senses", "stop-pause"]),
        ("five-senses", ["small-breath"]),
        ("rain", ["five-senses", "small-breath", "release-only"]),
    ],
)
def test_what_raised_the_number_is_followed_by_another_kind(
    library: Library, raised: str, first: list[str]
) -> None:
    groups = {
        entry.id: entry.routine.group for entry in library.entries if entry.routine is not None
    }
    offers = [one.id for one in suggest(IDS, [past(raised, 4, 6)], NOON, groups)]
    assert offers[: len(first)] == first
    assert alternative_for(library.find(raised)) == first[0]


def test_how_strong_a_feeling_is_says_nothing_of_a_hard_moment() -> None:
    joy = PastSession(
        "j",
        "name-it",
        "T",
        NOON.isoformat(),
        "completed",
        60.0,
        {"strength": 2},
        {"strength": 10},
        {},
    )
    assert not went_up(joy)
    assert not last_rating_is_very_high([joy], NOON)
    assert "high" not in suggest(IDS, [joy], NOON)[0].reason


def test_a_fight_offers_the_break_first() -> None:
    session = past("ride-the-urge", 8, 6, answers={"trigger": ["after a fight"]})
    assert suggest(IDS, [session], NOON)[0] == Suggestion(
        "pause-and-return", "It is for after a fight."
    )


def test_a_fight_is_known_by_its_key_in_any_language() -> None:
    german = {"trigger": ["nach einem Streit"]}
    by_key = past("ride-the-urge", 8, 6, answers=german, keys={"trigger": ["after a fight"]})
    older = past("ride-the-urge", 8, 6, answers=german)
    assert suggest(IDS, [by_key], NOON)[0].id == "pause-and-return"
    assert suggest(IDS, [older], NOON)[0].id != "pause-and-return"


@pytest.mark.usefixtures("german")
def test_an_older_record_of_a_fight_is_known_in_its_own_language() -> None:
    older = past("ride-the-urge", 8, 6, answers={"trigger": ["nach einem Streit"]})
    assert suggest(IDS, [older], NOON)[0].id == "pause-and-return"


def test_a_recent_urge_brings_the_urge_back() -> None:
    assert Suggestion("ride-the-urge", "An urge came in the last day.") in suggest(
        IDS, [past("wait-it-out", 8, 6, ago=10)], NOON
    )


def test_late_it_is_what_was_used_late_and_slow() -> None:
    first = suggest(IDS, [past("long-exhale", 6, 4, ago=20, now=NIGHT)], NIGHT)[0]
    assert first == Suggestion("long-exhale", "It is late, and you know this one.")


def test_what_raised_the_number_twice_leaves_until_it_is_picked_again() -> None:
    rises = [past("long-exhale", 4, 6, ago=60), past("long-exhale", 4, 7, ago=80)]
    assert raised_twice("long-exhale", rises)
    assert "long-exhale" not in ids(*rises, now=NIGHT)
    again = [past("long-exhale", 5, 4, ago=40), *rises]
    assert not raised_twice("long-exhale", again)
    assert "long-exhale" in ids(*again, now=NIGHT)
    assert not raised_twice("long-exhale", [past("long-exhale", 5, 7, ago=40), *rises])


@pytest.mark.parametrize(
    ("rises", "leaves"),
    [
        ((1, 1, 1, 1, 1), False),  # by one: numbers do that by themselves
        ((2, 0, 0, 0, 2), True),
        ((2, 0, 0, 0, 0, 2), False),  # one of them is long ago
        ((2, -3, 2), True),
        ((2,), False),
    ],
)
def test_only_clear_rises_of_late_leave_a_routine_out(rises: tuple[int, ...], leaves: bool) -> None:
    sessions = [past("long-exhale", 5, 5 + rise, ago=n + 5) for n, rise in enumerate(rises)]
    assert raised_twice("long-exhale", sessions) == leaves


def test_a_skipped_number_is_no_rise() -> None:
    sessions = [past("long-exhale", None, 9, ago=n + 5) for n in range(4)]
    assert not raised_twice("long-exhale", sessions)


def test_a_routine_that_does_nothing_stays_for_most() -> None:
    """Numbers that only vary by themselves: few people lose a routine within twelve sessions."""
    rng = Random(7)
    lost = 0
    lives = 400
    for _ in range(lives):
        sessions: list[PastSession] = []
        for number in range(12):
            before = rng.choice((5, 6, 6, 7, 7, 8, 8, 9))
            after = max(0, min(10, round(before - 1.1 + rng.gauss(0, 1.6))))
            sessions.insert(0, past("long-exhale", before, after, ago=100 - number))
            if raised_twice("long-exhale", sessions):
                lost += 1
                break
    assert lost / lives < 0.2


def test_a_long_hold_is_never_offered() -> None:
    assert "four-seven-eight" not in ids(
        *[past("four-seven-eight", 6, 3, ago=ago) for ago in range(1, 20)]
    )


def test_what_is_not_there_is_not_offered() -> None:
    assert suggest({"mine"}, [past("mine", 5, 4, ago=5)], NOON) == (
        Suggestion("mine", "You have used it before."),
    )
    assert suggest(set(), [], NOON) == ()


def test_another_kind_is_another_kind(library: Library) -> None:
    for entry in library.entries:
        assert entry.routine is not None
        other = library.find(alternative_for(entry.routine))
        assert other.id != entry.id
        assert other.group != entry.routine.group or other.id == "small-breath"


_RATING = st.none() | st.integers(0, 10)


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(IDS)), _RATING, _RATING, st.floats(0, 200)), max_size=12
    ),
    st.integers(0, 23),
)
def test_there_are_always_three_each_once_with_a_sentence(
    sessions: list[tuple[str, int | None, int | None, float]], hour: int
) -> None:
    now = NOON.replace(hour=hour)
    kept = sorted(
        (past(*session, now=now) for session in sessions),
        key=lambda session: session.began,
        reverse=True,
    )
    offers = suggest(IDS, kept, now)
    assert len({one.id for one in offers}) == len(offers) <= 3
    assert len(offers) == 3 or any(raised_twice(id, kept) for id in IDS)
    for one in offers:
        assert len(one.reason.split()) <= 10
        assert one.reason.endswith(".")
        assert not raised_twice(one.id, kept)


@pytest.mark.parametrize("began", ["2031-01-01T10:00:00+00:00", "2026-11-25T10:00:00+01:00"])
def test_a_session_of_a_clock_that_was_wrong_says_nothing_of_now(began: str) -> None:
    now = datetime.fromisoformat("2026-11-24T22:00:00+01:00")
    future = PastSession(
        "f", "box-breathing", "Box", began, "completed", 60.0, {"anxiety": 9}, {"anxiety": 9}, {}
    )
    before = future._replace(
        session="b", began="2026-11-24T21:30:00+01:00", before={"anxiety": 2}, after={"anxiety": 2}
    )
    assert not last_rating_is_very_high([future], now)
    assert not last_rating_is_very_high([future, before], now)
    # The last that there was counts.
    assert last_rating_is_very_high([future, before._replace(after={"anxiety": 10})], now)
