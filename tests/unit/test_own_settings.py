"""Settings changed one by one: what is written, from when on it holds, and what is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from calmtui.config.change import with_value
from calmtui.config.setting_rows import NEXT_ROUTINE, NEXT_START, NOW, setting_rows
from calmtui.config.settings import Person, Settings, read_settings
from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.own_settings import OwnSettings
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from tests.support.engine import Clock

ROWS = {row.key: row for row in setting_rows(line_by_line=True)}


@pytest.fixture
def make(tmp_path: Path, time: Clock) -> Callable[..., AppContext]:
    def make(text: str = "", *, flag: bool = False) -> AppContext:
        file = tmp_path / "settings.toml"
        file.write_text(text)
        settings = read_settings(file)[0]
        private = flag or settings.private
        return AppContext(
            Library(bundled_routines_path(), None),
            Journal(tmp_path / "journal", tmp_path / "state", private=private),
            settings,
            time.clock,
            time.now,
            device=DeviceStore(tmp_path / "state", private=private),
            support=SupportList.of(settings, None if private else file),
            settings_file=None if flag else file,
        )

    return make


def test_every_choice_is_one_that_is_read() -> None:
    for row in ROWS.values():
        for value, words in row.choices:
            assert row.words(value) == words
            assert getattr(with_value(Settings(), row.key, value), row.key) == value
        values = [value for value, _words in row.choices]
        for before, after in zip(values, values[1:] + values[:1], strict=True):
            assert row.turned(before, 1) == after
            assert row.turned(after, -1) == before
    assert ROWS["language"].turned("fr", 1) == ""
    assert ROWS["language"].words("fr") == "fr"


@pytest.mark.parametrize(
    ("key", "value", "line", "holds"),
    [
        ("theme", "paper", 'theme = "paper"', NOW),
        ("motion", "none", 'motion = "none"', NEXT_ROUTINE),
        ("cues", "bell", 'cues = "bell"', NEXT_ROUTINE),
        ("signal", "none", 'signal = "none"', NEXT_ROUTINE),
        ("language", "de", 'language = "de"', NEXT_START),
        ("country", "NZ", 'country = "NZ"', NOW),
        ("partner", " Noor \n", 'partner = "Noor"', NEXT_START),
        ("partner", " ", 'partner = "your partner"', NEXT_START),
    ],
)
def test_a_change_is_written_and_said(
    make: Callable[..., AppContext], key: str, value: object, line: str, holds: str
) -> None:
    context = make("# mine\n")
    said = OwnSettings(context).change(ROWS[key], value)
    assert said == f"Saved. {holds}"
    assert context.settings_file is not None
    assert context.settings_file.read_text() == f"# mine\n{line}\n"
    assert getattr(context.settings, key) == OwnSettings(context).value(key)
    assert line.endswith(f'"{getattr(context.settings, key)}"')


def test_what_can_not_be_saved_does_not_hold(make: Callable[..., AppContext]) -> None:
    context = make("# mine\ntheme = \n")
    own = OwnSettings(context)
    assert own.change(ROWS["motion"], "none").startswith("Not saved: settings.toml:2: not valid")
    assert own.value("motion") == "full"
    assert own.change(ROWS["private"], False).startswith("Not saved: settings.toml:2: not valid")
    context = make("")
    assert context.settings_file is not None
    context.settings_file.chmod(0o400)
    said = OwnSettings(context).change(ROWS["theme"], "paper")
    assert said == "Not saved: permission denied."
    assert context.settings.theme == "dusk"


def test_rows_come_change_and_go(make: Callable[..., AppContext]) -> None:
    context = make("# mine\n")
    own = OwnSettings(context)
    assert own.add(ROWS["things"], "a bath") == "Saved."
    assert own.change_row("things", "a bath", "a walk") == "Saved."
    assert own.add(ROWS["people"], Person("Ana", "call")) == "Saved."
    assert own.rows("things") == ("a walk",)
    assert context.support.people_lines() == ("Ana: call",)
    assert own.change_row("people", Person("Ana", "call"), None) == "Saved."
    assert own.rows("people") == ()
    assert context.settings_file is not None
    assert context.settings_file.read_text() == '# mine\nthings = ["a walk"]\n\n'
    context.settings_file.write_text("")
    said = own.change_row("things", "a walk", None)
    assert said == "Not saved: settings.toml:1: things: it is no longer in the file"
    assert own.rows("things") == ("a walk",)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_private_run_writes_nothing(make: Callable[..., AppContext], tmp_path: Path) -> None:
    context = make("motion = 'none'\n", flag=True)
    before = files(tmp_path)
    own = OwnSettings(context)
    assert own.value("private") is True
    assert own.change(ROWS["theme"], "paper") == "Private: it lasts until you leave."
    assert own.add(ROWS["things"], "a bath") == "Private: it lasts until you leave."
    assert "nothing changes at the next start" in own.change(ROWS["language"], "de")
    said = own.change(ROWS["private"], False)
    assert said == "Private: nothing is written until you leave."
    assert context.is_private
    assert (own.value("theme"), own.rows("things")) == ("paper", ("a bath",))
    assert files(tmp_path) == before


def test_what_makes_every_run_private_can_be_turned_off_and_nothing_else_is_written(
    make: Callable[..., AppContext], tmp_path: Path
) -> None:
    context = make("private = true # here\n")
    own = OwnSettings(context)
    assert own.change(ROWS["theme"], "paper") == "Private: it lasts until you leave."
    assert own.change(ROWS["private"], False).startswith("Saved. From the next start")
    assert context.is_private
    [(_name, data)] = files(tmp_path).items()
    assert data == b"private = false # here\n"


def test_another_line_may_keep_it_private(make: Callable[..., AppContext]) -> None:
    context = make("private = true\n[mine]\nprivate = true\n")
    said = OwnSettings(context).change(ROWS["private"], False)
    assert said == "Another line in your settings turns it on, so it stays on."
    assert OwnSettings(context).value("private") is True


def test_private_holds_from_the_moment_it_is_set(
    make: Callable[..., AppContext], tmp_path: Path
) -> None:
    context = make("")
    own = OwnSettings(context)
    assert own.change(ROWS["private"], True) == "Saved. Nothing more is written."
    before = files(tmp_path)
    assert context.is_private
    context.journal.append({"v": 1, "id": "a", "session": "s", "at": "", "what": "begun"})
    context.device.put("draft", "words")
    own.change(ROWS["theme"], "paper")
    own.add(ROWS["people"], Person("Ana"))
    assert context.device.is_private
    assert files(tmp_path) == before
    assert own.change(ROWS["private"], False).startswith("Saved. From the next start")
    assert context.is_private


def test_who_saves_nothing_this_time_turns_nothing_off(make: Callable[..., AppContext]) -> None:
    context = make("")
    context.save_nothing()
    own = OwnSettings(context)
    assert own.value("private") is True
    assert own.change(ROWS["private"], False) == "Private: nothing is written until you leave."
    assert own.change(ROWS["theme"], "paper") == "Private: it lasts until you leave."
