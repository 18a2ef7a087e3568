"""The rules of the house that no static tool holds: what is loaded when, what is pure, what a
module says of itself.

Which package may import which is import-linter's, see pyproject.toml.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import calmtui

PACKAGE = Path(calmtui.__file__).parent
ROOT = PACKAGE.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
OUTSIDE = [
    name for name in MODULES if not name.startswith("calmtui.tui") and name != "calmtui.__main__"
]
# These packages open no file, read no clock and know no system, but for the modules named here.
PURE_PACKAGES = ("text", "content", "history", "session", "render")
KNOWS_THE_SYSTEM = {
    # the terminal's encoding, catalogues, paths
    "text.charset", "text.color_support", "text.i18n", "text.sanitize",
    # read the files that come with calmtui, and one's own
    "content.helplines", "content.library", "content.message_hints", "content.option_words",
    "content.routine_file", "content.sharing", "content.toml",
    "history.erase",  # rewrites the files of sessions
    "session.spectator",  # looks whether another process still holds a run
}  # fmt: skip
# Call the clock they are given.
CLOCKED = {
    "session.recorder",
    "session.clocks",
    "session.third_session",
}
PURE = [
    name.removeprefix("calmtui.")
    for name in MODULES
    if name.count(".") > 1
    and name.split(".")[1] in PURE_PACKAGES
    and name.removeprefix("calmtui.") not in KNOWS_THE_SYSTEM
]
SYSTEM_MODULES = {
    "os", "io", "time", "pathlib", "subprocess", "socket", "sys", "random", "locale", "tempfile",
    "shutil",
}  # fmt: skip
SYSTEM_CALLS = {
    "open", "print", "input", "now", "today", "utcnow", "monotonic", "read_text", "time",
}  # fmt: skip


def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text())


def loaded(node: ast.AST) -> Iterator[ast.AST]:
    """Whatever is within a node, but for what only a type checker sees."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from loaded(child)


