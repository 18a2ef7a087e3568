"""Disks that refuse, and what they leave: the guide goes on, nothing acknowledged is lost, nothing
is there twice.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from calmtui.history.sessions import fold_sessions
from calmtui.plain.app import PlainApp
from calmtui.plain.input import LineInput
from calmtui.session.events import Leave, Rate
from calmtui.session.recorder import _AGAIN
from calmtui.session.scene import GuideScene
from calmtui.storage import disk
from calmtui.storage import files as durable
from calmtui.storage import rescue as elsewhere
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.text.errors import describe_os_error
from tests.support.engine import Clock, begin, pass_time, routine
from tests.support.failing_disk import ERRORS, SHORT, Disk, Hung, on
from tests.support.folders import HOLDER
from tests.support.records import record
from tests.support.routine_texts import LONG_FLOOR, RATED

SAID = {
    errno.ENOSPC: "the disk is full", errno.EIO: "the disk reports an error",
    errno.EROFS: "the disk is read-only",
    errno.EDQUOT: "your disk quota is used up",
    errno.EACCES: "this account may not write there",
    errno.EINTR: "interrupted system call", SHORT: "the disk is full",
}  # fmt: skip
# whether it is sealed
UNTOLD = "the journal's folder, or a file in it, can't be read; calmtui doctor names it"


def names(error: int) -> str:
    return "short" if error == SHORT else errno.errorcode[error]


def faults(
    act: Callable[[Path], object], tmp_path: Path, prepare: Callable[[Path], object]
) -> Iterator[int]:
    """A number for each call of `act`, in a folder that `prepare` has made ready."""
    folder = tmp_path / "counted"
    prepare(folder)
    with on(Disk()) as disk:
        act(folder)
    assert {"open", "write", "fsync", "flock", "fstat", "close"} <= set(disk.calls)
    yield from range(len(disk.calls))


def ids(journal: Journal) -> list[str]:
    return [one["id"] for one in journal.records()]


@pytest.mark.parametrize("there", [True, False], ids=["there", "first"])
@pytest.mark.parametrize("ever", [True, False], ids=["from there on", "once"])
@pytest.mark.parametrize("error", ERRORS, ids=names)
def test_any_call_of_an_append_may_fail(
    tmp_path: Path, error: int, ever: bool, there: bool
) -> None:
    before, refused, after = [record(), record()] if there else [], record(pad="x" * 300), record()

    def prepare(folder: Path) -> Journal:
        journal = Journal(folder / "journal", folder / "state")
        journal.append(*before)
        return journal

    said: list[str] = []
    for at in faults(
        lambda folder: Journal(folder / "journal", folder / "state").append(refused),
        tmp_path,
        prepare,
    ):
        folder = tmp_path / f"{at}"
        kept = prepare(folder)
        acknowledged = False
        with on(Disk(at, error, ever=ever)):
            try:
                kept.append(refused)
                acknowledged = True
            except OSError as refusal:
                said.append(describe_os_error(refusal))
        fresh = Journal(folder / "journal", folder / "state")
        read = ids(fresh)
        assert len(read) == len(set(read))
        assert {one["id"] for one in before} <= set(read)
        assert not acknowledged or refused["id"] in read
        torn = len(fresh.unreadable_lines)
        # Half a line that could not even be taken back is named.
        assert torn == 0 or (ever and error == SHORT)
        kept.append(refused, after)  # as a run does that holds on to what was refused
        assert ids(fresh) == [one["id"] for one in (*before, refused, after)]
        assert len(fresh.unreadable_lines) == torn
    assert set(said) <= {SAID[error], UNTOLD}
    assert len(said) > 10 or error == SHORT


@pytest.mark.slow
@pytest.mark.parametrize("ever", [True, False], ids=["from there on", "once"])
@pytest.mark.parametrize("error", ERRORS, ids=names)
@pytest.mark.parametrize("by_lines", [False, True], ids=["whole", "by lines"])
def test_any_call_of_a_compaction_may_fail(
    tmp_path: Path, error: int, ever: bool, by_lines: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "BLOCK_BYTES", 12)
    old, new, more = b'{"keep":1}\n{"drop":2}\n', b'{"keep":1}\n', b'{"after":3}\n'

    def prepare(folder: Path) -> str:
        folder.mkdir()
        (folder / "x.jsonl").write_bytes(old)
        return str(folder / "x.jsonl")

    def act(folder: Path) -> bool:
        path = str(folder / "x.jsonl")
        return durable.rewrite_file(
            path, lambda data: data.replace(b'{"drop":2}\n', b""), by_lines=by_lines
        )

    said: list[str] = []
    for at in faults(act, tmp_path, prepare):
        folder = tmp_path / f"{at}"
        path = Path(prepare(folder))
        with on(Disk(at, error, ever=ever)):
            try:
                act(folder)
                done = True
            except OSError as refusal:
                said.append(describe_os_error(refusal))
                done = False
        found = path.read_bytes()
        assert found == new if done else found in (old, new)
        assert ever or list(folder.iterdir()) == [path]
        durable.append_lines(str(path), more)
        assert path.read_bytes() == found + more
        assert act(folder) is (found == old)  # and it can be done later, which tidies up as well
        assert path.read_bytes() == new + more
        assert found == new or list(folder.iterdir()) == [path]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(said) <= {SAID[error], UNTOLD}
    assert len(said) > 10 or error == SHORT


def test_a_journal_cut_at_any_byte_of_its_last_three_records_goes_on(tmp_path: Path) -> None:
    written = [record(n=n, title="Größe", answer="a\\nb") for n in range(6)]
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    journal.append(*written)
    (file,) = journal.folder.glob("*.jsonl")
    whole = file.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == 10]
    images = 0
    for cut in range(ends[2], len(whole) + 1):
        images += 1
        file.write_bytes(whole[:cut])
        # The newline may be missing.
        kept = [one for one, end in zip(written, ends, strict=True) if end - 1 <= cut]
        torn = 0 if cut in ends or cut + 1 in ends else 1
        assert list(journal.records()) == kept
        assert [bad.line for bad in journal.unreadable_lines] == [len(kept) + 1] * torn
        after = record(n="after")
        journal.append(after)
        assert list(journal.records()) == [*kept, after]
        assert [bad.line for bad in journal.unreadable_lines] == [len(kept) + 1] * torn
    assert images > 300


def test_a_record_whose_sync_failed_is_there_once(journal: Journal) -> None:
    one, two = record(), record()
    journal.append(one)
    with on(Disk()) as disk:
        journal.append(one)
    with on(Disk(disk.calls.index("fsync"), errno.EIO)), pytest.raises(OSError, match="error"):
        journal.append(two)
    assert ids(journal) == [one["id"]]
    journal.append(two)
    (path,) = journal.folder.glob("*.jsonl")
    assert path.read_text().count(two["id"]) == 1


def refusing(error: int) -> Disk:
    return Disk(0, error, ever=True)


@pytest.mark.parametrize("error", ERRORS[:5], ids=names)
def test_the_guide_goes_on_says_why_once_and_tries_again(
    journal: Journal, time: Clock, error: int
) -> None:
    journal.append(record())
    session = begin(routine(LONG_FLOOR, RATED), journal, time)
    with on(refusing(error)) as disk:
        session.handle(Rate(7))
        assert isinstance(session.scene(), GuideScene)
        assert session.notice == f"Not saved yet: {SAID[error]}. You can go on."
        pass_time(session, time, _AGAIN - 1)
        tried = len(disk.calls)
        pass_time(session, time, 2)
        assert len(disk.calls) > tried
    assert session.notice is not None
    pass_time(session, time, _AGAIN - 2)
    assert session.notice is not None  # not tried at every frame
    pass_time(session, time, 3)
    assert session.notice is None
    assert [one["what"] for one in journal.records()] == ["begun", "begun", "rated"]


def played(journal: Journal, time: Clock, *typed: str) -> tuple[Any, str]:
    """A run whose disk refuses to the end, line by line, and what is typed at its last scene."""
    from io import StringIO

    journal.append(record())
    session = begin(routine(LONG_FLOOR, RATED), journal, time)
    with on(refusing(errno.ENOSPC)):
        session.handle(Rate(7))
        session.handle(Leave())
        session.handle(Rate(4))
    lines, out = LineInput(os.open(os.devnull, os.O_RDONLY)), StringIO()
    lines.waiting = list(typed)
    PlainApp(session, lines, out).play()
    return session, out.getvalue()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    return folder


def test_at_the_end_it_can_be_kept_elsewhere_and_moved_back(
    journal: Journal, time: Clock, house: Path
) -> None:
    session, said = played(journal, time, "")
    (path,) = house.iterdir()
    assert f"Saved in {path}. Move it to {journal.folder} and calmtui reads it there." in said
    assert "Not saved: the disk is full." in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not session.has_unsaved_records
    path.rename(journal.folder / path.name)
    past = next(past for past in fold_sessions(journal.records()) if past.session == session.id)
    assert (past.how, past.before, past.after) == ("left early", {"anxiety": 7}, {})


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_place_of_ones_own_is_taken(
    journal: Journal, time: Clock, house: Path, kind: str
) -> None:
    (house / "stick").mkdir()
    place = house / "stick" / "mine" if kind == "file" else house / "stick"
    _, said = played(journal, time, str(place))
    (path,) = (house / "stick").iterdir()
    assert str(path) in said
    assert kind == "folder" or path == place


def test_a_place_that_refuses_is_said_and_asked_again(
    journal: Journal, time: Clock, house: Path
) -> None:
    (house / "there").write_text("mine")
    _, said = played(journal, time, str(house / "there"), "/nonexistent/x", str(house / "good"))
    assert said.count("Not saved there either:") == 2
    assert (house / "there").read_text() == "mine"
    assert (house / "good").exists()


def test_without_anyone_to_ask_nothing_is_written_elsewhere(
    journal: Journal, time: Clock, house: Path
) -> None:
    _, said = played(journal, time)
    assert "Not saved: the disk is full." in said
    assert list(house.iterdir()) == []
    played(journal, time, "q")
    assert list(house.iterdir()) == []


def test_elsewhere_takes_the_first_folder_that_can(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/nonexistent")
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    assert elsewhere.save_rescue_file(b"x\n").parent == runtime
    with on(refusing(errno.ENOSPC)), pytest.raises(OSError, match="No space"):
        elsewhere.save_rescue_file(b"x\n")
    assert len(list(runtime.iterdir())) == 1


def test_half_a_file_elsewhere_is_taken_away(house: Path) -> None:
    with on(Disk()) as disk:
        elsewhere.save_rescue_file(b"x\n")
    with on(Disk(disk.calls.index("fsync"), errno.EIO)), pytest.raises(OSError, match="error"):
        elsewhere.save_rescue_file(b"y\n", str(house / "half"))
    assert not (house / "half").exists()


# Nothing holds up the screen


def until(done: Callable[[], object]) -> None:
    deadline = monotonic() + 20
    while not done():
        assert monotonic() < deadline


def test_a_disk_that_hangs_holds_up_no_frame_and_loses_nothing(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(record())
    journal.write_timeout = 0.001
    disk = Hung(monkeypatch)
    session = begin(routine(LONG_FLOOR, RATED), journal, time)
    start = monotonic()
    session.handle(Rate(7))
    assert monotonic() - start < 10  # it would hang for 30 s
    assert isinstance(session.scene(), GuideScene)
    assert session.notice == "Not saved yet: the disk is slow. You can go on."
    assert session.moving
    pass_time(session, time, 5)
    assert session.notice is not None
    disk.go_on.set()
    until(lambda: not journal.is_busy)
    journal.write_timeout = 20
    session.scene()
    assert session.notice is None  # at the first look, not only at the next record
    assert [one["what"] for one in journal.records()] == ["begun", "begun", "rated"]
    (path,) = journal.folder.glob("*.jsonl")
    assert path.read_bytes().count(b"\n") == 3  # and nothing was written twice


def test_at_the_end_there_is_time_for_a_slow_disk(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(record())
    journal.write_timeout = 0.001
    disk = Hung(monkeypatch)
    session = begin(routine(LONG_FLOOR, "rate = []"), journal, time)
    assert session.has_unsaved_records
    over = journal._background._wait

    def answer(*args: Any) -> None:
        disk.go_on.set()  # within the time that the last records have
        over(*args)

    monkeypatch.setattr(journal._background, "_wait", answer)
    monkeypatch.setattr("calmtui.session.recorder._LAST", 20.0)  # on a busy machine
    session.interrupt()
    assert journal.write_timeout == 20.0
    assert not session.has_unsaved_records
    assert [one["what"] for one in journal.records()] == ["begun", "begun", "ended"]


def test_the_state_of_a_run_holds_up_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = DeviceStore(tmp_path / "state", write_timeout=20)
    assert state.run_files.claim("s")
    state._files._write_timeout = 0.001
    disk = Hung(monkeypatch)
    start = monotonic()
    assert not state.run_files.park("s", "words")
    assert not state.put("draft", "words")
    assert monotonic() - start < 10  # they would hang for 30 s
    disk.go_on.set()
    until(lambda: state.get("draft") == "words")
    until(lambda: (tmp_path / "state" / "open" / "s").read_text() == "words")


def test_of_two_texts_that_a_slow_disk_has_held_up_the_newer_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = DeviceStore(tmp_path / "state", write_timeout=0.001)
    disk = Hung(monkeypatch)
    drafts = [state.save_draft(text) for text in ("first", "second", "")]
    disk.go_on.set()
    assert all(draft.wait(20) for draft in drafts)
    assert state.get("draft") == ""
    last = [state.save_draft(text) for text in ("third", "fourth")]
    assert all(draft.wait(20) for draft in last)
    assert state.get("draft") == "fourth"


def test_a_look_into_the_journal_holds_up_nothing_either(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = begin(routine(LONG_FLOOR, RATED), journal, time)
    journal.write_timeout = 20
    go_on, looks = threading.Event(), []

    def hang(*_: object) -> Iterator[dict[str, Any]]:
        looks.append(1)
        assert threading.current_thread() is not threading.main_thread()
        assert go_on.wait(30)
        return iter(())

    monkeypatch.setattr(journal, "recent_records", hang)
    monkeypatch.setattr("calmtui.session.recorder._LAST", 0.001)
    session.mind_the_hour()
    assert not session._run.recorder.has_outcome
    until(lambda: len(looks) == 2)
    assert session.scene() == begin(routine(LONG_FLOOR, RATED), journal, time).scene()
    go_on.set()


def test_what_comes_while_a_disk_hangs_waits_in_its_order(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(record())
    journal.write_timeout = 0.001
    disk = Hung(monkeypatch)
    one, two = record(), record()
    for records in ([one], [one, two], [one, two]):
        with pytest.raises(TimeoutError):
            journal.append(*records)
    disk.go_on.set()
    journal.write_timeout = 20
    journal.append(one, two)
    assert ids(journal)[1:] == [one["id"], two["id"]]
    (path,) = journal.folder.glob("*.jsonl")
    assert path.read_bytes().count(b"\n") == 3


def test_a_late_write_that_fails_is_tried_again(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(record())
    journal.write_timeout = 0.001
    answer, one = threading.Event(), record()

    def refuse_late(fd: int) -> None:
        assert answer.wait(30)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse_late)
        with pytest.raises(TimeoutError):
            journal.append(one)
        answer.set()
        until(lambda: not journal.is_busy)
    journal.write_timeout = 20
    journal.append(one)
    assert ids(journal)[1:] == [one["id"]]


def test_a_lock_that_is_held_costs_less_than_a_frame(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(record(n=1))
    (path,) = journal.folder.glob("*.jsonl")
    slept: list[float] = []
    at = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        at[0] += seconds

    monkeypatch.setattr("time.monotonic", lambda: at[0])
    monkeypatch.setattr("time.sleep", sleep)
    with open(path) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        journal.write_timeout = 0.033
        journal._write(record(n=2))
        once = sum(slept)
        journal._write(record(n=3))
    assert 0 < once < 0.025
    assert sum(slept) == once  # the side file is there now
    assert sorted(one["n"] for one in journal.records()) == [1, 2, 3]


@pytest.mark.slow
def test_a_hung_process_that_holds_the_lock_stops_no_run(journal: Journal, time: Clock) -> None:
    journal.append(record())
    (path,) = journal.folder.glob("*.jsonl")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        session = begin(routine(LONG_FLOOR, RATED), journal, time)
        session.handle(Rate(7))
        assert session.notice is None
        holder.kill()
    assert [one["what"] for one in journal.records()].count("rated") == 1


# What stands in the way


def stand(folder: Path, journal: Journal, what: str) -> str:
    """Put something in the way of the journal; gives what is said of it."""
    file = journal.device_file()
    if what == "folder for file":
        file.mkdir(parents=True)
        return "there is a folder where the file should be"
    if what == "file for folder":
        journal.folder.write_text("")
        return "there is a file where the folder should be"
    if what == "pipe for file":
        journal.folder.mkdir()
        os.mkfifo(file)
        return "something there is not a file"
    journal.folder.mkdir()
    (folder / "target").write_text("")
    file.symlink_to(folder / "target")
    return "there is a link where the file should be"


@pytest.mark.parametrize(
    "what", ["folder for file", "file for folder", "pipe for file", "link for file"]
)
def test_what_stands_in_the_way_is_said_and_stops_nothing(
    journal: Journal, time: Clock, tmp_path: Path, what: str
) -> None:
    said = stand(tmp_path, journal, what)
    session = begin(routine(LONG_FLOOR, RATED), journal, time)
    session.handle(Rate(7))
    assert isinstance(session.scene(), GuideScene)
    assert session.notice == f"Not saved yet: {said}. You can go on."


def test_a_folder_that_vanishes_is_made_again(
    journal: Journal, time: Clock, tmp_path: Path
) -> None:
    import shutil

    session = begin(routine(LONG_FLOOR, RATED), journal, time)
    session.handle(Rate(7))
    shutil.rmtree(journal.folder)
    pass_time(session, time, 21)
    session.handle(Rate(4))
    assert session.notice is None
    assert [one["what"] for one in journal.records()] == ["rated", "ended"]


def test_a_text_can_be_saved_by_a_signal_that_comes_while_another_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, replace = DeviceStore(tmp_path), durable.replace_file

    def interrupted(path: Path, data: bytes) -> None:
        monkeypatch.setattr(durable, "replace_file", replace)
        device.put("offered", "by the signal")
        replace(path, data)

    monkeypatch.setattr(durable, "replace_file", interrupted)
    saving = threading.Thread(target=device.put, args=("delay-box", "600"), daemon=True)
    saving.start()
    saving.join(timeout=10)
    assert not saving.is_alive()
    assert (device.get("offered"), device.get("delay-box")) == ("by the signal", "600")
