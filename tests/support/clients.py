"""Real terminals with the real program in them: windows on a display of our own, a pointer that
clicks, and what the program sent there.
"""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from tests.support.emulator import Terminal
from tests.support.remote import MISSING, Server
from tests.support.terminal import PATIENCE, modes, whole_sequences

FONT = "DejaVu Sans Mono"
WIDE, HIGH = 1000, 1300  # of the display, in pixels
_LOOK = 0.05  # seconds between two looks at what the program has sent
_AT_REST = 0.4  # seconds in which a display stays as it is
_SGR_MOUSE = 1006  # the mode in which clicks are sent
ROOT = Path(__file__).parents[2]
# Notes the size that the terminal gives in the end, and all that the program sends to it.
_WATCH = (
    'echo $$ >"$0/pid"; size=; '
    'until [ "$size" = "$(stty size)" ]; do size=$(stty size); sleep 0.3; done; '
    'echo "$size" >"$0/size"; exec script -qef -O "$0/log" -c "$1"'
)
_WHEEL_UP, _WHEEL_DOWN = 4, 5  # buttons of a pointer


@dataclass(frozen=True)
class Client:
    """A program that shows a terminal, and how it is called for a size."""

    call: Callable[[int, int, Path], list[str]]
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Carrier:
    """What lies between a terminal and the program, and how it runs a command."""

    call: Callable[[list[str], Path, Server | None], list[str]]
    needs: tuple[str, ...] = ()
    remote: bool = False


def _xterm(columns: int, rows: int, _: Path) -> list[str]:
    return ["xterm", "-geometry", f"{columns}x{rows}+0+0", "-b", "0", "+sb", "-fa", FONT,
            "-fs", "9", "-e"]  # fmt: skip


def _kitty(columns: int, rows: int, _: Path) -> list[str]:
    chosen = (
        f"font_family={FONT}", "font_size=9", "remember_window_size=no",
        f"initial_window_width={columns}c", f"initial_window_height={rows}c",
        "window_padding_width=0", "hide_window_decorations=yes", "update_check_interval=0",
        "confirm_os_window_close=0", "enable_audio_bell=no", "cursor_blink_interval=0",
    )  # fmt: skip
    return ["kitty", "--config", "NONE", *_options(chosen)]


def _alacritty(columns: int, rows: int, _: Path) -> list[str]:
    chosen = (
        f'font.normal.family="{FONT}"', "font.size=9.0", 'window.decorations="none"',
        f"window.dimensions.columns={columns}", f"window.dimensions.lines={rows}",
        "window.position.x=0", "window.position.y=0",
    )  # fmt: skip
    return ["alacritty", "--config-file", "/dev/null", *_options(chosen), "-e"]


def _options(chosen: tuple[str, ...]) -> list[str]:
    return [part for one in chosen for part in ("-o", one)]


