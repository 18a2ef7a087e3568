"""What goes to the terminal: one write a frame, and whole frames dropped while it does not read."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from calmtui.text import charset
from calmtui.tui.escape_codes import PLAIN, RESET, Sgr
from calmtui.tui.shown_cells import ShownCells

if TYPE_CHECKING:
    from rich.color import ColorSystem

    from calmtui.tui.painted_cells import Piece, ShownRow
    from calmtui.tui.slow_page import SlowPage

_LARGE = 200  # bytes of a picture: more is no step of a guide
_LOOK = 0.05  # seconds between two looks at how much a slow line has taken

# Texts: `re` compiles them where they are used, which is without colours only.
_STYLE = r"\x1b\[([0-9;]*)m"
_COLOUR = r"(?<!\d)(?:[34]8;(?:5;\d+|2;\d+;\d+;\d+)|(?:[349]|10)[0-79])(?:;|$)"


def _without_colours(style: re.Match[str]) -> str:
    """Return a style of ECMA-48 (SGR) without its colours; empty when it has nothing else."""
    rest = re.sub(_COLOUR, "", style[1]).rstrip(";")
    if style[1] and not rest:
        return ""
    return f"\x1b[{rest}m"


def _slow_page(shown: ShownCells) -> SlowPage | None:
    """Return what gives a slow line its pages in pieces; None where no line can be looked up."""
    if "SSH_CONNECTION" not in os.environ:
        return None
    from calmtui.tui.slow_page import SlowPage  # noqa: PLC0415 - over SSH alone
    from calmtui.tui.ssh_connection import ssh_line  # noqa: PLC0415 - over SSH alone

    line = ssh_line(os.environ)
    if line is None:
        return None
    return SlowPage(shown, line)


class FrameWriter:
    """Writes to the terminal at `fd`, which is negative while there is none.

    Nothing waits for the terminal: while it does not read, frames are dropped. `is_held` says
    whether another picture is on, and nothing is written; `repaint` is called when it reads again
    and has missed something, `on_gone` when it is gone.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        is_held: Callable[[], bool],
        repaint: Callable[[], object],
        on_gone: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._is_held, self._repaint, self._on_gone = is_held, repaint, on_gone
        self.fd = -1
        self.codec = charset.terminal_codec()
        self._is_colourless = bool(os.environ.get("NO_COLOR"))  # Textual would send greys
        self.sgr_state: Sgr | None = PLAIN  # as the last picture left it; None: nobody knows
        self._batch: list[str] = []
        self._place = ""  # where the cursor is left, if that is known
        self._unsent = b""
        self.shown = ShownCells()
        self._slow = _slow_page(self.shown)
        self._later: asyncio.TimerHandle | None = None  # the next look at what a line has taken
        self.painted_screen: object = None  # whose picture was made last
        # Whether frames were dropped, or nobody knows what is shown: then a whole one follows.
        self.is_out_of_step = False
        self._has_sent = False  # whether a picture has been sent

    @property
    def keeping_up(self) -> bool:
        """Whether all that was written has been taken by the terminal."""
        return not self._unsent and not self._is_behind

    @property
    def _is_behind(self) -> bool:
        """Whether a slow line is still to be brought some of a picture."""
        return self._slow is not None and self._slow.is_behind

    def write(self, data: str) -> None:
        """Add text that expects a plain pen to the next frame."""
        if data and data == self._place:
            return
        self._place = ""
        if data.endswith("H"):
            self._place = data[data.rfind("\x1b") :]
        if self.sgr_state != PLAIN:
            self.sgr_state = PLAIN
            data = RESET + data
        self._add(data)

    def paint(
        self,
        data: str,
        pen: Sgr | None,
        size: tuple[int, int],
        picture: Callable[[], Sequence[ShownRow]],
    ) -> None:
        """Add what makes a picture of what is shown, by the pen as it is, and leaves the pen so.

        It has a size, and its cells can be asked for.
        """
        if self._unsent or self.is_out_of_step:  # it may be made of what was dropped
            self.is_out_of_step = True
            return
        if self._is_brought_later(len(data), size, picture):
            self._add("")
            return
        self.sgr_state = pen
        self._place = ""
        self.shown.follow(size, picture)
        self._add(data)

    def _is_brought_later(
        self, length: int, size: tuple[int, int], picture: Callable[[], Sequence[ShownRow]]
    ) -> bool:
        """Leave a picture to a slow line where it is large, or behind another."""
        slow = self._slow
        if slow is None or size != self.shown.size:
            return False
        return (length > _LARGE or slow.is_behind) and slow.want(picture)

    def changes(
        self, size: tuple[int, int], pieces: Iterable[Piece], system: ColorSystem | None
    ) -> str | None:
        """Return what to send for pieces of a screen, of which a slow line is brought some later.

        None where the screen has another size than the terminal.
        """
        slow = self._slow
        if slow is not None and size == self.shown.size and slow.paint(pieces, system):
            self._add("")
            return ""
        return self.shown.changes(size, pieces, system)

    def note_key(self) -> None:
        """Take note of a key: what it changes is sent first where a line is slow."""
        if self._slow is not None:
            self._slow.note_key()

    def resize(self, size: tuple[int, int]) -> None:
        """Take a new size, or the same again: a whole picture has to follow."""
        self.forget_screen()
        self.shown.resize(size)

    def forget_screen(self) -> None:
        """Forget what the terminal shows, and with which pen it writes: a whole picture follows."""
        if self._slow is not None:
            self._slow.forget()
        self.sgr_state = None
        self._place = ""
        self.shown.forget()
        self.is_out_of_step = True

    def _add(self, data: str) -> None:
        if not self._batch:
            self._loop.call_soon(self._send)
        self._batch.append(data)

    def send_first(self) -> None:
        """Send the first whole picture at once: the rest of the start comes after it."""
        if self._batch and not self._has_sent:
            self._has_sent = True
            self._send()

    def _send(self) -> None:
        data, self._batch = "".join(self._batch), []
        if self.fd < 0:
            return
        if self._is_held() or self._unsent:
            if data or self._is_behind:
                self._note_dropped()
                self.is_out_of_step = not self._is_held()
            return
        data += self._piece()
        if not data:
            return
        self.shown.note_sent()
        self._push(self.encode(data))

    def _piece(self) -> str:
        """Return as much of a page as a slow line takes now, and come back for the rest."""
        if self._slow is None:
            return ""
        text = self._slow.piece()
        if self._slow.needs_another_look and self._later is None:
            self._later = self._loop.call_later(_LOOK, self._look_again)
        if not text:
            return ""
        if self.sgr_state != PLAIN:
            self.sgr_state = PLAIN
            text = RESET + text
        return text + self._place

    def _look_again(self) -> None:
        self._later = None
        self._send()

    def _note_dropped(self) -> None:
        if self._slow is not None:
            self._slow.forget()
        self.sgr_state = None
        self._place = ""
        self.shown.note_dropped()

    def encode(self, data: str) -> bytes:
        """Return what Textual writes as this terminal can show it."""
        if self._is_colourless:
            data = re.sub(_STYLE, _without_colours, data)
        return charset.encode(data, self.codec)

    def write_guaranteed(self, data: str) -> None:
        """Send what is never dropped, after what the terminal has not taken yet."""
        if self._unsent:
            self._unsent += data.encode()
        elif self.fd >= 0:
            self._push(data.encode())

    def _push(self, data: bytes) -> None:
        try:
            taken = os.write(self.fd, data)
        except BlockingIOError:
            taken = 0
        except OSError:
            self._on_gone()
            return
        if self._slow is not None:
            self._slow.note_sent(taken)
        if taken < len(data):
            self._unsent = data[taken:]
            self._loop.add_writer(self.fd, self._drain)

    def _drain(self) -> None:
        """Send the rest of the cut frame, then the whole picture: the terminal reads again."""
        try:
            self._unsent = self._unsent[os.write(self.fd, self._unsent) :]
        except BlockingIOError:
            return
        except OSError:
            self._on_gone()
            return
        if not self._unsent:
            self._loop.remove_writer(self.fd)
            if self.is_out_of_step:
                self._repaint()

    def drop_frame(self) -> None:
        """Drop the frame that has not been sent."""
        self._batch = []
        self._note_dropped()

    def drop_all(self) -> None:
        """Drop what the terminal has not taken: the screen is left."""
        self.drop_frame()
        if self._unsent:
            self._loop.remove_writer(self.fd)
            self._unsent = b""

    def forget_terminal(self) -> None:
        """Wait no longer for a terminal that is gone."""
        if self.fd >= 0:
            self._loop.remove_writer(self.fd)

    def close(self) -> None:
        """Give back the descriptor."""
        if self.fd >= 0:
            fd, self.fd = self.fd, -1
            os.close(fd)
