"""Pages of few words in the middle of the window, below a shape at rest."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult
from textual.containers import Center, Middle, Vertical
from textual.screen import ScreenResultType
from textual.widget import Widget

from calmtui.content.routine import ShapeName
from calmtui.tui.screens.base import BaseScreen
from calmtui.tui.widgets.at_rest import AtRest

_SHARE = 4  # the shape has at most so large a part of the rows
_MOST_ROWS = 15
_MARGINS = 4  # columns


class QuietPage(BaseScreen[ScreenResultType]):
    """The base of such pages; `words` are what stands below the shape.

    `LEAST_HEIGHT` is from how many rows on there is room for a shape.
    """

    CSS_PATH = "quiet.tcss"
    LEAST_HEIGHT = 18

    def __init__(self, shape: ShapeName = "orb", *, ascii_only: bool = False) -> None:
        super().__init__()
        self._at_rest = AtRest(shape, ascii_only=ascii_only)

    def words(self) -> Iterable[Widget]:
        """Return what is said and asked."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Compose the shape, and the words as one block."""
        with Middle(classes="quiet"):
            yield self._at_rest
            with Center(), Vertical(classes="quiet-words"):
                yield from self.words()

    def on_resize(self, event: events.Resize) -> None:
        """Show the shape where there is room for it."""
        columns, rows = event.size
        room = 0
        if rows >= self.LEAST_HEIGHT:
            room = min(rows // _SHARE, _MOST_ROWS)
        self._at_rest.fit(columns - _MARGINS, room)
