"""What bash, zsh and fish complete, and the man page: in the real programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from calmtui.cli import registry
from tests.support.terminal import Terminal, home

__all__ = ["home"]  # the fixture

SHARE = Path(__file__).parents[2] / "calmtui" / "share"
# What is typed, and what comes of it.
LINES = {
    "calmtui ur": "urge",
    "calmtui run bo": "box-breathing",
    "calmtui run box --minu": "--minutes",
    "calmtui urge --cues to": "tones",
}


def _needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Return a PATH on which `calmtui` is this one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "calmtui"
    root = SHARE.parents[1]
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" -m calmtui "$@"\n')
    program.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def _output(home: Path, path: str, *words: str) -> str:
    environment = os.environ | {"CALMTUI_HOME": str(home), "PATH": path, "HOME": str(home)}
    done = subprocess.run(
        words, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout


@pytest.mark.parametrize("line", LINES)
def test_bash_completes(line: str, home: Path, path: str) -> None:
    words = line.split()
    script = (
        f'eval "$(calmtui completion bash)"; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; '
        '_shtab_calmtui; echo "${COMPREPLY[@]}"'
    )
    assert LINES[line] in _output(home, path, "bash", "-c", script).split()


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES)
def test_fish_completes(line: str, home: Path, path: str) -> None:
    _needs("fish")
    script = f"calmtui completion fish | source; complete -C '{line}'"
    said = _output(home, path, "fish", "-c", script)
    assert LINES[line] in [row.split("\t")[0] for row in said.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize(
    "how", ['eval "$(calmtui completion zsh)"', "source <(calmtui completion zsh)"]
)
def test_zsh_completes(how: str, home: Path, path: str) -> None:
    _needs("zsh")

    class Zsh(Terminal):
        command = ("zsh", "-f", "-i")

    with Zsh(home, env={"PATH": path, "HOME": str(home), "PS1": "READY "}) as terminal:
        terminal.shows("READY")
        terminal.types("autoload -U compinit; compinit -u -D; PS1='GO '\r")
        terminal.shows("GO")
        terminal.types(f"{how}; PS1='DONE '\r")
        terminal.shows("DONE ")
        terminal.types("calmtui run box\t")
        terminal.shows("calmtui run box-breathing")
        terminal.types("\x03")


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_a_sessions_id_is_completed(shell: str, home: Path, path: str) -> None:
    _needs(shell)
    subprocess.run(
        ["calmtui", "run", "short", "--plain"], input="5\n3\n", text=True, check=True,
        env=os.environ | {"PATH": path, "CALMTUI_HOME": str(home)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    session = _output(home, path, "calmtui", "log").splitlines()[0].split()[-1]
    assert len(session) == 8
    script = f"calmtui completion fish | source; complete -C 'calmtui forget {session[:3]}'"
    if shell == "bash":
        script = (
            f'eval "$(calmtui completion bash)"; COMP_WORDS=(calmtui forget {session[:3]}); '
            'COMP_CWORD=2; _shtab_calmtui; echo "${COMPREPLY[@]}"'
        )
    assert session in _output(home, path, shell, "-c", script)


def _read_page(name: str) -> str:
    """Return a man page as it is read, after it was found to be without a fault."""
    _needs("man")
    done = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", str(SHARE / name)],
        capture_output=True, text=True, check=False,
        env=os.environ | {"MANWIDTH": "80", "MANPAGER": "cat", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    if done.returncode:
        pytest.skip("man shows no file here")
    assert done.stderr == ""
    return done.stdout


def test_man_shows_every_command() -> None:
    page = _read_page("calmtui.1")
    for name, _summary in registry.commands():
        assert f"calmtui {name}" in page
    for heading in ("ENVIRONMENT", "FILES", "EXIT STATUS"):
        assert f"\n{heading}\n" in page


def test_man_shows_every_key_of_a_routine() -> None:
    page = _read_page("calmtui-routine.5")
    text = (SHARE.parents[1] / "docs" / "routine-format.md").read_text("utf-8")
    keys = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert len(keys) > 30
    for key in keys:
        assert re.search(rf"^ +{key}\b", page, re.MULTILINE), key
    for heading in re.findall(r"^## (.*)", text, re.MULTILINE):
        assert f"\n{heading.upper()}\n" in page
    assert 'title = "Doorway"' in page
