"""Looking back: pages of figures, one at a time; nobody is sent here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from calmtui.history.reading_progress import describe_progress
from calmtui.history.span import TimeSpan
from calmtui.history.words_routine import EASED_ANYWAY
from calmtui.render.charts.marks import marks_for
from calmtui.render.figure_pages import AFTER, GLANCE, FigurePages
from calmtui.render.layout import Line, text_line
from calmtui.render.looking_back import HIGH, FigurePage, View, empty_page
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _
from calmtui.text.width import wrap_evenly
from calmtui.tui.figures_reader import FiguresReader
from calmtui.tui.messages import ShowHistory, ShowReport, ShowTry
from calmtui.tui.screens.base import help_bindings
from calmtui.tui.screens.text import ReadingScreen
from calmtui.tui.widgets.key_hints import NARROW_FOOTER, KeyHint, KeyHints
from calmtui.tui.widgets.words import Words

if TYPE_CHECKING:
    from calmtui.history.figures import Figures
    from calmtui.history.names import Names
    from calmtui.storage.journal import Journal

_NAMES = (
    N_("before and after"),
    N_("urges"),
    N_("when and what"),
    N_("after waiting"),
    N_("try two"),
    N_("to show someone"),
)
_TRY, _REPORT = 5, 6  # screens of their own
_LOOK = 0.3  # seconds between two looks at how far the reading is


class LookingBackScreen(ReadingScreen[None]):
    """What was saved, in figures; the sessions themselves are behind Enter."""

    CSS_PATH: ClassVar[Any] = ["text.tcss", "looking_back.tcss"]
    SELECTS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(number), f"page({number})", name, id=f"back.{number}")
            for number, name in enumerate(_NAMES, 1)
        ),
        Binding("enter", "sessions", N_("all sessions"), id="back.sessions"),
        Binding("left,e", "later(-1)", N_("earlier"), id="back.earlier"),
        Binding("right,a", "later(1)", N_("later"), id="back.later"),
        Binding("plus,equals_sign", "longer(1)", N_("longer"), id="back.longer"),
        Binding("minus", "longer(-1)", N_("shorter"), id="back.shorter"),
        Binding("n", "next(1)", N_("the next one"), id="back.next"),
        Binding("b", "next(-1)", N_("the one before"), id="back.before"),
        Binding("o", "wait", N_("one wait at a time"), id="back.wait"),
        Binding("j", "scroll(1)", N_("down"), id="back.down"),
        Binding("k", "scroll(-1)", N_("up"), id="back.up"),
        *help_bindings("back"),
        Binding("escape,q,l", "back", N_("back"), id="back.back"),
    ]

    def __init__(
        self,
        journal: Journal,
        names: Names,
        now: Callable[[], datetime],
        *,
        ascii_only: bool,
        is_very_high: bool,
    ) -> None:
        super().__init__()
        self._reader = FiguresReader(journal, names)
        self._names = names
        self._now = now
        self._marks = marks_for(ascii_only=ascii_only)
        self._is_very_high = is_very_high
        self._pages = FigurePages(self._today)
        self._figures: Figures | None = None
        self._problem = ""
        self._drawn = FigurePage([])

    def compose(self) -> ComposeResult:
        """Compose the page, the line that stands below falls, the other pages, and the keys."""
        with VerticalScroll(classes="words"):
            yield Static(id="body")
        yield Words(Content(_(EASED_ANYWAY)), id="standing")
        yield KeyHints(id="pages")
        yield KeyHints(id="text-keys")

    def on_ready(self) -> None:
        """Begin to read; the screen is there at once."""
        super().on_ready()
        self.set_interval(_LOOK, self._show_progress)
        self._read()

    def on_unmount(self) -> None:
        """Stop reading what nobody waits for."""
        self._reader.stop()

    def on_screen_resume(self) -> None:
        """Read again: behind the history something may have been changed or erased."""
        if self._figures is not None:
            self._read()

    @work(exclusive=True)
    async def _read(self) -> None:
        try:
            figures = await self._reader.read(
                self._pages.span.period, with_later=self._pages.number == AFTER
            )
        except OSError as error:
            self._problem = describe_file_error(error)
        else:
            self._figures, self._problem = figures, ""
        self._fill()

    def _show_progress(self) -> None:
        """Say how far the reading is, while there is nothing else to see."""
        if self._figures is None and not self._problem:
            self._fill()

    # The page

    @property
    def _today(self) -> date:
        return self._now().date()

    def _fill(self) -> None:
        is_empty = self._reader.is_empty
        self._drawn = self._draw(self.columns)
        self.query_one("#standing").display = self._drawn.has_fall
        pages = self.query_one("#pages", KeyHints)
        pages.display = self.size.height >= HIGH and not is_empty and self._figures is not None
        pages.show(self._page_hints(), NARROW_FOOTER)
        super()._fill()

    def lines(self, columns: int) -> list[Line]:
        """Return the page that is on."""
        return self._drawn.lines

    def _draw(self, columns: int) -> FigurePage:
        if self._problem:
            return FigurePage([text_line(line) for line in wrap_evenly(self._problem, columns)])
        if self._figures is None:
            return FigurePage([text_line(describe_progress(self._reader.progress), "second")])
        view = View(
            columns=columns,
            rows=self.size.height,
            today=self._today,
            about=self._pages.span.describe(self._today),
            marks=self._marks,
            labels=self._names.labels,
            later=self._reader.later,
        )
        if self._reader.is_empty:
            return empty_page(self._figures, view)
        return self._pages.draw(
            self._figures,
            view,
            is_very_high=self._is_very_high,
            untried=self._names.untried(self._figures),
        )

    # The keys

    def hints(self) -> list[KeyHint]:
        """Return the keys that do something on this page."""
        if self._figures is None or self._reader.is_empty:
            return [KeyHint("Esc", _("back")), KeyHint("!", _("help"))]
        hints = [KeyHint("Esc", _("back")), KeyHint("!", _("help")), KeyHint("?", _("keys"))]
        if self.size.height < HIGH:
            pages = " ".join(str(number) for number in range(1, len(_NAMES) + 1))
            hints.append(KeyHint(pages, _("pages")))
        if self._has_more:
            hints.append(KeyHint("n", _("next")))
        if self._has_waits:
            names = _("one wait"), _("all waits")
            hints.append(KeyHint("o", names[self._pages.shows_one_wait]))
        hints.append(KeyHint("Enter", _("sessions")))
        return [*hints, KeyHint("+", _("longer")), KeyHint("-", _("shorter"))]

    def _page_hints(self) -> list[KeyHint]:
        names = enumerate(_NAMES, 1)
        return [
            KeyHint(str(number), _(name)) for number, name in names if number != self._pages.number
        ]

    @property
    def _has_waits(self) -> bool:
        return self._figures is not None and self._pages.has_waits(self._figures)

    @property
    def _has_more(self) -> bool:
        return self._figures is not None and self._pages.has_more(self._figures)

    def idle(self) -> frozenset[str]:
        """Return the names of the keys that do nothing now."""
        if self._figures is None or self._reader.is_empty:
            pages = (str(number) for number in range(1, len(_NAMES) + 1))
            names = ("earlier", "later", "longer", "shorter", "next", "before", "wait")
            return frozenset((*names, *pages))
        idle = set()
        if not self._has_more:
            idle |= {"next", "before"}
        if not self._has_waits:
            idle.add("wait")
        if self._pages.span.period.first is None:
            idle |= {"earlier", "later"}
        return frozenset(idle)

    def action_page(self, number: int) -> None:
        """Show another page from its beginning."""
        if self._figures is None or self._reader.is_empty:
            return
        if number in (_TRY, _REPORT):
            self.post_message(ShowTry() if number == _TRY else ShowReport())
            return
        before = self._pages.span
        self._pages.open(number)
        has_other_time = self._pages.span != before
        if has_other_time:
            self.query_one(VerticalScroll).scroll_home(animate=False)
        else:
            self._show_from_top()
        if has_other_time or number == AFTER:  # that one has words as well
            self._read()

    def _show_from_top(self) -> None:
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self._fill()

    def action_next(self, by: int) -> None:
        """Show the next routine or wait, or the one before."""
        if self._has_more:
            self._pages.turn(by)
            self._show_from_top()

    def action_wait(self) -> None:
        """Look at one wait at a time, or at all of them again."""
        if self._has_waits:
            self._pages.toggle_one_wait()
            self._show_from_top()

    def action_longer(self, by: int) -> None:
        """Look at a longer time, or a shorter one."""
        self._look_at(self._pages.span.longer(by, self._today))

    def action_later(self, by: int) -> None:
        """Look at the time after this one, or before it."""
        self._look_at(self._pages.span.later(by, self._today))

    def _look_at(self, span: TimeSpan) -> None:
        if self._figures is None or self._reader.is_empty or span == self._pages.span:
            return
        self._pages.look_at(span)
        self._read()

    def action_scroll(self, by: int) -> None:
        """Scroll a line down or up."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_sessions(self) -> None:
        """Show the sessions one by one."""
        if not self._reader.is_empty:
            self.post_message(ShowHistory())

    def action_back(self) -> None:
        """Go back to the first page, and from there to where the user was."""
        if self._pages.number == GLANCE:
            self.dismiss()
        else:
            self.action_page(GLANCE)