def _end_with_parent() -> None:
    """Have the kernel end this process when the one that started it ends, however that does."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG


def _foot(columns: int, rows: int, folder: Path) -> list[str]:
    """Call foot, which speaks Wayland alone: a Weston in a window of the display shows it."""
    (folder / "foot.ini").write_text(f"font={FONT}:pixelsize=12\npad=0x0\n")
    compositor = (
        "setpriv --pdeathsig KILL weston --backend=x11-backend.so --use-pixman "
        "--shell=kiosk-shell.so --socket=calm --no-config "
        f"--width={columns * 7} --height={rows * 15} & "
        'until [ -e "$XDG_RUNTIME_DIR/calm" ]; do sleep 0.1; done; '
    )
    foot = f'WAYLAND_DISPLAY=calm foot --config="{folder}/foot.ini" "$@"; kill -KILL %1'
    return ["sh", "-c", compositor + foot, "sh"]


def _tmux(command: list[str], folder: Path, _: Server | None) -> list[str]:
    conf = folder / "tmux.conf"
    conf.write_text(
        'set -g mouse on\nset -g status off\nset -g default-terminal "tmux-256color"\n'
        'set -ga terminal-overrides ",*:Tc"\nset -g bell-action any\n'
    )
    socket = str(folder / "tmux")
    return ["tmux", "-S", socket, "-f", str(conf), "new-session", shlex.join(command)]


def _screen(command: list[str], folder: Path, _: Server | None) -> list[str]:
    conf = folder / "screenrc"
    conf.write_text(
        "startup_message off\nmousetrack on\nterm screen-256color\ntruecolor on\nvbell off\n"
        "defutf8 on\naltscreen on\n"
    )
    return ["screen", "-c", str(conf), "-S", "calm", *command]


def _ssh(command: list[str], _: Path, server: Server | None) -> list[str]:
    assert server
    return [*server.inside, *server.login(), "127.0.0.1", shlex.join(command)]


def _mosh(command: list[str], _: Path, server: Server | None) -> list[str]:
    assert server
    ssh = shlex.join(server.login())
    return [*server.inside, "mosh", f"--ssh={ssh}", "127.0.0.1", "--", *command]


CLIENTS = {
    "xterm": Client(_xterm, ("xterm",)),
    "kitty": Client(_kitty, ("kitty",)),
    "alacritty": Client(_alacritty, ("alacritty",)),
    "foot": Client(_foot, ("foot", "weston", "setpriv")),
}
CARRIERS = {
    "": Carrier(lambda command, _folder, _server: command),
    "tmux": Carrier(_tmux, ("tmux",)),
    "screen": Carrier(_screen, ("screen",)),
    "ssh": Carrier(_ssh, ("ssh",), remote=True),
    "mosh": Carrier(_mosh, ("mosh", "mosh-server"), remote=True),
}


def missing(client: str, carrier: str = "") -> str:
    """Why these cannot be tried here; empty: they can."""
    needs = ("Xvfb", "xdotool", "script", *CLIENTS[client].needs, *CARRIERS[carrier].needs)
    if lacks := lacking(needs):
        return lacks
    if CARRIERS[carrier].remote:
        return MISSING
    return ""


def lacking(needs: tuple[str, ...]) -> str:
    """Which of these programs are not here, in words; empty: none."""
    lacks = [name for name in needs if not shutil.which(name)]
    return f"not installed: {', '.join(lacks)}" * bool(lacks)


class Display:
    """A display of our own that nobody looks at."""

    def __init__(self, folder: Path) -> None:
        self._picture = folder / "Xvfb_screen0"
        reading, writing = os.pipe()
        with open(folder / "xvfb.log", "wb") as log:
            self._run = subprocess.Popen(
                ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDE}x{HIGH}x24",
                 "-fbdir", str(folder), "-nolisten", "tcp"],
                pass_fds=(writing,), stdout=log, stderr=log, preexec_fn=_end_with_parent,
            )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as number:
            self.name = f":{number.readline().strip()}"

    def does(self, *words: str) -> str:
        """Have xdotool do something; return what it says."""
        env = {**os.environ, "DISPLAY": self.name}
        done = subprocess.run(["xdotool", *words], env=env, capture_output=True, text=True)
        return done.stdout

    def pixels(self) -> int:
        """A number that is another one when anything on the display is."""
        return zlib.crc32(self._picture.read_bytes())

    def picture(self, width: int, height: int) -> bytes:
        """The upper left part of the display, as a PNG."""
        data = self._picture.read_bytes()
        head = struct.unpack(">25I", data[:100])
        start, line = head[0] + head[19] * 12, head[12]
        rows = []
        for y in range(height):
            row = data[start + y * line : start + y * line + width * 4]
            rows.append(list(zip(row[2::4], row[1::4], row[0::4], strict=True)))
        return png(rows)

    def close(self) -> None:
        """Take it away."""
        self._run.kill()
        self._run.wait()


@contextmanager
def display(folder: Path) -> Iterator[Display]:
    """A display, for as long as it is needed."""
    one = Display(folder)
    try:
        yield one
    finally:
        one.close()


class Window:
    """A terminal in the upper left corner of a display, with the program in it."""

    def __init__(
        self,
        on: Display,
        folder: Path,
        home: Path,
        *words: str,
        client: str = "xterm",
        carrier: str = "",
        size: tuple[int, int] = (80, 24),
        server: Server | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._display, self._folder = on, folder
        self._fed = 0
        inside = {"CALMTUI_HOME": str(home), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
        inside |= {"COLORTERM": "truecolor"} | dict(env or {})
        program = ["env", "-u", "LC_ALL", "-u", "NO_COLOR", "-u", "COLUMNS", "-u", "LINES",
                   *(f"{name}={value}" for name, value in inside.items()),
                   sys.executable, "-m", "calmtui", *words]  # fmt: skip
        watched = ["sh", "-c", _WATCH, str(folder), shlex.join(program)]
        carried = CARRIERS[carrier].call(watched, folder, server)
        outside = {name: value for name, value in os.environ.items() if name not in ("TMUX", "STY")}
        outside |= {"DISPLAY": on.name, "XDG_RUNTIME_DIR": str(folder), "LANG": "C.UTF-8"}
        outside |= {"LIBGL_ALWAYS_SOFTWARE": "1", "SCREENDIR": str(folder / "screens")}
        folder.chmod(0o700)
        with open(folder / "window.log", "wb") as log:
            self._run = subprocess.Popen(
                [*CLIENTS[client].call(*size, folder), *carried],
                env=outside, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, cwd=folder, preexec_fn=_end_with_parent,
            )  # fmt: skip
        try:
            self._measure()
        except BaseException:
            self.close()
            raise

    def _measure(self) -> None:
        """Wait for the window, and note how large it and its cells are."""
        self.until(lambda: bool(self._read("size")), "size")
        self.rows, self.columns = map(int, self._read("size").split())
        self.screen = Terminal(self.columns, self.rows)
        self.until(lambda: bool(self._geometry()), "window")
        width, height = self._geometry()
        self.cell = width // self.columns, height // self.rows

    def close(self) -> None:
        """End the program, and with it what carries it and its window."""
        with suppress(ProcessLookupError, ValueError):
            os.kill(int(self._read("pid")), signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._run.wait(PATIENCE / 6)
        with suppress(ProcessLookupError):  # a compositor may be left of it
            os.killpg(self._run.pid, signal.SIGKILL)
        self._run.wait()

    def sent(self) -> bytes:
        """All that the program has sent."""
        _, _, sent = self._bytes("log").partition(b"\n")  # the first line is script's own
        return sent

    def sees(self) -> str:
        """What the program shows in its terminal."""
        whole = whole_sequences(self.sent()[self._fed :])
        self._fed += len(whole)
        self.screen.feed(whole)
        return "\n".join(self.screen.text())

    def shows(self, words: str) -> None:
        """Wait until words are seen."""
        self.until(lambda: words in self.sees(), repr(words))

    def place(self, words: str) -> tuple[int, int]:
        """The column and the row of words, from 0."""
        for y, line in enumerate(self.sees().split("\n")):
            if words in line:
                return line.index(words), y
        raise AssertionError(f"no {words!r}:\n{self.sees()}")

    def clicks(self, words: str, button: int = 1) -> None:
        """Click in the middle of words, once they are seen and the display is at rest."""
        self.shows(words)
        self.at_rest()
        x, y = self.place(words)
        self.clicks_at(x + len(words) // 2, y, button)

    def at_rest(self) -> None:
        """Wait until the program takes clicks, and the terminal has shown all that it was sent."""
        self.until(lambda: bool(modes(self.sent()).get(_SGR_MOUSE)), "wish for clicks")
        before: tuple[int, int] | None = None
        while before != (found := (len(self.sent()), self._display.pixels())):
            before = found
            sleep(_AT_REST)

    def clicks_at(self, x: int, y: int, button: int = 1) -> None:
        """Click on a cell."""
        wide, high = self.cell
        place = str(x * wide + wide // 2), str(y * high + high // 2)
        self._display.does("mousemove", *place, "sleep", "0.1", "click", str(button))

    def wheel(self, x: int, y: int, *, down: bool = True) -> None:
        """Turn the wheel by one over a cell."""
        self.clicks_at(x, y, (_WHEEL_UP, _WHEEL_DOWN)[down])

    def types(self, *keys: str) -> None:
        """Press keys, by the names of X."""
        wide, high = self.cell
        self._display.does("mousemove", str(wide), str(high), "key", "--delay", "60", *keys)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size, as far as the program draws for it."""
        wide, high = self.cell
        number = self._display.does("search", "--onlyvisible", "--class", ".").split()[-1]
        self.columns, self.rows = columns, rows
        self._fed = len(self.sent())
        self.screen = Terminal(columns, rows)
        self._display.does("windowsize", number, str(columns * wide), str(rows * high))

    def picture(self) -> bytes:
        """What is really seen of it, as a PNG."""
        wide, high = self.cell
        return self._display.picture(self.columns * wide, self.rows * high)

    def _geometry(self) -> tuple[int, ...]:
        said = self._display.does(
            "search", "--onlyvisible", "--class", ".", "getwindowgeometry", "--shell"
        )
        found = dict(line.split("=") for line in said.splitlines() if "=" in line)
        if "WIDTH" not in found:
            return ()
        return int(found["WIDTH"]), int(found["HEIGHT"])

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        deadline = monotonic() + PATIENCE
        while not done():
            said = self._read("window.log")[-2000:]
            seen = self.sees() if hasattr(self, "screen") else ""
            assert monotonic() < deadline, f"no {what}:\n{seen}\n{said}"
            assert self._run.poll() is None, f"ended, no {what}:\n{seen}\n{said}"
            sleep(_LOOK)

    def _bytes(self, name: str) -> bytes:
        with suppress(FileNotFoundError):
            return (self._folder / name).read_bytes()
        return b""

    def _read(self, name: str) -> str:
        return self._bytes(name).decode(errors="replace")


