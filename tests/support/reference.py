"""The real app before a terminal: what its bytes make of an emulated one, against what its screen
composes.

The canvas sends cells past Textual, so neither can say what is seen: the terminal alone does.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import combinations
from typing import Any

import pytest
from textual._context import visible_screen_stack
from textual.app import App
from textual.pilot import Pilot

from calmtui.tui.app import CalmApp
from calmtui.tui.canvas import Canvas
from calmtui.tui.screens.run import RunScreen
from calmtui.tui.textual_internals import driver as driver_module
from calmtui.tui.textual_internals.driver import CalmDriver
from tests.support.emulator import Seen, Terminal, cells, rows
from tests.support.engine import Clock

_ROWS_SHOWN = 12  # of those that differ


class Sink(CalmDriver):
    """The app's own driver; its bytes go to an emulator, and nothing is read but what is typed
    here.
    """

    def __init__(self, app: Any, *, size: tuple[int, int] | None = None, **more: Any) -> None:
        assert size is not None
        self.screen = Terminal(*size)
        self._waiting: list[bytes] = []
        super().__init__(app, size=size, **more)
        self.output._push = lambda data: self._waiting.append(data)  # type: ignore[method-assign]
        self.fileno, self._typed = os.pipe()

    @property
    def terminal(self) -> Terminal:
        """The terminal, with all that was sent."""
        data, self._waiting = b"".join(self._waiting), []
        self.screen.feed(data)
        return self.screen

    @property
    def untaken(self) -> tuple[bytes, ...]:
        """What was sent since the terminal was last looked at, write by write."""
        return tuple(self._waiting)

    def start_application_mode(self) -> None:
        """Take the screen; the terminal that the tests run in stays out of it."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(driver_module, "open_tty", lambda: os.open(os.devnull, os.O_WRONLY))
            super().start_application_mode()

    def _get_terminal_size(self) -> tuple[int, int]:
        return self.screen.columns, self.screen.lines

    def close(self) -> None:
        """Give back the descriptors."""
        super().close()
        os.close(self.fileno)
        os.close(self._typed)


class Person:
    """Who sits before the screen: presses keys, lets time pass, reads."""

    def __init__(self, pilot: Pilot[int], time: Clock) -> None:
        self.pilot, self.time = pilot, time
        assert isinstance(pilot.app, CalmApp)
        assert isinstance(pilot.app._driver, Sink)
        self.app: CalmApp = pilot.app
        self.driver: Sink = pilot.app._driver

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def wait(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass with a look at every step by every run that is on, below another screen or
        not.
        """
        for _ in range(int(seconds / step)):
            self.look(step)
            await asyncio.sleep(0)  # a frame for each
        await self.pilot.pause()

    def look(self, step: float) -> None:
        """Let time pass, and every run that is on look at it."""
        self.time.go(step)
        for screen in self.app.screen_stack:
            if isinstance(screen, RunScreen):
                screen.tick()

    async def resize(self, columns: int, rows: int) -> None:
        """Another size of the window."""
        await resize(self.pilot, columns, rows)

    def sees(self) -> str:
        """What stands in the terminal."""
        return sees(self.app)

    async def sees_screen(self, name: str, why: str = "") -> None:
        """Wait for a screen, by the name of its class: what a thread has still to find out."""
        for _ in range(200):
            if type(self.app.screen).__name__ == name:
                break
            await self.pilot.pause(0.02)
        assert type(self.app.screen).__name__ == name, f"{why}\n{self.sees()}"

    async def is_painted(self) -> None:
        """Wait while what a thread has found out is still to be painted; what is wrong stays so."""
        for _ in range(100):
            if not self.differences():
                return
            await self.pilot.pause(0.02)

    def differences(self) -> str:
        """Where the terminal shows something else than the screen on top composes; empty:
        nowhere.
        """
        terminal = self.driver.terminal
        if terminal.strange:
            return f"sequences or characters that no terminal has in common: {terminal.strange}"
        composed = self._composed()
        if rows(terminal) != rows(composed) and (
            found := side_by_side(cells(terminal), cells(composed))
        ):
            return found
        return self._hidden()

    def _hidden(self) -> str:
        """What of the screen on top lies over what, and whether the one with the keys is out of
        sight; empty: none.

        Only a field may lie over a picture: it is there to be written in.
        """
        screen = self.app.screen
        seen = {
            widget: region.intersection(clip)
            for widget, (region, clip) in screen._compositor.visible_widgets.items()
            if widget.visible and not isinstance(widget, Canvas) and not widget.children
        }
        over = [
            f"{a} lies over {b}" for a, b in combinations(seen, 2) if seen[a].intersection(seen[b])
        ]
        focused = self.app.focused
        if focused is not None and not focused.region.intersection(screen.region):
            over.append(f"{focused} has the keys and is not seen")
        return "\n".join(over)

    def _composed(self) -> Terminal:
        """A terminal that was sent the whole of the screen on top at once."""
        app, driver, screen = self.app, self.driver, self.app.screen
        painted = [(canvas, canvas._painted) for canvas in screen.query(Canvas)]
        visible_screen_stack.set(app._background_screens)
        strips = screen._compositor.render_strips()
        for canvas, was in painted:  # a look changes nothing
            canvas._painted = was
        text = "".join(
            f"\x1b[0m\x1b[{y}H{strip.render(app.console)}" for y, strip in enumerate(strips, 1)
        )
        made = Terminal(*driver._get_terminal_size())
        made.reset_mode(7, private=True)
        made.feed(driver.output.encode(text))
        return made


def side_by_side(got: list[list[Seen]], want: list[list[Seen]]) -> str:
    """The rows that differ, as they are and as they should be, and where."""
    lines: list[str] = []
    count = 0
    for y, (one, two) in enumerate(zip(got, want, strict=True)):
        places = [x for x, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
        count += bool(places)
        if places and count <= _ROWS_SHOWN:
            marks = "".join("^" if x in places else " " for x in range(len(one)))
            lines += [
                f"row {y + 1}, {len(places)} cells",
                f"  terminal |{''.join(cell.char for cell in one)}|",
                f"  composed |{''.join(cell.char for cell in two)}|",
                f"            {marks.rstrip()}",
                f"  first: column {places[0] + 1}: {one[places[0]]}",
                f"      not {two[places[0]]}",
            ]
    return "\n".join([*lines, f"{count} rows differ"]) if count else ""


@asynccontextmanager
async def in_terminal(app: App[int], size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
    """Run the app in an emulated terminal: what `run_test` does, with the app's own driver."""
    app.driver_class = Sink
    async with app.run_test(headless=False, size=size) as pilot:
        yield pilot


def sees(app: App[int]) -> str:
    """Return the words that stand in the terminal of an app that runs `in_terminal`.

    Nothing may have come through that is not the program's own: a sequence in someone's words shows
    no letter.
    """
    assert isinstance(app._driver, Sink)
    terminal = app._driver.terminal
    assert not terminal.strange
    return "\n".join(terminal.text())


async def resize(pilot: Pilot[int], columns: int, rows: int) -> None:
    """Give the window of an app that runs `in_terminal` another size."""
    assert isinstance(pilot.app._driver, Sink)
    pilot.app._driver.terminal.resized(columns, rows)
    pilot.app._driver._resized()
    await pilot.pause()


@asynccontextmanager
async def before(
    app: CalmApp, time: Clock, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Person]:
    """The app in an emulated terminal, and a person before it."""
    async with in_terminal(app, size) as pilot:
        await pilot.pause()
        yield Person(pilot, time)
