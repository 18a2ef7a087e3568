"""To show someone: what is on the page, shown before it is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from calmtui.history.export import describe_contents
from calmtui.history.page import HTML, MARKDOWN, WORDS
from calmtui.history.span import TimeSpan, four_weeks
from calmtui.render.layout import EMPTY, Line, text_line
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import display_path
from calmtui.text.width import wrap_evenly
from calmtui.tui.figures_reader import in_thread
from calmtui.tui.report_maker import ReportMaker, free_file, write_page
from calmtui.tui.screens.options import Choices, OptionsScreen, option_bindings
from calmtui.tui.screens.text import TextScreen
from calmtui.tui.widgets.key_hints import KeyHint

if TYPE_CHECKING:
    from calmtui.context import AppContext
    from calmtui.history.page import Page

_DAYS, _FORM, _WORDS, _FILE = range(4)  # the rows


class ReportScreen(OptionsScreen):
    """The days, the form, whether one's own words are in it, and where it goes."""

    TITLE_TEXT = N_("To show someone")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", N_("write the file"), id="report.write", priority=True),
        Binding("p", "preview", N_("read it here first"), id="report.preview"),
        *option_bindings("report"),
    ]

    def __init__(self, context: AppContext, folder: Path) -> None:
        super().__init__()
        self._maker = ReportMaker(context)
        self._now, self._folder = context.now, folder
        self._span = four_weeks(context.now().date())
        self._form = HTML
        self._has_words = False
        self._page: Page | None = None
        self._is_stopped = False

    def on_ready(self) -> None:
        """Make the page in a thread."""
        self.fill()
        self._make()

    def on_unmount(self) -> None:
        """Stop reading what nobody waits for."""
        self._is_stopped = True

    @work(exclusive=True)
    async def _make(self) -> None:
        period, has_words = self._span.period, self._has_words
        try:
            self._page = await in_thread(
                lambda: self._maker.make(period, words=has_words), lambda: self._is_stopped
            )
        except OSError as error:
            self.say(describe_file_error(error))
        else:
            self.fill()

    def choices(self) -> Choices:
        """Return what can be chosen."""
        form, words = _("a page to print (HTML)"), _("left out")
        if self._form == MARKDOWN:
            form = _("text (Markdown)")
        if self._has_words:
            words = _("included")
        return (
            (_("days"), self._span.describe(self._now().date())),
            (_("as"), form),
            (_("your words"), words),
            (_("file"), _shown(free_file(self._folder, self._form))),
        )

    def turn(self, row: int, by: int) -> None:
        """Choose other days, another form, or whether the words are in it."""
        if row == _DAYS:
            self._look_at(self._span.longer(by, self._now().date()))
        elif row == _FORM:
            self._form = MARKDOWN if self._form == HTML else HTML
            self.fill()
        elif row == _WORDS:
            self._has_words = not self._has_words
            self._page = None
            self.fill()
            self._make()

    def _look_at(self, span: TimeSpan) -> None:
        if span != self._span:
            self._span, self._page = span, None
            self.fill()
            self._make()

    def words(self, columns: int) -> list[Line]:
        """Return what is on the page, and what is not."""
        if self._page is None:
            return [text_line(_("Reading the history ..."), "second")]
        about = _("One page, for a therapist or for you. It opens offline.")
        contents = describe_contents(
            self._page.contents, words=self._has_words, sealed=self._maker.sealed
        )
        lines = [text_line(line) for line in wrap_evenly(about, columns)]
        said = [text_line(line) for text in contents for line in wrap_evenly(text, columns)]
        return [*lines, EMPTY, *said]

    def hints(self) -> list[KeyHint]:
        """Return the keys that do something once the page is made."""
        if self._page is None:
            return []
        write, read = KeyHint("Enter", _("write it")), KeyHint("p", _("read it here"))
        return [write, read, KeyHint("+ -", _("change"))]

    def action_write(self) -> None:
        """Write the page to a file of its own."""
        if self._page is None:
            return
        file = free_file(self._folder, self._form)
        try:
            write_page(file, self._page, self._form)
        except OSError as error:
            self.say(_("Not saved: {why}").format(why=describe_file_error(error)))
        else:
            self.fill(_("Written: {file}").format(file=_shown(file)))

    def action_preview(self) -> None:
        """Show the page in words."""
        if self._page is not None:
            lines = self._page.render(WORDS).decode().splitlines()
            self.app.push_screen(TextScreen(_("To show someone"), tuple(lines)))


def _shown(file: Path) -> str:
    if file.parent == Path.home():
        return f"~/{file.name}"
    return display_path(file)
