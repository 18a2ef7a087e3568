"""What every question of the plain front end shares: lines in, lines out, help and leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TextIO

from calmtui.content.help_page import HelpPage, Place, help_page
from calmtui.plain.help import help_lines, section_lines
from calmtui.plain.input import TICK, LineInput
from calmtui.plain.output import LineOutput
from calmtui.session.actions import Action
from calmtui.session.events import Back, Leave, OpenNow
from calmtui.session.scene import Scene
from calmtui.session.session import Session
from calmtui.text.i18n import _
from calmtui.text.latin_keys import latin_line
from calmtui.text.notification import notification
from calmtui.wait_signal import WaitSignal

_LOOK = 0.05  # seconds between two looks at whether something still sounds
_MAX_RATING = 10
_MAX_STRAY_LINES = 50  # answers in a row that fit no question: more than a person gives
_NO_COUNTRY = Place((), False)


class Conversation:
    """A session, the lines typed to it and the lines it says.

    `find_help` makes the help page, for someone who is afraid or not; `title_of` gives the title of
    a routine by its id; `unlock` asks for the passphrase of the history, where that can be done.
    """

    def __init__(
        self,
        session: Session,
        lines: LineInput,
        out: TextIO,
        find_help: Callable[[bool], HelpPage] | None = None,
        title_of: Callable[[str], str] = str,
        unlock: Callable[[], None] | None = None,
    ) -> None:
        self.session, self.lines = session, lines
        self.title_of, self.unlock = title_of, unlock
        self._output = LineOutput(out, lines.signals)
        self._find_help = find_help or (lambda afraid: help_page((), _NO_COUNTRY, afraid=afraid))
        self._scene: Scene | None = None
        self._bells: list[float] = []  # when each is due, in order
        self._stray_lines = 0  # in a row: they brought the scene no further
        self.meanwhile: Callable[[], None] = lambda: None  # done while a line is awaited

    def say(self, text: str) -> None:
        """Add a line."""
        self._output.say(text)

    def say_indented(self, text: str) -> None:
        """Add each line of a text, indented by two spaces."""
        for line in text.split("\n"):
            self.say(f"  {line}")

    def ring_bell(self, seconds: float = 0.0) -> None:
        """Ring the bell, now or so many seconds from now."""
        if seconds:
            self._bells.append(self.session.clock() + seconds)
        else:
            self._output.ring_bell()

    def tell_end_of_wait(self, signal: WaitSignal) -> None:
        """Tell someone who is elsewhere that a wait is over, as the settings say."""
        if not signal.rings():
            return
        self._output.ring_bell()
        if signal.kind == "notification":
            from calmtui.tmux import terminal_around  # noqa: PLC0415 - few want it

            self._output.notify(notification(_("The time is up."), terminal_around()))

    def wait(self, seconds: float) -> None:
        """Wait for a line at most so long, and ring the bells that are due meanwhile."""
        clock = self.session.clock
        until = clock() + seconds
        while self._bells and self._bells[0] <= until:
            self.lines.wait(max(self._bells[0] - clock(), 0.0))
            if clock() < self._bells[0]:  # a line came before it
                return
            self._bells.pop(0)
            self._output.ring_bell()
        self.lines.wait(max(until - clock(), 0.0))

    def wait_while(self, is_so: Callable[[], bool], seconds: float) -> None:
        """Wait while something is so, or bells are due; at most so long."""
        until = self.session.clock() + seconds
        while (self._bells or is_so()) and self.session.clock() < until:
            self.wait(_LOOK)

    def note_scene(self, scene: Scene) -> None:
        """Note the scene: with a new one, stray lines count from 0."""
        if scene != self._scene:
            self._scene = scene
            self._stray_lines = 0

    def next_line(self) -> str | None:
        """Return the next line, or None at the end of input. The session's clock goes on."""
        while not self.lines.waiting:
            if self.lines.ended:
                return None
            self.wait(TICK)
            self.meanwhile()
        return self.lines.waiting.pop(0)

    def next_key(self) -> str | None:
        """Return the next line as a key of any keyboard, or a number."""
        line = self.next_line()
        return line and latin_line(line)

    def handle_common(self, line: str) -> bool:
        """Leave or help, which work at every question; return whether the line was one of them."""
        if line == "q":
            self.session.handle(Leave())
        elif line == "o" and Action.OPEN in self.session.scene().actions:
            self.session.handle(OpenNow())
        elif line == "!":
            self.answer_stray(self.say_help)
        elif line == "!!":
            others = self._find_help(False).others
            self.answer_stray(lambda: self._say_all(section_lines(others)))
        else:
            return False
        return True

    def handle_correction(self, line: str) -> bool:
        """Go back to the answer before, if the line asks for that and it can be corrected."""
        if line != "b" or not self.session.scene().actions.get(Action.BACK):
            return False
        self.session.handle(Back())
        return True

    def answer_stray(self, answer: Callable[[], None]) -> None:
        """Answer a line that brings the scene no further; too many in a row end the input."""
        self._stray_lines += 1
        if self._stray_lines > _MAX_STRAY_LINES:
            self.lines.close()
        else:
            answer()

    def say_to_stray(self, text: str) -> None:
        """Say a line to a line that fits no question."""
        self.answer_stray(lambda: self.say(text))

    def say_help(self, afraid: bool = False) -> None:
        """Say the help page."""
        self._say_all(help_lines(self._find_help(afraid)))

    def _say_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(line)


def parse_rating(line: str) -> int | None:
    """Read a rating, 0 to 10, where x is 10; None when the line is none."""
    if line == "x":
        return _MAX_RATING
    if line.isascii() and line.isdigit() and len(line) <= len(str(_MAX_RATING)):
        rating = int(line)
        if rating <= _MAX_RATING:
            return rating
    return None
