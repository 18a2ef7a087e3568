"""Our terminal driver, the one place for Textual's private names.

It is quiet, writes once a frame and ends when the line ends. It is written against Textual 8.2;
`tests/tui/test_driver.py` fails clearly on a version in which they differ.
"""

from __future__ import annotations

import asyncio
import os
import re
import select
import signal
import termios
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import constants, events
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual._context import active_message_pump, visible_screen_stack
from textual._xterm_parser import FOCUSIN, FOCUSOUT, XTermParser
from textual.app import App
from textual.css.query import QueryError
from textual.dom import DOMNode, NoScreen
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.keys import Keys, _character_to_key
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip

from calmtui.quickstart import QuickStart
from calmtui.terminal import (
    ENTER_SCREEN,
    LEAVE_SCREEN,
    MOUSE_OFF,
    MOUSE_ON,
    count_line_input,
    is_background_job,
    open_tty,
    raw_mode,
    read_modes,
    restore_enter_keys,
    set_modes,
    write_final,
)
from calmtui.text.input_parser import GroundAnswer, InputParser, PastedText
from calmtui.tui.frame_writer import FrameWriter
from calmtui.tui.painter import color_system_of
from calmtui.tui.shown_cells import Piece

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from calmtui.tui.signals import SignalGuard
    from calmtui.tui.typeahead import Typeahead

_MODES_ON = "\x1b[?2004h\x1b[?7l"  # paste in brackets, no wrap
_FOCUS_ON = "\x1b[?1004h"  # only where a person wants it: a terminal may answer at any time
_ASK_GROUND = "\x1b]11;?\x1b\\"
GROUND_SECONDS = 1.0  # in which an answer counts: the program may be busy with its start
_LEAVING_SECONDS = 0.2  # in which one may still be on its way when the program is left
_MODES_OFF = f"\x1b[?2004l\x1b[?1004l{MOUSE_OFF}".encode()
# Stops that do nothing, as in a group of processes without a shell, before the terminal counts as
# gone.
_STOPS = 100
_SILENCE = 2.0  # seconds within a paste or an answer: far more than a slow line makes
_CURSOR = re.compile(r"\x1b\[\d+;\d+R")  # where it is; also F3 with Shift, of some terminals
_FOCUS_EVENTS = {FOCUSIN: events.AppFocus, FOCUSOUT: events.AppBlur}
_ALT_KEY = 2  # characters of Alt with a key: the escape, and the key


