"""Show the first frames of a quick launch, by the standard library alone, and hand the screen to the driver.

Importing the full screen takes twenty times as long as starting Python. So the frames of the first seconds are kept
ready in a small file (made by `tui/quickstart_recorder.py` from the same drawing code): this module checks that
nothing they were made from has changed, puts the first frame on, and lets a thread show the next ones while the rest
is imported. It shows frames and does nothing else: no record is written, no key is obeyed; what is typed waits in the
terminal's own queue. Whatever is missing, stale or damaged only costs time: then nothing is done here.

Imported before anything else, so only what costs next to nothing is imported: no typing, dataclasses, json or pathlib.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` costs 2 ms, for its names
import _thread
import fcntl
import marshal
import os
import sys
import termios
import time
import zlib

from calmtui import __version__
from calmtui.storage import disk_check as hanging
from calmtui.storage import files as durable
from calmtui.storage.paths import state_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    # (fingerprint, this device's file of the journal, frames): what `pack` takes and `unpack` gives.
    Kept = tuple[Any, ...]

MAGIC = b"calmtui opening 2\n"
MOST = 1 << 26  # bytes of a kept opening
NO_SCREEN = (
    "",
    "dumb",
    "unknown",
    "network",
    "dialup",
    "emacs",
)  # what TERM says where only lines can be shown
ENTER = "\x1b[?1049h\x1b[?25l"
# Where there is no alternate screen, what was on would stay: it is erased first, from its end to its beginning, because
# terminals may keep in their history what is erased the other way round.
WIPE = b"\x1b[0m\x1b[999;999H\x1b[1J\x1b[H"
LEAVE = b"\x1b[?7h" + WIPE + b"\x1b[?1049l\x1b[?25h"
# What Rich, Textual and calmtui read to decide on colours and glyphs, and where the settings are.
_ENVIRONMENT = (
    "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TERM_PROGRAM", "TEXTUAL_COLOR_SYSTEM", "LANG", "LC_ALL",
    "LC_CTYPE", "LC_MESSAGES", "LANGUAGE", "PYTHONIOENCODING", "PYTHONUTF8", "HOME", "CALMTUI_HOME",
    "XDG_CONFIG_HOME", "XDG_DATA_HOME", "PYTHONCOERCECLOCALE",
)  # fmt: skip
_CODE = (
    "__init__", "content/adjust", "render/questions", "session/live_changes", "text/charset", "render/screen", "render/guide", "render/layout", "text/width", "quickstart",
    "render/palette", "session/scene", "session/session", "render/shapes", "render/colorless", "session/timeline", "tui/painter", "tui/quickstart_recorder", "text/i18n",
)  # fmt: skip
_ENDS = (_signal.SIGHUP, _signal.SIGTERM, _signal.SIGINT)
_WAITING = (*_ENDS, _signal.SIGTSTP)  # what is held back until there is someone to see to it
_PLAIN = set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
)  # fit for the name of a file


class QuickStart:
    """First frames that are on while the full screen is imported.

    `modes` are the terminal's own, `shown_at` is when the first frame was sent, on the monotonic clock, and `lines`
    counts the bytes to come that the terminal took while Enter was the end of a line.
    """

    def __init__(self, modes: list[Any], fd: int, lines: int = 0) -> None:
        self.modes = modes
        self.fd = fd
        self.lines = lines
        self.shown_at = time.monotonic()
        self._stopped = False

    def stop(self) -> None:
        """Show no more frames."""
        if not self._stopped and _stop.locked():
            self._stopped = True
            _stop.release()
            _done.acquire(True, 1.0)


_opened: QuickStart | None = None
_stop = _thread.allocate_lock()
_done = _thread.allocate_lock()


def is_quick_command(words: list[str]) -> bool:
    """Whether the words of a command line are a quick launch that an opening may be kept for."""
    if words[:1] == ["run"]:
        named = len(words) == 2
    else:
        named = words[:1] in (["urge"], ["sos"]) and len(words) <= (2 if words[0] == "urge" else 1)
    return named and all(word[:1] not in ("", "-") and set(word) <= _PLAIN for word in words)


def can_show_full_screen() -> bool:
    """Whether there is a terminal that can and should show the full screen."""
    if not (sys.stdin and os.isatty(0) and os.isatty(1) and os.isatty(2)):
        return False
    return os.environ.get("TERM", "") not in NO_SCREEN and not accessible(os.environ)


def accessible(environment: Mapping[str, str]) -> bool:
    """Whether ACCESSIBLE asks for lines: people say so with 1, true, yes, on; only what says no is none."""
    return environment.get("ACCESSIBLE", "").strip().lower() not in (
        "",
        "0",
        "false",
        "no",
        "off",
        "n",
        "f",
    )


def cache_file(words: list[str], columns: int, rows: int) -> str:
    """Where the opening for a command line at a size is kept."""
    return os.path.join(state_dir(), "openings", f"{'_'.join(words)}_{columns}x{rows}")


def fingerprint(files: tuple[str, ...]) -> tuple[Any, ...]:
    """All that an opening depends on: the version, the code, the environment, `files` and whether they exist."""
    here = os.path.dirname(__file__)
    code = tuple(os.path.join(here, f"{name}.py") for name in _CODE)
    marks = []
    for path in code + files:
        try:
            found = os.stat(path)
            marks.append((found.st_mtime_ns, found.st_ctime_ns, found.st_size))
        except FileNotFoundError:
            marks.append((0, 0, 0))
        except OSError:  # nobody can tell what it says: nothing holds for it
            marks.append((0, 0, -time.time_ns()))
    environment = tuple(os.environ.get(name) for name in _ENVIRONMENT)
    return __version__, sys.hexversion, environment, files, tuple(marks)


def pack(kept: Kept) -> bytes:
    """An opening as bytes."""
    data = marshal.dumps(kept)
    return MAGIC + zlib.crc32(data).to_bytes(4, "big") + data


def unpack(data: bytes) -> Kept | None:
    """The opening in the bytes; None when they are damaged or what it was made from has changed."""
    start = len(MAGIC) + 4
    if (
        data[: len(MAGIC)] != MAGIC
        or zlib.crc32(data[start:]).to_bytes(4, "big") != data[len(MAGIC) : start]
    ):
        return None
    try:
        kept: Kept = marshal.loads(data[start:])
        return kept if kept[0] == fingerprint(kept[0][3]) else None
    except (ValueError, EOFError, TypeError, LookupError, OverflowError, MemoryError):
        return None


def open_tty() -> int:
    """A descriptor of our own for the terminal, that never waits: the shell shares the flags of the others."""
    flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        return os.open(os.ttyname(0), flags)
    except OSError:  # it has no name in some containers
        try:
            return os.open("/dev/tty", flags)
        except OSError:
            return os.dup(2)


def is_background_job(fd: int = 0) -> bool:
    """Whether another job has the terminal: its modes are not ours to read or to change then."""
    try:
        return os.tcgetpgrp(fd) != os.getpgrp()
    except OSError:  # it is nobody's, or gone
        return False


def raw_mode(modes: list[Any]) -> list[Any]:
    """Terminal modes for single keys: no echo, no lines, no signals, carriage return and line feed as they are."""
    made = [*modes[:6], list(modes[6])]
    made[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    made[1] &= ~termios.OPOST  # a line feed goes down, and not back to the left as well
    made[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    made[6][termios.VMIN] = 1
    return made


def in_lines(fd: int) -> int:
    """Return how many bytes of whole lines wait to be read: in them an Enter has become a line feed."""
    try:
        return int.from_bytes(fcntl.ioctl(fd, termios.FIONREAD, b"\0\0\0\0"), sys.byteorder)
    except OSError:
        return 0


def keys(data: bytes, lines: int) -> bytes:
    """Return what was typed as keys, where the first `lines` bytes came in lines."""
    return data[:lines].replace(b"\n", b"\r") + data[lines:]


def show_first_frame(words: list[str]) -> bool:
    """Put the first frame on, if one is kept for this command line, terminal and size; says whether it did."""
    global _opened
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        # A KeyboardInterrupt within the imports to come may be printed instead of raised: Ctrl+C just ends for now.
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    if (
        not (is_quick_command(words) and can_show_full_screen())
        or is_background_job()
        or hanging.hanging_folder()
    ):
        return False
    try:
        columns, rows = os.get_terminal_size(1)
        if words[0] == "urge" and _cut_off():
            return False  # there is something to offer first
        kept = unpack(durable.read(cache_file(words, columns, rows), MOST))
        if kept is None:
            return False
        _, device_file, frames = kept
        if words[0] == "urge" and _other_machine(device_file):
            return False
        modes = termios.tcgetattr(0)
        fd = open_tty()
        # From here on an end leaves a good terminal, and a stop waits for the full screen.
        _signal.pthread_sigmask(_signal.SIG_BLOCK, _WAITING)
        try:
            opened = QuickStart(modes, fd, in_lines(0))
            _guard(opened)
            # TCSANOW: what was typed meanwhile is kept.
            termios.tcsetattr(0, termios.TCSANOW, raw_mode(modes))
            _opened = opened
            opened.shown_at = time.monotonic()
            os.write(fd, frames[0][1])
        finally:
            _signal.pthread_sigmask(_signal.SIG_UNBLOCK, _WAITING if _opened is None else _ENDS)
    except (OSError, termios.error):
        return False
    _stop.acquire()
    _done.acquire()
    _thread.start_new_thread(_play, (opened, frames))
    return True


def _cut_off() -> bool:
    """Whether a run on this machine was cut off, or is on in another terminal; or words of one left are to go."""
    folder = os.path.join(state_dir(), "open")
    yesterday = time.time() - 86400
    try:
        return any(
            not name.endswith(".left") or os.stat(os.path.join(folder, name)).st_mtime < yesterday
            for name in os.listdir(folder)
        )
    except OSError:
        return False


def _other_machine(own: str) -> bool:
    """Whether another file of the journal has changed since yesterday: a wait there may be gone on with here."""
    folder, name = os.path.split(own)
    device = name.removesuffix(
        ".jsonl"
    )  # side files and tombstones of this one begin with its name
    try:
        names = [other for other in durable.names(folder, ".jsonl") if not other.startswith(device)]
        others = [os.stat(os.path.join(folder, other)).st_mtime for other in names]
    except FileNotFoundError:
        return False
    return any(time.time() - changed < 86400 for changed in others)


def _play(opened: QuickStart, frames: list[tuple[float, bytes]]) -> None:
    """Show the frames when their time has come, until the driver takes over."""
    try:
        for seconds, data in frames[1:]:
            wait = max(opened.shown_at + seconds - time.monotonic(), 0.0)
            if _stop.acquire(True, wait):
                return
            if os.write(opened.fd, data) < len(data):
                return  # the terminal does not read: the driver paints all of it again
        _stop.acquire()
    except OSError:
        pass  # the driver meets the same terminal, and says so
    finally:
        _done.release()


def _guard(opened: QuickStart) -> None:
    """Put the terminal back when a signal ends the program before the full screen has a guard of its own.

    SIGINT is Ctrl+C, typed before the terminal hands it over as a key.
    """

    def end(number: int, _: object) -> None:
        opened.stop()
        _leave(opened)
        os._exit(128 + number)

    for number in _ENDS:
        _signal.signal(number, end)


def take() -> QuickStart | None:
    """Give what is on to the full screen; its frames go on until `QuickStart.stop`. None: nothing is on."""
    global _opened
    opened, _opened = _opened, None
    return opened


def opened() -> QuickStart | None:
    """Return what is on and not yet handed over."""
    return _opened


def cancel(opened: QuickStart | None = None) -> None:
    """Leave the screen again, when the full screen could not come after all; `opened` was handed over already."""
    opened = opened or take()
    if opened is not None:
        leave(opened)


def leave(opened: QuickStart) -> None:
    """Put the terminal back as the opening found it."""
    opened.stop()
    _leave(opened)
    _signal.pthread_sigmask(_signal.SIG_UNBLOCK, (_signal.SIGTSTP,))


def _leave(opened: QuickStart) -> None:
    write_final(opened.fd, LEAVE)
    try:  # noqa: SIM105 - contextlib is dear
        termios.tcsetattr(0, termios.TCSANOW, opened.modes)
    except (OSError, termios.error):
        pass


def write_final(fd: int, data: bytes) -> None:
    """Write the last bytes for a terminal without waiting: one that does not read loses what it has not read yet."""
    for _ in range(2):
        try:
            if os.write(fd, data) == len(data):
                return
        except BlockingIOError:
            pass
        except OSError:
            return
        try:
            termios.tcflush(fd, termios.TCOFLUSH)
        except termios.error:
            return
