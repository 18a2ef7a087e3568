"""The doctor: what is wrong is named with its place and what to do, and nothing changes unless it
is asked for.
"""

from __future__ import annotations

import json
import os
import stat
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from calmtui.cli import checks as doctor
from calmtui.cli.checks import Finding, Terminal
from calmtui.cli.main import main
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths
from calmtui.storage.records import Record
from tests.support.cli import Cli, cli  # noqa: F401 - fixtures
from tests.support.cli import home_with_routines as home  # noqa: F401 - fixture
from tests.support.folders import HOLDER, needs_root
from tests.support.records import record

ROOT = Path(__file__).parents[3]
GOOD = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
OLD = 3600.0


def seen(environment: dict[str, str] | None = None, **more: Any) -> dict[str, str]:
    """The levels of what is said of a terminal, by what is said."""
    facts: dict[str, Any] = {
        "is_one": True,
        "size": (80, 24),
        "encoding": "utf-8",
        "option": lambda name: None,
    } | more
    found = doctor.terminal(Terminal(GOOD if environment is None else environment, **facts))
    return {finding.what: finding.level for finding in found}


def test_a_good_terminal_needs_nothing() -> None:
    assert set(seen().values()) == {"good"}


@pytest.mark.parametrize(
    ("environment", "more", "said", "level"),
    [
        ({}, {}, "TERM says that this terminal is plain", "note"),
        ({"TERM": "dumb"}, {}, "TERM says that this terminal is plain", "note"),
        (GOOD | {"ACCESSIBLE": "true"}, {}, "ACCESSIBLE", "good"),
        (GOOD, {"is_one": False}, "This is no terminal", "note"),
        (GOOD, {"encoding": "ascii"}, "It is not set to UTF-8", "note"),
        (GOOD, {"size": (39, 12)}, "The window is too small", "wrong"),
        (GOOD, {"size": (40, 11)}, "The window is too small", "wrong"),
        (GOOD, {"size": (40, 12)}, "The window is large enough", "good"),
        ({"TERM": "xterm-256color"}, {}, "It shows 256 colours", "good"),
        ({"TERM": "linux"}, {}, "It shows few colours", "note"),
        (GOOD | {"NO_COLOR": "1"}, {}, "NO_COLOR", "good"),
        (GOOD | {"TMUX": "x"}, {}, "tmux may keep what you copy", "note"),
        (
            GOOD | {"TMUX": "x"},
            {"option": lambda name: "external"},
            "tmux may keep what you copy",
            "note",
        ),
        (
            GOOD | {"TMUX": "x"},
            {"option": lambda name: "on"},
            "tmux passes on what you copy",
            "good",
        ),
        (GOOD | {"STY": "x"}, {}, "screen keeps what you copy", "note"),
        (GOOD | {"TERM_PROGRAM": "vscode"}, {}, "VS Code keeps Ctrl+Q", "note"),
        (GOOD, {}, "rings the terminal", "good"),
    ],
)
def test_what_a_terminal_can_not_do_is_said(
    environment: dict[str, str], more: dict[str, Any], said: str, level: str
) -> None:
    found = seen(environment, **more)
    assert [found[what] for what in found if said in what] == [level]


@pytest.mark.parametrize("size", [None, (0, 0)])
def test_a_size_that_is_not_known_is_no_fault(size: tuple[int, int] | None) -> None:
    assert not any("window" in what for what in seen(size=size))


@pytest.mark.parametrize(
    ("script", "value"), [("echo on", "on"), ("echo no server >&2; exit 1", None), (None, None)]
)
def test_tmux_is_asked_for_its_options(
    script: str | None, value: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from calmtui.cli.doctor import _tmux_option

    monkeypatch.setenv("PATH", f"{tmp_path}")
    if script is not None:
        (tmp_path / "tmux").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "tmux").chmod(0o700)
    assert _tmux_option("set-clipboard") == value


