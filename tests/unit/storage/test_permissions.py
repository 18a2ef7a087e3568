"""What calmtui keeps is its owner's alone from the first byte, and what is someone else's is left
alone.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from calmtui import quickstart
from calmtui.config import preferences as choices
from calmtui.config.settings import Card, Settings
from calmtui.config.support import SupportList
from calmtui.content.adjust import Adjustments
from calmtui.session.events import Rate
from calmtui.session.scene import GuideScene
from calmtui.storage import files as durable
from calmtui.storage import rescue as elsewhere
from calmtui.storage.device import DeviceStore
from calmtui.storage.folders import ensure_private_dir, make_private_dir
from calmtui.storage.journal import Journal
from calmtui.tui import quickstart_recorder
from tests.support.engine import Clock, begin, pass_time, routine
from tests.support.folders import needs_root
from tests.support.records import record
from tests.support.routine_texts import LONG_FLOOR, RATED
from tests.support.sandbox import snapshot
from tests.support.terminal import SHORT, Terminal

mounting = pytest.mark.skipif(
    os.geteuid() != 0
    or subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode != 0,
    reason="needs the right to mount a small disk",
)
OPEN = "Other accounts could read your journal. From now on only yours can."


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Each umask that a person may have."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    """What is not its owner's alone below a folder."""
    found = {}
    for path in folder.rglob("*"):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode != (0o700 if path.is_dir() else 0o600):
            found[str(path.relative_to(folder))] = oct(mode)
    return found


@pytest.mark.usefixtures("umask")
def test_whatever_is_written_is_its_owners_alone_from_the_first_byte(
    tmp_path: Path, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path / "home"))
    home = tmp_path / "home"
    at_first: list[str] = []
    real = os.open

    def look(path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        fd = real(path, flags, mode, **more)
        if flags & os.O_CREAT and stat.S_IMODE(os.fstat(fd).st_mode) != 0o600:
            at_first.append(os.fspath(path))
        return fd

    monkeypatch.setattr(os, "open", look)
    journal, state = Journal(home / "journal", home / "state"), DeviceStore(home / "state")
    session = begin(routine(LONG_FLOOR, RATED), journal, time, state=state)
    session.handle(Rate(7))
    state.put("draft", "words")
    state.run_files.park(session.id, "words")
    with open(journal.device_file()) as held:  # a side file
        import fcntl

        fcntl.flock(held, fcntl.LOCK_EX)
        journal.write_timeout = 0.01
        journal._write(record())
    durable.rewrite_file(str(journal.device_file()), lambda data: data + b"\n")
    SupportList.of(Settings(), home / "config" / "settings.toml").add_card(Card("a", "b", "c"))
    choices.save_preference(home / "config" / "choices.toml", "box", Adjustments(no_holds=True))
    quickstart_recorder._save(Path(quickstart.cache_file(["sos"], 80, 24)), b"x")
    (home / "else").mkdir(mode=0o700)
    elsewhere.save_rescue_file(b"x\n", str(home / "else" / "here"))
    assert at_first == []
    assert modes(home) == {}
    assert len([path for path in home.rglob("*") if path.is_file()]) >= 9


@pytest.mark.slow
@pytest.mark.parametrize("mask", [0o000, 0o022])
def test_the_program_writes_nothing_that_others_can_read(tmp_path: Path, mask: int) -> None:
    home = tmp_path / "home"
    (home / "routines").mkdir(parents=True, mode=0o700)
    (home / "routines" / "short.toml").write_text(SHORT)
    (home / "routines" / "short.toml").chmod(0o600)
    environment = {**os.environ, "CALMTUI_HOME": str(home)}
    for words, typed in (
        ("run short --plain", b"7\n3\n"),
        ("list", b""),
        ("new mine", b""),
        ("log", b""),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "calmtui", *words.split()], env=environment, input=typed,
            umask=mask, check=True,
            capture_output=True, timeout=60,
        )  # fmt: skip
        assert done.stderr == b""
    assert modes(home) == {}


