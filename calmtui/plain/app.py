"""The line-by-line front end: for screen readers, pipes, dumb terminals and slow lines. The same Session.

Lines are only ever added, and no character but letters, digits and plain signs is written.
"""

from __future__ import annotations

import errno
import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from calmtui.content.helplines import Heading, HelpLine, HelpPage, Place, Section, help_page
from calmtui.content.message import FIELDS, SAFE, compose_message
from calmtui.content.message_hints import message_hints
from calmtui.content.routine import Ask as AskStep
from calmtui.content.routine import Decide as DecideStep
from calmtui.crash import interrupt_sessions
from calmtui.render.help_table import help_line_sentence
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    CopyScene,
    DecideScene,
    DeskScene,
    FearScene,
    FinishedScene,
    GuideNotes,
    GuideScene,
    RateScene,
    ReachScene,
    Scene,
)
from calmtui.session.session import Session
from calmtui.text import charset
from calmtui.text.durations import format_clock
from calmtui.text.i18n import N_, _, format_number
from calmtui.text.input_parser import as_typed
from calmtui.text.latin_keys import typed
from calmtui.text.sanitize import sanitize
from calmtui.text.width import cell_width, wrap

_COMMANDS = ("", "p", "s", "w", "r", "n", "b", "q", "t", "h", "o", "+", "-", "m", "!", "!!", "?")
_KEYS = N_(
    "Type a key and Enter: p pause, n next, b back, t time left, h no holds,\n"
    "+ - pace, m keep the pace, q leave, ! help."
)
_URGE_KEYS = N_(
    "Type a key and Enter: p it passed, r another routine, w your words,\n"
    "s stop the guide or go on, n next, b back, t time left, q leave, ! help."
)
_PARKED_LINES = 2000
_EVERYWHERE = Place((), False)
_MOST_WAITING = (
    4096  # lines typed ahead, and characters of them: more is read when these are obeyed
)
_MOST_CHARACTERS = 1 << 20
_LONGEST = 64 * 1024  # bytes of a line
_ASTRAY = 50  # answers in a row that fit no question: more than a person gives
_LOOK = (
    0.25  # seconds between two looks at the session while waiting for a line: well under its gap
)


class _Ended(BaseException):
    """The process was told to end."""


