"""A fault of our own, planted wherever one could be: the terminal is put back, the run is kept, one
sentence is said, and not a word of the person's is on the screen or in any file.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from calmtui import crash
from calmtui.crash import _place
from tests.support.terminal import Terminal, ended, only_session, openings, records, restored

TYPED, SECRET = "zqxtyped", "zqxsecret"
ROUTINE = (
    'format = 1\ntitle = "Planted"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = "s"\n'
    'rate = ["anxiety"]\n[[steps]]\nkind = "ask"\ntext = "Write it here."\n'
    '[[steps]]\nkind = "breathe"\ntext = "Soft in."\ninhale = 4\nexhale = 6\nrounds = 30\n'
)
# A fault has what a person wrote in its message, in a variable, in an argument and in its type's
# own attributes.
PLANT = f"""
import sys, os, threading, asyncio
class Planted(ValueError):
    def __init__(self, words):
        super().__init__(words, "{SECRET}")
        self.words = words
def broken(*given, **named):
    note, typed = "{SECRET} in a variable", given
    try:
        raise KeyError("{SECRET} in a message")
    except KeyError as error:
        raise Planted("{SECRET} " + repr(given[1:])) from error
"""
DRIVER = "import calmtui.tui.textual_internals.driver as m; m"
BREAKS = {
    "a key's handler": "import calmtui.tui.screens.run as m; m.RunScreen.action_time = broken",
    "a message's handler": "import calmtui.tui.screens.run as m; m.Write = broken",
    "a frame": (
        "import calmtui.tui.screens.run_view as m; from calmtui.session.scene import GuideScene; "
        "draw = m.draw_screen\n"
        "m.draw_screen = lambda scene, *more: broken(scene) if isinstance(scene, GuideScene) "
        "else draw(scene, *more)"
    ),
    "a timer": "import calmtui.tui.screens.run as m; m.RunScreen._settle = broken",
    "the mount of a screen": "import calmtui.tui.screens.run as m; m.RunScreen.on_mount = broken",
    "the mount of the app": "import calmtui.tui.app as m; m.CalmApp.on_mount = broken",
    "the making of a screen": "import calmtui.tui.screens.run as m; m.RunScreen.compose = broken",
    "the making of the app": "import calmtui.tui.app as m; m.CalmApp.__init__ = broken",
    "the import of the app": "sys.modules['calmtui.tui.app'] = None",
    "the style sheet": "import calmtui.tui.app as m; m.CalmApp.CSS = 'Screen { color: zqxsecret'",
    "a widget's lines": "import calmtui.tui.canvas as m; m.Canvas.render_line = broken",
    "the driver's reading": f"{DRIVER}.CalmDriver.feed = broken",
    "the driver's writing": "import calmtui.tui.frame_writer as m; m.FrameWriter._push = broken",
    "the driver's start": f"{DRIVER}.CalmDriver._resized = broken",
    "the driver's end": (
        f"{DRIVER}.CalmDriver.disable_input = broken\n"
        "import calmtui.tui.screens.run as r; r.RunScreen.action_time = broken"
    ),
    "a thread": (
        "import calmtui.tui.screens.run as m\n"
        "m.RunScreen.action_time = lambda self: threading.Thread(target=broken, args=('typed',"
        ")).start()"
    ),
    "a task": (
        "import calmtui.tui.screens.run as m\nasync def task(): broken()\n"
        "m.RunScreen.action_time = lambda self: (asyncio.create_task(task()), None)[1]"
    ),
    "the keeping of the run, after another": (
        "import calmtui.session.session as s; s.Session.interrupt = broken\n"
        "import calmtui.tui.screens.run as m; m.RunScreen.action_time = broken"
    ),
    "the saying of it": (
        "import calmtui.crash as c; c._ = broken\nimport calmtui.tui.screens.run as m; "
        "m.RunScreen.action_time = broken"
    ),
}
# Where the run has not begun, or what keeps it is broken itself, nothing can be kept.
NOT_BEGUN = (
    "the mount of a screen", "the mount of the app", "the making of a screen",
    "the making of the app", "a timer",
    "the import of the app", "the style sheet", "a widget's lines", "the driver's reading",
    "the driver's writing",
    "the driver's start", "the keeping of the run, after another",
)  # fmt: skip
QUICK = ("a key's handler", "a message's handler", "the driver's reading")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "routines").mkdir()
    (tmp_path / "routines" / "planted.toml").write_text(ROUTINE)
    return tmp_path


def broken_program(break_: str) -> type[Terminal]:
    class Broken(Terminal):
        command = (
            sys.executable,
            "-c",
            f"{PLANT}\n{break_}\nfrom calmtui.cli.main import main\nsys.exit(main())",
        )

    return Broken


def after_the_screen(terminal: Terminal) -> str:
    """What was said once the full screen was left."""
    return terminal.sent.rpartition(b"\x1b[?1049l")[2].removeprefix(b"\x1b[?25h").decode()


def says_nothing_of(words: str, folder: Path) -> None:
    """No file has the words, but the one in which the answers stay for a day, to go on with."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.match("state/half.*"):
            assert words.encode() not in path.read_bytes(), path