class Parser(XTermParser):
    """Textual's parser, for the meaning of one key or sequence.

    One that makes no sense, or that nobody asked for, has none. Taking apart what comes is not left
    to it: characters of a sequence that it does not know would be keys.
    """

    def meant(self, token: str) -> Iterator[Message]:
        """Yield what a user did, if this is what a user did."""
        if isinstance(token, GroundAnswer):
            return  # the driver's own; nobody typed it
        if isinstance(token, PastedText):
            yield events.Paste(token)
        elif token in (FOCUSIN, FOCUSOUT):
            yield _FOCUS_EVENTS[token]()
        elif _CURSOR.fullmatch(token) is None:
            with suppress(ValueError, OverflowError):  # no number, or no character of that number
                yield from self._known(token)

    def _known(self, token: str) -> Iterator[Message]:
        if token.startswith("\x1b[<"):
            mouse = self.parse_mouse_code(token)
            if mouse is not None:
                yield mouse
            return
        keys = list(self._sequence_to_key_events(token))
        if not keys and len(token) == _ALT_KEY:
            keys = list(self._sequence_to_key_events(token[1], alt=True))
        yield from (key for key in keys if key.key != Keys.Ignore)


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
        self._mouse_taken = False
        self._focus_watched = bool(getattr(app, "hides_words", False))
        self._ground_taker: Callable[[str], None] | None = None
        self._asked_ground = 0.0  # when, on the loop's clock
        self._title_back = ""  # what brings the window's own title back
        self._quickstart: QuickStart | None = None
        self._parser = Parser(debug)
        input_codec = self.output.codec
        if input_codec == "ascii":  # a terminal may show less than it sends
            input_codec = "utf-8"
        self._decode = getincrementaldecoder(input_codec)("surrogateescape").decode
        self._incoming = InputParser()
        self._silence: asyncio.TimerHandle | None = None
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

    @property
    def quickstart_active(self) -> bool:
        """Whether the frames of the quick start are still on, and nothing else is written."""
        return self._quickstart is not None

    @property
    def quickstart_cells(self) -> bytes:
        """The cells that the quick start shows, marshalled, where it shows a picture of them."""
        return self._quickstart.cells if self._quickstart is not None else b""

    def write(self, data: str) -> None:
        """Add to the frame that is sent when the loop comes round."""
        # The pointer's shape: it tells nothing here, and old consoles print it.
        if data.startswith("\x1b]22;"):
            return
        # The bell is in time, and counted: it waits for no picture. The other is for the clipboard.
        if data == "\a" or data.startswith("\x1b]52;"):
            self.output.write_guaranteed(data)
            return
        self.output.write(data)

    def flush(self) -> None:
        """Send the first whole picture at once: the other work of the start comes behind it."""
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
        self._hear(self._incoming.feed(self._decode(data)))
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None
        if self._incoming.is_incomplete:
            seconds = constants.ESCAPE_DELAY if self._incoming.may_be_escape else _SILENCE
            self._silence = self._loop.call_later(seconds, self._late)

    def _hear(self, typed: Iterable[str]) -> None:
        """Pass on what a person did."""
        for token in typed:
            if isinstance(token, GroundAnswer):
                self._take_ground(token)
            for event in self._parser.meant(token):
                self.has_input = True
                if not isinstance(event, events.AppBlur):
                    self._unmark_title()
                self.process_message(event)

    def _late(self) -> None:
        """Take an escape that nothing followed for the key itself, and end an open paste."""
        self._silence = None
        self._hear(self._incoming.flush())

    # On and off

    def _get_terminal_size(self) -> tuple[int, int]:
        try:
            size = os.get_terminal_size(self.output.fd if self.output.fd >= 0 else self.fileno)
        except OSError:
            return 80, 24
        return size.columns or 80, size.lines or 24

    def _resized(self) -> None:
        size = Size(*self._get_terminal_size())
        self.output.shown.resize(size)
        self._app.post_message(events.Resize(size, size))

    def start_application_mode(self) -> None:
        """Take the screen, or take it over from the quick start without clearing it."""
        quickstart: QuickStart | None = getattr(self._app, "quickstart", None)
        modes = self._modes
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
            self._mouse_taken = True  # by the quick start: the first screen may give it back
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
        self._await_ground()
        with suppress(termios.error):
            termios.tcflush(self.fileno, termios.TCIFLUSH)
        title, self._title_back = self._title_back.encode(), ""
        write_final(self.output.fd, _MODES_OFF + title + LEAVE_SCREEN)
        set_modes(self.fileno, self.attrs_before)

    def take_mouse(self, wanted: bool) -> None:
        """Have clicks sent here, or leave them to the terminal, which selects text with them."""
        if wanted == self._mouse_taken:
            return
        self._mouse_taken = wanted
        if self._on and not self.away:
            self.output.write_guaranteed(MOUSE_ON if wanted else MOUSE_OFF)

    def ask_ground(self, take: Callable[[str], None]) -> None:
        """Ask the terminal for the colour of its ground; `take` gets an answer that comes soon."""
        if self._on and not self.away:
            self._asked_ground = self._loop.time()
            self._ground_taker = take
            self.output.write_guaranteed(_ASK_GROUND)

    def _take_ground(self, answer: str) -> None:
        take, self._ground_taker = self._ground_taker, None
        if take is not None and self._loop.time() - self._asked_ground < GROUND_SECONDS:
            take(answer)

    def _await_ground(self) -> None:
        """Let an answer that is on its way come here, and not to the shell."""
        if self._ground_taker is None:
            return
        rest = self._asked_ground + _LEAVING_SECONDS - self._loop.time()
        if rest > 0:
            with suppress(OSError):  # the terminal is gone, and with it what it would say
                select.select([self.fileno], [], [], rest)

    def watch_focus(self) -> None:
        """Have the terminal tell when another window comes in front, and this one again."""
        if not self._focus_watched:
            self._focus_watched = True
            if self._on and not self.away:
                self.output.write_guaranteed(_FOCUS_ON)

    def mark_title(self) -> None:
        """Put a dot in the place of the window's title, until someone is here."""
        from calmtui.text.notification import title_mark  # noqa: PLC0415 - at the end of a wait

        mark, self._title_back = title_mark(os.environ)
        if mark and self._on and not self.away:
            self.output.write_guaranteed(mark)

    def _unmark_title(self) -> None:
        if self._title_back:
            self.output.write_guaranteed(self._title_back)
            self._title_back = ""

    @property
    def _modes(self) -> str:
        modes = _MODES_ON
        if self._mouse_taken:
            modes = MOUSE_ON + modes
        if self._focus_watched:
            modes += _FOCUS_ON
        return modes

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
        elif self._on and not is_background_job(
            self.fileno
        ):  # a SIGSTOP came without a word: who knows what is on now
            if self.attrs_before is not None:
                set_modes(self.fileno, raw_mode(self.attrs_before))
            self.output.forget_screen()
            self.output.write_guaranteed("\x1b[?25l" + self._modes)
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


