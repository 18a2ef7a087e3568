"""The first frame of a quick launch: kept ready, checked, and the same as the full screen's."""

from __future__ import annotations

import json
import marshal
import os
import pty
import subprocess
import sys
import termios
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui import quickstart as opening
from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.history.sessions import fold_sessions
from calmtui.quickstart import QuickStart
from calmtui.render.layout import RenderOptions
from calmtui.render.palette import PALETTES
from calmtui.render.screen import draw_screen
from calmtui.session.scene import GuideScene, RateScene
from calmtui.session.session import Session
from calmtui.storage import files as durable
from calmtui.storage.device import State
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths, journal_dir
from calmtui.tui.painter import Painter
from calmtui.tui.quickstart_recorder import QuickStartRequest, record
from tests.support.emulator import Terminal, cells, shown
from tests.support.engine import Clock, pass_time

LINES = {
    "urge": ("ride-the-urge", True),
    "sos": ("anchor-90", True),
    "run box": ("box-breathing", False),
}


@pytest.mark.parametrize(
    ("words", "quick"),
    [
        (["urge"], True), (["urge", "15m"], True), (["sos"], True), (["run", "box-breathing"], True), ([], False),
        (["run"], False), (["run", "box", "--plain"], False), (["urge", "--private"], False), (["list"], False),
        (["run", "../x"], False), (["run", ".."], False), (["run", "a/b"], False), (["sos", "x"], False),
        (["run", "b\u00f6x"], False),
    ],
)  # fmt: skip
def test_a_quick_launch_is_known_by_its_words(words: list[str], quick: bool) -> None:
    assert opening.is_quick_command(words) is quick


def test_nothing_dear_is_imported_for_the_first_frame() -> None:
    code = "import sys; before = set(sys.modules); import calmtui.cli.main; print(*sorted(set(sys.modules) - before))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {name for name in found if name.startswith("calmtui")} == {
        "calmtui", "calmtui.cli", "calmtui.cli.main", "calmtui.quickstart", "calmtui.storage",
        "calmtui.storage.background", "calmtui.storage.disk_check", "calmtui.storage.encryption",
        "calmtui.storage.encryption.seal", "calmtui.storage.files", "calmtui.storage.paths",
    }  # fmt: skip
    assert {name for name in found if not name.startswith("calmtui")} <= {
        "__future__", "fcntl", "gc", "io", "select", "termios", "zlib", "errno", "marshal", "time",
    }  # fmt: skip


def test_what_is_packed_is_unpacked_until_a_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text("a")
    data = opening.pack(
        (opening.fingerprint((str(file), str(tmp_path / "none"))), None, [(0.0, b"x")], None)
    )
    kept = opening.unpack(data)
    assert kept is not None
    assert kept[2] == [(0.0, b"x")]
    file.write_text("ab")
    assert opening.unpack(data) is None


@given(st.data())
def test_a_damaged_opening_is_no_opening(data: st.DataObject) -> None:
    good = opening.pack((opening.fingerprint(()), None, [(0.0, b"frame")], None))
    cut = data.draw(st.integers(0, len(good) - 1))
    assert opening.unpack(good[:cut]) is None
    bad = bytearray(good)
    bad[cut] ^= data.draw(st.integers(1, 255))
    assert opening.unpack(bytes(bad)) is None


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()


@given(
    st.recursive(
        plain,
        lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(plain, inner),
    )
)
def test_anything_else_with_a_right_sum_is_no_opening(other: Any) -> None:
    data = marshal.dumps(other)
    assert opening.unpack(opening.MAGIC + zlib.crc32(data).to_bytes(4, "big") + data) is None


