"""Reads a TOML file that anyone may have written: bounded, and with the line of every fault."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calmtui.clean import one_line

MAX_BYTES = 256 * 1024
_MAX_DOTS = 16
_MAX_NESTING = 32
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"""|' r"'''.*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|#[^\n]*", re.DOTALL)
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'))\s*[=.]""")


@dataclass(frozen=True)
class Problem:
    """One fault of a file. `line` counts from 1 (0: the whole file), `where` is the key's path or empty."""

    file: str
    line: int
    where: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.where}: {self.message}" if self.where else f"{place}: {self.message}"


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
    text = text.replace("\r\n", "\n")
    deepest, line = _deepest(text)
    if deepest:
        raise FileProblem(Problem(name, line, "", deepest))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = re.search(r"\(at line (\d+), column \d+\)", message)
        line = int(found[1]) if found else text.count("\n") + 1  # tomllib says "at end of document"
        what = re.sub(r"\s*\(at [^)]*\)$", "", message)
        raise FileProblem(Problem(name, line, "", f"not valid TOML: {one_line(what)}")) from None
    except (ValueError, RecursionError, OverflowError):
        raise FileProblem(Problem(name, 1, "", "not valid TOML: a value is too large or too deep")) from None


def _deepest(text: str) -> tuple[str, int]:
    """Find, before tomllib sees it, what makes it take minutes: long dotted keys and deep nesting."""
    bare = _STRING.sub(lambda match: "\n" * match[0].count("\n"), text)
    depth = 0
    for number, line in enumerate(bare.splitlines(), 1):
        if line.partition("=")[0].count(".") > _MAX_DOTS:
            return f"expected at most {_MAX_DOTS} dots in a key", number
        for char in line:
            depth += (char in "[{") - (char in "]}")
            if depth > _MAX_NESTING:
                return f"expected at most {_MAX_NESTING} levels of nesting", number
    return "", 0


def line_of(text: str, path: str) -> int:
    """Find the line, from 1, of a path such as `steps[2].seconds`; of its table when the key is not there; else 1."""
    lines = _STRING.sub(lambda match: re.sub(r"[^\n]", "_", match[0]), text).splitlines()
    tables: dict[str, int] = {}
    keys: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(lines, 1):
        if header := _HEADER.match(line):
            prefix = header[2]
            if header[1] == "[[":
                tables.setdefault(prefix, number)
                index = counts[prefix] = counts.get(prefix, -1) + 1
                prefix = f"{prefix}[{index}]"
            tables.setdefault(prefix, number)
        elif key := _KEY.match(line):
            keys.setdefault(f"{prefix}.{key[1]}" if prefix else key[1], number)
    while path:
        if path in keys or path in tables:
            return keys.get(path) or tables[path]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return 1
