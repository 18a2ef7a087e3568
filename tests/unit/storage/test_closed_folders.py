"""A folder or file that can't be looked into is not empty, and what stands in a file's place is not
waited for.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calmtui.content.library import Library
from calmtui.history.erase import Eraser
from calmtui.history.sessions import fold_sessions
from calmtui.storage import files as durable
from calmtui.storage import reading, restore
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption import convert as locking
from calmtui.storage.encryption import lock_files
from calmtui.storage.encryption import seal as sealing
from calmtui.storage.journal import Journal
from tests.support.cli import Cli, cli, home, three_sessions
from tests.support.failing_disk import Disk, on
from tests.support.folders import closed
from tests.support.locks import KEY, LOCK
from tests.support.records import record

__all__ = ("cli", "home", "three_sessions")
NOW = datetime(2026, 11, 25, tzinfo=UTC)
WORDS = "words of a person"


@pytest.fixture
def at_once() -> Iterator[None]:
    """What waits is a fault."""

    def late(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("which", ["journal", "state", "journal file"])
@pytest.mark.parametrize(
    "words",
    [("forget", "--all", "--yes"), ("forget", "--before", "2026-11-30", "--yes"), ("log",),
    ("log", "--last", "1"),
     ("log", "--json"), ("draft",), ("backup", "b.tar")],
    ids=" ".join,
)  # fmt: skip
def test_what_is_closed_is_an_error_that_names_it(
    cli: Cli,
    three_sessions: Journal,
    home: Path,
    which: str,
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: Any,
) -> None:
    monkeypatch.chdir(tmp_path)
    DeviceStore(home / "state").put("draft", WORDS)
    place = three_sessions.device_file() if which == "journal file" else home / which
    if (which == "state") == (words[0] == "log") and words[0] != "forget":
        return  # it does not look there
    if words[0] == "draft" and which == "journal file":
        return
    before = everything(home)
    with closed(place):
        code, out, err = cli(*words)
    assert code == 1
    if not (words[0] == "draft" and which == "journal"):
        assert place.name in err
    assert "Erased" not in out
    assert "No sessions" not in out
    assert three_sessions.device_file().read_bytes() == before[str(three_sessions.device_file())]
    if which != "journal file":  # else what can go goes
        assert (home / "state" / "draft").read_text() == f"{WORDS}\n"


@pytest.mark.parametrize("which", ["journal", "state", "journal file"])
@pytest.mark.parametrize("words", [("lock",), ("lock", "--show"), ("unlock",)], ids=" ".join)
def test_the_lock_is_not_off_where_nobody_can_look(
    cli: Cli, three_sessions: Journal, home: Path, which: str, words: tuple[str, ...]
) -> None:
    place = three_sessions.device_file() if which == "journal file" else home / which
    if words[-1] == "--show" and which != "state":
        return  # it does not look there
    before = everything(home)
    with closed(place):
        code, _, err = cli(*words)
    assert code == 1
    assert place.name in err
    assert "permission denied" in err
    assert everything(home) == before


@pytest.mark.parametrize("which", ["journal", "journal file"])
def test_nothing_is_written_in_plain_text_where_nobody_can_tell_whether_it_is_sealed(
    three_sessions: Journal, home: Path, which: str
) -> None:
    with closed(three_sessions.device_file() if which == "journal file" else three_sessions.folder):
        assert three_sessions.lock.is_on
        with pytest.raises(lock_files.CannotEncrypt, match="doctor names it"):
            three_sessions.lock.seal_lines(three_sessions.encode_records(record()))
        with pytest.raises(lock_files.CannotEncrypt):
            three_sessions.lock.seal_text(WORDS.encode())
    assert not three_sessions.lock.is_on
    (three_sessions.folder / "folder.jsonl").mkdir()  # there is nothing to be read
    (three_sessions.folder / "gone.jsonl").symlink_to("nowhere")
    os.mkfifo(three_sessions.folder / "pipe.jsonl")
    assert not three_sessions.lock.is_on
    assert not sealing.has_encrypted_records(str(three_sessions.device_file()))


def test_a_sealed_file_tells_though_another_is_closed(three_sessions: Journal) -> None:
    other = three_sessions.folder / "other.jsonl"
    other.write_bytes(
        sealing.seal_lines(three_sessions.encode_records(record()), LOCK["recipients"])
    )
    with closed(three_sessions.device_file()):
        assert sealing.has_encrypted_records(str(three_sessions.folder))


@pytest.mark.parametrize("which", ["journal", "state"])
def test_lock_files_are_not_gone_where_nobody_can_look(
    three_sessions: Journal, home: Path, which: str
) -> None:
    lock_files.write_lock_file(three_sessions.folder / "lock.json", LOCK)
    lock_files.write_lock_file(three_sessions.lock_copy.with_name("lock-old.json"), LOCK)
    state = DeviceStore(home / "state", lock=three_sessions.lock)
    before = everything(home)
    with closed(home / which):
        with pytest.raises(PermissionError):
            lock_files.read_lock_files(three_sessions.folder, three_sessions.lock_copy)
        with pytest.raises(PermissionError):
            locking.unlock(three_sessions, state, KEY)
    assert everything(home) == before
    assert len(lock_files.read_lock_files(three_sessions.folder, three_sessions.lock_copy)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("error", [errno.EIO, errno.EACCES])
def test_erased_is_said_only_when_it_is(tmp_path: Path, error: int) -> None:
    number = 0
    while True:
        folder = tmp_path / str(number)
        there = Journal(folder / "journal", folder / "state")
        there.append(record(what="begun", title=WORDS), record())
        state = DeviceStore(folder / "state")
        state.put("draft", WORDS)
        (folder / "state" / "open").mkdir()
        (folder / "state" / "open" / "abc").write_text(WORDS)
        with on(Disk(number, error)) as disk:
            try:
                found = Eraser(
                    Journal(folder / "journal", folder / "state"), DeviceStore(folder / "state")
                )
                found.erase(found.plan_all(), NOW)
                said = True
            except OSError:
                said = False
        left = [path for path, data in everything(folder).items() if WORDS.encode() in data]
        assert not (said and left), (number, disk.calls[number], left)
        if not said:  # erasing it again finishes it
            found = Eraser(
                Journal(folder / "journal", folder / "state"), DeviceStore(folder / "state")
            )
            found.erase(found.plan_all(), NOW)
            assert not [path for path, data in everything(folder).items() if WORDS.encode() in data]
        if number >= len(disk.calls):
            break
        number += 1
    assert number > 20


# Disks without locks


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_disk_without_locks_keeps_and_erases(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", none)
    one, two = (Journal(tmp_path / "journal", tmp_path / "state") for _ in range(2))
    state = DeviceStore(tmp_path / "state")
    assert state.run_files.claim("s1")
    assert state.run_files.park("s1", WORDS)
    assert not DeviceStore(tmp_path / "state").run_files.is_claimed_elsewhere("s1")
    for there in (one, two, one, two):
        there.append(record(what="begun"), record())
    assert len(list(Journal(tmp_path / "journal", tmp_path / "state").records())) == 8
    # Each process has one of its own.
    assert sum(bool(path.stat().st_size) for path in one.device_files()) == 2
    found = Eraser(one, state)
    found.erase(found.plan_all(), NOW)
    assert not fold_sessions(one.records())
    two.append(record(what="begun", session="later"))
    assert [past.session for past in fold_sessions(one.records())] == ["later"]


def test_without_locks_appends_and_rewrites_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", none)
    path = str(tmp_path / "x.jsonl")
    durable.append_lines(path, b"one\n", alone=True)
    between: list[Callable[[], object]] = []
    real = os.fsync

    def fsync(fd: int) -> None:
        real(fd)
        if between:
            between.pop()()

    monkeypatch.setattr(os, "fsync", fsync)
    between.append(lambda: durable.rewrite_file(path, lambda _: b"kept\n"))
    # It is written when the rewrite comes, or goes to the new file.
    durable.append_lines(path, b"two\n", alone=True)
    assert Path(path).read_bytes().split() == [b"kept", b"two"]
    between.append(lambda: durable.append_lines(path, b"three\n", alone=True))
    durable.rewrite_file(path, lambda data: data.replace(b"kept\n", b""))
    assert Path(path).read_bytes().split() == [b"two", b"three"]


def test_a_mark_before_a_file_is_no_part_of_its_first_record(
    cli: Cli, three_sessions: Journal
) -> None:
    path = three_sessions.device_file()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert cli("log") == cli("log", "--last", "9")
    assert cli("log")[1].count("\n") == 3
    first = [past.session for past in fold_sessions(three_sessions.records())][-1]
    assert cli("forget", first, "--yes")[0] == 0
    assert cli("log")[1].count("\n") == 2


# What stands in a file's place


PLACES = (
    "journal/peer.jsonl", "journal/lock.json", "state/device", "state/draft",
    "state/open/0123456789abcdef",
    "state/compacted", "state/shelf", "state/welcomed", "settings.toml", "choices.toml",
    "routines/mine.toml",
)  # fmt: skip


def put(what: str, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    else:
        path.symlink_to(path if what == "loop" else "/dev/zero")


COMMANDS = (
    ("log",), ("log", "--last", "3"), ("draft",), ("list",), ("where",), ("backup", "b.tar"),
    ("run", "anchor"),
    ("forget", "aaa111", "--yes"), ("forget", "--all", "--yes"),
)  # fmt: skip


@pytest.mark.usefixtures("at_once", "three_sessions")
@pytest.mark.parametrize("what", ["pipe", "zero", "loop"])
def test_nothing_waits_for_what_stands_in_a_files_place(
    cli: Cli, home: Path, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for place in PLACES:
        put(what, home / place)
    for words in COMMANDS:
        code, *said = cli(*words)
        assert code in (0, 1, 3)
        assert "itself broke" not in "".join(said)
    code, out, _ = cli("doctor", "--json")
    assert code == 1
    for place in ("peer.jsonl", "draft", "device", "settings.toml"):
        assert place in out


@pytest.mark.slow
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", ["pipe", "zero", "loop", "folder"])
def test_nothing_waits_for_any_of_them(
    cli: Cli,
    three_sessions: Journal,
    home: Path,
    place: str,
    what: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    three_sessions.append(record())
    put(what, home / place)
    for words in (*COMMANDS, ("check", str(home / place)), ("doctor", "--json")):
        code, *said = cli(*words)
        assert code in (0, 1, 3)
        assert "itself broke" not in "".join(said)


@pytest.mark.parametrize(
    "name",
    [".#mine.toml", "._mine.toml", ".hidden.toml", "#mine.toml#", "~mine.toml", "mine.toml~"],
)
def test_what_other_programs_leave_is_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    assert not Library(Path("/nonexistent"), tmp_path).entries
    assert not reading.list_names(str(tmp_path), ".toml")


# Promises


def test_parked_words_stay_when_new_ones_are_refused(tmp_path: Path) -> None:
    number = 0
    while True:
        state = DeviceStore(tmp_path / str(number))
        assert state.run_files.claim("s1")
        assert state.run_files.park("s1", WORDS)
        with on(Disk(number)) as disk:
            taken = state.run_files.park("s1", "other")
        there = DeviceStore(tmp_path / str(number))
        assert there.run_files.parked_text("s1") in ((WORDS, "other") if not taken else ("other",))
        assert there.run_files.is_claimed_elsewhere("s1")
        if number >= len(disk.calls):
            break
        number += 1
    assert number > 4


def test_what_is_said_to_be_kept_is_synced_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(fd: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{fd}"))
        real(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    state = DeviceStore(tmp_path)
    for text in ("x", ""):
        synced.clear()
        assert state.put("draft", text)
        assert synced[-1] == str(tmp_path)
    state.run_files.claim("s1")
    synced.clear()
    assert state.run_files.park("s1", "x")
    assert synced[-1] == str(tmp_path / "open")
    state.run_files.release("s1")
    assert len(synced) == 3


def test_a_backup_follows_no_link_out_of_its_folders(
    cli: Cli, three_sessions: Journal, home: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "secret.toml").write_text(WORDS)
    (home / "routines").symlink_to(other)
    code, _, err = cli("backup", str(tmp_path / "b.tar"))
    assert code == 1
    assert "routines/secret.toml was left out" in err
    assert WORDS.encode() not in (tmp_path / "b.tar").read_bytes()
    with restore.open_backup(tmp_path / "b.tar") as found:
        assert "journal/" + three_sessions.device_file().name in found.names


def test_a_backup_that_is_there_is_the_old_or_the_new_one(
    cli: Cli, three_sessions: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "b.tar"
    cli("backup", str(file))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "unlink", refuse)
    assert cli("backup", "--force", str(file))[0] == 0
    with restore.open_backup(file) as found:
        assert found.names
