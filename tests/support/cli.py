"""A command run in this process, in a home of its own."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from calmtui.cli.main import main
from calmtui.storage.journal import Journal
from tests.support.records import SECRET, session_records

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return tmp_path / "home"


@pytest.fixture
def home_with_routines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a folder for routines of one's own; import it `as home`."""
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "routines").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def cli(home: Path, capfd: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process; return its code, its standard output and its standard
    error.
    """

    def run(*words: str) -> tuple[int, str, str]:
        old = os.umask(0o022)
        try:
            code = main(words)
        finally:
            os.umask(old)
        return code, *capfd.readouterr()

    return run


@pytest.fixture
def three_sessions(home: Path) -> Journal:
    """Return a journal of three sessions: two of one evening, one of three days before."""
    journal = Journal(home / "journal", home / "state")
    for session, at in (
        ("aaa111", "2026-11-21T23:50:00-08:00"),  # it is the 22nd in Europe
        ("bbb222", "2026-11-24T21:05:00+01:00"),
        ("bbb333", "2026-11-24T22:41:03+01:00"),
    ):
        journal.append(
            *({**record, "at": at} for record in session_records(session, f"{SECRET} {session}"))
        )
    return journal
