"""What the person faces now, as frozen values: the one thing that a session hands to a front end. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from calmtui.routine import What
from calmtui.timeline import Moment, Sea

When = Literal["before", "during", "after"]
How = Literal["completed", "left early", "interrupted"]


@dataclass(frozen=True)
class Rate:
    """A rating is asked for: 0 to 10, or None to skip. `early`: the person has left already."""

    what: What
    when: When
    question: str
    sea: Sea | None = None
    early: bool = False


@dataclass(frozen=True)
class Guide:
    """A timed step is on, or a text until a key (`until_key`). Times in seconds; `whole` is 0..1 of the routine."""

    moment: Moment
    paused: bool
    whole: float
    left: float
    sea: Sea | None = None
    until_key: bool = False
    check_in: bool = False


@dataclass(frozen=True)
class Ask:
    """A question for writing; an empty answer is fine. `kept` says whether the journal keeps it."""

    text: str
    lines: int
    kept: bool
    sea: Sea | None = None


@dataclass(frozen=True)
class Choose:
    """A question with options; none chosen is fine."""

    text: str
    options: tuple[str, ...]
    many: bool
    kept: bool
    sea: Sea | None = None


@dataclass(frozen=True)
class Finished:
    """The end: one or two quiet lines. `how` is None when nothing had begun."""

    how: How | None
    lines: tuple[str, ...]
    sea: Sea | None = None


Scene = Rate | Guide | Ask | Choose | Finished