def test_the_tested_textual_is_the_locked_one() -> None:
    assert f"textual=={doctor.TEXTUAL} " in (ROOT / "requirements.lock").read_text()
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert any(need.startswith(f"textual>={doctor.TEXTUAL},") for need in needs)


@pytest.mark.parametrize(
    ("textual", "level"), [(doctor.TEXTUAL, "good"), ("8.9.0", "note"), (None, "wrong")]
)
def test_another_textual_is_named(textual: str | None, level: str) -> None:
    (finding,) = doctor.versions("1.0", textual, "3.11.7")
    assert finding.level == level
    assert "1.0" in finding.what + finding.where
    assert "3.11.7" in finding.what + finding.where


def test_two_actions_on_one_key_are_named() -> None:
    found = list(
        doctor.keys(
            {"run": [("run.a", "a,b"), ("run.b", "b"), ("run.a", "a")], "home": [("home.b", "b")]}
        )
    )
    assert [(one.level, one.where) for one in found] == [("wrong", "run: b: run.a, run.b")]


def test_no_two_actions_of_ours_share_a_key() -> None:
    from calmtui.tui.bindings import every

    assert len(every()["run"]) > 20
    assert [finding.level for finding in doctor.keys(every())] == ["good"]


# Files

Wrong = Callable[[Paths], Path]


def paths_of(tmp_path: Path) -> Paths:
    """Places in which a little is kept."""
    paths = Paths(tmp_path, tmp_path, tmp_path / "state")
    Journal(paths.journal, paths.state).append(record(), record())
    return paths


def own(paths: Paths) -> Path:
    return Journal(paths.journal, paths.state).device_file()


def wrong(paths: Paths, level: str = "wrong") -> list[Finding]:
    now = own(paths).stat().st_mtime + 1
    found = [*doctor.files(paths, now), *doctor.journal(paths.journal, paths.state)]
    return [finding for finding in found if finding.level == level]


def test_what_is_well_is_well(tmp_path: Path) -> None:
    assert wrong(paths_of(tmp_path)) == []


def opened(path: Path, mode: int) -> Path:
    path.chmod(mode)
    return path


def left(path: Path) -> Path:
    path.write_text("x")
    path.chmod(0o600)
    os.utime(path, (0, 0))
    return path


def torn(path: Path) -> Path:
    with open(path, "ab") as file:
        file.write(b'{"v":1,"id":"x","session":"my secret')
    return path


MENDED: dict[str, tuple[Wrong, str]] = {
    "journal open": (
        lambda paths: opened(paths.journal, 0o750),
        "Other accounts can look into this folder.",
    ),
    "state open": (
        lambda paths: opened(paths.state, 0o701),
        "Other accounts can look into this folder.",
    ),
    "file open": (lambda paths: opened(own(paths), 0o604), "Other accounts can read this file."),
    "device open": (
        lambda paths: opened(paths.state / "device", 0o644),
        "Other accounts can read this file.",
    ),
    "leftover": (
        lambda paths: left(paths.journal / f".{own(paths).name}.0123abcd"),
        "This was left behind",
    ),
    "leftover of device": (
        lambda paths: left(paths.state / "device.0123abcd"),
        "This was left behind",
    ),
    "leftover of settings": (
        lambda paths: left(paths.config / ".settings.toml.0123abcd"),
        "This was left behind",
    ),
}


@pytest.mark.parametrize("what", MENDED)
def test_what_can_be_mended_is_named_and_mended_only_when_asked(tmp_path: Path, what: str) -> None:
    make, said = MENDED[what]
    paths = paths_of(tmp_path)
    before = list(Journal(paths.journal, paths.state).records())
    path = make(paths)
    mode = path.stat().st_mode
    (finding,) = wrong(paths)
    assert finding.what.startswith(said)
    assert finding.where == str(path)
    assert finding.do == "calmtui doctor --mend sets that right."
    assert path.stat().st_mode == mode
    assert finding.fix is not None
    finding.fix()
    assert wrong(paths) == []
    assert list(Journal(paths.journal, paths.state).records()) == before


