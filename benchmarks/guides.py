"""One moving guide: `python -m benchmarks.guides calm|static|ansi ROUTINE FRAMES [FILE]`.

All three draw the rows of `draw_screen` in the same colours: `calm` is calmtui's own app, `static`
what an author of Textual apps would write first, `ansi` a loop without Textual. FILE gets the
guide's start on the monotonic clock.
"""

from __future__ import annotations

import os
import sys
import time
import tty
from datetime import datetime
from itertools import groupby
from pathlib import Path

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import Static

from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.render.cell import blank
from calmtui.render.layout import RenderOptions
from calmtui.render.palette import PALETTES
from calmtui.render.screen import draw_screen
from calmtui.session.events import Next
from calmtui.session.scene import GuideScene
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.tui.app import CalmApp
from calmtui.tui.painter import Painter

_PALETTE = PALETTES["dusk"]
_ENTER = "\x1b[?1049h\x1b[?25l\x1b[2J"  # the alternate screen, no cursor, nothing on it
_MOVING = ("inhale", "tense", "wait")


def _now() -> datetime:
    return datetime.now().astimezone()


def at_guide(session: Session) -> Session:
    """Skip to the first breath, tension or wait; the clock of the guide starts there."""
    scene = session.scene()
    while not (isinstance(scene, GuideScene) and scene.moment.phase.kind in _MOVING):
        session.handle(Next())
        scene = session.scene()
    return session


class StaticGuide(App[None]):
    """The guide as a Static that is updated at an interval."""

    CSS = f"Screen {{ background: {_PALETTE.ground}; }} Static {{ width: 100%; height: 100%; }}"

    def __init__(self, session: Session, frames: float) -> None:
        super().__init__()
        self._guide, self._frames = session, frames
        self._painter = Painter(_PALETTE, "truecolor")

    def compose(self) -> ComposeResult:
        """Show the picture."""
        yield Static()

    def on_mount(self) -> None:
        """Start to draw."""
        self.set_interval(1 / self._frames, self._draw)

    def _draw(self) -> None:
        rows = draw_screen(
            self._guide.scene(),
            self._guide.routine,
            self.size.width,
            self.size.height,
            RenderOptions(),
        )
        text = Text(no_wrap=True, end="")
        for row in rows:
            for style, cells in groupby(row, self._painter.style):
                text.append("".join(cell.char for cell in cells), style)
            text.append("\n")
        self.query_one(Static).update(text)


def ansi(session: Session, frames: float) -> None:
    """Show the guide without Textual, by one write of the changed cells for each frame."""
    columns, rows = os.get_terminal_size()
    tty.setraw(0)  # a line feed keeps its column
    painter = Painter(_PALETTE, "truecolor")
    before = blank(columns, rows)
    out = _ENTER
    while True:
        after = draw_screen(session.scene(), session.routine, columns, rows, RenderOptions())
        out += painter.changes(before, after)
        if out:
            os.write(1, out.encode())
        before = after
        out = ""
        time.sleep(1 / frames - time.monotonic() % (1 / frames))


def main(kind: str, routine: str, frames: float, file: str = "") -> None:
    """Show the guide until a key or a signal ends it."""
    library = Library(bundled_routines_path(), Path("/nonexistent"))
    journal = Journal(Path(os.devnull), Path(os.devnull), private=True)
    session = at_guide(Session(library.find(routine), journal, time.monotonic, _now, quick=True))
    if file:
        Path(file).write_text(str(time.monotonic()))
    if kind == "calm":
        CalmApp(
            AppContext(library, journal, Settings(), time.monotonic, _now),
            first=session,
            frames=frames,
        ).run()
    elif kind == "static":
        StaticGuide(session, frames).run()
    else:
        ansi(session, frames)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), *sys.argv[4:])
