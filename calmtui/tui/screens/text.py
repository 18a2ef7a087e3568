"""Text that scrolls: a text in full, and the base of help and of the keys of a screen."""

from __future__ import annotations

import os
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Static

from calmtui.render.layout import Line, text_line
from calmtui.text.hyperlink import shows_links
from calmtui.text.i18n import N_, _
from calmtui.text.width import cell_width, wrap_evenly
from calmtui.tui.screens.base import BaseScreen
from calmtui.tui.taps import linked, tappable
from calmtui.tui.widgets.key_hints import FOOTER, NARROW_FOOTER, KeyHint, KeyHints, fitting

_ROOMY = 60  # columns from which there is more room between the keys
_MOST_COLUMNS = 84
_HIGH = 20  # rows from which one is free to say more


def styled(line: Line, *, shows_links: bool = False) -> Content:
    """Return a line of spans in the theme's colours; `shows_links`: the terminal has some."""
    parts = []
    for text, role, bold, key, link in line.spans:
        style = f"${role}"
        if bold:
            style = f"bold {style}"
        part = tappable(Content.styled(text, style), key)
        parts.append(linked(part, link, is_shown=shows_links))
    return Content.assemble(*parts)


class ReadingScreen(BaseScreen[ScreenResultType]):
    """Text that scrolls, and below it, always in sight, the way back."""

    CSS_PATH: ClassVar[Any] = "text.tcss"
    SELECTS = True  # whether it is said how to select text, as a tap is a key
    _said = ""
    IS_CALM = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "more", N_("further down"), id="text.more")
    ]

    def compose(self) -> ComposeResult:
        """Compose the text and the keys, filled when the size is known."""
        with VerticalScroll(classes="words"):
            yield Static(id="body")
        yield KeyHints(id="text-keys")

    def lines(self, columns: int) -> list[Line]:
        """Return the words as rows of so many cells."""
        raise NotImplementedError

    def hints(self) -> list[KeyHint]:
        """Return the keys to name below, the way back first; the last are left out first."""
        return [KeyHint("Esc", _("back"))]

    def on_ready(self) -> None:
        """Let the arrow keys scroll."""
        page = self.query_one(VerticalScroll)
        self.watch(page, "scroll_y", self._sign, init=False)
        page.focus()
        self._fill()

    def on_resize(self) -> None:
        """Wrap the lines anew."""
        if self.query("#body"):
            self._fill()

    @property
    def columns(self) -> int:
        """The columns of the text: one of the others is the scroll bar's."""
        return min(self.room - 1, _MOST_COLUMNS)

    def _fill(self) -> None:
        has_links = shows_links(os.environ)
        lines = [styled(line, shows_links=has_links) for line in self.lines(self.columns)]
        self.query_one("#body", Static).update(Content("\n").join(lines))
        self.call_after_refresh(self._sign)

    def take_link(self, link: str) -> None:
        """Copy the number or the address that was tapped."""
        self.app.copy_to_clipboard(link.partition(":")[2].removeprefix("//"))
        self._said = _("Copied, if your terminal allows it.")
        self._sign()

    def _sign(self) -> None:
        """Name the keys; the one that scrolls while there is more."""
        page = self.query_one(VerticalScroll)
        back, *rest = self.hints()
        hints = [back, *rest]
        if page.scroll_offset.y < page.max_scroll_y:
            hints = [back, KeyHint(_("Space"), _("more")), *rest]
        style = NARROW_FOOTER
        if self.size.width >= _ROOMY:
            style = FOOTER
        # The keys that are not named here are in the list of keys: the way there goes last.
        ways = [_("Space"), "?", "!"]
        spare = [hint.key for hint in reversed(rest) if hint.key not in ways] + ways
        fit = fitting(hints, self.room, style.of(type(self)), spare, self.key_rows)
        self.query_one("#text-keys", KeyHints).show(fit, style, self._note())

    def _note(self) -> str:
        """Return what is said below the keys, where there is room for it."""
        if self._said or not self.SELECTS or self.size.height < _HIGH:
            return self._said
        return _("Shift and drag selects text.")

    def action_more(self) -> None:
        """Scroll a page further down."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)


class TextScreen(ReadingScreen[None]):
    """Some lines; any of the closing keys goes back to where the user was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,q,enter,exclamation_mark,question_mark", "dismiss", N_("back"), id="text.back"
        ),
    ]

    def __init__(self, title: str, lines: tuple[str, ...]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def lines(self, columns: int) -> list[Line]:
        """Return the title and the lines."""
        texts = (  # what fits stays as it is: a table's columns, the user's own blanks
            line
            for text in self._lines
            for line in ((text,) if cell_width(text) <= columns else wrap_evenly(text, columns))
        )
        title = [text_line(line, "text", True) for line in wrap_evenly(self._title, columns)]
        return [*title, text_line(""), *map(text_line, texts)]
