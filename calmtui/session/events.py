"""What a person does in a run, as frozen events: what a front end hands to `Session.handle`."""

from __future__ import annotations

from msgspec import Struct


class Rate(Struct, frozen=True):
    """Give a rating of 0 to 10 where one is asked for; None skips it."""

    value: int | None = None


class CompleteTen(Struct, frozen=True):
    """Type a 0 right behind a 1 that rated: both together are a 10."""


class Write(Struct, frozen=True):
    """Answer a question in writing; an empty answer is fine."""

    text: str


class Composed(Struct, frozen=True):
    """Go on from a message, with what its lines hold; it is written nowhere."""

    values: tuple[str, ...]


class Select(Struct, frozen=True):
    """Choose options by their ids; none is fine where a question may be skipped."""

    ids: tuple[str, ...]


class GoOn(Struct, frozen=True):
    """Press Enter: skip a rating, pass an empty answer, end a text that waits for a key."""


class Next(Struct, frozen=True):
    """Go to the next step; in a wait, to its next prompt."""


class Back(Struct, frozen=True):
    """Go back to the last answer, to the step's start or the step before, or to a left wait."""


class Pause(Struct, frozen=True):
    """Pause a guide, or go on with it."""


class ChangePace(Struct, frozen=True):
    """Make the rounds of breathing a tenth longer (1) or shorter (-1), from the next one on."""

    by: int


class ToggleHolds(Struct, frozen=True):
    """Go on without holds, or with them again."""


class TogglePart(Struct, frozen=True):
    """Leave out the part that comes next, where it needs care; or take it back in."""


class PassUrge(Struct, frozen=True):
    """Say that the urge has passed: to the choices at once."""


class OpenNow(Struct, frozen=True):
    """End the pause before a program: open it at once."""


class OpenWords(Struct, frozen=True):
    """Open the parked words during the wait."""


class GoOnAfraid(Struct, frozen=True):
    """Go on with the run, although fear was named."""


class LeaveUnsaved(Struct, frozen=True):
    """Ask to leave with this session erased: GoOn confirms, Leave takes it back."""


class Keep(Struct, frozen=True):
    """Keep in the journal what was written, where the question is whether to."""


class EraseAnswer(Struct, frozen=True):
    """Ask to erase the answer that is shown: GoOn confirms, anything else takes it back."""


class Leave(Struct, frozen=True):
    """Leave with one key; `for_good`: with no way back to a wait."""

    for_good: bool = False


Event = (
    Rate
    | CompleteTen
    | Write
    | Composed
    | Select
    | GoOn
    | Next
    | Back
    | Pause
    | ChangePace
    | ToggleHolds
    | TogglePart
    | PassUrge
    | OpenNow
    | OpenWords
    | GoOnAfraid
    | LeaveUnsaved
    | Keep
    | EraseAnswer
    | Leave
)