def reports(home: Path) -> list[Path]:
    return sorted((home / "state").glob("crash-*"))


def said(text: str, home: Path) -> None:
    """One sentence, and where the report is: a file that only its owner reads."""
    (path,) = reports(home)
    sentence = "calmtui: a fault in calmtui stopped it"
    sentence += "; your session is saved." if "saved" in text else "."
    where = f"A report is in {path}, with nothing you wrote in it."
    where += " Please send it if you report the fault."
    assert re.sub(r"\x1b\[[^A-Za-z]*[A-Za-z]", "", text).split() == f"{sentence} {where}".split()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
@pytest.mark.parametrize(
    "place",
    [place if place in QUICK else pytest.param(place, marks=pytest.mark.slow) for place in BREAKS],
)
def test_a_fault_in_the_full_screen(home: Path, place: str) -> None:
    with broken_program(BREAKS[place])(home, "run", "planted") as terminal:
        if place not in NOT_BEGUN or "after another" in place:
            terminal.shows("How anxious")
            terminal.types("6")
            terminal.shows("Write it here.")
            terminal.types(TYPED)
            terminal.shows(TYPED)
            terminal.types("\r")
            if place not in ("a message's handler", "a frame"):
                terminal.shows("Soft in.")
                terminal.types("t")
        elif place == "the driver's reading":
            terminal.shows("How anxious")
            terminal.types(TYPED)
        assert terminal.ends(20) == 1
        restored(terminal)
        text = after_the_screen(terminal)
        assert SECRET.encode() not in terminal.sent
    assert TYPED not in text
    for words in (TYPED, SECRET):
        says_nothing_of(words, home)
    if place == "the saying of it":
        assert text.startswith("calmtui: a fault in calmtui stopped it.")
    else:
        said(text, home)
    assert ("your session is saved" in text) is (
        place not in NOT_BEGUN and place != "the saying of it"
    )
    if place not in NOT_BEGUN:
        assert ended(home) == ["interrupted"]
        assert only_session(home).before == {"anxiety": 6}
    report = reports(home)[0].read_text()
    assert re.search(r"^textual \d", report, re.MULTILINE)
    assert "TERM=xterm-256color\n" in report
    assert str(home) not in report
    if "import" in place:
        assert "builtins.ModuleNotFoundError" in report
    elif "style" in place:
        assert "textual.css" in report
    else:
        assert "builtins.KeyError\n  (elsewhere):" in report  # the program of the test is no file
        assert "__main__.Planted\n  " in report
        if place not in ("a thread", "a task"):
            assert re.search(r"^  (calmtui|textual)/[a-z_/]+\.py:\d+ in \w+$", report, re.MULTILINE)


