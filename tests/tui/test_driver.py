"""The driver: one write a frame, a line that stands still, input of any kind, and Textual's private
names.
"""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import nullcontext
from inspect import signature

import pytest
import textual
from textual import events
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.css.query import NoMatches
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen

from calmtui import terminal
from calmtui.cli.recovery_key import LEAVE_SCREEN
from calmtui.quickstart import QuickStart
from calmtui.tui.escape_codes import PLAIN, Sgr
from calmtui.tui.signals import _RESET, SignalGuard
from calmtui.tui.textual_internals.crash_safe_app import CrashSafeApp
from calmtui.tui.textual_internals.driver import CalmDriver
from tests.support.driver import Told, driver, keys, pipe
from tests.support.emulator import cells, shown

__all__ = ["pipe"]  # the fixture


def taken(fd: int) -> bytes:
    """What a terminal reads that is there."""
    try:
        return os.read(fd, 1 << 20)
    except BlockingIOError:
        return b""


def test_textual_still_has_the_private_names() -> None:
    assert textual.__version__.startswith("8.2."), (
        "read calmtui/tui/textual_internals/ against this Textual, then change this"
    )
    assert [key.key for key in XTermParser()._sequence_to_key_events("\x1b[A")] == ["up"]
    assert isinstance(XTermParser().parse_mouse_code("\x1b[<0;5;5M"), events.MouseDown)
    app: App[None] = App()
    assert app._driver is None
    assert app._loop is None
    assert app._exception is None
    assert not app._exit
    assert app._return_code is None
    for name in ("_handle_exception", "_close_messages_no_wait", "_print_error_renderables"):
        assert callable(getattr(App, name))
    for name in ("_exception_event", "_background_screens"):
        assert hasattr(App, name)
    assert [*signature(App._display).parameters] == ["self", "screen", "renderable"]
    assert [*signature(LayoutUpdate).parameters] == ["strips", "region"]
    assert [*signature(ChopsUpdate).parameters] == ["chops", "spans", "chop_ends"]
    assert callable(Compositor.render_full_update)
    assert callable(Compositor.render_strips)
    for name in (
        "suspend_application_mode",
        "resume_application_mode",
        "_get_terminal_size",
        "start_application_mode",
    ):
        assert callable(getattr(LinuxDriver, name))