@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_journal_that_others_can_read_is_mended_and_that_is_said_once(
    journal: Journal, time: Clock, what: str
) -> None:
    journal.append(record())
    path = journal.folder if what == "folder" else journal.device_file()
    path.chmod(0o755 if what == "folder" else 0o644)
    session = begin(routine(LONG_FLOOR, RATED), journal, time)
    session.handle(Rate(7))
    assert stat.S_IMODE(path.stat().st_mode) == (0o700 if what == "folder" else 0o600)
    session = begin(routine(LONG_FLOOR, RATED), journal, time)
    assert session.notice is None
    path.chmod(0o755 if what == "folder" else 0o644)
    session = begin(routine(LONG_FLOOR, "rate = []"), journal, time)
    assert session.notice == OPEN
    assert isinstance(session.scene(), GuideScene)
    pass_time(session, time, 21)
    assert session.notice is None


def refused(journal: Journal, time: Clock) -> str | None:
    """What a run says of a journal that takes nothing; the guide goes on."""
    session = begin(routine(LONG_FLOOR, RATED), journal, time)
    session.handle(Rate(7))
    assert isinstance(session.scene(), GuideScene)
    return session.notice


ANOTHER = "Not saved yet: it belongs to another account. You can go on."


@needs_root
@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_another_account_owns_is_not_written(journal: Journal, time: Clock, what: str) -> None:
    journal.append(record())
    path = journal.folder if what == "folder" else journal.device_file()
    before = journal.device_file().read_bytes()
    os.chown(path, 12345, 12345)
    path.chmod(0o777)
    assert refused(journal, time) == ANOTHER
    assert journal.device_file().read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o777


@needs_root
def test_a_link_of_another_account_is_not_followed_and_ones_own_is(
    tmp_path: Path, time: Clock
) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    journal = Journal(link / "journal", tmp_path / "state")
    assert refused(journal, time) is None
    os.chown(link, 12345, 12345, follow_symlinks=False)
    assert refused(journal, time) == ANOTHER
    hidden = tmp_path / "hidden"  # nor when a link of one's own leads to it
    hidden.symlink_to(link)
    assert refused(Journal(hidden / "journal", tmp_path / "state"), time) == ANOTHER


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="calmtui-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@needs_root
@pytest.mark.parametrize("mode", [0o700, 0o755, 0o777])
def test_a_journal_of_another_account_stops_no_run_of_ours(
    shared: Path, time: Clock, mode: int
) -> None:
    journal = Journal(shared / "journal", shared / "state")
    journal.append(record())
    journal.folder.chmod(mode)
    for path in (shared / "state", *(shared / "state").iterdir()):
        os.chown(path, 12345, 12345)
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:  # the interpreter may be where only root can read: it is here already
        try:
            os.setgroups([])
            os.setgid(12345)
            os.setuid(12345)
            os.write(theirs, (refused(journal, time) or "kept").encode())
        finally:
            os._exit(0)
    os.close(theirs)
    os.waitpid(pid, 0)
    assert os.read(ours, 1000).decode() == ANOTHER
    os.close(ours)
    assert stat.S_IMODE(journal.folder.stat().st_mode) == mode
    assert len(list(journal.records())) == 1


# Real disks


