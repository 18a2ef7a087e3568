"""Our terminal driver: quiet, one write a frame, and it ends when the line ends."""

from __future__ import annotations

import os
import signal
import termios
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from calmtui.quickstart import QuickStart
from calmtui.terminal import (
    ENTER_SCREEN,
    LEAVE_SCREEN,
    count_line_input,
    is_background_job,
    open_tty,
    raw_mode,
    read_modes,
    restore_enter_keys,
    set_modes,
    write_final,
)
from calmtui.tui.frame_writer import FrameWriter
from calmtui.tui.ground_question import GroundQuestion, Take
from calmtui.tui.terminal_modes import TerminalModes
from calmtui.tui.textual_internals.typed_input import TypedInput

if TYPE_CHECKING:
    from calmtui.tui.signals import SignalGuard
    from calmtui.tui.typeahead import Typeahead

# Stops that do nothing, as in a group of processes without a shell, before the terminal counts as
# gone.
_STOPS = 100


class CalmDriver(LinuxDriver):
    """Input through the event loop, output in one write a frame; no thread or wake-up of its own.

    No question is asked of the terminal but for its ground, where the settings want that: an answer
    could arrive after the program has left, in the user's shell. While the terminal does not read,
    frames are dropped, and what it lacks is sent when it reads.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.output = FrameWriter(
            self._loop,
            is_held=lambda: self.quickstart_active,
            repaint=lambda: app.refresh(layout=True),
            on_gone=self._gone,
        )
        self._on = False
        self.modes = TerminalModes(
            self._send, watches_focus=bool(getattr(app, "hides_words", False))
        )
        self.ground = GroundQuestion(self._loop.time)
        self._quickstart: QuickStart | None = None
        self.typed_input = TypedInput(
            self._loop,
            self.output.codec,
            on_event=self._hear,
            on_ground_answer=self.ground.answer,
        )
        # Bytes to come that the terminal took while Enter was the end of a line.
        self._line_input = 0
        self.away = False  # whether the terminal is the shell's, because the program was stopped
        self.has_input = False  # whether anything was typed
        # In the loop, not in the handlers of the base class: a stop must not fall into a write.
        self._loop.add_signal_handler(signal.SIGTSTP, self._stopped)
        self._loop.add_signal_handler(signal.SIGCONT, self._continued)

    # Output

    def release(self) -> None:
        """Stop the frames of the quick start: from now on those of the full screen are written."""
        if self._quickstart is not None:
            self._quickstart.stop()
            self._quickstart = None
            self.output.drop_frame()  # it was painted unseen, and the screen is taken over as it is
            self.output.is_out_of_step = False

    @property
    def quickstart_active(self) -> bool:
        """Whether the frames of the quick start are still on, and nothing else is written."""
        return self._quickstart is not None

    @property
    def quickstart_cells(self) -> bytes:
        """The cells that the quick start shows, marshalled, where it shows a picture of them."""
        return self._quickstart.cells if self._quickstart is not None else b""

    def write(self, data: str) -> None:
        """Add to the next frame."""
        # The pointer's shape: it tells nothing here, and old consoles print it.
        if data.startswith("\x1b]22;"):
            return
        # The bell is in time, and counted: it waits for no picture. The other is for the clipboard.
        if data == "\a" or data.startswith("\x1b]52;"):
            self.output.write_guaranteed(data)
            return
        self.output.write(data)

    def flush(self) -> None:
        """Send the first whole picture at once: the rest of the start comes after it."""
        self.output.send_first()

    def _gone(self) -> None:
        """End as if the terminal had said that it is gone."""
        with suppress(ValueError, OSError):
            self._loop.remove_reader(self.fileno)
        self.output.forget_terminal()
        os.kill(os.getpid(), signal.SIGHUP)

    # Input

    def send_message(self, message: Message) -> None:
        """Send straight to the app, in whose thread all of this runs; typed keys in their turn."""
        typeahead: Typeahead | None = getattr(self._app, "typeahead", None)
        if typeahead is not None and isinstance(message, events.InputEvent | events.Paste):
            typeahead.add(message)
        else:
            self._app.post_message(message)

    def _read(self) -> None:
        try:
            data = os.read(self.fileno, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._gone()
            return
        self.feed(restore_enter_keys(data, self._line_input))
        self._line_input = max(self._line_input - len(data), 0)

    def feed(self, data: bytes) -> None:
        """Take bytes as if they were typed."""
        self.typed_input.feed(data)

    def _hear(self, event: Message) -> None:
        """Pass on what a person did."""
        self.has_input = True
        self.output.note_key()
        if isinstance(event, events.AppFocus | events.AppBlur):
            self.modes.note_focus()
        if not isinstance(event, events.AppBlur):
            self.modes.unmark_title()
        self.process_message(event)

    # On and off

    def _get_terminal_size(self) -> tuple[int, int]:
        try:
            size = os.get_terminal_size(self.output.fd if self.output.fd >= 0 else self.fileno)
        except OSError:
            return 80, 24
        return size.columns or 80, size.lines or 24

    def _resized(self) -> None:
        size = Size(*self._get_terminal_size())
        self.output.resize(size)
        if size == self._app.size:  # no news to Textual, but the terminal may have lost some of it
            self._app.refresh()
        self._app.post_message(events.Resize(size, size))

    def start_application_mode(self) -> None:
        """Take the screen, or take it over from the quick start without clearing it."""
        quickstart: QuickStart | None = getattr(self._app, "quickstart", None)
        modes = self.modes.sequence
        if not self._in_front():
            self._gone()
            return
        self._on = True
        self.output.forget_screen()
        if quickstart is not None:
            # A stop and a start later are our own.
            self._app.quickstart = None  # type: ignore[attr-defined]
            self.output.fd, self.attrs_before = quickstart.fd, quickstart.modes
            self.output.write_guaranteed(modes)
            self.modes.takes_mouse = True  # by the quick start: the first screen may give it back
            self._quickstart, self._line_input = quickstart, quickstart.line_input
        else:
            self.output.fd = open_tty()
            self.attrs_before = read_modes(self.fileno)
            if self.attrs_before is not None:
                self._line_input = count_line_input(self.fileno)
                set_modes(self.fileno, raw_mode(self.attrs_before))
            self.output.write_guaranteed(ENTER_SCREEN + modes)
        self._loop.add_signal_handler(signal.SIGWINCH, self._resized)
        self._loop.add_reader(self.fileno, self._read)
        self._resized()
        if self._must_signal_resume:
            self._must_signal_resume = False
            self._app.post_message(self.SignalResume())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTSTP,))  # the quick start blocks it

    def disable_input(self) -> None:
        """Take no more keys."""
        with suppress(ValueError, OSError):
            self._loop.remove_reader(self.fileno)
        with suppress(ValueError, OSError, RuntimeError):
            self._loop.remove_signal_handler(signal.SIGWINCH)

    def stop_application_mode(self) -> None:
        """Leave the screen at once, and put the terminal back as it was found."""
        if not self._on:
            return
        self._on = False
        self.release()
        self.disable_input()
        self.output.drop_all()
        if is_background_job(self.fileno):  # the shell has it already
            return
        self.ground.wait_for_answer(self.fileno)
        with suppress(termios.error):
            termios.tcflush(self.fileno, termios.TCIFLUSH)
        write_final(self.output.fd, self.modes.take_off().encode() + LEAVE_SCREEN)
        set_modes(self.fileno, self.attrs_before)

    def ask_ground(self, take: Take, soon: float) -> None:
        """Ask the terminal for the colour of its ground; see `GroundQuestion`."""
        if self._has_terminal:
            self.ground.ask(self._send, take, soon)

    @property
    def _has_terminal(self) -> bool:
        """Whether the screen is taken, and the terminal is not the shell's meanwhile."""
        return self._on and not self.away

    def _send(self, sequence: str) -> None:
        """Send what is no picture, while there is a terminal to send it to."""
        if self._has_terminal:
            self.output.write_guaranteed(sequence)

    # Stopped, and gone on with

    @property
    def _ending(self) -> bool:
        """Whether the program has been told to end: then it does not take the terminal back."""
        guard: SignalGuard | None = getattr(self._app, "guard", None)
        return guard is not None and guard.signal is not None

    def _stopped(self) -> None:
        """SIGTSTP, from the key or from outside: the terminal is given back first."""
        if self._ending:
            return
        if self._on and self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = self.away = True
        # The kernel's own stop, which it leaves out where no shell could go on with the program: as
        # the terminal's first process, or the one command of an SSH line. Then it goes on at once.
        self._loop.remove_signal_handler(signal.SIGTSTP)
        os.kill(os.getpid(), signal.SIGTSTP)
        self._loop.add_signal_handler(signal.SIGTSTP, self._stopped)
        if self.away:
            self._continued()

    def _continued(self) -> None:
        """SIGCONT; a line that drops sends it too, and so does who ends a stopped program."""
        if self._ending:
            return
        if self.away:
            if not self._in_front():
                self._gone()
            elif not self._ending:
                self.away = False
                self.resume_application_mode()
                self._app.refresh(layout=True)
        elif self._on and not is_background_job(self.fileno):
            # A SIGSTOP came without a word: who knows what is on now?
            if self.attrs_before is not None:
                set_modes(self.fileno, raw_mode(self.attrs_before))
            self.output.forget_screen()
            self.output.write_guaranteed("\x1b[?25l" + self.modes.sequence)
            self._app.refresh(layout=True)

    def _in_front(self) -> bool:
        """Stop until this process is in the foreground; return False if that never happens."""
        for _ in range(_STOPS):
            if self._ending or not is_background_job(self.fileno):
                return True
            os.kill(os.getpid(), signal.SIGTTOU)
        return False

    def close(self) -> None:
        """Give back the descriptor."""
        self.output.close()


def terminal_of(app: App[Any]) -> CalmDriver | None:
    """Return the driver of an app, or None when it runs without a terminal."""
    driver = app._driver
    if isinstance(driver, CalmDriver):
        return driver
    return None