@pytest.mark.slow
def test_a_fault_while_the_screen_is_left(home: Path) -> None:
    break_ = "import calmtui.tui.frame_writer as m; m.FrameWriter.drop_all = broken"
    with broken_program(break_)(home, "sos") as terminal:
        terminal.shows("Say today's day")
        terminal.types("\x03")
        assert terminal.ends(20) == 1
        restored(terminal)
        said(after_the_screen(terminal), home)


@pytest.mark.slow
def test_a_fault_of_an_opening(home: Path) -> None:
    with Terminal(home, "sos") as terminal:
        terminal.shows("Say today's day")
        terminal.until(lambda: openings(home), "opening kept ready")
        terminal.types("\x03")
        terminal.ends(5)
    plant = "import calmtui.tui.app as m; m.CalmApp.__init__ = broken"
    with broken_program(plant)(home, "sos") as terminal:
        assert terminal.ends(20) == 1
        restored(terminal)
        said(after_the_screen(terminal), home)
        assert SECRET.encode() not in terminal.sent
    assert ended(home) == ["left early", "interrupted"]
    says_nothing_of(SECRET, home)
    # Before the app is made: the frame is on, and no run has begun.
    with broken_program("import calmtui.context as m; m.read_sources = broken")(
        home, "sos"
    ) as terminal:
        terminal.shows("a fault in calmtui stopped it")
        assert terminal.ends(20) == 1
        restored(terminal)
        assert SECRET.encode() not in terminal.sent
    assert ended(home) == ["left early", "interrupted"]
    says_nothing_of(SECRET, home)


@pytest.mark.slow
def test_a_fault_in_the_thread_of_the_opening_is_not_seen_and_reported(home: Path) -> None:
    with Terminal(home, "sos") as terminal:
        terminal.shows("Say today's day")
        terminal.until(lambda: openings(home), "opening kept ready")
        terminal.types("\x03")
        terminal.ends(5)
    plant = "import calmtui.quickstart as m; m.max = broken"
    with broken_program(plant)(home, "sos") as terminal:
        terminal.until(lambda: bool(reports(home)), "report")
        terminal.shows("Say today's day")
        terminal.types("n")
        terminal.shows("Press both feet into the floor.")
        assert SECRET.encode() not in terminal.sent
        terminal.types("\x03")
        assert terminal.ends(5) == 130
        restored(terminal)
    says_nothing_of(SECRET, home)


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("/home/x/calmtui/.venv/lib/python3.11/site-packages/textual/app.py", "textual/app.py"),
        ("/home/x/calmtui/calmtui/tui/app.py", "calmtui/tui/app.py"),
        ("/home/x/textual/calmtui/cli.py", "calmtui/cli.py"),
        ("/home/x/mine.py", "(elsewhere)"),
    ],
)
def test_a_report_names_a_place_in_its_package_wherever_that_lies(file: str, place: str) -> None:
    assert _place(file) == place


COMMANDS = {
    "list": "import calmtui.content.routine_file as m; m.load_file = broken",
    "log": "import calmtui.storage.journal as m; m.Journal.records = broken",
    "where": "import calmtui.storage.paths as m; m.Paths.find = broken",
    "check x.toml": "import calmtui.cli.check as m; m.load_routine_file = broken",
    "draft": "import calmtui.storage.device as m; m.DeviceStore.get = broken",
    "run planted --plain": "import calmtui.plain.guide as m; m.GuideConversation.show = broken",
}


