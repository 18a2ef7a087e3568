"""The commands that the pages name, taken from them."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "RELEASING", "SECURITY")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "routines" / "README.md",
)
# Of fenced blocks; those without one are drawings.
LANGUAGES = {
    "sh",
    "text",
    "toml",
    "json",
    "js",
    "",
}
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_OPTION = re.compile(r"--[a-z][a-z-]*(?: (?:[A-Z]+\b|de\b|\d+\b))?")
_OPTIONAL = re.compile(r" ?\[([^]]+)\]")


def fenced(page: Path) -> list[tuple[str, str]]:
    """Return the fenced blocks of a page, each with its language."""
    return [(match[1], match[2]) for match in _FENCED.finditer(page.read_text("utf-8"))]


def shell_blocks(page: Path) -> list[str]:
    """Return what a page gives to a shell."""
    return [text for language, text in fenced(page) if language == "sh"]


def inline(page: Path) -> list[str]:
    """Return what stands between backticks in the text of a page, tables too."""
    return _INLINE.findall(_FENCED.sub("", page.read_text("utf-8")))


def calmtui_commands() -> list[str]:
    """Return every command line of calmtui on any page, with each of its optional parts once."""
    found: set[str] = set()
    for page in PAGES:
        for language, text in fenced(page):
            if language in ("sh", "text"):
                lines = (line.split(" #")[0].rstrip() for line in text.splitlines())
                found |= {line for line in lines if re.match(r"calmtui\b", line)}
        found |= {text.split(" &&")[0] for text in inline(page) if re.match(r"calmtui\b", text)}
    return sorted(set(itertools.chain.from_iterable(map(_forms, found))))


def _forms(line: str) -> set[str]:
    """Return the commands that one line stands for.

    What it does is behind two blanks; options that are named there are its own.
    """
    command, _blanks, told = line.partition("  ")
    bare = _OPTIONAL.sub("", command)
    return {
        bare,
        *(f"{bare} {part}" for part in _OPTIONAL.findall(command)),
        *(f"{bare} {option}" for option in _OPTION.findall(told)),
    }


def recipes() -> dict[str, str]:
    """Return the README's recipes for one key, by where they are for."""
    table = (ROOT / "README.md").read_text("utf-8").split("| where | how |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| ([^|]+) \| (.+) \|$", table, re.MULTILINE)
    return {where: how for where, how in rows if where.strip("-")}


def code(text: str) -> str:
    """Return what is in the first backticks of a text."""
    match = _INLINE.search(text)
    assert match, text
    return match[1]
