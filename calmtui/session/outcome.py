"""The choice at the end of an urge, and the scenes that follow it, each skippable."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, StrEnum, auto
from typing import NamedTuple

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
    """What the person chooses at the end of an urge.

    The journal holds the value: it stays as it is when what is shown is worded anew.
    """

    LET_GO = "Let it go"
    MORE = "Wait ten more"
    REQUEST = "Write it as a request"
    SEND = "Send it as it is"
    GO_AHEAD = "Go ahead"
    REACH = "Reach someone else"

    @property
    def label(self) -> str:
        """Return its name in the user's language."""
        return _(_LABELS[self])

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


_LABELS = {
    Outcome.LET_GO: N_("Let it go"),
    Outcome.MORE: N_("Wait ten more minutes"),
    Outcome.REQUEST: N_("Write it as a request"),
    Outcome.SEND: N_("Send it as it is"),
    Outcome.GO_AHEAD: N_("Go ahead"),
    Outcome.REACH: N_("Turn to someone else"),
}
_HINTS = {
    Outcome.LET_GO: N_("your words are deleted"),
    Outcome.MORE: N_("stay with the sea"),
    Outcome.REQUEST: N_("what happened, I feel, I need"),
    Outcome.SEND: N_("copies your words"),
    Outcome.GO_AHEAD: N_("text, call or check"),
    Outcome.REACH: N_("your own people first"),
}
_CLOSING_LINES = {
    Outcome.LET_GO: N_("You let it go this time."),
    Outcome.REQUEST: N_("You wrote it as a request."),
    Outcome.SEND: N_("As you wrote it. Either way, you paused first."),
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
    "Then this is not a thought to argue with. Your fear may be right. "
    "You do not owe anyone a gentle message."
)
UNDER = N_("What was under it? A few words, if you like.")
WANT = N_(
    'A card for next time. After "{trigger}" I want to ... Finish the line, or press Enter to skip.'
)
THEN = N_("And what will you do instead? One small thing.")
SETTINGS = N_("Saved in your settings, as plain text.")
MAX_LINE = 200  # characters of a line for the settings
NOBODY = N_("Your list is empty. Who could you turn to, and how? Such as: Ana, call her")


OPEN = N_("Open it")
NOT_NOW = N_("Not now")


def open_options(*, has_words: bool) -> tuple[Option, ...]:
    """Return the choices at the end of a pause before a program, of the same weight."""
    if not has_words:
        return Option(Outcome.GO_AHEAD, _(OPEN)), Option(Outcome.LET_GO, _(NOT_NOW))
    return (
        Option(Outcome.GO_AHEAD, _(OPEN), Outcome.SEND.hint(has_words=True)),
        Option(Outcome.LET_GO, _(NOT_NOW), Outcome.LET_GO.hint(has_words=True)),
    )


def outcome_options(*, has_words: bool, sends: bool) -> tuple[Option, ...]:
    """Return the choices, all of the same weight; sending only where it was the urge.

    With nothing parked there is nothing to put onto the clipboard: the person goes ahead.
    """
    hidden = {Outcome.GO_AHEAD, Outcome.SEND}
    if sends and has_words:
        hidden = {Outcome.GO_AHEAD}
    elif sends:
        hidden = {Outcome.SEND}
    return tuple(
        Option(outcome, outcome.label, outcome.hint(has_words=has_words))
        for outcome in Outcome
        if outcome not in hidden
    )


def fear_options() -> tuple[Option, ...]:
    """Return the answers to the question about fear."""
    return tuple(Option(fear, _(fear)) for fear in Fear)


class _Asked(Enum):
    """What an answer in writing is for."""

    UNDER = auto()
    PERSON = auto()
    WANT = auto()
    THEN = auto()


class _Entry(NamedTuple):
    scene: Scene
    asked: _Asked | None = None


def _ask_for_settings(text: str) -> AskScene:
    return AskScene(text, 1, False, note=_(SETTINGS))


class OutcomeFlow:
    """The scenes that follow an outcome.

    `opens`: a program comes next. `offer_card`: no card was ever offered for this trigger.
    `notice` says what the settings refused, `has_saved` that they took something.
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
        opens: bool = False,
    ) -> None:
        self._mine, self._trigger = mine, trigger
        self._want = ""
        self.notice: str | None = None
        self.has_saved = False
        self._scenes: list[_Entry] = []
        if choice.is_sending:
            if words:
                copy = CopyScene(_("Here it is, as you wrote it."), words, True, keepable=True)
                self._scenes.append(_Entry(copy))
            if not opens:
                self._scenes.append(_Entry(AskScene(_(UNDER), 3, True), _Asked.UNDER))
        elif choice is Outcome.REQUEST:
            if afraid is None:
                self._scenes.append(_Entry(ChooseScene(_(SAFETY), fear_options(), False, False)))
            self._scenes.append(_Entry(DeskScene(words, pull, afraid)))
        elif choice is Outcome.REACH:
            self._scenes.append(self._reach())
        if rate:
            self._scenes.append(
                _Entry(RateScene("pull", "after", _("How strong is the pull now?")))
            )
        if offer_card:
            text = _(WANT).format(trigger=trigger)
            self._scenes.append(_Entry(_ask_for_settings(text), _Asked.WANT))

    def _reach(self) -> _Entry:
        """Return the person's own people, or the question for the first of them."""
        people = self._mine.people_lines()
        if people:
            return _Entry(ReachScene(people))
        return _Entry(_ask_for_settings(_(NOBODY)), _Asked.PERSON)

    @property
    def scene(self) -> Scene | None:
        """Return the scene that is on; None when there are no more."""
        if not self._scenes:
            return None
        return self._scenes[0].scene

    def go_on(self) -> None:
        """Go to the next scene."""
        self._scenes.pop(0)

    def way_back(self) -> Callable[[], None]:
        """Return a way back to the scene that is on."""
        scenes = list(self._scenes)

        def back() -> None:
            self._scenes = list(scenes)

        return back

    def answer(self, value: str | tuple[str, ...]) -> Record | None:
        """Take an answer; return the record to save, if there is one."""
        entry = self._scenes.pop(0)
        if not isinstance(value, str):
            if value and value[0] != Fear.NO:
                self._name_fear()
            return None
        text = sanitize(value).strip()
        if text and entry.asked is _Asked.UNDER:
            return {"what": "answered", "key": "under", "value": text}
        if text:
            self._take_line(entry.asked, single_line(text)[:MAX_LINE])
        return None

    def _name_fear(self) -> None:
        """Show what is said about fear before the message desk."""
        desk = self._scenes[0].scene
        assert isinstance(desk, DeskScene)
        fear = FearScene(_(FEAR), _("Continue"))
        self._scenes[:1] = [_Entry(fear), _Entry(replace(desk, afraid=True))]

    def _take_line(self, asked: _Asked | None, line: str) -> None:
        """Take a line for the settings."""
        if asked is _Asked.PERSON:
            name, _comma, reach = line.partition(",")
            self._save(lambda: self._mine.add_person(Person(name.strip(), reach.strip())))
        elif asked is _Asked.THEN:
            card = Card(self._trigger, self._want, line.rstrip("."))
            self._save(lambda: self._mine.add_card(card))
        elif asked is _Asked.WANT:
            self._want = line.rstrip(".")
            self._scenes.insert(0, _Entry(_ask_for_settings(_(THEN)), _Asked.THEN))

    def _save(self, add: Callable[[], None]) -> None:
        self.has_saved = True
        try:
            add()
        except (OSError, FileError) as error:
            self.notice = describe_save_error(error)
