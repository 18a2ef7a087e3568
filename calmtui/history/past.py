"""Everything that looking back needs of the whole history, in one pass over its sessions. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from calmtui.history.rows import Rows, rows_of
from calmtui.history.tries import Try, read_tries

if TYPE_CHECKING:
    from calmtui.history.gathered import Gathered
    from calmtui.storage.records import Record


class Past(NamedTuple):
    """Rows and tries of all times; `titles` are those that the records have, by routine."""

    rows: Rows
    tries: list[Try]
    titles: Mapping[str, str]


def past_of(gathered: Gathered, keys: Mapping[str, str]) -> Past:
    """Return the past; `keys` are those of triggers by their words in any language."""
    rows, undated = [], 0
    of_tries: list[Record] = list(gathered.headless())
    trials = rows_of(of_tries, keys).trials
    titles: dict[str, str] = {}
    for records in gathered.by_session():
        found = rows_of(records, keys)
        rows += found.rows
        undated += found.undated
        if any(record["what"] == "drawn" for record in records):
            of_tries += records
        begun = next(record for record in records if record["what"] == "begun")
        titles.setdefault(str(begun.get("routine", "")), str(begun.get("title", "")))
    rows.sort(key=lambda row: row.place)
    everything = Rows(tuple(rows), trials, len(gathered.sealed), undated)
    return Past(everything, read_tries(of_tries), titles)
