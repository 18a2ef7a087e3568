"""The README's ways to the urge by one key, as they are: tmux's popup, a key of SSH."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import remote
from tests.support.terminal import Terminal, home
from tests.support.written import ROOT, code, fenced, recipes

__all__ = ["home"]  # a fixture

pytestmark = pytest.mark.slow


def program(folder: Path, home: Path) -> Path:
    """Write a `calmtui` for a path: this one, with a home of its own."""
    path = folder / "calmtui"
    path.write_text(
        f"#!/bin/sh\nexport CALMTUI_HOME='{home}' LANG=C.UTF-8 PYTHONPATH='{ROOT}'\n"
        f"exec '{sys.executable}' -m calmtui \"$@\"\n"
    )
    path.chmod(0o755)
    return path


@contextmanager
def tmux(folder: Path) -> Iterator[list[str]]:
    """Yield the command of a tmux of its own, which knows what the README says."""
    (folder / "tmux.conf").write_text(code(recipes()["tmux"]) + "\n")
    command = ["tmux", "-S", str(folder / "socket"), "-f", str(folder / "tmux.conf")]
    try:
        yield command
    finally:
        subprocess.run([*command, "kill-server"], capture_output=True)


@pytest.mark.skipif(not shutil.which("tmux"), reason="no tmux here")
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_key_of_tmux_opens_the_urge_over_what_is_there(
    size: tuple[int, int], home: Path, tmp_path: Path
) -> None:
    program(tmp_path, home)
    path = f"{tmp_path}:{os.environ['PATH']}"
    with tmux(tmp_path) as command:
        made = type("Tmux", (Terminal,), {"command": tuple(command)})
        terminal = made(home, "new", "cat", columns=size[0], rows=size[1], env={"PATH": path})
        with terminal:
            terminal.shows("[0] 0:")
            terminal.types("\x02u")
            terminal.shows("How strong is the pull?")
            terminal.types("7")
            terminal.shows("Write it here.")


@pytest.mark.skipif(bool(remote.MISSING), reason=remote.MISSING)
def test_a_key_of_ssh_opens_the_urge_and_nothing_else(home: Path, tmp_path: Path) -> None:
    (line,) = [text for _language, text in fenced(ROOT / "README.md") if "restrict,pty" in text]
    options = line.split(" ssh-ed25519")[0]
    assert "/home/me/.local/bin/calmtui" in options
    keys = tmp_path / "keys"
    keys.mkdir()
    with remote.server(keys) as server:
        own = (keys / "key.pub").read_text()
        path = str(program(tmp_path, home))
        (keys / "key.pub").write_text(
            f"{options.replace('/home/me/.local/bin/calmtui', path)} {own}"
        )
        # The client asks for home; the key gives the urge.
        with server.client(home)(home, ()) as terminal:
            terminal.shows("How strong is the pull?")
            terminal.types("7")
            terminal.shows("Write it here.")
            terminal.types("\x03")
            terminal.ends(20)
