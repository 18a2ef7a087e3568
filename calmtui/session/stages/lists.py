"""What goes to the person's own lists in the settings: a plan for next time, someone to turn to."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from calmtui.config.settings import Card, Person
from calmtui.config.support import describe_save_error
from calmtui.content.lists import CardStep, PersonStep
from calmtui.content.toml import FileError
from calmtui.session.events import Back, Event, GoOn, Next, Write
from calmtui.session.outcome import MAX_LINE, SETTINGS
from calmtui.session.scene import AskScene
from calmtui.session.stages.base import Stage
from calmtui.session.stages.steps import StepStage
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import sanitize, single_line

if TYPE_CHECKING:
    from calmtui.session.run import Run

L = TypeVar("L", bound=CardStep | PersonStep)
UNLOCKED = N_("Saved in your settings. The lock does not cover them.")
_WHEN = N_("When is it hard?")
_WANT = N_("And then I want to ...")
_THEN = N_("Instead I will ...")
_NAME = N_("A name")
_REACH = N_("How to reach them")


class Part(NamedTuple):
    """One line that is asked for, and what it begins with."""

    question: str
    words: str = ""


class ListStage(StepStage[L]):
    """Lines that are asked for one after the other, and added to a list together."""

    def __init__(self, run: Run, step: L) -> None:
        super().__init__(run, step)
        self._lines: list[str] = []

    @property
    def place(self) -> Hashable:
        """Return the step, and which of its lines is on."""
        return "list", self.run.clock.step, len(self._lines)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the lines to ask for."""
        raise NotImplementedError

    def save(self, lines: list[str]) -> None:
        """Add what the lines say to the list. Raise OSError or FileError when that fails."""
        raise NotImplementedError

    @property
    def is_over(self) -> bool:
        """Whether it was added before; whoever comes here again is not asked again."""
        return self.run.clock.step in self.run.passed

    def next_stage(self) -> Stage:
        """Lead on."""
        return self.run.enter(self.run.clock.step + 1)

    def scene(self) -> AskScene:
        """Return the question for the line that is on."""
        part = self.parts[len(self._lines)]
        note = _(SETTINGS)
        if self.run.recorder.journal.lock.is_on:
            note = _(UNLOCKED)
        text = f"{self.step.text}\n{part.question}"
        return AskScene(text, 1, False, self.run.sea, words=part.words, note=note)

    def handle(self, event: Event) -> Stage | None:
        """Take a line; an empty one before anything can be saved passes the step."""
        match event:
            case Write(text=text):
                return self._take(single_line(sanitize(text)).strip()[:MAX_LINE])
            case GoOn() | Next():
                return self._take(self.scene().words)
            case Back() if self._lines:
                self._lines.pop()
                return self
        return super().handle(event)

    def _take(self, line: str) -> Stage:
        run, parts = self.run, self.parts
        self._lines.append(line)
        if not self._lines[0] or not (line or self.may_be_empty):
            return self.next_stage()
        if len(self._lines) < len(parts):
            return self
        run.passed.add(run.clock.step)
        notice = ""
        try:
            self.save(self._lines)
        except (OSError, FileError) as error:
            notice = describe_save_error(error)
        stage = self.next_stage()
        run.recorder.notice = notice or run.recorder.notice
        return stage

    @property
    def may_be_empty(self) -> bool:
        """Whether a line after the first may stay empty."""
        return False


class CardStepStage(ListStage[CardStep]):
    """A plan for next time; what came before is not asked again where it was answered."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the lines to ask for."""
        step = self.step
        parts = (
            Part(_(_WANT), self._answer(step.want)),
            Part(_(_THEN), self._answer(step.then)),
        )
        if self._answer(step.when):
            return parts
        return (Part(_(_WHEN)), *parts)

    def save(self, lines: list[str]) -> None:
        """Add the plan."""
        *when, want, then = lines
        what = when[0] if when else self._answer(self.step.when)
        self.run.urge.mine.add_card(Card(what, want.rstrip("."), then.rstrip(".")))

    def _answer(self, key: str | None) -> str:
        """Return the first thing that was answered before under a name."""
        value = self.run.answers.kept.get(key or "")
        if isinstance(value, list):
            value = next(iter(value), "")
        return single_line(str(value or ""))[:MAX_LINE]


class PersonStepStage(ListStage[PersonStep]):
    """Someone to turn to."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the lines to ask for."""
        return Part(self.step.name or _(_NAME)), Part(self.step.reach or _(_REACH))

    def save(self, lines: list[str]) -> None:
        """Add the person."""
        name, reach = lines
        self.run.urge.mine.add_person(Person(name, reach, self.step.good or ""))

    @property
    def may_be_empty(self) -> bool:
        """Whether they can be named without a way to reach them."""
        return True
