"""The first frame of a quick launch: kept ready, checked, and the same as the full screen's."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
import zlib
from itertools import product
from pathlib import Path
from time import monotonic
from typing import Any

import pyte
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from calmtui import quickstart
from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.quickstart import QuickStart
from calmtui.render.layout import RenderOptions
from calmtui.render.palette import PALETTES
from calmtui.render.screen import draw_screen
from calmtui.session.events import Leave, Rate
from calmtui.session.scene import GuideScene, RateScene
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths
from calmtui.tui.painter import Painter
from calmtui.tui.quickstart_recorder import FrameCanvas, QuickStartRequest, plan, record_runs
from calmtui.tui.screens.guide_keys import NAMED_SECONDS
from tests.support.emulator import Terminal, cells, shown
from tests.support.engine import Clock, pass_time

LINES = {
    "urge": ("ride-the-urge", True),
    "sos": ("anchor-90", True),
    "run box": ("box-breathing", False),
}
# The others are compared with the slow tests.
FIRST_OPENINGS = (
    ("urge", "dusk", (80, 24)),
    ("urge", "dusk", (40, 12)),
    ("sos", "dusk", (80, 24)),
    ("run box", "paper", (80, 24)),
)


@pytest.mark.parametrize(
    ("words", "quick"),
    [
        (["urge"], True), (["urge", "15m"], True), (["sos"], True),
        (["run", "box-breathing"], True), ([], True),
        (["run"], False), (["run", "box", "--plain"], False), (["urge", "--private"], False),
        (["list"], False),
        (["run", "../x"], False), (["run", ".."], False), (["run", "a/b"], False),
        (["sos", "x"], False),
        (["run", "b\u00f6x"], False),
    ],
)  # fmt: skip
def test_a_quick_launch_is_known_by_its_words(words: list[str], quick: bool) -> None:
    assert quickstart.is_quick_command(words) is quick


def test_nothing_dear_is_imported_for_the_first_frame() -> None:
    code = (
        "import sys; before = set(sys.modules); import calmtui.cli.main; "
        "print(*sorted(set(sys.modules) - before))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {name for name in found if name.startswith("calmtui")} == {
        "calmtui", "calmtui.cli", "calmtui.cli.main", "calmtui.end_signals", "calmtui.quickstart",
        "calmtui.storage",
        "calmtui.storage.background", "calmtui.storage.disk_check", "calmtui.storage.reading",
        "calmtui.storage.paths", "calmtui.terminal",
    }  # fmt: skip
    assert {name for name in found if not name.startswith("calmtui")} <= {
        "__future__", "fcntl", "gc", "io", "termios", "zlib", "errno", "marshal", "time",
    }  # fmt: skip


def test_what_is_packed_is_unpacked_until_a_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text("a")
    data = quickstart.pack(
        (quickstart.fingerprint((str(file), str(tmp_path / "none"))), "d.jsonl", [(0.0, b"x")], b"")
    )
    kept = quickstart.unpack(data)
    assert kept is not None
    assert kept[2] == [(0.0, b"x")]
    file.write_text("ab")
    assert quickstart.unpack(data) is None


@given(st.data())
def test_a_damaged_opening_is_no_opening(data: st.DataObject) -> None:
    good = quickstart.pack((quickstart.fingerprint(()), "d.jsonl", [(0.0, b"frame")], b""))
    cut = data.draw(st.integers(0, len(good) - 1))
    assert quickstart.unpack(good[:cut]) is None
    bad = bytearray(good)
    bad[cut] ^= data.draw(st.integers(1, 255))
    assert quickstart.unpack(bytes(bad)) is None


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()


@pytest.mark.slow
@given(
    st.recursive(
        plain,
        lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(plain, inner),
    )
)
@example([[None, None, None, [False]]])  # a number for a path: os.stat takes it for an open file
@example([[None, None, None, (2,)]])
def test_anything_else_with_a_right_sum_is_no_opening(other: Any) -> None:
    data = marshal.dumps(other)
    assert quickstart.unpack(quickstart.MAGIC + zlib.crc32(data).to_bytes(4, "big") + data) is None


def made(
    line: str,
    home: Path,
    library: Library,
    look: RenderOptions,
    size: tuple[int, int],
    painter: Painter,
) -> quickstart.Recording:
    """The opening that is made for a command line."""
    id, quick = LINES[line]
    journal = Journal(home / "journal", home / "state")
    wanted = QuickStartRequest(tuple(line.split()), library.find(id), quick, None, ())
    for _ in record_runs([wanted], journal, FrameCanvas(*size, painter, look)):
        pass
    kept = quickstart.unpack(Path(quickstart.cache_file(line.split(), *size)).read_bytes())
    assert kept is not None
    return kept


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 30), (12, 4), (300, 1)], ids=str)
def test_an_opening_can_be_made_in_a_window_of_any_size(
    size: tuple[int, int], tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    for line in LINES:
        kept = made(
            line, tmp_path, library, RenderOptions(), size, Painter(PALETTES["dusk"], "truecolor")
        )
        assert kept[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    return tmp_path


def test_a_recording_depends_on_the_code_that_draws_it(home: Path, library: Library) -> None:
    painter = Painter(PALETTES["dusk"], "truecolor")
    stamp, _, _, _ = made("urge", home, library, RenderOptions(), (80, 24), painter)
    names = {Path(path).name for path in stamp[3]}
    assert {"screen.py", "session.py", "i18n.py", "painter.py"} <= names


@pytest.mark.parametrize(
    ("line", "theme", "size"),
    [
        pytest.param(*opening, marks=() if opening in FIRST_OPENINGS else pytest.mark.slow)
        for opening in product(LINES, ("dusk", "paper"), ((80, 24), (200, 50), (40, 12)))
    ],
)
def test_the_opening_is_the_full_screen_cell_by_cell(
    line: str, theme: str, size: tuple[int, int], home: Path, library: Library, time: Clock
) -> None:
    painter = Painter(PALETTES[theme], "truecolor")
    look = RenderOptions(from_home=False)
    _, _, reel, _ = made(line, home, library, look, size, painter)
    screen = Terminal(*size)
    stream = pyte.ByteStream(screen)
    id, quick = LINES[line]
    quiet = Journal(home, home, private=True)
    session = Session(library.find(id), quiet, time.clock, time.now, quick=quick)
    start = time.seconds
    for at, data in reel:
        stream.feed(data)
        time.go(start + at - time.seconds)
        options = replace(look, keys=at < NAMED_SECONDS)
        rows = draw_screen(session.scene(), library.find(id), *size, options)
        assert cells(screen) == cells(shown(size, painter.full_clear(rows).encode())), at


def test_a_guide_goes_on_from_the_instant_of_its_first_frame(
    library: Library, journal: Journal, time: Clock
) -> None:
    shown_at, wall = time.seconds, time.now()
    time.go(7)  # a slow machine imports for longer than the gap
    session = Session(
        library.find("anchor-90"), journal, time.clock, time.now, quick=True, started_at=shown_at
    )
    (begun,) = journal.records()
    assert begun["at"] == wall.isoformat(timespec="seconds")
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert not scene.paused
    assert scene.moment.elapsed == pytest.approx(7)
    pass_time(session, time, 5)
    session.handle(Leave())
    assert list(journal.records())[-1]["practised"] == pytest.approx(12.0)


def test_the_delay_of_an_urge_runs_from_the_instant_of_its_first_frame(
    library: Library, journal: Journal, time: Clock
) -> None:
    shown_at = time.seconds
    time.go(2)
    session = Session(
        library.find("ride"), journal, time.clock, time.now, quick=True, started_at=shown_at
    )
    scene = session.scene()
    assert isinstance(scene, RateScene)
    assert scene.sea is not None
    assert scene.sea.swell == pytest.approx(2)
    assert session._run.clock.delay_left == pytest.approx((session.delay or 0) - 2)


def test_a_run_that_asks_first_begins_with_the_answer(
    library: Library, journal: Journal, time: Clock
) -> None:
    shown_at = time.seconds
    time.go(2)
    session = Session(library.find("box"), journal, time.clock, time.now, started_at=shown_at)
    assert list(journal.records()) == []
    session.handle(Rate(7))
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.moment.elapsed == 0
    assert [record["what"] for record in journal.records()] == ["begun", "rated"]


def test_none_is_made_while_something_is_wrong_with_the_settings(
    home: Path, library: Library, journal: Journal, time: Clock
) -> None:
    """What is wrong is said first, on the person's own screen."""
    found = library.find("anchor-90")
    context = AppContext(library, journal, Settings(), time.clock, time.now)
    assert len(plan(context, ["sos"], found, None).runs) == 1
    settings = Paths.find().settings
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('partnr = "Sam"\n')
    assert plan(context, ["sos"], found, None).runs == ()


