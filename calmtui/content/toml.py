"""Reads a TOML file that anyone may have written: bounded, and with the line of every fault."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Any

from msgspec import Struct

from calmtui.storage import files as durable
from calmtui.text.i18n import N_, _, reason
from calmtui.text.sanitize import named, path_text

MAX_BYTES = 256 * 1024
_MAX_DOTS = 16
_MAX_NESTING = 32
_MOST_DOUBLES = 20
# Strings and comments, closed or not. Possessive: what was looked at once is not looked at again.
_STRING = re.compile(
    r'"""(?:\\.|(?!""")[^\\])*+(?:""")?'
    r"|'''(?:(?!''').)*+(?:''')?"
    r'|"(?:\\[^\n]|[^"\\\n])*+"?'
    r"|'[^'\n]*+'?|#[^\n]*+",
    re.DOTALL,
)
_BETWEEN = re.compile(r"[,={}\[\]]")  # what a dotted key does not reach over
# What tomllib says, where it says the same each time; what it names stands for {0}.
_TOMLLIB = {
    N_("Invalid statement"), N_("Expected newline or end of document after a statement"),
    N_("Cannot overwrite a value"), N_("Expected ']' at the end of a table declaration"),
    N_("Expected ']]' at the end of an array declaration"), N_("Expected '=' after a key in a key/value pair"),
    N_("Invalid initial character for a key part"), N_("Unclosed array"), N_("Unclosed inline table"),
    N_("Unescaped '\\' in a string"), N_("Invalid hex value"), N_("Escaped character is not a Unicode scalar value"),
    N_("Unterminated string"), N_("Invalid date or datetime"), N_("Invalid value"), N_("Expected {0}"),
    N_("Found invalid character {0}"), N_("Illegal character {0}"), N_("Duplicate inline table key {0}"),
    N_("Cannot declare {0} twice"), N_("Cannot mutate immutable namespace {0}"), N_("Cannot redefine namespace {0}"),
}  # fmt: skip
_NAMED = re.compile(r"""([A-Za-z ]+) (['"(].*['")])( twice)?""")
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'))\s*[=.]""")


class Problem(Struct, frozen=True):
    """One fault of a file. `line` counts from 1 (0: the whole file), `where` is the key's path or empty."""

    file: str
    line: int
    where: str
    message: str
    found: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        message = self.message
        if self.found:
            message = _("{message}, found {found}").format(message=message, found=self.found)
        return f"{place}: {self.where}: {message}" if self.where else f"{place}: {message}"


class FileError(Exception):
    """A file that can't be used; `problems` says why, at least one."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def display_path(path: Path) -> str:
    """A path as it may stand on a screen: no undecodable bytes, no control characters."""
    return path_text(path)


def read_text(path: Path) -> str:
    """Read a regular file of at most 256 KiB of UTF-8.

    Raises FileError for anything else: a device, a FIFO, a folder, a link loop, too large, another encoding.
    """
    name = display_path(path)

    def bad(message: str, line: int = 0) -> FileError:
        return FileError(Problem(name, line, "", message))

    try:
        data = durable.read(os.fspath(path), MAX_BYTES)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise bad(_("expected at most 256 KiB")) from None
        if error.errno in (errno.EINVAL, errno.EISDIR):
            raise bad(_("expected a regular file")) from None
        raise bad(_("can't be opened: {why}").format(why=reason(error))) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise bad(_("expected UTF-8 text"), data.count(b"\n", 0, error.start) + 1) from None


def parse(text: str, name: str) -> dict[str, Any]:
    """Parse TOML text; raises FileError with the line for whatever tomllib refuses or would choke on."""
    data, problems = parse_on(text, name)
    if data is None or problems:
        raise FileError(*problems)
    return data


def parse_on(text: str, name: str) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """Parse TOML text, reading on behind a key that is given twice; the data is None when it can't be read on."""
    import tomllib  # 2 ms

    text = text.replace("\r\n", "\n")
    deepest, line = _deepest(text)
    if deepest:
        return None, (Problem(name, line, "", deepest),)
    lines = text.split("\n")
    problems: list[Problem] = []
    while len(problems) < _MOST_DOUBLES:
        try:
            return tomllib.loads("\n".join(lines)), tuple(problems)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+), column \d+\)", str(error))
            line = int(found[1]) if found else len(lines)  # tomllib says "at end of document"
            here = named(lines[line - 1])[:40]
            key = _KEY.match(lines[line - 1])
            if "overwrite" not in str(error) or key is None:
                if not problems:
                    what = named(_said(re.sub(r"\s*\(at [^)]*\)$", "", str(error))))
                    message = _("not valid TOML: {what}").format(what=what)
                    problems.append(Problem(name, line, "", message, f"'{here}'" if here else ""))
                return None, tuple(problems)
            message = _("expected the key {key} once").format(key=named(key[1])[:40])
            problems.append(Problem(name, line, "", message, _("it twice")))
            lines[line - 1] = ""
        except (ValueError, RecursionError, OverflowError):
            return None, (
                Problem(
                    name,
                    1,
                    "",
                    _("not valid TOML: {what}").format(what=_("a value is too large or too deep")),
                ),
            )
    return None, tuple(problems)


def _said(what: str) -> str:
    """What tomllib says, in the language that is spoken where it is known."""
    named = None if what in _TOMLLIB else _NAMED.fullmatch(what)
    template = f"{named[1]} {{0}}{named[3] or ''}" if named else what
    return (
        _(template).format(named[2])
        if named and template in _TOMLLIB
        else _(template)
        if named is None
        else what
    )


def _deepest(text: str) -> tuple[str, int]:
    """Find, before tomllib sees it, what makes it take minutes: long dotted keys and deep nesting."""
    bare = _STRING.sub(lambda match: "\n" * match[0].count("\n"), text)
    depth = 0
    for number, line in enumerate(bare.splitlines(), 1):
        if (
            line.count(".") > _MAX_DOTS
            and max(piece.count(".") for piece in _BETWEEN.split(line)) > _MAX_DOTS
        ):
            return _("expected at most {n} dots in a key").format(n=_MAX_DOTS), number
        if not depth and "[" not in line and "{" not in line:
            continue
        for char in line:
            depth += (char in "[{") - (char in "]}")
            if depth > _MAX_NESTING:
                return _("expected at most {n} levels of nesting").format(n=_MAX_NESTING), number
    return "", 0


def line_of(text: str, path: str) -> int:
    """Find the line, from 1, of a path such as `steps[2].seconds`; of its table when the key is not there; else 1."""
    return LineIndex(text).line(path)


class LineIndex:
    """Where every key and table of a TOML text stands."""

    def __init__(self, text: str) -> None:
        lines = _STRING.sub(lambda match: re.sub(r"[^\n]", "_", match[0]), text).split("\n")
        self._lines: dict[str, int] = {}
        counts: dict[str, int] = {}
        prefix = ""
        for number, line in enumerate(lines, 1):
            if header := _HEADER.match(line):
                prefix = header[2]
                if header[1] == "[[":
                    self._lines.setdefault(prefix, number)
                    index = counts[prefix] = counts.get(prefix, -1) + 1
                    prefix = f"{prefix}[{index}]"
                self._lines.setdefault(prefix, number)
            elif key := _KEY.match(line):
                self._lines.setdefault(f"{prefix}.{key[1]}" if prefix else key[1], number)

    def line(self, path: str) -> int:
        """The line of a path, or of what holds it."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return 1
