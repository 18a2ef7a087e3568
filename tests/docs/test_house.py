"""The rules of the house: which module may know what, and that what the README says is so."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import calmtui
from calmtui.config.settings import Settings, read_settings
from calmtui.content.reader import read_routine
from calmtui.content.routine import CAUTIONS, GROUPS

PACKAGE = Path(calmtui.__file__).parent
ROOT = PACKAGE.parent
README = (ROOT / "README.md").read_text()
FORMAT = (ROOT / "routines" / "README.md").read_text()
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
OUTSIDE = [
    name for name in MODULES if not name.startswith("calmtui.tui") and name != "calmtui.__main__"
]
PURE = [
    "text.dates", "text.language", "text.latin_keys", "text.width", "content.adjust", "content.diagnostics",
    "content.message", "content.message_hints", "content.reader", "content.routine", "content.rules", "content.schema",
    "content.search", "content.translation", "history.describe", "history.open_runs", "history.sessions",
    "history.suggestions", "session.actions", "session.live_changes", "session.ratings", "session.scene",
    "session.events", "session.timeline", "session.undo", "session.wait_prompts", "render.colorless",
    "render.guide", "render.help_table", "render.layout", "render.outcome", "render.palette", "render.questions",
    "render.screen", "render.cell", "render.easing", "render.shapes", "render.shapes.base", "render.shapes.figure",
    "render.shapes.orb", "render.shapes.sea", "render.shapes.square",
]  # fmt: skip


def top_level() -> set[str]:
    """The packages, and the modules beside them."""
    return {name.split(".")[1] for name in MODULES if name.count(".")} - {"__main__"}


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
        "print([name for name in sys.modules if name.split('.')[0] in ('textual', 'rich', 'asyncio')], code)"
    )
    monkeypatch.chdir(ROOT)
    assert fresh(code, *words.split()).splitlines()[-1] == "[] 0"


@pytest.mark.parametrize(("words", "dear"), [
    ("--version", {"argparse", "typing", "re", "json"}),
    ("list", {"dataclasses", "json", "asyncio", "calmtui.storage.journal", "calmtui.content.diagnostics"}),
    ("log --last 10", {"msgspec", "tomllib", "dataclasses", "inspect"}),
])  # fmt: skip
def test_a_command_that_is_to_answer_at_once_imports_nothing_dear(
    words: str, dear: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    code = "import sys\nfrom calmtui.cli.main import main\ncode = main(sys.argv[1:])\nprint(*sys.modules)"
    assert not dear & set(fresh(code, *words.split()).splitlines()[-1].split())


@pytest.mark.parametrize("name", OUTSIDE)
def test_only_the_full_screen_knows_textual(name: str) -> None:
    assert not [used for used in imports(name) if used.split(".")[0] in ("textual", "rich")]


@pytest.mark.parametrize("name", PURE)
def test_what_is_pure_opens_no_file_and_reads_no_clock(name: str) -> None:
    banned = {
        "os",
        "io",
        "time",
        "pathlib",
        "subprocess",
        "socket",
        "sys",
        "random",
        "locale",
        "tempfile",
        "shutil",
    }
    assert not banned & {used.split(".")[0] for used in imports(f"calmtui.{name}")}
    called = {
        node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        for node in ast.walk(tree(f"calmtui.{name}"))
        if isinstance(node, ast.Call)
    }
    assert not called & {
        "open",
        "print",
        "input",
        "now",
        "today",
        "utcnow",
        "monotonic",
        "read_text",
        "time",
    }


def test_the_session_reads_no_clock_but_the_one_it_is_given() -> None:
    for name in (
        "calmtui.session.session",
        "calmtui.session.run_clock",
        "calmtui.session.recorder",
    ):
        assert not {"time", "os", "pathlib", "random", "asyncio", "threading"} & set(imports(name))
        assert "datetime.now" not in MODULES[name].read_text()


def test_textuals_private_names_are_in_one_module_at_most() -> None:
    private = [
        name
        for name in MODULES
        if name.startswith("calmtui.tui")
        and any(
            part.startswith("_")
            for used in imports(name)
            if used.startswith("textual")
            for part in used.split(".")
        )
    ]
    assert private in ([], ["calmtui.tui.driver"])


def test_nothing_talks_to_a_network() -> None:
    words = {"socket", "http", "urllib", "requests", "ssl", "httpx", "webbrowser"}
    for name in MODULES:
        assert not words & {used.split(".")[0] for used in imports(name)}, name


@pytest.mark.parametrize("name", MODULES)
def test_whatever_is_public_says_what_it_is(name: str) -> None:
    module = tree(name)
    assert ast.get_docstring(module) or not module.body
    missing = []
    todo: list[tuple[str, ast.AST]] = [("", module)]
    while todo:
        prefix, parent = todo.pop()
        for node in ast.iter_child_nodes(parent):
            if not isinstance(
                node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
            ) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                missing.append(f"{prefix}{node.name}")
            if isinstance(node, ast.ClassDef):
                todo.append((f"{prefix}{node.name}.", node))
    assert missing == []


@pytest.mark.parametrize("name", ["utils", "helpers", "managers", "models", "common", "misc"])
def test_no_module_is_a_drawer(name: str) -> None:
    assert not [module for module in MODULES if module.split(".")[-1] == name]


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_every_command_is_in_the_readme() -> None:
    out = subprocess.run(
        [sys.executable, "-m", "calmtui", "--help"], capture_output=True, text=True, check=True
    ).stdout
    commands = re.findall(r"^    ([a-z]+) ", out, re.MULTILINE)
    assert {"urge", "sos", "run", "list", "check", "log", "where"} <= set(commands)
    for command in commands:
        assert re.search(rf"^calmtui {command}\b", README, re.MULTILINE), command
        usage = subprocess.run(
            [sys.executable, "-m", "calmtui", command, "--help"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for option in set(re.findall(r"--[a-z-]+", usage)) - {"--help"}:
            assert option in README, f"{command} {option}"


def test_every_command_of_the_readme_is_there() -> None:
    for command in set(
        re.findall(r"^calmtui ([a-z]+)", "".join(fenced(README, "text")), re.MULTILINE)
    ):
        done = subprocess.run(
            [sys.executable, "-m", "calmtui", command, "--help"], capture_output=True
        )
        assert done.returncode == 0, command


def test_every_key_is_in_the_readme() -> None:
    from textual.binding import Binding

    from calmtui.tui.app import CalmApp
    from calmtui.tui.screens.home import HomeScreen
    from calmtui.tui.screens.run import RunScreen

    names = {
        "exclamation_mark": "!", "question_mark": "?", "escape": "Esc", "enter": "Enter", "slash": "/",
        "space": "space", "plus": "+", "equals_sign": "+", "minus": "-", "ctrl+c": "Ctrl+C", "ctrl+z": "Ctrl+Z",
        "ctrl+x": "Ctrl+X", "ctrl+g": "Ctrl+G", "backspace": "Backspace",
    }  # fmt: skip
    table = README.split("## Keys")[1].split("##")[0]
    told = set(re.findall(r"`([^`]+)`", table)) | {*"0123456789", "ctrl+q"}
    for owner in (CalmApp, HomeScreen, RunScreen):
        for binding in owner.BINDINGS:
            assert isinstance(binding, Binding)
            assert binding.id
            assert binding.description
            if binding.key in ("ctrl+z", "j,down", "k,up"):  # what every terminal program does
                continue
            for key in binding.key.split(","):
                assert names.get(key, key) in told, key


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


def test_the_readmes_routine_is_a_routine() -> None:
    examples = [text for text in fenced(README, "toml") if "format = 1" in text]
    assert len(examples) == 1
    assert read_routine(examples[0], "example", "README.md").seconds == 20


def test_the_readmes_settings_are_the_settings_and_their_defaults(tmp_path: Path) -> None:
    (text,) = [text for text in fenced(README, "toml") if "format = 1" not in text]
    (tmp_path / "settings.toml").write_text(text)
    assert read_settings(tmp_path / "settings.toml") == (Settings(), ())
    assert set(tomllib.loads(text)) == set(Settings.__struct_fields__)


def test_the_formats_page_names_every_key_kind_and_word() -> None:
    from calmtui.content.routine import Ask, Breathe, Choose, RateStep, Routine, Say, Tense, Wait

    for field in set(Routine.__struct_fields__) - {"id"}:
        assert f"`{field}`" in FORMAT, field
    for kind in (Say, Breathe, Tense, Ask, Choose, RateStep, Wait):
        assert f"| `{kind.__struct_config__.tag}` |" in FORMAT
        for field in kind.__struct_fields__:
            assert f"`{field}`" in FORMAT, field
    for word in (*GROUPS, *CAUTIONS):
        assert f"`{word}`" in FORMAT, word
    for example in fenced(FORMAT, "toml"):
        assert read_routine(example, "example", "README.md").steps


def test_links_of_the_readme_lead_somewhere() -> None:
    for text, folder in ((README, ROOT), (FORMAT, ROOT / "routines")):
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            assert link.startswith("https://") or (folder / link).exists(), link


def test_the_architecture_page_says_the_job_of_every_package() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    names = {f"{part}/" if (PACKAGE / part).is_dir() else part for part in top_level()}
    assert set(re.findall(r"^\| `([a-z_/]+)` \|", page, re.MULTILINE)) == names


def test_the_version_is_said_once() -> None:
    with open(ROOT / "pyproject.toml", "rb") as file:
        project = tomllib.load(file)
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "calmtui/__init__.py"
    assert (
        f"{calmtui.__version__}" in (ROOT / "CHANGELOG.md").read_text()
        or "Unreleased" in (ROOT / "CHANGELOG.md").read_text()
    )


def test_listing_is_the_same_wherever_it_is_run(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "calmtui", "list", "--json"], capture_output=True, check=True, cwd="/",
        env={**os.environ, "CALMTUI_HOME": str(tmp_path)},
    )  # fmt: skip
    assert len(json.loads(done.stdout)) == len(list((ROOT / "routines").glob("*.toml")))
