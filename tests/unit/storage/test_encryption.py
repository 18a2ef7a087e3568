"""What a locked journal lets onto the disk, and what opens it again."""

from __future__ import annotations

import builtins
import errno
import fcntl
import json
import os
import random
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calmtui.history.sessions import fold_sessions
from calmtui.session.events import Leave, Rate
from calmtui.session.scene import GuideScene
from calmtui.storage import files as durable
from calmtui.storage import reading
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption import bech32, keys, lock_files, trust
from calmtui.storage.encryption import convert as locking
from calmtui.storage.encryption import seal as sealing
from calmtui.storage.encryption.keys import PrivateKeys
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record
from tests.support.engine import Clock, begin, pass_time, routine
from tests.support.folders import contents_under
from tests.support.locks import KEY, LOCK, RECOVERY, key, locked, put_on, quick
from tests.support.records import record

__all__ = ["quick"]  # the fixture

KEYS: list[str] = LOCK["recipients"]
SECRETS = ("a passphrase", RECOVERY, f" {RECOVERY.lower()[:30]} {RECOVERY.lower()[30:]}\n")


@settings(max_examples=40)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["title", "value", "new"]), st.text() | st.integers(0, 10)),
        max_size=5,
    )
)
def test_what_is_appended_is_sealed_and_read_again_with_the_key(
    tmp_path_factory: pytest.TempPathFactory, extras: list[dict[str, Any]]
) -> None:
    journal = locked(tmp_path_factory.mktemp("j"))
    safe = json.loads(json.dumps(extras).encode("utf-8", "replace").decode())
    written = [record(**{k: v.encode("utf-8", "replace").decode() if isinstance(v,
    str) else v for k, v in e.items()})
               for e in safe]  # fmt: skip
    for one in written:
        journal.append(one)
    sealed = list(journal.records())
    assert [(one["id"], one["session"]) for one in sealed] == [
        (one["id"], one["session"]) for one in written
    ]
    assert all(
        set(one) == {"v", "id", "session", "what", "age"} and one["what"] == "sealed"
        for one in sealed
    )
    assert fold_sessions(sealed) == []
    journal.key = KEY
    assert list(journal.records()) == written
    assert list(journal.recent_records()) == written
    assert journal.unreadable_lines == []


@pytest.mark.parametrize("number", range(len(SECRETS)))
def test_the_passphrase_and_the_recovery_key_open_it(tmp_path: Path, number: int) -> None:
    secret = SECRETS[number]
    journal = locked(tmp_path)
    journal.append(record(title="distinctive"))
    assert b"distinctive" not in contents_under(tmp_path)
    journal.key = key(secret)
    assert [one["title"] for one in journal.records()] == ["distinctive"]


LINE = st.one_of(
    st.binary(max_size=40).filter(lambda line: b"\n" not in line),
    st.builds(
        lambda n: json.dumps({"id": f"i{n}", "session": "s", "what": "begun"}).encode(),
        st.integers(0, 9),
    ),
    st.builds(
        lambda n: json.dumps({"id": f"e{n}", "session": "s", "what": "erased"}).encode(),
        st.integers(0, 9),
    ),
)


@settings(max_examples=60)
@given(st.lists(LINE, max_size=6), st.integers(0, 2000))
def test_sealing_is_undone_byte_by_byte_and_done_once(lines: list[bytes], cut: int) -> None:
    data = b"\n".join(lines)
    sealed = sealing.seal_lines(data, KEYS)
    assert sealing.seal_lines(sealed, KEYS) == sealed
    assert KEY.open_lines(sealed) == data
    torn = sealed[:cut]
    head, _, tail = torn.rpartition(b"\n")
    again = sealing.seal_lines(torn, KEYS)
    assert again.startswith(head)
    if b'","age":"' in tail:
        assert again == torn  # a torn sealed line holds nothing to be read


@pytest.mark.parametrize(
    "line",
    [
        b'{"v":1,"id":"1","session":"s","what":"answered","value":"distinctive","age":"',
        b'{"v":1,"id":"1","session":"s","age":"AAAA","title":"distinctive"}',
        b'{"v":1,"id":"1","session":"s","age":7,"what":"sealed","title":"distinctive"}',
        b'{"v":1,"id":"1","what":"begun","title":"distinc',
        b"distinctive",
    ],
)
def test_what_only_looks_sealed_is_sealed(line: bytes) -> None:
    assert b"distinc" not in sealing.seal_lines(line, KEYS)