def made(
    line: str,
    home: Path,
    library: Library,
    look: RenderOptions,
    size: tuple[int, int],
    painter: Painter,
) -> opening.Kept:
    """The opening that is made for a command line."""
    id, quick = LINES[line]
    journal = Journal(home / "journal", home / "state")
    wanted = QuickStartRequest(tuple(line.split()), library.find(id), quick, None, ())
    for _ in record([wanted], journal, look, *size, painter):
        pass
    kept = opening.unpack(Path(opening.cache_file(line.split(), *size)).read_bytes())
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


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (40, 12)])
@pytest.mark.parametrize("theme", ["dusk", "paper"])
@pytest.mark.parametrize("line", LINES)
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
        rows = draw_screen(session.scene(), library.find(id), *size, look)
        assert cells(screen) == cells(shown(size, painter.full_clear(rows).encode())), at


def test_the_begun_record_is_the_sessions_own(home: Path, library: Library, time: Clock) -> None:
    _, begun, _, _ = made(
        "urge", home, library, RenderOptions(), (80, 24), Painter(PALETTES["dusk"], "truecolor")
    )
    journal = Journal(home / "journal", home / "state")
    Session(
        library.find("ride-the-urge"), journal, time.clock, time.now, quick=True
    )  # the file is there
    opened = QuickStart([], -1)
    opening._write_begun(opened, begun)
    own, written = list(journal.records())
    assert list(written) == list(own)
    assert {key: written[key] for key in ("v", "what", "routine", "title", "delay")} == {
        key: own[key] for key in ("v", "what", "routine", "title", "delay")
    }
    assert len(written["at"]) == len(own["at"])
    assert opened.session == written["session"]


def test_the_first_answer_starts_what_the_session_would_start(
    home: Path, library: Library, time: Clock
) -> None:
    painter = Painter(PALETTES["dusk"], "truecolor")
    _, begun, reel, answers = made(
        "run box", home, library, RenderOptions(from_home=False), (80, 24), painter
    )
    assert begun is None
    (_, fields, guiding), rated, frames = answers
    assert guiding
    assert json.loads(f"{{{fields}}}") == {
        "what": "begun",
        "routine": "box-breathing",
        "title": "Box breathing",
    }
    assert json.loads(f"{{{rated}7}}") == {"what": "rated", "when": "before", "anxiety": 7}
    screen = shown((80, 24), *(data for _, data in reel), frames[0][1])
    assert "Sit so your back is supported." in "\n".join(screen.display)


def opened_at(time: Clock, **more: object) -> QuickStart:
    opened = QuickStart([], -1)
    opened.session = "0123456789abcdef"
    opened.began = (time.seconds, time.wall.timestamp())
    for name, value in more.items():
        setattr(opened, name, value)
    return opened


def test_a_session_goes_on_from_the_opening(
    library: Library, journal: Journal, time: Clock
) -> None:
    opened = opened_at(time, rated=True, rating=7)
    time.go(7)  # a slow machine imports for longer than the gap
    session = Session(library.find("box"), journal, time.clock, time.now, opened=opened)
    assert list(journal.records()) == []  # the opening has written them
    scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert not scene.paused
    assert scene.moment.elapsed == pytest.approx(7)
    pass_time(session, time, 5)
    session.leave()
    ended = list(journal.records())[-1]
    assert (ended["session"], ended["practised"]) == ("0123456789abcdef", pytest.approx(12.0))


def test_an_urge_goes_on_from_the_opening_with_its_question_open(
    library: Library, journal: Journal, time: Clock
) -> None:
    opened = opened_at(time)
    time.go(2)
    session = Session(
        library.find("ride"), journal, time.clock, time.now, quick=True, opened=opened
    )
    scene = session.scene()
    assert isinstance(scene, RateScene)
    assert scene.sea is not None
    assert scene.sea.swell == pytest.approx(2)
    session.rate(9)
    assert [(r["what"], r["session"]) for r in journal.records()] == [("rated", opened.session)]
    assert fold_sessions(journal.records()) == []