class TerminationSignals:
    """The signals that end a run: noted when they come, raised only where nothing is half done."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._open = False

    def install(self) -> None:
        """Take SIGHUP, SIGTERM and SIGINT."""
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._come)

    def _come(self, number: int, _: FrameType | None) -> None:
        if self.number is None:
            self.number = number
            if self._open:
                raise _Ended

    @contextmanager
    def here(self) -> Iterator[None]:
        """Within this an end is raised, also one that has come before."""
        self._open = True
        try:
            if self.number is not None:
                raise _Ended
            yield
        finally:
            self._open = False


class LineInput:
    """Standard input as lines that can be waited for with a limit. `out` is where the other lines go."""

    def __init__(self, fd: int, out: int | None = None) -> None:
        self._fd, self._out = fd, out
        self._rest = b""
        self.ends = TerminationSignals()
        self.waiting: list[str] = []
        self.ended = False

    def wait(self, seconds: float) -> None:
        """Read what has come, at most so long. Raises OSError when nobody is there to read what is said.

        While many lines wait, nothing is read; a line without an end is no person's, and ends the input.
        """
        with (
            self.ends.here()
        ):  # the read as well: Ctrl+C makes the terminal forget what was there to be read
            ready = select.select([] if self.ended or self._full else [self._fd], [], [], seconds)[
                0
            ]
            data = os.read(self._fd, 65536) if ready else b""
        if self._gone():
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
        if ready:
            self.ended = not data or len(self._rest) > _LONGEST
            *lines, self._rest = (self._rest + data).split(b"\n")
            if self.ended and self._rest:
                lines, self._rest = [*lines, self._rest], b""
            self.waiting += [
                as_typed(line.decode("utf-8", "surrogateescape")).strip() for line in lines
            ]

    @property
    def _full(self) -> bool:
        return len(self.waiting) > _MOST_WAITING or sum(map(len, self.waiting)) > _MOST_CHARACTERS

    def end(self) -> None:
        """Read no more, and forget what waits."""
        self.ended = True
        self.waiting.clear()

    def _gone(self) -> bool:
        if self._out is None or sys.platform == "darwin":  # whose poll takes no terminals
            return False
        poll = select.poll()
        poll.register(self._out, 0)  # hang-up and error are always reported
        return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))


def columns_of(out: TextIO) -> int:
    """The columns of a terminal; 0 where there is none, or it tells no size."""
    try:
        return os.get_terminal_size(out.fileno()).columns if out.isatty() else 0
    except (OSError, ValueError):
        return 0


def broken(text: str, columns: int) -> str:
    """A text whose lines break at words where they are longer than `columns`, under their own beginning."""
    lines: list[str] = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip(" "))]
        if not columns or cell_width(line) <= columns:
            lines.append(line)
        else:
            lines += [indent + part for part in wrap(line, columns - len(indent))]
    return "\n".join(lines)


class PlainApp:
    """Plays one session on text streams.

    `begin` starts another routine by its id, `page` is the help page, `keep` keeps a session's pace and says so.
    """

    def __init__(
        self,
        session: Session,
        lines: LineInput,
        out: TextIO,
        begin: Callable[[str], Session] | None = None,
        page: Callable[[bool], HelpPage] | None = None,
        keep: Callable[[Session], str] | None = None,
    ) -> None:
        self._session, self._lines, self._out = session, lines, out
        self._keep_pace = keep or (lambda session: _("Nothing is kept in this run."))
        self._begin, self._page = (
            begin,
            page or (lambda afraid: help_page((), _EVERYWHERE, afraid=afraid)),
        )
        self._said_step = -1
        self._said_text = ""
        self._checking = False
        self._said_phase: object = None
        self._paused = False
        self._said_care = self._said_note = ""
        self._notice: str | None = None
        self._faced: Scene | None = None
        self._strayed = 0  # lines in a row that brought it no further
        self._rung = session.rings

    def say(self, text: str) -> None:
        """Add a line."""
        codec = charset.terminal_codec() if self._out is sys.stdout else "utf-8"
        shown = charset.encode(sanitize(text), codec).decode(codec)
        with self._lines.ends.here():
            self._out.write(broken(shown, columns_of(self._out)) + "\n")
            self._out.flush()

    def play(self) -> None:
        """Run the session to its end."""
        self.say(f"{self._session.routine.title}. {self._session.routine.summary}")
        if self._session.private:
            self.say(_("Private: nothing is kept."))
        if "safe" in self._session.routine.cautions:
            self.say(_("Is this about safety? Type ! and Enter."))
        if any(isinstance(step, AskStep | DecideStep) for step in self._session.routine.steps):
            self.say(_("What you write stays in this terminal's scrollback."))
        while True:
            scene = self._session.scene()
            if scene != self._faced:
                self._faced, self._strayed = scene, 0
            if self._rung != self._session.rings:
                self._rung = self._session.rings
                self._bell()
            if self._session.notice and self._session.notice != self._notice:
                self.say(self._session.notice)
            self._notice = self._session.notice
            if isinstance(scene, FinishedScene):
                for line in scene.lines:
                    self.say(line)
                if scene.alternative:
                    self.say(
                        _("Another kind, with eyes open: {command}").format(
                            command=f"calmtui run {scene.alternative}"
                        )
                    )
                if scene.back and self._returns():
                    continue
                self._session.close()
                if scene.unkept:
                    self._elsewhere()
                return
            if isinstance(scene, GuideScene):
                self._guide(scene)
            elif isinstance(scene, RateScene):
                self._rate(scene)
            elif isinstance(scene, AskScene):
                self._ask(scene)
            elif isinstance(scene, ChooseScene):
                self._choose(scene)
            elif isinstance(scene, DecideScene):
                self._decide(scene)
            elif isinstance(scene, DeskScene):
                self._desk(scene)
            elif isinstance(scene, FearScene):
                self._fear(scene)
            else:
                self._words(scene)

    def _bell(self) -> None:
        """A wait has ended: who is elsewhere may hear it. A pipe has no bell."""
        if self._out.isatty():
            with self._lines.ends.here():
                self._out.write("\a")
                self._out.flush()

    def _returns(self) -> bool:
        """Whether the person takes it back that they left a wait."""
        self.say(_("b goes back to the wait. Enter leaves."))
        line = self._key()
        while line == "!":
            self._help()
            line = self._key()
        if line == "b":
            self._session.back()
            self.say(_("Back to the wait."))
        return line == "b"

    def _elsewhere(self) -> None:
        """What the disk refused may be kept in a file elsewhere, if there is someone to say so."""
        if self._lines.ended and not self._lines.waiting:
            return
        self.say(
            _("Enter keeps it in a file elsewhere, a file's name keeps it there, q lets it go.")
        )
        while self._session.has_unsaved_records:
            line = self._line()
            if line is None or typed(line) == "q":
                return
            if self._session.has_unsaved_records:
                self._astray(self._session.keep_elsewhere(line))
            else:
                self.say(_("It is in your journal now."))

    def _guide(self, scene: GuideScene) -> None:
        phase = scene.moment.phase
        if scene.paused != self._paused:
            self._paused = scene.paused
            paused = (
                _("Paused, but the wait goes on. Enter goes on.")
                if scene.sea
                else _("Paused. Enter goes on.")
            )
            self.say(paused if scene.paused else _("Going on."))
        if phase.text != self._said_text or phase.step != self._said_step:
            if self._said_step < 0:
                self.say(_(_URGE_KEYS if scene.passing else _KEYS))
            if scene.doing:
                self.say(scene.doing)
            if phase.part and phase.step != self._said_step:
                place = _("{place} of {all}").format(place=phase.round, all=phase.rounds)
                self.say(f"{phase.part}, {place}.")
            self._said_step, self._said_text = phase.step, phase.text
            self.say(f"{phase.text} {_('Enter goes on.')}" if scene.until_key else phase.text)
        if (phase.step, phase.start) != self._said_phase:
            self._said_phase = (phase.step, phase.start)
            if phase.word:
                self.say(f"{phase.word}, {format_number(phase.seconds)}.")
        self._asides(scene.aside)
        if scene.check_in and not self._checking:
            self.say(_("The pull now? 0 to 10, or just let it pass."))
        self._checking = scene.check_in
        still = scene.paused or scene.until_key
        self._lines.wait(_LOOK if still else min(max(scene.moment.left, 0.001), _LOOK))
        if self._command(scene) or not self._lines.ended:
            return
        if scene.until_key:
            self._session.go_on()  # no one is there to press a key
        elif scene.paused:
            self._session.pause()

    def _asides(self, aside: GuideNotes) -> None:
        """What to mind in the step that comes, and the note of a change, each once."""
        care = (
            _("Left out. o takes it back in.")
            if aside.left_out
            else f"{aside.care} {_('o leaves it out.')}"
        )
        if aside.care and care != self._said_care:
            self.say(care)
        self._said_care = care if aside.care else ""
        if aside.note and aside.note != self._said_note:
            self.say(f"{aside.note} {_('m keeps this pace.')}" if aside.pace else aside.note)
        self._said_note = aside.note

    def _command(self, scene: GuideScene) -> bool:
        """Do what the next line says; gives whether there was one to do."""
        waiting = self._lines.waiting
        if not waiting:
            return False
        if scene.check_in and (value := _rating(typed(waiting[0]))) is not None:
            waiting.pop(0)
            self._session.rate(value)
            return True
        # An answer typed ahead waits for its question; leaving and help never wait.
        if typed(waiting[0]) not in _COMMANDS:
            line = next((line for line in waiting if typed(line) in ("q", "!", "!!")), None)
            if line is None:
                return False
            waiting.remove(line)
            return self._common(typed(line))
        line = typed(waiting.pop(0))
        session = self._session
        if line == "p" and scene.passing:
            session.urge_passed()
        elif line in ("p", "s") or (line == "" and scene.paused):
            session.pause()
        elif line == "w":
            session.open_words()
        elif line == "r":
            if scene.waiting:
                self._another()
        elif line == "m":
            if session.pace != 1.0:
                self.say(self._keep_pace(session))
        elif line == "t":
            self.say(_("{time} left").format(time=format_clock(scene.left)) + ".")
        elif line == "?":
            self.say(_(_URGE_KEYS if scene.passing else _KEYS))
        elif not self._common(line):
            actions: dict[str, Callable[[], None]] = {
                "": session.go_on, "n": session.next, "b": session.back, "h": session.without_holds,
                "o": session.leave_out, "+": lambda: session.stretch(1), "-": lambda: session.stretch(-1),
            }  # fmt: skip
            actions[line]()
        return True

    def _common(self, line: str) -> bool:
        """Leave and help work at every question."""
        if line == "q":
            self._session.leave()
        elif line == "!":
            self._strays(self._help)
        elif line == "!!":
            self._strays(lambda: self._sections(self._page(False).others))
        else:
            return False
        return True

    def _corrects(self, line: str) -> bool:
        """Whether a line goes back to the answer before, to correct it."""
        if line != "b" or not self._session.retakes:
            return False
        self._session.back()
        return True

    def _help(self, afraid: bool = False) -> None:
        page = self._page(afraid)
        for text in (*page.not_safe, "", *page.emergency, ""):
            self.say(text)
        self._sections(page.sections)
        self.say(_("!! and Enter: the lines of other countries."))

    def _sections(self, sections: tuple[Section, ...]) -> None:
        for section in sections:
            self.say(f"{section.title}:" if section.title else "")
            for item in section.items:
                if isinstance(item, Heading):
                    self.say(f"  {item.text}:")
                else:
                    self.say(
                        f"  {help_line_sentence(item) if isinstance(item, HelpLine) else item}"
                    )

    def _another(self) -> None:
        """Another routine during the wait, which goes on meanwhile."""
        from calmtui.content.library import UnknownRoutine
        from calmtui.content.toml import FileError

        self.say(_("Which? Its id, such as anchor-90, long-exhale or pmr-4. Enter goes back."))
        self._session.suspend()
        line = self._line()
        if line and self._begin is not None:
            try:
                other = self._begin(line)
            except (UnknownRoutine, FileError) as error:
                self.say(str(error))
            else:
                PlainApp(other, self._lines, self._out, None, self._page, self._keep_pace).play()
                self.say(_("Back to the wait."))
        self._session.resume()

    def _line(self) -> str | None:
        """The next line, or None at the end of input; the clock is looked at meanwhile."""
        while not self._lines.waiting:
            if self._lines.ended:
                return None
            self._lines.wait(_LOOK)
            self._session.scene()
        return self._lines.waiting.pop(0)

    def _strays(self, say: Callable[[], None]) -> None:
        """Say something to a line that answers nothing; input that is nothing else counts as ended."""
        self._strayed += 1
        if self._strayed > _ASTRAY:
            self._lines.end()
        else:
            say()

    def _astray(self, text: str) -> None:
        self._strays(lambda: self.say(text))

    def _key(self) -> str | None:
        """The next line, where none is written: a key of any keyboard, or a number."""
        line = self._line()
        return line and typed(line)

    def _rate(self, scene: RateScene) -> None:
        how = _("0 to 10, Enter for no.") if scene.early else _("0 to 10, Enter skips.")
        if scene.given is not None:
            how = _("It was {n}. 0 to 10, Enter keeps it.").format(n=scene.given)
        self.say(f"{scene.question} {how}")
        while True:
            line = self._key()
            if not line:
                return self._session.rate(None)
            if self._common(line) or self._corrects(line):
                return None
            if line == "b" and scene.back:
                return self._session.back()
            if (value := _rating(line)) is not None:
                return self._session.rate(value)
            self._astray(_("A number from 0 to 10, or Enter to skip."))

    def _ask(self, scene: AskScene) -> None:
        kept = (
            _("It is kept in your journal.")
            if scene.kept
            else scene.note or _("It is not kept anywhere.")
        )
        if scene.parked:
            kept = _("It is kept on this machine only, until this ends.")
        if scene.private:
            kept = _("It is not kept anywhere.")
        self.say(f"{scene.text} {kept} {_('An empty line goes on.')}")
        written = scene.words.split("\n") if scene.words else []
        for text in written:
            self.say(f"  {text}")
        most = _PARKED_LINES if scene.parked else scene.lines
        while len(written) < most:
            line = self._line()
            if not line:
                break
            if self._common(line):
                return
            written.append(line)
        self._session.answer("\n".join(written))

    def _choose(self, scene: ChooseScene) -> None:
        self.say(scene.text)
        for number, option in enumerate(scene.options, 1):
            self.say(f"  {number} {option}")
        self.say(
            _("Numbers with spaces between, Enter goes on.")
            if scene.many
            else _("A number, or Enter to skip.")
        )
        if scene.given:
            self.say(_("It was {text}. Enter keeps it.").format(text=", ".join(scene.given)))
        while True:
            line = self._key()
            if not line:
                return self._session.answer(scene.given)
            if self._common(line) or self._corrects(line):
                return None
            numbers = [typed(part) for part in line.replace(",", " ").split()]
            good = [
                int(n)
                for n in numbers
                if n.isascii() and n.isdigit() and 0 < int(n[:3]) <= len(scene.options)
            ]
            if len(good) == len(numbers) and (scene.many or len(good) == 1):
                return self._session.answer(tuple(scene.options[n - 1] for n in sorted(set(good))))
            self._astray(_("Numbers from 1 to {last}, or Enter.").format(last=len(scene.options)))

    def _decide(self, scene: DecideScene) -> None:
        if scene.words:
            self.say(_("You wrote, {ago}:").format(ago=scene.ago))
            for text in scene.words.split("\n"):
                self.say(f"  {text}")
        if scene.ratings:
            self.say(scene.ratings)
        self.say(scene.text)
        for number, (name, beside) in enumerate(scene.options, 1):
            self.say(
                f"  {number} {_(name)}, {_(beside)}"
                if "clipboard" not in beside
                else f"  {number} {_(name)}"
            )
        if scene.people:
            self.say(_("{n} and Enter: someone else.").format(n=len(scene.options)))
        early = _("A number, or q to leave without choosing, b goes back to the sea.")
        self.say(early if scene.early else _("A number, or q to leave without choosing."))
        while True:
            line = self._key()
            if line is None:
                return self._session.leave()
            if self._common(line):
                return None
            if line == "b" and (scene.early or self._session.retakes):
                return self._session.back()
            if len(line) == 1 and "1" <= line <= str(len(scene.options)):
                return self._session.answer((scene.options[int(line) - 1][0],))
            self._astray(_("A number from 1 to {last}, or q.").format(last=len(scene.options)))

    def _words(self, scene: CopyScene | ReachScene | Scene) -> None:
        if isinstance(scene, CopyScene):
            self.say(scene.text)
            for text in scene.words.split("\n"):
                self.say(f"  {text}")
        elif isinstance(scene, ReachScene):
            self.say(_("Your people") + ":")
            for text in scene.lines:
                self.say(f"  {text}")
        keep = isinstance(scene, CopyScene) and scene.keepable
        self.say(
            _("k keeps it here, for calmtui draft. Enter goes on.")
            if keep
            else _("Enter goes on, q leaves.")
        )
        line = self._key()
        if line == "k" and isinstance(scene, CopyScene):
            self.say(self._session.keep_draft(scene.words))
        if not line or not (self._common(line) or self._corrects(line)):
            self._session.go_on()

    def _fear(self, scene: FearScene) -> None:
        """Help at once, then three ways of the same weight."""
        self.say(scene.text)
        self._help(afraid=True)
        for number, way in enumerate(scene.ways, 1):
            self.say(f"  {number} {way}")
        self.say(_("1, 2 or 3 and Enter; q leaves."))
        while True:
            line = self._key()
            if line is None or line == "q":
                return self._session.leave()
            if line == "1":
                self._help(afraid=True)
            elif line == "2":
                self.say(_("Erase this session? Enter: yes. Anything else and Enter: back."))
                if self._line() == "":
                    self._session.leave_unsaved()
                    return self._session.go_on()
            elif line == "3":
                return self._session.go_on_afraid()
            elif self._common(line):
                continue
            else:
                self._astray(_("1, 2 or 3 and Enter; q leaves."))

    def _desk(self, scene: DeskScene) -> None:
        """The message desk, a line for each field."""
        if scene.words:
            self.say(_("You wrote:"))
            for text in scene.words.split("\n"):
                self.say(f"  {text}")
        if scene.afraid:
            self.say(_(SAFE))
        self.say(_("Six lines, each may stay empty."))
        values: list[str] = []
        for field in FIELDS:
            said = _("{label}. Such as: {example}")
            self.say(said.format(label=_(field.label), example=_(field.example)))
            line = self._line()
            if line is None:
                break
            if line and self._common(line):
                self.say(_(field.label))
                line = self._line()
            values.append(line or "")
        text = compose_message(tuple(values))
        if text:
            self.say(text)
        for hint in message_hints(
            text, pull=scene.pull, afraid=scene.afraid, beside="\n".join((scene.words, *values))
        ):
            self.say("  " + _("A hint: {hint}").format(hint=hint))
        if text:
            forgets = _("k keeps it here, for calmtui draft. Enter forgets it.")
            self.say(forgets if scene.keepable else _("Enter goes on."))
            if self._key() == "k":
                self.say(self._session.keep_draft(text))
        self._session.go_on()


def _rating(line: str) -> int | None:
    if line == "x":
        return 10
    return (
        int(line)
        if line.isascii() and line.isdigit() and len(line) < 3 and int(line) <= 10
        else None
    )


def run(
    session: Session,
    begin: Callable[[str], Session] | None = None,
    page: Callable[[bool], HelpPage] | None = None,
    lines: LineInput | None = None,
    keep: Callable[[Session], str] | None = None,
) -> int:
    """Play on standard input and output; gives the exit code. A session that is cut off is kept as interrupted.

    Raises Crash for a fault of our own.
    """
    running = [session]

    def another(id: str) -> Session:
        assert begin is not None
        running.append(begin(id))
        return running[-1]

    lines = lines or LineInput(sys.stdin.fileno(), sys.stdout.fileno())
    lines.ends.install()
    gone = 0
    try:
        session.mind_the_hour()
        PlainApp(session, lines, sys.stdout, another if begin else None, page, keep).play()
    except _Ended:
        number = lines.ends.number
        gone = 128 + (number or 0)
        for one in running:
            one.leave_for_good() if number == signal.SIGINT else one.interrupt()
    except OSError:  # the reader of our lines, or the terminal, is gone
        gone = 1
        for one in running:
            one.interrupt()
    except Exception as error:
        raise interrupt_sessions(running) from error
    if gone:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what was not yet said has nowhere to go
    return gone or session.code


def confirm(lines: LineInput, text: str, yes: str, no: str) -> bool | None:
    """One line and a key: Enter is yes, q is no; None at the end of input, which leaves things as they are."""
    said = _("Enter: {yes}. q and Enter: {no}.").format(yes=yes, no=no)
    print(broken(f"{sanitize(text)} {said}", columns_of(sys.stdout)), flush=True)
    while not lines.waiting:
        if lines.ended:
            return None
        lines.wait(_LOOK)
    return typed(lines.waiting.pop(0)) not in ("q", "n")
