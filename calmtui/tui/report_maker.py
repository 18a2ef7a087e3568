"""The page to show someone, made of the whole history for the screen that writes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from calmtui import __version__
from calmtui.content.option_words import keys_by_words
from calmtui.content.values import PARTNER
from calmtui.history.gathered import Gathered
from calmtui.history.names import names_of
from calmtui.history.page import Page, PageRequest, make_page, page_of_sums
from calmtui.history.past import past_of
from calmtui.history.past_sums import PastSums
from calmtui.history.period import ALL_TIME
from calmtui.storage.files import write_file
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.i18n import _, spoken_language

if TYPE_CHECKING:
    from calmtui.context import AppContext
    from calmtui.history.past import Past
    from calmtui.history.period import Period

_NAME = "calmtui-report"
_MOST_NAMES = 100


class ReportMaker:
    """Makes a page of any period; all records are read where sums can't tell it, and once."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._gathered: Gathered | None = None
        self._past: Past | None = None
        self._request = self._first_request()

    def _first_request(self) -> PageRequest:
        names = names_of(self._context.library.entries, {})
        return PageRequest(
            period=ALL_TIME,
            titles=names.titles,
            labels=names.labels,
            language=spoken_language(self._context.library.languages),
            today=self._context.now().date(),
            made_by=f"calmtui {__version__}",
        )

    @property
    def sealed(self) -> int:
        """How many sessions stay locked."""
        if self._gathered is None:
            return 0
        return len(self._gathered.sealed)

    def make(self, period: Period, *, words: bool) -> Page:
        """Return the page of a period, with what was written or without it. Raises OSError."""
        built_in = {entry.id for entry in self._context.library.entries if entry.bundled}
        request = replace(self._request, period=period, words=words)
        if self._gathered is None and not words:
            page = self._summed(request, built_in)
            if page is not None:
                return page
        gathered, past = self._read()
        titles = {**past.titles, **self._request.titles}
        request = replace(request, titles=titles, unreadable=self._request.unreadable)
        return make_page(past, gathered, request, built_in)

    def _summed(self, request: PageRequest, built_in: set[str]) -> Page | None:
        """Return the page by what was counted before; None where the records have to be read."""
        sums = PastSums(self._context.journal, keys_by_words(bundled_routines_path()))
        for _progress in sums.read(request.period):
            pass
        return page_of_sums(sums, request, built_in, self._context.settings.partner_name)

    def _read(self) -> tuple[Gathered, Past]:
        if self._gathered is None or self._past is None:
            journal = self._context.journal
            name = self._context.settings.partner_name
            keys = keys_by_words(bundled_routines_path())
            self._gathered = Gathered(journal.records(repeated=True))
            self._past = past_of(self._gathered, keys, name=name, word=_(PARTNER))
            unreadable = len(journal.unreadable_lines)
            self._request = replace(self._request, unreadable=unreadable)
        return self._gathered, self._past


def free_file(folder: Path, form: str) -> Path:
    """Return a file for the page that is not there yet."""
    names = (f"{_NAME}.{form}", *(f"{_NAME}-{n}.{form}" for n in range(2, _MOST_NAMES)))
    files = [folder / name for name in names]
    return next((file for file in files if not file.exists()), files[-1])


def write_page(file: Path, page: Page, form: str) -> None:
    """Write the page to a new file that only this account can read. Raises OSError."""
    write_file(file, (page.render(form),))
