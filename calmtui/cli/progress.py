"""How far a long reading of the journal is, on a terminal."""

from __future__ import annotations

import gc
import sys
from time import monotonic

from calmtui.text.i18n import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calmtui.storage.journal_lines import Progress
    from calmtui.storage.records import Record

_FIRST_SECONDS = 1.0  # before the number is said for the first time
_NEXT_SECONDS = 0.25
_CHECK_EVERY = 1024  # records
_LINE_WIDTH = 40


def count_records(records: Iterable[Record]) -> Iterator[Record]:
    """Pass the records on; when that takes long, say on a terminal how many have been read."""
    # Nothing in the records is cyclic, and looking for that takes a tenth of the time.
    gc.disable()
    line = _ProgressLine()
    number = 0
    try:
        for record in records:
            number += 1
            if not number % _CHECK_EVERY and line.is_due:
                line.show(_("{n} records read ...").format(n=number))
            yield record
    finally:
        gc.enable()
        line.clear()


def show_progress(reading: Iterable[Progress]) -> None:
    """Do all of a reading; when that takes long, say on a terminal how far it is."""
    from calmtui.history.reading_progress import describe_progress

    line = _ProgressLine()
    try:
        for progress in reading:
            if line.is_due:
                line.show(describe_progress(progress))
    finally:
        line.clear()


class _ProgressLine:
    """One line on a terminal, which is written over and goes in the end."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._due = monotonic() + _FIRST_SECONDS
        self._is_shown = False

    @property
    def is_due(self) -> bool:
        """Whether it is to be shown, for the first time or again."""
        return self._is_terminal and monotonic() > self._due

    def show(self, text: str) -> None:
        """Show a text in place of the last one."""
        print(f"\r{text}", end="", file=sys.stderr, flush=True)
        self._due, self._is_shown = monotonic() + _NEXT_SECONDS, True

    def clear(self) -> None:
        """Leave nothing behind."""
        if self._is_shown:
            print("\r" + " " * _LINE_WIDTH + "\r", end="", file=sys.stderr, flush=True)
