"""What several tests share of cli."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from calmtui.cli.main import main

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "routines").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def cli(home: Path, capfd: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process: its code, its standard output and its standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        old = os.umask(0o022)
        try:
            code = main(words)
        finally:
            os.umask(old)
        return code, *capfd.readouterr()

    return run
