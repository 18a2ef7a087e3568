"""A page to show someone, made of records in the memory; and what a browser would find in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html.parser import HTMLParser

from calmtui.history.gathered import Gathered
from calmtui.history.page import Page, PageRequest, make_page
from calmtui.history.past import past_of
from calmtui.history.period import ALL_TIME, Period
from calmtui.storage.records import Record

TODAY = date(2026, 11, 30)
BUILT_IN = frozenset({"long-exhale", "five-senses", "rain", "ride-the-urge"})
_VOID = ("meta", "line", "circle", "polyline")


def page_of(
    records: list[Record],
    *,
    period: Period = ALL_TIME,
    words: bool = False,
    titles: Mapping[str, str] | None = None,
    name: str = "",
) -> Page:
    gathered = Gathered(records)
    past = past_of(gathered, {}, name=name, word="your partner")
    request = PageRequest(
        period=period,
        titles={**past.titles, **(titles or {})},
        labels={},
        language="en",
        today=TODAY,
        made_by="calmtui 1",
        words=words,
    )
    return make_page(past, gathered, request, BUILT_IN)


class Parsed(HTMLParser):
    """A page as a browser reads it: its tags in order, their attributes, its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]