@contextmanager
def disk(folder: Path, options: str = "size=64k") -> Iterator[Path]:
    """A small disk of its own."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False, capture_output=True)


@mounting
def test_a_disk_that_is_full_and_then_is_not(tmp_path: Path, time: Clock) -> None:
    with disk(tmp_path / "disk") as small:
        journal = Journal(small / "journal", tmp_path / "state")
        journal.append(record())
        filler = small / "filler"
        with suppress(OSError), open(filler, "wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        # Room for half a record.
        journal.device_file().write_bytes(journal.device_file().read_bytes().ljust(4000) + b"\n")
        before = journal.device_file().read_bytes()
        session = begin(routine(LONG_FLOOR, RATED), journal, time)
        session.handle(Rate(7))
        assert session.notice == "Not saved yet: the disk is full. You can go on."
        assert journal.device_file().read_bytes() == before  # no half of it
        filler.unlink()
        pass_time(session, time, 21)
        session.handle(Rate(4))
        assert session.notice is None
        assert [one["what"] for one in journal.records()] == [
            "begun",
            "begun",
            "rated",
            "rated",
            "ended",
        ]
        assert [bad.line for bad in journal.unreadable_lines] == []


@mounting
def test_a_disk_that_can_only_be_read(tmp_path: Path, time: Clock) -> None:
    with disk(tmp_path / "disk") as small:
        journal = Journal(small / "journal", tmp_path / "state")
        journal.append(record())
        subprocess.run(["mount", "-o", "remount,ro", small], check=True)
        assert refused(journal, time) == "Not saved yet: the disk is read-only. You can go on."
        assert len(list(journal.records())) == 1


@mounting
def test_a_disk_that_is_taken_away_in_the_middle(tmp_path: Path, time: Clock) -> None:
    with disk(tmp_path / "disk") as small:
        journal = Journal(small / "journal", tmp_path / "state")
        session = begin(routine(LONG_FLOOR, RATED), journal, time)
        session.handle(Rate(7))
        subprocess.run(["umount", small], check=True)
        small.rmdir()
        small.write_text("")
        pass_time(session, time, 21)
        session.handle(Rate(4))
        assert session.notice is not None
        assert "Not saved: there is a file where the folder should be." in session.notice
        assert session.has_unsaved_records


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from calmtui.cli.main import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("limit", [0, 100, 300])
def test_a_file_that_may_not_grow_stops_no_run_and_is_kept_elsewhere(
    tmp_path: Path, limit: int
) -> None:
    home = tmp_path / "home"
    (home / "routines").mkdir(parents=True)
    (home / "routines" / "short.toml").write_text(SHORT.replace("0.8", "0.1"))
    # Made before there was a limit.
    Journal(home / "journal", home / "state").append(record(pad="x" * 40))
    (path,) = (home / "journal").iterdir()
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), "run", "short", "--plain"], input=b"7\n",
        capture_output=True,
        env={**os.environ, "CALMTUI_HOME": str(home), "HOME": str(tmp_path)}, timeout=60,
        text=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Not saved" in done.stdout.decode()
    assert "the file has reached its size limit" in done.stdout.decode()
    journal = Journal(home / "journal", home / "state")
    assert path.read_bytes().startswith(before)
    assert journal.unreadable_lines == []
    assert next(journal.records())["pad"] == "x" * 40


@pytest.mark.slow
def test_on_the_full_screen_it_is_said_and_kept_elsewhere_with_one_key(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "routines").mkdir(parents=True)
    (home / "routines" / "short.toml").write_text(SHORT)
    (home / "journal").write_text("a file")
    with Terminal(home, "run", "short", env={"HOME": str(tmp_path)}) as terminal:
        terminal.shows("How anxious are you right now?")
        terminal.types("7")
        terminal.shows("Not saved yet: there is a file where the folder should be.")
        terminal.shows("Feel the floor.")
        terminal.shows("And now?")
        terminal.types("4")
        terminal.shows("save it somewhere else")
        terminal.types("s")
        terminal.shows("Saved in")
        terminal.types("\r")
        assert terminal.ends(5) == 0
    (path,) = tmp_path.glob("*.jsonl")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().count(b"\n") == 4
    (home / "journal").unlink()
    (home / "journal").mkdir(mode=0o700)
    path.rename(home / "journal" / path.name)
    kept = list(Journal(home / "journal", home / "state").records())
    assert [one["what"] for one in kept] == ["begun", "rated", "rated", "ended"]


@needs_root
@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ["run short --plain", "urge --plain", "list", "new mine", "edit rain", "log", "where"]
)
@pytest.mark.parametrize("there", [".config", ".config/calmtui/routines", ".local/share/calmtui"])
def test_root_makes_nothing_in_a_home_of_another_account(
    tmp_path: Path, words: str, there: str
) -> None:
    home = tmp_path / "theirs"
    (home / there).mkdir(parents=True)
    for path in (home, *home.rglob("*")):
        os.chown(path, 12345, 12345)
    before = snapshot(home)
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "CALMTUI"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "calmtui", *words.split()],
        env={**env, "HOME": str(home), "EDITOR": "true"},
        input="5\n" * 20 + "q\n", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert snapshot(home) == before
    assert "Traceback" not in done.stderr
    if words.split()[0] in ("new", "edit", "urge"):
        assert "another account" in done.stdout + done.stderr


@needs_root
def test_in_a_folder_of_another_account_root_makes_nothing(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, 12345)
    for attempt in (make_private_dir, ensure_private_dir):
        with pytest.raises(PermissionError, match="another account"):
            attempt(f"{tmp_path}/a/b")
    for write in (durable.replace_file, durable.create_file):
        with pytest.raises(PermissionError, match="another account"):
            write(f"{tmp_path}/x", b"x")
    assert list(tmp_path.iterdir()) == []
