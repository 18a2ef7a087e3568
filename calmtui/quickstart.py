"""The first frame of a quick launch, by the standard library alone; hands the screen to the driver.

Importing the full screen takes twenty times as long as starting Python. So the frames of the first seconds are kept
ready in a small file (made by `tui/reel.py` from the same drawing code): this module checks that nothing they were made
from has changed, writes the begun record, puts the first frame on, and lets a thread show the next ones while the rest
is imported. Whatever is missing, stale or damaged only costs time: then nothing is done here.

Imported before anything else, so only what costs next to nothing is imported: no typing, dataclasses, json or pathlib.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` costs 2 ms, for its names
import _thread
import fcntl
import marshal
import os
import select
import sys
import termios
import time
import zlib

from calmtui import __version__
from calmtui.storage import disk_check as hanging
from calmtui.storage import files as durable
from calmtui.storage.encryption import seal as sealing
from calmtui.storage.paths import state_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    # (stamp, ground, begun, reel, answers): what `pack` takes and `unpack` gives.
    Kept = tuple[Any, ...]

MAGIC = b"calmtui opening 1\n"
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
_KEYS = {**{str(n).encode(): n for n in range(10)}, b"x": 10, b"X": 10, b"\r": None}


class QuickStart:
    """A run that has begun before the full screen was there.

    `modes` are the terminal's own; `typed` is what was typed and not yet obeyed. `session` is the id of the run when
    its begun record is written, `began` its start on the monotonic clock and in seconds since the epoch. `rated` says
    whether the first question is answered, by `rating` (None: skipped).
    """

    def __init__(self, modes: list[Any], fd: int) -> None:
        self.modes = modes
        self.fd = fd
        self.typed = b""
        self.lines = 0  # bytes to come that the terminal took while Enter was the end of a line
        self.session: str | None = None
        self.began = (0.0, 0.0)
        self.path = ""  # of the journal's file
        self.guiding = False  # a guide has been on since it began
        self.rated = False
        self.rating: int | None = None
        self.rated_id = ""
        self.was_readable_by_others = False  # other accounts could read the journal until now
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
_keys = _thread.allocate_lock()


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
        _, begun, reel, answers = kept
        if words[0] == "urge" and begun is not None and _other_machine(begun[0]):
            return False
        modes = termios.tcgetattr(0)
        opened = QuickStart(modes, open_tty())
        # From here on an end leaves a record and a good terminal, and a stop waits for the full screen.
        _signal.pthread_sigmask(_signal.SIG_BLOCK, _WAITING)
        try:
            if begun is not None:
                _write_begun(opened, begun)
            _guard(opened)
            opened.lines = in_lines(0)
            # TCSANOW: what was typed meanwhile is kept.
            termios.tcsetattr(0, termios.TCSANOW, raw_mode(modes))
            _opened = opened
            os.write(opened.fd, reel[0][1])
        finally:
            _signal.pthread_sigmask(_signal.SIG_UNBLOCK, _WAITING if _opened is None else _ENDS)
    except (OSError, termios.error):
        return False
    _stop.acquire()
    _done.acquire()
    _thread.start_new_thread(_play, (opened, reel, answers))
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


def _write_begun(opened: QuickStart, begun: tuple[Any, ...]) -> None:
    """Begin the run in the journal, before its first frame is drawn. Raises OSError when the disk refuses."""
    path, fields, opened.guiding = begun
    opened.was_readable_by_others = durable.ensure_private_dir(os.path.dirname(path))
    session = os.urandom(8).hex()
    opened.path, opened.began = path, (time.monotonic(), time.time())
    _mark_open(session)
    # The lock is another run's for a moment only; if it is longer, the slow way writes a side file.
    opened.was_readable_by_others |= _keep(path, session, fields, opened.began[1])
    opened.session = session  # only now: a record that is not written is the full screen's to write


def _mark_open(session: str) -> None:
    """The run's file in the state folder: should it be cut off, the next launch has something to offer."""
    folder = os.path.join(state_dir(), "open")
    try:
        durable.ensure_private_dir(folder)
        os.close(
            os.open(os.path.join(folder, session), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        )
    except OSError:
        pass


def _keep(
    path: str, session: str, fields: str, seconds: float, lock_seconds: float = 0.0, id: str = ""
) -> bool:
    """Write a record of the run as `durable.append` does, sealed where the journal is locked. Raises OSError."""
    lock = sealing.JournalLock(os.path.dirname(path), os.path.join(state_dir(), sealing.NAME))
    return durable.append_lines(
        path, _record(session, fields, seconds, id), lock_seconds, lock.lines
    )


def _record(session: str, fields: str, seconds: float, id: str = "") -> bytes:
    at = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(seconds))
    line = f'{{"v":1,"id":"{id or os.urandom(8).hex()}","session":"{session}","at":"{at[:-2]}:{at[-2:]}",{fields}}}\n'
    return line.encode()