def test_a_settings_file_that_others_can_read_is_named(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    paths.settings.write_text("")
    paths.settings.chmod(0o644)
    assert [finding.where for finding in wrong(paths)] == [str(paths.settings)]


def test_other_machines_files_and_what_brings_them_are_closed_by_their_folder(
    tmp_path: Path,
) -> None:
    paths = paths_of(tmp_path)
    (paths.journal / ".git").mkdir(mode=0o755)
    for name in ("other.jsonl", ".gitattributes", ".git/config"):
        (paths.journal / name).write_text("")
        (paths.journal / name).chmod(0o644)
    assert wrong(paths) == []
    paths.journal.chmod(0o755)
    assert {finding.where for finding in wrong(paths)} == {
        str(paths.journal),
        str(paths.journal / "other.jsonl"),
    }


def test_a_temporary_file_of_this_minute_is_left_alone(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    path = paths.journal / f".{own(paths).name}.0123abcd"
    path.write_text("x")
    path.chmod(0o600)
    assert wrong(paths) == []


def test_a_torn_tail_is_named_mended_and_then_named_as_a_line_that_stays(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    path = torn(own(paths))
    data = path.read_bytes()
    (finding,) = wrong(paths)
    assert finding.what.startswith("The last line was cut short")
    assert finding.where == f"{path}:3"
    assert finding.fix is not None
    finding.fix()
    assert path.read_bytes() == data + b"\n"
    (finding,) = wrong(paths)
    assert (finding.what, finding.where) == (
        "This line can't be read; it stays as it is.",
        f"{path}:3",
    )


def test_a_torn_tail_of_another_machine_is_not_ours_to_mend(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    path = torn(paths.journal / "other.jsonl")
    path.chmod(0o600)
    assert wrong(paths) == []
    (finding,) = wrong(paths, "note")
    assert (finding.where, finding.fix) == (f"{path}:1", None)


def test_unreadable_lines_are_named_by_file_and_line(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    with open(own(paths), "ab") as file:
        file.write(b'my secret\n{"id": 4}\n')
    Journal(paths.journal, paths.state).append(record())
    assert [finding.where for finding in wrong(paths)] == [f"{own(paths)}:3", f"{own(paths)}:4"]
    assert not any("secret" in str(finding) for finding in wrong(paths))


@pytest.mark.parametrize("what", ["file for folder", "folder for file"])
def test_what_stands_in_the_way_is_named(tmp_path: Path, what: str) -> None:
    paths = Paths(tmp_path, tmp_path, tmp_path / "state")
    if what == "file for folder":
        paths.journal.write_text("")
        where = paths.journal
    else:
        where = Journal(paths.journal, paths.state).device_file()
        where.mkdir(parents=True)
        paths.journal.chmod(0o700)
    found = [finding for finding in doctor.files(paths, OLD) if finding.level == "wrong"]
    assert [finding.where for finding in found] == [str(where)]
    assert "stands where" in found[0].what


@needs_root
def test_what_belongs_to_another_account_is_named_and_left(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    os.chown(own(paths), 12345, 12345)
    os.chown(paths.state, 12345, 12345)
    found = {finding.where: finding for finding in wrong(paths)}
    assert set(found) == {str(own(paths)), str(paths.state)}
    assert {finding.what for finding in found.values()} == {"This belongs to another account."}
    assert {finding.fix for finding in found.values()} == {None}


@needs_root
def test_a_link_of_another_account_is_named(tmp_path: Path) -> None:
    real = paths_of(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path)
    os.chown(tmp_path / "link", 12345, 12345, follow_symlinks=False)
    paths = Paths(tmp_path, tmp_path / "link", real.state)
    found = [finding for finding in doctor.files(paths, OLD) if finding.level == "wrong"]
    assert [finding.what for finding in found] == ["A link of another account leads here."] * len(
        found
    )
    assert found[0].where == str(tmp_path / "link")


def test_a_lock_that_is_held_is_named(tmp_path: Path) -> None:
    import subprocess
    import sys

    paths = paths_of(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(own(paths))], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        found = wrong(paths, "note")
        holder.kill()
    assert [finding.what for finding in found] == [
        "Another program holds the lock of your journal."
    ]


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = paths_of(tmp_path)
    real = os.statvfs(tmp_path)
    full = os.statvfs_result([*real[:4], 0, *real[5:]])
    monkeypatch.setattr(os, "statvfs", lambda path: full)
    assert {finding.what for finding in wrong(paths)} == {"This disk is full."}


# The command


def test_a_fresh_machine_needs_nothing_and_looking_makes_no_file(cli: Cli, home: Path) -> None:  # noqa: F811
    before = sorted(home.rglob("*"))
    code, out, err = cli("doctor")
    assert (code, err) == (0, "")
    assert "Nothing needs doing." in out
    assert "Nothing is kept yet." in out
    assert sorted(home.rglob("*")) == before


def test_what_is_wrong_is_said_with_what_to_do_and_exits_with_1(cli: Cli, home: Path) -> None:  # noqa: F811
    paths = paths_of(home)
    torn(own(paths))
    own(paths).chmod(0o644)
    paths.settings.write_text("colour = 1\n")
    paths.settings.chmod(0o600)
    (home / "routines").mkdir(exist_ok=True)
    (home / "routines" / "mine.toml").write_text("format = 2\n")
    code, out, _ = cli("doctor")
    assert code == 1
    for said in (
        "! Other accounts can read this file.", "! The last line was cut short",
        f"    {own(paths)}:3",
        "! The settings have a fault.", "settings.toml:1: colour: unknown key",
        "! A routine can't be used.",
        "mine.toml:1", "    calmtui doctor --mend sets that right.", "things need doing",
    ):  # fmt: skip
        assert said in out
    assert "secret" not in out
    assert stat.S_IMODE(own(paths).stat().st_mode) == 0o644


def test_mending_says_what_it_did_and_the_rest_stays_wrong(cli: Cli, home: Path) -> None:  # noqa: F811
    paths = paths_of(home)
    torn(own(paths))
    own(paths).chmod(0o644)
    code, out, _ = cli("doctor", "--mend")
    assert code == 1  # a line that can't be read is the person's to judge
    assert f"Set right: Other accounts can read this file. {own(paths)}" in out
    assert "Set right: The last line was cut short" in out
    assert "! This line can't be read; it stays as it is." in out
    assert stat.S_IMODE(own(paths).stat().st_mode) == 0o600


def test_as_json_it_is_the_same(cli: Cli, home: Path) -> None:  # noqa: F811
    paths = paths_of(home)
    opened(own(paths), 0o644)
    code, out, _ = cli("doctor", "--json")
    found = json.loads(out)
    assert code == 1
    assert all(set(row) == {"about", "level", "what", "where", "do", "mended"} for row in found)
    assert [row["where"] for row in found if row["level"] == "wrong"] == [str(own(paths))]
    code, out, _ = cli("doctor", "--json", "--mend")
    assert code == 0
    assert [row["where"] for row in json.loads(out) if row["mended"]] == [str(own(paths))]


@pytest.mark.usefixtures("german")
def test_it_speaks_german(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    monkeypatch.setenv("LC_MESSAGES", "de_DE.UTF-8")
    assert main(["doctor"]) == 0
    assert "Nichts ist zu tun." in capsys.readouterr().out


def test_the_records_of_a_long_journal_pass_whoever_counts_them(tmp_path: Path) -> None:
    kept = Journal(tmp_path / "journal", tmp_path / "state")
    kept.append(record(), record())
    counted: list[str] = []

    def count(records: Iterable[Record]) -> Iterator[Record]:
        for one in records:
            counted.append(one["id"])
            yield one

    found = list(doctor.journal(kept.folder, tmp_path / "state", count))
    assert len(counted) == 2
    assert "2 records are kept, and can be read." in [one.what for one in found]
