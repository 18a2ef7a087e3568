"""What Textual paints of a screen, sent as the cells that differ from what the terminal shows."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING, Any

from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual._context import visible_screen_stack
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from calmtui.tui.painted_cells import Piece
from calmtui.tui.painter import color_system_of

if TYPE_CHECKING:
    from rich.console import Console

    from calmtui.tui.textual_internals.driver import CalmDriver


class ChangedCells(CompositorUpdate):
    """An update of a screen, rendered as the cells that it changes."""

    def __init__(
        self, update: LayoutUpdate | ChopsUpdate, screen: Screen[Any], terminal: CalmDriver
    ) -> None:
        self._update, self._screen, self._terminal = update, screen, terminal

    def render_segments(self, console: Console) -> str:
        """Return what is sent."""
        update, output = self._update, self._terminal.output
        if self._terminal.quickstart_active:  # nothing is sent
            return ""
        if output.is_out_of_step and isinstance(update, ChopsUpdate):
            update = self._screen._compositor.render_full_update()
        output.is_out_of_step = False
        output.painted_screen = self._screen
        size = self._screen._compositor.size
        system = color_system_of(self._screen.app)
        changes = output.changes(size, _pieces(update), system)
        if changes is None:
            return update.render_segments(console)
        return changes


def _pieces(update: LayoutUpdate | ChopsUpdate) -> Iterator[Piece]:
    """Yield what is painted; rows from the top."""
    if isinstance(update, LayoutUpdate):
        for row, strips in enumerate(update.strips, update.region.y):
            column = update.region.x
            for strip in strips:
                yield Piece(row, column, strip)
                column += strip.cell_length
        return
    for row, first, last in update.spans:
        chops = zip(update.chop_ends[row], update.chops[row].items(), strict=True)
        for end, (column, chop) in chops:
            if chop is not None and column < last and end > first:
                yield Piece(row, column, chop.crop(0, min(end, last) - column))


def strips_of(screen: Screen[Any]) -> list[Strip]:
    """Return the rows of a screen, each as Textual paints it."""
    visible_screen_stack.set(screen.app._background_screens)
    return screen._compositor.render_strips()


def laid_out(screen: Screen[Any]) -> Set[Widget]:
    """Return the widgets that have a place on a screen: a removed one keeps it for a while."""
    return screen._compositor.widgets