def test_tombstones_stay_as_they_are_and_erase_without_a_key(tmp_path: Path) -> None:
    journal = locked(tmp_path)
    journal.append(record(session="a"), record(session="b"))
    tombstone = {
        "v": 1,
        "id": "t",
        "session": "a",
        "at": "2026-11-24T22:41:03+01:00",
        "what": "erased",
    }
    journal.append(tombstone)
    assert tombstone in list(journal.records())
    journal.key = KEY
    assert [past.session for past in fold_sessions(journal.records())] == ["b"]


def damage(data: bytes | None) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.unlink()
        if data is not None:
            path.write_bytes(data)

    return change


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_link_to(target: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.unlink()
        path.symlink_to(target)

    return change


DAMAGES: dict[str, Callable[[Path], None]] = {
    "none": damage(None),
    "empty": damage(b""),
    "junk": damage(b"{"),
    "no keys": damage(b'{"v":1,"recipients":[]}'),
    "too many keys": damage(json.dumps({**LOCK, "recipients": KEYS * 5}).encode()),
    "keys of another type": damage(b'{"v":1,"recipients":[1]}'),
    "merge marks of git": damage(b"<<<<<<< HEAD\n" + json.dumps(LOCK).encode()),
    "a newer version": damage(json.dumps({**LOCK, "v": 2}).encode()),
    "deep nesting": damage(b"[" * 60000),
    "huge": damage(json.dumps({**LOCK, "pad": "x" * 70_000}).encode()),
    "a folder": a_folder,
    "a pipe": a_pipe,
    "a link to zeros": a_link_to("/dev/zero"),
    "a link to itself": a_link_to(lock_files.LOCK_FILE),
}


def refuses(journal: Journal, tmp_path: Path) -> None:
    """Nothing more is written, in plain text or otherwise."""
    before = contents_under(journal.folder)
    with pytest.raises(OSError, match=r"journal|directory"):
        journal.append(record(title="distinctive"))
    assert contents_under(journal.folder).strip() == before.strip()
    assert journal.lock.is_on
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    state.run_files.claim("s")
    assert not state.run_files.park("s", "distinctive")
    assert not state.put("draft", "distinctive")
    assert state.put("offered", "distinctive")
    assert b"distinctive" not in contents_under(tmp_path)


@pytest.mark.parametrize("how", DAMAGES)
def test_a_sealed_journal_is_never_continued_in_plain_text(tmp_path: Path, how: str) -> None:
    journal = locked(tmp_path)
    journal.append(record(title="x" * 9000))
    DAMAGES[how](journal.lock_copy)
    refuses(journal, tmp_path)


def test_keys_that_are_none_are_not_sealed_to(tmp_path: Path) -> None:
    journal = locked(tmp_path)
    journal.append(record())
    journal.lock_copy.write_bytes(b'{"v":1,"recipients":["age1abc"]}')
    refuses(journal, tmp_path)


@pytest.mark.parametrize("how", ["sealed by another machine alone", "one sealed line, torn"])
def test_a_sealed_journal_without_any_lock_is_not_continued(tmp_path: Path, how: str) -> None:
    journal = locked(tmp_path)
    journal.append(record(title="x" * 9000))
    own = journal.device_file()
    if how == "one sealed line, torn":
        own.write_bytes(own.read_bytes()[:-30])
    else:
        own.rename(journal.folder / "other.jsonl")
    for path in (journal.lock_copy, journal.folder / lock_files.LOCK_FILE):
        path.unlink()
    refuses(journal, tmp_path)


FAST = ("none", "junk", "a pipe", "no keys")


@pytest.mark.parametrize(
    "how", [h if h in FAST else pytest.param(h, marks=pytest.mark.slow) for h in DAMAGES]
)
def test_whatever_becomes_of_the_shared_lock_file_sealing_goes_on(tmp_path: Path, how: str) -> None:
    journal = locked(tmp_path)
    DAMAGES[how](journal.folder / lock_files.LOCK_FILE)
    journal.append(record(title="distinctive"))
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    assert state.put("draft", "distinctive")
    assert locking.encrypt_pending(journal, state)
    assert (
        b"distinctive"
        not in contents_under(journal.folder) + journal.lock_copy.with_name("draft").read_bytes()
    )
    # It is there for other machines.
    journal.key = keys.unlock_with("a passphrase", lock_files.read_shared_locks(journal.folder))
    assert [one.get("title") for one in journal.records()] == ["distinctive"]


def test_without_pyrage_a_locked_journal_takes_nothing_and_the_guide_goes_on(
    tmp_path: Path, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = locked(tmp_path)
    monkeypatch.setitem(sys.modules, "pyrage", None)
    session = begin(
        routine('[[steps]]\nkind = "say"\ntext = "x"\nseconds = 9\n', 'rate = ["anxiety"]'),
        journal,
        time,
    )
    session.handle(Rate(7))
    assert session.notice is not None
    assert (
        "Not saved yet: the journal is locked, and the package pyrage is missing" in session.notice
    )
    assert "calmtui doctor says how to get it" in session.notice
    pass_time(session, time, 3)
    assert isinstance(session.scene(), GuideScene)
    assert b"begun" not in contents_under(tmp_path)
    monkeypatch.undo()
    session.handle(Leave())  # what could not be kept comes with the next record
    journal.key = KEY
    assert [one["what"] for one in journal.records()] == ["begun", "rated", "ended"]


def test_a_journal_that_is_not_locked_never_loads_age_and_reads_no_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom calmtui.storage.journal import Journal\n"
        "journal = Journal(Path(sys.argv[1]) / 'journal', Path(sys.argv[1]) / 'state')\n"
        "journal.append({'v': 1, 'id': 'a', 'session': 's', 'what': 'begun'})\n"
        "print([name for name in ('pyrage', 'calmtui.storage.encryption.keys', 'hashlib') if "
        "name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    (journal.folder / "other.jsonl").write_bytes(
        b'{"id":"1","session":"s","what":"begun"}\n' * 200_000
    )
    asked = 0
    real = os.pread

    def pread(fd: int, size: int, offset: int) -> bytes:
        nonlocal asked
        asked += size
        return real(fd, size, offset)

    monkeypatch.setattr(os, "pread", pread)
    journal.append(record())
    assert asked < 20_000


@pytest.mark.slow
def test_a_side_file_is_sealed_as_well(tmp_path: Path) -> None:
    journal = locked(tmp_path)
    journal.append(record(title="distinctive 1"))
    with open(journal.device_file()) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        journal.append(record(title="distinctive 2"))
    assert len(list(journal.folder.glob("*.jsonl"))) == 2
    assert b"distinctive" not in contents_under(journal.folder)
    journal.key = KEY
    assert {one["title"] for one in journal.records()} == {"distinctive 1", "distinctive 2"}


def test_what_waits_for_the_files_lock_while_the_journal_is_locked_is_sealed(
    tmp_path: Path,
) -> None:
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    journal.append(record())
    with open(journal.device_file()) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        data = json.dumps(record(title="distinctive")).encode() + b"\n"
        path = str(journal.device_file())
        waits = threading.Thread(
            target=durable.append_lines, args=(path, data, 30.0, journal.lock.seal_lines)
        )
        waits.start()
        put_on(journal)
    waits.join()
    assert b"distinctive" not in contents_under(journal.folder)
    journal.key = KEY
    assert [one.get("title") for one in journal.records()] == [None, "distinctive"]


@pytest.mark.slow
def test_a_record_under_a_false_id_or_with_no_record_in_it_is_named(tmp_path: Path) -> None:
    journal = locked(tmp_path)
    journal.append(record(id="a"), record(id="b"))
    first, second = journal.device_file().read_bytes().splitlines()
    age = json.loads(first)["age"]
    swapped = json.dumps({**json.loads(second), "age": age}, separators=(",", ":")).encode()
    junk = sealing.seal_lines(b"no record at all", KEYS)
    foreign = sealing.seal_lines(
        json.dumps(record(id="f")).encode(), keys.create_lock("x")[0]["recipients"]
    )
    journal.device_file().write_bytes(b"\n".join([first, swapped, junk, foreign, b""]))
    journal.key = KEY
    assert [(one["id"], one["what"]) for one in journal.records()] == [
        ("a", "begun"),
        ("f", "sealed"),
    ]
    assert [bad.line for bad in journal.unreadable_lines] == [2, 3]


@pytest.mark.slow
def test_the_newest_of_a_hundred_thousand_sealed_sessions_are_read_from_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "journal"
    folder.mkdir()
    age = "A" * 700
    with open(folder / "a.jsonl", "w") as file:
        for number in range(100_000):
            head = f'{{"v":1,"id":"%d","session":"s{number}","age":"{age}","what":"sealed"}}\n'
            file.write(head % (2 * number) + head % (2 * number + 1))
    asked = 0
    real = os.pread

    def pread(fd: int, size: int, offset: int) -> bytes:
        nonlocal asked
        asked += size
        return real(fd, size, offset)

    monkeypatch.setattr(os, "pread", pread)
    found = {one["session"] for one in Journal(folder, tmp_path / "state").recent_records(50)}
    assert {f"s{number}" for number in range(99_950, 100_000)} <= found
    assert asked < 1_000_000


# The keys


def test_keys_are_written_as_age_writes_them() -> None:
    vector = bytes.fromhex("00443214c74254b635cf84653a56d7c675be77df")  # of BIP 173
    assert bech32.encode("abcdef", vector) == "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"


@given(st.binary(min_size=32, max_size=32))
def test_every_secret_makes_a_key_that_age_takes(secret: bytes) -> None:
    import pyrage

    text = bech32.encode("age-secret-key-", secret).upper()
    assert str(pyrage.x25519.Identity.from_str(text)) == text


@pytest.mark.slow
def test_the_costs_of_a_guess_are_those_that_were_chosen() -> None:
    made = keys.create_lock("a passphrase")[0]["scrypt"]
    assert (made["n"], made["r"], made["p"]) == (2**17, 8, 1)
    assert len(set(made["salt"])) > 8
    assert made["salt"] != LOCK["scrypt"]["salt"]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("chosen", "typed"),
    [
        ("Fürchte dich nicht", "Fu\u0308rchte dich nicht"),
        ("ﬁne", "fine"),
        (" ", " "),
        ("\udcff", "\udcff"),
        ("x", "x"),
    ],
)
def test_a_passphrase_is_the_same_on_every_keyboard(chosen: str, typed: str) -> None:
    kept, _ = keys.create_lock(chosen)
    assert keys.unlock_with(typed, [kept]) is not None
    assert keys.unlock_with(typed + "x", [kept]) is None
    assert keys.unlock_with("", [kept]) is None


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "change",
    [
        {"scrypt": None}, {"scrypt": {}}, {"scrypt": {"n": 2**40, "r": 8, "p": 1, "salt": ""}},
        {"wrapped": 3},
        {"scrypt": {"n": True, "r": 8, "p": 1, "salt": ""}},
        {"scrypt": {"n": 17, "r": 8, "p": 1, "salt": ""}},
        {"scrypt": {"n": float("inf"), "r": 8, "p": 1, "salt": ""}}, {"wrapped": "????"},
        {"wrapped": "YWdl"},
        {"wrapped": None},
    ],
)  # fmt: skip
def test_a_hostile_lock_file_opens_nothing_and_costs_nothing(change: dict[str, Any]) -> None:
    kept, recovery = keys.create_lock("x")
    assert keys.unlock_with("x", [{**kept, **change}]) is None
    assert keys.unlock_with(recovery, [{**kept, **change}]) is not None