def imports(name: str) -> Iterator[str]:
    """Every module that a module names in an import, at its top or within a function."""
    for node in loaded(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module in MODULES:
                yield from (
                    full
                    for alias in node.names
                    if (full := f"{node.module}.{alias.name}") in MODULES
                )


def imported_names(name: str) -> Iterator[str]:
    """Every name that a module imports from another, in full."""
    for node in loaded(tree(name)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def fresh(code: str, *words: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_importing_all_that_is_outside_the_full_screen_never_loads_textual() -> None:
    code = "import sys, importlib\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    code += "print('textual' in sys.modules)"
    assert fresh(code, *OUTSIDE) == "False\n"


@pytest.mark.parametrize(
    "words", ["--version", "--help", "list", "list --json", "log", "where", "check routines"]
)
def test_a_command_that_shows_no_screen_never_loads_textual(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    code = (
        "import sys\nfrom calmtui.cli.main import main\ncode = main(sys.argv[1:])\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('textual', 'rich', "
        "'asyncio')], code)"
    )
    monkeypatch.chdir(ROOT)
    assert fresh(code, *words.split()).splitlines()[-1] == "[] 0"


@pytest.mark.parametrize(("words", "dear"), [
    ("--version", {"argparse", "typing", "re", "json"}),
    ("list", {"dataclasses", "json", "asyncio", "inspect", "calmtui.storage.journal",
    "calmtui.content.diagnostics"}),
    ("log --last 10", {"msgspec", "tomllib", "dataclasses", "inspect"}),
])  # fmt: skip
def test_a_command_that_is_to_answer_at_once_imports_nothing_dear(
    words: str, dear: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    code = (
        "import sys\nfrom calmtui.cli.main import main\ncode = main(sys.argv[1:])\n"
        "print(*sys.modules)"
    )
    assert not dear & set(fresh(code, *words.split()).splitlines()[-1].split())


@pytest.mark.parametrize("command", ["urge", "sos", "run", "play"])
def test_a_launch_waits_for_no_parser_and_for_no_step_but_the_first(command: str) -> None:
    code = (
        "import sys\nfrom calmtui.cli import glance, main, registry\nregistry.load(sys.argv[1])\n"
        "import calmtui.session.session\nprint(*sys.modules)"
    )
    later = (
        "compose",
        "decide",
        "gate",
        "guide",
        "lists",
        "outcome",
        "questions",
        "reread",
        "writing",
    )
    dear = {f"calmtui.session.stages.{name}" for name in later}
    assert not (dear | {"argparse", "calmtui.cli.parser"}) & set(fresh(code, command).split())


@pytest.mark.parametrize("name", PURE)
def test_what_is_pure_opens_no_file_and_reads_no_clock(name: str) -> None:
    assert not SYSTEM_MODULES & {used.split(".")[0] for used in imports(f"calmtui.{name}")}
    called = {
        node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        for node in ast.walk(tree(f"calmtui.{name}"))
        if isinstance(node, ast.Call)
    }
    given = {"now"} if name in CLOCKED else set()
    assert not called & SYSTEM_CALLS - given


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("calmtui.content.")])
def test_content_writes_no_file(name: str) -> None:
    assert {used for used in imports(name) if used.startswith("calmtui.storage.")} <= {
        "calmtui.storage.reading"
    }
    assert not {"tempfile", "shutil", "tomlkit"} & set(imports(name))


def test_the_session_reads_no_clock_but_the_one_it_is_given() -> None:
    for name in (
        "calmtui.session.session",
        "calmtui.session.clocks",
        "calmtui.session.run_clock",
        "calmtui.session.recorder",
    ):
        assert not {"time", "os", "pathlib", "random", "asyncio", "threading"} & set(imports(name))
        assert "datetime.now" not in MODULES[name].read_text()


def test_textuals_private_names_are_in_one_package() -> None:
    private = {
        name
        for name in MODULES
        for used in imported_names(name)
        if used.startswith("textual.") and any(part.startswith("_") for part in used.split("."))
    }
    assert {name.rpartition(".")[0] for name in private} == {"calmtui.tui.textual_internals"}


ONLY_PLACES = {  # what a module may have, and the only modules that do
    r"\bdatetime\.fromisoformat\(": {"text.dates"},
    r"\bos\.fsync\(|F_FULLFSYNC": {"storage.disk"},
    r"\bimport platformdirs\b": {"storage.paths"},
    r"\bimport tomllib\b": {"content.toml"},
    r"\bdef parse_record": {"storage.records"},
    r"\bdef fold_sessions\b": {"history.sessions"},
    r"^__version__ =": {"__init__"},
    r"st_mtime_ns|st_ctime_ns": {"storage.reading"},
}


@pytest.mark.parametrize("pattern", ONLY_PLACES)
def test_what_is_decided_once_is_in_one_place(pattern: str) -> None:
    places = {
        str(path.relative_to(PACKAGE).with_suffix("")).replace("/", ".")
        for path in MODULES.values()
        if re.search(pattern, path.read_text(), re.MULTILINE)
    }
    assert places == ONLY_PLACES[pattern]


@pytest.mark.slow
def test_nothing_talks_to_a_network() -> None:
    words = {"socket", "http", "urllib", "requests", "ssl", "httpx", "webbrowser"}
    for name in MODULES:
        assert not words & {used.split(".")[0] for used in imports(name)}, name


@pytest.mark.slow
def test_a_modules_first_line_says_what_it_is_for() -> None:
    for name in MODULES:
        module = tree(name)
        assert ast.get_docstring(module) or not module.body


@pytest.mark.parametrize("name", ["utils", "helpers", "managers", "models", "common", "misc"])
def test_no_module_is_a_drawer(name: str) -> None:
    assert not [module for module in MODULES if module.split(".")[-1] == name]


def test_ids_of_bindings_are_used_once() -> None:
    from textual.binding import Binding

    from calmtui.tui.app import CalmApp
    from calmtui.tui.screens.home import HomeScreen
    from calmtui.tui.screens.run import RunScreen
    from calmtui.tui.screens.text import TextScreen

    ids = [
        binding.id
        for owner in (CalmApp, HomeScreen, RunScreen, TextScreen)
        for binding in owner.BINDINGS
        if isinstance(binding, Binding)
    ]
    assert len(ids) == len(set(ids))


def test_no_test_module_imports_another() -> None:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        source = path.read_text()
        assert not re.findall(r"^\s*(?:from|import) tests\.\S*\btest_\w+", source, re.MULTILINE), (
            path
        )


def test_a_test_of_a_package_stands_in_the_folder_of_that_package() -> None:
    folders = {path.name for path in (ROOT / "tests" / "unit").iterdir() if path.is_dir()}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders - {"__pycache__"} <= packages


def test_the_version_is_said_once() -> None:
    with open(ROOT / "pyproject.toml", "rb") as file:
        project = tomllib.load(file)
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "calmtui/__init__.py"
    assert (
        f"{calmtui.__version__}" in (ROOT / "CHANGELOG.md").read_text()
        or "Unreleased" in (ROOT / "CHANGELOG.md").read_text()
    )
