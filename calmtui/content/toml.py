"""Read a TOML file that anyone may have written: bounded, and with the line of every problem."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Any

from msgspec import Struct

from calmtui.content.plain_toml import parse_plain
from calmtui.storage import reading
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import display_path, mark_invisible

MAX_BYTES = 256 * 1024
_MAX_DOTS = 16
_MAX_NESTING = 32
_MAX_SHOWN = 40  # characters of a key or a line in a problem
# Patterns are texts here: `re` compiles them where they are used, which few launches do.
# Closed or not. Possessive: what was looked at once is not looked at again.
STRING_OR_COMMENT = (
    r'(?s)"""(?:\\.|(?!""")[^\\])*+(?:""")?'
    r"|'''(?:(?!''').)*+(?:''')?"
    r'|"(?:\\[^\n]|[^"\\\n])*+"?'
    r"|'[^'\n]*+'?|#[^\n]*+"
)
_BETWEEN = r"[,={}\[\]]"  # what a dotted key does not reach over
# What tomllib says, where it says the same each time; what it names stands for {0}.
_TOMLLIB = {
    N_("Invalid statement"),
    N_("Expected newline or end of document after a statement"),
    N_("Cannot overwrite a value"),
    N_("Expected ']' at the end of a table declaration"),
    N_("Expected ']]' at the end of an array declaration"),
    N_("Expected '=' after a key in a key/value pair"),
    N_("Invalid initial character for a key part"),
    N_("Unclosed array"),
    N_("Unclosed inline table"),
    N_("Unescaped '\\' in a string"),
    N_("Invalid hex value"),
    N_("Escaped character is not a Unicode scalar value"),
    N_("Unterminated string"),
    N_("Invalid date or datetime"),
    N_("Invalid value"),
    N_("Expected {0}"),
    N_("Found invalid character {0}"),
    N_("Illegal character {0}"),
    N_("Duplicate inline table key {0}"),
    N_("Cannot declare {0} twice"),
    N_("Cannot mutate immutable namespace {0}"),
    N_("Cannot redefine namespace {0}"),
}
_NAMED = r"""([A-Za-z ]+) (['"(].*['")])( twice)?"""
_HEADER = r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?"
_KEY = r"""^\s*((?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'))\s*[=.]"""
_DOTTED_KEY = r"^\s*([A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)+)\s*="
_QUOTED_KEY = r"""^\s*["']([A-Za-z0-9_.-]+)["']\s*="""


class Problem(Struct, frozen=True):
    """One problem of a file.

    `line` counts from 1 (0: the whole file), `where` is the key's path or empty.
    """

    file: str
    line: int
    where: str
    message: str
    found: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts = [f"{self.file}:{self.line}"]
        if self.where:
            parts.append(self.where)
        message = self.message
        if self.found:
            message = _("{message}, found {found}").format(message=message, found=self.found)
        return ": ".join([*parts, message])