@pytest.mark.slow
def test_a_recovery_key_that_is_none_or_another_opens_nothing() -> None:
    sealed = json.loads(sealing.seal_lines(b"{}", KEYS))
    assert keys.find_recovery(RECOVERY, [sealed])
    for typed in (
        "AGE-SECRET-KEY-1",
        RECOVERY[:-1],
        RECOVERY[1:],
        RECOVERY[:-5] + "QQQQQ",
        keys.create_lock("y")[1],
        "\udcff",
    ):
        assert keys.unlock_with(typed, [{**LOCK, "wrapped": ""}]) is None
        assert keys.find_recovery(typed, [sealed]) is None


def test_the_recovery_key_needs_no_lock_file(tmp_path: Path) -> None:
    journal = locked(tmp_path)
    journal.append(record(title="distinctive"))
    (journal.folder / lock_files.LOCK_FILE).unlink()
    journal.key = keys.find_recovery(RECOVERY, journal.records())
    assert [one["title"] for one in journal.records()] == ["distinctive"]


# What this machine alone keeps


def test_words_of_a_locked_journal_are_on_no_disk(tmp_path: Path) -> None:
    journal = locked(tmp_path)
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    state.run_files.claim("s")
    assert state.run_files.park("s", "distinctive words")
    assert state.put("draft", "distinctive draft")
    assert state.put("offered", "distinctive trigger")
    assert b"distinctive" not in contents_under(tmp_path)
    assert sorted(path.name for path in (tmp_path / "state").iterdir()) == [
        "draft",
        "lock.json",
        "open",
    ]
    assert (state.run_files.parked_text("s"), state.get("offered")) == (
        "distinctive words",
        "distinctive trigger",
    )
    other = DeviceStore(tmp_path / "state", lock=journal.lock)
    assert (
        other.run_files.parked_text("s"),
        other.get("draft"),
        other.run_files.latest_parked_text(),
        other.get("offered"),
    ) == (
        "",
        "",
        "",
        "",
    )
    assert other.has_sealed_texts()
    other.key = KEY
    assert (other.run_files.parked_text("s"), other.get("draft")) == (
        "distinctive words",
        "distinctive draft",
    )
    assert other.run_files.latest_parked_text() == "distinctive words"
    other.put("draft", "")
    state.run_files.release("s")
    assert not other.has_sealed_texts()