def run(
    home: Path, break_: str, *words: str, text: str = "", **env: str
) -> subprocess.CompletedProcess[bytes]:
    code = f"{PLANT}\n{break_}\nfrom calmtui.cli.main import main\nsys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *words], input=text.encode(), capture_output=True, cwd=home,
        timeout=60,
        env={**os.environ, "CALMTUI_HOME": str(home), "LC_ALL": "C.UTF-8", **env},
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("words", COMMANDS)
def test_a_fault_in_a_command_or_line_by_line(home: Path, words: str) -> None:
    done = run(home, COMMANDS[words], *words.split(), text=f"6\n{TYPED}\n")
    assert done.returncode == 1
    assert SECRET.encode() not in done.stdout + done.stderr
    assert TYPED.encode() not in done.stdout + done.stderr
    said(done.stderr.decode(), home)
    for word in (SECRET, TYPED, "x.toml"):
        says_nothing_of(word, home)
    if "plain" in words:
        assert b"your session is saved" in done.stderr
        assert ended(home) == ["interrupted"]
        assert only_session(home).before == {"anxiety": 6}


@pytest.mark.parametrize("word", ["--private", "--priv"])
def test_a_private_run_leaves_no_report(home: Path, word: str) -> None:
    before = sorted(home.rglob("*"))
    done = run(
        home,
        COMMANDS["run planted --plain"],
        "run",
        "planted",
        "--plain",
        word,
        text=f"6\n{TYPED}\n",
    )
    assert done.returncode == 1
    assert done.stderr.decode() == "calmtui: a fault in calmtui stopped it.\n"
    assert sorted(home.rglob("*")) == before


def test_the_setting_private_leaves_no_report(home: Path) -> None:
    (home / "settings.toml").write_text("private = true\n")
    done = run(home, COMMANDS["where"], "where")
    assert done.stderr.decode() == "calmtui: a fault in calmtui stopped it.\n"
    assert reports(home) == []


def test_what_a_command_line_or_the_environment_holds_is_in_no_report(home: Path) -> None:
    plant = "import calmtui.storage.paths as m; m.Paths.find = broken"
    run(
        home,
        plant,
        "where",
        "--json",
        TERM=f"{SECRET} \x1b[31m",
        SSH_CONNECTION=SECRET,
        COLORTERM="x\ny",
        LANG="de",
    )
    (path,) = reports(home)
    assert "TERM=(something else)" in path.read_text()
    assert "COLORTERM=(something else)" in path.read_text()
    assert "json" not in path.read_text()
    says_nothing_of(SECRET, home)
    done = run(home, "", f"--{TYPED}", SECRET)
    assert done.returncode == 2
    assert len(reports(home)) == 1


@pytest.mark.slow
def test_the_newest_reports_are_kept(home: Path) -> None:
    for _ in range(7):
        run(home, COMMANDS["where"], "where")
    assert len(reports(home)) == 5


def test_a_folder_that_refuses_takes_no_report_and_the_sentence_is_said(home: Path) -> None:
    (home / "state").write_text("")
    done = run(home, COMMANDS["where"], "where")
    assert done.returncode == 1
    assert done.stderr.decode() == "calmtui: a fault in calmtui stopped it.\n"


def test_a_fault_is_said_in_german(home: Path) -> None:
    (home / "settings.toml").write_text('language = "de"\n')
    done = run(home, COMMANDS["run planted --plain"], "run", "planted", "--plain", text="6\n\n")
    assert "in calmtui selbst ging etwas schief" in done.stderr.decode()


def deep(n: int) -> None:
    if n:
        deep(n - 1)
    raise ExceptionGroup("zqx", [ValueError("zqx"), OSError(28, "zqx", "zqx")])


def test_a_long_chain_stays_short_and_has_every_kind_in_it() -> None:
    try:
        try:
            deep(200)
        except ExceptionGroup as error:
            raise RuntimeError("zqx") from error
    except RuntimeError as error:
        error.__context__ = error  # a ring of its own making
        text = crash.report(error)
    assert "zqx" not in text
    assert text.count("in deep") == crash._MAX_FRAMES - 1
    kinds = (
        "builtins.ExceptionGroup",
        "  | builtins.ValueError",
        "  | builtins.OSError, errno 28",
        "which led to:",
    )
    for kind in kinds:
        assert kind in text


