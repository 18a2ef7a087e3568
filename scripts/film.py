"""Film the real program in a terminal, as one animated SVG: `python -m scripts.film`.

The program runs in a pseudo-terminal, and an emulator replays its own bytes. A row that stays
as it is is drawn once and shown for as long as it lasts, so the file stays small. It takes as long
as it shows.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
from collections import defaultdict
from html import escape
from itertools import groupby
from pathlib import Path
from time import monotonic

from tests.support.emulator import Seen, Terminal, cells

FILE = Path(__file__).parents[1] / "screenshots" / "film.svg"
COLUMNS, ROWS = 80, 24
FRAMES_A_SECOND = 8
# What is typed, and how many seconds of what follows are in the film.
SCENES: tuple[tuple[bytes, float], ...] = ((b"", 1.5), (b"7", 13.5))
WIDE, HIGH, SIZE = 8.4, 17.0, 14.0  # of a cell, and of a letter in it, in pixels
_HEX = 6  # digits of a colour that is not the terminal's own
GROUND, INK = "#1a1b26", "#c0caf5"  # where the program leaves the terminal's own

Row = tuple[Seen, ...]


def record() -> list[tuple[Row, ...]]:
    """Return what the terminal shows, frame after frame, while one routine begins."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    screen = Terminal(COLUMNS, ROWS)
    frames: list[tuple[Row, ...]] = []
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "CALMTUI_HOME": home,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
        }
        command = [sys.executable, "-m", "calmtui", "run", "long-exhale", "--settle", "3"]
        program = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            start_new_session=True,
        )
        os.close(theirs)
        _watch(ours, screen, 3.0)  # until it is up
        for typed, seconds in SCENES:
            os.write(ours, typed)
            for _ in range(round(seconds * FRAMES_A_SECOND)):
                _watch(ours, screen, 1 / FRAMES_A_SECOND)
                seen = cells(screen)
                frames.append(tuple(tuple(row) for row in seen))
        program.kill()
        program.wait()
    os.close(ours)
    return frames


def _watch(terminal: int, screen: Terminal, seconds: float) -> None:
    """Let the emulator take what the program writes within so many seconds."""
    until = monotonic() + seconds
    while (rest := until - monotonic()) > 0:
        if select.select([terminal], [], [], rest)[0]:
            screen.feed(os.read(terminal, 1 << 16))


def svg(frames: list[tuple[Row, ...]]) -> str:
    """Return the frames as an SVG that plays for ever."""
    seconds = len(frames) / FRAMES_A_SECOND
    wide, high = COLUMNS * WIDE, ROWS * HIGH
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}"'
        f' font-family="ui-monospace, Menlo, Consolas, monospace" font-size="{SIZE}">',
        "<title>calmtui: a rating, then a longer out-breath</title>",
        f'<rect width="100%" height="100%" fill="{GROUND}"/>',
    ]
    for y in range(ROWS):
        shown: dict[Row, list[tuple[int, int]]] = defaultdict(list)
        start = 0
        for row, same in groupby(frame[y] for frame in frames):
            end = start + len(list(same))
            shown[row].append((start, end))
            start = end
        for row, spans in shown.items():
            drawn = _row(row, y)
            if drawn:
                parts.append(f"<g>{drawn}{_turns(spans, len(frames), seconds)}</g>")
    return "\n".join([*parts, "</svg>\n"])


def _turns(spans: list[tuple[int, int]], frames: int, seconds: float) -> str:
    """Return the animation that shows a row in these spans of frames alone."""
    if spans == [(0, frames)]:
        return ""
    changes = {0: 0}
    for start, end in spans:
        changes[start] = 1
        if end < frames:
            changes.setdefault(end, 0)
    for start, _ in spans:
        changes[start] = 1
    times = ";".join(f"{at / frames:.4f}".rstrip("0").rstrip(".") for at in sorted(changes))
    values = ";".join(str(changes[at]) for at in sorted(changes))
    return (
        f'<animate attributeName="opacity" calcMode="discrete" dur="{seconds:g}s"'
        f' repeatCount="indefinite" keyTimes="{times}" values="{values}"/>'
    )


def _row(row: Row, y: int) -> str:
    """Return the grounds and the letters of one row; nothing for an empty one."""
    drawn = []
    x = 0
    for (ink, ground, _, _), run in groupby(
        row, key=lambda cell: (*_colours(cell), cell.weight, cell.reverse)
    ):
        text = "".join(cell.char or " " for cell in run)
        if ground != GROUND:
            drawn.append(
                f'<rect x="{x * WIDE:.1f}" y="{y * HIGH:.0f}" width="{len(text) * WIDE + 0.4:.1f}"'
                f' height="{HIGH + 0.4:.1f}" fill="{ground}"/>'
            )
        if text.strip():
            blank = len(text) - len(text.lstrip())
            drawn.append(
                f'<text x="{(x + blank) * WIDE:.1f}" y="{y * HIGH + SIZE - 1:.0f}" fill="{ink}"'
                f' textLength="{len(text.strip()) * WIDE:.1f}" xml:space="preserve">'
                f"{escape(text.strip())}</text>"
            )
        x += len(text)
    return "".join(drawn)


def _colours(cell: Seen) -> tuple[str, str]:
    ink, ground = (
        f"#{colour}" if len(colour) == _HEX else default
        for colour, default in ((cell.ink, INK), (cell.ground, GROUND))
    )
    return (ground, ink) if cell.reverse else (ink, ground)


def main() -> None:
    """Make the film, and say how large it is."""
    text = svg(record())
    FILE.write_text(text)
    print(f"{FILE.name}: {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