def test_sealed_words_stay_a_day_for_nobody_can_tell_whose_they_are(tmp_path: Path) -> None:
    journal = locked(tmp_path)
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    for id in ("new", "old", "empty"):
        state.run_files.claim(id)
        if id != "empty":
            state.run_files.park(id, "words")
        os.close(state.run_files._locks.pop(id))
    os.utime(tmp_path / "state" / "open" / "old", (1000, 1000))
    DeviceStore(tmp_path / "state", lock=journal.lock).run_files.remove_orphans(
        frozenset(), since=2000.0
    )
    assert [path.name for path in (tmp_path / "state" / "open").iterdir()] == ["new"]


# In place


def written(tmp_path: Path, sessions: int = 4) -> tuple[Journal, DeviceStore, list[Record]]:
    """A journal of two devices, with a side file, a conflict copy, a torn line, tombstones, words
    and a draft.
    """
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    made = [record(session=f"s{n}", title=f"distinctive {n}", n=n) for n in range(sessions)]
    journal.append(*made)
    own = journal.device_file()
    side = own.with_name(f"{own.stem}-0a1b2c3d.jsonl")
    durable.append_lines(
        str(side), json.dumps(record(session="side", title="distinctive side")).encode() + b"\n"
    )
    own.with_name(f"{own.stem}.sync-conflict-1.jsonl").write_bytes(own.read_bytes()[:-20])
    erased = {
        "v": 1,
        "id": "t",
        "session": "s0",
        "what": "erased",
        "at": "2026-11-24T22:41:03+01:00",
    }
    durable.append_lines(
        str(own.with_name(f"{own.stem}-erased.jsonl")), json.dumps(erased).encode() + b"\n"
    )
    with open(own, "ab") as file:
        file.write(b'{"v":1,"id":"torn","session":"s1","title":"distincti')
    (journal.folder / f".{own.name}.0a1b2c3d").write_bytes(b"distinctive, half written")
    state.put("draft", "distinctive draft")
    state.put("offered", "distinctive trigger")
    state.put("delay-distinctive", "600")
    (tmp_path / "state" / "openings").mkdir()
    (tmp_path / "state" / "openings" / "run_distinctive_80x24").write_bytes(b"distinctive")
    state.run_files.claim("cut")
    state.run_files.park("cut", "distinctive words")
    os.close(state.run_files._locks.pop("cut"))
    return journal, DeviceStore(tmp_path / "state", lock=journal.lock), made


