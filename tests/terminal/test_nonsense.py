"""Bytes that nobody means, into every screen: nothing breaks, no clock stops, nothing appears that
is not ours.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import tempfile
from pathlib import Path

import pytest
from textual import events

from calmtui.content.library import Library
from tests.support import nonsense
from tests.support.driver import driver, keys, pipe
from tests.support.engine import Clock
from tests.support.terminal import PATIENCE, Terminal, home, restored

__all__ = ["home", "pipe"]  # the fixtures

# Every seed into six of the screens, every screen by fifteen seeds or more.
SEEDS, SHARES, EACH = (
    50,
    10,
    6,
)


@pytest.mark.slow
def test_one_seed_of_nonsense_breaks_nothing(library: Library, tmp_path: Path) -> None:
    asyncio.run(nonsense.typed("home", 1, tmp_path, library))


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_no_nonsense_breaks_any_screen(share: int) -> None:
    names = list(nonsense.PLACES)
    pairs = [
        (seed, names[(seed * EACH + n) % len(names)]) for seed in range(SEEDS) for n in range(EACH)
    ]
    assert {name for _, name in pairs} == set(names)
    nonsense.run(pairs[share::SHARES])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_nonsense_typed_on_a_real_terminal_leaves_it_as_it_was(home: Path, seed: int) -> None:
    words, wanted = [
        (("run", "breathe"), "How anxious"), (("urge",), "How strong"), ((), "Right now"),
        (("run", "long", "--plain"), "Enter skips."),
    ][seed % 4]  # fmt: skip
    rest, chance = nonsense.bytes_of(seed), random.Random(seed)
    before = {path.name for path in home.iterdir()} | {
        "journal",
        "state",
        "choices.toml",
        "settings.toml",
    }
    with Terminal(home, *words) as terminal:
        terminal.shows(wanted)
        while rest and terminal.run.poll() is None:
            size = chance.randint(1, 100)
            # In lines the terminal's own keys are left out: they are the terminal's, and would end
            # or stop it.
            data = rest[:size].translate(
                None, b"\x03\x1a\x1c\x11\x13\x04" if "--plain" in words else b"\x1a"
            )
            os.write(terminal.master, data)
            rest = rest[size:]
            terminal.read(0.02)
        if terminal.run.poll() is None:
            for _ in range(30):  # an open paste takes Ctrl+C for its text, for a while
                terminal.types("\x03")
                terminal.read(0.1)
                if terminal.run.poll() is not None:
                    break
        # What is still typed when it has given the terminal back may be the terminal's own Ctrl+C
        # or Ctrl+\\.
        assert terminal.ends(PATIENCE) in (0, 3, 130, -signal.SIGINT, -signal.SIGQUIT), (
            terminal.sent[-2000:]
        )
        restored(terminal)
        assert b"Traceback" not in terminal.sent
    assert {path.name for path in home.iterdir()} <= before


async def test_a_paste_without_an_end_takes_the_keys_for_a_while_only(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calmtui.tui.textual_internals.typed_input._SILENCE", 0.0)
    made, told = driver(pipe[1])
    made.feed(b"\x1b[20")
    made.feed(b"0~are you")
    made.feed(b"\x03 there")
    assert keys(told) == []
    while made.typed_input._silence is not None:
        await asyncio.sleep(0)
    made.feed(b"\x03")
    assert keys(told) == ["ctrl+c"]
    assert [message.text for message in told.messages if isinstance(message, events.Paste)] == [
        "are you there"
    ]


async def test_a_paste_that_ends_is_text_and_what_follows_are_keys(pipe: tuple[int, int]) -> None:
    made, told = driver(pipe[1])
    made.feed(b"\x1b[200~q\x1b[201~n")
    assert keys(told) == ["n"]
    assert made.typed_input._silence is None


@pytest.mark.parametrize(
    "nonsense",
    [b"\x1b[99999999999999u", b"\x1b[1114112;1u", b"\x1b[1:2;3u", b"\x1b[97;99999999999u",
    b"\x1b[48;9999;9999;1;1t",
     b"\x1b[48;0;0;0;0t", b"\x1b[5;5R", b"\x1b[?2026;1$y", b"\x1b[?2048;1$y"],
)  # fmt: skip
async def test_a_report_that_makes_no_sense_or_that_nobody_asked_for_is_nothing(
    pipe: tuple[int, int], nonsense: bytes
) -> None:
    made, told = driver(pipe[1])
    made.feed(nonsense)
    made.feed(b"\x1b[<0;5;5M\x1b[<0;5;5m")
    made.feed(b"n")
    assert keys(told)[-1:] == ["n"]
    assert not [
        message
        for message in told.messages
        if not isinstance(message, events.Key | events.MouseEvent)
    ]
    assert [message.x for message in told.messages if isinstance(message, events.MouseDown)] == [4]


@pytest.mark.slow
def test_every_place_is_where_its_name_says(library: Library) -> None:
    """The keys that lead to a place are this table's own: a screen that moves must move it."""
    screens = {
        "home": "HomeScreen", "filter": "HomeScreen", "choices": "AdjustScreen", "sea": "RunScreen",
        "desk": "MessageDeskScreen", "meanwhile": "DuringWaitScreen", "help": "HelpScreen",
        "keys": "KeysScreen",
        "hidden": "BlankScreen", "unfinished": "ResumeScreen",
    }  # fmt: skip

    async def look(name: str, folder: Path) -> str:
        async with nonsense.at(nonsense.PLACES[name], folder, library, Clock()) as (app, _):
            return type(app.screen).__name__

    found = {}
    for name in screens:
        with tempfile.TemporaryDirectory() as folder:
            found[name] = asyncio.run(look(name, Path(folder)))
    assert found == screens


async def test_a_last_key_that_repeats_leaves_one_screen_only(
    library: Library, tmp_path: Path
) -> None:
    async with nonsense.at(nonsense.PLACES["meanwhile"], tmp_path, library, Clock()) as (
        app,
        pilot,
    ):
        nonsense.Typed(app).feed(b"\r\r\r")
        await pilot.pause()
        assert len(app.runs.nested) == 1


@pytest.mark.slow
@pytest.mark.parametrize("typed", [b"c+", b"cc", b"cq", b"c\x03", b"!a", b"/q\r", b"?!"], ids=repr)
async def test_keys_may_come_before_the_screen_that_they_are_for(
    library: Library, tmp_path: Path, typed: bytes
) -> None:
    async with nonsense.at(nonsense.PLACES["home"], tmp_path, library, Clock()) as (app, pilot):
        nonsense.Typed(app).feed(typed)
        await pilot.pause()
        assert app.return_code in (None, 0)
