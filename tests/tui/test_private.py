"""A private run writes nothing: not below HOME, not in the XDG folders, not among the temporary
files, not anywhere.
"""

from __future__ import annotations

import json
import re
import shutil
from fnmatch import fnmatch
from pathlib import Path
from time import monotonic

import pytest

from calmtui.config.settings import Settings
from calmtui.content.adjust import Adjustments
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.session.events import GoOn, PassUrge, Rate, Select, Write
from calmtui.session.scene import AskScene, CopyScene
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin
from tests.support.reference import in_terminal, sees
from tests.support.sandbox import CAUGHT, PACKAGE, Sandbox
from tests.support.walks import LINES, WALKS

SECURITY = (PACKAGE.parent / "SECURITY.md").read_text()
EVERYTHING = "files network programs"
WAYS = {"by option": ("--private", ""), "by setting": ("", "private = true")}


@pytest.fixture(params=WAYS)
def private(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Sandbox, tuple[str, ...]]:
    """A home in which nothing may be written, and the option that says so."""
    option, setting = WAYS[request.param]
    return Sandbox(tmp_path, EVERYTHING, setting), (option,) if option else ()


def quietly(sandbox: Sandbox, *words: str, typed: str = "", code: int = 0) -> str:
    """What a command prints when it is done as it should be and nothing has changed on the disk."""
    before = sandbox.on_disk()
    done = sandbox.runs(*words, typed=typed)
    assert sandbox.caught == ""
    assert done.returncode in ({0, 3} if code == 0 else {code}), done.stderr
    assert sandbox.on_disk() == before
    return done.stdout


@pytest.mark.parametrize(
    "attempt",
    ["open('x', 'w')", "os.mkdir('x')", "os.open('x', os.O_CREAT | os.O_WRONLY)", "os.unlink('x')",
    "os.utime('.')",
     "tempfile.TemporaryFile()"],
)  # fmt: skip
def test_an_attempt_to_write_is_caught(attempt: str, tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path, EVERYTHING)
    sandbox.script.write_text(f"import os, tempfile\ntry: {attempt}\nexcept BaseException: pass\n")
    assert sandbox.runs().returncode == CAUGHT
    assert sandbox.caught.startswith("files: ")


def test_a_private_run_writes_nothing_line_by_line(
    private: tuple[Sandbox, tuple[str, ...]],
) -> None:
    sandbox, option = private
    words, typed = LINES["routine"]
    said = quietly(sandbox, *option, *words, typed=typed)
    assert "Private: nothing is saved." in said
    assert "7 before, 4 after." in said


def test_a_private_list_keeps_no_rows_and_is_the_same_list(
    private: tuple[Sandbox, tuple[str, ...]],
) -> None:
    sandbox, option = private
    assert "Box breathing" in quietly(sandbox, *option, "list")


def test_the_last_sessions_are_shown_privately(private: tuple[Sandbox, tuple[str, ...]]) -> None:
    sandbox, option = private
    assert "Box breathing" in quietly(sandbox, *option, "log")
    assert "Box breathing" in quietly(sandbox, *option, "log", "--last", "3")


@pytest.mark.slow
@pytest.mark.parametrize("name", LINES)
def test_every_private_run_line_by_line_writes_nothing(
    name: str, private: tuple[Sandbox, tuple[str, ...]]
) -> None:
    sandbox, option = private
    words, typed = LINES[name]
    said = quietly(sandbox, *option, *words, typed=typed)
    assert "Private: nothing is saved." in said
    if name in ("request", "send"):
        assert "Nothing is saved in this session." in said
        assert "It is saved" not in said


@pytest.mark.slow
@pytest.mark.parametrize("name", WALKS)
def test_every_private_run_in_a_terminal_writes_nothing(
    name: str, private: tuple[Sandbox, tuple[str, ...]]
) -> None:
    sandbox, option = private
    words, walk = WALKS[name]
    before = sandbox.on_disk()
    with sandbox.terminal(*words, *option) as terminal:
        walk(terminal, True)
    assert sandbox.caught == ""
    assert sandbox.on_disk() == before