def as_it_is(journal: Journal, key: PrivateKeys | None) -> list[str]:
    """Every record that can be read, in a form to compare."""
    reader = Journal(journal.folder, journal.state)
    reader.key = key
    return sorted(json.dumps(one, sort_keys=True) for one in reader.records())


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def telling(tmp_path: Path) -> list[str]:
    names = [str(path) for path in tmp_path.rglob("*") if "distinc" in path.name]
    return names + [name for name, data in files_of(tmp_path).items() if b"distinc" in data]


def test_what_is_there_is_sealed_in_place_and_opened_again(tmp_path: Path) -> None:
    journal, state, _ = written(tmp_path)
    before, all_of = files_of(tmp_path / "journal"), as_it_is(journal, None)
    assert locking.lock(journal, state, LOCK)
    assert telling(tmp_path) == []
    assert as_it_is(journal, KEY) == all_of
    assert sorted(locking.sealed_files(journal)) == sorted(
        set(journal.device_files()) - {erased_of(journal)}
    )
    journal.append(record(session="new"))
    assert locking.unlock(journal, state, KEY)
    after = files_of(tmp_path / "journal")
    own = journal.device_file().name
    assert before.pop(f".{own}.0a1b2c3d")
    assert json.loads(after[own].removeprefix(before[own]))["session"] == "new"
    assert {**after, own: before[own]} == before
    assert (state.get("draft"), state.run_files.parked_text("cut")) == (
        "distinctive draft",
        "distinctive words",
    )
    assert not (tmp_path / "state" / lock_files.LOCK_FILE).exists()
    journal.append(record(session="plain"))
    assert [one["session"] for one in journal.records()][-1:] != []
    assert not locking.sealed_files(journal)


def erased_of(journal: Journal) -> Path:
    own = journal.device_file()
    return own.with_name(f"{own.stem}-erased.jsonl")


