"""The line-by-line front end: for screen readers, pipes, dumb terminals and slow lines. The same Session.

Lines are only ever added, and no character but letters, digits and plain signs is written.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from types import FrameType
from typing import TextIO

from calmtui.about import HELP
from calmtui.clean import clean
from calmtui.lengths import clock_text
from calmtui.scene import Ask, Choose, Finished, Guide, Rate
from calmtui.session import Session

_COMMANDS = ("", "p", "n", "b", "q", "t", "!", "?")
_KEYS = "Type a key and Enter: p pause, n next, b back, t time left, q leave, ! help."
_LOOK = 0.25  # seconds between two looks at the session while waiting for a line: well under its gap


class Lines:
    """Standard input as lines that can be waited for with a limit."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._rest = b""
        self.waiting: list[str] = []
        self.ended = False

    def wait(self, seconds: float) -> None:
        """Read what has come, at most so long."""
        if self.ended:
            select.select([], [], [], seconds)
            return
        if select.select([self._fd], [], [], seconds)[0]:
            data = os.read(self._fd, 65536)
            self.ended = not data
            *lines, self._rest = (self._rest + data).split(b"\n")
            if self.ended and self._rest:
                lines, self._rest = [*lines, self._rest], b""
            self.waiting += [clean(line.decode("utf-8", "replace")).strip() for line in lines]


