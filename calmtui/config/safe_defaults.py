"""Find what protects in settings or preferences that can't be read as they are.

Whoever wrote `private = True` meant it. So what protects holds wherever a file does not plainly
say that it shall not. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SWITCHES = ("private", "no_holds", "blank", "plain")
PARTS = ("skip_parts", "skip")
# What holds where nobody knows what the settings say.
UNKNOWN: dict[str, object] = {"private": True, "no_holds": True, "blank": True}
_MIN_FUZZY = 6  # letters: shorter keys are too much alike
_MAX_DEPTH = 8  # of tables in tables
_MAX_LINE = 1000  # characters
_WORD = "[A-Za-z]+(?:[_-][A-Za-z]+)?"
# Texts: `re` compiles them where they are used, for a file that is not well.
_KEY = (
    rf"(?<![\w-])({_WORD})[^\w\s]{{0,8}}\s*[=:]\s*(.*)"  # a key with a value
    rf"|^\W*({_WORD})\W*$"  # a key alone
)
_QUOTED = r"[\"'\u2018-\u201f]([^\"'\u2018-\u201f]{1,60})[\"'\u2018-\u201f]"


def protective_key(key: str) -> str:
    """Return which protective key is meant, however it is spelled; empty for any other."""
    spelled = key.strip().lower().replace("-", "_").replace(" ", "_")
    if spelled in SWITCHES or spelled in PARTS:
        return spelled
    joined = spelled.replace("_", "")
    for known in (*SWITCHES, *PARTS):
        if joined == known.replace("_", ""):
            return known
        if len(known) >= _MIN_FUZZY and _is_typo(spelled, known):
            return known
    return ""


def _is_typo(word: str, known: str) -> bool:
    """Return whether one letter differs: added, left out, another, or two that changed places."""
    if abs(len(word) - len(known)) > 1 or word[:1] != known[:1]:
        return False
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    left, right = word[start:], known[start:]
    if len(left) != len(right):
        return left[1:] == right or left == right[1:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:]


def protective_values(key: str, value: object, depth: int = 0) -> dict[str, object]:
    """Return what protects by a key with a value, well or not, and in the tables below it.

    Only what is plainly off is off. A line at the end of a file belongs to its last table, so that
    tables are looked into.
    """
    values: dict[str, object] = {}
    known = protective_key(key)
    if known in SWITCHES and value is not False:
        values[known] = True
    elif known in PARTS:
        values[known] = _texts(value)
    return values | _inside(value, depth)


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(item for item in value if isinstance(item, str))
    return ()


def _inside(value: object, depth: int) -> dict[str, object]:
    items: Iterable[tuple[str, object]] = ()
    if isinstance(value, dict):
        items = ((str(key), item) for key, item in value.items())
    elif isinstance(value, list):
        items = (("", item) for item in value if isinstance(item, dict | list))
    values: dict[str, object] = {}
    if depth <= _MAX_DEPTH:
        for key, item in items:
            values |= protective_values(key, item, depth + 1)
    return values


def protective_lines(text: str) -> dict[str, object]:
    """Return what protects in a text that is no TOML, line by line."""
    switches: dict[str, object] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for line in text.replace("\0", "").splitlines():
        if line.lstrip().startswith("#"):
            continue
        for match in re.finditer(_KEY, line[:_MAX_LINE]):
            known = protective_key(match[1] or match[3])
            value = match[2] or ""
            if known in SWITCHES and not value.lower().startswith("false"):
                switches[known] = True
            elif known in PARTS:
                parts[known] = (*parts.get(known, ()), *re.findall(_QUOTED, value))
    return switches | parts
