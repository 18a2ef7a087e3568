"""Figures straight from records: what reading a journal in pieces has to agree with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from calmtui.history.figures import ALL_TIME, Figures, Period
from calmtui.history.looking_back import figures_from_rows
from calmtui.history.rows import NO_KEYS, rows_of
from calmtui.storage.records import Record


def figures_from_records(
    records: Iterable[Record],
    period: Period = ALL_TIME,
    *,
    keys: Mapping[str, str] = NO_KEYS,
    titles: Mapping[str, str] = NO_KEYS,
    unreadable: int = 0,
) -> Figures:
    """Return the figures of records, in whatever order they come.

    Args:
        records: The records.
        period: The days to count.
        keys: The keys of triggers by their words in any language.
        titles: The names of routines, by id.
        unreadable: Lines that are no records.
    """
    rows = rows_of(records, keys)
    return figures_from_rows(rows, period, titles, unreadable)