@contextmanager
def window(on: Display, folder: Path, home: Path, *words: str, **more: object) -> Iterator[Window]:
    """A window, for as long as it is needed."""
    one = Window(on, folder, home, *words, **more)  # type: ignore[arg-type]
    try:
        yield one
    finally:
        one.close()


def png(rows: list[list[tuple[int, int, int]]]) -> bytes:
    """Pixels as a small PNG: of 256 colours at most, when coarser ones are no more."""
    coarse = [[(r & 0xF8, g & 0xF8, b & 0xF8) for r, g, b in row] for row in rows]
    colours = sorted({pixel for row in coarse for pixel in row})
    head = struct.pack(">II", len(rows[0]), len(rows))
    chunks = [(b"IHDR", head + bytes((8, 2, 0, 0, 0)))]
    lines = [bytes(value for pixel in row for value in pixel) for row in rows]
    if len(colours) <= 256:
        places = {colour: place for place, colour in enumerate(colours)}
        chunks = [
            (b"IHDR", head + bytes((8, 3, 0, 0, 0))),
            (b"PLTE", bytes(value for colour in colours for value in colour)),
        ]
        lines = [bytes(places[pixel] for pixel in row) for row in coarse]
    chunks.append((b"IDAT", zlib.compress(b"".join(b"\0" + line for line in lines), 9)))
    chunks.append((b"IEND", b""))
    made = b"\x89PNG\r\n\x1a\n"
    for kind, data in chunks:
        made += struct.pack(">I", len(data)) + kind + data
        made += struct.pack(">I", zlib.crc32(kind + data))
    return made