def test_the_files_of_other_devices_are_theirs(tmp_path: Path) -> None:
    journal, state, _ = written(tmp_path)
    foreign = journal.folder / "other.jsonl"
    foreign.write_text(json.dumps(record(session="theirs")) + "\n")
    before = foreign.read_bytes()
    assert locking.lock(journal, state, LOCK)
    assert foreign.read_bytes() == before
    assert locking.plain_files(journal) == [foreign]
    theirs = Journal(journal.folder, tmp_path / "theirs")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "device").write_text("other\n")
    lock_files.write_lock_file(theirs.lock_copy, LOCK)  # accepted there
    assert locking.encrypt_pending(theirs, DeviceStore(tmp_path / "theirs", lock=theirs.lock))
    assert locking.plain_files(journal) == []
    # Each opens its own; the lock file stays for the others, and nothing is sealed any more.
    assert locking.unlock(journal, state, KEY)
    assert (journal.folder / lock_files.LOCK_FILE).exists()
    assert locking.sealed_files(journal) == [foreign]
    # There it is locked until it is opened.
    theirs.append(record(session="distinctive", title="distinctive title"))
    assert b"distinctive title" not in foreign.read_bytes()
    assert trust.shared_lock_state(theirs) == "opened"
    journal.append(record(title="distinctive plain"))
    assert b"distinctive plain" in journal.device_file().read_bytes()
    assert locking.unlock(theirs, DeviceStore(tmp_path / "theirs", lock=theirs.lock), KEY)
    assert not (journal.folder / lock_files.LOCK_FILE).exists()
    assert not locking.sealed_files(journal)


def test_a_lock_file_that_is_gone_is_put_back_from_this_machines_copy(tmp_path: Path) -> None:
    journal, state, _ = written(tmp_path)
    all_of = as_it_is(journal, None)
    locking.lock(journal, state, LOCK)
    (journal.folder / lock_files.LOCK_FILE).unlink()
    found = keys.unlock_with(
        "a passphrase", lock_files.read_lock_files(journal.folder, journal.lock_copy)
    )
    assert found is not None
    assert locking.encrypt_pending(journal, state)
    assert lock_files.read_lock_file(journal.folder / lock_files.LOCK_FILE) == LOCK
    assert locking.unlock(journal, state, found)
    assert as_it_is(journal, None) == all_of


def test_words_of_a_run_that_is_on_are_sealed_when_it_is_over(tmp_path: Path) -> None:
    journal, state, _ = written(tmp_path)
    running = DeviceStore(tmp_path / "state")  # without a lock: from before the journal had one
    running.run_files.claim("on")
    running.run_files.park("on", "distinctive words")
    put_on(journal)
    assert not locking.encrypt_pending(journal, state)
    # What is sealed by now can be opened whatever comes.
    assert lock_files.read_lock_file(journal.lock_copy) == LOCK
    assert [name for name in telling(tmp_path) if not name.endswith("open/on")] == []
    os.close(running.run_files._locks.pop("on"))
    assert locking.encrypt_pending(journal, state)
    assert telling(tmp_path) == []
    assert lock_files.read_lock_file(journal.lock_copy) == LOCK
    state.run_files.remove_orphans(frozenset())
    assert not list((tmp_path / "state" / "open").iterdir())


@pytest.mark.usefixtures("quick")
def test_two_locks_made_on_two_machines_at_once_both_open(tmp_path: Path) -> None:
    journal, state, _ = written(tmp_path)
    mine, _ = keys.create_lock("mine")
    locking.lock(journal, state, mine)
    all_of = as_it_is(journal, keys.unlock_with("mine", [mine]))
    (journal.folder / lock_files.LOCK_FILE).rename(
        journal.folder / "lock.sync-conflict-20261124-1-ABC.json"
    )
    lock_files.write_lock_file(journal.folder / lock_files.LOCK_FILE, LOCK)
    assert locking.encrypt_pending(journal, state)
    assert trust.shared_lock_state(journal) == "other"
    assert locking.lock(journal, state, LOCK)  # accepted here as well
    journal.append(record(session="later"))
    known = lock_files.read_lock_files(journal.folder, journal.lock_copy)
    one, two = keys.unlock_with("mine", known), keys.unlock_with("a passphrase", known)
    assert one
    assert two
    assert len([line for line in as_it_is(journal, one) if '"sealed"' in line]) == 1
    assert locking.unlock(journal, state, two)
    assert locking.sealed_files(journal)  # what the other one sealed, and its lock stays
    assert locking.unlock(journal, state, one)
    assert not locking.sealed_files(journal)
    assert {line for line in as_it_is(journal, None) if '"later"' not in line} == set(all_of)
    assert not list(journal.folder.glob("lock*"))


