"""The terminal: its modes, a descriptor of our own, and whether it can show a full screen.

Imported before the first frame of a quick start: standard library only, and of that nothing that
takes long to import.
"""

from __future__ import annotations

import fcntl
import os
import sys
import termios

TYPE_CHECKING = False  # typing costs half of a whole `python -c pass`
if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from typing import Any

    # What tcgetattr returns.
    Modes = list[Any]

# What TERM says where only lines can be shown.
LINE_TERMINALS = ("", "dumb", "unknown", "network", "dialup", "emacs")
_NEGATIVE = ("", "0", "false", "no", "off", "n", "f")

ENTER_SCREEN = "\x1b[?1049h\x1b[?25l"
# Where there is no alternate screen, what was on would stay: it is erased first, from its end to
# its beginning, because terminals may keep in their history what is erased the other way round.
ERASE_SCREEN = b"\x1b[0m\x1b[999;999H\x1b[1J\x1b[H"
MOUSE_ON, MOUSE_OFF = "\x1b[?1000h\x1b[?1006h", "\x1b[?1000l\x1b[?1006l"  # clicks, not movement
LEAVE_SCREEN = b"\x1b[?7h" + ERASE_SCREEN + b"\x1b[?1049l\x1b[?25h"


def can_show_full_screen() -> bool:
    """Return whether there is a terminal that can and should show the full screen."""
    if not (sys.stdin and os.isatty(0) and os.isatty(1) and os.isatty(2)):
        return False
    term = os.environ.get("TERM", "")
    return term not in LINE_TERMINALS and not wants_accessible_output(os.environ)


def wants_accessible_output(environment: Mapping[str, str]) -> bool:
    """Return whether ACCESSIBLE asks for lines.

    Users write 1, true, yes or on, so anything but a no counts.
    """
    return environment.get("ACCESSIBLE", "").strip().lower() not in _NEGATIVE


def settle_colors(environment: MutableMapping[str, str]) -> None:
    """Have NO_COLOR alone say that no colours are wanted; everything else looks at that.

    The first of these that is set counts: NO_COLOR, unless it is empty; FORCE_COLOR or
    CLICOLOR_FORCE, unless it is empty or 0; FORCE_COLOR=0 or CLICOLOR=0.
    """
    if environment.get("NO_COLOR"):
        return
    forced = environment.get("FORCE_COLOR", "")
    if any(word not in ("", "0") for word in (forced, environment.get("CLICOLOR_FORCE", ""))):
        return
    if "0" in (forced, environment.get("CLICOLOR")):
        environment["NO_COLOR"] = "1"


def open_tty() -> int:
    """Open a descriptor of our own for the terminal that never blocks.

    The flags of the standard streams are shared with the shell.
    """
    flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        return os.open(os.ttyname(0), flags)
    except OSError:  # it has no name in some containers
        try:
            return os.open("/dev/tty", flags)
        except OSError:
            return os.dup(2)


def is_background_job(fd: int = 0) -> bool:
    """Return whether another job has the terminal: then its modes are not ours."""
    try:
        return os.tcgetpgrp(fd) != os.getpgrp()
    except OSError:  # it is nobody's, or gone
        return False


def read_modes(fd: int = 0) -> Modes | None:
    """Return the modes of a terminal; None where there is none any more."""
    try:
        return termios.tcgetattr(fd)
    except (OSError, ValueError, termios.error):
        return None


def set_modes(fd: int, modes: Modes | None) -> None:
    """Set modes, if there are any and the terminal is still there.

    What was typed meanwhile stays in its queue (TCSANOW).
    """
    if modes is None:
        return
    try:  # noqa: SIM105 - contextlib takes too long to import
        termios.tcsetattr(fd, termios.TCSANOW, modes)
    except (OSError, ValueError, termios.error):
        pass


def raw_mode(modes: Modes) -> Modes:
    """Return modes for single keys: no echo, no lines, no signals, CR and LF unchanged."""
    raw = [*modes[:6], list(modes[6])]
    raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    raw[1] &= ~termios.OPOST  # a line feed goes down, and not back to the left as well
    raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    raw[6][termios.VMIN] = 1
    return raw


def count_line_input(fd: int) -> int:
    """Return how many bytes of whole lines wait to be read.

    In them the terminal has turned an Enter into a line feed.
    """
    try:
        return int.from_bytes(fcntl.ioctl(fd, termios.FIONREAD, b"\0\0\0\0"), sys.byteorder)
    except OSError:
        return 0


def restore_enter_keys(data: bytes, line_input: int) -> bytes:
    """Return what was typed as keys, where the first `line_input` bytes were read as lines."""
    return data[:line_input].replace(b"\n", b"\r") + data[line_input:]


def write_final(fd: int, data: bytes) -> None:
    """Write the last bytes for a terminal without waiting.

    A terminal that does not read loses what it has not read yet.
    """
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
