"""Records in, records out, whatever happens between."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from calmtui.storage.journal import Journal
from tests.support.records import record


def file_of(journal: Journal) -> Path:
    (path,) = journal.folder.glob("*.jsonl")
    return path


@settings(max_examples=50)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["title", "value", "new"]), st.text() | st.integers(0, 10)),
        max_size=8,
    )
)
def test_what_is_appended_is_read(
    tmp_path_factory: pytest.TempPathFactory, extras: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.mktemp("j")
    journal = Journal(path / "journal", path / "state")
    safe = [
        {
            k: v.encode("utf-8", "replace").decode() if isinstance(v, str) else v
            for k, v in e.items()
        }
        for e in extras
    ]
    written = [record(**extra) for extra in safe]
    for one in written:
        journal.append(one)
    assert list(journal.records()) == written
    assert journal.unreadable_lines == []


@settings(max_examples=60)
@given(st.integers(0, 400), st.binary(max_size=20).filter(lambda junk: b"\n" not in junk))
@example(0, b'"what":"sealed"}')  # looks like the end of a sealed line, and is none
def test_a_torn_tail_swallows_nothing(
    tmp_path_factory: pytest.TempPathFactory, cut: int, junk: bytes
) -> None:
    path = tmp_path_factory.mktemp("j")
    journal = Journal(path / "journal", path / "state")
    written = [record(n=n) for n in range(3)]
    journal.append(*written)
    file = file_of(journal)
    data = file.read_bytes()[:cut]
    # A sealed line cut off: then nothing is written in plain text.
    assume(b'","age":"' not in data + junk)
    file.write_bytes(data + junk)
    after = record(n="after")
    journal.append(after)
    read = list(journal.records())
    assert read[-1] == after
    # JSON minds no space at its ends.
    whole = [line.strip(b" \t\r") for line in (data + junk).split(b"\n")]
    assert [
        one for one in written if json.dumps(one, separators=(",", ":")).encode() in whole
    ] == read[:-1]


def test_only_the_owner_can_read(journal: Journal) -> None:
    old = os.umask(0)
    try:
        journal.append(record())
    finally:
        os.umask(old)
    assert stat.S_IMODE(journal.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file_of(journal).stat().st_mode) == 0o600


def test_private_writes_nothing(tmp_path: Path) -> None:
    Journal(tmp_path / "journal", tmp_path / "state", private=True).append(record())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_held_lock_does_not_block(journal: Journal) -> None:
    journal.append(record(n=1))
    with open(file_of(journal)) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        journal.append(record(n=2))
    journal.append(record(n=3))
    assert sorted(r["n"] for r in journal.records()) == [1, 2, 3]
    assert len(list(journal.folder.glob("*.jsonl"))) == 2


def test_a_device_knows_its_own_files_from_another_devices(journal: Journal) -> None:
    assert journal.device_files() == []
    own = journal.device()
    names = {
        f"{own}{rest}.jsonl"
        for rest in ("", "-0a1b2c3d", "-erased", ".sync-conflict-20261124-1-ABC")
    }
    for name in names | {
        f"{own}f.jsonl",
        f"x{own}.jsonl",
        "other.jsonl",
        f".{own}.jsonl.tmp",
        f"{own}.txt",
    }:
        journal.folder.mkdir(exist_ok=True)
        (journal.folder / name).touch()
    assert {path.name for path in journal.device_files()} == names


def test_repeated_ids_are_dropped_and_bad_lines_named(journal: Journal) -> None:
    one = record()
    journal.append(one, one)
    with open(file_of(journal), "ab") as file:
        file.write(b'not json\n{"id": 4}\n[]\n\n\xff\n')
    assert list(journal.records()) == [one]
    assert [bad.line for bad in journal.unreadable_lines] == [3, 4, 5, 7]


WRITER = """
import sys
from pathlib import Path
from calmtui.storage.journal import Journal
from calmtui.storage.records import new_id
journal = Journal(Path(sys.argv[1]) / "journal", Path(sys.argv[1]) / "state")
while True:
    id = new_id()
    journal.append({"v": 1, "id": id, "session": "s", "what": "begun", "pad": "x" * 200})
    print(id, flush=True)
"""


def test_killed_writers_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    acknowledged: set[str] = set()
    for _ in range(4):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
            )
            for _ in range(3)
        ]
        for writer in writers:
            assert writer.stdout
            for _ in range(20):
                acknowledged.add(writer.stdout.readline().strip())
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
        for writer in writers:
            assert writer.stdout
            with writer.stdout:
                acknowledged.update(line.strip() for line in writer.stdout if line.endswith("\n"))
            writer.wait()
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    read = [one["id"] for one in journal.records()]
    assert acknowledged <= set(read)
    assert len(read) == len(set(read))