@pytest.mark.slow
def test_what_is_not_private_is_written_where_it_is_said_to_be_and_is_its_owners_alone(
    tmp_path: Path,
) -> None:
    sandbox = Sandbox(tmp_path)
    before = sandbox.on_disk()
    sandbox.runs("list")
    for name in ("home", "wait", "send"):
        words, walk = WALKS[name]
        with sandbox.terminal(*words) as terminal:
            walk(terminal, False)
        if name == "home":
            # The third session in an hour is asked for no number.
            sandbox.runs("forget", "--all", "--yes")
    after = sandbox.on_disk()
    roots = {sandbox.paths.config: "", sandbox.paths.data: "", sandbox.paths.state: "state/"}
    places = [Path(place) for place in json.loads(sandbox.runs("where", "--json").stdout).values()]
    table = SECURITY.split("## What is on the disk")[1].split("##")[0]
    said = [
        name
        for row in table.splitlines()
        if row.startswith("| ")
        for name in re.findall("`([^`]+)`", row)
    ]
    written = [
        Path(path) for path in after if before.get(path) != after[path] and Path(path).is_file()
    ]
    for path in written:
        (root,) = (root for root in roots if path.is_relative_to(root))
        name = roots[root] + path.relative_to(root).as_posix()
        assert any(fnmatch(name, pattern) for pattern in said), f"SECURITY.md does not name {name}"
        assert any(path.is_relative_to(place) for place in places), f"where does not name {path}"
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent == sandbox.paths.config or path.parent.stat().st_mode & 0o777 == 0o700
    names = {path.name for path in written}
    assert {"settings.toml", "choices.toml", "draft", "welcomed"} <= names
    assert any(name.endswith(".jsonl") for name in names)


@pytest.mark.slow
@pytest.mark.alone  # one launch is given the time that another took
def test_an_opening_from_before_the_setting_begins_nothing_and_no_other_is_made(
    tmp_path: Path,
) -> None:
    sandbox = Sandbox(tmp_path, "network programs")
    openings = sandbox.paths.state / "openings"
    with sandbox.terminal("urge") as terminal:
        terminal.shows("How strong is the pull?")
        start = monotonic()
        terminal.until(openings.is_dir, "opening")
        terminal.until(
            lambda: any(not path.name.startswith(".") for path in openings.iterdir()), "opening"
        )
        took = monotonic() - start
        terminal.types("\x03")
        terminal.ends(20)
    sandbox.paths.settings.write_text("private = true\n")
    sandbox.env["EYES_ON"] = EVERYTHING
    before = sandbox.on_disk()
    with sandbox.terminal("urge") as terminal:
        terminal.shows("How strong is the pull?")
        start = monotonic()
        terminal.until(
            lambda: monotonic() - start > 1.5 * took or sandbox.caught != "", "time for another"
        )
        terminal.types("5")
        terminal.shows("Write it here.")
        terminal.types("\x03")
        terminal.ends(20)
    assert sandbox.caught == ""
    assert sandbox.on_disk() == before


def installed(sandbox: Sandbox) -> Path:
    """calmtui where its compiled code can be written, and has not been yet."""
    lib = sandbox.home / "lib"
    shutil.copytree(PACKAGE, lib / "calmtui", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE.parent / "routines", lib / "calmtui" / "routines", dirs_exist_ok=True)
    sandbox.env["PYTHONPATH"] += f":{lib}"
    return lib / "calmtui"