class _Changes(CompositorUpdate):
    """What Textual paints of a screen, sent as the cells that differ from what is shown."""

    def __init__(
        self, update: LayoutUpdate | ChopsUpdate, screen: Screen[Any], terminal: CalmDriver
    ) -> None:
        self._update, self._screen, self._terminal = update, screen, terminal

    def render_segments(self, console: Console) -> str:
        """Return what is sent."""
        update, output = self._update, self._terminal.output
        if self._terminal.quickstart_active:  # nothing is sent
            return ""
        if output.is_out_of_step and isinstance(update, ChopsUpdate):
            update = self._screen._compositor.render_full_update()  # noqa: SLF001 - the place
        output.is_out_of_step = False
        output.painted_screen = self._screen
        size = self._screen._compositor.size  # noqa: SLF001 - the place for it
        system = color_system_of(self._screen.app)
        changes = output.shown.changes(size, _pieces(update), system)
        if changes is None:
            return update.render_segments(console)
        return changes


def _pieces(update: LayoutUpdate | ChopsUpdate) -> Iterator[Piece]:
    """Yield what is painted; rows from the top."""
    if isinstance(update, LayoutUpdate):
        for row, strips in enumerate(update.strips, update.region.y):
            column = update.region.x
            for strip in strips:
                yield Piece(row, column, strip)
                column += strip.cell_length
        return
    for row, first, last in update.spans:
        chops = zip(update.chop_ends[row], update.chops[row].items(), strict=True)
        for end, (column, chop) in chops:
            if chop is not None and column < last and end > first:
                yield Piece(row, column, chop.crop(0, min(end, last) - column))


class CrashSafeApp(App[int]):
    """An app that keeps the first fault that ends it.

    Textual's own report would print local variables.
    """

    @property
    def fault(self) -> Exception | None:
        """What ended the app, if a fault did."""
        return self._exception

    def fail(self, error: Exception) -> None:
        """End by a fault, wherever in the loop it came up."""
        self._handle_exception(error)

    def fail_soon(self, error: Exception) -> None:
        """End by a fault of another thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.fail, error)

    def _handle_exception(self, error: Exception) -> None:
        if isinstance(error, QueryError | NoScreen) and self._is_on_the_way_out():
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()  # a test that waits for the app goes on, and raises it
        self._close_messages_no_wait()

    def _is_on_the_way_out(self) -> bool:
        """Return whether the app ends, or the screen of what is handled now is gone.

        Textual takes a screen's widgets away before it has handed out the screen's last messages:
        a handler that looks for one is too late, not at fault.
        """
        pump = active_message_pump.get(None)
        if self._exit or not isinstance(pump, DOMNode) or pump is self:
            return self._exit
        return not any(node in self.screen_stack for node in pump.ancestors_with_self)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        terminal = terminal_of(self)
        shown: Any = renderable
        if terminal is not None and isinstance(renderable, LayoutUpdate | ChopsUpdate):
            shown = _Changes(renderable, screen, terminal)
        super()._display(screen, shown)

    def on_load(self) -> None:
        """From now on what goes wrong in a callback of the loop ends the app as well."""

        def failed(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            if isinstance(error := context.get("exception"), Exception):
                self.fail(error)

        asyncio.get_running_loop().set_exception_handler(failed)


def terminal_of(app: App[Any]) -> CalmDriver | None:
    """Return the driver of an app, or None when it runs without a terminal."""
    driver = app._driver  # noqa: SLF001 - the place for it
    if isinstance(driver, CalmDriver):
        return driver
    return None


def strips_of(screen: Screen[Any]) -> list[Strip]:
    """Return the rows of a screen, each as Textual paints it."""
    visible_screen_stack.set(screen.app._background_screens)  # noqa: SLF001 - the place for it
    return screen._compositor.render_strips()  # noqa: SLF001 - the place for it


def loop_of(app: App[Any]) -> asyncio.AbstractEventLoop | None:
    """Return the event loop that an app runs in, from any thread."""
    return app._loop  # noqa: SLF001 - the place for it


def key_of(character: str) -> events.Key:
    """Return what a terminal says when one character is typed."""
    return events.Key(_character_to_key(character), character)
