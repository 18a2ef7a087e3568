"""Try two: begin a comparison of two routines by a coin, see where it stands, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from calmtui.content.library import UnknownRoutine
from calmtui.content.toml import FileError
from calmtui.history.tries import DEFAULT_LENGTH, LENGTHS, current_try, read_tries, records_of_tries
from calmtui.history.try_log import (
    TryRefused,
    can_be_tried,
    cautions_of,
    see_end,
    start_try,
    stop_try,
    titles_of,
)
from calmtui.history.try_words import (
    TITLE,
    begin_lines,
    notes,
    numbers_line,
    result_lines,
    run_lines,
    running_lines,
)
from calmtui.render.charts.counts import end_lines
from calmtui.render.layout import EMPTY, Line, text_line
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _
from calmtui.text.own_keys import key_for, worded
from calmtui.text.sanitize import single_line
from calmtui.text.width import wrap_evenly
from calmtui.tui.figures_reader import in_thread
from calmtui.tui.screens.options import Choices, OptionsScreen, option_bindings
from calmtui.tui.screens.text import TextScreen
from calmtui.tui.widgets.key_hints import KeyHint

if TYPE_CHECKING:
    from calmtui.content.routine import Routine
    from calmtui.context import AppContext
    from calmtui.history.sessions import PastSession
    from calmtui.history.tries import Try
    from calmtui.history.try_state import TryState

_FIRST, _SECOND, _LENGTH = range(3)  # the rows


class TryScreen(OptionsScreen):
    """One try at a time: its beginning, its counts, or what came of it."""

    TITLE_TEXT = TITLE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", N_("begin the trial"), id="try.begin", priority=True),
        Binding("s", "stop", N_("stop it: nothing is compared"), id="try.stop"),
        Binding("r", "sessions", N_("its sessions, one by one"), id="try.sessions"),
        Binding("n", "another", N_("begin another one"), id="try.another"),
        *option_bindings("try"),
    ]

    def __init__(self, context: AppContext, past: Sequence[PastSession]) -> None:
        super().__init__()
        self._given, self._past = context, past
        self._tries: list[Try] | None = None
        self._state: TryState | None = None  # of the one that goes on, or of the last one
        self._routines = self._usable_routines()
        self._pair = [0, 0]
        self._length = DEFAULT_LENGTH
        self._asks = False  # whether the key that stops it comes again
        self._is_stopped = False

    def on_ready(self) -> None:
        """Read the tries in a thread."""
        self.fill()
        self._read()

    def on_unmount(self) -> None:
        """Stop reading what nobody waits for."""
        self._is_stopped = True

    @work(exclusive=True)
    async def _read(self, note: str = "") -> None:
        journal = self._given.journal
        try:
            tries = await in_thread(
                lambda: read_tries(records_of_tries(lambda: journal.records(repeated=True))),
                lambda: self._is_stopped,
            )
        except OSError as error:
            self.say(describe_file_error(error))
            return
        self._tries, self._state = tries or [], None
        if self._tries:
            one = current_try(self._tries) or self._tries[-1]
            try:
                self._state = see_end(journal, one, self._given.now())
            except OSError as error:
                note = describe_file_error(error)
        self.fill(note)

    # What can be compared

    def _usable_routines(self) -> list[Routine]:
        """Return the routines that a coin may pick, and that have another one beside them."""
        entries = self._given.library.entries
        routines = [entry.routine for entry in entries if entry.routine is not None]
        usable = [routine for routine in routines if can_be_tried(routine, self._past)]
        rated = [routine.rate[0] for routine in usable]
        return [routine for routine in usable if rated.count(routine.rate[0]) > 1]

    @property
    def _partners(self) -> list[Routine]:
        """The routines that the first one can be compared with."""
        first = self._routines[self._pair[_FIRST]]
        same = (routine for routine in self._routines if routine.rate[0] == first.rate[0])
        return [routine for routine in same if routine.id != first.id]

    @property
    def _may_begin(self) -> bool:
        return self._tries is not None and self._state is None and bool(self._routines)

    def choices(self) -> Choices:
        """Return the two routines and the length, before a try."""
        if not self._may_begin:
            return ()
        first = self._routines[self._pair[_FIRST]]
        second = self._partners[self._pair[_SECOND] % len(self._partners)]
        return (
            (_("One"), first.title),
            (_("The other"), second.title),
            (_("Length"), _("{n} sessions").format(n=self._length)),
        )

    def turn(self, row: int, by: int) -> None:
        """Take another routine, or another length."""
        if row == _LENGTH:
            place = LENGTHS.index(self._length) + by
            self._length = LENGTHS[place % len(LENGTHS)]
        else:
            room = self._partners if row == _SECOND else self._routines
            self._pair[row] = (self._pair[row] + by) % len(room)
        self.fill()

    # What is shown

    def words(self, columns: int) -> list[Line]:
        """Return what there is to know before a try, its counts, or its end."""
        if self._tries is None:
            return [text_line(_("Reading the history ..."), "second")]
        if self._state is not None:
            return self._state_lines(self._state, columns)
        if not self._routines:
            return _wrapped([_("No two routines here ask for the same number.")], columns)
        cautions = cautions_of(self._given.library, self._chosen)
        return _wrapped([*begin_lines(self._length), *cautions], columns)

    def _state_lines(self, state: TryState, columns: int) -> list[Line]:
        titles = self._titles_of(state)
        if not state.ending:
            return _wrapped(running_lines(state, titles), columns)
        lines = [*_wrapped(result_lines(state, titles), columns), EMPTY]
        if any(state.ends[0]) or any(state.ends[1]):
            lines += [text_line(_("Where you ended"), "second")]
            lines += [*end_lines(titles, state.ends, columns), EMPTY]
        return [*lines, *_wrapped([numbers_line(state), *notes(state)], columns)]

    def _titles_of(self, state: TryState) -> tuple[str, str]:
        first, second = titles_of(self._given.library, state.routines)
        return single_line(first), single_line(second)

    @property
    def _chosen(self) -> tuple[str, str]:
        second = self._partners[self._pair[_SECOND] % len(self._partners)]
        return self._routines[self._pair[_FIRST]].id, second.id

    def hints(self) -> list[KeyHint]:
        """Return the keys that do something now."""
        if self._may_begin:
            return [KeyHint("Enter", _("begin")), KeyHint("+ -", _("change"))]
        if self._state is None:
            return []
        if self._state.ending:
            return [KeyHint("r", _("its sessions")), KeyHint("n", _("another one"))]
        return [KeyHint("s", _("stop it"))]

    def idle(self) -> frozenset[str]:
        """Return the names of the keys that do nothing now."""
        names = set()
        if not self._may_begin:
            names |= {"begin", "next", "before", "down", "up"}
        if self._state is None or self._state.ending:
            names.add("stop")
        if self._state is None or not self._state.ending:
            names |= {"another", "sessions"}
        return frozenset(names)

    # What is done

    def action_begin(self) -> None:
        """Begin the try that is chosen."""
        if not self._may_begin or self._tries is None:
            return
        context = self._given
        try:
            start_try(
                context.journal,
                context.library,
                self._tries,
                self._past,
                self._chosen,
                context.now(),
                self._length,
            )
        except TryRefused as error:
            self.say(_sentence(str(error)))
        except (UnknownRoutine, FileError) as error:
            self.say(single_line(str(error)))
        except OSError as error:
            self.say(describe_file_error(error))
        else:
            self._read(_("The trial has begun. The coin is in the first row of home."))

    def action_stop(self) -> None:
        """Stop the try, when the key comes twice."""
        one = current_try(self._tries or ())
        if one is None or self._state is None or self._state.ending:
            return
        if not self._asks:
            self._asks = True
            text = _("Press s again to stop it. The sessions stay, nothing is compared.")
            self.say(worded(text, "s", key_for("try.stop", "s")))
            return
        self._asks = False
        try:
            stop_try(self._given.journal, one, self._given.now())
        except OSError as error:
            self.say(describe_file_error(error))
        else:
            self._read()

    def action_sessions(self) -> None:
        """Show each session of a try that has ended."""
        state = self._state
        if state is None or not state.ending:
            return
        today = self._given.now().date()
        lines = run_lines(state, self._titles_of(state), today) or (_("No sessions found."),)
        self.app.push_screen(TextScreen(_(TITLE), lines))

    def action_another(self) -> None:
        """Choose two routines for another try."""
        if self._state is not None and self._state.ending:
            self._state = None
            self.fill()


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _wrapped(texts: Sequence[str], columns: int) -> list[Line]:
    return [text_line(line) for text in texts if text for line in wrap_evenly(text, columns)]
