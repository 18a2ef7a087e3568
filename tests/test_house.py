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
from calmtui.routine import CAUTIONS, GROUPS, read_routine
from calmtui.settings import Settings, read_settings

PACKAGE = Path(calmtui.__file__).parent
ROOT = PACKAGE.parent
README = (ROOT / "README.md").read_text()
FORMAT = (ROOT / "routines" / "README.md").read_text()
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
OUTSIDE = [name for name in MODULES if not name.startswith("calmtui.tui") and name != "calmtui.__main__"]
PURE = [
    "timeline", "routine", "adjust", "history", "insight", "shapes", "frame", "scene", "palette", "changes", "offer",
    "faults", "translation", "schema", "language", "precedence", "hints", "message", "resume", "shore", "waiting",
    "ratings", "retake", "doable", "signs", "latin", "facing", "lettering", "days", "telling", "layout", "guide",
    "asking", "finding",
]  # fmt: skip
THERE = [name for name in PURE if f"calmtui.{name}" in MODULES]

# What a module of ours may import of ours. A front end may use all that is below it; what is missing here is checked
# by the arrows of its neighbours.
ARROWS = {
    "about": set[str](),
    "words": set[str](),  # all may import it
    "clean": set[str](),
    "charset": {"lettering"},
    "incoming": {"clean"},
    "lengths": set[str](),
    "palette": set[str](),
    "places": {"durable"},
    "guarding": set[str](),
    "beside": set[str](),
    "hanging": {"beside", "durable", "places"},
    "why": {"clean"},
    "elsewhere": {"durable"},
    "recent": {"durable"},
    "paths": {"durable", "places"},
    "tomlfile": {"clean", "durable"},
    "faults": {"clean", "routine", "tomlfile"},
    "routine": {"clean", "faults", "tomlfile"},
    "schema": {"routine"},
    "translation": {"clean", "faults", "routine", "tomlfile"},
    "finding": {"library", "routine"},
    "language": set[str](),
    "precedence": set[str](),
    "adjust": {"routine"},
    "changes": {"adjust", "routine", "scene", "timeline"},
    "course": {"changes", "resume", "routine", "timeline", "waiting"},
    "facing": {"changes", "course", "ending", "lengths", "ratings", "retake", "routine", "scene", "timeline", "urge"},
    "keeping": {"beside", "elsewhere", "journal", "routine", "scene", "state", "tomlfile", "why"},
    "ratings": {"routine", "scene"},
    "retake": {"routine", "scene"},
    "doable": {"routine", "scene"},
    "offer": set[str](),
    "days": set[str](),
    "telling": {"clean", "lengths"},
    "backup": {"clean", "durable", "journal", "paths", "tomlfile"},
    "erasing": {"clean", "days", "gathered", "history", "journal", "state", "telling", "tomlfile", "why"},
    "choices": {"adjust", "clean", "durable", "faults", "guarding", "paths", "routine", "settings", "tomlfile"},
    "listing": {"durable", "language", "lengths", "library", "places", "precedence", "routine", "settings", "tomlfile"},
    "shelf": {"durable", "library", "routine"},
    "timeline": {"routine"},
    "scene": {"routine", "timeline"},
    "durable": set[str](),
    "crash": {"clean", "durable", "hanging", "paths", "places", "settings"},
    "opening": {"durable", "hanging", "places", "sealing"},  # and of the standard library what costs next to nothing
    "sealing": {"durable", "recent"},
    "adding": set[str](),
    "keys": {"durable", "paths", "sealing"},
    "locking": {"durable", "journal", "keys", "sealing", "state"},
    "journal": {"beside", "durable", "paths", "recent", "sealing"},
    "history": set[str](),
    "gathered": {"history"},
    "hour": {"history", "journal"},
    "resume": {"clean", "history", "journal", "lengths"},
    "state": {"beside", "durable", "clean", "paths", "sealing"},
    "mine": {"durable", "paths", "settings", "tomlfile"},
    "waiting": {"routine"},
    "ending": {"clean", "journal", "mine", "scene", "settings", "tomlfile"},
    "urge": {"clean", "ending", "journal", "lengths", "mine", "routine", "settings", "state"},
    "session": {
        "adjust", "changes", "clean", "course", "ending", "facing", "hour", "journal", "keeping", "lengths", "mine",
        "offer", "ratings", "resume", "retake", "routine", "scene", "state", "timeline", "urge",
    },
    "watch": {"journal", "resume", "routine", "scene", "session"},
    "unfinished": {
        "adjust", "choices", "journal", "library", "mine", "resume", "session", "state", "tomlfile", "watch",
    },
    "hints": set[str](),
    "message": set[str](),
    "helplines": {"clean", "language", "tomlfile"},
    "helptable": {"helplines", "layout", "lettering", "palette"},
    "shapes": {"palette", "timeline"},
    "lettering": set[str](),
    "layout": {"lettering", "palette", "shapes"},
    "guide": {"layout", "lettering", "palette", "routine", "scene", "shapes", "timeline"},
    "asking": {"layout", "lettering", "palette", "scene", "shore"},
    "frame": {"asking", "guide", "layout", "lengths", "lettering", "routine", "scene", "shapes", "shore"},
    "shore": {"layout", "lettering", "palette", "scene", "shapes"},
    "library": {"durable", "precedence", "routine", "tomlfile", "translation"},
    "settings": {"clean", "durable", "faults", "guarding", "tomlfile"},
    "doctor": {
        "adding", "colours", "durable", "helplines", "journal", "keys", "library", "locking", "opening", "paths",
        "precedence", "sealing", "tomlfile", "why",
    },
    "plain": {
        "charset", "clean", "crash", "helplines", "helptable", "hints", "incoming", "latin", "lengths", "lettering",
        "library", "message", "routine", "scene", "session", "tomlfile",
    },
}  # fmt: skip

