"""Which page of figures is open, of which time, and what on it: looking back as it is turned. Pure.

A try of two and the page to show someone are no pages of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from calmtui.history.span import TimeSpan, all_time, four_weeks
from calmtui.render.looking_back import (
    FigurePage,
    View,
    after_page,
    glance_page,
    one_wait_page,
    rated_routines,
    routine_page,
    single_waits,
    urges_page,
    when_page,
)

if TYPE_CHECKING:
    from calmtui.history.figures import Figures

GLANCE, ROUTINES, URGES, WHEN, AFTER = range(5)
_PLAIN_PAGES = {URGES: urges_page, WHEN: when_page, AFTER: after_page}


class FigurePages:
    """The page that is open; the first one has a time of its own."""

    def __init__(self, today: date) -> None:
        self.number = GLANCE
        self.shows_one_wait = False
        self._place = 0  # of the routine or the wait that is shown
        self._glance_span, self._span = four_weeks(today), all_time(today)

    @property
    def span(self) -> TimeSpan:
        """The time that is looked at."""
        if self.number == GLANCE:
            return self._glance_span
        return self._span

    def look_at(self, span: TimeSpan) -> None:
        """Look at another time."""
        if self.number == GLANCE:
            self._glance_span = span
        else:
            self._span = span

    def open(self, number: int) -> None:
        """Open another page at its beginning."""
        self.number, self._place, self.shows_one_wait = number, 0, False

    def turn(self, by: int) -> None:
        """Show the next routine or wait, or with -1 the one before."""
        self._place += by

    def toggle_one_wait(self) -> None:
        """Look at one wait at a time, or at all of them again."""
        self.shows_one_wait, self._place = not self.shows_one_wait, 0

    def has_waits(self, figures: Figures) -> bool:
        """Return whether there are waits that can be looked at one by one."""
        return self.number == URGES and bool(single_waits(figures))

    def has_more(self, figures: Figures) -> bool:
        """Return whether there is another one of what is on the page."""
        if self.number == ROUTINES:
            return len(rated_routines(figures)) > 1
        return self.shows_one_wait and len(single_waits(figures)) > 1

    def draw(
        self, figures: Figures, view: View, *, is_very_high: bool, untried: Sequence[str]
    ) -> FigurePage:
        """Return the page; `untried` are the routines that its first one names."""
        if self.number == ROUTINES:
            return routine_page(figures, view, self._place)
        if self.shows_one_wait and self.has_waits(figures):
            return one_wait_page(figures, view, self._place)
        if self.number in _PLAIN_PAGES:
            return _PLAIN_PAGES[self.number](figures, view)
        period = self._glance_span.period
        first = period.first or min((day.day for day in figures.calendar), default=view.today)
        last = period.last or view.today
        return glance_page(figures, view, first, last, is_very_high=is_very_high, untried=untried)
