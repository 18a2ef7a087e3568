"""A long journal: little of it is held at a time, and what is said of it is the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.cli import passphrase
from calmtui.history import gathered
from calmtui.history.erase import Eraser
from calmtui.history.gathered import Gathered
from calmtui.history.sessions import fold_sessions
from calmtui.storage import disk, locks, run_files
from calmtui.storage import files as durable
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption import lock_files
from calmtui.storage.encryption import seal as sealing
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record
from tests.support.cli import Cli, cli, home
from tests.support.locks import KEY, LOCK
from tests.support.records import record_contents

__all__ = ("cli", "home")
START = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


def made(written: list[tuple[str, int, Record]]) -> list[Record]:
    return [
        {
            "v": 1,
            "id": f"r{number}",
            "session": session,
            "at": (START + timedelta(minutes=at)).isoformat(),
            **more,
        }
        for number, (session, at, more) in enumerate(written)
    ]


written_of = st.lists(
    st.tuples(
        st.sampled_from("abcd"), st.integers(0, 99), record_contents | st.just({"what": "erased"})
    ),
    max_size=40,
).map(made)


@given(
    written_of,
    st.lists(st.integers(0, 99), max_size=30),
    st.sampled_from([1, 1 << 14]),
    st.integers(1, 3),
)
def test_whatever_comes_again_and_however_it_is_packed_the_sessions_are_the_same(
    written: list[Record], again: list[int], block: int, at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (
            ("_BLOCK_BYTES", block),
            ("_BATCH_RECORDS", at_once),
            ("_UNPACKED_BLOCKS", 1),
        ):
            patch.setattr(gathered, name, value)
        found = Gathered([*written, *(written[n % len(written)] for n in again if written)])
        assert list(found.sessions()) == fold_sessions(written) == list(found.sessions())
        whole = {record["session"] for record in written if record["what"] in ("begun", "erased")}
        assert {one["id"] for one in found.headless()} == {
            r["id"] for r in written if r["session"] not in whole
        }


@pytest.fixture
def merged(home: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """Two devices, a copy in conflict, runs by turns, a correction, an erased one, and lines that
    are sealed.
    """
    journal = Journal(home / "journal", home / "state")

    def run(n: int) -> list[tuple[str, int, Record]]:
        steps: list[tuple[int, Record]] = [
            (
                n * 9 % 40,
                {"what": "begun", "routine": "box", "title": "" if n == 3 else f"Box {n}"},
            ),
            (n + 1, {"what": "rated", "when": "before", "anxiety": n % 10}),
            (n + 2, {"what": "answered", "key": "note", "value": f"of {n}"}),
            (n + 3, {"what": "ended", "how": "completed", "practised": 4.5 * n}),
        ]
        return [(f"s{n}", at, more) for at, more in steps]

    written = [step for n in range(30) for step in run(n)]
    records = made(written)
    records += made([("s7", 50, {"what": "changed", "record": "r29", "fields": {"anxiety": 0}})])
    records[-1]["id"] = "correction"
    halves = records[::2], records[1::2]
    lock_files.write_lock_file(journal.folder / lock_files.LOCK_FILE, LOCK)
    lock_files.write_lock_file(journal.lock_copy, LOCK)
    (journal.folder / "one.jsonl").write_bytes(journal.encode_records(*halves[0]))
    (journal.folder / "one.sync-conflict-1.jsonl").write_bytes(
        journal.encode_records(*halves[0][:50])
    )
    (journal.folder / "two.jsonl").write_bytes(
        sealing.seal_lines(journal.encode_records(*halves[1]), LOCK["recipients"])
    )
    stone = {"v": 1, "id": "stone", "session": "s9", "at": "", "what": "erased"}
    (journal.folder / "two-erased.jsonl").write_bytes(journal.encode_records(stone))
    monkeypatch.setattr(passphrase, "ask_passphrase", lambda *_: KEY)
    return journal


def test_log_shows_of_merged_and_sealed_files_what_they_hold_all_at_once(
    cli: Cli, merged: Journal
) -> None:
    merged.key = KEY
    past = fold_sessions(merged.records())
    assert len(past) == 29
    code, out, err = cli("log", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == [session._asdict() for session in past]
    assert out == json.dumps([session._asdict() for session in past], indent=2) + "\n"
    code, out, err = cli("log")
    assert (code, err) == (0, "")
    assert [line.split()[-1] for line in out.splitlines()] == [session.session for session in past]
    assert cli("log", "--last", "29")[1] == out


def test_nobody_is_asked_to_open_what_stands_in_plain_text_as_well(
    cli: Cli, merged: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("it asks")

    monkeypatch.setattr(passphrase, "ask_passphrase", asked)
    merged.key = KEY
    (merged.folder / "a.jsonl").write_bytes(merged.encode_records(*merged.records()))
    assert len(cli("log")[1].splitlines()) == 29


def test_a_session_without_a_title_has_its_routine_in_the_preview(
    cli: Cli, merged: Journal
) -> None:
    code, out, err = cli("forget", "s3", "--yes")
    assert (code, err) == (0, "")
    assert "  box  s3\n" in out


def test_erasing_many_looks_once_for_what_runs_and_for_what_is_parked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, kept = (
        Journal(tmp_path / "journal", tmp_path / "state"),
        DeviceStore(tmp_path / "state"),
    )
    journal.append(*made([(f"s{n}", n, {"what": "begun"}) for n in range(100)]))
    on = DeviceStore(tmp_path / "state")
    for session in ("s1", "s2", "s3"):
        assert on.run_files.claim(session)
    on.run_files.park("s2", "words of a person")
    on.run_files.park("s3", "words of a person")
    on.run_files.leave("s3")
    os.close(on.run_files._locks.pop("s2"))  # it was killed
    looks: list[str] = []

    def counted(real: Any) -> Any:
        def call(path: Path, *more: Any) -> Any:
            looks.append(path.name)
            return real(path, *more)

        return call

    monkeypatch.setattr(run_files, "is_locked", counted(locks.is_locked))
    monkeypatch.setattr(run_files, "open_for_lock", counted(locks.open_for_lock))
    found = Eraser(journal, kept)
    going = found.plan_all()
    assert [past.session for past in going.running] == ["s1"]
    found.erase(going, START)
    assert set(looks) <= {"s1", "s2", "s3", "s3.left"}
    assert os.listdir(tmp_path / "state" / "open") == ["s1"]
    assert [past.session for past in fold_sessions(journal.records())] == ["s1"]


def test_where_nobody_can_list_what_runs_each_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on, kept = DeviceStore(tmp_path / "state"), DeviceStore(tmp_path / "state")
    assert on.run_files.claim("s1")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", refuse)
    assert [
        id for id in kept.run_files.known(["s0", "s1"]) if kept.run_files.is_claimed_elsewhere(id)
    ] == ["s1"]


lines_of = st.lists(st.sampled_from([b"keep", b"drop", b"drop it all", b""]), max_size=12)


@given(lines_of, st.booleans(), st.integers(1, 9))
def test_a_file_is_rewritten_piece_by_piece_as_it_would_be_whole(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], ended: bool, piece: int
) -> None:
    path = tmp_path_factory.mktemp("f") / "x.jsonl"
    before = b"\n".join(lines) + (b"\n" if ended else b"")
    path.write_bytes(before)
    given: list[bytes] = []

    def change(some: bytes) -> bytes:
        given.append(some)
        return b"".join(
            line for line in some.splitlines(keepends=True) if not line.startswith(b"drop")
        )

    after = change(before)
    given.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "BLOCK_BYTES", piece)
        assert durable.rewrite_file(str(path), change, by_lines=True) == (after != before)
    assert path.read_bytes() == after
    assert b"".join(given) == before
    assert all(some.endswith(b"\n") for some in given[:-1])


def test_what_comes_while_a_file_is_rewritten_by_lines_without_a_lock_is_in_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"keep\ndrop\nlast\n")
    monkeypatch.setattr(disk, "BLOCK_BYTES", 5)
    monkeypatch.setattr(locks, "try_lock", lambda _fd: None)

    def change(some: bytes) -> bytes:
        if some == b"last\n":
            with open(path, "ab") as file:
                file.write(b"late\n")
        return some.replace(b"drop\n", b"")

    assert durable.rewrite_file(str(path), change, by_lines=True)
    assert path.read_bytes() == b"keep\nlast\nlate\n"


def long(folder: Path, number: int) -> None:
    """A journal of so many sessions, of five records each."""
    journal = Journal(folder / "journal", folder / "state")

    def records() -> Iterator[Record]:
        steps: list[Record] = [
            {"what": "begun", "routine": "box", "title": "Box"},
            {"what": "rated", "when": "before", "anxiety": 7},
            {"what": "answered", "key": "note"},
            {"what": "rated", "when": "after", "anxiety": 3},
            {"what": "ended", "how": "completed", "practised": 60.0},
        ]
        for n in range(number):
            at, said = (
                (START + timedelta(minutes=n)).isoformat(),
                f"what somebody wrote {n * 7919} " * 5,
            )
            for m, step in enumerate(steps):
                record = {
                    "v": 1,
                    "id": f"{n:012x}-{m}",
                    "session": f"{n * 7919:016x}",
                    "at": at,
                    **step,
                }
                yield record if m != 2 else {**record, "value": said}

    journal.append(*records())


def peak(folder: Path, *words: str) -> int:
    """The most memory that a command takes, in bytes: `getrusage` would count what the tests
    themselves took.
    """
    look = (
        "import sys; from calmtui.cli.main import main; code = main(sys.argv[1:]);"
        "print(open('/proc/self/status').read(), file=sys.stderr); sys.exit(code)"
    )
    environment = {**os.environ, "CALMTUI_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", look, *words],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stderr.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="only Linux tells it")
@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "most"),
    [("log", 0.6), ("log --json", 0.6), ("forget --all --yes", 1.3)],
    ids=["log", "json", "forget"],
)
def test_a_longer_journal_takes_little_more_memory(tmp_path: Path, words: str, most: float) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    long(few, 2_000)
    long(many, 20_000)
    size = sum(path.stat().st_size for path in (many / "journal").iterdir())
    more = peak(many, *words.split()) - peak(few, *words.split())
    assert more < size * most, f"{more} bytes more for {size} of a journal"
