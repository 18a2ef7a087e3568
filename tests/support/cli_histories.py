"""What several tests share of forget."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from calmtui.cli.main import main
from calmtui.storage.journal import Journal
from tests.support.erasing import SECRET, run

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return tmp_path / "home"


@pytest.fixture
def kept(home: Path) -> Journal:
    """Three sessions: two of one evening, one of three days before."""
    journal = Journal(home / "journal", home / "state")
    for session, at in (
        ("aaa111", "2026-11-21T23:50:00-08:00"),  # it is the 22nd in Europe
        ("bbb222", "2026-11-24T21:05:00+01:00"),
        ("bbb333", "2026-11-24T22:41:03+01:00"),
    ):
        journal.append(*({**record, "at": at} for record in run(session, f"{SECRET} {session}")))
    return journal


@pytest.fixture
def cli(home: Path, capfd: pytest.CaptureFixture[str]) -> Cli:
    def call(*words: str) -> tuple[int, str, str]:
        old = os.umask(0o022)
        try:
            code = main(words)
        finally:
            os.umask(old)
        return code, *capfd.readouterr()

    return call
