"""The list of routines on home: those for now, then all by group, or what fits a filter."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.widgets.option_list import Option

from calmtui.content.adjust import Adjustments, apply_adjustments
from calmtui.content.labels import GROUPS, LEFT
from calmtui.context import QUICK_ROUTINES
from calmtui.text.durations import format_short
from calmtui.text.i18n import N_, _
from calmtui.text.own_keys import key_for, shown_key
from calmtui.text.width import cell_width, ellipsize
from calmtui.tui.screens.routine_card import RoutineCard
from calmtui.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from calmtui.config.routine_preferences import RoutinePreferences
    from calmtui.content.library import Library
    from calmtui.content.routine import Routine
    from calmtui.content.routine_file import LibraryEntry
    from calmtui.history.try_state import TryState
    from calmtui.tui.journal_reader import JournalReader

_COLUMNS = 35
_MARK_COLUMNS = 3  # of the mark before a title, and the blank before the length
_FIRST = "first:"  # before the key of a row on top of the list, which begins at once
_SUGGESTED = "now:"  # before the key of a suggested routine, which is in its group too
_TRY = "try-two"
_LEFT = "left-in-the-middle"
_UNUSABLE = N_("has a fault")
# The rows on top: the key that does the same, the command, what it is called here, when it is for.
_FIRST_ROWS = (
    ("u", "urge", N_("Wait before you text"), N_("an urge to write, call or check")),
    ("s", "sos", N_("90 seconds to steady yourself"), N_("when it is too much right now")),
)


def _key(entry: LibraryEntry) -> str:
    """Return what names a row; a path's `as_uri` takes all of urllib and ssl since Python 3.14."""
    return os.fsencode(entry.path).hex()


def _heading(text: str) -> Option:
    return Option(Content(text), disabled=True)