class FileError(Exception):
    """A file that can't be used; `problems` says why, at least one."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def read_text(path: Path) -> str:
    """Read a regular file of at most 256 KiB of UTF-8.

    Raises:
        FileError: For a device, a FIFO, a folder, a link loop, another encoding, too many bytes.
    """
    name = display_path(path)
    try:
        data = reading.read_file(os.fspath(path), MAX_BYTES)
    except OSError as error:
        raise FileError(Problem(name, 0, "", _describe_refusal(error))) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(Problem(name, line, "", _("expected UTF-8 text"))) from None


def _describe_refusal(error: OSError) -> str:
    if error.errno == errno.EFBIG:
        return _("expected at most 256 KiB")
    if error.errno in (errno.EINVAL, errno.EISDIR):
        return _("expected a regular file")
    return _("can't be opened: {why}").format(why=system_reason(error))


def parse(text: str, name: str) -> dict[str, Any]:
    """Parse TOML text of the file `name`.

    Raises:
        FileError: With the line of whatever tomllib refuses, or would choke on.
    """
    text = text.replace("\r\n", "\n")
    if (plain := parse_plain(text)) is not None:
        return plain
    import tomllib  # noqa: PLC0415 - 2 ms, and plain files need none

    if problem := _too_deep(text, name):
        raise FileError(problem)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileError(_syntax_problem(str(error), text, name)) from None
    except (ValueError, RecursionError, OverflowError):
        reason = _("a value is too large or too deep")
        message = _("not valid TOML: {what}").format(what=reason)
        raise FileError(Problem(name, 1, "", message)) from None


def _syntax_problem(error: str, text: str, name: str) -> Problem:
    """Return the problem that an error of tomllib tells of."""
    lines = text.split("\n")
    number = len(lines)  # where tomllib says "at end of document"
    if position := re.search(r"\(at line (\d+), column \d+\)", error):
        number = int(position[1])
    line = lines[number - 1]
    key = re.match(_KEY, line)
    if "overwrite" in error and key is not None:
        message = _("expected the key {key} once").format(key=mark_invisible(key[1])[:_MAX_SHOWN])
        return Problem(name, number, "", message, _("it twice"))
    reason = mark_invisible(_translate_error(re.sub(r"\s*\(at [^)]*\)$", "", error)))
    excerpt = mark_invisible(line)[:_MAX_SHOWN]
    if excerpt:
        excerpt = f"'{excerpt}'"
    return Problem(name, number, "", _("not valid TOML: {what}").format(what=reason), excerpt)


def _translate_error(error: str) -> str:
    """Return an error of tomllib in the user's language, where it is a known one."""
    if error in _TOMLLIB:
        return _(error)
    parts = re.fullmatch(_NAMED, error)
    if parts is None:
        return _(error)
    template = f"{parts[1]} {{0}}{parts[3] or ''}"
    if template in _TOMLLIB:
        return _(template).format(parts[2])
    return error


def _too_deep(text: str, name: str) -> Problem | None:
    """Find what makes tomllib take minutes: long dotted keys and deep nesting."""
    bare = re.sub(STRING_OR_COMMENT, lambda match: "\n" * match[0].count("\n"), text)
    depth = 0
    for number, line in enumerate(bare.splitlines(), 1):
        if line.count(".") > _MAX_DOTS:
            longest = max(piece.count(".") for piece in re.split(_BETWEEN, line))
            if longest > _MAX_DOTS:
                message = _("expected at most {n} dots in a key").format(n=_MAX_DOTS)
                return Problem(name, number, "", message)
        if not depth and "[" not in line and "{" not in line:
            continue
        for char in line:
            depth += (char in "[{") - (char in "]}")
            if depth > _MAX_NESTING:
                message = _("expected at most {n} levels of nesting").format(n=_MAX_NESTING)
                return Problem(name, number, "", message)
    return None


def line_of(text: str, path: str) -> int:
    """Return the line of a path such as `steps[2].seconds`.

    Of its table where the key is not there; else 1.
    """
    return LineIndex(text).line(path)


class LineIndex:
    """Where every key and table of a TOML text stands."""

    def __init__(self, text: str) -> None:
        blanked = re.sub(STRING_OR_COMMENT, lambda match: re.sub(r"[^\n]", "_", match[0]), text)
        self._lines: dict[str, int] = {}
        counts: dict[str, int] = {}
        prefix = ""
        lines = zip(blanked.split("\n"), text.split("\n"), strict=True)
        for number, (line, written) in enumerate(lines, 1):
            if header := re.match(_HEADER, line):
                prefix = header[2]
                if header[1] == "[[":
                    self._lines.setdefault(prefix, number)
                    index = counts[prefix] = counts.get(prefix, -1) + 1
                    prefix = f"{prefix}[{index}]"
                self._lines.setdefault(prefix, number)
            elif key := re.match(_KEY, line):
                whole = re.match(_DOTTED_KEY, line) or re.match(_QUOTED_KEY, written) or key
                for name in (re.sub(r"\s", "", whole[1]), key[1]):
                    self._lines.setdefault(f"{prefix}.{name}".removeprefix("."), number)

    def line(self, path: str) -> int:
        """Return the line of a path, or of what holds it."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return 1
