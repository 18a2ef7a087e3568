"""What a shared folder brings: nothing is sealed to keys that the person has not accepted on this
machine.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from hashlib import scrypt as real_scrypt
from pathlib import Path
from typing import Any

import pytest

from calmtui.cli.checks.journal import check_encryption
from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.session.events import Leave, Rate
from calmtui.storage import backup, restore
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption import convert as locking
from calmtui.storage.encryption import keys, lock_files, trust
from calmtui.storage.encryption import seal as sealing
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths
from calmtui.tui.app import CalmApp
from tests.support import strangers
from tests.support.engine import Clock, begin
from tests.support.folders import contents_under
from tests.support.locks import cheap, put_on, quick
from tests.support.records import record
from tests.support.terminal import Terminal, home

__all__ = ["home", "quick"]  # fixtures

LOCK, _ = cheap("a passphrase")
VICTIMS = ("plain", "empty", "locked", "locked elsewhere")


def line(**more: object) -> bytes:
    """A line of a journal."""
    return json.dumps(record(**more)).encode() + b"\n"


def victim(tmp_path: Path, how: str) -> tuple[Journal, DeviceStore]:
    """A machine with sessions of its own, or none; with a lock of its own, or one that it has not
    accepted.
    """
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    state = DeviceStore(tmp_path / "state", lock=journal.lock)
    if how != "empty":
        journal.append(*(record(session=f"s{n}", title="distinctive before") for n in range(3)))
        state.put("draft", "distinctive draft")
    if how == "locked":
        assert locking.lock(journal, state, LOCK)
    if how == "locked elsewhere":
        sealed = sealing.seal_lines(line(session="theirs", title="distinctive"), LOCK["recipients"])
        (journal.folder / "other.jsonl").write_bytes(sealed)
        lock_files.write_lock_file(journal.folder / lock_files.LOCK_FILE, LOCK)
    return journal, state


def go_on(journal: Journal, state: DeviceStore) -> list[str]:
    """All that a machine writes, at work and when it is idle; gives what was refused."""

    def append() -> None:
        journal.append(record(session="new", title="distinctive new"))

    def draft() -> None:
        assert state.put("draft", "distinctive draft 2") or journal.lock.is_on

    def park() -> None:
        state.run_files.claim("run")
        assert state.run_files.park("run", "distinctive words") or journal.lock.is_on

    def idle() -> None:
        locking.encrypt_pending(journal, state)
        journal.compact()

    def elsewhere() -> None:
        (journal.folder.parent / "elsewhere.jsonl").write_bytes(
            journal.lock.seal_lines(
                journal.encode_records(record(session="else", title="distinctive else"))
            )
        )

    refused = []
    for work in (append, idle, draft, park, elsewhere, idle):
        try:
            work()
        except OSError:
            refused.append(work.__name__)
    return refused


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))


@pytest.mark.parametrize("how", VICTIMS)
@pytest.mark.parametrize("attack", strangers.ATTACKS)
def test_nothing_is_ever_sealed_to_a_strangers_keys(tmp_path: Path, attack: str, how: str) -> None:
    journal, state = victim(tmp_path, how)
    before = None if how in ("plain", "empty") else LOCK
    copy = journal.lock_copy.read_bytes() if how == "locked" else None
    strangers.ATTACKS[attack](journal.folder, before)
    refused = go_on(journal, state)
    assert strangers.read(tmp_path) == []
    if how == "locked":
        assert refused == []
        assert journal.lock_copy.read_bytes() == copy
        assert b"distinctive" not in contents_under(tmp_path)
        journal.key = state.key = keys.unlock_with(
            "a passphrase", lock_files.read_lock_files(journal.folder, journal.lock_copy)
        )
        read = {one["session"] for one in journal.records() if one["what"] != "sealed"}
        assert read == {"s0", "s1", "s2", "new"}
        assert state.get("draft") == "distinctive draft 2"
        assert lock_files.is_same_lock(
            LOCK, lock_files.read_lock_file(journal.lock_copy) or {"recipients": []}
        )
    elif how == "locked elsewhere" or attack == "swapped, with records":
        assert refused == ["append", "elsewhere"]  # never continued in plain text
        assert b"distinctive new" not in contents_under(tmp_path)
        assert not journal.lock_copy.exists()
    else:  # nothing is sealed anywhere: a lock that nobody here has accepted changes nothing
        assert refused == []
        assert b"distinctive new" in contents_under(journal.folder)
        assert not journal.lock_copy.exists()


@pytest.mark.parametrize("attack", strangers.ATTACKS)
def test_the_persons_passphrase_proves_no_lock_that_a_stranger_has_changed(
    tmp_path: Path, attack: str
) -> None:
    """What `calmtui lock` takes over is proved by the passphrase: the person's own lock, whole, and
    no other.
    """
    folder = tmp_path / "journal"
    lock_files.write_lock_file(folder / lock_files.LOCK_FILE, LOCK)
    strangers.ATTACKS[attack](folder, LOCK)
    key = keys.unlock_with("a passphrase", lock_files.read_shared_locks(folder))
    for lock in key.proven_locks if key is not None else []:
        assert lock_files.is_same_lock(lock, LOCK)


def test_a_key_in_front_of_the_persons_own_is_not_proved_by_what_opens_the_lock() -> None:
    changed = {**LOCK, "recipients": [*LOCK["recipients"], strangers.LOCK["recipients"][0]]}
    key = keys.unlock_with("a passphrase", [changed])
    assert key is not None
    assert key.proven_locks == []
    whole = keys.unlock_with("a passphrase", [LOCK])
    assert whole is not None
    assert whole.proven_locks == [LOCK]


def test_a_lock_of_another_machine_counts_here_when_it_is_accepted(tmp_path: Path) -> None:
    journal, state = victim(tmp_path, "locked elsewhere")
    assert trust.shared_lock_state(journal) == "new"
    (offered,) = trust.offered_locks(journal)
    key = keys.unlock_with("a passphrase", [offered])
    assert key is not None
    assert locking.lock(journal, state, key.proven_locks[0])
    assert trust.shared_lock_state(journal) == ""
    assert go_on(journal, state) == []
    assert b"distinctive" not in contents_under(tmp_path)


@pytest.mark.slow
def test_a_lock_that_only_says_so_is_told_once_and_sessions_go_on_being_saved(
    tmp_path: Path,
) -> None:
    journal, state = victim(tmp_path, "plain")
    strangers.ATTACKS["swapped"](journal.folder, None)
    assert trust.new_warning(journal) == trust.WARNINGS["new"]
    assert trust.new_warning(journal) == ""
    another, _ = keys.create_lock("another")
    lock_files.write_lock_file(journal.folder / lock_files.LOCK_FILE, another)
    assert trust.new_warning(journal) == trust.WARNINGS["new"]
    assert go_on(journal, state) == []
    private = Journal(journal.folder, tmp_path / "nothing", private=True)
    assert trust.new_warning(private) == ""
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    ("attack", "how", "level"),
    [
        ("swapped", "plain", "wrong"), ("swapped", "locked", "wrong"), ("added", "locked", "wrong"),
        ("opened", "locked", "note"), ("a pipe", "plain", "wrong"),
        ("taken away", "locked", "good"),
        ("swapped and opened", "plain", None),
    ],
)  # fmt: skip
def test_the_doctor_names_a_lock_that_is_not_this_machines(
    tmp_path: Path, attack: str, how: str, level: str | None
) -> None:
    journal, _ = victim(tmp_path, how)
    strangers.ATTACKS[attack](journal.folder, LOCK if how == "locked" else None)
    found = list(check_encryption(journal.folder, tmp_path / "state"))
    assert [finding.level for finding in found if finding.level != "good"] == [level] * (
        level in ("note", "wrong")
    )
    fingerprints = [finding.where for finding in found if finding.level == "good"]
    assert fingerprints == [f"Fingerprint of its keys: {lock_files.fingerprint(LOCK)}"] * (
        how == "locked"
    )


def two_machines(tmp_path: Path) -> list[tuple[Journal, DeviceStore]]:
    """Two machines, each with a lock of its own, made before they shared a folder."""
    machines = []
    for name in ("one", "two"):
        journal = Journal(tmp_path / "journal", tmp_path / name)
        state = DeviceStore(tmp_path / name, lock=journal.lock)
        machines.append((journal, state))
    return machines


@pytest.mark.usefixtures("quick")
def test_two_machines_locked_apart_go_on_with_their_own_keys_until_one_is_accepted(
    tmp_path: Path,
) -> None:
    (one, one_state), (two, two_state) = two_machines(tmp_path)
    first, _ = keys.create_lock("first")
    second, _ = keys.create_lock("second")
    locking.lock(one, one_state, first)
    (tmp_path / "journal" / lock_files.LOCK_FILE).rename(tmp_path / "aside")
    locking.lock(two, two_state, second)
    (tmp_path / "aside").rename(tmp_path / "journal" / lock_files.LOCK_FILE)  # what a merge brings
    for journal, state in ((one, one_state), (two, two_state)):
        journal.append(record(session=f"by {journal.device()}", title="distinctive"))
        assert locking.encrypt_pending(journal, state)
    assert (trust.shared_lock_state(one), trust.shared_lock_state(two)) == ("", "other")
    assert lock_files.read_lock_file(one.lock_copy) == first
    assert lock_files.read_lock_file(two.lock_copy) == second
    # Both are there to be opened, from anywhere.
    brought = lock_files.read_shared_locks(tmp_path / "journal")
    assert all(
        any(lock_files.is_same_lock(lock, other) for other in brought) for lock in (first, second)
    )
    for passphrase, journal in (("first", one), ("second", two)):
        reader = Journal(tmp_path / "journal", tmp_path / "reader")
        reader.key = keys.unlock_with(passphrase, brought)
        read = [record["session"] for record in reader.records() if record["what"] != "sealed"]
        assert read == [f"by {journal.device()}"]
    key = keys.unlock_with("first", trust.offered_locks(two))
    assert key is not None
    assert locking.lock(two, two_state, key.proven_locks[0])
    assert trust.shared_lock_state(two) == ""
    # For what was sealed before.
    assert (
        keys.unlock_with("second", lock_files.read_lock_files(two.folder, two.lock_copy))
        is not None
    )
    two.append(record(session="together", title="distinctive"))
    one.key = keys.unlock_with("first", [first])
    assert "together" in {
        record["session"] for record in one.records() if record["what"] != "sealed"
    }


@pytest.mark.usefixtures("quick")
def test_a_passphrase_that_was_set_elsewhere_counts_here_once_it_was_typed(tmp_path: Path) -> None:
    (one, one_state), (two, two_state) = two_machines(tmp_path)
    made, _ = keys.create_lock("old")
    locking.lock(one, one_state, made)
    locking.lock(two, two_state, made)
    key = keys.unlock_with("old", [made])
    assert key is not None
    locking.change_passphrase(one, key, "new")
    fresh = lock_files.read_lock_file(one.folder / lock_files.LOCK_FILE)
    assert locking.encrypt_pending(two, two_state)
    assert lock_files.read_lock_file(two.lock_copy) == made  # by itself nothing is taken over
    for typed, expected in (("old", made), ("new", fresh), ("old", fresh)):
        key = keys.unlock_with(typed, lock_files.read_lock_files(two.folder, two.lock_copy))
        if key is not None:
            locking.adopt_new_passphrase(two, key)
        assert lock_files.read_lock_file(two.lock_copy) == expected
    # Put back by somebody, the older file is set right by whoever has the newer one, and proves
    # nothing.
    lock_files.write_lock_file(two.folder / lock_files.LOCK_FILE, made)
    key = keys.unlock_with("old", lock_files.read_lock_files(two.folder, two.lock_copy))
    assert key is not None
    locking.adopt_new_passphrase(two, key)
    assert lock_files.read_lock_file(two.lock_copy) == fresh
    assert locking.encrypt_pending(two, two_state)
    assert lock_files.read_lock_file(two.folder / lock_files.LOCK_FILE) == fresh


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    about = {"format": 1, "calmtui": "0", "device": "backed", "at": "2026-11-24T22:41:03+01:00"}
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in {**members, "about.json": json.dumps(about).encode()}.items():
            info = tarfile.TarInfo(name.replace("__", "/"))
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("how", VICTIMS)
def test_a_restored_backup_brings_no_key_that_counts(tmp_path: Path, how: str) -> None:
    journal, state = victim(tmp_path / "home", how)
    (tmp_path / "home" / "journal" / lock_files.LOCK_FILE).unlink(missing_ok=True)
    copy = journal.lock_copy.read_bytes() if how == "locked" else None
    file = tmp_path / "b.tar"
    members = {
        "journal__lock.json": json.dumps(strangers.LOCK).encode(),
        "journal__lock-0a.json": json.dumps(strangers.LOCK).encode(),
        "journal__other2.jsonl": line(session="restored", title="distinctive"),
        "state__draft": b"distinctive draft of the backup",
    }
    file.write_bytes(archive(**members))
    here = Paths(tmp_path / "home", tmp_path / "home", tmp_path / "home" / "state")
    try:
        with restore.open_backup(file) as found:
            restore.restore_backup(found, here, journal)
    except OSError:
        assert how == "locked elsewhere"
    go_on(journal, state)
    assert strangers.read(tmp_path) == []
    assert journal.lock_copy.exists() == (how == "locked")
    if copy is not None:
        assert journal.lock_copy.read_bytes() == copy
        assert b"distinctive" not in contents_under(tmp_path / "home")


def test_a_locked_journal_is_restored_whole_to_an_empty_machine_and_waits_to_be_accepted(
    tmp_path: Path,
) -> None:
    journal, state = victim(tmp_path / "old", "locked")
    old = Paths(tmp_path / "old", tmp_path / "old", tmp_path / "old" / "state")
    backup.create_backup(old, journal.device(), datetime.now(UTC), tmp_path / "b.tar")
    fresh = Journal(tmp_path / "new" / "journal", tmp_path / "new" / "state")
    here = Paths(tmp_path / "new", tmp_path / "new", tmp_path / "new" / "state")
    with restore.open_backup(tmp_path / "b.tar") as found:
        assert restore.restore_backup(found, here, fresh).records == 3
    assert trust.shared_lock_state(fresh) == "new"
    assert not fresh.lock_copy.exists()
    state = DeviceStore(tmp_path / "new" / "state", lock=fresh.lock)
    key = keys.unlock_with("a passphrase", trust.offered_locks(fresh))
    assert key is not None
    assert locking.lock(fresh, state, key.proven_locks[0])
    fresh.key = state.key = keys.unlock_with("a passphrase", [LOCK])
    assert {one["what"] for one in fresh.records()} == {"begun"}
    assert state.get("draft") == "distinctive draft"


# The bounds of what a lock file may ask for


def test_what_strangers_lock_files_ask_for_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[int] = []

    def scrypt(secret: bytes, *, n: int, r: int, p: int, **more: Any) -> bytes:
        if n == 16:
            return bytes(real_scrypt(secret, n=n, r=r, p=p, **more))
        assert 128 * n * r <= 2**29
        assert 128 * p * r <= 2**29
        work.append(n * r * p)
        return bytes(32)

    costs: list[dict[str, Any]] = [
        {"n": 2**20, "r": 8, "p": 4}, {"n": 2**20, "r": 8, "p": 1}, {"n": 2**19, "r": 8, "p": 1},
        {"n": 2, "r": 2**30, "p": 1}, {"n": 2, "r": 1, "p": 2**29}, {"n": 2**62, "r": 8, "p": 1},
        {"n": 0, "r": 8, "p": 1}, {"n": -4, "r": 8, "p": -1}, {"n": True, "r": 8, "p": 1},
        {"n": "9", "r": 8, "p": 1},
        *({"n": 2**17, "r": 8, "p": 1} for _ in range(40)),
    ]  # fmt: skip
    folder = tmp_path / "journal"
    for number, cost in enumerate(costs):
        lock = {**strangers.LOCK, "scrypt": {**strangers.LOCK["scrypt"], **cost}, "number": number}
        lock_files.write_lock_file(folder / f"lock-{number:02}.json", lock)
    lock_files.write_lock_file(tmp_path / "state" / lock_files.LOCK_FILE, LOCK)
    files = lock_files.read_lock_files(folder, tmp_path / "state" / lock_files.LOCK_FILE)
    assert keys.count_too_costly(files) > 30
    monkeypatch.setattr(keys, "scrypt", scrypt)
    # That of this machine is tried before any other.
    assert keys.unlock_with("a passphrase", files) is not None
    assert keys.unlock_with("nonsense", files) is None
    assert 2**20 < sum(work) <= 2 * 8 * 2**20
    for number in range(100):
        lock_files.write_lock_file(
            folder / f"lock-x{number:03}.json", {**strangers.LOCK, "number": number}
        )
    assert (
        len(lock_files.read_lock_files(folder, tmp_path / "state" / lock_files.LOCK_FILE)) <= 2 * 64
    )


def test_a_lock_of_many_keys_is_none() -> None:
    with pytest.raises(lock_files.CannotEncrypt):
        lock_files.parse_lock_file(
            json.dumps({**LOCK, "recipients": LOCK["recipients"] * 5}).encode()
        )


# In both front ends


def texts(folder: Path) -> bytes:
    return contents_under(folder / "journal") + contents_under(folder / "state")


@pytest.mark.parametrize(
    ("attack", "how"),
    [
        pytest.param(
            attack, how, marks=() if (attack, how) == ("swapped", "locked") else pytest.mark.slow
        )
        for attack in strangers.ATTACKS
        for how in VICTIMS
    ],
)
async def test_an_app_that_idles_seals_to_no_strangers_keys(
    library: Library, tmp_path: Path, time: Clock, attack: str, how: str
) -> None:
    journal, state = victim(tmp_path, how)
    strangers.ATTACKS[attack](journal.folder, LOCK if how.startswith("locked") else None)
    session = begin(library.find("box-breathing"), journal, time, state=state)
    session.handle(Rate(8))
    app = CalmApp(AppContext(library, journal, Settings(), time.clock, time.now, device=state))
    async with app.run_test(size=(80, 24)) as pilot:
        app._idle()
        for _ in range(10):
            await pilot.pause(0.02)
    session.handle(Leave())
    assert strangers.read(tmp_path) == []
    if how == "locked":
        assert b"distinctive" not in texts(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("attack", "how"),
    [
        pytest.param(
            attack, how, marks=() if (attack, how) == ("swapped", "plain") else pytest.mark.slow
        )
        for attack in strangers.ATTACKS
        for how in VICTIMS
    ],
)
def test_line_by_line_nothing_is_sealed_to_a_strangers_keys(
    home: Path, attack: str, how: str
) -> None:
    journal, _ = victim(home, how)
    strangers.ATTACKS[attack](journal.folder, LOCK if how.startswith("locked") else None)
    done = subprocess.run(
        [sys.executable, "-m", "calmtui", "run", "short", "--plain"],
        input="7\n\n3\n\n", capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert strangers.read(home) == []
    if how == "plain" and attack == "swapped":
        assert trust.WARNINGS["new"] in done.stderr
    if how == "locked":
        assert b"distinctive" not in texts(home)


# As a person meets it


def accept(home: Path, passphrase: str, said: str) -> None:
    with Terminal(home, "lock", columns=120) as terminal:
        terminal.shows("The passphrase of that lock:")
        terminal.types("wrong\r")
        terminal.shows("That did not open it.")
        terminal.types(f"{passphrase}\r")
        terminal.shows(said)
        terminal.ends(20)


@pytest.mark.slow
def test_a_person_accepts_a_lock_with_its_passphrase_and_sees_its_fingerprint(home: Path) -> None:
    journal, _ = victim(home, "locked elsewhere")
    with Terminal(home, "lock", "--show", columns=120) as terminal:
        terminal.shows("The journal is not locked on this computer.")
        terminal.shows(lock_files.fingerprint(LOCK))
        assert terminal.ends(20) == 0
    with Terminal(home, "run", "short") as terminal:
        terminal.shows("How anxious are you right now?")
        terminal.types("7")
        terminal.shows("was locked on another computer")
        terminal.types("\x03")
        assert terminal.ends(5) == 130
    accept(home, "a passphrase", "The journal is locked.")
    assert lock_files.read_lock_file(journal.lock_copy) == LOCK
    assert b"distinctive" not in texts(home)


@pytest.mark.slow
def test_a_lock_with_a_key_too_many_is_not_accepted_with_the_right_passphrase(home: Path) -> None:
    journal, _ = victim(home, "plain")
    strangers.ATTACKS["added"](journal.folder, LOCK)
    accept(home, "a passphrase", "nothing is locked with it")
    assert not journal.lock_copy.exists()
    assert b"distinctive" in texts(home)


@pytest.mark.slow
def test_another_lock_than_this_machines_is_asked_about(home: Path) -> None:
    journal, _ = victim(home, "plain")
    mine, _ = keys.create_lock("mine")
    put_on(journal, mine)
    lock_files.write_lock_file(journal.folder / lock_files.LOCK_FILE, LOCK)
    accept(home, "a passphrase", "The journal is locked.")
    assert lock_files.is_same_lock(
        lock_files.read_lock_file(journal.lock_copy) or {"recipients": []}, LOCK
    )
    assert (
        keys.unlock_with("mine", lock_files.read_lock_files(journal.folder, journal.lock_copy))
        is not None
    )
