"""What is erased is gone: from every file of this device, from every merge, whatever comes in
between.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time as clock
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calmtui.history.sessions import fold_sessions
from calmtui.storage import files as durable
from calmtui.storage.journal import Journal
from calmtui.storage.records import new_id
from tests.support.folders import bytes_under
from tests.support.records import AT, SECRET, session_records


def kept(journal: Journal) -> set[str]:
    return {past.session for past in fold_sessions(journal.records())}


@pytest.fixture
def three(journal: Journal) -> Journal:
    for name in ("one", "two", "three"):
        journal.append(*session_records(name, f"{SECRET} {name}"))
    return journal


def test_an_erased_session_is_in_no_file_and_every_other_byte_stays(
    three: Journal, tmp_path: Path
) -> None:
    strange = (
        b'{"v":7,"id":"n1","session":"one","at":"?","what":"dreamt",'
        b'"new":{"deep":[1,2.50]},"s":"\\u00e9"}\n'
        b"not json at all\r\n\n\xff\xfe\n"
        b'{"v":1, "id":"n2","session":"three","what":"begun"  }\n'
    )
    with open(three.device_file(), "ab") as file:
        file.write(
            strange
            + b'{"v":2,"id":"n3","session":"two","at":"","what":"dreamt","x":"'
            + SECRET.encode()
            + b'"}\n'
        )
    before = three.device_file().read_bytes()
    three.erase(["two"], AT)
    assert three.device_file().read_bytes() == b"".join(
        line for line in before.splitlines(True) if b'"two"' not in line
    )
    assert strange in three.device_file().read_bytes()
    (stone,) = (three.folder / f"{three.device()}-erased.jsonl").read_text().splitlines()
    assert json.loads(stone) == {
        "v": 1, "id": json.loads(stone)["id"], "session": "two", "at": "2026-11-25T00:10:00+00:00",
        "what": "erased",
    }  # fmt: skip
    assert f"{SECRET} two".encode() not in bytes_under(tmp_path)
    assert kept(three) == {"one", "three"}


def test_torn_lines_of_an_erased_session_go_with_it(three: Journal, tmp_path: Path) -> None:
    with open(three.device_file(), "ab") as file:
        file.write(
            b'{"v":1,"id":"t","session":"two","at":"2026","what":"answered","value":"'
            + SECRET.encode()
        )
    three.erase(["one"], AT)
    assert three.device_file().read_bytes().endswith(SECRET.encode())
    three.erase(["two"], AT)
    assert three.device_file().read_bytes().endswith(b"}\n")
    assert bytes_under(tmp_path).count(SECRET.encode()) == 1


def test_side_files_and_conflict_copies_of_this_device_lose_it_too(
    three: Journal, tmp_path: Path
) -> None:
    own = three.device()
    for name in (f"{own}-0a1b2c3d.jsonl", f"{own}.sync-conflict-20261124-224103-ABCDEFG.jsonl"):
        (three.folder / name).write_bytes(three.device_file().read_bytes())
    three.erase(["one", "two", "three"], AT)
    assert SECRET.encode() not in bytes_under(tmp_path)


def test_another_devices_file_is_left_and_named(three: Journal) -> None:
    other, empty = three.folder / "other.jsonl", three.folder / "empty.jsonl"
    other.write_bytes(three.device_file().read_bytes())
    empty.touch()
    assert three.foreign_files_with({"two"}) == [other]
    three.erase(["two"], AT)
    assert SECRET.encode() + b" two" in other.read_bytes()
    assert kept(three) == {"one", "three"}


def test_erasing_twice_writes_no_second_tombstone(three: Journal) -> None:
    three.erase(["two"], AT)
    three.erase(["two"], AT)
    assert (three.folder / f"{three.device()}-erased.jsonl").read_bytes().count(b"\n") == 1


def test_with_the_unreadable_nothing_but_tombstones_is_left(three: Journal) -> None:
    with open(three.device_file(), "ab") as file:
        file.write(b"junk with " + SECRET.encode() + b"\n")
    three.erase(kept(three), AT, unreadable=True)
    assert three.device_file().read_bytes() == b""
    assert three.erased_sessions() == {"one", "two", "three"}


def test_a_private_journal_erases_nothing(three: Journal) -> None:
    before = bytes_under(three.folder)
    Journal(three.folder, three.folder.parent / "state", private=True).erase(["two"], AT)
    assert bytes_under(three.folder) == before


def test_a_tombstone_of_another_device_takes_the_text_out_of_this_ones_files(
    three: Journal, tmp_path: Path
) -> None:
    three.compact()
    stone = '{"v":1,"id":"x","session":"two","at":"2020-01-01T00:00:00Z","what":"erased"}\n'
    (three.folder / "other-erased.jsonl").write_text(stone)
    assert kept(three) == {"one", "three"}
    three.compact()
    assert f"{SECRET} two".encode() not in bytes_under(tmp_path)
    assert (three.folder / "other-erased.jsonl").read_text() == stone


def test_the_start_after_an_erasing_looks_through_no_tombstones(
    three: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.erase(kept(three), AT)
    with monkeypatch.context() as patched:
        patched.setattr(Journal, "erased_sessions", lambda _self: pytest.fail("looked through"))
        three.compact()
    stone = '{"v":1,"id":"x","session":"four","at":"2020-01-01T00:00:00Z","what":"erased"}\n'
    (three.folder / "other-erased.jsonl").write_text(stone)  # one that comes later is seen
    three.append(*session_records("four"))
    three.compact()
    assert SECRET.encode() not in three.device_file().read_bytes()


def test_sizes_that_no_file_has_stop_no_compaction(three: Journal, tmp_path: Path) -> None:
    three.erase(["two"], AT)
    three.compact()
    (seen,) = tmp_path.rglob("compacted")
    whole = seen.read_bytes()
    mark, _, sizes = whole.partition(b"\n\n")
    for size in (b"9" * 15, b"9" * 19):
        damaged = b"\n".join(size + line[line.index(b" ") :] for line in sizes.split(b"\n"))
        seen.write_bytes(mark + b"\n\n" + damaged)
        three.compact()
        assert seen.read_bytes() == whole


def test_nothing_is_read_again_until_there_is_something_new(
    three: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.erase(["two"], AT)
    three.compact()
    read: list[Path] = []

    def rewrite(path: Path, _: object, *, by_lines: bool) -> bool:
        assert by_lines
        read.append(path)
        return False

    monkeypatch.setattr(durable, "rewrite_file", rewrite)
    three.append(*session_records("four"))
    three.compact()
    assert read == []
    conflict = three.folder / f"{three.device()}.sync-conflict-20261125-1-A.jsonl"
    conflict.write_text("".join(json.dumps(record) + "\n" for record in session_records("two")))
    three.compact()
    assert conflict in read


def test_an_older_own_file_that_comes_back_is_looked_through_again(
    three: Journal, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    old.write_bytes(three.device_file().read_bytes())
    three.erase(["two"], AT)
    three.compact()
    os.replace(old, three.device_file())  # as Syncthing puts a version back
    three.compact()
    assert f"{SECRET} two".encode() not in bytes_under(tmp_path)


def test_what_a_run_writes_after_another_device_has_erased_it_goes_too(three: Journal) -> None:
    stone = {"v": 1, "id": new_id(), "session": "late", "at": "", "what": "erased"}
    (three.folder / "0ther-erased.jsonl").write_text(json.dumps(stone) + "\n")
    three.compact()
    three.append(*session_records("late"))
    three.compact()
    assert b'"late"' not in three.device_file().read_bytes()
    assert kept(three) == {"one", "two", "three"}


def test_to_look_for_tombstones_makes_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    journal.compact()
    journal.folder.mkdir()
    (journal.folder / "other-erased.jsonl").write_text('{"id":"x","session":"s","what":"erased"}\n')
    journal.compact()
    assert [path.name for path in tmp_path.iterdir()] == ["journal"]


def test_what_a_rewrite_left_behind_is_swept_by_the_next(three: Journal, tmp_path: Path) -> None:
    own = three.device_file()
    left = [
        own.parent / f".{own.name}.0a1b2c3d",
        own.parent / f".{three.device()}-0badcafe.jsonl.0a1b2c3d",
    ]
    foreign = own.parent / ".other.jsonl.0a1b2c3d"
    for path in (*left, foreign):
        path.write_bytes(own.read_bytes())
    three.compact()
    assert [path.exists() for path in (*left, foreign)] == [False, False, True]


@pytest.mark.slow
def test_a_rewrite_that_is_on_keeps_its_temporary_file(three: Journal) -> None:
    left = three.folder / f".{three.device_file().name}.0a1b2c3d"
    left.touch()
    with open(three.device_file()) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BlockingIOError):
            three.erase(["two"], AT)
        assert left.exists()
        assert kept(three) == {"one", "three"}  # erased all the same
    three.compact()
    assert not left.exists()
    assert b'"two"' not in three.device_file().read_bytes()


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_disk_that_refuses_loses_nothing_and_the_next_compaction_finishes(
    three: Journal, tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(os, call)
    for failing in range(12):
        count = iter(range(100))

        def refuse(*args: Any, failing: int = failing, count: Iterator[int] = count) -> Any:
            if next(count) == failing:
                raise OSError(28, "No space left on device")
            return real(*args)

        with monkeypatch.context() as patched:
            patched.setattr(os, call, refuse)
            try:
                three.erase(["two"], AT)
            except OSError:
                assert {"one", "three"} <= kept(three)
        if next(count) <= failing:
            break
    else:
        pytest.fail("it never came through")
    three.erase(["two"], AT)
    three.compact()
    assert kept(three) == {"one", "three"}
    assert f"{SECRET} two".encode() not in bytes_under(tmp_path)


ERASER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from calmtui.storage.journal import Journal
journal = Journal(Path(sys.argv[1]) / "journal", Path(sys.argv[1]) / "state")
print("ready", flush=True)
for line in sys.stdin:
    journal.erase([line.strip()], datetime.now(UTC))
    print(line.strip(), flush=True)
"""


