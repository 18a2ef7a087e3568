"""How far a long reading of the journal is, on a terminal."""

from __future__ import annotations

import gc
import sys
from time import monotonic

from calmtui.text.i18n import _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calmtui.storage.records import Record

_FIRST_SECONDS = 1.0  # before the number is said for the first time
_NEXT_SECONDS = 0.25
_CHECK_EVERY = 1024  # records
_LINE_WIDTH = 40


def count_records(records: Iterable[Record]) -> Iterator[Record]:
    """Pass the records on; when that takes long, say on a terminal how many have been read."""
    # Nothing in the records is cyclic, and looking for that takes a tenth of the time.
    gc.disable()
    is_terminal = sys.stderr.isatty()
    due, number, is_shown = monotonic() + _FIRST_SECONDS, 0, False
    try:
        for record in records:
            number += 1
            if is_terminal and not number % _CHECK_EVERY and monotonic() > due:
                text = _("{n} records read ...").format(n=number)
                print(f"\r{text}", end="", file=sys.stderr, flush=True)
                due, is_shown = monotonic() + _NEXT_SECONDS, True
            yield record
    finally:
        gc.enable()
        if is_shown:
            print("\r" + " " * _LINE_WIDTH + "\r", end="", file=sys.stderr, flush=True)
