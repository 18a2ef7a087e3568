"""A list whose row under the cursor is marked on every terminal."""

from __future__ import annotations

from rich.style import Style
from textual.strip import Strip
from textual.widgets import OptionList

_MARKED = Style(reverse=True)


class Menu(OptionList):
    """Where colours are few or none the row under the cursor is reversed: Textual drops that of a style sheet."""

    def render_line(self, y: int) -> Strip:
        """One line of the list."""
        strip = super().render_line(y)
        if self.highlighted is None or not self.app.has_class("-signs"):
            return strip
        styles = (segment.style for segment in strip)
        on = any(
            style is not None and style.meta.get("option") == self.highlighted for style in styles
        )
        return strip.apply_style(_MARKED) if on else strip
