r"""Read the plain part of TOML, in which nearly every routine file is written: a sixth of the time.

Home needs all the routines before its first frame. Plain are keys with numbers, switches, texts
without a `\`, lists of such texts or of `{ key = "text" }`, and below them `[[tables]]`. All else,
and every mistake, is left to tomllib: what is read here is what that would read. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_CHARACTER = r'[^"\\\x00-\x08\x0a-\x1f\x7f]'
_TEXT = rf'"{_CHARACTER}*+"'
_SPACE, _BLANK = r"[ \t]*+", r"[ \t\n]*+"
_COMMENT = r"[#][^\x00-\x08\x0a-\x1f\x7f]*+"
_KEY = "[A-Za-z0-9_-]++"
_PAIR = f"{_KEY}{_SPACE}={_SPACE}{_TEXT}{_SPACE}"
_ITEM = rf"(?:{_TEXT}|\{{{_SPACE}(?:{_PAIR},{_SPACE})*+{_PAIR}\}}){_BLANK}"
_REST = rf"(?:{_BLANK}{_COMMENT}(?=\n|\Z))*+{_BLANK}"
_STATEMENT = re.compile(
    rf"""{_REST}
    (?:
        \[\[ (?P<table>{_KEY}) \]\]
        | (?P<key>{_KEY}) {_SPACE}={_SPACE}
        (?:
            "(?P<text>{_CHARACTER}*+)" (?!")
            | \"""\n?+ (?P<lines>(?:{_CHARACTER}|\n)*+) \"""(?!")
            | (?P<list>\[{_BLANK}(?:{_ITEM},{_BLANK})*+(?:{_ITEM})?+\])
            | (?P<float>-?+(?:0|[1-9][0-9]*+)\.[0-9]++)
            | (?P<int>-?+(?:0|[1-9][0-9]{{0,14}}+))
            | (?P<switch>true|false)
        )
    )
    {_SPACE}(?:{_COMMENT})?+(?:\n|\Z)""",
    re.VERBOSE,
)
_END = re.compile(_REST)
_ITEMS = re.compile(rf'"({_CHARACTER}*+)"|\{{({_SPACE}(?:{_PAIR},?{_SPACE})*+)\}}')
_PAIRS = re.compile(rf'({_KEY}){_SPACE}={_SPACE}"({_CHARACTER}*+)"')

Table = dict[str, object]


class _NotPlainError(Exception):
    """Only tomllib can tell what this says, or what is wrong with it."""


def parse_plain(text: str) -> Table | None:
    """Return what a text of plain TOML says; None where only tomllib can tell."""
    whole: Table = {}
    current = whole
    tables: dict[str, list[Table]] = {}
    end = 0
    try:
        while match := _STATEMENT.match(text, end):
            end = match.end()
            kind, written = str(match.lastgroup), match[match.lastindex or 0]
            if kind == "table":
                if written not in tables:
                    tables[written] = []
                    _add(whole, written, tables[written])
                current = {}
                tables[written].append(current)
            else:
                read = _VALUES.get(kind, str)
                _add(current, match["key"], read(written))
    except _NotPlainError:
        return None
    if _END.fullmatch(text, end) is None:
        return None
    return whole


def _add(table: Table, key: str, value: object) -> None:
    if key in table:
        raise _NotPlainError
    table[key] = value


def _list(written: str) -> list[object]:
    return [_table(pairs) if pairs else text for text, pairs in _ITEMS.findall(written)]


def _table(pairs: str) -> Table:
    table: Table = {}
    for key, value in _PAIRS.findall(pairs):
        _add(table, key, value)
    return table


# How what is written is read, by the name of its group; all else is text.
_VALUES: dict[str, Callable[[str], object]] = {
    "list": _list,
    "float": float,
    "int": int,
    "switch": "true".__eq__,
}
