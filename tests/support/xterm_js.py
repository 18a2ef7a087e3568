"""xterm.js in a headless Chromium, as a phone shows it: fingers that tap and swipe.

What goes to and fro goes through the browser's own pipe; nothing listens anywhere.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from tests.support.chromium import Chromium, chromium
from tests.support.terminal import PATIENCE, Terminal, modes

VERSION = "6.0.0"
WIDTH, HEIGHT = 390, 844  # of a phone, upright
_AT_REST = 0.4  # seconds in which nothing is sent
_SGR_MOUSE = 1006  # the mode in which taps are sent as clicks
_PAGE = """<!doctype html><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="stylesheet" href="node_modules/@xterm/xterm/css/xterm.css">
<style>body{margin:0;background:#000}</style><div id="it"></div>
<script src="node_modules/@xterm/xterm/lib/xterm.js"></script><script>
const shown = new Terminal({cols: 8, rows: 8, fontSize: 14, fontFamily: "DejaVu Sans Mono"});
shown.open(document.getElementById("it"));
let typed = "";
shown.onData(data => typed += data);
shown.onBinary(data => typed += data);
function give() { const now = typed; typed = ""; return now; }
function take(text) {
  const data = Uint8Array.from(atob(text), one => one.charCodeAt(0));
  return new Promise(done => shown.write(data, done));
}
function cell() {
  const box = document.querySelector(".xterm-screen").getBoundingClientRect();
  return [box.width / shown.cols, box.height / shown.rows, box.left, box.top];
}
function fit(width, height) {
  const [wide, high] = cell();
  shown.resize(Math.floor(width / wide), Math.floor(height / high));
  return [shown.cols, shown.rows];
}
</script>"""


def installed(folder: Path) -> Path:
    """xterm.js from npm, in a folder; the test is skipped where it cannot be had."""
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    done = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--silent", f"@xterm/xterm@{VERSION}"],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"npm cannot be reached: {done.stderr[-200:]}")
    page = folder / "page.html"
    page.write_text(_PAGE)
    return page


class Phone:
    """A page with xterm.js, and a terminal with the program in it that the page shows."""

    def __init__(self, browser: Chromium, page: Path, home: Path, *words: str) -> None:
        self._browser, self._given = browser, 0
        browser.opens(page)
        self._window(WIDTH, HEIGHT)
        browser.call("Emulation.setTouchEmulationEnabled", enabled=True, maxTouchPoints=1)
        size = browser.answers(f"fit({WIDTH}, {HEIGHT})")
        self.columns, self.rows = size
        self.terminal = Terminal(home, *words, columns=self.columns, rows=self.rows)

    def close(self) -> None:
        """End the program."""
        self.terminal.__exit__()

    def carry(self) -> None:
        """Carry what was sent to the page, and what was typed there to the program."""
        self.terminal.read(0.05)
        data = self.terminal.sent[self._given :]
        self._given += len(data)
        if data:
            self._browser.answers(f"take({json.dumps(base64.b64encode(data).decode())})")
        typed = self._browser.answers("give()")
        if typed:
            self.terminal.types(typed)

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Carry until something is so."""
        deadline = monotonic() + PATIENCE
        while not done():
            assert monotonic() < deadline, f"no {what}:\n{self.sees()}"
            self.carry()

    def shows(self, words: str) -> None:
        """Wait until the page shows words."""
        self.until(lambda: words in self.sees(), repr(words))

    def sees(self) -> str:
        """What stands in the page's own terminal."""
        lines: str = self._browser.answers(
            "Array.from({length: shown.rows}, (_, y) => shown.buffer.active"
            ".getLine(shown.buffer.active.viewportY + y).translateToString(true)).join('\\n')"
        )
        return lines

    def taps(self, words: str) -> None:
        """Tap with a finger on the middle of words, once they are seen and nothing more comes."""
        self.shows(words)
        self._at_rest()
        x, y = self._place(words)
        self._touch("touchStart", x, y)
        self._touch("touchEnd")

    def _at_rest(self) -> None:
        """Wait until the program takes taps, and all that it sent is shown."""
        self.until(lambda: bool(modes(self.terminal.sent).get(_SGR_MOUSE)), "wish for taps")
        until = monotonic() + _AT_REST
        while monotonic() < until:
            before = len(self.terminal.sent)
            self.carry()
            if len(self.terminal.sent) > before:
                until = monotonic() + _AT_REST

    def runs(self, script: str) -> None:
        """Run a script in the page; its terminal is `term`."""
        self._browser.answers(f"{{ const term = shown; {script} }}")

    def swipes(self, words: str, rows: int) -> None:
        """Draw a finger from words, up by so many rows; below 0: down."""
        x, y = self._place(words)
        high = self._browser.answers("cell()")[1]
        self._touch("touchStart", x, y)
        for step in range(1, 9):
            self._touch("touchMove", x, y - rows * high * step / 8)
        self._touch("touchEnd")

    def picture(self) -> bytes:
        """The page, as a PNG."""
        found = self._browser.call("Page.captureScreenshot")
        return base64.b64decode(found["data"])

    def _window(self, width: int, height: int) -> None:
        self._browser.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=True,
        )  # fmt: skip

    def _place(self, words: str) -> tuple[float, float]:
        for y, line in enumerate(self.sees().split("\n")):
            if words in line:
                x = line.index(words) + len(words) / 2
                wide, high, left, top = self._browser.answers("cell()")
                return left + x * wide, top + (y + 0.5) * high
        raise AssertionError(f"no {words!r}:\n{self.sees()}")

    def _touch(self, kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        self._browser.call("Input.dispatchTouchEvent", type=kind, touchPoints=points)


@contextmanager
def phone(folder: Path, page: Path, home: Path, *words: str) -> Iterator[Phone]:
    """A phone, for as long as it is needed."""
    with chromium(folder) as browser:
        one = Phone(browser, page, home, *words)
        try:
            yield one
        finally:
            one.close()