@pytest.mark.parametrize("due", [0.0, 60.0])
def test_the_frames_stop_once_and_at_once(due: float) -> None:
    read, write = os.pipe()
    shown = QuickStart([], write)
    shown.play([(due, b"frame")])
    if not due:
        assert os.read(read, 10) == b"frame"
    start = monotonic()
    shown.stop()
    shown.stop()  # by the driver, and by whoever ends the program
    assert monotonic() - start < 0.5
    os.close(read)
    os.close(write)


def test_only_files_of_another_machine_hold_the_opening_back(tmp_path: Path) -> None:
    own = str(tmp_path / "0a0a0a.jsonl")
    for name in (
        "0a0a0a",
        "0a0a0a-erased",
        "0a0a0a-12345678",
        "0a0a0a.sync-conflict-20261124-224103-ABCDEFG",
    ):
        (tmp_path / f"{name}.jsonl").touch()
    (tmp_path / ".0a0a0a.jsonl.12345678").touch()
    assert not quickstart._has_recent_records(own)
    (tmp_path / "0b0b0b-erased.jsonl").touch()
    assert quickstart._has_recent_records(own)


def test_what_was_left_in_the_middle_holds_the_opening_back(home: Path) -> None:
    assert not quickstart._has_half_finished()
    assert DeviceStore(home / "state").half_files.put("s", "answers")
    assert quickstart._has_half_finished()
