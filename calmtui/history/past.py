"""Everything that looking back needs of the whole history, in one pass over its sessions. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from calmtui.history.facts import hide_name
from calmtui.history.rows import Row, Rows, rows_of
from calmtui.history.tries import Try, read_tries

if TYPE_CHECKING:
    from calmtui.history.gathered import Gathered
    from calmtui.storage.records import Record


class Past(NamedTuple):
    """Rows and tries of all times; `titles` are those that the records have, by routine."""

    rows: Rows
    tries: list[Try]
    titles: Mapping[str, str]


def past_of(gathered: Gathered, keys: Mapping[str, str], *, name: str = "", word: str = "") -> Past:
    """Return the past.

    Args:
        gathered: The whole history.
        keys: The keys of triggers by their words in any language.
        name: A name that is not to be in titles and triggers.
        word: What is there in its place.
    """
    rows: list[Row] = []
    undated = 0
    of_tries: list[Record] = list(gathered.headless())
    trials = rows_of(of_tries, keys).trials
    titles: dict[str, str] = {}
    for records in gathered.by_session():
        records = hide_name(records, name, word)
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


def only_routine(past: Past, name: str) -> Past:
    """Return what there is of the routines whose id begins so."""
    rows = tuple(row for row in past.rows.rows if row.routine.startswith(name))
    tries = [one for one in past.tries if any(each.startswith(name) for each in one.routines)]
    return past._replace(rows=replace(past.rows, rows=rows), tries=tries)
