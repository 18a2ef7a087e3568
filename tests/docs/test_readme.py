"""What the README and the pages it leads to say is so: commands, keys, settings, routine, links."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import calmtui
from calmtui.config.settings import Settings, read_settings
from calmtui.content.reader import read_routine

PACKAGE = Path(calmtui.__file__).parent
ROOT = PACKAGE.parent
README = (ROOT / "README.md").read_text()
USING = (ROOT / "docs" / "using.md").read_text()
PAGES = [
    ROOT / name for name in ("README.md", "CONTRIBUTING.md", "RELEASING.md", "SECURITY.md")
] + sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "routines" / "README.md"])


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.slow
def test_every_command_is_on_its_page() -> None:
    out = subprocess.run(
        [sys.executable, "-m", "calmtui", "--help"], capture_output=True, text=True, check=True
    ).stdout
    commands = re.findall(r"^    ([a-z]+) ", out, re.MULTILINE)
    assert {"urge", "sos", "run", "list", "check", "log", "where"} <= set(commands)
    for command in commands:
        assert re.search(rf"^calmtui {command}\b", USING, re.MULTILINE), command
        usage = subprocess.run(
            [sys.executable, "-m", "calmtui", command, "--help"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for option in set(re.findall(r"--[a-z-]+", usage)) - {"--help"}:
            assert option in USING, f"{command} {option}"


@pytest.mark.slow
@pytest.mark.parametrize("page", [README, USING], ids=["README", "using"])
def test_every_command_of_a_page_is_there(page: str) -> None:
    blocks = "".join(fenced(page, "text"))
    for command in set(re.findall(r"^calmtui ([a-z]+)", blocks, re.MULTILINE)):
        done = subprocess.run(
            [sys.executable, "-m", "calmtui", command, "--help"], capture_output=True
        )
        assert done.returncode == 0, command


def test_every_key_is_on_its_page() -> None:
    from textual.binding import Binding

    from calmtui.tui.app import CalmApp
    from calmtui.tui.screens.home import HomeScreen
    from calmtui.tui.screens.run import RunScreen

    names = {
        "exclamation_mark": "!", "question_mark": "?", "escape": "Esc", "enter": "Enter",
        "slash": "/", "comma": ",", "colon": ":", "ctrl+p": "Ctrl+P",
        "space": "space", "plus": "+", "equals_sign": "+", "minus": "-", "ctrl+c": "Ctrl+C",
        "ctrl+z": "Ctrl+Z",
        "ctrl+o": "Ctrl+O", "ctrl+x": "Ctrl+X", "ctrl+g": "Ctrl+G", "backspace": "Backspace",
    }  # fmt: skip
    table = USING.split("## Keys")[1].split("##")[0]
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


def test_the_readmes_routine_is_a_routine() -> None:
    examples = [text for text in fenced(README, "toml") if "format = 1" in text]
    assert len(examples) == 1
    assert read_routine(examples[0], "example", "README.md").seconds == 20


def test_the_settings_of_the_page_are_the_settings_and_their_defaults(tmp_path: Path) -> None:
    (text,) = fenced(USING, "toml")
    (tmp_path / "settings.toml").write_text(text)
    assert read_settings(tmp_path / "settings.toml") == (Settings(), ())
    assert set(tomllib.loads(text)) == set(Settings.__struct_fields__)


def test_the_readme_is_short() -> None:
    assert README.count("\n") <= 150


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        assert link.startswith("https://") or (page.parent / link).exists(), link


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_the_modules_and_folders_that_a_page_names_are_there(name: str) -> None:
    named = re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:/|\.py))`", (ROOT / name).read_text())
    assert [path for path in named if not any((r / path).exists() for r in (ROOT, PACKAGE))] == []


def test_the_commands_that_ci_takes_from_the_readme_are_there() -> None:
    for line in re.findall(r'\(readme "([^"]+)"\)', (ROOT / ".ci" / "run").read_text()):
        below = README.split(f"\n{line}", 1)[1].split("\n```\n", 1)[0]
        assert "```sh\npython3 -m venv" in below, line


def test_the_recipes_that_are_named_are_in_the_justfile() -> None:
    recipes = set(
        re.findall(r"^([a-z]+)(?: \*\w+)?:", (ROOT / "justfile").read_text(), re.MULTILINE)
    )
    for name in ("CONTRIBUTING.md", "RELEASING.md", "docs/architecture.md"):
        told = re.findall(r"(?:`|^|/)just ([a-z]+)", (ROOT / name).read_text(), re.MULTILINE)
        assert set(told) <= recipes, name
    assert {"setup", "test", "slow", "lint", "types", "shots", "words", "schema"} <= recipes


def test_the_architecture_page_says_the_job_of_every_package() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    packages = {f"{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert set(re.findall(r"^\| `([a-z_/]+)` \|", page, re.MULTILINE)) == packages | modules


def test_listing_is_the_same_wherever_it_is_run(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "calmtui", "list", "--json"], capture_output=True, check=True,
        cwd="/",
        env={**os.environ, "CALMTUI_HOME": str(tmp_path)},
    )  # fmt: skip
    assert len(json.loads(done.stdout)) == len(list((ROOT / "routines").glob("*.toml")))