def test_a_report_says_where_things_are_in_a_package_and_not_on_the_machine() -> None:
    assert crash._place("/home/me/x/site-packages/textual/app.py") == "textual/app.py"
    assert crash._place(crash.__file__) == "calmtui/crash.py"
    assert crash._place(os.__file__) == "python/os.py"
    assert crash._place("/home/me/diary.py") == "(elsewhere)"
    assert crash._place("<string>") == "(elsewhere)"


# Memory

CORE = """
import os, resource, signal, sys
from calmtui.cli.main import main
main(["where"])
from calmtui.crash import disable_core_dumps
disable_core_dumps()
core = resource.getrlimit(resource.RLIMIT_CORE)
print(core, open("/proc/self/coredump_filter").read() and "", flush=True)
import ctypes, faulthandler
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), faulthandler.is_enabled(), flush=True)
note = "zqxsecret" * 100
os.kill(os.getpid(), getattr(signal, sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux says of a process")
@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT"])
def test_a_process_that_is_torn_down_leaves_no_memory_behind(home: Path, name: str) -> None:
    import resource

    def raise_limit() -> None:
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    before = sorted(home.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", CORE, name], capture_output=True, cwd=home,
        timeout=60,
        preexec_fn=raise_limit, env={**os.environ, "CALMTUI_HOME": str(home)},
    )  # fmt: skip
    assert done.returncode < 0
    *_, limits, dumpable = done.stdout.decode().splitlines()
    assert limits.startswith("(0, ")
    assert dumpable == "0 False"
    assert done.stderr == b""
    assert sorted(home.rglob("*")) == before


LAST = """
import atexit, os, sys
def note():
    import ctypes, gc
    with open(os.environ["NOTE"], "w") as file:
        frozen = gc.get_freeze_count() > 1000
        print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), gc.isenabled(), frozen, file=file)
atexit.register(note)
import gc
freeze = gc.freeze
def frozen():
    freeze()
    open(os.environ["NOTE"] + ".frozen", "w").close()
gc.freeze = frozen
from calmtui.cli.main import main
sys.exit(main())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for it")
@pytest.mark.parametrize("words", ["", "run planted", "sos"])
def test_what_a_first_frame_did_not_wait_for_is_done_behind_it(home: Path, words: str) -> None:
    """Its memory is its own, and the garbage collector, off for the start, is on."""

    class Program(Terminal):
        command = (sys.executable, "-c", LAST)

    with Program(home, *words.split(), env={"NOTE": str(home / "note")}) as terminal:
        terminal.shows(
            {"": "Longer out-breath", "sos": "Say today's day"}.get(words, "How anxious")
        )
        terminal.until((home / "note.frozen").exists, "end of what is done behind it")
        terminal.types("\x03")
        terminal.ends(10)
    assert (home / "note").read_text() == "0 True True\n"


@pytest.mark.slow
def test_nothing_of_textual_writes_down_what_is_typed_or_shown(home: Path) -> None:
    env = {
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_PRESS": "q",
    }
    env |= {
        f"TEXTUAL_{name}": str(home / name)
        for name in ("LOG", "SCREENSHOT_LOCATION", "SCREENSHOT_FILENAME")
    }
    folder = os.getcwd()
    os.chdir(home)
    try:
        with Terminal(home, "run", "planted", env=env) as terminal:
            terminal.shows("How anxious")
            terminal.types("6")
            terminal.shows("Write it here.")
            terminal.types(TYPED)
            terminal.shows(TYPED)
            terminal.types("\x03")
            assert terminal.ends(5) == 130
    finally:
        os.chdir(folder)
    says_nothing_of(TYPED, home)
    assert not [path for path in home.iterdir() if path.name.isupper() or path.suffix == ".log"]
    assert [record["what"] for record in records(home)] == ["begun", "rated", "ended"]