@pytest.mark.slow
def test_not_even_compiled_code_is_kept(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path, "network programs")
    package = installed(sandbox)
    sandbox.env["PYTHONDONTWRITEBYTECODE"] = ""
    words, typed = LINES["routine"]
    sandbox.runs(*words, "--private", typed=typed)
    # What Python compiles before anything of ours is asked says only that calmtui is installed.
    assert [path.name.split(".")[0] for path in package.rglob("*.pyc")] == ["__init__"]
    assert "nothing is saved" in quietly(sandbox, *words, "--private", typed=typed)
    sandbox.paths.settings.write_text("private = true\n")
    sandbox.runs(*words, typed=typed)
    # The same for what it compiles before the settings can be read.
    assert {path.name.split(".")[0] for path in package.rglob("*.pyc")} == {
        "__init__", "__main__", "background", "disk_check", "end_signals", "main", "paths",
        "quickstart", "reading", "terminal",
    }  # fmt: skip
    quietly(sandbox, *words, typed=typed)


def test_the_screen_of_a_private_run_says_so_and_offers_no_draft(
    library: Library, tmp_path: Path, time: Clock
) -> None:
    journal = Journal(tmp_path / "journal", tmp_path / "state", private=True)
    session = begin(
        library.find("ride-the-urge"),
        journal,
        time,
        state=DeviceStore(tmp_path / "state", private=True),
    )
    session.handle(Rate(9))
    scene = session.scene()
    assert isinstance(scene, AskScene)
    assert scene.private
    session.handle(Write("are you there"))
    session.handle(Select(("slow reply",)))
    session.handle(Select(("no",)))
    session.handle(PassUrge())
    session.handle(Select(("Send it as it is",)))
    scene = session.scene()
    assert isinstance(scene, CopyScene)
    assert not scene.keepable
    assert session.keep_draft("are you there").line == "Nothing is saved in this session."
    session.handle(GoOn())
    session.handle(GoOn())
    session.handle(Rate(5))
    session.scene()
    assert session.scene() == session.scene()
    # No card for next time is asked for: it would be forgotten.
    assert not isinstance(session.scene(), AskScene)
    assert not list(tmp_path.iterdir())


def test_what_is_kept_for_a_routine_holds_in_a_private_run(
    library: Library, tmp_path: Path, time: Clock
) -> None:
    from calmtui.tui.app import CalmApp

    (tmp_path / "choices.toml").write_text("[box-breathing]\nno_holds = true\n")
    journal = Journal(tmp_path / "journal", tmp_path / "state", private=True)
    app = CalmApp(
        AppContext(
            library,
            journal,
            Settings(),
            time.clock,
            time.now,
            preferences_file=tmp_path / "choices.toml",
        )
    )
    assert app.preferences.adjustments("box-breathing").no_holds
    assert (
        app.preferences.save("box-breathing", Adjustments()) == "Nothing is saved in this session."
    )
    assert app.preferences.adjustments("box-breathing").no_holds


@pytest.mark.parametrize(
    ("columns", "said"), [(80, "Private: nothing is saved."), (40, "private   22:41")]
)
async def test_home_says_that_nothing_is_kept(
    columns: int, said: str, library: Library, tmp_path: Path, time: Clock
) -> None:
    from calmtui.tui.app import CalmApp

    journal = Journal(tmp_path / "journal", tmp_path / "state", private=True)
    app = CalmApp(AppContext(library, journal, Settings(), time.clock, time.now))
    async with in_terminal(app, (columns, 24)) as pilot:
        await pilot.pause()
        shown = sees(app)
    assert "Good evening." in shown
    assert said in shown
    assert "It keeps a file" not in shown


@pytest.mark.parametrize("columns", [40, 80])
def test_a_private_run_says_so_beside_its_name(columns: int, library: Library) -> None:
    from calmtui.render.layout import RenderOptions
    from calmtui.render.screen import draw_screen
    from calmtui.session.scene import RateScene

    for entry in library.entries:
        assert entry.routine is not None
        scene = RateScene("anxiety", "before", "How anxious are you right now?")
        for private in (True, False):
            head = "".join(
                cell.char
                for cell in draw_screen(
                    scene, entry.routine, columns, 24, RenderOptions(private=private)
                )[0]
            )
            assert ("   private  " in head) is private