def test_words_parked_after_an_opening_are_the_runs_own(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    opened = opened_at(time)
    state = State(tmp_path / "state")
    session = Session(
        library.find("ride"), journal, time.clock, time.now, quick=True, opened=opened, state=state
    )
    session.rate(9)
    session.answer("are you there")
    assert (tmp_path / "state" / "open" / session.id).read_text() == "are you there"
    session.leave_for_good()
    assert not (tmp_path / "state" / "open" / session.id).exists()


@pytest.fixture
def typed_seven(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[QuickStart, tuple[object, ...]]:
    """An opening that asks its question, the answer being typed, and what the answer starts."""
    opened = QuickStart([], -1)
    monkeypatch.setattr(opening, "_opened", opened)
    monkeypatch.setattr("select.select", lambda *_: ([0], [], []))
    monkeypatch.setattr(os, "read", lambda *_: b"7")
    begun = os.fspath(Path(journal_dir()) / "d.jsonl"), '"what":"begun"', True
    return opened, (begun, '"what":"rated","when":"before","anxiety":', [])


def test_who_takes_over_waits_for_what_a_key_has_begun(
    typed_seven: tuple[QuickStart, tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, answers = typed_seven
    on_its_way, go_on = threading.Event(), threading.Event()
    append = durable.append_lines

    def slowly(*args: Any) -> bool:
        on_its_way.set()
        assert go_on.wait(20)
        return append(*args)

    monkeypatch.setattr(durable, "append_lines", slowly)
    with ThreadPoolExecutor() as threads:
        done = threads.submit(opening._answered, typed_seven[0], 0.0, answers)
        assert on_its_way.wait(20)
        taken = threads.submit(opening.take)
        with pytest.raises(TimeoutError):
            taken.result(0.05)
        go_on.set()
        opened = taken.result(20)
        assert done.result(20)
    assert opened is not None
    assert (opened.session is not None, opened.rated, opened.rating, opened.typed) == (
        True,
        True,
        7,
        b"",
    )


def test_what_an_opening_could_not_write_is_left_to_the_full_screen(
    typed_seven: tuple[QuickStart, tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, answers = typed_seven

    def refuse(*_: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "append_lines", refuse)
    with pytest.raises(OSError, match="No space"):
        opening._answered(opened, 0.0, answers)
    assert (opened.session, opened.rated, opened.typed) == (None, False, b"7")


def test_the_first_record_of_all_makes_a_journal_that_only_its_owner_can_read(home: Path) -> None:
    path = home / "deep" / "journal" / "d.jsonl"
    opening._write_begun(QuickStart([], -1), (os.fspath(path), '"what":"begun"', True))
    assert json.loads(path.read_text())["what"] == "begun"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_none_is_made_while_something_is_wrong_with_the_settings(
    home: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong is said first, on the person's own screen: the run would begin before that, and then once more."""
    from calmtui.cli.play import _wanted

    found = library.find("anchor-90")
    assert len(_wanted(library, Settings(), ["sos"], found, None, State())) == 1
    settings = Paths.find().settings
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('partnr = "Sam"\n')
    assert _wanted(library, Settings(), ["sos"], found, None, State()) == ()


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
    assert not opening._other_machine(own)
    (tmp_path / "0b0b0b-erased.jsonl").touch()
    assert opening._other_machine(own)


def test_enter_is_a_key_also_where_it_was_typed_before_the_screen_was_there() -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"7\rwords\rmore")
    while (lines := opening.in_lines(theirs)) < len(b"7\rwords\r"):
        os.sched_yield()  # the kernel hands over what was written a little later
    modes = termios.tcgetattr(theirs)
    termios.tcsetattr(theirs, termios.TCSANOW, opening.raw_mode(modes))
    os.write(ours, b"\n")
    typed = b""
    while len(typed) < len(b"7\rwords\rmore\n"):
        typed += os.read(theirs, 100)
    assert opening.keys(typed, lines) == b"7\rwords\rmore\n"
    os.close(ours)
    os.close(theirs)