class RoutineMenu(Menu):
    """Lists the routines, each with its length as chosen on this visit."""

    def __init__(
        self,
        library: Library,
        history: JournalReader,
        preferences: RoutinePreferences,
        now: Callable[[], datetime],
        has_left: Callable[[], bool],
        *,
        ascii_only: bool,
        is_low: bool,
    ) -> None:
        self._library, self._history, self._preferences = library, history, preferences
        self._now, self._has_left = now, has_left
        self._ascii_only = ascii_only
        self._is_low = is_low
        self._chosen: dict[str, Adjustments] = {}  # by routine, on this visit
        self._reasons: dict[str, str] = {}  # why a row is suggested
        self._try: TryState | None = None
        super().__init__(*self._all_rows(), id="list")
        self.set_reactive(Menu.highlighted, self._start_row)

    def on_click(self, event: events.Click) -> None:
        """Show the card of a row that is tapped; a second tap starts it.

        Where there is no room for both, choosing a row shows its card.
        """
        place = event.style.meta.get("option")
        has_card = self.screen.query_one(RoutineCard).display
        if isinstance(place, int) and place != self.highlighted and has_card:
            event.prevent_default()
            if not self.options[place].disabled:
                self.highlighted = place

    def fit(self, *, is_low: bool) -> bool:
        """Take the rows that there are: in a low window each counts. Return whether that is new."""
        is_new = is_low != self._is_low
        self._is_low = is_low
        return is_new

    def fill(self, query: str, *, to_top: bool = False) -> None:
        """List all routines, or what fits the query; the cursor stays, or goes to the top."""
        before = self.highlighted_option
        self.replace_rows(self._matching_rows(query) if query else self._all_rows())
        same = []
        if before is not None and not to_top:
            same = [place for place in self.usable_rows if self.options[place].id == before.id]
        self.highlighted = next(iter(same), self._start_row)

    @property
    def _start_row(self) -> int | None:
        """Where the cursor begins: what is on top has keys of its own, and Enter is no urge."""
        return next((place for place in self.usable_rows if not self._is_first(place)), None)

    def _is_first(self, place: int) -> bool:
        return (self.options[place].id or "").startswith(_FIRST)

    def _matching_rows(self, query: str) -> list[Option]:
        """Return the rows of what fits a query, the best first."""
        from calmtui.content.search import matching_routines  # noqa: PLC0415 - only when asked for

        self._reasons = {}
        entries = matching_routines(self._library.entries, query)
        return [self._row(entry) for entry in entries] or [_heading(_("Nothing found."))]

    def _all_rows(self) -> list[Option]:
        rows = self._suggested_rows()
        heading = ""
        if rows:
            heading = _("Right now")
            if self._history.is_last_rating_very_high(self._now()):
                rows.append(_heading(_("Help is on ! whenever you want it.")))
        for entry in self._library.entries:
            group = _(GROUPS[entry.routine.group]) if entry.routine else _("With a fault")
            if group != heading:
                if heading:
                    rows.append(_heading(""))
                rows.append(_heading(group))
                heading = group
            rows.append(self._row(entry))
        return [*self._left_rows(), *self._try_rows(), *self._first_rows(), *rows]

    def _first_rows(self) -> list[Option]:
        """Return what is needed most, in rows that a shaking hand finds."""
        entries = {entry.id: entry for entry in self._library.entries}
        rows = []
        for place, (_name, command, *_texts) in enumerate(_FIRST_ROWS):
            entry = entries.get(QUICK_ROUTINES[command])
            if entry is not None:
                rows.append(Option(self._first_label(entry, place), id=_FIRST + _key(entry)))
        if rows and not self._is_low:
            rows.append(_heading(""))
        return rows

    def _first_label(self, entry: LibraryEntry, place: int) -> Content:
        key, command, title, moment = _FIRST_ROWS[place]
        length = ""
        if entry.routine is not None and entry.routine.delay:
            length = self._length(entry.routine, entry.id)
        key = shown_key(key_for(f"home.{command}", key))
        row = routine_row(_(title), length, f"{key} ").stylize("bold").stylize("$warm", 0, len(key))
        if self._is_low:
            return row
        text = ellipsize(_(moment), _COLUMNS - _MARK_COLUMNS)
        return Content.assemble(row, "\n", (f"  {text}", "$second"))

    def _try_rows(self) -> list[Option]:
        """Return the row of a try, above all others, where there is one."""
        self._try = self._history.try_at_home(self._now())
        if self._try is None:
            return []
        from calmtui.history.try_words import home_row  # noqa: PLC0415 - few have a try

        text = ellipsize(home_row(self._try), _COLUMNS - _MARK_COLUMNS)
        return [Option(Content(f"  {text}"), id=_TRY), _heading("")]

    def _left_rows(self) -> list[Option]:
        """Return the row of what was left in the middle; which tool it was only the key tells."""
        if not self._has_left():
            return []
        text = ellipsize(_(LEFT), _COLUMNS - _MARK_COLUMNS)
        return [Option(Content(f"  {text}"), id=_LEFT), _heading("")]

    @property
    def is_on_left(self) -> bool:
        """Whether the cursor is on the row of what was left in the middle."""
        row = self.highlighted_option
        return row is not None and row.id == _LEFT

    @property
    def chosen_try(self) -> TryState | None:
        """The try, where the cursor is on its row."""
        row = self.highlighted_option
        if row is None or row.id != _TRY:
            return None
        return self._try

    def _suggested_rows(self) -> list[Option]:
        self._reasons = {}
        usable = {entry.id: entry for entry in self._library.entries if entry.routine is not None}
        rows: list[Option] = []
        for suggestion in self._history.suggestions(self._library, self._now()):
            row = self._row(usable[suggestion.id], _SUGGESTED)
            self._reasons[row.id or ""] = suggestion.reason
            rows.append(row)
        if rows:
            rows.insert(0, _heading(_("Right now")))
        return rows

    def _row(self, entry: LibraryEntry, prefix: str = "") -> Option:
        return Option(self._label(entry), id=prefix + _key(entry))

    def _label(self, entry: LibraryEntry) -> Content:
        """Return a row: the title, and the length as chosen."""
        routine = entry.routine
        if routine is None:
            title, length = f"{entry.id}  {_(_UNUSABLE)}", ""
        else:
            title, length = routine.title, self._length(routine, entry.id)
        return routine_row(title, length, self._mark(entry))

    def _length(self, routine: Routine, routine_id: str) -> str:
        adjusted = apply_adjustments(routine, self.adjustments(routine_id))
        return format_short(adjusted.about_seconds, self._ascii_only)

    def _mark(self, entry: LibraryEntry) -> str:
        if entry.bundled or entry.routine is None:
            return "  "
        if self._ascii_only:
            return "- "
        return "· "

    def choose(self, routine_id: str) -> None:
        """Put the cursor on a routine, in its group."""
        keys = {_key(entry) for entry in self._library.entries if entry.id == routine_id}
        place = next((at for at, row in enumerate(self.options) if row.id in keys), None)
        if place is not None:
            self.highlighted = place

    def adjustments(self, routine_id: str) -> Adjustments:
        """Return what is chosen for a routine on this visit, or what is saved."""
        return self._chosen.get(routine_id) or self._preferences.adjustments(routine_id)

    def adjust(self, entry: LibraryEntry, adjustments: Adjustments) -> None:
        """Take the adjustments for a routine, and show its length."""
        self._chosen[entry.id] = adjustments
        for place, row in enumerate(self.options):
            if row.id in (_key(entry), _SUGGESTED + _key(entry)):
                self.replace_option_prompt_at_index(place, self._label(entry))
        for place, (_name, command, *_texts) in enumerate(_FIRST_ROWS):
            if QUICK_ROUTINES[command] == entry.id and _FIRST + _key(entry) in self._option_ids:
                label = self._first_label(entry, place)
                self.replace_option_prompt(_FIRST + _key(entry), label)

    @property
    def _option_ids(self) -> set[str | None]:
        return {row.id for row in self.options}

    @property
    def begins_at_once(self) -> bool:
        """Whether the row under the cursor begins without a question."""
        return self.highlighted is not None and self._is_first(self.highlighted)

    @property
    def is_as_launched(self) -> bool:
        """Whether the cursor is where it starts, and nothing was chosen on this visit."""
        is_moved = self.highlighted != self._start_row
        return not (is_moved or self._chosen or _LEFT in self._option_ids)

    @property
    def entry(self) -> LibraryEntry | None:
        """What is under the cursor."""
        row = self.highlighted_option
        if row is None or row.id is None:
            return None
        key = row.id.removeprefix(_FIRST).removeprefix(_SUGGESTED)
        return next((entry for entry in self._library.entries if _key(entry) == key), None)

    @property
    def reason(self) -> str:
        """Why the row under the cursor is suggested; empty where it is not."""
        row = self.highlighted_option
        if row is None:
            return ""
        return self._reasons.get(row.id or "", "")


def routine_row(title: str, length: str, mark: str = "  ") -> Content:
    """Return a row: a mark, the title, and the length at the right."""
    room = _COLUMNS - cell_width(mark) - 1 - cell_width(length)
    label = mark + ellipsize(_short_title(title, room), room)
    return Content(label + " " * (_COLUMNS - cell_width(label) - cell_width(length)) + length)


def _short_title(title: str, room: int) -> str:
    """Return a title whose end in brackets stands behind a comma, or goes for want of room."""
    shown = title
    if title.endswith(")"):
        shown = title.replace(" (", ", ").removesuffix(")")
    if cell_width(shown) > room:
        shown = title.split(" (")[0]
    return shown
