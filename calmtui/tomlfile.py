"""Reads a TOML file that anyone may have written: bounded, and with the line of every fault."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from msgspec import Struct

from calmtui.clean import one_line

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
        message = f"{self.message}, found {self.found}" if self.found else self.message
        return f"{place}: {self.where}: {message}" if self.where else f"{place}: {message}"


class FileProblem(Exception):
    """A file that can't be used; `problems` says why, at least one."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def shown(path: Path) -> str:
    """A path as it may stand on a screen: no undecodable bytes, no control characters."""
    return one_line(os.fsencode(path).decode("utf-8", "replace"))


def read_text(path: Path) -> str:
    """Read a regular file of at most 256 KiB of UTF-8.

    Raises FileProblem for anything else: a device, a FIFO, a folder, a link loop, too large, another encoding.
    """
    name = shown(path)

    def bad(message: str, line: int = 0) -> FileProblem:
        return FileProblem(Problem(name, line, "", message))

    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a FIFO would block
    except OSError as error:
        raise bad(f"can't be opened: {(error.strerror or 'unknown reason').lower()}") from None
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise bad("expected a regular file")
        with open(fd, "rb", closefd=False) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise bad(f"can't be read: {(error.strerror or 'unknown reason').lower()}") from None
    finally:
        os.close(fd)
    if len(data) > MAX_BYTES:
        raise bad("expected at most 256 KiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise bad("expected UTF-8 text", data.count(b"\n", 0, error.start) + 1) from None


def parse(text: str, name: str) -> dict[str, Any]:
    """Parse TOML text; raises FileProblem with the line for whatever tomllib refuses or would choke on."""
    data, problems = parse_on(text, name)
    if data is None or problems:
        raise FileProblem(*problems)
    return data


def parse_on(text: str, name: str) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """Parse TOML text, reading on behind a key that is given twice; the data is None when it can't be read on."""
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
            here = one_line(lines[line - 1])[:40]
            key = _KEY.match(lines[line - 1])
            if "overwrite" not in str(error) or key is None:
                if not problems:
                    what = one_line(re.sub(r"\s*\(at [^)]*\)$", "", str(error)))
                    problems.append(Problem(name, line, "", f"not valid TOML: {what}", f"'{here}'" if here else ""))
                return None, tuple(problems)
            problems.append(Problem(name, line, "", f"expected the key {one_line(key[1])[:40]} once", "it twice"))
            lines[line - 1] = ""
        except (ValueError, RecursionError, OverflowError):
            return None, (Problem(name, 1, "", "not valid TOML: a value is too large or too deep"),)
    return None, tuple(problems)


def _deepest(text: str) -> tuple[str, int]:
    """Find, before tomllib sees it, what makes it take minutes: long dotted keys and deep nesting."""
    bare = _STRING.sub(lambda match: "\n" * match[0].count("\n"), text)
    depth = 0
    for number, line in enumerate(bare.splitlines(), 1):
        if line.count(".") > _MAX_DOTS and max(piece.count(".") for piece in _BETWEEN.split(line)) > _MAX_DOTS:
            return f"expected at most {_MAX_DOTS} dots in a key", number
        if not depth and "[" not in line and "{" not in line:
            continue
        for char in line:
            depth += (char in "[{") - (char in "]}")
            if depth > _MAX_NESTING:
                return f"expected at most {_MAX_NESTING} levels of nesting", number
    return "", 0


def line_of(text: str, path: str) -> int:
    """Find the line, from 1, of a path such as `steps[2].seconds`; of its table when the key is not there; else 1."""
    return Places(text).line(path)


class Places:
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
