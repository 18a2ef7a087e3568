"""For whoever writes routines: new, edit, preview, schema, list; and what `run` takes."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from calmtui.cli.main import main
from calmtui.config.settings import Settings
from calmtui.content.adjust import from_step
from calmtui.content.library import Library
from calmtui.content.routine import Routine
from calmtui.content.routine_file import load_file
from calmtui.content.schema import NAME, schema, schema_json
from calmtui.context import AppContext
from calmtui.session.scene import GuideScene
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.tui.preview import FileWatcher, PreviewApp, PreviewScreen
from tests.support.engine import Clock
from tests.support.reference import in_terminal, sees
from tests.support.routine_texts import HEAD, SAY


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    (tmp_path / "state").mkdir()
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


# The schema


def test_the_shipped_schema_is_what_the_types_say() -> None:
    assert (bundled_routines_path() / NAME).read_text() == schema_json(), (
        "calmtui schema > routines/routine.schema.json"
    )


def test_the_schema_needs_no_docstrings() -> None:
    """Python leaves them out with -OO, and since 3.13 takes their indentation away."""
    code = [
        sys.executable,
        "-OO",
        "-c",
        "from calmtui.content.schema import schema_json; print(schema_json(), end='')",
    ]
    assert subprocess.run(code, capture_output=True, text=True, check=True).stdout == schema_json()


def test_schema_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(schema_json())


@pytest.fixture(scope="module")
def valid() -> Any:
    return fastjsonschema.compile(schema())


@pytest.mark.parametrize(
    "path", sorted(bundled_routines_path().glob("*.toml")), ids=lambda path: path.stem
)
def test_an_independent_validator_agrees_with_every_bundled_file(valid: Any, path: Path) -> None:
    valid(tomllib.loads(path.read_text()))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("titel", "T"), ("evidence", "A"), ("delay", 0), ("delay", "20"), ("rate", "anxiety"),
        ("steps", []),
        ("steps", [{"kind": "say"}]), ("steps", [{"kind": "sing", "text": "a"}]),
        ("steps", [{"kind": "say", "text": " "}]),
        ("steps", [{"kind": "say", "text": "a", "second": 3}]),
        ("steps", [{"kind": "ask", "text": "a", "keep": "K!"}]),
    ],
)  # fmt: skip
def test_it_refuses_what_check_refuses(valid: Any, key: str, value: object) -> None:
    good = tomllib.loads(HEAD + SAY)
    valid(good)
    with pytest.raises(fastjsonschema.JsonSchemaException):
        valid({**good, key: value})


def test_no_value_of_toml_is_null() -> None:
    assert '"null"' not in schema_json()
    assert ": null" not in schema_json()


# new and edit


def test_new_writes_a_file_that_is_good_and_says_where(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "evening-breath"]) == 0
    path = home / "routines" / "evening-breath.toml"
    assert capsys.readouterr().out == f"{path}\n"
    entry = load_file(path)
    assert entry.error is None
    assert entry.routine is not None
    assert entry.routine.title == "Evening breath"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().startswith(f"#:schema ./{NAME}\n")
    assert (path.parent / NAME).read_text() == schema_json()


def test_new_never_writes_over_a_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "mine"])
    (home / "routines" / "mine.toml").write_text("mine")
    assert main(["new", "mine"]) == 1
    assert (home / "routines" / "mine.toml").read_text() == "mine"
    assert "already exists" in capsys.readouterr().err


def test_new_from_a_routine_copies_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "my-box", "--from", "box"]) == 0
    original = (bundled_routines_path() / "box-breathing.toml").read_text()
    copy = (home / "routines" / "my-box.toml").read_text()
    taken = set(original.splitlines()) - set(copy.splitlines())
    assert [line.split()[0] for line in taken] == ["order"]  # it is listed behind those with one
    assert copy.splitlines() == [line for line in original.splitlines() if line not in taken]
    assert main(["new", "rain", "--from", "rain"]) == 0
    assert "replaces the built-in rain" in capsys.readouterr().out
    assert main(["new", "x", "--from", "nothing-like-it"]) == 1


@pytest.mark.parametrize("name", ["../x", "A", "a b", "", "x.toml", "é"])
def test_new_takes_a_plain_name(home: Path, name: str) -> None:
    assert main(["new", name]) == 2
    assert not (home / "routines").exists()


def editor(home: Path, script: str) -> str:
    path = home / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


def test_edit_opens_ones_own_and_checks_on_return(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["new", "mine"])
    monkeypatch.setenv("VISUAL", editor(home, 'echo "colour = 1" >> "$1"'))
    assert main(["edit", "mine"]) == 1
    assert "colour: unknown key" in capsys.readouterr().out
    monkeypatch.setenv("VISUAL", "true")
    assert main(["edit", "mine"]) == 1  # a broken one is opened as well


def test_edit_copies_a_bundled_one_first(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    assert main(["edit", "rain"]) == 0
    assert "A copy for you to change" in capsys.readouterr().out
    assert load_file(home / "routines" / "rain.toml").error is None


@pytest.mark.parametrize(
    "value", ["~/editor", "$HOME/editor", "X=1 ./editor", "'./editor'", "nice ./editor"]
)
def test_an_editor_is_started_as_a_shell_would(
    home: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    main(["new", "mine"])
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    editor(home, 'echo "colour = 1" >> "$1"')
    monkeypatch.setenv("VISUAL", "  ")
    monkeypatch.setenv("EDITOR", value)
    assert main(["edit", "mine"]) == 1
    assert "colour = 1" in (home / "routines" / "mine.toml").read_text()


@pytest.mark.parametrize("value", ["no-such-editor-here", "'", "false", "/", "~/none", "exit 3;"])
def test_an_editor_that_changes_nothing_and_fails_leaves_nothing_behind(
    home: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("EDITOR", value)
    assert main(["edit", "rain"]) == 1
    assert not (home / "routines").exists()
    main(["new", "mine"])
    before = sorted((home / "routines").iterdir())
    assert main(["edit", "rain"]) == 1
    assert sorted((home / "routines").iterdir()) == before


def test_an_editor_gets_the_persons_own_umask_and_limits(home: Path) -> None:
    script = editor(
        home, f"umask > {home}/told; ulimit -S -c >> {home}/told; ulimit -H -c >> {home}/told"
    )
    asked = subprocess.run(
        ["sh", "-c", "umask 027; umask; ulimit -S -c; ulimit -H -c"], stdout=subprocess.PIPE
    )
    command = [sys.executable, "-m", "calmtui", "edit", "rain"]
    assert (
        subprocess.run(
            command, env={**os.environ, "VISUAL": script}, umask=0o027, check=False
        ).returncode
        == 0
    )
    assert (home / "told").read_bytes() == asked.stdout


@pytest.mark.parametrize("value", ["", "no-such-editor-here", "'", "false"])
def test_an_editor_that_does_not_start_is_said(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    main(["new", "mine"])
    monkeypatch.setenv("EDITOR", value)
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("calmtui.cli.edit._EDITORS", ())
    assert main(["edit", "mine"]) == 1
    assert "editor" in capsys.readouterr().err.lower()


# preview


@pytest.mark.slow
def test_preview_runs_from_a_step_and_writes_nothing(home: Path) -> None:
    path = home / "x.toml"
    path.write_text(HEAD + SAY + SAY.replace("10", "1.5").replace('"a"', '"the last"'))
    done = subprocess.run(
        [sys.executable, "-m", "calmtui", "preview", str(path), "--from-step", "2", "--plain"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "the last" in done.stdout
    assert not (home / "journal").exists()


def test_preview_says_what_is_wrong(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = home / "x.toml"
    path.write_text(HEAD + SAY)
    assert main(["preview", str(path), "--from-step", "3"]) == 2
    assert "expected a step from 1 to 1, found 3" in capsys.readouterr().err
    path.write_text("nonsense")
    assert main(["preview", str(path)]) == 1
    assert f"{path}:1:" in capsys.readouterr().err


async def test_a_watched_preview_starts_its_step_again_when_the_file_is_saved(
    tmp_path: Path, time: Clock
) -> None:
    path = tmp_path / "x.toml"
    path.write_text(HEAD + SAY + SAY.replace('"a"', '"b"'))

    def load() -> Routine:
        entry = load_file(path)
        if entry.routine is None:
            from calmtui.content.toml import FileError

            raise FileError(*entry.problems)
        return entry.routine

    journal = Journal(tmp_path / "journal", tmp_path / "state", private=True)
    session = Session(from_step(load(), 1), journal, time.clock, time.now)
    watch = FileWatcher(path, load, 1)
    library = Library(bundled_routines_path(), tmp_path / "none")
    app = PreviewApp(
        AppContext(library, journal, Settings(), time.clock, time.now), first=session, watch=watch
    )
    async with in_terminal(app) as pilot:
        screen = app.screen
        assert isinstance(screen, PreviewScreen)
        await pilot.press("n")
        time.go(3)
        screen.look_at_file()
        assert screen.session is session  # nothing was saved
        path.write_text(HEAD + SAY + SAY.replace('"a"', '"another"'))
        os.utime(path, ns=(1, 1))
        screen.look_at_file()
        scene = screen.session.scene()
        assert isinstance(scene, GuideScene)
        assert (scene.moment.phase.text, scene.moment.elapsed) == ("another", 0)
        path.write_text("nonsense")
        os.utime(path, ns=(2, 2))
        screen.look_at_file()
        await pilot.pause()
        assert "not valid TOML" in sees(app)
        assert isinstance(screen.session.scene(), GuideScene)
    assert not (tmp_path / "journal").exists()


# list


@pytest.fixture
def rows(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], dict[str, dict[str, Any]]]:
    """What `list --json` says of each routine, by id."""

    def read() -> dict[str, dict[str, Any]]:
        capsys.readouterr()
        assert main(["list", "--json"]) == 0
        return {row["id"]: row for row in json.loads(capsys.readouterr().out)}

    return read


def test_list_is_the_library(
    home: Path, rows: Callable[[], dict[str, dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "routines").mkdir()
    (home / "routines" / "rain.toml").write_text(HEAD + SAY)
    (home / "routines" / "mine.toml").write_text(HEAD + SAY)
    (home / "routines" / "bad.toml").write_text("nonsense")
    library = Library(bundled_routines_path(), home / "routines")
    assert [(name, row["error"]) for name, row in rows().items()] == [
        (entry.id, entry.error) for entry in library.entries
    ]
    assert rows()["rain"]["bundled"] is False
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    told = {line.split()[0]: line.split("  ")[-1] for line in lines if line.startswith("  ")}
    assert (told["mine"], told["rain"]) == ("your own", "your own, replaces the built-in one")


def test_list_sees_every_change(home: Path, rows: Callable[[], dict[str, dict[str, Any]]]) -> None:
    own = home / "routines"
    own.mkdir()
    assert "mine" not in rows()
    (own / "mine.toml").write_text(HEAD + SAY)
    assert rows()["mine"]["title"] == "T"
    (own / "mine.toml").write_text((HEAD + SAY).replace('"T"', '"Other"'))
    assert rows()["mine"]["title"] == "Other"
    found = (own / "mine.toml").stat()
    (own / "mine.toml").write_text((HEAD + SAY).replace('"T"', '"Third"'))
    # Of the same size and time.
    os.utime(own / "mine.toml", ns=(found.st_atime_ns, found.st_mtime_ns))
    assert rows()["mine"]["title"] == "Third"
    (home / "settings.toml").write_text('partner = "Sam"\n')
    (own / "mine.toml").write_text((HEAD + SAY).replace('"T"', '"For {partner}"'))
    assert rows()["mine"]["title"] == "For Sam"
    (home / "settings.toml").write_text('language = "de"\n')
    assert rows()["box-breathing"]["title"] == "Box-Atmung"
    (own / "mine.toml").unlink()
    assert "mine" not in rows()


def test_to_look_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path / "new"))
    assert main(["list"]) == 0
    assert not (tmp_path / "new").exists()
    (tmp_path / "new" / "routines").mkdir(parents=True)
    (tmp_path / "new" / "routines" / "mine.toml").write_text(HEAD + SAY)
    assert main(["list"]) == 0
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["routines"]


def test_what_is_wrong_with_the_settings_is_said_each_time(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "settings.toml").write_text("colour = 1\n")
    for _ in range(2):
        assert main(["list"]) == 0
        assert "settings.toml:1: colour: unknown key" in capsys.readouterr().err


# run


def plain(*words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "calmtui", "run", *words, "--plain"],
        input="q\nq\nq\n",
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("box", "--minutes", "0"), "--minutes: expected a number above 0, at most 720, found 0"),
        (("box", "--minutes", "nan"), "--minutes: expected a number above 0"),
        (("box", "--settle", "-1"), "--settle: expected a number above 0"),
        (
            ("box", "--skip", "neck"),
            "box-breathing has no part 'neck'; it has no parts to leave out",
        ),
        (
            ("pmr-7", "--skip", "tail"),
            "pmr-7 has no part 'tail'; its parts: Strong arm; Other arm; Face; Neck;",
        ),
    ],
)
def test_what_run_can_not_do_is_said(home: Path, words: tuple[str, ...], expected: str) -> None:
    code, _, said = plain(*words)
    assert code == 2
    assert expected in said


def test_run_is_gentler_and_shorter_on_request(home: Path) -> None:
    code, out, _ = plain("pmr-7", "--skip", "neck", "--minutes", "5")
    assert code == 3  # left early
    assert "The everyday version." in out
