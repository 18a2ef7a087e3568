"""Make the pictures in `screenshots/` from one table, with a clock moved by hand.

`python -m scripts.shots` makes them again: SVG for all; PNG for those in the README, when a
headless Chromium is installed. A test compares them.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Literal

import tests.support.textual_setup  # noqa: F401  # isort: skip - before anything imports Textual
from textual.pilot import Pilot

from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.tui.app import CalmApp

FOLDER = Path(__file__).parents[1] / "screenshots"
START = datetime(2026, 11, 24, 22, 41, 3, tzinfo=timezone(timedelta(hours=1)))


@dataclass(frozen=True)
class Shot:
    """One picture: a routine played through `steps`, seconds to wait or keys; no routine: home."""

    name: str
    routine: str | None
    steps: tuple[float | str, ...] = ()
    theme: Literal["dusk", "paper", "terminal"] = "dusk"
    size: tuple[int, int] = (80, 24)
    quick: bool = False
    # What is in the journal before: routine, days ago, first rating, last rating, how it ended.
    past: tuple[tuple[str, int, int, int, str], ...] = ()


_PAST = (
    ("ride-the-urge", 0, 8, 4, "completed"),
    ("long-exhale", 0, 6, 4, "completed"),
    ("box-breathing", 1, 5, 5, "left early"),
    ("pmr-7", 1, 7, 3, "completed"),
    ("five-senses", 3, 9, 6, "completed"),
)
_MONTH = tuple(
    (("ride-the-urge", "long-exhale", "five-senses")[number % 3], 3 * number // 2, first, last, how)
    for number, (first, last, how) in enumerate(
        (
            (8, 4, "completed"), (7, 4, "completed"), (6, 6, "completed"), (8, 6, "completed"),
            (5, 6, "left early"), (9, 5, "completed"), (7, 5, "completed"), (8, 3, "completed"),
            (6, 4, "completed"), (8, 7, "completed"), (7, 7, "completed"), (6, 5, "completed"),
            (9, 7, "completed"), (7, 6, "completed"), (8, 5, "completed"),
        )
    )
)  # fmt: skip
_URGE = ("9", "w", "h", "y", "enter", "1", "enter", "1")
_WROTE = ("When Friday went by without a word", "You never call", "to know you are around")


def _typed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that write lines into fields, one after the other."""
    keys = []
    for line in lines:
        keys += ["space" if letter == " " else letter for letter in line]
        keys.append("tab")
    return tuple(keys)


SHOTS = (
    Shot("home", None),
    Shot("rating", "box"),
    Shot("orb", "long-exhale", ("6", 20 + 52.9)),
    Shot("square", "box", ("6", 12 + 80 + 6.5)),
    Shot("figure", "pmr-7", ("6", 30 + 4.8)),
    Shot("sea", "ride-the-urge", (*_URGE, 95.0, *(["n"] * 5), "7", 60.0, "n", 130.0), quick=True),
    Shot(
        "sea-paper",
        "ride-the-urge",
        (*_URGE, 95.0, *(["n"] * 5), "7", 60.0, "n", 130.0, 20.0, "6", 60.0),
        "paper",
        quick=True,
    ),
    Shot(
        "choices",
        "ride-the-urge",
        (*_URGE, *(["n"] * 7), "7", *(["n"] * 4), 301.0, "6", 400.0, "5"),
        quick=True,
    ),
    Shot("small", "box", ("6", 12 + 80 + 6.5), size=(40, 12)),
    Shot("question", "facts-or-guesses", ("5", "1", "1", "enter", "enter", "enter", "1", "8")),
    Shot("message", "say-it-with-i", ("1", "4", "1", "n", "1", "n", *_typed(_WROTE))),
    Shot("history", None, ("l", "enter"), past=_PAST),
    Shot("looking-back", None, ("l",), past=_MONTH),
    Shot("before-and-after", None, ("l", "1"), past=_MONTH),
    Shot("session", None, ("l", "enter", "enter"), past=_MONTH),
)


class Clock:
    """Monotonic seconds and wall time that move together, by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def clock(self) -> float:
        """Return monotonic seconds."""
        return self.seconds

    def now(self) -> datetime:
        """Return the wall time."""
        return START + timedelta(seconds=self.seconds)


async def picture(shot: Shot, folder: Path) -> str:
    """Return the SVG of a shot; its journal goes into `folder`."""
    clock = Clock()
    journal = Journal(folder / "journal", folder / "state")
    library = Library(bundled_routines_path(), folder / "routines")
    _fill(journal, library, shot)
    session = None
    if shot.routine:
        session = Session(
            library.find(shot.routine), journal, clock.clock, clock.now, quick=shot.quick
        )
    app = CalmApp(
        AppContext(library, journal, Settings(theme=shot.theme), clock.clock, clock.now),
        first=session,
    )
    async with app.run_test(size=shot.size) as pilot:
        await _play(pilot, clock, shot.steps)
        svg = app.export_screenshot(title="calmtui")
    return re.sub(r"terminal-\d+", "terminal", svg)


def _fill(journal: Journal, library: Library, shot: Shot) -> None:
    """Write the sessions that a shot begins with."""
    for number, (name, days, first, last, how) in enumerate(shot.past):
        routine = library.find(name)
        what = "pull" if "pull" in routine.rate else "anxiety"
        at = START - timedelta(days=days, hours=1 + number)
        session = f"{number:016x}"
        records: tuple[dict[str, object], ...] = (
            {"what": "begun", "routine": routine.id, "title": str(routine.title)},
            {"what": "rated", "when": "before", what: first},
            {"what": "rated", "when": "after", what: last},
            {"what": "ended", "how": how, "practised": round(routine.seconds)},
        )
        for place, record in enumerate(records):
            same = {"v": 1, "id": f"{number:08x}{place:08x}", "session": session}
            journal.append({**same, "at": at.isoformat(), **record})


async def _play(pilot: Pilot[int], clock: Clock, steps: tuple[float | str, ...]) -> None:
    await pilot.pause()
    tick: Callable[[], None] = getattr(pilot.app.screen, "tick", lambda: None)
    for step in steps:
        if isinstance(step, str):
            await pilot.press(step)
        else:
            # As often as a front end looks, so that no gap pauses the guide.
            whole, rest = divmod(step, 1.0)
            for seconds in (*([1.0] * int(whole)), rest):
                clock.seconds += seconds
                tick()
        await pilot.pause()


def make(shot: Shot) -> str:
    """Return the SVG of a shot, with all its files in a folder that is deleted afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(picture(shot, Path(folder)))


def _png(svg: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        return
    view_box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg.read_text())
    assert view_box
    width, height = (int(float(size)) for size in view_box.groups())
    with tempfile.TemporaryDirectory() as profile:
        page = Path(profile) / "page.html"
        style = f"<style>*{{margin:0}}svg{{display:block;width:{width}px}}</style>"
        page.write_text(style + svg.read_text())
        subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-sync",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                f"--user-data-dir={profile}",
                f"--window-size={width},{height}",
                f"--screenshot={svg.with_suffix('.png')}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


def main(names: list[str]) -> None:
    """Make the pictures with these names, or all."""
    os.environ.pop("NO_COLOR", None)
    FOLDER.mkdir(exist_ok=True)
    for shot in SHOTS:
        if not names or shot.name in names:
            path = FOLDER / f"{shot.name}.svg"
            path.write_text(make(shot))
            if f"screenshots/{shot.name}.png" in (FOLDER.parent / "README.md").read_text():
                _png(path)
            print(path.name)


if __name__ == "__main__":
    main(sys.argv[1:])
