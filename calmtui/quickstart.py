"""Show the first frames of a launch while the full screen is imported.

Importing the full screen takes twenty times as long as starting Python. So the frames of the first
seconds are recorded in a small file (by `tui/quickstart_recorder.py`, with the app's own drawing
code). This module checks that nothing they depend on has changed, shows the first one, and lets a
thread show the others until the driver takes the screen over.

It shows frames and does nothing else: no record is written, no key is read. What is typed waits in
the terminal's own queue. A recording that is missing, stale or damaged only costs time: then
nothing is shown.

Imported before anything else, so it uses the standard library only, and of that nothing that takes
long to import: no typing, dataclasses, json or pathlib.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` costs 2 ms, for its names
import _thread
import marshal
import os
import sys
import time
import zlib

from calmtui import __version__
from calmtui.end_signals import END_SIGNALS, exit_code
from calmtui.storage import reading
from calmtui.storage.disk_check import hanging_folder
from calmtui.storage.paths import state_dir
from calmtui.terminal import (
    LEAVE_SCREEN,
    MOUSE_OFF,
    MOUSE_ON,
    can_show_full_screen,
    count_line_input,
    is_background_job,
    open_tty,
    raw_mode,
    read_modes,
    set_modes,
    write_final,
)

TYPE_CHECKING = False  # typing costs half of a whole `python -c pass`
if TYPE_CHECKING:
    from typing import Any

    from calmtui.terminal import Modes

    # What `pack` takes and `unpack` returns: the fingerprint, this device's file of the journal,
    # the frames with the seconds at which they are due, and for home the cells of its frame,
    # marshalled (see `tui/snapshot.py`).
    Recording = tuple[tuple[Any, ...], str, list[tuple[float, bytes]], bytes]

MAGIC = b"calmtui opening 2\n"
MAX_BYTES = 1 << 26  # of a recording
HOME = "home"  # the name of home's recording, whose command line has no words
CLOCK = b"\0\0\0\0\0"  # stands in a frame for the time of day, as 09:30
_DAY = 86400
_FRAMES_STOP_WITHIN = 1.0  # seconds
# What Rich, Textual and calmtui read to decide on colours and glyphs, and where the settings are.
_ENVIRONMENT = (
    "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TERM_PROGRAM", "TEXTUAL_COLOR_SYSTEM",
    "COLORFGBG",
    "LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANGUAGE", "PYTHONIOENCODING", "PYTHONUTF8",
    "PYTHONCOERCECLOCALE", "HOME", "CALMTUI_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
)  # fmt: skip
_STOP_SIGNALS = (_signal.SIGTSTP,)
_FILE_NAME_CHARACTERS = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


class QuickStart:
    """First frames that are on the screen while the full screen is imported.

    `modes` are the terminal's before the quick start, `shown_at` is when the first frame was sent,
    on the monotonic clock, and `line_input` counts the bytes to come that the terminal took while
    Enter was the end of a line. `cells` are those of the frame, marshalled, where the full screen
    is to send what differs from them.
    """

    def __init__(self, modes: Modes, fd: int, line_input: int = 0, cells: bytes = b"") -> None:
        self.modes = modes
        self.fd = fd
        self.line_input = line_input
        self.cells = cells
        self.shown_at = time.monotonic()
        self._is_playing = False
        self._running = _thread.allocate_lock()
        self._stopping = _thread.allocate_lock()

    def play(self, frames: list[tuple[float, bytes]]) -> None:
        """Show the frames behind the first on a thread, each when it is due, until `stop`."""
        self._is_playing = True
        self._running.acquire()
        self._stopping.acquire()
        _thread.start_new_thread(self._play, (frames,))

    def _play(self, frames: list[tuple[float, bytes]]) -> None:
        try:
            for seconds, data in frames:
                wait = max(self.shown_at + seconds - time.monotonic(), 0.0)
                if self._stopping.acquire(True, wait):
                    return
                if os.write(self.fd, data) < len(data):
                    return  # the terminal does not read: the driver paints all of it again
        except OSError:
            pass  # the driver meets the same terminal, and says so
        finally:
            self._running.release()

    def stop(self) -> None:
        """Show no more frames."""
        if self._is_playing:
            self._is_playing = False
            self._stopping.release()
            self._running.acquire(True, _FRAMES_STOP_WITHIN)

    def restore_terminal(self) -> None:
        """Leave the screen, and put the terminal's modes back."""
        self.stop()
        write_final(self.fd, MOUSE_OFF.encode() + LEAVE_SCREEN)
        set_modes(0, self.modes)


_current: QuickStart | None = None


def is_quick_command(words: list[str]) -> bool:
    """Return whether frames may be recorded for the words of a command line."""
    match words:
        case [] | ["sos"] | ["urge"] | ["before"]:
            return True
        case ["urge" | "run", word]:
            return word[:1] not in ("", "-") and set(word) <= _FILE_NAME_CHARACTERS
        case _:
            return False


def cache_file(words: list[str], columns: int, rows: int) -> str:
    """Return where the recording for a command line at a size is stored."""
    name = "_".join(words) or HOME
    return os.path.join(state_dir(), "openings", f"{name}_{columns}x{rows}")


def fingerprint(paths: tuple[str, ...]) -> tuple[Any, ...]:
    """Return what a recording depends on.

    That is the version, the environment, and the state of `paths`, also of those that do not exist.
    """
    marks = []
    for path in paths:
        try:
            marks.append(reading.stamp(path))
        except OSError:  # nobody can tell what it says: no recording holds
            marks.append((0, 0, -time.time_ns()))
    environment = tuple(os.environ.get(name) for name in _ENVIRONMENT)
    return __version__, sys.hexversion, environment, paths, tuple(marks)