@pytest.mark.usefixtures("quick")
def test_a_new_lock_keeps_the_one_that_another_machine_still_needs(tmp_path: Path) -> None:
    journal, state, _ = written(tmp_path)
    first, _ = keys.create_lock("first")
    locking.lock(journal, state, first)
    theirs = sealing.seal_lines(json.dumps(record(session="theirs")).encode(), first["recipients"])
    (journal.folder / "other.jsonl").write_bytes(theirs + b"\n")
    mine = keys.unlock_with("first", [first])
    assert mine
    assert locking.unlock(journal, state, mine)
    assert locking.lock(journal, state, LOCK)
    found = keys.unlock_with("first", lock_files.read_lock_files(journal.folder, journal.lock_copy))
    assert found
    assert any('"theirs"' in line and '"begun"' in line for line in as_it_is(journal, found))


def test_a_file_is_not_sealed_for_a_lock_that_was_taken_off_meanwhile(tmp_path: Path) -> None:
    journal, state, _ = written(tmp_path)
    put_on(journal)
    before = journal.device_file().read_bytes()

    def slow(data: bytes) -> bytes:
        sealed = journal.lock.seal_lines(data)
        locking.unlock(journal, state, KEY)  # another process, before this one has the file's lock
        return sealed

    assert locking._convert_file(journal, journal.device_file(), slow)
    assert journal.device_file().read_bytes() == before
    assert not locking.sealed_files(journal)


@pytest.mark.usefixtures("quick")
def test_another_passphrase_reseals_nothing_and_the_recovery_key_stays(tmp_path: Path) -> None:
    journal, state, _ = written(tmp_path)
    kept, recovery = keys.create_lock("old")
    locking.lock(journal, state, kept)
    before, all_of = (
        journal.device_file().read_bytes(),
        as_it_is(journal, keys.unlock_with("old", [kept])),
    )
    for secret in ("old", recovery):
        found = keys.unlock_with(
            secret, lock_files.read_lock_files(journal.folder, journal.lock_copy)
        )
        assert found
        locking.change_passphrase(journal, found, "new")
        known = lock_files.read_lock_files(journal.folder, journal.lock_copy)
        assert len(known) == 1
        assert keys.unlock_with("old", known) is None
        for opens in ("new", recovery):
            assert as_it_is(journal, keys.unlock_with(opens, known)) == all_of
        assert journal.device_file().read_bytes() == before


def test_a_second_look_at_a_sealed_device_reads_no_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, state, _ = written(tmp_path)
    locking.lock(journal, state, LOCK)
    read: list[str] = []
    real = reading.read_file

    def look(path: str, *more: int) -> bytes:
        read.append(Path(path).suffix)
        return real(path, *more)

    monkeypatch.setattr(reading, "read_file", look)
    assert locking.encrypt_pending(journal, state)
    assert ".jsonl" not in read


# Faults


class Faulty:
    """Lets so many calls of os through, and makes the next one fail."""

    NAMES = (
        "open",
        "write",
        "fsync",
        "replace",
        "unlink",
        "ftruncate",
        "pwrite",
        "link",
        "mkdir",
        "fchmod",
        "pread",
    )

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
        self.left, self.failed = number, ""
        for name in self.NAMES:
            monkeypatch.setattr(os, name, self._counted(name, getattr(os, name)))
        monkeypatch.setattr(builtins, "open", self._counted("open file", builtins.open))
        monkeypatch.setattr("io.open", builtins.open)

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                self.failed = name
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*args, **more)

        return call


@pytest.mark.slow
@pytest.mark.parametrize(("what", "step"), [
    ("lock", 3),  # every third call
    pytest.param("lock", 1, marks=pytest.mark.slow),
    pytest.param("unlock", 1, marks=pytest.mark.slow),
])  # fmt: skip
def test_any_call_that_fails_loses_nothing_and_the_next_try_finishes(
    tmp_path_factory: pytest.TempPathFactory, what: str, step: int
) -> None:
    number, failed = 0, set()
    while True:
        number += step
        path = tmp_path_factory.mktemp("j")
        journal, state, _ = written(path, 2)
        all_of = as_it_is(journal, None)
        words = (state.get("draft"), state.run_files.parked_text("cut"))
        if what == "unlock":
            locking.lock(journal, state, LOCK)
        with pytest.MonkeyPatch.context() as patch:
            faulty = Faulty(patch, number)
            try:
                if what == "lock":
                    locking.lock(journal, state, LOCK)
                else:
                    locking.unlock(journal, state, KEY)
            except OSError:
                assert faulty.failed
        failed.add(faulty.failed)
        assert as_it_is(journal, KEY) == all_of, faulty.failed
        state.key = KEY
        assert (state.get("draft"), state.run_files.parked_text("cut")) == words, faulty.failed
        if what == "lock":
            assert locking.lock(journal, state, LOCK)
            assert telling(path) == []
        else:
            assert locking.unlock(journal, state, KEY)
            assert not locking.sealed_files(journal)
            assert not list(journal.folder.glob("lock*"))
        assert as_it_is(journal, KEY) == all_of
        assert not [name for name in files_of(path / "journal") if ".jsonl." in name]
        if not faulty.failed:
            break
    assert number > 20
    assert {"open", "fsync", "replace"} <= failed


