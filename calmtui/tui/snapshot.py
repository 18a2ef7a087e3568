"""The cells of a screen as Textual sends them, and what to send so that others become these.

A canvas sends its own cells (see `tui/painter.py`). This is for a screen that Textual paints: the
quick start shows home as it was recorded, and home then sends only the cells that differ.
"""

from __future__ import annotations

import marshal
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from calmtui.quickstart import CLOCK
from calmtui.text.width import cell_width, has_disputed_width, split_clusters
from calmtui.tui.escape_codes import RESET

# What is drawn as one, and the sequence that sets its style; behind a wide one stand cells of "".
ScreenCell = tuple[str, str]
Snapshot = list[list[ScreenCell]]


def snapshot_of(strips: Iterable[Strip], console: Console) -> Snapshot:
    """Return the cells of a screen that is painted so."""
    style_sequence = cache(_style_sequence)
    return [
        [
            cell
            for segment in strip
            if not segment.control
            for cell in _cells(segment.text, style_sequence(segment.style, console))
        ]
        for strip in strips
    ]


def _style_sequence(style: Style | None, console: Console) -> str:
    return Strip([Segment("x", style)], 1).render(console).partition("x")[0]


def _cells(text: str, style: str) -> Iterator[ScreenCell]:
    for piece in split_clusters(text):
        yield piece, style
        for _ in range(cell_width(piece) - 1):
            yield "", style


def with_clock(snapshot: Snapshot, region: Region) -> Snapshot:
    """Return a snapshot with a place for the time of day, which whoever shows it fills in.

    A window that is too small for the whole of it has no such place.
    """
    if not Region(0, 0, len(snapshot[0]), len(snapshot)).contains_region(region):
        return snapshot
    marked = list(snapshot)
    for y in region.line_range:
        row = list(marked[y])
        for x in region.column_range:
            row[x] = (CLOCK[:1].decode(), row[x][1])
        marked[y] = row
    return marked


def dump(snapshot: Snapshot) -> bytes:
    """Return a snapshot as bytes."""
    return marshal.dumps(snapshot)


def load(data: bytes) -> Snapshot:
    """Return the snapshot in the bytes; an empty one where there are none."""
    if not data:
        return []
    snapshot: Snapshot = marshal.loads(data)
    return snapshot


def draw(snapshot: Snapshot) -> str:
    """Return what to send so that a screen of anything shows a snapshot."""
    columns = len(snapshot[0])
    styles = Counter(style for row in snapshot for text, style in row if text == " ")
    ground = next((style for style, _ in styles.most_common(1)), "")
    erase = "\x1b[2J"
    if os.environ.get("TERM", "").startswith("screen"):
        # Without "bce" it erases in its own colour: there the ground is written out.
        erase = f"\x1b[H{' ' * (columns * len(snapshot))}"
    blank: Snapshot = [[(" ", ground)] * columns] * len(snapshot)
    return f"{RESET}{ground}{erase}{draw_changes(blank, snapshot)}"


def draw_changes(before: Snapshot, after: Snapshot) -> str:
    """Return what to send so that one snapshot becomes another of the same size."""
    out: list[str] = []
    place, style = None, None
    for y, x in _changed_cells(before, after):
        text, wanted = after[y][x]
        if place != (y, x):
            out.append(_move(y, x))
        if wanted != style:
            out.append(RESET + wanted)
            style = wanted
        if has_disputed_width(text):
            # Whatever the terminal leaves free is blank, and what follows stands in its own place.
            out += " " * cell_width(text), _move(y, x), text
            place = None
            continue
        out.append(text)
        place = (y, x + max(cell_width(text), 1))
    if out:
        out.append(RESET)
    return "".join(out)


def _changed_cells(before: Snapshot, after: Snapshot) -> Iterator[tuple[int, int]]:
    """Return where a cell changed that has text; a row with letters of no sure width is whole."""
    for y, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            continue
        is_disputed = any(has_disputed_width(text) for text, _ in (*old, *new))
        for x, cell in enumerate(new):
            if cell[0] and (is_disputed or cell != old[x]):
                yield y, x


def _move(y: int, x: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H"