def pack(recording: Recording) -> bytes:
    """Return a recording as bytes."""
    data = marshal.dumps(recording)
    return MAGIC + zlib.crc32(data).to_bytes(4, "big") + data


def unpack(data: bytes) -> Recording | None:
    """Return the recording in the bytes; None when damaged, or when what it depends on changed."""
    start = len(MAGIC) + 4
    checksum = data[len(MAGIC) : start]
    if data[: len(MAGIC)] != MAGIC or zlib.crc32(data[start:]).to_bytes(4, "big") != checksum:
        return None
    try:
        recording: Recording = marshal.loads(data[start:])
        paths = recording[0][3]
        # a number would be looked at as an open file
        if all(isinstance(path, str) for path in paths) and recording[0] == fingerprint(paths):
            return recording
    except (ValueError, EOFError, TypeError, LookupError, OverflowError, MemoryError):
        pass
    return None


def show_first_frame(words: list[str]) -> bool:
    """Show the first frame recorded for this command line, terminal and size, if there is one.

    Returns:
        Whether there was one.
    """
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        # A KeyboardInterrupt within the imports to come may be printed instead of raised: for now
        # Ctrl+C just ends the program.
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    if not (is_quick_command(words) and can_show_full_screen()):
        return False
    if is_background_job() or hanging_folder():
        return False
    try:
        columns, rows = os.get_terminal_size(1)
        recording = unpack(reading.read_file(cache_file(words, columns, rows), MAX_BYTES))
        if recording is None:
            return False
        if words[:1] in ([], ["urge"]) and _may_offer_run(recording[1]):
            return False
        if words[:1] in ([], ["run"]) and _has_half_finished():
            return False
        modes = read_modes()
        return modes is not None and _show(modes, recording)
    except OSError:
        return False


def _show(modes: Modes, recording: Recording) -> bool:
    """Take the terminal and send the first frame. Raises OSError."""
    global _current
    frames, cells = recording[2:]
    fd = open_tty()
    # From here on the end of the program restores the terminal, and a stop (SIGTSTP) waits for the
    # full screen.
    _signal.pthread_sigmask(_signal.SIG_BLOCK, END_SIGNALS + _STOP_SIGNALS)
    try:
        shown = QuickStart(modes, fd, count_line_input(0), cells)
        _restore_terminal_at_end(shown)
        set_modes(0, raw_mode(modes))
        _current = shown
        first = frames[0][1].replace(CLOCK, time.strftime("%H:%M").encode())
        first += MOUSE_ON.encode()  # a tap on what is seen waits with the keys
        if os.write(fd, first) < len(first):
            shown.cells = b""  # nobody knows what of it can be seen
    finally:
        _signal.pthread_sigmask(_signal.SIG_UNBLOCK, END_SIGNALS)
        if _current is None:
            _signal.pthread_sigmask(_signal.SIG_UNBLOCK, _STOP_SIGNALS)
    shown.play(frames[1:])
    return True


def _may_offer_run(device_file: str) -> bool:
    """Return whether there may be an interrupted run, which home and the urge offer first."""
    return _has_open_runs() or _has_recent_records(device_file)


def _has_open_runs() -> bool:
    """Return whether a run here was interrupted or is on, or old parked words are to go."""
    folder = os.path.join(state_dir(), "open")
    yesterday = time.time() - _DAY
    try:
        return any(
            not name.endswith(".left") or os.stat(os.path.join(folder, name)).st_mtime < yesterday
            for name in os.listdir(folder)
        )
    except OSError:
        return False


def _has_half_finished() -> bool:
    """Return whether a tool was left in the middle, which home and the same tool offer first."""
    try:
        return any(name.startswith("half") for name in os.listdir(state_dir()))
    except OSError:
        return False


def _has_recent_records(device_file: str) -> bool:
    """Return whether another device's file changed since yesterday: its waits can go on here."""
    folder, name = os.path.split(device_file)
    device = name.removesuffix(".jsonl")  # this one's other files begin with it
    yesterday = time.time() - _DAY
    try:
        return any(
            os.stat(os.path.join(folder, other)).st_mtime > yesterday
            for other in reading.list_names(folder, ".jsonl")
            if not other.startswith(device)
        )
    except FileNotFoundError:
        return False


def _restore_terminal_at_end(shown: QuickStart) -> None:
    """Restore the terminal when a signal ends the program before the full screen handles signals.

    SIGINT is Ctrl+C, typed before the terminal passes it on as a key.
    """

    def end(number: int, _: object) -> None:
        shown.restore_terminal()
        os._exit(exit_code(number))

    for number in END_SIGNALS:
        _signal.signal(number, end)


def take() -> QuickStart | None:
    """Hand the screen over, if a quick start is on; its frames go on until `QuickStart.stop`."""
    global _current
    shown, _current = _current, None
    return shown


def is_shown() -> bool:
    """Return whether a quick start is on and has not been handed over yet."""
    return _current is not None


def cancel(shown: QuickStart | None = None) -> None:
    """Leave the screen when the full screen cannot come after all.

    `shown` is the quick start where it was handed over already.
    """
    shown = shown or take()
    if shown is not None:
        shown.restore_terminal()
        _signal.pthread_sigmask(_signal.SIG_UNBLOCK, _STOP_SIGNALS)
