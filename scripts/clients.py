"""Make the pictures in `docs/clients/`: the real program in real terminals.

`python -m scripts.clients` makes those for which the programs are installed here.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.support import clients, remote, xterm_js

FOLDER = Path(__file__).parents[1] / "docs" / "clients"
PICTURES = (
    ("xterm", "", (80, 24)),
    ("kitty", "", (45, 40)),
    ("alacritty", "", (45, 40)),
    ("foot", "", (45, 40)),
    ("xterm", "tmux", (45, 40)),
    ("xterm", "screen", (45, 40)),
    ("xterm", "ssh", (45, 20)),
    ("xterm", "mosh", (45, 20)),
)
_GUIDE_SECONDS = 6.0  # of a guide before its picture is taken: the orb is large then


def picture(client: str, carrier: str, size: tuple[int, int]) -> bytes:
    """Return the picture of a guide in a terminal, started there as a person would."""
    with ExitStack() as stack:
        shown, home, keys, screen = (
            Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(4)
        )
        server = None
        if clients.CARRIERS[carrier].remote:
            server = stack.enter_context(remote.server(keys))
        display = stack.enter_context(clients.display(screen))
        words = ("run", "long-exhale", "--settle", "1")
        how = {"client": client, "carrier": carrier, "size": size, "server": server}
        window = stack.enter_context(clients.window(display, shown, home, *words, **how))
        window.shows("How anxious are you right now?")
        window.types("6")
        window.shows("Breathe in")
        sleep(_GUIDE_SECONDS)
        return window.picture()


def phone_picture() -> bytes:
    """Return the picture of the same guide on a page with xterm.js, as large as a phone."""
    with ExitStack() as stack:
        npm, browser, home = (
            Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(3)
        )
        words = ("run", "long-exhale", "--settle", "1")
        page = xterm_js.installed(npm)
        phone = stack.enter_context(xterm_js.phone(browser, page, home, *words))
        phone.taps("6")
        phone.shows("Breathe in")
        until = monotonic() + _GUIDE_SECONDS
        while monotonic() < until:
            phone.carry()
        return phone.picture()


def main() -> None:
    """Make them."""
    FOLDER.mkdir(exist_ok=True)
    for client, carrier, size in PICTURES:
        name = f"{client}-{carrier}".strip("-")
        if reason := clients.missing(client, carrier):
            print(f"{name}: {reason}")
            continue
        (FOLDER / f"{name}.png").write_bytes(picture(client, carrier, size))
        print(name)
    try:
        (FOLDER / "xterm-js.png").write_bytes(phone_picture())
    except pytest.skip.Exception as reason:
        print(f"xterm-js: {reason}")


if __name__ == "__main__":
    main()
