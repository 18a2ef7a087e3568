"""What follows the choice at the end of an urge: scenes in a row, each skippable. No clock, no journal."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec.structs import replace

from calmtui.config.settings import Card, Person
from calmtui.config.support import SupportList, describe_save_error
from calmtui.content.toml import FileError
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    CopyScene,
    DeskScene,
    FearScene,
    Option,
    RateScene,
    ReachScene,
    Scene,
)
from calmtui.storage.records import Record
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import sanitize, single_line


class Outcome(StrEnum):
    """What the person chooses at the end of an urge; the journal holds the value."""

    LET_GO = N_("Let it go")
    MORE = N_("Wait ten more")
    REQUEST = N_("Write it as a request")
    SEND = N_("Send it as it is")
    GO_AHEAD = N_("Go ahead")
    REACH = N_("Reach someone else")

    @property
    def label(self) -> str:
        """Return its name in the user's language."""
        return _(self.value)

    def hint(self, *, has_words: bool) -> str:
        """Return what is shown beside it; with nothing parked there is nothing to forget."""
        if self is Outcome.LET_GO and not has_words:
            return _("do nothing about it now")
        return _(_HINTS[self])

    @property
    def closing_line(self) -> str:
        """Return what is said of it at the end of the run."""
        return _(_CLOSING_LINES[self])

    @property
    def is_sending(self) -> bool:
        """Whether the person does what the urge was about."""
        return self in (Outcome.SEND, Outcome.GO_AHEAD)


_HINTS = {
    Outcome.LET_GO: N_("the words are forgotten"),
    Outcome.MORE: N_("the sea goes on"),
    Outcome.REQUEST: N_("what happened, I feel, I need"),
    Outcome.SEND: N_("onto the clipboard"),
    Outcome.GO_AHEAD: N_("text, call or check"),
    Outcome.REACH: N_("your own people first"),
}
_CLOSING_LINES = {
    Outcome.LET_GO: N_("You let it go this time."),
    Outcome.REQUEST: N_("You wrote it as a request."),
    Outcome.SEND: N_("Sent as it is. Either way, you paused first."),
    Outcome.GO_AHEAD: N_("You went ahead. Either way, you paused first."),
    Outcome.REACH: N_("You turned to someone else."),
}


class Fear(StrEnum):
    """An answer to the question about fear."""

    NO = N_("no")
    YES = N_("yes")
    UNSURE = N_("not sure")


SAFETY = N_("Is part of this a fear of being hurt, threatened, followed, controlled or punished?")
FEAR = N_(
    "Then this is not a thought to argue with. Your fear may be right. You do not owe anyone a gentle message."
)
UNDER = N_("What was under it? A few words, if you like.")
WANT = N_(
    'A card for next time. After "{trigger}" I want to ... Finish the line, or Enter for not now.'
)
THEN = N_("And what will you do instead? One small thing.")
SETTINGS = N_("Goes to your settings.")
NOBODY = N_("Nobody is on your list yet. Who could you reach, and how? A name, a comma, a way.")


def outcome_options(*, has_words: bool, sends: bool) -> tuple[Option, ...]:
    """Return the choices, all of the same weight; sending only where it was the urge.

    With nothing parked there is nothing to put onto the clipboard: the person goes ahead.
    """
    hidden = {Outcome.GO_AHEAD if has_words else Outcome.SEND}
    if not sends:
        hidden = {Outcome.GO_AHEAD, Outcome.SEND}
    return tuple(
        Option(outcome, outcome.label, outcome.hint(has_words=has_words))
        for outcome in Outcome
        if outcome not in hidden
    )


def fear_options() -> tuple[Option, ...]:
    """Return the answers to the question about fear."""
    return tuple(Option(fear, _(fear)) for fear in Fear)


class OutcomeFlow:
    """The scenes behind an outcome. `scene` is the one that is on, None when there are no more.

    `offer_card`: no card was ever offered for this trigger. `notice` says what the settings refused, `set_down` that
    they took something.
    """

    def __init__(
        self,
        choice: Outcome,
        words: str,
        pull: int | None,
        afraid: bool | None,
        mine: SupportList,
        trigger: str,
        *,
        rate: bool,
        offer_card: bool,
    ) -> None:
        self._mine, self._trigger = mine, trigger
        self._want = ""
        self.notice: str | None = None
        self.set_down = False
        people = mine.people_lines()
        self._scenes: list[Scene] = []
        if choice.is_sending:
            self._scenes = (
                [CopyScene(_("Here it is, as you wrote it."), words, True, keepable=True)]
                if words
                else []
            )
            self._scenes.append(AskScene(_(UNDER), 3, True))
        elif choice is Outcome.REQUEST:
            fork = ChooseScene(_(SAFETY), fear_options(), False, False)
            self._scenes = [*([fork] if afraid is None else []), DeskScene(words, pull, afraid)]
        elif choice is Outcome.REACH:
            self._scenes = (
                [ReachScene(people)]
                if people
                else [AskScene(_(NOBODY), 1, False, note=_(SETTINGS))]
            )
        if rate:
            self._scenes.append(RateScene("pull", "after", _("The pull now?")))
        if offer_card:
            self._scenes.append(
                AskScene(_(WANT).format(trigger=trigger), 1, False, note=_(SETTINGS))
            )

    @property
    def scene(self) -> Scene | None:
        """What is on."""
        return self._scenes[0] if self._scenes else None

    def go_on(self) -> None:
        """To what comes next."""
        self._scenes.pop(0)

    def way(self) -> Callable[[], None]:
        """A way back to what is on now."""
        scenes = list(self._scenes)

        def back() -> None:
            self._scenes = list(scenes)

        return back

    def answer(self, value: str | tuple[str, ...]) -> Record | None:
        """Take an answer in writing; gives the record to keep, if any."""
        scene = self._scenes.pop(0)
        if isinstance(scene, ChooseScene) and value and value[0] != Fear.NO:
            desk = self._scenes[0]
            assert isinstance(desk, DeskScene)
            self._scenes[:1] = [FearScene(_(FEAR), _("Go on")), replace(desk, afraid=True)]
        text = sanitize(value).strip() if isinstance(value, str) else ""
        if not isinstance(scene, AskScene) or not text:
            return None
        line = single_line(text)[:200]
        if scene.text == _(UNDER):
            return {"what": "answered", "key": "under", "value": text}
        if scene.text == _(NOBODY):
            name, _comma, reach = line.partition(",")
            self._set_down(lambda: self._mine.add_person(Person(name.strip(), reach.strip())))
        elif scene.text == _(THEN):
            card = Card(self._trigger, self._want, line.rstrip("."))
            self._set_down(lambda: self._mine.add_card(card))
        else:
            self._want = line.rstrip(".")
            self._scenes.insert(0, AskScene(_(THEN), 1, False, note=_(SETTINGS)))
        return None

    def _set_down(self, add: Callable[[], None]) -> None:
        self.set_down = True
        try:
            add()
        except (OSError, FileError) as error:
            self.notice = describe_save_error(error)
