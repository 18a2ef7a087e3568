"""What goes to the terminal: one write a frame, and whole frames dropped while it does not read."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable

from calmtui.text import charset
from calmtui.tui.escape_codes import PLAIN, RESET, Sgr

_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
_COLOUR = re.compile(r"(?<!\d)(?:[34]8;(?:5;\d+|2;\d+;\d+;\d+)|(?:[349]|10)[0-79])(?:;|$)")


def _without_colours(style: re.Match[str]) -> str:
    """Return a style of ECMA-48 (SGR) without its colours; empty when it has nothing else."""
    rest = _COLOUR.sub("", style[1]).rstrip(";")
    if style[1] and not rest:
        return ""
    return f"\x1b[{rest}m"


_PICTURE = 400  # characters from which a piece is no cue and no step of a guide, but a picture


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
        self._picture = ""  # what was written last, if nothing came behind it
        self._unsent = b""
        self._missed = False
        self._has_sent = False  # whether a picture has been sent

    @property
    def keeping_up(self) -> bool:
        """Whether all that was written has been taken by the terminal."""
        return not self._unsent

    def write(self, data: str) -> None:
        """Add what is made for a plain pen to the frame that is sent when the loop comes round.

        Textual paints the same picture several times when its size changes: it is sent once.
        """
        if len(data) >= _PICTURE and data == self._picture:
            return
        self._picture = data
        if self.sgr_state != PLAIN:
            self.sgr_state = PLAIN
            data = RESET + data
        self._add(data)

    def paint(self, data: str, pen: Sgr | None) -> None:
        """Add what was made for the pen as it is to the frame, and note how that leaves the pen."""
        self.sgr_state = pen
        self.forget_picture()
        self._add(data)

    def _add(self, data: str) -> None:
        if not self._batch:
            self._loop.call_soon(self._send)
        self._batch.append(data)

    def send_first(self) -> None:
        """Send the first whole picture at once: the other work of the start comes behind it."""
        if self._batch and not self._has_sent:
            self._has_sent = True
            self._send()

    def _send(self) -> None:
        data, self._batch = "".join(self._batch), []
        if not data or self.fd < 0:
            return
        if self._is_held() or self._unsent:
            self.sgr_state = None
            self.forget_picture()
            self._missed = self._missed or not self._is_held()
            return
        self._push(self.encode(data))

    def encode(self, data: str) -> bytes:
        """Return what Textual writes as this terminal can show it."""
        if self._is_colourless:
            data = _STYLE.sub(_without_colours, data)
        return charset.encode(data, self.codec)

    def write_guaranteed(self, data: str) -> None:
        """Send what is never dropped, behind what the terminal has still to take."""
        self.forget_picture()
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
        if taken < len(data):
            self._unsent = data[taken:]
            self._loop.add_writer(self.fd, self._drain)

    def _drain(self) -> None:
        """Send the rest of the cut frame, then all that is on: the terminal reads again."""
        try:
            self._unsent = self._unsent[os.write(self.fd, self._unsent) :]
        except BlockingIOError:
            return
        except OSError:
            self._on_gone()
            return
        if not self._unsent:
            self._loop.remove_writer(self.fd)
            if self._missed:
                self._missed = False
                self._repaint()

    def drop_frame(self) -> None:
        """Drop the frame that waits for the loop."""
        self._batch = []
        self.forget_picture()

    def forget_picture(self) -> None:
        """Send the next picture in any case: the terminal may show something else."""
        self._picture = ""

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
