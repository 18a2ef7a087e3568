"""The command that is named for a package that is missing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from calmtui.storage.encryption import install as adding


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("pipx_metadata.json", "{}", "pipx inject 'a venv' pyrage"),
        ("uv-receipt.toml", "", "uv pip install --python '{python}' pyrage"),
        (
            "pyvenv.cfg",
            "home = /usr/bin\nuv = 0.9.1\n",
            "uv pip install --python '{python}' pyrage",
        ),
        ("pyvenv.cfg", "home = /usr/bin/uv\n", "'{python}' -m pip install pyrage"),
        ("nothing", "", "'{python}' -m pip install pyrage"),
    ],
)
def test_the_command_is_one_for_this_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, text: str, expected: str
) -> None:
    prefix = tmp_path / "a venv"
    prefix.mkdir()
    (prefix / file).write_text(text)
    monkeypatch.setattr(sys, "prefix", str(prefix))
    monkeypatch.setattr(sys, "executable", str(prefix / "bin" / "python"))
    assert adding.install_command("pyrage") == expected.format(python=prefix / "bin" / "python")


def test_a_python_of_the_system_is_told_that_it_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "EXTERNALLY-MANAGED").touch()
    monkeypatch.setattr(os, "__file__", str(tmp_path / "os.py"))
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    told = "/usr/bin/python3 -m pip install --user --break-system-packages pyrage"
    assert adding.install_command("pyrage") == told
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert adding.install_command("pyrage") == "/usr/bin/python3 -m pip install pyrage"
