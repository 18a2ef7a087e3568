"""The doctor: what is wrong is named with its place and what to do, and nothing changes unless it
is asked for.
"""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from calmtui.cli.main import main
from tests.support.cli import Cli, cli  # noqa: F401 - fixtures
from tests.support.cli import home_with_routines as home  # noqa: F401 - fixture
from tests.support.doctor import opened, own, paths_of, torn

# The command


def test_a_fresh_machine_needs_nothing_and_looking_makes_no_file(cli: Cli, home: Path) -> None:  # noqa: F811
    before = sorted(home.rglob("*"))
    code, out, err = cli("doctor")
    assert (code, err) == (0, "")
    assert "Nothing to do." in out
    assert "Nothing is saved yet." in out
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
        "! Other accounts can read this file.", "! The last line was cut off",
        f"    {own(paths)}:3",
        "! The settings have a fault.", "settings.toml:1: colour: unknown key",
        "! A routine can't be used.",
        "mine.toml:1", "    calmtui doctor --fix takes care of that.", "things to do",
    ):  # fmt: skip
        assert said in out
    assert "secret" not in out
    assert stat.S_IMODE(own(paths).stat().st_mode) == 0o644


def test_mending_says_what_it_did_and_the_rest_stays_wrong(cli: Cli, home: Path) -> None:  # noqa: F811
    paths = paths_of(home)
    torn(own(paths))
    own(paths).chmod(0o644)
    code, out, _ = cli("doctor", "--fix")
    assert code == 1  # a line that can't be read is the person's to judge
    assert f"Fixed: Other accounts can read this file. {own(paths)}" in out
    assert "Fixed: The last line was cut off" in out
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
    code, out, _ = cli("doctor", "--json", "--fix")
    assert code == 0
    assert [row["where"] for row in json.loads(out) if row["mended"]] == [str(own(paths))]


@pytest.mark.usefixtures("german")
def test_it_speaks_german(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    monkeypatch.setenv("LC_MESSAGES", "de_DE.UTF-8")
    assert main(["doctor"]) == 0
    assert "Nichts zu tun." in capsys.readouterr().out