def _play(opened: QuickStart, reel: list[tuple[float, bytes]], answers: Any) -> None:
    """Show the frames when their time has come, until the driver takes over; the first answer starts its own reel."""
    start, at = time.monotonic() if opened.session is None else opened.began[0], 1
    try:
        while True:
            due = start + reel[at][0] - time.monotonic() if at < len(reel) else 3600.0
            if due <= 0:
                data = reel[at][1]
                if os.write(opened.fd, data) < len(data):
                    return  # the terminal does not read: the driver paints all of it again
                at += 1
            elif answers is None:
                if _stop.acquire(True, due):
                    return
            elif _stop.acquire(False):
                return
            elif _answered(opened, min(due, 0.01), answers):
                start, at, reel, answers = opened.began[0], 0, answers[2], None
            elif opened.typed or _opened is None:
                answers = None  # the keys are the driver's now
    except OSError:
        pass  # the driver meets the same terminal, or the same disk, and says so
    finally:
        _done.release()


def _answered(opened: QuickStart, seconds: float, answers: Any) -> bool:
    """Obey a key, if the keys are still the opening's and one comes in time; says whether it answered the question."""
    with _keys:  # whoever takes over waits for what a key has begun
        if _opened is None or not select.select([0], [], [], max(seconds, 0.0))[0]:
            return False
        typed = os.read(0, 1)
        opened.typed = keys(
            typed, opened.lines
        )  # the app obeys it, if this does not come to its end
        opened.lines = max(opened.lines - len(typed), 0)
        if not opened.typed:
            raise OSError  # the terminal is gone
        if opened.typed not in _KEYS:
            return False
        begun, rated, _ = answers
        _write_begun(opened, begun)
        rating = _KEYS[opened.typed]
        if rating is not None:
            assert opened.session is not None
            opened.rated_id = os.urandom(8).hex()
            _keep(begun[0], opened.session, f"{rated}{rating}", time.time(), id=opened.rated_id)
        opened.rated, opened.rating, opened.typed = True, rating, b""
        return True


def _guard(opened: QuickStart) -> None:
    """Until the full screen has a guard of its own: an end puts the terminal back and is kept as interrupted.

    SIGINT is Ctrl+C, typed before the terminal hands it over as a key: then the person has left.
    """

    def end(number: int, _: object) -> None:
        opened.stop()
        _leave(opened)
        _end(opened, "left early" if number == _signal.SIGINT else "interrupted")
        os._exit(128 + number)

    for number in _ENDS:
        _signal.signal(number, end)


def _end(opened: QuickStart, how: str) -> None:
    """A run that has begun is kept with how it ended; only one that was cut off is offered again."""
    if opened.session is not None:
        seconds = round(time.monotonic() - opened.began[0], 1) if opened.guiding else 0.0
        fields = f'"what":"ended","how":"{how}","practised":{seconds}'
        try:
            _keep(opened.path, opened.session, fields, time.time(), 0.5)
            if how != "interrupted":
                os.unlink(os.path.join(state_dir(), "open", opened.session))
        except OSError:
            pass


def take() -> QuickStart | None:
    """Give what was begun to the full screen, keys and all; its frames go on until `QuickStart.stop`. None: nothing was."""
    global _opened
    with _keys:
        opened, _opened = _opened, None
    return opened


def opened() -> QuickStart | None:
    """What was begun and not yet handed over."""
    return _opened


def cancel(opened: QuickStart | None = None, *, cut_off: bool = True) -> None:
    """Leave the screen again, when the full screen could not come after all.

    `opened` is what was handed over already; `cut_off` keeps a run that has begun as interrupted.
    """
    opened = opened or take()
    if opened is not None:
        leave(opened)
        if cut_off:
            _end(opened, "interrupted")


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
