"""A list of choices in our look, whose cursor moves by j and k as well."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.binding import Binding
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from calmtui.text.i18n import N_

_MARKED = Style(reverse=True)


class Menu(OptionList):
    """A list in which text is never markup.

    Where colours are few or none the row under the cursor is reversed: Textual drops that of a
    style sheet.
    """

    def __init__(
        self,
        *rows: Option,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(*rows, id=id, markup=False)

    @property
    def usable_rows(self) -> list[int]:
        """The rows that the cursor can be on."""
        return [place for place, row in enumerate(self.options) if not row.disabled]

    def replace_rows(self, rows: Sequence[Option]) -> None:
        """Show other rows; the cursor is on none."""
        self.clear_options()
        self.add_options(rows)

    def move(self, by: int) -> None:
        """Move the cursor down or up."""
        if by > 0:
            self.action_cursor_down()
        else:
            self.action_cursor_up()

    def render_line(self, y: int) -> Strip:
        """Return one line of the list."""
        strip = super().render_line(y)
        if self.highlighted is None or not self.app.has_class("-few-colours"):
            return strip
        styles = (segment.style for segment in strip)
        if any(
            style is not None and style.meta.get("option") == self.highlighted for style in styles
        ):
            return strip.apply_style(_MARKED)
        return strip


class MenuKeys:
    """What a screen with a menu has beside its own keys."""

    def action_move(self, by: int) -> None:
        """Move the cursor down or up."""
        assert isinstance(self, Screen)
        self.query_one(Menu).move(by)


def menu_bindings(screen: str, down: str = "j,down", up: str = "k,up") -> tuple[Binding, Binding]:
    """Return the keys of a screen's menu; `screen` begins their ids."""
    return (
        Binding(down, "move(1)", N_("down"), id=f"{screen}.down"),
        Binding(up, "move(-1)", N_("up"), id=f"{screen}.up"),
    )
