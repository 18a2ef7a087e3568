"""What protects, found in settings or choices that can't be read as they are: there it counts as set.

Whoever wrote `private = True` meant it. So what protects holds wherever a file does not plainly say that it
shall not. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SWITCHES = ("private", "no_holds", "blank", "plain")
PARTS = ("skip_parts", "skip")
UNSEEN: dict[str, object] = {
    "private": True,
    "no_holds": True,
    "blank": True,
}  # nobody knows what it says
_COMMENT = re.compile(r"\s*#")
_KEY = re.compile(
    r"(?<![\w-])([A-Za-z]+(?:[_-][A-Za-z]+)?)[^\w\s]{0,8}\s*[=:]\s*(.*)|^\W*([A-Za-z]+(?:[_-][A-Za-z]+)?)\W*$"
)
_QUOTED = re.compile(r"[\"'\u2018-\u201f]([^\"'\u2018-\u201f]{1,60})[\"'\u2018-\u201f]")


def mentions(key: str) -> str:
    """Return which protecting key a person means by a key, however it is spelled; empty for any other."""
    plain = key.strip().lower().replace("-", "_").replace(" ", "_")
    if plain in SWITCHES or plain in PARTS:
        return plain
    joined = plain.replace("_", "")
    for known in (*SWITCHES, *PARTS):
        if joined == known.replace("_", "") or (len(known) > 5 and _near(plain, known)):
            return known
    return ""


def _near(one: str, other: str) -> bool:
    """Whether two words differ by one letter: added, left out, another, or two that changed places."""
    if abs(len(one) - len(other)) > 1 or one[:1] != other[:1]:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right or left == right[1:]


def is_meant(key: str, value: object) -> dict[str, object]:
    """Return what protects by a key with a value, well or not: only what is plainly off is off."""
    known = mentions(key)
    if known in SWITCHES:
        return {known: True} if value is not False else {}
    if known in PARTS:
        items = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return {known: tuple(item for item in items if isinstance(item, str))}
    return {}


def lines_inside(value: object, depth: int = 0) -> dict[str, object]:
    """Return what protects in tables below: a line at the end of a file belongs to its last table."""
    found: dict[str, object] = {}
    items: Iterable[object] = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    if isinstance(value, dict):
        for key, item in value.items():
            found |= is_meant(str(key), item)
    for item in items:
        if depth < 8 and isinstance(item, dict | list):
            found |= lines_inside(item, depth + 1)
    return found


def protective_lines(text: str) -> dict[str, object]:
    """Return what protects in a text that is no TOML, line by line."""
    found: dict[str, object] = {}
    for line in text.replace("\0", "").splitlines():
        if _COMMENT.match(line):
            continue
        for match in _KEY.finditer(line[:1000]):
            known, value = mentions(match[1] or match[3]), match[2] or ""
            if known in SWITCHES and not value.lower().startswith("false"):
                found[known] = True
            elif known in PARTS:
                before = found.get(known, ())
                assert isinstance(before, tuple)
                found[known] = (*before, *_QUOTED.findall(value))
    return found
