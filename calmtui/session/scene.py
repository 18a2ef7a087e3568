"""What the person faces now, as frozen values: what a session hands to a front end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct, field

from calmtui.content.compose import Compose
from calmtui.content.message import message_desk
from calmtui.content.step import What
from calmtui.session.actions import Actions
from calmtui.session.timeline import Moment, Sea
from calmtui.text.i18n import _

When = Literal["before", "during", "after"]
How = Literal["completed", "left early", "interrupted"]


class BaseScene(Struct, frozen=True, kw_only=True):
    """What every scene has: the actions that do something here, each with its label."""

    actions: Actions = {}


class RateScene(BaseScene, frozen=True):
    """A rating is asked for: 0 to 10, or None to skip. `early`: the person has left already.

    `words` are what was parked, shown above the question. `back`: a wait was left, and may be gone
    back to. `given` is what was answered, when it is asked once more.
    """

    what: What
    when: When
    question: str
    sea: Sea | None = None
    early: bool = False
    words: str = ""
    ago: str = ""
    back: bool = False
    given: int | None = None


class GuideNotes(Struct, frozen=True):
    """Small lines beside a guide: what to mind in the coming step, and the note of a change.

    `left_out`: that step is left out. `pace` says that the person changed it, and may want it kept.
    """

    care: str = ""
    left_out: bool = False
    note: str = ""
    pace: bool = False


class GuideScene(BaseScene, frozen=True):
    """A timed step is on, or a text until a key (`until_key`).

    Times in seconds; `whole` is 0..1 of the routine.
    `waiting`: other things may be done meanwhile, such as `doing`.
    """

    moment: Moment
    paused: bool
    whole: float
    left: float
    sea: Sea | None = None
    until_key: bool = False
    check_in: bool = False
    waiting: bool = False
    doing: str = ""
    aside: GuideNotes = GuideNotes()


class AskScene(BaseScene, frozen=True):
    """A question for writing; an empty answer is fine. `is_saved`: in the journal.

    `parked`: it stays on this machine until the run ends. `words` is what is written already.
    `private`: it is saved nowhere, whatever else is said here.
    """

    text: str
    lines: int
    is_saved: bool
    sea: Sea | None = None
    parked: bool = False
    words: str = ""
    note: str = ""
    private: bool = False


class Option(Struct, frozen=True):
    """Something to choose, by its `id`; `hint` is shown beside its label."""

    id: str
    label: str
    hint: str = ""


def text_options(texts: Iterable[str]) -> tuple[Option, ...]:
    """Return options whose text is their id: those that a routine file or a person names."""
    return tuple(Option(str(text), str(text)) for text in texts)


class ChooseScene(BaseScene, frozen=True):
    """A question with options; none chosen is fine.

    `given` holds the ids that were chosen, when it is asked once more.
    """

    text: str
    options: tuple[Option, ...]
    many: bool
    is_saved: bool
    sea: Sea | None = None
    given: tuple[str, ...] = ()


class KeepScene(BaseScene, frozen=True):
    """Whether what was written is to be kept in the journal; Enter does not."""

    text: str
    words: str
    sea: Sea | None = None


class RereadScene(BaseScene, frozen=True):
    """Something written before: `words` of the time `at`, the `place` of `total` ones.

    Without words `text` says that there are none. `locked`: the history has to be unlocked first.
    `asks`: whether it is to be erased. `note` says what came of that.
    """

    text: str
    words: str = ""
    at: str = ""
    place: int = 0
    total: int = 0
    locked: bool = False
    asks: bool = False
    note: str = ""
    sea: Sea | None = None


class GateScene(BaseScene, frozen=True):
    """A gate is closed: why, and the ids of routines that may fit better.

    Enter asks once more, then goes on all the same: `asks_again` says that it was pressed once.
    """

    text: str
    instead: tuple[str, ...] = ()
    asks_again: bool = False
    sea: Sea | None = None


class FinishedScene(BaseScene, frozen=True):
    """The end: one or two quiet lines. `how` is None when nothing had begun.

    `alternative` is the id of another routine, for a number that went up or for who left early;
    `other` is one for everybody else. `back`: a wait was left, and may be gone back to. `instead`
    is the id of a routine that the person has chosen in its place. `before` and `after` are the
    numbers, as far as they were given.
    """

    how: How | None
    lines: tuple[str, ...]
    sea: Sea | None = None
    alternative: str = ""
    back: bool = False
    instead: str = ""
    before: int | None = None
    after: int | None = None
    other: str = ""

    @property
    def something_else(self) -> str:
        """The id of the other routine that may follow; empty for none."""
        return self.alternative or self.other


class DecideScene(BaseScene, frozen=True):
    """The end of an urge: the parked words, the ratings, and choices of the same weight.

    The ids of the options are those of `Outcome`. `early`: there is time left, and a way back to
    the sea. `people`: more time was chosen often, and the line below names the way to someone else
    first; it is the last of the options.
    """

    text: str
    options: tuple[Option, ...]
    words: str
    ago: str
    ratings: str
    sea: Sea | None = None
    early: bool = False
    people: bool = False


class CopyScene(BaseScene, frozen=True):
    """Words to copy; `at_once`: the person has asked for it. A draft is saved only on request."""

    text: str
    words: str
    at_once: bool
    sea: Sea | None = None
    keepable: bool = False


class FearScene(BaseScene, frozen=True):
    """Fear may be part of it: nothing to argue with, and three ways of the same weight.

    They are people to talk to, leaving with nothing saved, and `on`. `erasing`: the question is
    whether leaving is meant.
    """

    text: str
    on: str
    sea: Sea | None = None
    erasing: bool = False

    @property
    def ways(self) -> tuple[str, ...]:
        """Return the three ways in words."""
        return (_("People to talk to"), _("Leave, nothing saved"), self.on)


class DeskScene(BaseScene, frozen=True):
    """A message to compose, perhaps of parked words; without a `step` that of the desk.

    `pull` is the last rating, `afraid` whether fear was named, `given` what the lines hold already.
    """

    words: str
    pull: int | None
    afraid: bool | None
    sea: Sea | None = None
    keepable: bool = True
    step: Compose = field(default_factory=message_desk)
    given: tuple[str, ...] = ()


class ReachScene(BaseScene, frozen=True):
    """Someone else to reach: the person's own people, as lines."""

    lines: tuple[str, ...]
    sea: Sea | None = None


Scene = (
    RateScene
    | GuideScene
    | AskScene
    | ChooseScene
    | DecideScene
    | CopyScene
    | FearScene
    | DeskScene
    | ReachScene
    | KeepScene
    | GateScene
    | RereadScene
    | FinishedScene
)


def options_of(scene: Scene) -> tuple[object, ...]:
    """Return what digits choose from."""
    if isinstance(scene, ChooseScene | DecideScene):
        return scene.options
    if isinstance(scene, FearScene):
        return scene.ways
    if isinstance(scene, GateScene):
        return scene.instead
    return ()