class Plain:
    """Plays one session on text streams."""

    def __init__(self, session: Session, lines: Lines, out: TextIO) -> None:
        self._session, self._lines, self._out = session, lines, out
        self._said_step = -1
        self._said_text = ""
        self._checking = False
        self._said_phase: object = None
        self._paused = False
        self._notice: str | None = None

    def say(self, text: str) -> None:
        """Add a line."""
        encoding = getattr(self._out, "encoding", None) or "utf-8"
        self._out.write(clean(text).encode(encoding, "replace").decode(encoding) + "\n")
        self._out.flush()

    def play(self) -> None:
        """Run the session to its end."""
        self.say(f"{self._session.routine.title}. {self._session.routine.summary}")
        if "safe" in self._session.routine.cautions:
            self.say("About safety? Skip this: type ! and Enter.")
        while True:
            scene = self._session.scene()
            if self._session.notice and self._session.notice != self._notice:
                self.say(self._session.notice)
            self._notice = self._session.notice
            if isinstance(scene, Finished):
                for line in scene.lines:
                    self.say(line)
                return
            if isinstance(scene, Guide):
                self._guide(scene)
            elif isinstance(scene, Rate):
                self._rate(scene)
            elif isinstance(scene, Ask):
                self._ask(scene)
            else:
                self._choose(scene)

    def _guide(self, scene: Guide) -> None:
        phase = scene.moment.phase
        if scene.paused != self._paused:
            self._paused = scene.paused
            self.say("Paused. Enter goes on." if scene.paused else "Going on.")
        if phase.text != self._said_text or phase.step != self._said_step:
            if self._said_step < 0:
                self.say(_KEYS)
            if phase.part and phase.step != self._said_step:
                self.say(f"{phase.part}, {phase.round} of {phase.rounds}.")
            self._said_step, self._said_text = phase.step, phase.text
            self.say(phase.text + (" Enter goes on." if scene.until_key else ""))
        if (phase.step, phase.start) != self._said_phase:
            self._said_phase = (phase.step, phase.start)
            if phase.word:
                self.say(f"{phase.word}, {phase.seconds:g}.")
        if scene.check_in and not self._checking:
            self.say("The pull now? 0 to 10, or just let it pass.")
        self._checking = scene.check_in
        still = scene.paused or scene.until_key
        self._lines.wait(_LOOK if still else min(max(scene.moment.left, 0.001), _LOOK))
        if self._command(scene) or not self._lines.ended:
            return
        if scene.until_key:
            self._session.go_on()  # no one is there to press a key
        elif scene.paused:
            self._session.pause()

    def _command(self, scene: Guide) -> bool:
        """Do what the next line says; gives whether there was one to do."""
        waiting = self._lines.waiting
        if not waiting:
            return False
        if scene.check_in and (value := _rating(waiting[0])) is not None:
            waiting.pop(0)
            self._session.rate(value)
            return True
        if waiting[0] not in _COMMANDS:  # an answer typed ahead waits for its question; leaving and help never wait
            line = next((line for line in waiting if line in ("q", "!")), None)
            if line is None:
                return False
            waiting.remove(line)
            return self._common(line)
        line = waiting.pop(0)
        session = self._session
        if line == "p" or (line == "" and scene.paused):
            session.pause()
        elif line == "t":
            self.say(f"{clock_text(scene.left)} left.")
        elif line == "?":
            self.say(_KEYS)
        elif not self._common(line):
            {"": session.go_on, "n": session.next, "b": session.back}[line]()
        return True

    def _common(self, line: str) -> bool:
        """Leave and help work at every question."""
        if line == "q":
            self._session.leave()
        elif line == "!":
            for text in HELP:
                self.say(text)
        else:
            return False
        return True

    def _line(self) -> str | None:
        """The next line, or None at the end of input; the clock is looked at meanwhile."""
        while not self._lines.waiting:
            if self._lines.ended:
                return None
            self._lines.wait(_LOOK)
            self._session.scene()
        return self._lines.waiting.pop(0)

    def _rate(self, scene: Rate) -> None:
        self.say(f"{scene.question} 0 to 10, Enter {'for no' if scene.early else 'skips'}.")
        while True:
            line = self._line()
            if not line:
                return self._session.rate(None)
            if self._common(line):
                return None
            if (value := _rating(line)) is not None:
                return self._session.rate(value)
            self.say("A number from 0 to 10, or Enter to skip.")

    def _ask(self, scene: Ask) -> None:
        kept = "It is kept in your journal." if scene.kept else "It is not kept anywhere."
        self.say(f"{scene.text} {kept} An empty line goes on.")
        written: list[str] = []
        while len(written) < scene.lines:
            line = self._line()
            if not line:
                break
            if self._common(line):
                return
            written.append(line)
        self._session.answer("\n".join(written))

    def _choose(self, scene: Choose) -> None:
        self.say(scene.text)
        for number, option in enumerate(scene.options, 1):
            self.say(f"  {number} {option}")
        self.say("Numbers with spaces between, Enter goes on." if scene.many else "A number, or Enter to skip.")
        while True:
            line = self._line()
            if not line:
                return self._session.answer(())
            if self._common(line):
                return None
            numbers = line.replace(",", " ").split()
            good = [int(n) for n in numbers if n.isascii() and n.isdigit() and 0 < int(n[:3]) <= len(scene.options)]
            if len(good) == len(numbers) and (scene.many or len(good) == 1):
                return self._session.answer(tuple(scene.options[n - 1] for n in sorted(set(good))))
            self.say(f"Numbers from 1 to {len(scene.options)}, or Enter.")


def _rating(line: str) -> int | None:
    if line == "x":
        return 10
    return int(line) if line.isascii() and line.isdigit() and len(line) < 3 and int(line) <= 10 else None


class _Ended(BaseException):
    """The line went or the process was told to end."""


def play(session: Session) -> int:
    """Play on standard input and output; gives the exit code. A session that is cut off is kept as interrupted."""

    def end(number: int, _: FrameType | None) -> None:
        session.interrupt()
        raise _Ended(number)

    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, end)
    try:
        Plain(session, Lines(sys.stdin.fileno()), sys.stdout).play()
    except _Ended as ended:
        return 128 + int(ended.args[0])
    except KeyboardInterrupt:
        session.leave()
        return 130
    except OSError:  # the reader of our lines, or the terminal, is gone
        session.interrupt()
        return 1
    return 0