@pytest.mark.slow
def test_kills_amid_erasing_leave_all_of_the_rest_and_nothing_of_the_erased(tmp_path: Path) -> None:
    """120 kills, or more on a busy machine: what is acknowledged as erased is gone, what was under
    way is either, and the rest is whole.
    """
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    every = [f"s{number:04}" for number in range(1200)]
    for session in every:
        journal.append(*session_records(session, f"{SECRET} {session}."))
    todo, gone, kills = every[::2], set[str](), 0
    while kills < 120 or len(gone) <= 50:
        eraser = subprocess.Popen(
            [sys.executable, "-c", ERASER, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert eraser.stdin
        assert eraser.stdout
        assert eraser.stdout.readline() == "ready\n"
        eraser.stdin.write("\n".join(todo[:60]) + "\n")
        eraser.stdin.flush()
        clock.sleep(0.003 * (kills % 17))
        eraser.send_signal(signal.SIGKILL)
        done = [line.strip() for line in eraser.stdout]
        eraser.wait()
        eraser.stdin.close()
        eraser.stdout.close()
        kills += 1
        gone |= set(done)
        todo = [session for session in todo if session not in gone]
        started = journal.erased_sessions()
        assert gone <= started <= gone | set(todo[:1])
        assert kept(journal) == set(every) - started
        if kills % 10 == 0:
            journal.compact()
            text = bytes_under(tmp_path).decode()
            assert not [session for session in started if f"{SECRET} {session}." in text]
            assert all(f"{SECRET} {session}." in text for session in set(every) - started)
            assert not list(journal.folder.glob(".*"))
