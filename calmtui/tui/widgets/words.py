"""Texts that break their lines for the width that there is."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Static

from calmtui.text.width import even_width, long_words


class Lines(Visual):
    """A content whose lines are broken by a function of the width."""

    def __init__(self, content: Content, break_lines: Callable[[int], Content]) -> None:
        self._content, self._break_lines = content, break_lines
        self._broken: tuple[int, Content] = 0, content

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Return the width of the content where nothing has to be broken."""
        return self._content.get_optimal_width(rules, container_width)

    def get_minimal_width(self, rules: RulesMap) -> int:
        """Return the width of the longest word."""
        return self._content.get_minimal_width(rules)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return how many rows it takes."""
        return self._at(width).get_height(rules, width)

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Return its rows."""
        return self._at(width).render_strips(width, height, style, options)

    def _at(self, width: int) -> Content:
        if self._broken[0] != width:
            self._broken = width, self._break_lines(width)
        return self._broken[1]


def break_evenly(content: Content, width: int) -> Content:
    """Return a content in lines about as long as each other: no word alone under a full line."""
    lines: list[Content] = []
    for paragraph in content.split(allow_blank=True):
        *firsts, last = paragraph.divide(long_words(paragraph.plain, width))
        for part in (*(first.rstrip() for first in firsts), last):
            lines += part.wrap(even_width(part.plain, width))
    return Content("\n").join(lines)


class Words(Static):
    """Shows a text for people to read, in even lines."""

    def render(self) -> Visual:
        """Return the text, to be broken for the width that there is."""
        content = self.visual
        if not isinstance(content, Content):
            return content
        return Lines(content, lambda width: break_evenly(content, width))
