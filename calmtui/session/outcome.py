"""What follows the choice at the end of an urge: scenes in a row, each skippable. No clock, no journal."""

from __future__ import annotations

from collections.abc import Callable

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
    RateScene,
    ReachScene,
    Scene,
)
from calmtui.storage.records import Record
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import sanitize, single_line

# The choices, the same weight for each: what is kept, what is shown beside it, what is said at the end.
CHOICES = (
    (N_("Let it go"), N_("the words are forgotten"), N_("You let it go this time.")),
    (N_("Wait ten more"), N_("the sea goes on"), ""),
    (
        N_("Write it as a request"),
        N_("what happened, I feel, I need"),
        N_("You wrote it as a request."),
    ),
    (
        N_("Send it as it is"),
        N_("onto the clipboard"),
        N_("Sent as it is. Either way, you paused first."),
    ),
    (N_("Reach someone else"), N_("your own people first"), N_("You turned to someone else.")),
)
LET_GO, MORE, REQUEST, SEND, REACH = (name for name, _, _ in CHOICES)
# With nothing parked there is nothing to forget and nothing to copy.
GO = N_("Go ahead")
_NOTHING_PARKED = (
    (LET_GO, N_("do nothing about it now"), ""),
    *CHOICES[1:3],
    (GO, N_("text, call or check"), N_("You went ahead. Either way, you paused first.")),
    CHOICES[4],
)
SENDING = (SEND, GO)
SAID = {name: said for name, _, said in (*_NOTHING_PARKED, *CHOICES)}

SAFETY = N_("Is part of this a fear of being hurt, threatened, followed, controlled or punished?")
FEARS = (N_("no"), N_("yes"), N_("not sure"))
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


def choices(words: str, *, sends: bool) -> tuple[tuple[str, str], ...]:
    """The choices for these parked words, each with what is shown beside it; sending only where it was the urge."""
    there = CHOICES if words else _NOTHING_PARKED
    return tuple((name, beside) for name, beside, _said in there if sends or name not in SENDING)


class OutcomeFlow:
    """The scenes behind an outcome. `scene` is the one that is on, None when there are no more.

    `offer_card`: no card was ever offered for this trigger. `notice` says what the settings refused, `set_down` that
    they took something.
    """

    def __init__(
        self,
        choice: str,
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
        if choice in SENDING:
            self._scenes = (
                [CopyScene(_("Here it is, as you wrote it."), words, True, keepable=True)]
                if words
                else []
            )
            self._scenes.append(AskScene(_(UNDER), 3, True))
        elif choice == REQUEST:
            fork = ChooseScene(_(SAFETY), tuple(map(_, FEARS)), False, False)
            self._scenes = [*([fork] if afraid is None else []), DeskScene(words, pull, afraid)]
        elif choice == REACH:
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
        if isinstance(scene, ChooseScene) and value and value[0] != _(FEARS[0]):
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
