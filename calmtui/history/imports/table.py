"""The rows of a CSV file, each with the line on which it begins."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from calmtui.history.imports.rows import RowLeftOut
from calmtui.text.i18n import _, ngettext

MAX_BYTES = 64 << 20
_SEPARATORS = (",", ";", "\t")
_PHYSICAL_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class UnreadableFile(ValueError):
    """A file of which nothing is imported; `line` is where, 0 for all of it."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line
        self.why = why


class TableRow(NamedTuple):
    """A row: its line, and its cells by the names of the columns."""

    line: int
    cells: Mapping[str, str]


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with its mark. Raises UnreadableFile."""
    encoding = "utf-8-sig"
    if data.startswith(_UTF_16):
        encoding = "utf-16"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = 0
        if encoding != "utf-16":
            line = data.count(b"\n", 0, error.start) + 1
        why = _("expected UTF-8 text: save the file again as UTF-8")
        raise UnreadableFile(line, why) from None
    if "\0" in text:
        raise UnreadableFile(text.count("\n", 0, text.index("\0")) + 1, _("expected text"))
    return text


def read_header(text: str, wanted: Collection[str]) -> tuple[str, list[str]]:
    """Return what separates the cells, and the names of the columns.

    That is what makes most of the `wanted` columns of the first line; if it has none of them, what
    makes most columns. Raises UnreadableFile.
    """
    found: list[tuple[int, int, int, list[str]]] = []
    for place, separator in enumerate(_SEPARATORS):
        try:
            _line, cells = next(_read_lines(text, separator), (0, []))
        except UnreadableFile:  # quotes stand well only between the right separators
            continue
        names = [name.strip() for name in cells]
        found.append((len(set(names) & set(wanted)), len(names), -place, names))
    if not found:
        raise UnreadableFile(1, _("a quote that does not end, or a cell that is too long"))
    _known, _number, place, names = max(found)
    twice = next((name for name in names if names.count(name) > 1 and name in wanted), None)
    if twice is not None:
        raise UnreadableFile(1, _("the column '{name}' is there twice").format(name=twice[:40]))
    return _SEPARATORS[-place], names


def read_rows(text: str, separator: str, names: list[str]) -> Iterator[TableRow | RowLeftOut]:
    """Yield the rows behind the header; blank ones are passed over. Raises UnreadableFile."""
    lines = _read_lines(text, separator)
    next(lines, None)
    for line, cells in lines:
        if len(cells) != len(names):
            number = len(names)
            message = ngettext(
                "expected {n} cell, found {found}", "expected {n} cells, found {found}", number
            )
            yield RowLeftOut(line, message.format(n=number, found=len(cells)))
        else:
            yield TableRow(line, dict(zip(names, cells, strict=True)))


def _read_lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row that is not blank, and the line on which it begins."""
    physical = (match[0] for match in _PHYSICAL_LINE.finditer(text))
    reader = csv.reader(physical, delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        why = _("a quote that does not end, or a cell that is too long")
        raise UnreadableFile(line, why) from None