# Before the language is known, or for the machine.
_WORDLESS = {"words", "language", "opening", "places", "durable", "beside", "hanging", "journal", "elsewhere"}


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
                yield from (full for alias in node.names if (full := f"{node.module}.{alias.name}") in MODULES)


def fresh(code: str, *words: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_importing_all_that_is_outside_the_full_screen_never_loads_textual() -> None:
    code = "import sys, importlib\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    code += "print('textual' in sys.modules)"
    assert fresh(code, *OUTSIDE) == "False\n"


@pytest.mark.parametrize("words", ["--version", "--help", "list", "list --json", "log", "where", "check routines"])
def test_a_command_that_shows_no_screen_never_loads_textual(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    code = (
        "import sys\nfrom calmtui.cli import main\ncode = main(sys.argv[1:])\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('textual', 'rich', 'asyncio')], code)"
    )
    monkeypatch.chdir(ROOT)
    assert fresh(code, *words.split()).splitlines()[-1] == "[] 0"


@pytest.mark.parametrize(("words", "dear"), [
    ("--version", {"argparse", "typing", "re", "json"}), ("list", {"msgspec", "tomllib", "dataclasses", "inspect"}),
    ("log --last 10", {"msgspec", "tomllib", "dataclasses", "inspect"}),
])  # fmt: skip
def test_a_command_that_is_to_answer_at_once_imports_nothing_dear(
    words: str, dear: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    (tmp_path / "state").mkdir()
    code = "import sys\nfrom calmtui.cli import main\ncode = main(sys.argv[1:])\nprint(*sys.modules)"
    fresh(code, *words.split())  # `list` keeps its rows
    assert not dear & set(fresh(code, *words.split()).splitlines()[-1].split())


@pytest.mark.parametrize("name", OUTSIDE)
def test_only_the_full_screen_knows_textual(name: str) -> None:
    assert not [used for used in imports(name) if used.split(".")[0] in ("textual", "rich")]


@pytest.mark.parametrize("name", ARROWS)
def test_arrows_point_one_way(name: str) -> None:
    used = {module.split(".")[1] for module in imports(f"calmtui.{name}") if module.startswith("calmtui.")}
    assert used <= ARROWS[name] | ({"words"} if name not in _WORDLESS else set())


@pytest.mark.parametrize("name", THERE)
def test_what_is_pure_opens_no_file_and_reads_no_clock(name: str) -> None:
    banned = {"os", "io", "time", "pathlib", "subprocess", "socket", "sys", "random", "locale", "tempfile", "shutil"}
    assert not banned & {used.split(".")[0] for used in imports(f"calmtui.{name}")}
    called = {
        node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        for node in ast.walk(tree(f"calmtui.{name}"))
        if isinstance(node, ast.Call)
    }
    assert not called & {"open", "print", "input", "now", "today", "utcnow", "monotonic", "read_text", "time"}


def test_the_session_reads_no_clock_but_the_one_it_is_given() -> None:
    for name in ("calmtui.session", "calmtui.course", "calmtui.keeping"):
        assert not {"time", "os", "pathlib", "random", "asyncio", "threading"} & set(imports(name))
        assert "datetime.now" not in MODULES[name].read_text()


def test_textuals_private_names_are_in_one_module_at_most() -> None:
    private = [
        name
        for name in MODULES
        if name.startswith("calmtui.tui")
        and any(
            part.startswith("_") for used in imports(name) if used.startswith("textual") for part in used.split(".")
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
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
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
    out = subprocess.run([sys.executable, "-m", "calmtui", "--help"], capture_output=True, text=True, check=True).stdout
    commands = re.findall(r"^    ([a-z]+) ", out, re.MULTILINE)
    assert {"urge", "sos", "run", "list", "check", "log", "where"} <= set(commands)
    for command in commands:
        assert re.search(rf"^calmtui {command}\b", README, re.MULTILINE), command
        usage = subprocess.run(
            [sys.executable, "-m", "calmtui", command, "--help"], capture_output=True, text=True, check=True
        ).stdout
        for option in set(re.findall(r"--[a-z-]+", usage)) - {"--help"}:
            assert option in README, f"{command} {option}"


def test_every_command_of_the_readme_is_there() -> None:
    for command in set(re.findall(r"^calmtui ([a-z]+)", "".join(fenced(README, "text")), re.MULTILINE)):
        done = subprocess.run([sys.executable, "-m", "calmtui", command, "--help"], capture_output=True)
        assert done.returncode == 0, command


def test_every_key_is_in_the_readme() -> None:
    from textual.binding import Binding

    from calmtui.tui.app import CalmApp
    from calmtui.tui.home import HomeScreen
    from calmtui.tui.run import RunScreen

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
    from calmtui.tui.help import WordsScreen
    from calmtui.tui.home import HomeScreen
    from calmtui.tui.run import RunScreen

    ids = [
        binding.id
        for owner in (CalmApp, HomeScreen, RunScreen, WordsScreen)
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
    from calmtui.routine import Ask, Breathe, Choose, RateStep, Routine, Say, Tense, Wait

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


def test_the_contributors_page_says_the_job_of_every_module_outside_the_full_screen() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    names = (name.removeprefix("calmtui.") for name in OUTSIDE if name.count(".") == 1 and name != "calmtui.tui")
    assert [name for name in names if f"`{name}`" not in page and f"`{name}/`" not in page] == []


def test_the_version_is_said_once() -> None:
    with open(ROOT / "pyproject.toml", "rb") as file:
        assert tomllib.load(file)["project"]["version"] == calmtui.__version__
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
