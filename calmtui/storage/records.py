"""Records: one JSON object a line, each of a session. The only place that parses them.

There are two parsers of the same lines: `parse_record` needs msgspec, which is dear to import;
`parse_record_stdlib` is for what can't wait for that, and takes four times as long for each line. A
test holds them equal.
"""

from __future__ import annotations

import os
import re

from calmtui.text.late_pattern import late_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

Record = dict[str, "Any"]

VERSION = 1
TOMBSTONES = "-erased"  # in the name of a file of tombstones
_BOM = b"\xef\xbb\xbf"
_NEWLINE = ord("\n")
_MAX_DEPTH = 100
_MAX_DIGITS = 4000  # every parser takes so long a number
_MAX_FLAT_BYTES = 2 * _MAX_DEPTH  # a line of so many bytes has no room for more levels
_LONG_NUMBER = late_pattern(rb"\d{%d}" % _MAX_DIGITS)
_STRING_OR_BRACKET = late_pattern(rb'"(?:\\.|[^"\\])*"|[][{}]')
_LINE = late_pattern(rb"\n+|[^\n]+\n?")
_SESSION = late_pattern(rb'"session"\s*:\s*"([^"\\]*)"')
_SESSION_OR_ESCAPE = late_pattern(rb'"session"\s*:\s*"([^"\\]*)"|\\u|"session"\s*:\s*"[^"\\]*\\')

_decode: Callable[[bytes], Record] | None = None
_decode_errors: tuple[type[Exception], ...] = (ValueError, RecursionError)


def new_id() -> str:
    """Return a fresh id for a session or a record: 16 random hexadecimal digits."""
    return os.urandom(8).hex()


def device_of(name: str) -> str:
    """Return the device that a file of the journal belongs to, by its name."""
    return re.split(r"[^0-9A-Za-z]", name, maxsplit=1)[0]


def parse_record(line: bytes) -> Record | None:
    """Return the record that a line holds; None where it holds none."""
    decode = _decode or _load_msgspec()
    try:
        if len(line) > _MAX_FLAT_BYTES or not line.startswith(b"{"):
            line = _checked(line)
        record = decode(line)
    except _decode_errors:
        return None
    return record if _is_record(record) else None


def parse_record_stdlib(line: bytes) -> Record | None:
    """Do what `parse_record` does, by the standard library alone."""
    import json  # noqa: PLC0415 - 2 ms, where nothing else needs it

    try:
        # Decoded here: json would take other encodings as well.
        text = str(_checked(line), "utf-8")
        record: Any = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
        if "\\u" in text:
            json.dumps(record, ensure_ascii=False).encode()  # refuses half of a surrogate pair
    except (ValueError, RecursionError):
        return None
    return record if _is_record(record) else None


def parse_lines(data: bytes) -> Iterator[tuple[bytes, Record | None]]:
    """Yield each line with its end, and the record that it holds, if it can be read.

    Empty lines, of which nonsense may have any number, come together.
    """
    for match in _LINE.finditer(data):
        line = match[0]
        yield line, None if line[0] == _NEWLINE else parse_record(line)


def tombstones(data: bytes) -> set[str]:
    """Return the sessions that these lines say are erased."""
    # Cheap check: does any line mention it at all?
    if b"erased" not in data and b"\\u" not in data:
        return set()
    return {
        record["session"]
        for _, record in parse_lines(data)
        if record is not None and record["what"] == "erased"
    }


def drop_sessions(data: bytes, erased: set[str], unreadable: bool = False) -> bytes:
    """Return lines without those of erased sessions; tombstones and every other byte stay.

    A line that can't be read stays, unless it names an erased session, or `unreadable` ones are to
    go too.
    """
    pieces = []
    position = 0
    spans = _all_lines(data) if unreadable else _suspect_lines(data, erased)
    for start, end in spans:
        if not _stays(data[start:end], erased, unreadable):
            pieces.append(data[position:start])
            position = end
    if not position:
        return data
    return b"".join((*pieces, data[position:]))


def drop_records(data: bytes, ids: set[str]) -> bytes:
    """Return lines without the records of these ids; every other byte stays."""
    named = [name.encode() for name in ids]
    if not any(name in data for name in named):
        return data
    return b"".join(
        line for line, record in parse_lines(data) if record is None or record["id"] not in ids
    )


def sessions_named(data: bytes) -> list[bytes]:
    """Return the session of every line that names one without escapes."""
    return _SESSION.findall(data)


def _load_msgspec() -> Callable[[bytes], Record]:
    global _decode, _decode_errors
    import msgspec  # noqa: PLC0415 - this module serves launches that can't wait for it

    _decode_errors = (*_decode_errors, msgspec.MsgspecError)
    _decode = msgspec.json.Decoder(dict[str, object]).decode
    return _decode


def _stays(line: bytes, erased: set[str], unreadable: bool) -> bool:
    record = parse_record(line)
    if record is not None:
        return record["session"] not in erased or record["what"] == "erased"
    if unreadable:
        return False
    names = {name.decode("utf-8", "replace") for name in sessions_named(line)}
    return not erased & names


def _all_lines(data: bytes) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _LINE.finditer(data))


def _suspect_lines(data: bytes, erased: set[str]) -> Iterator[tuple[int, int]]:
    """Yield where the lines are that name one of these sessions, or may do so by an escape."""
    end = 0
    for match in _SESSION_OR_ESCAPE.finditer(data):
        if match.start() < end:
            continue
        if match[1] is None or match[1].decode("utf-8", "replace") in erased:
            start = data.rfind(b"\n", 0, match.start()) + 1
            end = data.find(b"\n", match.start()) + 1 or len(data)
            yield start, end


def _checked(line: bytes) -> bytes:
    """Return a line without the mark that some editors put before a file.

    Raises ValueError for one that is nested too deep, or has too long a number: there parsers
    differ.
    """
    if len(line) > _MAX_DIGITS and _LONG_NUMBER.search(line):
        raise ValueError
    if line.count(b"[") + line.count(b"{") > _MAX_DEPTH:
        depth = 0
        for token in _STRING_OR_BRACKET.findall(line):
            depth += (token in b"[{") - (token in b"]}")
            if depth > _MAX_DEPTH:
                raise ValueError
    return line.removeprefix(_BOM)


def _is_record(value: object) -> bool:
    return (  # in full: a loop takes three times as long, for each line of a long journal
        isinstance(value, dict)
        and isinstance(value.get("id"), str)
        and isinstance(value.get("session"), str)
        and isinstance(value.get("what"), str)
    )


def _refuse_constant(text: str) -> None:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    if number - number:  # infinite
        raise ValueError(text)
    return number
