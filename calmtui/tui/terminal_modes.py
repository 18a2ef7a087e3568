"""What the terminal is told besides pictures: who gets its clicks, and what it tells of its window.

Nothing here asks it for an answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from calmtui.terminal import MOUSE_OFF, MOUSE_ON

_ALWAYS_ON = "\x1b[?2004h\x1b[?7l"  # paste in brackets, no wrap
_FOCUS_ON = "\x1b[?1004h"  # only where a person wants it: a terminal may answer at any time
_OFF = f"\x1b[?2004l\x1b[?1004l{MOUSE_OFF}"


class TerminalModes:
    """The modes that are wanted; `send` sends nothing while the terminal is not the program's."""

    def __init__(self, send: Callable[[str], None], *, watches_focus: bool) -> None:
        self._send = send
        self.takes_mouse = False
        self._watches_focus = watches_focus
        self._was_told = False  # the terminal has told whether its window is in front
        self._title_back = ""  # what brings the window's own title back

    @property
    def sequence(self) -> str:
        """What switches on all that is wanted."""
        modes = _ALWAYS_ON
        if self.takes_mouse:
            modes = MOUSE_ON + modes
        if self._watches_focus:
            modes += _FOCUS_ON
        return modes

    def take_mouse(self, wanted: bool) -> None:
        """Have clicks sent here, or leave them to the terminal, which selects text with them."""
        if wanted == self.takes_mouse:
            return
        self.takes_mouse = wanted
        self._send(MOUSE_ON if wanted else MOUSE_OFF)

    def watch_focus(self) -> None:
        """Ask the terminal to report when its window loses the focus, and gets it back."""
        if not self._watches_focus:
            self._watches_focus = True
            self._send(_FOCUS_ON)

    def note_focus(self) -> None:
        """Note that the terminal has told whether its window is in front."""
        self._was_told = True

    @property
    def knows_focus(self) -> bool:
        """Whether it is known which window is in front."""
        from calmtui.text.notification import tells_focus  # noqa: PLC0415 - at the end of a wait

        return self._was_told or (self._watches_focus and tells_focus(os.environ))

    def mark_title(self) -> None:
        """Put a dot in the place of the window's title, until someone is here."""
        from calmtui.text.notification import title_mark  # noqa: PLC0415 - at the end of a wait

        mark, self._title_back = title_mark(os.environ)
        if mark:
            self._send(mark)

    def unmark_title(self) -> None:
        """Bring the window's own title back."""
        if title := self._take_title():
            self._send(title)

    def take_off(self) -> str:
        """Return what switches everything off, for the end."""
        return _OFF + self._take_title()

    def _take_title(self) -> str:
        title, self._title_back = self._title_back, ""
        return title
