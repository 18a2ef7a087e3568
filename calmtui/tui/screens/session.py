"""One session in full: its numbers, answers and outcome, each to be corrected or erased."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from calmtui.history.describe import describe_end, title_of
from calmtui.history.session_details import (
    SessionDetails,
    SessionEntry,
    correction,
    later_answer,
    session_details,
)
from calmtui.history.words_routine import EASED_ANYWAY
from calmtui.render.charts.marks import marks_for
from calmtui.render.hints import rating_keys
from calmtui.storage.journal_erasing import ANSWER_FIELDS
from calmtui.text.dates import format_date, parse_timestamp
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _
from calmtui.text.own_keys import key_for, worded
from calmtui.text.width import cell_width, ellipsize, pad, wrap
from calmtui.tui.screens.base import BaseScreen, help_bindings
from calmtui.tui.screens.text import styled
from calmtui.tui.screens.write import WriteScreen
from calmtui.tui.widgets.key_hints import NARROW_FOOTER, KeyHint, KeyHints, fitting
from calmtui.tui.widgets.menu import Menu, MenuKeys, menu_bindings
from calmtui.tui.widgets.words import Words

if TYPE_CHECKING:
    from calmtui.storage.journal import Journal
    from calmtui.storage.records import Record

_MOST_COLUMNS, _MOST_LABEL = 90, 30
_GAP = 2
_TEN = 10


class SessionSource(NamedTuple):
    """Where a session is read from and written to; `questions` are by the keys of answers."""

    records: Callable[[], list[Record]]
    journal: Journal
    now: Callable[[], datetime]
    questions: Mapping[str, str]
    ascii_only: bool = False


class SessionScreen(MenuKeys, BaseScreen[bool]):
    """A row for each number and answer; dismissed with True to erase the whole session."""

    CSS_PATH = "session.tcss"
    IS_CALM = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *menu_bindings("session"),
        Binding("enter", "change", N_("change this one"), id="session.change"),
        *(
            Binding(key, f"rate({number})", N_("the new number"), id=f"session.rate{number}")
            for number, key in enumerate("0123456789x")
        ),
        Binding("e", "erase_entry", N_("erase this one"), id="session.erase_entry"),
        Binding("w", "write_later", N_("write how it went later"), id="session.later"),
        Binding("d", "erase_session", N_("erase the session (asks first)"), id="session.erase"),
        *help_bindings("session"),
        Binding("escape,q,l", "back", N_("back"), id="session.back"),
    ]

    def __init__(self, session: str, source: SessionSource) -> None:
        super().__init__()
        self._session, self._source = session, source
        self._details: SessionDetails | None = None
        self._marks = marks_for(ascii_only=source.ascii_only)
        self._rated: SessionEntry | None = None  # the one that takes a new number
        self._asked: SessionEntry | None = None  # the one that goes when the key comes again
        self._said: tuple[str, tuple[Content, ...]] = "", ()  # a message, and keys to tap

    def compose(self) -> ComposeResult:
        """Compose when it was, its rows, a note, and the keys."""
        yield Words(id="session-title")
        yield Words(id="session-end")
        yield Menu(id="entries")
        yield Words(id="session-note")
        yield KeyHints(id="session-keys")

    def on_ready(self) -> None:
        """Read it, and give the keys to the rows."""
        self._read()
        self.query_one(Menu).focus()

    def on_resize(self) -> None:
        """Wrap the rows to another width; what was said or asked stays."""
        if self._details is not None:
            text, keys = self._said
            with self.prevent(Menu.OptionHighlighted):  # it is the row that it was
                self._fill()
            self._say(text, *keys)

    def _read(self) -> None:
        try:
            records = self._source.records()
        except OSError as error:
            self._say(describe_file_error(error))
            return
        self._details = session_details(records, self._session, self._source.questions)
        if self._details is None:  # erased meanwhile
            self.dismiss(False)
        else:
            self._fill()

    # What is shown

    @property
    def _columns(self) -> int:
        return min(self.room, _MOST_COLUMNS)

    def _fill(self) -> None:
        assert self._details is not None
        past = self._details.past
        when = parse_timestamp(past.began)
        head = [title_of(past)]
        if when is not None:
            head = [format_date(when.date(), self._source.now().date()), f"{when:%H:%M}", *head]
        self.query_one("#session-title", Static).update(Content(", ".join(head)))
        self.query_one("#session-end", Static).update(Content(describe_end(past)))
        menu = self.query_one(Menu)
        place = menu.highlighted or 0
        entries = self._details.entries
        labels = [cell_width(entry.label) for entry in entries if entry.number is not None]
        columns = min(max(labels, default=0), _MOST_LABEL)
        menu.replace_rows([Option(self._row(entry, columns)) for entry in entries])
        if entries:
            menu.highlighted = min(place, len(entries) - 1)
        self._say("")

    def _row(self, entry: SessionEntry, columns: int) -> Content:
        """Return a number with its bar, or a question with its answer below."""
        if entry.number is not None:
            label = pad(ellipsize(entry.label, columns), columns + _GAP)
            bar = "  " + self._marks.bar * entry.number
            return Content.assemble(label, f"{entry.number:>2}", (bar, "$cool"))
        label = ellipsize(entry.label, self._columns)
        lines = [f"  {line}" for line in wrap(entry.text, self._columns - _GAP)]
        return Content.assemble((label, "$second"), "\n" + "\n".join(lines))

    def _say(self, text: str, *keys: Content) -> None:
        """Show a message, and keys to tap; without one, what stands beside a fall."""
        self._said = text, keys
        if not text and self._details is not None and self._details.has_fall:
            text = _(EASED_ANYWAY)
        note = Content("\n").join([Content(text), *keys])
        self.query_one("#session-note", Static).update(note)
        hints = [KeyHint("Esc", _("back"))]
        if self._current is not None:
            hints += [KeyHint("Enter", _("change")), KeyHint("e", _("erase this"))]
        if self._details is not None and self._details.is_urge:
            hints.append(KeyHint("w", _("how it went later")))
        erase, help_now = KeyHint("d", _("erase the session")), KeyHint("!", _("help"))
        hints += [erase, help_now, KeyHint("?", _("keys"))]
        spare = ["w", "e", "d", "Enter"]  # a row can be tapped
        style = NARROW_FOOTER.of(type(self))
        fit = fitting(hints, self._columns, style, spare, self.key_rows)
        self.query_one("#session-keys", KeyHints).show(fit, NARROW_FOOTER)

    @property
    def _current(self) -> SessionEntry | None:
        place = self.query_one(Menu).highlighted
        if self._details is None or place is None or place >= len(self._details.entries):
            return None
        return self._details.entries[place]

    def idle(self) -> frozenset[str]:
        """Return the names of the keys that do nothing now."""
        names = set()
        if self._current is None:
            names |= {"change", "erase_entry", "down", "up"}
        if self._rated is None:
            names |= {f"rate{number}" for number in range(_TEN + 1)}
        if self._details is None or not self._details.is_urge:
            names.add("later")
        return frozenset(names)

    def on_option_list_option_highlighted(self) -> None:
        """Forget what was asked of another row."""
        if self._rated or self._asked:
            self._forget()

    def _forget(self) -> None:
        self._rated = self._asked = None
        self._say("")

    # What is changed

    def on_option_list_option_selected(self) -> None:
        """Change what was tapped, or chosen by Enter."""
        self.action_change()

    def action_change(self) -> None:
        """Take a new number, or other words."""
        entry = self._current
        if entry is None or self._is_private():
            return
        if entry.number is not None:
            self._rated = entry
            self._say(_("The new number: 0 to 9, x for 10. Esc: it stays."), styled(rating_keys()))
        elif entry.is_written:
            self._write(entry.label, entry.text, lambda text: self._correct(entry, text))
        else:
            self._say(_("What you picked can be erased, but not changed."))

    def action_rate(self, number: int) -> None:
        """Save the new number."""
        if self._rated is not None:
            entry, self._rated = self._rated, None
            self._correct(entry, number)

    def action_write_later(self) -> None:
        """Write how it went later."""
        if self._details is None or not self._details.is_urge or self._is_private():
            return

        def save(text: str) -> None:
            record = later_answer(self._session, text, self._source.now())
            self._save(lambda: self._source.journal.append(record), _("Saved."))

        self._write(_("How did it go later?"), "", save)

    def _write(self, question: str, text: str, save: Callable[[str], None]) -> None:
        def written(new: str | None) -> None:
            if new is not None and new.strip() and new != text:
                save(new.strip())

        self.app.push_screen(WriteScreen(question, text), written)

    def _correct(self, entry: SessionEntry, value: int | str) -> None:
        record = correction(self._session, entry, value, self._source.now())
        self._save(lambda: self._source.journal.append(record), _("Saved."))

    def action_erase_entry(self) -> None:
        """Erase one number or answer, when the key comes twice."""
        entry = self._current
        if entry is None or self._is_private():
            return
        if self._asked != entry:
            self._asked = entry
            text = _("Press e again to erase it for good. Esc: it stays.")
            self._say(worded(text, "e", key_for("session.erase_entry", "e")))
            return
        self._asked = None
        source, fields = self._source, ANSWER_FIELDS
        if entry.number is not None:
            fields = (entry.field,)
        self._save(
            lambda: source.journal.erase_answer(self._session, entry.record, source.now(), fields),
            _("Erased."),
            N_("It may still be in a file: {why}. Erase the session to be sure."),
        )

    @work(exclusive=True)
    async def _save(
        self, act: Callable[[], None], message: str, failed: str = N_("Not saved: {why}")
    ) -> None:
        """Write in a thread, as a lock may make it wait; then show what is there now."""
        try:
            await asyncio.to_thread(act)
        except OSError as error:
            message = _(failed).format(why=describe_file_error(error))
        self._read()
        self._say(message)

    def _is_private(self) -> bool:
        if self._source.journal.is_private:
            self._say(_("A private session writes nothing, so it can't change anything."))
        return self._source.journal.is_private

    def action_erase_session(self) -> None:
        """Ask the history to erase it."""
        self.dismiss(True)

    def action_back(self) -> None:
        """Leave a question open, or go back to the list."""
        if self._rated or self._asked:
            self._forget()
        else:
            self.dismiss(False)
