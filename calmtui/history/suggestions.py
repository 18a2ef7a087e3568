"""What to offer when: the first three routines for now, each with its reason in three words. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from math import inf
from typing import TYPE_CHECKING

from msgspec import Struct

from calmtui.text.i18n import N_

if TYPE_CHECKING:
    from calmtui.content.routine import Routine
    from calmtui.history.sessions import PastSession

FIRST = 3
NO_GROUPS: Mapping[str, str] = {}
_FRESH_HOURS = 3.0  # how long a rating says something about now
_URGE_HOURS = 24.0
_APART = 0.1  # hours that the clocks of two machines may differ
_VERY_HIGH = 9
_FIGHT = {"after a fight", "nach einem Streit"}

# Body skills above 7, thinking tools at 6 or below: by the last rating.
_LEVELS: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (_VERY_HIGH, N_("very high now"), ("anchor-90", "five-senses", "cold-and-move")),
    (7, N_("high just now"), ("anchor-90", "five-senses", "long-exhale")),
    (4, N_("tense but steady"), ("long-exhale", "pmr-7", "name-it")),
    (0, N_("calm enough now"), ("care-noticed", "what-matters", "steady-breath")),
)
# After a rise: another kind than the one that raised it, by its group. The last is for any other group.
_UP = {
    "breathe": ("five-senses", "release-only"),
    "body": ("five-senses", "stop-pause"),
    "ground": ("small-breath",),
    "": ("five-senses", "small-breath", "release-only"),
}
_LATE = ("long-exhale", "release-only", "pmr-7")
_START = ("long-exhale", "ride-the-urge", "pmr-7")
_NEVER = {"four-seven-eight"}  # a long hold is never what the app suggests


class Suggestion(Struct, frozen=True):
    """A routine by its id, and why it is here, in three words."""

    id: str
    reason: str


def suggest(
    ids: Collection[str],
    past: Iterable[PastSession],
    now: datetime,
    groups: Mapping[str, str] = NO_GROUPS,
) -> tuple[Suggestion, ...]:
    """The first three of the routines `ids` for this moment, by the sessions kept, newest first.

    `groups` are those of the routines, by id.
    """
    kept = list(past)
    out = _NEVER | {id for id in ids if raised_twice(id, kept)}
    chosen: dict[str, str] = {}
    for id, reason in _candidates(kept, now, groups):
        if id in ids and id not in out:
            chosen.setdefault(id, reason)
    return tuple(Suggestion(id, reason) for id, reason in list(chosen.items())[:FIRST])


def _candidates(
    past: list[PastSession], now: datetime, groups: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    last = _last_rated(past, now)
    urge = next(
        (s for s in past if "pull" in {**s.before, **s.after} and _hours(s, now) < _URGE_HOURS),
        None,
    )
    if last is not None:
        if any(tag in _FIGHT for tag in _tags(last)):
            yield "pause-and-return", N_("after a fight")
        if went_up(last):
            yield from ((id, N_("eyes stay open")) for id in up(groups.get(last.routine, "")))
        level = _level(last)
        reason, ids = next((reason, ids) for least, reason, ids in _LEVELS if level >= least)
        if urge is not None and level < 9:
            yield "ride-the-urge", N_("a recent urge")
        yield from ((id, reason) for id in ids)
    elif urge is not None:
        yield "ride-the-urge", N_("a recent urge")
    late = now.hour >= 21 or now.hour < 5
    used = [id for id, _ in sorted(_uses(past).items(), key=lambda item: -item[1])]
    if late:
        yield from ((id, N_("late, used before")) for id in _LATE if id in used)
        yield _LATE[0], N_("late, no holds")
    yield from ((id, N_("you used it")) for id in used)
    yield from zip(
        _START, (N_("easy to start"), N_("when it pulls"), N_("for the body")), strict=True
    )
    yield from (
        (id, N_("late and slow") if late else N_("with eyes open"))
        for id in (_LATE if late else _UP[""])
    )


def up(group: str) -> tuple[str, ...]:
    """Return the ids for someone whose number rose with a routine of this group."""
    return _UP.get(group, _UP[""])


def last_rating_is_very_high(past: Iterable[PastSession], now: datetime) -> bool:
    """Whether the last rating, if it is fresh, was 9 or 10."""
    last = _last_rated(past, now)
    return last is not None and _level(last) >= _VERY_HIGH


def _last_rated(past: Iterable[PastSession], now: datetime) -> PastSession | None:
    """The last session with a rating, when that still says something about now."""
    last = next(
        (one for one in past if (_hard(one.before) or _hard(one.after)) and _hours(one, now) < inf),
        None,
    )
    return last if last is not None and _hours(last, now) < _FRESH_HOURS else None


def _level(session: PastSession) -> int:
    return next(iter((_hard(session.after) or _hard(session.before)).values()))


def _hard(ratings: Mapping[str, int]) -> dict[str, int]:
    """Return the ratings that say how hard a moment is: how strong a feeling is does not, it may be joy."""
    return {what: value for what, value in ratings.items() if what != "strength"}


def went_up(session: PastSession) -> bool:
    """Whether the number was higher after a session than before."""
    return any(session.after.get(what, -1) > value for what, value in _hard(session.before).items())


def raised_twice(id: str, past: Iterable[PastSession]) -> bool:
    """Whether a routine raised the number twice, and was not picked again since."""
    rises = 0
    for session in reversed([session for session in past if session.routine == id]):
        rises = 0 if rises == 2 else rises
        rises += went_up(session)
    return rises == 2


def alternative_for(routine: Routine) -> str:
    """The id of a different kind of tool, eyes open, for when the number went up."""
    return up(routine.group)[0]


def _tags(session: PastSession) -> tuple[str, ...]:
    tags = session.answers.get("trigger")
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()


def _uses(past: list[PastSession]) -> dict[str, int]:
    uses: dict[str, int] = {}
    for session in past:
        uses[session.routine] = uses.get(session.routine, 0) + (not went_up(session))
    return uses


def _hours(session: PastSession, now: datetime) -> float:
    try:
        began = datetime.fromisoformat(session.began)
    except ValueError:
        return inf
    began = began if began.tzinfo else began.replace(tzinfo=now.tzinfo)
    hours = (now - began).total_seconds() / 3600
    return hours if hours > -_APART else inf  # of a clock that was wrong: it says nothing of now
