"""Home and its quick start: take the screen over from the recorded frame, and record the next."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.app import App

from calmtui.storage.reading import NO_FILE
from calmtui.tui.screens.base import on_top
from calmtui.tui.snapshot import Snapshot, draw_changes, load, snapshot_of, with_clock
from calmtui.tui.textual_internals.driver import CalmDriver, terminal_of
from calmtui.tui.textual_internals.painting import strips_of

if TYPE_CHECKING:
    from pathlib import Path

    from textual.geometry import Region
    from textual.strip import Strip

    from calmtui.storage.journal import Journal
    from calmtui.tui.journal_reader import JournalReader
    from calmtui.tui.screens.home_view import HomeView

_LATER = 1.0  # seconds in which home is at rest, before it is recorded


class HomeQuickStart:
    """Takes over home from its quick start, and keeps its picture until it can be recorded.

    Its cells are taken from that only then: it is shown several times in a launch.
    """

    def __init__(self, app: App[int], journal: Journal, history: JournalReader) -> None:
        self._app, self._journal, self._history = app, journal, history
        # The rows of home as it was shown last, and where the time of day stands.
        self._painted: tuple[list[Strip], Region] | None = None
        self._journal_stamp = NO_FILE
        self._dependencies: tuple[Path, ...] = ()
        self._is_stopped = False

    def home_shown(self, home: HomeView) -> None:
        """Send what differs from the quick start, if one is on; record what a launch shows."""
        self._show(home)
        if self._dependencies:
            self._app.set_timer(_LATER, self._record)

    def _show(self, home: HomeView) -> None:
        terminal = terminal_of(self._app)
        if terminal is None:
            return
        takes_over = terminal.quickstart_active
        if takes_over and not on_top(home):
            self.give_way()
            return
        is_as_launched = home.is_as_launched
        if not (takes_over or is_as_launched):
            return
        strips = strips_of(home)
        if takes_over:
            _take_over(terminal, snapshot_of(strips, self._app.console))
        self._painted = None
        if is_as_launched:
            self._painted = strips, home.clock_region
            self._journal_stamp = self._history.folder_stamp

    def give_way(self) -> None:
        """Paint the whole screen where the quick start is still on."""
        terminal = terminal_of(self._app)
        if terminal is not None and terminal.quickstart_active:
            terminal.release()
            self._app.screen.refresh()

    def stop(self) -> None:
        """Record nothing any more: a launch would show something else."""
        self._is_stopped = True

    def record_for(self, dependencies: tuple[Path, ...]) -> None:
        """Record home now and later on, for launches that find these files unchanged."""
        self._dependencies = dependencies
        self._record()

    def _record(self) -> None:
        """Record home as it was shown last."""
        # Late: it imports all that a run needs.
        from calmtui.tui.quickstart_recorder import record_home  # noqa: PLC0415 - speed

        terminal = terminal_of(self._app)
        painted, self._painted = self._painted, None
        if painted is None or terminal is None or self._is_stopped:
            return
        strips, clock_region = painted
        cells = with_clock(snapshot_of(strips, self._app.console), clock_region)
        with suppress(OSError):  # a full disk leaves it unrecorded
            record_home(
                cells,
                self._dependencies,
                self._journal,
                self._journal_stamp,
                terminal.output.encode,
            )


def _take_over(terminal: CalmDriver, cells: Snapshot) -> None:
    before = load(terminal.quickstart_cells)
    size = len(cells), len(cells[0])
    if not before or (len(before), len(before[0])) != size:
        before = [[("", "unknown")] * size[1]] * size[0]
    terminal.release()
    if changes := draw_changes(before, cells):
        terminal.write(changes)
