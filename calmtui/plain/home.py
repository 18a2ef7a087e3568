"""Home line by line: a numbered list of routines, of which one is chosen and run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from calmtui.content.labels import CAUTIONS, GROUPS, LEFT
from calmtui.context import QUICK_ROUTINES
from calmtui.end_signals import is_signal_code
from calmtui.plain.help import help_lines, section_lines
from calmtui.plain.home_rows import HomeRow, entry_text, group_rows, quick_rows, suggested
from calmtui.plain.input import TICK, LineInput
from calmtui.plain.output import name_keys
from calmtui.session.scene import FinishedScene
from calmtui.text.i18n import N_, _
from calmtui.text.latin_keys import latin_line

if TYPE_CHECKING:
    from calmtui.content.routine_file import LibraryEntry
    from calmtui.context import AppContext
    from calmtui.session.session import Session

_MAX_STRAY_LINES = 50  # in a row: more than a person types
_KEYS = N_(
    "Type a number and Enter. A word finds routines. l says how to look back, a comma opens "
    "the settings. ! is help, q leaves."
)

Begin = Callable[[str, bool], "Session"]


class PlainHome:
    """Asks what to run until the person leaves.

    `say` adds a line, `begin` begins a session by the id of its routine, without a question where
    its second argument says so, and `play` runs it and returns its exit code. `has_left`: whether
    something was left in the middle that only the passphrase opens, and `continue_left` opens it.
    """

    def __init__(
        self,
        context: AppContext,
        lines: LineInput,
        say: Callable[[str], None],
        begin: Begin,
        play: Callable[[Session], int],
        has_left: Callable[[], bool] = lambda: False,
        continue_left: Callable[[], int] = lambda: 0,
    ) -> None:
        self._context, self._lines, self._say = context, lines, say
        self._begin, self._play = begin, play
        self._has_left, self._continue_left = has_left, continue_left
        self._rows: list[HomeRow] = []
        self._stray_lines = 0  # in a row

    def show(self) -> int:
        """Let the person choose, and return the exit code."""
        self._say_home()
        while (line := self._next_line()) is not None:
            key = latin_line(line)
            if key == "q":
                return 0
            row = self._row(key)
            if row is None:
                self._answer(line, key)
            elif row.group:
                self._say_group(row.group)
            else:
                code = self._begin_row(row)
                if is_signal_code(code) or self._lines.ended:
                    return code
        return 0

    def _begin_row(self, row: HomeRow) -> int:
        """Begin what a row stands for, if it is wanted; return the exit code."""
        if row.is_left:
            code = self._continue_left()
            if not is_signal_code(code) and not self._lines.ended:
                self._say_home()
            return code
        if self._is_wanted(row):
            return self._run(row.routine, row.is_quick)
        self._stray_lines += 1
        return 0

    def _next_line(self) -> str | None:
        """Return the next line; None at the end of input, or of what a person would type."""
        if self._stray_lines > _MAX_STRAY_LINES:
            return None
        while not self._lines.waiting:
            if self._lines.ended:
                return None
            self._lines.wait(TICK)
        return self._lines.waiting.pop(0)

    def _row(self, key: str) -> HomeRow | None:
        """Return what a key or a number chooses."""
        quick = {"u": "urge", "s": "sos"}.get(key)
        if quick is not None:
            return HomeRow("", QUICK_ROUTINES[quick], is_quick=True)
        if key == "r":
            return HomeRow("", "care-again", is_quick=True)
        if _is_number(key) and len(key) <= len(str(len(self._rows))):
            place = int(key)
            if 0 < place <= len(self._rows):
                return self._rows[place - 1]
        return None

    def _answer(self, line: str, key: str) -> None:
        """Answer a line that chooses nothing."""
        self._stray_lines += 1
        match key:
            case "" | "b":
                self._say_home()
            case "!":
                self._say_all(help_lines(self._context.help_page(False)))
            case "!!":
                self._say_all(section_lines(self._context.help_page(False).others))
            case "?":
                self._say(name_keys(_(_KEYS)))
            case ",":
                self._show_settings()
            case "l":
                self._say(
                    _("`calmtui stats` says what your history adds up to, `calmtui log` lists it.")
                )
            case _ if _is_number(key):  # of no row: what it would find has other numbers
                self._say(_("A number from 1 to {n}, or Enter.").format(n=len(self._rows)))
            case _:
                self._find(line)

    def _say_all(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._say(line)

    def _show_settings(self) -> None:
        """Let the person change settings; then the list is there again."""
        # 30 ms, and only when asked for
        from calmtui.own_settings import OwnSettings  # noqa: PLC0415 - see above
        from calmtui.plain.settings import PlainSettings  # noqa: PLC0415 - see above

        page = self._context.help_page(False)
        PlainSettings(
            OwnSettings(self._context),
            self._next_line,
            self._say,
            lambda: self._say_all(help_lines(page)),
        ).show()
        self._say_home()

    # The lists

    def _say_rows(self, rows: Iterable[HomeRow]) -> None:
        """Say rows with the numbers by which they are chosen."""
        for row in rows:
            self._rows.append(row)
            self._say(f"  {len(self._rows)} {row.text}")

    def _say_home(self) -> None:
        self._rows = []
        self._say(name_keys(_(_KEYS)))
        library = self._context.library
        self._say_rows(quick_rows(library))
        if self._has_left():
            self._say_rows([HomeRow(f"{_(LEFT)}.", is_left=True)])
        self._say_suggested()
        self._say(_("All routines:"))
        self._say_rows(group_rows(library))

    def _say_suggested(self) -> None:
        rows, names_help = suggested(self._context)
        if not rows:
            return
        self._say(f"{_('Right now')}:")
        self._say_rows(rows)
        if names_help:
            self._say(name_keys(_("Help is on ! whenever you want it.")))

    def _say_group(self, group: str) -> None:
        self._rows = []
        self._say(f"{_(GROUPS[group])}:")
        self._say_entries(
            [e for e in self._context.library.entries if e.routine and e.routine.group == group]
        )

    def _find(self, line: str) -> None:
        """List what fits the words that were typed."""
        from calmtui.content.search import matching_routines  # noqa: PLC0415 - only when asked for

        found = matching_routines(self._context.library.entries, line)
        if not found:
            self._say(_("Nothing found. Enter goes back to the list."))
            return
        self._rows = []
        self._say_entries(found)

    def _say_entries(self, entries: list[LibraryEntry]) -> None:
        self._say_rows([HomeRow(self._entry_text(entry), entry.id) for entry in entries])
        self._say(_("Type a number and Enter. Just Enter goes back to the list."))

    def _entry_text(self, entry: LibraryEntry) -> str:
        return entry_text(entry, self._context)

    # One routine

    def _is_wanted(self, row: HomeRow) -> bool:
        """Say what a routine is and what to mind, and ask whether it is to begin."""
        entry = self._context.library.entry(row.routine)
        if entry.routine is None:
            self._say_all(str(problem) for problem in entry.problems)
            return False
        if row.is_quick:
            return True
        self._say(f"{self._entry_text(entry)} {entry.routine.summary}")
        self._say_all(name_keys(_(CAUTIONS[caution])) for caution in entry.routine.cautions)
        self._say(_("Enter begins. b and Enter goes back to the list."))
        line = self._next_line()
        if line == "":
            return True
        if line is not None:
            self._lines.waiting.insert(0, line)  # it may be a number, help, or leaving
        return False

    def _run(self, routine_id: str, is_quick: bool) -> int:
        """Run a routine, then what the person asks for at its end; return the exit code."""
        while True:
            self._stray_lines = 0
            session = self._begin(routine_id, is_quick)
            code = self._play(session)
            if is_signal_code(code) or self._lines.ended:
                return code
            scene = session.scene()
            other = ""
            if isinstance(scene, FinishedScene):
                other = scene.something_else
            answer = self._ask_what_follows(other)
            if answer == "e" and other:
                routine_id, is_quick = other, False
            elif answer != "a":
                self._put_back(answer)
                return code

    def _ask_what_follows(self, other: str) -> str | None:
        """Ask whether to run it again, or another; return the key."""
        keys = _("Enter goes back to the list. a and Enter: again.")
        if other:
            title = self._context.library.title_of(other)
            more = _("e and Enter: {title}.").format(title=title)
            keys = f"{keys} {more}"
        self._say(f"{keys} {_('q leaves.')}")
        line = self._next_line()
        return line and latin_line(line)

    def _put_back(self, answer: str | None) -> None:
        """Let the list take an answer that it knows; anything else shows the list."""
        if answer is not None:
            self._lines.waiting.insert(0, answer if answer in ("q", "!", "!!", "l") else "")


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdigit()
