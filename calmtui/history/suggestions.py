"""Suggest the first three routines for now, each with its reason in a sentence. Pure.

Which routine is for which moment is decided here for all of them at once, not in their files.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from math import inf
from typing import TYPE_CHECKING

from msgspec import Struct

from calmtui.history.next_tools import next_tools
from calmtui.text.dates import parse_timestamp
from calmtui.text.i18n import N_, _

if TYPE_CHECKING:
    from calmtui.content.routine import Routine
    from calmtui.history.sessions import PastSession

Candidates = Iterator[tuple[str, str]]  # ids of routines, each with its reason

NO_GROUPS: Mapping[str, str] = {}
_COUNT = 3
_RATING_HOURS = 3.0  # how long a rating says something about now
_URGE_HOURS = 24.0
_CLOCK_SKEW_HOURS = 0.1  # what the clocks of two machines may differ
_VERY_HIGH = 9
_HIGH = 7  # from here on the body comes first: no tool for thinking
_LATE_FROM = 21  # the hour
_LATE_UNTIL = 5
# A number that varies by itself rises twice in most people's first twelve sessions: what leaves a
# routine out is a rise of two or more, and twice among its last ones.
_RISES = 2
_LEAST_RISE = 2
_LAST_SESSIONS = 5
_FIGHT = N_("after a fight")  # the trigger, in English

# By the last rating, from this number on: body skills above 7, thinking tools at 6 or below.
_LEVELS: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (
        _VERY_HIGH,
        N_("Your last number was very high."),
        ("anchor-90", "five-senses", "cold-and-move"),
    ),
    (_HIGH, N_("Your last number was high."), ("anchor-90", "five-senses", "long-exhale")),
    (
        4,
        N_("Your last number was in the middle."),
        ("long-exhale", "trigger-log", "facts-or-guesses"),
    ),
    (0, N_("Your last number was low."), ("care-noticed", "what-i-bring", "small-goal")),
)
# After a rise: another kind than the one that raised it, by the group of that one.
_AFTER_RISE = {
    "breathe": ("five-senses", "release-only"),
    "body": ("five-senses", "stop-pause"),
    "ground": ("small-breath",),
}
_AFTER_ANY_RISE = ("five-senses", "small-breath", "release-only")
_LATE = ("long-exhale", "release-only", "pmr-7")
_FIRST = (
    ("long-exhale", N_("It is easy to start.")),
    ("ride-the-urge", N_("It is for a strong urge.")),
    ("pmr-7", N_("It is for a tense body.")),
)
# A long hold is never what the app suggests, nor a look at what is old: who wants that picks it.
NEVER_SUGGESTED = frozenset({"four-seven-eight", "old-belief", "where-it-comes-from"})
# From a high number on, no tool of these groups but for two that need little thought.
_THINKING_GROUPS = frozenset({"think", "talk", "grow"})
_WHATEVER_THE_NUMBER = frozenset({"not-knowing", "if-then"})


class Suggestion(Struct, frozen=True):
    """A routine by its id, and why it is suggested, in a sentence."""

    id: str
    reason: str


def suggest(
    ids: Collection[str],
    past: Iterable[PastSession],
    now: datetime,
    groups: Mapping[str, str] = NO_GROUPS,
) -> tuple[Suggestion, ...]:
    """Return the first three routines for this moment.

    Args:
        ids: The routines there are.
        past: The saved sessions, newest first.
        now: This moment.
        groups: The groups of the routines, by id.
    """
    sessions = list(past)
    left_out = NEVER_SUGGESTED | {routine for routine in ids if raised_twice(routine, sessions)}
    last = _last_rated(sessions, now)
    if last is not None and _level(last) >= _HIGH:
        thinking = {routine for routine, group in groups.items() if group in _THINKING_GROUPS}
        left_out |= thinking - _WHATEVER_THE_NUMBER
    reasons: dict[str, str] = {}
    for routine, reason in _candidates(sessions, now, groups):
        if routine in ids and routine not in left_out:
            reasons.setdefault(routine, reason)
    return tuple(Suggestion(*item) for item in islice(reasons.items(), _COUNT))


def _candidates(past: list[PastSession], now: datetime, groups: Mapping[str, str]) -> Candidates:
    """Yield routines with their reasons, the best first; one may come again."""
    last = _last_rated(past, now)
    has_urge = any(_is_recent_urge(session, now) for session in past)
    if last is None or _level(last) < _HIGH:
        yield from next_tools(past, now)
    if last is not None:
        yield from _by_rating(last, has_urge, groups)
    elif has_urge:
        yield "ride-the-urge", N_("An urge came in the last day.")
    is_late = now.hour >= _LATE_FROM or now.hour < _LATE_UNTIL
    used = _most_used(past)
    if is_late:
        yield from (
            (routine, N_("It is late, and you know this one."))
            for routine in _LATE
            if routine in used
        )
        yield _LATE[0], N_("It is late, and this has no holds.")
    yield from ((routine, N_("You have used it before.")) for routine in used)
    yield from _FIRST
    if is_late:
        yield from ((routine, N_("It is late, and this is slow.")) for routine in _LATE)
    else:
        yield from ((routine, N_("Your eyes stay open.")) for routine in _AFTER_ANY_RISE)


def _by_rating(last: PastSession, has_urge: bool, groups: Mapping[str, str]) -> Candidates:
    # Older records have an option in the words it was shown in alone.
    if not last.picked("trigger").isdisjoint({_FIGHT, _(_FIGHT)}):
        yield "pause-and-return", N_("It is for after a fight.")
    if went_up(last):
        for routine in _after_rise(groups.get(last.routine, "")):
            yield routine, N_("Your number went up; here your eyes stay open.")
    level = _level(last)
    if has_urge and level < _VERY_HIGH:
        yield "ride-the-urge", N_("An urge came in the last day.")
    reason, routines = next(
        (reason, routines) for least, reason, routines in _LEVELS if level >= least
    )
    yield from ((routine, reason) for routine in routines)


def _after_rise(group: str) -> tuple[str, ...]:
    return _AFTER_RISE.get(group, _AFTER_ANY_RISE)


def alternative_for(routine: Routine) -> str:
    """Return the id of a different kind of tool, eyes open, for when the number went up."""
    return _after_rise(routine.group)[0]


def last_rating_is_very_high(past: Iterable[PastSession], now: datetime) -> bool:
    """Return whether the last rating, if it is recent, was 9 or 10."""
    last = _last_rated(past, now)
    return last is not None and _level(last) >= _VERY_HIGH


def went_up(session: PastSession) -> bool:
    """Return whether a number was higher after a session than before."""
    return _rise(session) > 0


def raised_twice(routine: str, past: Iterable[PastSession]) -> bool:
    """Return whether a routine raised the number by two or more, twice among its last sessions.

    One that was picked again since begins anew.
    """
    last: deque[bool] = deque(maxlen=_LAST_SESSIONS)
    for session in reversed([session for session in past if session.routine == routine]):
        if sum(last) == _RISES:
            last.clear()
        last.append(_rise(session) >= _LEAST_RISE)
    return sum(last) == _RISES


def _rise(session: PastSession) -> int:
    """Return by how much a number was higher after a session than before, the most of them."""
    before = _distress(session.before)
    rises = (session.after[name] - value for name, value in before.items() if name in session.after)
    return max(rises, default=0)


def _last_rated(past: Iterable[PastSession], now: datetime) -> PastSession | None:
    """Return the last session with a rating, if that still says something about now."""
    for session in past:
        hours = _hours_since(session, now)
        if hours < inf and (_distress(session.before) or _distress(session.after)):
            return session if hours < _RATING_HOURS else None
    return None


def _level(session: PastSession) -> int:
    ratings = _distress(session.after) or _distress(session.before)
    return next(iter(ratings.values()))


def _distress(ratings: Mapping[str, int]) -> dict[str, int]:
    """Return the ratings that say how hard a moment is: a strong feeling may be joy."""
    return {name: value for name, value in ratings.items() if name != "strength"}


def _is_recent_urge(session: PastSession, now: datetime) -> bool:
    is_urge = "pull" in session.before or "pull" in session.after
    return is_urge and _hours_since(session, now) < _URGE_HOURS


def _most_used(past: list[PastSession]) -> list[str]:
    """Return the ids of the routines that were used, the most used first; a rise is no use."""
    uses: dict[str, int] = {}
    for session in past:
        uses[session.routine] = uses.get(session.routine, 0) + (not went_up(session))
    return sorted(uses, key=lambda routine: -uses[routine])


def _hours_since(session: PastSession, now: datetime) -> float:
    """Return the hours since a session began; endless for a clock that was wrong."""
    began = parse_timestamp(session.began)
    if began is None:
        return inf
    if began.tzinfo is None:
        began = began.replace(tzinfo=now.tzinfo)
    hours = (now - began).total_seconds() / 3600
    return hours if hours > -_CLOCK_SKEW_HOURS else inf
