"""Taps: where a screen takes which key, and the bytes that a terminal sends for a finger there."""

from __future__ import annotations

from typing import NamedTuple

from rich.segment import Segment

from calmtui.tui.canvas import Canvas
from calmtui.tui.painter import KEY
from calmtui.tui.screens.run import RunScreen
from calmtui.tui.taps import key_event
from calmtui.tui.textual_internals.painting import strips_of
from tests.support.reference import Person


class Target(NamedTuple):
    """Cells in one row on which a tap is a key."""

    key: str
    column: int
    row: int
    width: int


def targets(person: Person) -> list[Target]:
    """All of them on the screen on top, in reading order."""
    screen = person.app.screen
    painted = [(canvas, canvas._painted) for canvas in screen.query(Canvas)]
    strips = strips_of(screen)
    for canvas, was in painted:  # a look changes nothing
        canvas._painted = was
    return [target for row, strip in enumerate(strips) for target in _of_row(row, list(strip))]


def _of_row(row: int, segments: list[Segment]) -> list[Target]:
    found: list[Target] = []
    column = 0
    for segment in segments:
        key = str(segment.style.meta.get(KEY, "")) if segment.style else ""
        width = segment.cell_length
        if found and found[-1].key == key and found[-1].column + found[-1].width == column:
            found[-1] = found[-1]._replace(width=found[-1].width + width)
        else:
            found.append(Target(key, column, row, width))
        column += width
    return [target for target in found if target.key]


async def tap(person: Person, column: int, row: int) -> None:
    """Press and release at a cell, as xterm's SGR mode says it."""
    place = f"{column + 1};{row + 1}"
    person.driver.feed(f"\x1b[<0;{place}M\x1b[<0;{place}m".encode())
    while person.app.typeahead.is_busy:
        await person.pilot.pause()
    await person.press()  # no key: wait for the screen


async def tap_key(person: Person, key: str) -> bool:
    """Tap the middle of where a key is shown, by Textual's name of it; say whether it is."""
    for target in reversed(targets(person)):  # the list of keys has its own below those it lists
        if key_event(target.key).key in _same(person, key):
            await tap(person, target.column + target.width // 2, target.row)
            return True
    return False


def _same(person: Person, key: str) -> set[str]:
    """The keys that do the same on the screen on top."""
    if getattr(person.app.focused, "WRITES", False):
        return {key}
    screen = person.app.screen
    if isinstance(screen, RunScreen) and key == "escape" and "leave" not in screen.doable():
        return {"escape", "q", "enter"}  # the end: all of them close it
    if isinstance(screen, RunScreen) and key == "n" and "next" not in screen.doable():
        return {"n", "enter"}  # a question: both skip it
    active = screen.active_bindings
    if key not in active:
        return {key}
    action = active[key].binding.action
    return {other for other, one in active.items() if one.binding.action == action}


async def find_and_tap(person: Person, key: str) -> bool:
    """Tap a key where it is shown, else in the list of keys, to which a tap leads from anywhere;
    say whether there is a way.
    """
    if await tap_key(person, key):
        return True
    same = _same(person, key)
    if not await tap_key(person, "question_mark"):
        await tap(person, 0, 1)  # a guide names its keys
        if await tap_key(person, key):
            return True
        if not await tap_key(person, "question_mark"):
            return False
    await person.sees_screen("KeysScreen")
    for _ in range(9):
        shown = targets(person)
        foot = shown[-1].row
        for target in shown:
            if target.row < foot and key_event(target.key).key in same:
                await tap(person, target.column, target.row)
                return True
        more = [target for target in shown if target.row == foot and target.key == "space"]
        if not more:
            break
        await tap(person, more[0].column, foot)
    await person.press("escape")
    return False
