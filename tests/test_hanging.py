"""A disk that does not answer, as a dead network mount: it holds up no urge, and what protects holds."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calmtui import hanging, opening
from calmtui.commands import play

from .test_cli import Cli, cli, home

__all__ = ("cli", "home")
CALLS = ("open", "listdir", "scandir", "stat", "lstat", "unlink", "mkdir", "readlink", "utime", "replace", "rename")


class Mount:
    """A folder on a disk that does not answer while this lasts; `met` is what was asked of it outside a thread."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.over, self.met, self.asked = threading.Event(), list[str](), 0
        self._folder = str(folder)
        for name in CALLS:
            monkeypatch.setattr(os, name, self._hung(name, getattr(os, name)))

    def _hung(self, name: str, real: Any) -> Any:
        def call(path: Any, *args: Any, **more: Any) -> Any:
            text = os.fspath(path) if not isinstance(path, int) else ""
            if not self.over.is_set() and (text == self._folder or text.startswith(f"{self._folder}/")):
                self.asked += 1
                if threading.current_thread() is threading.main_thread():
                    self.met.append(f"{name} {text}")
                    raise AssertionError(f"it would wait for ever: {name} {text}")
                assert self.over.wait(60)
            return real(path, *args, **more)

        return call


@pytest.fixture(autouse=True)
def afresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is known of the disk, and it is not waited for."""
    monkeypatch.setattr(hanging, "_found", None)
    monkeypatch.setattr(hanging, "SECONDS", 0.02)
    yield
    hanging._found = None


@pytest.fixture
def mount(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mount]:
    (home / "settings.toml").write_text('language = "de"\n')
    for name in ("journal", "state"):
        (home / name).mkdir(mode=0o700)
    made = Mount(home / request.param, monkeypatch)
    yield made
    made.over.set()


@pytest.mark.parametrize("mount", ["", "state", "journal"], indirect=True)
@pytest.mark.parametrize("words", [("urge", "--plain"), ("sos", "--plain"), ("run", "anchor-90", "--plain")])
def test_a_disk_that_hangs_holds_up_no_urge(
    cli: Cli,
    home: Path,
    mount: Mount,
    words: tuple[str, ...],
    request: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[Any] = []

    def lines(offered: Any, routine: Any, begin: Any, *rest: Any) -> int:
        session = begin()
        begun.append(session.scene())
        assert session.private
        assert rest[2].no_holds == (not request.node.callspec.params["mount"])
        session.leave_for_good()
        return 0

    monkeypatch.setattr(play, "_plain", lines)
    code, _, err = cli(*words)
    assert (code, mount.met, len(begun)) == (0, [], 1)
    assert mount.asked
    assert len(err.splitlines()) == 1
    place = home / request.node.callspec.params["mount"]
    assert err.startswith(f"calmtui: {place}: ")
    said = ("the disk does not answer", "nothing is saved") if place == home else ("antwortet nicht",)
    assert all(one in err for one in said)


@pytest.mark.parametrize("mount", ["", "state", "journal"], indirect=True)
def test_no_opening_is_begun_from_a_disk_that_hangs(mount: Mount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "full_screen", lambda: True)
    monkeypatch.setattr(opening, "background", lambda: False)
    assert not opening.begin(["urge"])
    assert mount.asked
    assert mount.met == []


def test_a_disk_that_answers_or_refuses_does_not_hang(home: Path) -> None:
    assert hanging.place() == ""
    hanging._found = None
    home.joinpath("journal").write_text("a file")
    home.joinpath("state").symlink_to("state")
    assert hanging.place() == ""
