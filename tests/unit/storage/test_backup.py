"""One file with everything, and back: what is missing is added, what is here stays, what is erased
stays erased.
"""

from __future__ import annotations

import fcntl
import gzip
import io
import json
import os
import shutil
import stat
import tarfile
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calmtui.cli.main import main
from calmtui.history.sessions import fold_sessions
from calmtui.storage import backup, journal_files, restore
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption.seal import JournalLock
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths
from tests.support.folders import bytes_under
from tests.support.records import AT, SECRET, session_records

Cli = Callable[..., tuple[int, str, str]]
STRANGE = (
    b'{"v":9,"id":"n1","session":"new","at":"?","what":"dreamt","deep":[1, 2.50]}\nnot json\xff\n'
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with all that a backup holds, and some that it does not."""
    home = tmp_path / "home"
    monkeypatch.setenv("CALMTUI_HOME", str(home))
    journal = Journal(home / "journal", home / "state")
    for session in ("one", "two", "three"):
        journal.append(*session_records(session, f"{SECRET} {session}"))
    with open(journal.device_file(), "ab") as file:
        file.write(STRANGE)
    (home / "journal" / "0other.jsonl").write_text(
        "".join(json.dumps(r) + "\n" for r in session_records("far"))
    )
    journal.erase(["two"], AT)
    (home / "settings.toml").write_text('partner = "Kim"  # a comment\n')
    (home / "choices.toml").write_text("[pmr-7]\nno_holds = true\n")
    (home / "routines" / "de").mkdir(parents=True)
    (home / "routines" / "mine.toml").write_text("mine")
    (home / "routines" / "de" / "mine.toml").write_text("meins")
    state = DeviceStore(home / "state")
    state.put("draft", "a draft")
    state.put("delay-ride-the-urge", "900")
    (home / "state" / "open").mkdir()
    (home / "state" / "open" / "one").write_text("parked")
    state.half_files.put("one", "answers of a tool, parked too")
    return home


@pytest.fixture
def cli(home: Path, capfd: pytest.CaptureFixture[str]) -> Cli:
    def call(*words: str) -> tuple[int, str, str]:
        old = os.umask(0)
        try:
            code = main(words)
        finally:
            os.umask(old)
        return code, *capfd.readouterr()

    return call


def journal_of(home: Path) -> Journal:
    return Journal(home / "journal", home / "state")


def past(home: Path) -> list[Any]:
    return fold_sessions(journal_of(home).records())


COMPACTED = "state/compacted"  # which files a look at the erasures has seen


def texts(home: Path) -> dict[str, bytes]:
    """Every file, by its name."""
    return {
        str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()
    }


def test_a_backup_after_a_wipe_brings_everything_back(cli: Cli, home: Path, tmp_path: Path) -> None:
    before, was = texts(home), past(home)
    file = tmp_path / "b.tar"
    assert cli("backup", str(file))[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["b.tar"]
    shutil.rmtree(home)
    code, _, err = cli("restore", str(file))
    assert (code, err) == (0, "")
    assert past(home) == was
    after = texts(home)
    for name in ("settings.toml", "choices.toml", "routines/mine.toml", "routines/de/mine.toml",
    "state/draft",
                 "state/delay-ride-the-urge", "journal/0other.jsonl"):  # fmt: skip
        assert after[name] == before[name]
    written = b"".join(data for name, data in after.items() if name.startswith("journal/"))
    assert all(
        line in written
        for name, data in before.items()
        if name.startswith("journal/")
        for line in data.split(b"\n")
    )
    assert b"parked" not in bytes_under(home)
    for path in home.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_same_device_gets_its_own_file_back_byte_by_byte(
    cli: Cli, home: Path, tmp_path: Path
) -> None:
    before = texts(home)
    cli("backup", str(tmp_path / "b.tar"))
    shutil.rmtree(home / "journal")
    assert cli("restore", str(tmp_path / "b.tar"))[0] == 0
    after = texts(home)
    assert {name: after[name] for name in before if "compacted" not in name} == {
        name: data for name, data in before.items() if "compacted" not in name
    }


def test_restoring_twice_adds_nothing(cli: Cli, home: Path, tmp_path: Path) -> None:
    cli("backup", str(tmp_path / "b.tar"))
    before = texts(home)
    assert cli("restore", str(tmp_path / "b.tar")) == (0, "0 records added.\n", "")
    assert {**texts(home), COMPACTED: b""} == {**before, COMPACTED: b""}
    shutil.rmtree(home)
    cli("restore", str(tmp_path / "b.tar"))
    again = texts(home)
    assert cli("restore", str(tmp_path / "b.tar")) == (0, "0 records added.\n", "")
    assert texts(home) == again


def test_what_is_here_and_newer_stays_and_what_is_missing_comes(
    cli: Cli, home: Path, tmp_path: Path
) -> None:
    cli("backup", str(tmp_path / "b.tar"))
    journal = journal_of(home)
    lines = journal.device_file().read_bytes().splitlines(keepends=True)
    journal.device_file().write_bytes(b"".join(lines[3:]))  # session one is lost
    journal.append(*session_records("later"))
    (home / "settings.toml").write_text('partner = "Alex"\n')
    (home / "routines" / "mine.toml").unlink()
    DeviceStore(home / "state").put("draft", "a newer draft")
    code, out, _ = cli("restore", str(tmp_path / "b.tar"))
    assert code == 0
    assert (
        out == "3 records added.\nroutines/mine.toml\nsettings.toml is different here, and stays "
        "as it is.\n"
    )
    assert {one.session for one in past(home)} == {"one", "three", "far", "later"}
    assert (home / "settings.toml").read_text() == 'partner = "Alex"\n'
    assert DeviceStore(home / "state").get("draft") == "a newer draft"


def test_an_old_backup_never_brings_back_what_is_erased(
    cli: Cli, home: Path, tmp_path: Path
) -> None:
    cli("backup", str(tmp_path / "b.tar"))
    journal = journal_of(home)
    journal.erase(["one", "far"], AT)
    (home / "journal" / "0other.jsonl").unlink()
    cli("restore", str(tmp_path / "b.tar"))
    assert [one.session for one in past(home)] == ["three"]
    assert f"{SECRET} one".encode() not in bytes_under(home)
    assert not (home / "journal" / "0other.jsonl").exists()


def test_tombstones_of_a_backup_erase_here_too(cli: Cli, home: Path, tmp_path: Path) -> None:
    journal = journal_of(home)
    old = journal.device_file().read_bytes()
    journal.erase(["one"], AT)
    cli("backup", str(tmp_path / "b.tar"))
    for path in journal.folder.glob("*-erased.jsonl"):
        path.unlink()
    journal.device_file().write_bytes(old)
    assert "one" in {one.session for one in past(home)}
    cli("restore", str(tmp_path / "b.tar"))
    assert {one.session for one in past(home)} == {"three", "far"}
    assert f"{SECRET} one".encode() not in bytes_under(home)


def test_a_backup_of_another_machine_leaves_one_writer_for_each_file(
    cli: Cli, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("backup", str(tmp_path / "b.tar"))
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path / "laptop"))
    laptop = journal_of(tmp_path / "laptop")
    laptop.append(*session_records("here"))
    cli("restore", str(tmp_path / "b.tar"))
    assert {one.session for one in past(tmp_path / "laptop")} == {"one", "three", "far", "here"}
    assert not (laptop.folder / journal_of(home).device_file().name).exists()
    laptop.erase(["one"], AT)  # so it can be erased here
    assert f"{SECRET} one".encode() not in bytes_under(tmp_path / "laptop")


def test_a_file_that_is_there_is_replaced_only_on_request(
    cli: Cli, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "b.tar"
    file.write_text("mine")
    file.chmod(0o644)
    code, out, err = cli("backup", str(file))
    assert (code, out) == (1, "")
    assert err == f"calmtui: {file} already exists; use --force to replace it\n"
    assert file.read_text() == "mine"
    assert cli("backup", str(file), "--force")[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert tarfile.is_tarfile(file)


@pytest.mark.parametrize("call", ["write", "fsync", "link"])
def test_a_disk_that_refuses_leaves_no_half_a_backup(
    cli: Cli, home: Path, tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_add", refuse) if call == "write" else monkeypatch.setattr(
        os, call, refuse
    )
    assert cli("backup", str(tmp_path / "b.tar")) == (
        1,
        "",
        f"calmtui: {tmp_path}/b.tar: no space left on device\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_where_there_are_no_hard_links_it_is_written_all_the_same(
    cli: Cli, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert cli("backup", str(tmp_path / "b.tar"))[0] == 0
    assert cli("backup", str(tmp_path / "b.tar"))[0] == 1


ABOUT = json.dumps({"format": 1, "device": "d", "calmtui": "0", "at": ""}).encode()


def tar_of(
    *members: tuple[str, bytes] | tarfile.TarInfo, like: tarfile.TarInfo | None = None
) -> bytes:
    """A tar with these members, headed `like` another, and an about.json, if none of them is
    one.
    """
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for member in (
            *members,
            *([] if any("about.json" in str(m) for m in members) else [("about.json", ABOUT)]),
        ):
            if isinstance(member, tarfile.TarInfo):
                tar.addfile(member)
            else:
                info = like if like and like.name == member[0] else tarfile.TarInfo(member[0])
                info.size = len(member[1])
                tar.addfile(info, io.BytesIO(member[1]))
    return out.getvalue()


def special(name: str, type: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = type, target
    return info


def sparse() -> tarfile.TarInfo:
    """A file of holes, as newer tars write it: small here, and large when it is read."""
    info = tarfile.TarInfo("journal/x.jsonl")
    info.size = 512  # the map of no data, and the zeros that end the archive
    marks = {"major": "1", "minor": "0", "name": info.name, "realsize": "900000"}
    info.pax_headers = {f"GNU.sparse.{name}": value for name, value in marks.items()}
    return info


def named_without_end() -> bytes:
    """A name that is longer than a name may be, of a name that is, and so on."""
    header = special("././@LongLink", tarfile.GNUTYPE_LONGNAME)
    header.size = 2
    return (header.tobuf(tarfile.GNU_FORMAT) + b"a\0".ljust(512, b"\0")) * 3000 + tar_of()


HOSTILE = {
    "an absolute path": tar_of(("/etc/cron.d/x", b"x")),
    "a way up": tar_of(("../x.toml", b"x")),
    "a way up in routines": tar_of(("routines/../../x.toml", b"x")),
    "a way up as a language": tar_of(("routines/../x.toml", b"x")),
    "a hidden name": tar_of(("journal/.x.jsonl", b"x")),
    "a foreign name": tar_of(("routines/x.sh", b"x")),
    "the device's name": tar_of(("state/device", b"x")),
    "an opening": tar_of(("state/openings/urge_80x24", b"x")),
    "a link": tar_of(special("settings.toml", tarfile.SYMTYPE, "/etc/passwd")),
    "a hard link": tar_of(special("settings.toml", tarfile.LNKTYPE, "/etc/passwd")),
    "a device": tar_of(special("settings.toml", tarfile.CHRTYPE)),
    "a pipe": tar_of(special("journal/x.jsonl", tarfile.FIFOTYPE)),
    "a folder": tar_of(special("routines/x.toml", tarfile.DIRTYPE)),
    "a name twice": tar_of(("settings.toml", b"a"), ("settings.toml", b"b")),
    "a huge one": tar_of(("settings.toml", b"a" * ((1 << 20) + 1))),
    "a sparse one": tar_of(special("journal/x.jsonl", tarfile.GNUTYPE_SPARSE)),
    "a sparse one of a newer kind": tar_of(
        ("journal/x.jsonl", b"0\n".ljust(512, b"\0")), like=sparse()
    ),
    "names without end": named_without_end(),
    "a newer one": tar_of(("about.json", ABOUT.replace(b"1", b"2", 1))),
    "a strange about": tar_of(("about.json", b"[1]")),
    "a strange format": tar_of(("about.json", ABOUT.replace(b"1", b'"1"', 1))),
    "a deep about": tar_of(("about.json", b"[" * 100_000)),
    "a half": tar_of(("journal/x.jsonl", b"x\n" * 3000))[:4000],
    "one cut between members": tar_of(("journal/x.jsonl", b"x\n" * 3000))[:7168],
    "nothing": b"",
    "text": b"hello\n",
    "compressed": gzip.compress(tar_of()),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_backup_is_refused_with_a_line_and_changes_nothing(
    cli: Cli, home: Path, tmp_path: Path, data: bytes
) -> None:
    before = texts(tmp_path)
    file = tmp_path / "x.tar"
    file.write_bytes(data)
    code, out, err = cli("restore", str(file))
    assert (code, out) == (1, "")
    assert err.startswith(f"calmtui: {file}: ")
    assert err.count("\n") == 1
    assert texts(tmp_path) == {**before, "x.tar": data}


def test_a_pipe_a_folder_and_a_file_too_large_are_refused_at_once(
    cli: Cli, home: Path, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    with open(tmp_path / "large", "wb") as large:
        large.truncate(backup.MAX_BYTES + 1)
    for name in ("pipe", "home", "large", "none"):
        code, _, err = cli("restore", str(tmp_path / name))
        assert (code, err.count("\n")) == (1, 1)
        assert err.endswith(": this is not a backup\n") == (name in ("pipe", "large"))
    assert cli("backup", str(tmp_path / "home"))[0] == 1


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_backup_raises_nothing_but_the_reason(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(tar_of(("settings.toml", b"x"), ("journal/abc.jsonl", STRANGE)))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, 3071))] = data.draw(st.integers(0, 255))
    file = tmp_path_factory.mktemp("b") / "b.tar"
    file.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    paths = Paths(file.parent / "c", file.parent / "d", file.parent / "s")
    with suppress(restore.InvalidBackup), restore.open_backup(file) as found:
        restore.restore_backup(found, paths, Journal(paths.journal, paths.state))
    assert {path.name for path in file.parent.iterdir()} <= {"b.tar", "c", "d", "s"}


def test_everything_of_a_backup_is_read_by_tar(cli: Cli, home: Path, tmp_path: Path) -> None:
    cli("backup", str(tmp_path / "b.tar"))
    with tarfile.open(tmp_path / "b.tar") as tar:
        names = tar.getnames()
        assert names[-1] == "about.json"
        assert {name.partition("/")[0] for name in names} == {
            "about.json", "settings.toml", "choices.toml", "routines", "state", "journal",
        }  # fmt: skip
        for member in tar:
            assert (member.mode, member.isreg()) == (0o600, True)


def test_a_full_disk_in_a_restore_is_said_and_the_same_command_goes_on(
    cli: Cli, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = past(home)
    cli("backup", str(tmp_path / "b.tar"))
    shutil.rmtree(home)
    for failing in range(60):
        count, real = iter(range(1000)), os.fsync

        def refuse(fd: int, failing: int = failing, count: Any = count, real: Any = real) -> None:
            if next(count) == failing:
                raise OSError(28, "No space left on device")
            real(fd)

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", refuse)
            code, _, err = cli("restore", str(tmp_path / "b.tar"))
        if code == 0:
            break
        assert "run the same command again to finish" in err
        assert {one.session for one in past(home)} <= {one.session for one in was}
    assert failing > 3
    assert past(home) == was
    assert len(list(journal_of(home).records())) == len(
        {r["id"] for r in journal_of(home).records()}
    )


def _header(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.type = size, kind
    return member.tobuf(tarfile.USTAR_FORMAT)


_ABOUT = json.dumps({"format": 1, "calmtui": "0", "device": "ab", "at": "x"}).encode()
_SIZE = b"20 size=99999999999\n"
HUGE = {
    "zeros as a journal": (_header("journal/ab.jsonl", 900 << 20), 900 << 20),
    "a header behind a header": (_header("x", 300 << 20, tarfile.XHDTYPE), 300 << 20),
    "a header for all": (_header("x", 300 << 20, tarfile.XGLTYPE), 300 << 20),
    "a long name": (_header("x", 300 << 20, tarfile.GNUTYPE_LONGNAME), 300 << 20),
    "another length than the header's": (
        _header("x", len(_SIZE), tarfile.XHDTYPE) + _SIZE.ljust(512,
        b"\0") + _header("journal/ab.jsonl", 4), 900 << 20,
    ),
}  # fmt: skip


@pytest.mark.parametrize("huge", HUGE)
def test_what_is_huge_is_refused_before_it_is_read(huge: str, tmp_path: Path) -> None:
    data, size = HUGE[huge]
    file = tmp_path / "backup"
    with open(file, "wb") as out:
        out.write(_header("about.json", len(_ABOUT)) + _ABOUT.ljust(512, b"\0") + data)
        out.truncate(out.tell() + size)  # zeros, which take no room on the disk
    tracemalloc.start()
    try:
        with pytest.raises(restore.InvalidBackup), restore.open_backup(file):
            pass
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_a_restore_never_holds_a_journal_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "_BLOCK_BYTES", 100_000)
    record = b'{"v":1,"id":"%s%d","session":"s","at":"","what":"answered","value":"%s"}\n'
    # One that goes to this machine's own file, one that comes back as it is.
    files = {
        name: b"".join(record % (name, n, b"x" * 40_000) for n in range(400))
        for name in (b"old", b"other")
    }
    about = ABOUT.replace(b'"d"', b'"old"')
    members = [(f"journal/{name.decode()}.jsonl", data) for name, data in files.items()]
    (tmp_path / "b.tar").write_bytes(tar_of(*members, ("about.json", about)))
    here = Paths(tmp_path / "new", tmp_path / "new", tmp_path / "new" / "state")
    journal = Journal(here.journal, here.state)
    tracemalloc.start()
    try:
        with restore.open_backup(tmp_path / "b.tar") as found:
            assert restore.restore_backup(found, here, journal).records == 800
        assert tracemalloc.get_traced_memory()[1] < 5 << 20  # of 16 MB each
    finally:
        tracemalloc.stop()
    assert journal.device_file().read_bytes() == files[b"old"]
    assert (here.journal / "other.jsonl").read_bytes() == files[b"other"]


def test_a_restore_beside_a_journal_that_is_held_makes_one_file_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "_BLOCK_BYTES", 500)
    monkeypatch.setattr(journal_files, "LOCK_SECONDS", 0.0)
    data = b"".join(
        b'{"v":1,"id":"%d","session":"s","at":"","what":"answered"}\n' % n for n in range(100)
    )
    (tmp_path / "b.tar").write_bytes(tar_of(("journal/d.jsonl", data)))
    here = Paths(tmp_path / "new", tmp_path / "new", tmp_path / "new" / "state")
    journal = Journal(here.journal, here.state)
    journal.append(*session_records("here"))
    with (
        open(journal.device_file(), "rb+") as held,
        restore.open_backup(tmp_path / "b.tar") as found,
    ):
        fcntl.flock(held, fcntl.LOCK_EX)
        assert restore.restore_backup(found, here, journal).records == 100
    assert len(list(here.journal.glob("*.jsonl"))) == 2
    assert len(list(journal.records())) == 103


def test_a_journal_that_is_locked_while_it_is_restored_gets_no_file_in_plain_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b.tar").write_bytes(tar_of(("journal/other.jsonl", STRANGE)))
    here = Paths(tmp_path / "new", tmp_path / "new", tmp_path / "new" / "state")
    looks = iter([False, True])
    monkeypatch.setattr(JournalLock, "is_on", property(lambda _self: next(looks)))
    with restore.open_backup(tmp_path / "b.tar") as found, pytest.raises(BlockingIOError):
        restore.restore_backup(found, here, Journal(here.journal, here.state))
    assert list(here.journal.iterdir()) == []
