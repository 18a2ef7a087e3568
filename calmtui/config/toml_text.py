"""Change one value in a text of TOML: every other character stays as it is.

tomlkit puts a new key between a table and the comment above it, ends its lines in its own way, and
takes the comment of the next table along with one that goes. So it gets single values here, and
where they stand is found in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from calmtui.content.toml import STRING_OR_COMMENT, parse

_HEADER = re.compile(r"[ \t]*\[{1,2}([^\]\n]*)\]{1,2}[^\n]*")
_KEY = re.compile(r"[ \t]*([^=\n]*[^=\s])[ \t]*=[ \t]*")
_BRACKETS_OR_END = re.compile(r"[\[{\]}\n]|\Z")


class Statement(Struct, frozen=True):
    """A header, or a key with its value: where it is in the text.

    Attributes:
        name: Of a header with its brackets; else the key, without quotes.
        start: Where its first line begins.
        end: Where the line behind its last one begins.
        value: Where its value begins and ends; of a header, nowhere.
    """

    name: str
    start: int
    end: int
    value: tuple[int, int] = (0, 0)

    @property
    def is_header(self) -> bool:
        """Whether it begins a table."""
        return self.name.startswith("[")


def set_value(text: str, key: str, value: object) -> str:
    """Return a text in which a key at the top has a value."""
    top = list(_top(text))
    for statement in top:
        if statement.name == key:
            return _replace(text, statement.value, _written(value))
    line = f"{key} = {_written(value)}"
    if top:
        return _insert(text, top[-1].end, line)
    header = next(_statements(text), None)
    if header is None:
        return _insert(text, len(text), line)
    end = _line_end(text)
    start = _with_comments(text, header.start)
    return f"{text[:start]}{line}{end}{end}{text[start:]}"


def add_row(text: str, key: str, row: Mapping[str, str] | str) -> str:
    """Return a text with one more row at the end of a list; there may be no such list yet."""
    found = next((one for one in _top(text) if one.name == key), None)
    if found is not None:
        return _change_array(text, found, lambda array: array.append(_item(row)))
    if isinstance(row, str):
        return set_value(text, key, [row])
    end = _line_end(text)
    lines = [f"[[{key}]]", *(f"{name} = {_written(value)}" for name, value in row.items())]
    before = text
    if before and not before.endswith("\n"):
        before += end
    if before and not before.endswith((f"{end}{end}", "\n\n")):
        before += end
    return before + "".join(f"{line}{end}" for line in lines)


def change_row(text: str, key: str, place: int, row: Mapping[str, str] | str) -> str:
    """Return a text in which a row of a list holds this; names that the row lacks are left out."""
    found = next((one for one in _top(text) if one.name == key), None)
    if found is not None:
        return _change_array(text, found, lambda array: array.__setitem__(place, _item(row)))
    assert not isinstance(row, str)
    header, *keys = _table(text, key, place)
    last = max((one.end for one in keys), default=header.end)
    for name, value in row.items():
        if name not in {one.name for one in keys}:
            text = _insert(text, last, f"{name} = {_written(value)}")
    for one in reversed(keys):  # from the end, so that what is before stays in its place
        if one.name in row:
            text = _replace(text, one.value, _written(row[one.name]))
        else:
            text = text[: one.start] + text[one.end :]
    return text


def remove_row(text: str, key: str, place: int) -> str:
    """Return a text without a row of a list; comments below it stay."""
    found = next((one for one in _top(text) if one.name == key), None)
    if found is not None:
        return _change_array(text, found, lambda array: array.__delitem__(place))
    header, *keys = _table(text, key, place)
    return text[: header.start] + text[max((one.end for one in keys), default=header.end) :]


# Where things are


def _statements(text: str) -> Iterator[Statement]:
    """Yield the statements of a text that is good TOML."""
    bare = re.sub(STRING_OR_COMMENT, _blank, text)
    place = 0
    while place < len(bare):
        header, key = _HEADER.match(bare, place), _KEY.match(bare, place)
        end = bare.find("\n", place) + 1 or len(bare)
        if header is not None:
            name = text[header.start(1) : header.end(1)]
            yield Statement(f"[{_unquoted(name.strip('[ '))}]", place, end)
        elif key is not None:
            value_end, end = _end_of_value(bare, key.end())
            name = _unquoted(text[key.start(1) : key.end(1)])
            yield Statement(name, place, end, (key.end(), value_end))
        place = end


def _blank(match: re.Match[str]) -> str:
    """Return blanks for a comment, and for a string what is no sign."""
    if match[0].startswith("#"):
        return " " * len(match[0])
    return "_" * len(match[0])


def _end_of_value(bare: str, place: int) -> tuple[int, int]:
    """Return where a value ends, and the line behind it."""
    depth = 0
    for match in _BRACKETS_OR_END.finditer(bare, place):
        if match[0] in ("", "\n") and not depth:
            return place + len(bare[place : match.start()].rstrip()), match.end()
        depth += (match[0] in "[{") - (match[0] in "]}")
    return len(bare), len(bare)


def _unquoted(name: str) -> str:
    """Return a key without quotes; one with dots is as it is written."""
    if name[:1] not in ("'", '"'):
        return name
    key, inner = next(iter(parse(f"{name} = 0", "").items()))
    if isinstance(inner, dict):
        return name
    return key


def _top(text: str) -> Iterator[Statement]:
    """Yield the keys at the top."""
    for statement in _statements(text):
        if statement.is_header:
            return
        yield statement


def _table(text: str, key: str, place: int) -> list[Statement]:
    """Return the header of a row, and its keys."""
    tables: list[list[Statement]] = []
    inside = False
    for statement in _statements(text):
        if statement.is_header:
            inside = statement.name == f"[{key}]"
            if inside:
                tables.append([])
        if inside:
            tables[-1].append(statement)
    return tables[place]


def _with_comments(text: str, place: int) -> int:
    """Return where the comment begins that stands right above a line."""
    while place:
        start = text.rfind("\n", 0, place - 1) + 1
        if not text[start:place].lstrip().startswith("#"):
            break
        place = start
    return place


# What is put there


def _line_end(text: str) -> str:
    """Return how the lines of a text end."""
    first = text.find("\n")
    if first > 0 and text[first - 1] == "\r":
        return "\r\n"
    return "\n"


def _replace(text: str, region: tuple[int, int], by: str) -> str:
    return text[: region[0]] + by + text[region[1] :]


def _insert(text: str, place: int, line: str) -> str:
    """Put a line where another one begins, or at the end."""
    end = _line_end(text)
    if place and text[place - 1] != "\n":
        return f"{text[:place]}{end}{line}{end}{text[place:]}"
    return f"{text[:place]}{line}{end}{text[place:]}"


def _change_array(text: str, statement: Statement, change: Any) -> str:
    import tomlkit  # noqa: PLC0415 - 20 ms, and only who saves needs it

    start, end = statement.value
    array = tomlkit.parse(f"a = {text[start:end]}")["a"]
    change(array)
    return _replace(text, statement.value, array.as_string())


def _item(row: Mapping[str, str] | str) -> object:
    import tomlkit  # noqa: PLC0415 - 20 ms, and only who saves needs it

    if isinstance(row, str):
        return row
    table = tomlkit.inline_table()
    table.update(row)
    return table


def _written(value: object) -> str:
    """Return a value as TOML has it."""
    import tomlkit  # noqa: PLC0415 - 20 ms, and only who saves needs it

    written: str = tomlkit.item(value).as_string()
    return written
