"""Bytes that nobody means, typed into every screen: `python -m tests.support.nonsense --seeds N
--from S`.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from textual import events
from textual.message import Message
from textual.pilot import Pilot

from calmtui.config.settings import Person, Settings
from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.session.events import Leave
from calmtui.session.scene import GuideScene
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption.convert import lock
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.latin_keys import latin_key
from calmtui.tui.app import CalmApp
from calmtui.tui.textual_internals.driver import CalmDriver
from tests.support.engine import Clock, begin
from tests.support.locks import LOCK
from tests.support.runs import cut_off

SIZE = 3000
_BROKEN = (
    b"\x1b[200~", b"\x1b[201~", b"\x1b[200~cut\x1b[200~", b"\x1b[<", b"\x1b[<0;0;0M",
    b"\x1b[<35;9999999;1M",
    b"\x1b[<0;5;5M", b"\x1b[<0;5;5m", b"\x1b[<64;-3;5M", b"\x1b[<99999999999;1;1M", b"\x1b[M   ",
    b"\x1b[M\xff\xff\xff",
    b"\x1b[I", b"\x1b[O", b"\x1b[I\x1b[O" * 20, b"\xff\xfe", b"\xc3(", b"\xed\xa0\x80", b"\xf0\x9f",
    b"\0" * 9,
    b"\x9b31m", b"\xc2\x9b2J", b"\x90q\x9c", b"\x1b[99999999999999u", b"\x1b[1114112;1u",
    b"\x1b[55296u",
    b"\x1b[1:2;3u",
    b"\x1b[97;5u", b"\x1b[97;999999999999999u", b"\x1b[;;u", b"\x1b[0;0;0u", b"\x1b[57441;2u",
    b"\x1b[27;5;106~",
    b"\x1b[48;9999;9999;1;1t", b"\x1b[48;0;0;0;0t", b"\x1b[?2026;1$y", b"\x1b[?2048;1$y",
    b"\x1b[1;1R",
    b"\x1b[99999;1R",
    b"\x1b[" + b"1;" * 40 + b"m", b"\x1b[" + b"9" * 200, b"\x1b]0;title\x07", b"\x1b]52;c;aGk=\x07",
    b"\x1bP1$r\x1b\\",
    b"\x1b_x\x1b\\", b"\x1b\x1b\x1b[A", b"\x1bOP", b"\x1b[Z", b"\x1b[3~",
    "日本é́\u200d\u202e".encode(),
    "\ud800".encode("utf-8", "surrogatepass"), b"\x1b[?1;2c", b"\x1b[>0;276;0c", b"\r" * 5,
    b"\t\x7f\x08" * 5,
)  # fmt: skip
# What may stop a guide's clock or end its run, as documented: pause, hide, leave, next and back,
# another routine, the
# words, it passed, the anchor in the help.
_MEANT = frozenset({
    "space", "ctrl+x", "escape", "q", "ctrl+c", "ctrl+q", "ctrl+z", "n", "b", "enter", "w", "p",
    "a", "ctrl+j",
    "ctrl+m", "backspace", "ctrl+h",
})  # fmt: skip
_LEAVES = frozenset({"ctrl+c", "ctrl+q", "ctrl+z"})


def bytes_of(seed: int, size: int = SIZE) -> bytes:
    """Random bytes, and sequences that are broken, cut or senseless among them."""
    chance = random.Random(seed)
    made = bytearray()
    while len(made) < size:
        if chance.random() < 0.3:
            broken = chance.choice(_BROKEN)
            made += broken[: chance.randint(1, len(broken))] if chance.random() < 0.2 else broken
        else:
            made += chance.randbytes(chance.randint(1, 40))
    return bytes(made[:size])


class Typed(CalmDriver):
    """The way in of the real driver, into an app that has no terminal."""

    left_out: frozenset[str] = frozenset()

    def send_message(self, message: Message) -> None:
        if isinstance(message, events.Key):
            # A key of another keyboard is the one at its place.
            keys = {message.key, latin_key(message.character or "")}
            if keys & self.left_out:
                return
        super().send_message(message)


@dataclass
class Place:
    """A screen: the routine that is begun (None: home), and the keys that lead there."""

    routine: str | None = None
    keys: tuple[str, ...] = ()
    quick: bool = False
    guide: bool = False  # its clock runs
    unfinished: bool = False
    kept: bool = False  # a session is in the journal
    locked: bool = False  # with a passphrase
    size: tuple[int, int] = field(default=(80, 24))


_URGE = ("9", "h", "e", "y", "enter", "1", "enter", "1")
PLACES = {
    "home": Place(),
    "home, small": Place(size=(40, 12)),
    "filter": Place(None, ("slash", "b")),
    "choices": Place(None, ("down", "c")),
    "question": Place("box-breathing"),
    "breathing": Place("box-breathing", ("5",), guide=True),
    "orb": Place("long-exhale", ("5",), guide=True),
    "muscles": Place("pmr-4", ("5",), guide=True),
    "grounding": Place("anchor-90", quick=True),
    "field": Place("ride-the-urge", ("9", "h", "e", "y"), quick=True),
    "options": Place("ride-the-urge", _URGE[:5], quick=True),
    "sea": Place("ride-the-urge", _URGE, quick=True, guide=True),
    "decide": Place("ride-the-urge", (*_URGE, "p"), quick=True),
    "desk": Place("ride-the-urge", (*_URGE, "p", "3"), quick=True),
    "meanwhile": Place("ride-the-urge", (*_URGE, "p", "2", "enter"), quick=True),
    "help": Place("box-breathing", ("5", "exclamation_mark"), guide=True),
    "keys": Place("box-breathing", ("5", "question_mark"), guide=True),
    "hidden": Place("box-breathing", ("5", "ctrl+x")),
    "after": Place("box-breathing", ("5", "q")),
    "unfinished": Place(None, unfinished=True),
    "looking back": Place(None, ("l",), kept=True),
    "history": Place(None, ("l", "enter"), kept=True),
    "erase": Place(None, ("l", "enter", "d"), kept=True),
    "settings": Place(None, ("comma",)),
    "people": Place(None, ("comma", "end", "k", "k", "enter", "a")),
    "find": Place(None, ("ctrl+p",)),
    "passphrase": Place(None, ("l",), kept=True, locked=True),
}


@asynccontextmanager
async def at(
    place: Place, home: Path, library: Library, time: Clock
) -> AsyncIterator[tuple[CalmApp, Pilot[int]]]:
    """The app at a place, everything that it keeps under `home`."""
    from calmtui.session.resume import find_resumable

    journal, state = Journal(home / "journal", home / "state"), DeviceStore(home / "state")
    settings = Settings(people=(Person("a friend", "call her"),), things=("a bath",))
    mine = SupportList.of(settings, home / "settings.toml")
    first = None
    if place.routine:
        made = library.find(place.routine)
        first = Session(
            made, journal, time.clock, time.now, quick=place.quick, state=state, mine=mine
        )
    offered = None
    if place.unfinished:
        cut_off(library, journal, time, home)
        offered = find_resumable(journal, state, library, time.now())
    if place.kept:
        begin(library.find("box-breathing"), journal, time, quick=True).handle(Leave())
    if place.locked:
        lock(journal, state, LOCK)
    app = CalmApp(
        AppContext(
            library,
            journal,
            settings,
            time.clock,
            time.now,
            device=state,
            support=mine,
            settings_file=home / "settings.toml",
            preferences_file=home / "choices.toml",
        ),
        first=first,
        offer=offered,
    )
    async with app.run_test(size=place.size) as pilot:
        await pilot.pause()
        await pilot.press(*place.keys)
        await pilot.pause()
        yield app, pilot


async def settled(pilot: Pilot[int]) -> None:
    """Wait until all is done, or the app has ended: then the pilot would wait in vain for what it
    had to do.
    """
    pause = asyncio.ensure_future(pilot.pause())
    while pilot.app.is_running and not pause.done():
        await asyncio.wait((pause,), timeout=0.1)
    if pause.done():
        pause.result()
    else:
        pause.cancel()


async def typed(name: str, seed: int, home: Path, library: Library) -> None:
    """Type one seed's bytes into a place. Raises what the app raises, or AssertionError."""
    place, time, chance = PLACES[name], Clock(), random.Random(seed)
    async with at(place, home, library, time) as (app, pilot):
        driver = Typed(app)
        # In every other seed, or nobody is there for most of the bytes.
        stays = _LEAVES | {"escape", "q"}
        driver.left_out = _MEANT if place.guide else stays if seed % 2 else _LEAVES
        rest = bytes_of(seed)
        session = app.runs.current
        before = session._run.clock.elapsed if session and place.guide else 0.0
        while rest and app.is_running and not app._exit:
            size = chance.randint(1, 200)
            driver.feed(rest[:size])
            rest = rest[size:]
            await settled(pilot)
        driver.typed_input._end_silence()
        await settled(pilot)
        if place.guide:
            assert session is app.runs.current
            assert session is not None
            scene = session.scene()
            assert isinstance(scene, GuideScene)
            assert not scene.paused
            time.go(2.0)
            session.scene()
            gone = session._run.clock.elapsed - before
            assert abs(gone - 2.0) < 0.01 or name == "sea", f"the clock went {gone} s in two"
            assert gone > 0
        app.exit()
    owned = {"journal", "state", "choices.toml", "settings.toml"}
    assert {path.name for path in home.iterdir()} <= owned, sorted(home.iterdir())


def run(pairs: list[tuple[int, str]], told: Callable[[str], None] = lambda _: None) -> None:
    """Every seed with its place, each in a home of its own."""
    library = Library(bundled_routines_path(), Path("/nonexistent"))
    for seed, name in pairs:
        start = monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                asyncio.run(typed(name, seed, Path(folder), library))
            except Exception as error:
                raise AssertionError(
                    f"{name}, seed {seed}: {type(error).__name__}: {error}"
                ) from error
        told(f"{seed} {name} {monotonic() - start:.2f}")


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.nonsense", description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    seeds = range(args.first, args.first + args.seeds)
    pairs = [(seed, name) for seed in seeds for name in PLACES if args.only in name]
    run(pairs, lambda said: print(said, flush=True))
    print(len(pairs), "runs, nothing broken")
    return 0


if __name__ == "__main__":
    sys.exit(main())
