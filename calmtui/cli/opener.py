"""Opens the program that `calmtui before` stands in front of, as if calmtui had not been there.

Whatever goes wrong in calmtui, the program opens: nobody is locked out of it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from resource import RLIMIT_CORE, getrlimit, setrlimit
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

BROKEN = 1  # the exit code of a calmtui that could not do what it was asked to
NOT_FOUND, NOT_STARTED = 127, 126  # as a shell's
_STREAMS = (0, 1, 2)
# What a program may have been started to ignore; the last two Python itself ignores.
_SIGNALS = (
    signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGTSTP, signal.SIGTTIN,
    signal.SIGTTOU, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGCHLD,
)  # fmt: skip
_PYTHONS_OWN = (signal.SIGPIPE, signal.SIGXFSZ)


class Inherited(NamedTuple):
    """What a process gets from its parent, and calmtui changes for itself."""

    environment: dict[str, str]
    umask: int
    core_limit: tuple[int, int]
    ignored: tuple[signal.Signals, ...]
    blocked: frozenset[int]

    @classmethod
    def take(cls) -> Inherited:
        """Return what this process has got."""
        umask = os.umask(0o077)
        os.umask(umask)
        return cls(
            dict(os.environ),
            umask,
            getrlimit(RLIMIT_CORE),
            tuple(number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_IGN),
            frozenset(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, ()))),
        )

    def give_back(self) -> None:
        """Make this process what it was, but for its environment."""
        os.umask(self.umask)
        setrlimit(RLIMIT_CORE, self.core_limit)
        for number in (*_SIGNALS, *_PYTHONS_OWN):
            signal.signal(number, signal.SIG_DFL)
        for number in self.ignored:
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, self.blocked)


class Opener:
    """Opens a program, once.

    `in_window`: calmtui has opened a window for the pause, which closes behind it: the program is
    started beside it instead of in its place.
    """

    def __init__(self, command: list[str], inherited: Inherited) -> None:
        self.command, self.inherited = command, inherited
        self.in_window = False
        self.code = 0
        self._streams: dict[int, int] = {}
        self._is_done = False

    @property
    def name(self) -> str:
        """The program's name, without its folder and its arguments."""
        return os.path.basename(self.command[0])

    def borrow_terminal(self) -> bool:
        """Let the pause use the terminal where the program's own streams are files or pipes.

        Return whether there is a terminal.
        """
        away = [fd for fd in _STREAMS if not os.isatty(fd)]
        if not away:
            return True
        try:
            terminal = os.open("/dev/tty", os.O_RDWR)
        except OSError:
            return False
        for fd in away:
            self._streams[fd] = os.dup(fd)
            os.dup2(terminal, fd, inheritable=True)
        os.close(terminal)
        return True

    def open(self) -> None:
        """Become the program; return where that fails, which is said, or beside a window."""
        if self._is_done:
            return
        self._is_done = True
        if self.in_window:
            self._start()
            return
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                stream.flush()
        for fd, own in self._streams.items():
            os.dup2(own, fd, inheritable=True)
        self.inherited.give_back()
        try:
            os.execvpe(self.command[0], self.command, self.inherited.environment)
        except OSError as error:
            self.report(error)

    def _start(self) -> None:
        import subprocess

        try:
            subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=self.inherited.environment,
                start_new_session=True,
                preexec_fn=self.inherited.give_back,
            )
        except OSError as error:
            self.report(error)

    def report(self, error: OSError) -> None:
        """Say why the program can't be opened."""
        from calmtui.cli.output import fail
        from calmtui.text.errors import system_reason
        from calmtui.text.sanitize import single_line

        code = NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_STARTED
        reason = system_reason(error, str(error))
        self.code = fail(f"{single_line(self.command[0])}: {reason}", code)


def _report_fault() -> None:
    """Say that calmtui broke, and that the program opens all the same."""
    sentence = "calmtui: a fault in calmtui stopped it; the program opens all the same."
    with contextlib.suppress(Exception):  # what broke may be needed for this, too
        from calmtui.text.i18n import _

        sentence = _("calmtui: a fault in calmtui stopped it; the program opens all the same.")
    with contextlib.suppress(OSError, ValueError, AttributeError):
        print(sentence, file=sys.stderr)


_opener: Opener | None = None


def current() -> Opener | None:
    """Return what opens the program of this command line; None where none is named."""
    return _opener


def run_before_program(words: list[str], run: Callable[[list[str]], int]) -> int:
    """Run calmtui with the words before `--`, for the program behind; return the exit code.

    It returns where the program is not opened: decided against, left, wrong use, or not found.
    """
    global _opener
    place = words.index("--")
    command = words[place + 1 :]
    if not command:
        return run(words[:place])
    _opener = Opener(command, Inherited.take())
    try:
        code = run(words[:place])
    except Exception:
        _report_fault()
        code = BROKEN
    if code == BROKEN:
        _opener.open()
    return _opener.code or code
