"""The history as records of the journal, corrected and filtered: another calmtui reads them. Pure.

Only kinds and keys that are listed here go out; what another version writes stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import TYPE_CHECKING

from calmtui.history.facts import is_pick
from calmtui.text.sanitize import UNSAFE_CHARACTERS

if TYPE_CHECKING:
    from calmtui.storage.records import Record

_ALWAYS = ("v", "id", "session", "at", "what")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "begun": ("routine", "title", "delay", "imported"),
    "rated": ("when", "anxiety", "pull", "upset", "strength", "after", "imported", "scale"),
    "answered": ("key", "value", "keys", "after"),
    "changed": ("delay", "more", "after"),
    "resumed": ("after",),
    "ended": ("how", "practised", "step", "position", "after"),
    "trying": ("routines", "rate", "draws", "until", "alpha"),
    "drawn": ("try", "arm", "forced"),
    "tried": ("how",),
}


def record_lines(
    records: Iterable[Record], over: Set[str], *, words: bool = False
) -> Iterator[str]:
    """Yield a line for each record that goes out.

    Args:
        records: Records as last changed.
        over: The tries that are over: what the coin chose in others stays.
        words: Whether what was written goes out as well.
    """
    for record in records:
        if _goes_out(record, over, words):
            yield _line(record)


def _goes_out(record: Record, over: Set[str], words: bool) -> bool:
    match record["what"]:
        case "answered":
            return words or is_pick(record)
        case "changed":
            return "record" not in record  # a correction, which is already made
        case "drawn":
            return record.get("try") in over
        case "trying" | "tried":
            return record["session"] in over
    return record["what"] in _KEYS


def _line(record: Record) -> str:
    names = (*_ALWAYS, *_KEYS[record["what"]])
    text = json.dumps({name: record[name] for name in names if name in record}, ensure_ascii=False)
    return UNSAFE_CHARACTERS.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
