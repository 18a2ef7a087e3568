"""Real terminals, with the pointer of a display and a finger on a phone; straight, through tmux and
screen, over SSH and mosh.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support import clients, remote, xterm_js
from tests.support.clients import Display, window

WAYS = (
    ("xterm", "", (80, 24)),
    ("kitty", "", (45, 40)),
    ("alacritty", "", (45, 40)),
    ("foot", "", (45, 40)),
    ("xterm", "tmux", (45, 40)),
    ("xterm", "screen", (45, 40)),
    ("xterm", "ssh", (45, 20)),
    ("xterm", "ssh", (45, 80)),
    ("xterm", "mosh", (45, 20)),
    ("xterm", "mosh", (45, 80)),
)
NAMES = [f"{client} {carrier} {size[0]}x{size[1]}" for client, carrier, size in WAYS]
ROW = "Box breathing  "  # not the title of its card
_ROOM_FOR_CARD = 40  # rows of a narrow window


def skip_without(client: str, carrier: str = "") -> None:
    if reason := clients.missing(client, carrier):
        pytest.skip(reason)


@pytest.fixture
def display(tmp_path: Path) -> Iterator[Display]:
    skip_without("xterm")
    (tmp_path / "display").mkdir()
    with clients.display(tmp_path / "display") as one:
        yield one


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """The folder of somebody who has been here before."""
    (tmp_path / "home" / "state").mkdir(parents=True)
    (tmp_path / "home" / "state" / "welcomed").touch()
    return tmp_path / "home"


@pytest.mark.slow
@pytest.mark.parametrize(("client", "carrier", "size"), WAYS, ids=NAMES)
def test_a_pointer_chooses_scrolls_asks_for_help_and_starts(
    display: Display,
    known: Path,
    tmp_path: Path,
    client: str,
    carrier: str,
    size: tuple[int, int],
) -> None:
    skip_without(client, carrier)
    (tmp_path / "shown").mkdir()
    (tmp_path / "keys").mkdir()
    with ExitStack() as stack:
        server = None
        if clients.CARRIERS[carrier].remote:
            server = stack.enter_context(remote.server(tmp_path / "keys"))
        how = {"client": client, "carrier": carrier, "size": size, "server": server}
        seen = stack.enter_context(window(display, tmp_path / "shown", known, **how))
        seen.shows("Box breathing")
        seen.shows("! help")
        if "more below" in seen.sees():
            for _ in range(4):
                seen.wheel(5, 6)
            seen.until(lambda: "Right now" not in seen.sees(), "scrolling")
            for _ in range(4):
                seen.wheel(5, 6, down=False)
            seen.shows("Right now")
        seen.clicks(ROW)
        seen.shows("A square, even rhythm")
        has_both = size[1] >= _ROOM_FOR_CARD or size[0] >= 80
        seen.clicks("! help")
        seen.shows("I am not safe right now")
        page = seen.sees()
        seen.wheel(5, 6)
        seen.until(lambda: seen.sees() != page, "scrolling")
        seen.clicks("Esc back")
        seen.shows("Box breathing")
        seen.clicks(ROW if has_both else "Enter start")
        seen.shows("How anxious are you right now?")
        # a phone number is a link (OSC 8) where the terminal has them
        assert not [one for one in seen.screen.strange if not str(one).startswith("b'8;")]


@pytest.mark.slow
def test_a_phone_keyboard_that_opens_and_closes_loses_nothing_that_is_typed(
    display: Display, known: Path, tmp_path: Path
) -> None:
    (tmp_path / "shown").mkdir()
    with window(display, tmp_path / "shown", known, "urge", size=(45, 80)) as seen:
        seen.shows("How strong is the pull?")
        seen.types("9")
        seen.shows("Write it here.")
        seen.types(*"areyou")
        seen.shows("areyou")
        for rows in (20, 80, 20, 80):
            seen.resize(45, rows)
            seen.shows("areyou")
        seen.types(*"there")
        seen.shows("areyouthere")


@pytest.mark.slow
def test_a_finger_on_a_phone_chooses_asks_for_help_and_starts(known: Path, tmp_path: Path) -> None:
    for name in ("npm", "browser"):
        (tmp_path / name).mkdir()
    page = xterm_js.installed(tmp_path / "npm")
    with xterm_js.phone(tmp_path / "browser", page, known) as phone:
        phone.shows("Box breathing")
        phone.taps(ROW)
        phone.shows("A square, even rhythm")
        phone.taps("! help")
        phone.shows("I am not safe right now")
        phone.taps("Space more")
        phone.until(lambda: "My people" not in phone.sees(), "next page")
        phone.taps("Esc back")
        phone.shows("Box breathing")
        phone.taps(ROW)
        phone.shows("How anxious are you right now?")


@pytest.mark.slow
def test_a_swipe_scrolls_where_the_page_makes_it_a_wheel_as_the_docs_say(
    known: Path, tmp_path: Path
) -> None:
    for name in ("npm", "browser"):
        (tmp_path / name).mkdir()
    page = xterm_js.installed(tmp_path / "npm")
    docs = (Path(__file__).parents[2] / "docs" / "terminals.md").read_text()
    script = docs.partition("```js\n")[2].partition("```")[0]
    with xterm_js.phone(tmp_path / "browser", page, known) as phone:
        phone.taps("! help")
        phone.shows("Space more")
        phone.runs(script)
        phone.swipes("Space more", 20)
        phone.until(lambda: "I am not safe right now" not in phone.sees(), "scrolling")
