"""The field in which an answer is written, over the canvas of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

from calmtui.render.layout import RenderOptions
from calmtui.render.screen import text_field_region
from calmtui.session.scene import AskScene, Scene
from calmtui.tui.canvas import Canvas

if TYPE_CHECKING:
    from calmtui.tui.widgets.text_field import TextField


class AnswerField:
    """Puts the field where a scene asks for words, and takes it away; `grow` follows its text."""

    def __init__(
        self, screen: Screen[str | None], canvas: Canvas, grow: Callable[[], None]
    ) -> None:
        self._screen, self._canvas, self._grow = screen, canvas, grow
        self._field: TextField | None = None
        self._asked = ""

    def rows(self, scene: Scene) -> int:
        """Return how many rows the answer fills that is being written; 0 where there is none."""
        if self._field is None or not isinstance(scene, AskScene) or self._asked != scene.text:
            return 0
        return self._field.wrapped_document.height

    def show(self, scene: AskScene, look: RenderOptions) -> None:
        """Show the field in its place, as high as its text needs."""
        if self._field is None:
            # Most runs ask for no words, and Textual's editor takes long to import.
            from calmtui.tui.widgets.text_field import TextField  # noqa: PLC0415 - see above

            self._field = TextField(scene.words, soft_wrap=True, highlight_cursor_line=False)
            self._screen.mount(self._field)
            self._canvas.cover(self._field)
            self._field.focus()
            self._begin(self._field)
        elif self._asked != scene.text:  # one question right behind another: its own words only
            self._field.restart(scene.words)
            self._begin(self._field)
        self._asked = scene.text
        column, row, columns, rows = text_field_region(scene, *self._screen.size, look)
        self._field.styles.offset = (column, row)
        self._field.styles.width, self._field.styles.height = columns, rows

    def _begin(self, field: TextField) -> None:
        field.move_cursor(field.document.end)
        self._screen.call_after_refresh(self._grow)

    def remove(self) -> None:
        """Take the field away."""
        if self._field is not None:
            self._canvas.uncover()
            self._screen.set_focus(None)
            self._field.remove()
            self._field = None