async def test_all_that_is_written_in_a_turn_is_one_write(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = driver(pipe[1])
    written: list[bytes] = []
    monkeypatch.setattr(made.output, "_push", written.append)
    for part in ("a", "b", "c"):
        made.write(part)
    await asyncio.sleep(0)
    assert written == [b"abc"]


async def test_a_line_that_stands_still_drops_whole_frames_and_is_painted_again(
    pipe: tuple[int, int],
) -> None:
    made, told = driver(pipe[1])
    made.write("x" * 300_000)
    await asyncio.sleep(0)
    assert not made.output.keeping_up
    for number in range(50):
        made.write(f"frame {number}")
        await asyncio.sleep(0)  # nothing waits for the line
    seen = b""
    while not told.repaints:
        seen += taken(pipe[0])
        await asyncio.sleep(0)
    seen += taken(pipe[0])
    assert seen == b"x" * 300_000  # the cut frame whole, no other in pieces
    assert told.repaints == 1
    assert made.output.sgr_state is None  # what would have changed it was dropped
    made.write("the whole picture")
    await asyncio.sleep(0)
    assert taken(pipe[0]) == b"\x1b[0mthe whole picture"
    assert made.output.sgr_state == PLAIN


async def test_the_bell_rings_before_the_picture_that_is_being_made(pipe: tuple[int, int]) -> None:
    made, _ = driver(pipe[1])
    made.write("a frame")
    made.write("\a")
    assert taken(pipe[0]) == b"\a"
    await asyncio.sleep(0)
    assert taken(pipe[0]).endswith(b"a frame")


async def test_a_line_that_stands_still_drops_neither_modes_nor_bells_nor_what_is_copied(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calmtui.tui.textual_internals.driver.is_background_job", lambda _: False)
    made, told = driver(pipe[1])
    made._on = True
    made.write("x" * 300_000)
    await asyncio.sleep(0)
    made.write("a frame")
    made.write("\x1b]52;c;d29yZHM=\a")
    made.write("\a")
    made.write("\a")
    # after a SIGSTOP, which nobody hears of: the terminal's modes may be another's
    made._continued()
    await asyncio.sleep(0)
    seen = b""
    while told.repaints < 2:  # one for what was dropped
        seen += taken(pipe[0])
        await asyncio.sleep(0)
    seen += taken(pipe[0])
    modes = b"\x1b[?25l\x1b[?2004h\x1b[?7l"
    assert seen == b"x" * 300_000 + b"\x1b]52;c;d29yZHM=\a\a\a" + modes


async def test_what_is_not_a_picture_finds_a_plain_pen(pipe: tuple[int, int]) -> None:
    made, _ = driver(pipe[1])
    bold = Sgr(bold=True)
    made.output.paint("\x1b[1mword", bold, (80, 24), list)
    made.write("Textual's")
    made.output.paint("\x1b[1mword", bold, (80, 24), list)
    made.output.paint(" and more", bold, (80, 24), list)
    await asyncio.sleep(0)
    assert os.read(pipe[0], 100) == b"\x1b[1mword\x1b[0mTextual's\x1b[1mword and more"


async def test_while_the_opening_stands_nothing_is_written(pipe: tuple[int, int]) -> None:
    made, _ = driver(pipe[1])
    made._quickstart = QuickStart([], -1)
    made.write("blank screen")
    await asyncio.sleep(0)
    made.release()
    made.write("the picture")
    await asyncio.sleep(0)
    assert os.read(pipe[0], 100) == b"\x1b[0mthe picture"  # the opening's frames may have been cut


async def test_keys_come_in_order_and_bytes_that_are_no_text_end_nothing(
    pipe: tuple[int, int],
) -> None:
    made, told = driver(pipe[1])
    made.feed(b"7\xff\xfe n\xc3")
    made.feed(b"\xa9\x1b[A")
    got = keys(told)
    assert got[-1] == "up"
    assert got[0] == "7"
    assert "n" in got


async def test_an_escape_that_nothing_follows_is_the_key(pipe: tuple[int, int]) -> None:
    made, told = driver(pipe[1])
    made.feed(b"\x1b")
    assert keys(told) == []
    made.typed_input._end_silence()  # its time has come
    assert keys(told) == ["escape"]


async def test_nothing_stays_on_a_terminal_that_has_one_screen_only(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calmtui.tui.textual_internals.driver.is_background_job", lambda _: False)
    made, _ = driver(pipe[1])
    made._on = True
    words = b"\x1b[31m\x1b[?7l" + b"are you there \x1b[K" * 200
    made.stop_application_mode()  # Esc, q, Ctrl+C, Ctrl+Z
    for left in (taken(pipe[0]), terminal.LEAVE_SCREEN, _RESET, LEAVE_SCREEN.encode()):
        screen = shown((80, 24), words)
        assert "are you there" in "".join(screen.display)
        screen = shown((80, 24), words, left)  # the emulator knows no other screen
        assert not "".join(screen.display).strip()
        assert (screen.cursor.x, screen.cursor.y) == (0, 0)
        assert {cell[2] for row in cells(screen) for cell in row} == {"default"}
        assert b"2J" not in left  # it may put what is erased into the history


async def test_a_line_that_is_gone_is_said_once(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = driver(pipe[1])
    sent: list[int] = []
    monkeypatch.setattr(os, "kill", lambda _, number: sent.append(number))

    def gone(*_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "write", gone)
    made.write("a")
    await asyncio.sleep(0)
    assert sent == [signal.SIGHUP]


async def test_a_continue_starts_again_only_what_was_stopped(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, told = driver(os.dup(pipe[1]))
    started: list[int] = []
    sent: list[int] = []
    monkeypatch.setattr(CalmDriver, "start_application_mode", lambda self: started.append(1))
    monkeypatch.setattr(os, "kill", lambda _, number: sent.append(number))
    made._continued()  # before the start
    assert started == []
    made._on = True
    made._continued()
    assert started == []
    assert told.repaints == 1  # after a SIGSTOP the screen may show anything
    made._stopped()
    # Which the kernel leaves out where no shell could go on with it.
    assert sent == [signal.SIGTSTP]
    assert started == [1]
    made._continued()
    assert started == [1]


class Ending(Told):
    """An app that has been told to end."""

    guard = SignalGuard(lambda _: None, lambda: None, lambda: None)
    guard.signal = signal.SIGHUP


async def test_a_program_that_ends_takes_the_terminal_back_no_more(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = driver(os.dup(pipe[1]))
    # It is told to while it is stopped.
    monkeypatch.setattr(os, "kill", lambda *_: setattr(made, "_app", Ending()))
    monkeypatch.setattr(CalmDriver, "start_application_mode", lambda self: pytest.fail("started"))
    made._on = True
    made._stopped()
    made._continued()
    assert made.away


@pytest.mark.parametrize("leaving", [True, False])
async def test_a_handler_that_is_too_late_for_its_widgets_is_no_fault(leaving: bool) -> None:
    app = CrashSafeApp()
    if leaving:
        app.exit(3)
    app.fail(NoMatches("the list is gone"))
    assert (app.fault is None) == leaving
    app.fail(ValueError("anything else is one on the way out, too"))
    assert app.fault is not None


@pytest.mark.parametrize("by_worker", [True, False])
@pytest.mark.parametrize("is_gone", [True, False])
async def test_a_screen_that_is_gone_may_look_for_its_widgets_in_vain(
    is_gone: bool, by_worker: bool
) -> None:
    app = CrashSafeApp()

    class Seeking(Screen[None]):
        def on_key(self) -> None:
            if by_worker:
                self.run_worker(self.seek())
            else:
                self.query_one("#nothing")

        async def seek(self) -> None:
            self.query_one("#nothing")

    with nullcontext() if is_gone else pytest.raises(NoMatches):
        async with app.run_test() as pilot:
            screen = Seeking()
            await app.push_screen(screen)
            if is_gone:
                app._screen_stack.remove(screen)  # as while its widgets are taken away
            screen.post_message(events.Key("a", "a"))
            await pilot.pause()
    assert (app.fault is None) == is_gone