# Kills


def forked(work: Callable[[], object]) -> int:
    """A process of its own that does some work, and ends."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


@pytest.mark.slow
@pytest.mark.alone  # the kills are spread over the time that one locking took
def test_kills_at_any_point_of_locking_and_unlocking_lose_nothing(tmp_path: Path) -> None:
    """250 rounds: lock, or unlock, cut by SIGKILL after a random time; now and then let through to
    its end.
    """
    chance = random.Random(7)
    journal, state, _ = written(tmp_path, 60)
    (journal.folder / f".{journal.device_file().name}.0a1b2c3d").unlink()
    all_of = as_it_is(journal, None)
    began = monotonic()
    os.waitpid(forked(lambda: locking.lock(journal, state, LOCK)), 0)
    whole = monotonic() - began
    killed = {"lock": 0, "unlock": 0}
    for number in range(250):
        what = "unlock" if number % 2 else "lock"
        work = (
            partial(locking.unlock, journal, state, KEY)
            if what == "unlock"
            else partial(_lock, journal, state)
        )
        child = forked(work)
        if not select.select(
            [pidfd := os.pidfd_open(child)], [], [], chance.uniform(0, 1.2 * whole)
        )[0]:
            os.kill(child, signal.SIGKILL)
            killed[what] += 1
        os.close(pidfd)
        os.waitpid(child, 0)
        assert as_it_is(journal, KEY) == all_of
        state.key = KEY
        assert (state.get("draft"), state.run_files.parked_text("cut")) == (
            "distinctive draft",
            "distinctive words",
        )
        if chance.random() < 0.3:
            work()
            assert telling(tmp_path) == [] if what == "lock" else not locking.sealed_files(journal)
            assert as_it_is(journal, KEY) == all_of
    assert min(killed.values()) > 30


def _lock(journal: Journal, state: DeviceStore) -> None:
    """As the command does it: a lock that is on is finished, else a lock is put on."""
    if trust.accepted_lock(journal) is None:
        locking.lock(journal, state, LOCK)
    else:
        locking.encrypt_pending(journal, state)


WRITER = """
import select, sys
from pathlib import Path
from calmtui.storage.journal import Journal
from calmtui.storage.records import new_id

journal = Journal(Path(sys.argv[1]) / "journal", Path(sys.argv[1]) / "state")
while True:
    id = new_id()
    begun = {"v": 1, "id": id, "session": id, "what": "begun"}
    journal.append({**begun, "title": "distinctive", "pad": "x" * 200})
    print(id, flush=True)
    select.select([], [], [], 0.01)
"""


@pytest.mark.slow
def test_runs_that_are_on_while_the_lock_is_turned_lose_nothing_and_leave_nothing_plain(
    tmp_path: Path,
) -> None:
    """Twenty rounds of three writers, killed, beside a lock that is put on and taken off."""
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    acknowledged: set[str] = set()
    for number in range(20):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
            )
            for _ in range(3)
        ]
        for writer in writers:
            assert writer.stdout
            acknowledged.add(writer.stdout.readline().strip())
        done = False
        while not done:  # a busy file is tried again
            if number % 2:
                done = locking.unlock(journal, state, KEY)
            else:
                fresh = trust.accepted_lock(journal) is None
                done = (
                    locking.lock(journal, state, LOCK)
                    if fresh
                    else locking.encrypt_pending(journal, state)
                )
        for writer in writers:
            assert writer.stdout
            for _ in range(3):
                acknowledged.add(writer.stdout.readline().strip())
            writer.send_signal(signal.SIGKILL)
        for writer in writers:
            assert writer.stdout
            acknowledged.update(line.strip() for line in writer.stdout if line.endswith("\n"))
            writer.wait()
        if number % 2 == 0:
            assert b"distinctive" not in contents_under(journal.folder)
        reader = Journal(journal.folder, tmp_path / "state")
        reader.key = KEY
        read = [one["id"] for one in reader.records() if one["what"] == "begun"]
        assert acknowledged <= set(read)
        assert len(read) == len(set(read))
    assert len(acknowledged) >= 20 * 3 * 3
