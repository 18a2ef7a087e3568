"""Home's recorded first frame in the real program: the app's own, taken over without a flicker."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from calmtui.terminal import ENTER_SCREEN
from tests.support import emulator
from tests.support.emulator import Seen
from tests.support.terminal import Terminal, home, modes, restored

__all__ = ["home"]  # the fixture

SIZE = 80, 24
TAKEN_OVER = b"\x1b[?2004h"  # the first that the app sends
_CLOCK = re.compile(r"\b\d\d:\d\d\b")

Picture = list[list[Seen]]


class Watched(Terminal):
    """A terminal that keeps each piece of what was sent."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.pieces: list[bytes] = []

    def read(self, seconds: float) -> bool:
        """Take in what has come."""
        before = len(self.sent)
        came = super().read(seconds)
        if came:
            self.pieces.append(self.sent[before:])
        return came

    def pictures(self) -> list[Picture]:
        """What was seen: the first frame whole, and then after each piece."""
        head, found, _ = b"".join(self.pieces).partition(TAKEN_OVER)
        assert found
        screen = emulator.Terminal(*SIZE)
        screen.feed(head)
        seen = [without_clock(screen)]
        length = -len(head)
        for piece in self.pieces:
            length += len(piece)
            if length > 0:
                screen.feed(piece[-length:] if length < len(piece) else piece)
                seen.append(without_clock(screen))
        assert not screen.strange
        return seen


def without_clock(screen: emulator.Terminal) -> Picture:
    """The cells, but for the time of day."""
    cells = emulator.cells(screen)
    for y, line in enumerate(screen.text()):
        if match := _CLOCK.search(line):
            for x in range(*match.span()):
                cells[y][x] = Seen(":", "", "")
    return cells


def recording(home: Path) -> Path:
    return home / "state" / "openings" / "home_80x24"


def make_recording(home: Path, env: dict[str, str] | None = None, shows: str = "Right now") -> None:
    """Start home until its first frame is recorded: by the second start its folders are there."""
    with Terminal(home, env=env) as terminal:
        terminal.shows(shows)
        terminal.types("q")
        assert terminal.ends(20) == 0
    with Terminal(home, env=env) as terminal:
        terminal.until(recording(home).exists, "recording")
        terminal.types("q")
        assert terminal.ends(20) == 0
    assert recording(home).stat().st_mode & 0o777 == 0o600


def launch(home: Path, env: dict[str, str] | None = None) -> list[Picture]:
    """What is seen of a launch until home stands still."""
    terminal = Watched(home, env=env)
    with terminal:
        terminal.until(lambda: TAKEN_OVER in terminal.sent, "app")
        while terminal.read(1.0):
            pass
        pictures = terminal.pictures()
        terminal.types("q")
        assert terminal.ends(20) == 0
    assert terminal.sent.startswith(ENTER_SCREEN.encode())
    return pictures


def flickers(pictures: list[Picture]) -> list[tuple[int, int]]:
    """The cells that are the same at first and at last, and were something else meanwhile."""
    first, last = pictures[0], pictures[-1]
    return [
        (y, x)
        for y, row in enumerate(first)
        for x, cell in enumerate(row)
        if cell == last[y][x] and any(picture[y][x] != cell for picture in pictures)
    ]


@pytest.mark.slow
def test_home_is_recorded_behind_the_first_page(home: Path) -> None:
    with Terminal(home, first=True) as terminal:
        terminal.shows("look around")
        terminal.types("\r")
        terminal.shows("Right now")
        terminal.until(recording(home).exists, "recording")
        terminal.types("q")
        assert terminal.ends(20) == 0
    assert launch(home)


@pytest.mark.slow
def test_the_recorded_frame_is_the_apps_own_cell_by_cell(home: Path) -> None:
    make_recording(home)
    pictures = launch(home)
    text = "\n".join("".join(cell.char for cell in row) for row in pictures[0])
    assert "Right now" in text
    assert "Box breathing" in text
    assert [number for number, one in enumerate(pictures) if one != pictures[-1]] == []


@pytest.mark.slow
@pytest.mark.parametrize(("env", "shows"), [
    pytest.param({"NO_COLOR": "1", "LANG": "de_DE.UTF-8"}, "Passt jetzt", id="no colour, German"),
    *(
        pytest.param(env, "Right now", id=id, marks=pytest.mark.slow)
        for id, env in {
            "16 colours": {"TERM": "xterm", "COLORTERM": ""},
            "ASCII": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"},
        }.items()
    ),
])  # fmt: skip
def test_the_recorded_frame_is_the_apps_own_on_any_terminal(
    home: Path, env: dict[str, str], shows: str
) -> None:
    make_recording(home, env, shows)
    pictures = launch(home, env)
    assert [number for number, one in enumerate(pictures) if one != pictures[-1]] == []


@pytest.mark.slow
def test_what_has_changed_since_is_corrected_and_the_rest_stays(home: Path) -> None:
    make_recording(home)
    own = (home / "routines" / "short.toml").read_text()
    (home / "routines" / "other.toml").write_text(own.replace('"ground"', '"breathe"'))
    with Terminal(home, "run", "short", "--plain") as terminal:  # a session that home tells of
        terminal.shows("Enter skips.")
        terminal.types("9\n")
        terminal.shows("And now?")
        terminal.types("2\n\n")
        terminal.ends(20)
    pictures = launch(home)
    assert pictures[0] != pictures[-1]
    assert flickers(pictures) == []
    recording(home).unlink()
    assert launch(home)[-1] == pictures[-1]


@pytest.mark.slow
def test_keys_typed_while_the_recorded_frame_is_on_are_obeyed_in_order(home: Path) -> None:
    make_recording(home)
    with Terminal(home) as terminal:
        terminal.shows("Box breathing")
        assert TAKEN_OVER not in terminal.sent
        terminal.types("/feel\x7f\x7f\x7f\x7fbox\r\r")
        terminal.shows("How anxious are you right now?")
        terminal.types("\x03")
        assert terminal.ends(20) == 130


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seen", "then"),
    [("Steady breath", "Even in and even out"), ("u urge", "How strong is the pull?")],
)
def test_a_tap_while_the_recorded_frame_is_on_is_obeyed(home: Path, seen: str, then: str) -> None:
    make_recording(home)
    with Terminal(home) as terminal:
        terminal.until(lambda: modes(terminal.sent).get(1006, False), "mouse")
        assert TAKEN_OVER not in terminal.sent
        assert modes(terminal.sent)[1000]
        lines = terminal.text().split("\n")
        row = next(y for y, line in enumerate(lines, 1) if seen in line)
        place = f"{lines[row - 1].index(seen) + 2};{row}"
        terminal.types(f"\x1b[<0;{place}M\x1b[<0;{place}m")
        terminal.shows(then)
        terminal.types("\x03")
        assert terminal.ends(20) == 130
        restored(terminal)


@pytest.mark.slow
def test_erasing_takes_the_recorded_frame_away(home: Path) -> None:
    make_recording(home)
    with Terminal(home, "forget", "--all", "--yes") as terminal:
        assert terminal.ends(20) == 0
    assert not recording(home).exists()
