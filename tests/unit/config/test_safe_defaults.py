"""Settings and choices that can't be read: what protects holds, what helps goes on, and both are
said.
"""

from __future__ import annotations

import os
import sys
import time as real_time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calmtui import quickstart
from calmtui.cli.checks.files import check_files
from calmtui.cli.doctor import readable_findings
from calmtui.config import preferences as choices
from calmtui.config.settings import Card, Person, Settings, read_settings
from calmtui.config.support import SupportList
from calmtui.content.adjust import Adjustments, apply_adjustments
from calmtui.content.library import Library
from calmtui.content.toml import FileError
from calmtui.history.describe import describe_end, describe_ratings, title_of
from calmtui.history.open_runs import describe_open_run, open_runs
from calmtui.history.sessions import fold_sessions
from calmtui.history.suggestions import suggest as offered
from calmtui.render.layout import RenderOptions
from calmtui.render.screen import draw_screen
from calmtui.session.scene import RateScene
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths
from tests.support.cli import Cli, cli, home, three_sessions
from tests.support.folders import closed

__all__ = ("cli", "home", "three_sessions")
NOW = datetime(2026, 11, 25, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        b"private = True", "private = true\npartner = “Ana”".encode(),
        b"private = true\nprivate = false",
        b'private = "yes"', b"private = 1", b"private = []", b"Private = true", b"privat = true",
        b"private: true", b"private", b'"private" = true\nx = [', "\u00a0private = true".encode(),
        b'[[people]]\nname = "Ana"\nprivate = true', b"private = true\xff",
        "private = true".encode("utf-16"),
        b'private = true\rpartner = "x"\r', b"x" * 300_000, b"a.private = true",
        b'private=true partner="x"',
    ],
    ids=lambda text: repr(text[:30]),
)  # fmt: skip
def test_what_should_be_private_is(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(text)
    settings, problems = read_settings(tmp_path / "settings.toml")
    assert settings.private
    assert "nothing is saved" in str(problems[-1])


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("no_holds = 1", "no_holds", True), ("no-holds = true", "no_holds", True),
        ("blank = on", "blank", True),
        ("plain = yes", "plain", True), ('skip_parts = "neck"', "skip_parts", ("neck",)),
        ('skip_parts = ["neck", 3]', "skip_parts", ("neck",)),
        ("skip_parts = [“neck”]", "skip_parts", ("neck",)),
        ("private = false\nx = [", "private", False), ("# private = true\nx = [", "private", False),
        ("people = 3", "private", False), ('x = "private talk" y', "private", False),
    ],
)  # fmt: skip
def test_what_protects_holds_and_nothing_else(
    tmp_path: Path, text: str, name: str, value: object
) -> None:
    (tmp_path / "settings.toml").write_text(text)
    settings, problems = read_settings(tmp_path / "settings.toml")
    assert getattr(settings, name) == value
    assert problems


@given(st.text(max_size=80))
def test_any_text_after_it_leaves_it_private(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "settings-any.toml"
    path.write_text(f"private = true\n{text}\n", "utf-8", "replace")
    assert read_settings(path)[0].private


def test_closed_settings_are_private_and_start_all_the_same(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    typed = home.parent / "typed"
    typed.write_text("q\n" * 9)
    with open(typed) as lines, monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", lines)
        closed_start(cli, home)


def closed_start(cli: Cli, home: Path) -> None:
    with closed(home / "settings.toml"), closed(home):
        settings, problems = read_settings(home / "settings.toml")
        assert settings.private
        assert settings.no_holds
        assert settings.blank
        assert "permission denied" in str(problems[0])
        code, out, err = cli("urge", "--plain")
    assert code in (0, 1, 3)
    assert "How strong is the pull?" in out
    assert "nothing is saved" in err
    assert not list(home.iterdir())


def test_it_is_said_where_a_run_begins() -> None:
    look = RenderOptions(message="settings.toml: until this is put right, nothing is saved")
    from tests.support.engine import routine

    rows = draw_screen(
        RateScene("anxiety", "before", "How anxious?"),
        routine('[[steps]]\nkind = "say"\ntext = "x"\nseconds = 9'),
        80,
        24,
        look,
    )
    assert "nothing is saved" in "\n".join("".join(cell[0] for cell in row) for row in rows)


def test_an_opening_holds_no_longer_when_its_files_are_closed(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("theme = 'dusk'\n")
    before = quickstart.fingerprint((str(file),))
    assert quickstart.fingerprint((str(file),)) == before
    with closed(tmp_path):
        assert quickstart.fingerprint((str(file),)) != before
        assert quickstart.fingerprint((str(file),)) != quickstart.fingerprint((str(file),))
    file.chmod(0o400)
    assert quickstart.fingerprint((str(file),)) != before


@pytest.mark.parametrize(
    "text", ["\n".join(f"k{n} = {n}" for n in range(12_000)), "[a]\n" + "[b]\n" * 20_000]
)
def test_many_keys_are_read_in_time(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    start = real_time.process_time()
    _, problems = read_settings(tmp_path / "settings.toml")
    assert 1 < len(problems) < 30
    assert real_time.process_time() - start < 2


def test_doctor_prints_nothing_that_a_terminal_acts_on(cli: Cli, home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text('"\\u001b]52;c;AAAA\\u0007" = 1\n"a\\u009b31m" = 2\n')
    out = cli("doctor")[1]
    assert "settings.toml:1" in out
    assert not {"\x1b", "\x07", "\x9b"} & set(out)


# Choices


BROKEN = """# mine
[box-breathing]
no_holds = true
pace = 1,1

[pmr-7]
skip = ["neck"]
"""


def test_a_bad_line_takes_no_other_choice_and_no_protection(tmp_path: Path) -> None:
    path = tmp_path / "choices.toml"
    path.write_text(BROKEN)
    found, problems = choices.read_preferences(path)
    assert found == {
        "box-breathing": Adjustments(no_holds=True),
        "pmr-7": Adjustments(skip=("neck",)),
    }
    assert problems[0].line == 4
    said = choices.save_for_routine(path, "sigh", Adjustments(pace=1.2), Settings())
    assert said.startswith("Not saved")
    assert path.read_text() == BROKEN


def test_choices_are_added_to_and_every_other_line_stays(tmp_path: Path) -> None:
    path = tmp_path / "choices.toml"
    text = "# mine\n[a]\nno_holds = true  # for now\nnewer = 3\n\n[b]\npace = 1e300\n"
    path.write_text(text)
    found, problems = choices.read_preferences(path)
    assert found == {"a": Adjustments(no_holds=True)}
    assert len(problems) == 2
    choices.save_preference(path, "c", Adjustments(pace=1.5))
    assert path.read_text().startswith(text)
    choices.save_preference(path, "c", Adjustments())
    assert path.read_text().strip() == text.strip()
    choices.save_preference(path, "a", Adjustments(no_holds=True, skip=("neck",)))
    assert "newer = 3" in path.read_text()


@pytest.mark.parametrize(
    "value", ["1e300", "nan", "inf", "-1", "0", "0.0001", "true", '"1"', "9" * 400]
)
@pytest.mark.parametrize("key", ["pace", "seconds", "settle"])
def test_extreme_choices_are_faults_or_can_be_done(
    tmp_path: Path, key: str, value: str, library: Library
) -> None:
    path = tmp_path / "choices.toml"
    path.write_text(f"[box-breathing]\nno_holds = true\n{key} = {value}\n")
    found, _ = choices.read_preferences(path)
    assert found["box-breathing"].no_holds
    assert apply_adjustments(library.find("box-breathing"), found["box-breathing"]).seconds > 0


def test_closed_choices_mean_no_holds_and_doctor_names_them(cli: Cli, home: Path) -> None:
    (home / "choices.toml").mkdir(parents=True)
    found, problems = choices.read_preferences(home / "choices.toml")
    assert choices.effective_adjustments("box-breathing", Settings(), found).no_holds
    assert problems
    assert "choices.toml" in cli("doctor")[1]


# What is added to the settings


@pytest.mark.parametrize(
    "text",
    ['people = [{ name = "Ana" }]\n', 'people = [\n  {name="Ana"}, # one\n]\n', "\ufeff# mine\n"],
)
def test_a_person_is_added_and_every_line_stays(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    before = len(read_settings(path)[0].people)
    SupportList.of(Settings(), path).add_person(Person("Bo", "call"))
    settings, problems = read_settings(path)
    assert not problems
    assert len(settings.people) == before + 1
    assert path.read_text().startswith(text.split("[")[0])


@pytest.mark.parametrize("text", ["people = 3\n", '[people]\nname = "Ana"\n', "cards = true\n"])
def test_what_can_not_be_added_to_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    mine = SupportList.of(Settings(), path)
    with pytest.raises(FileError):
        mine.add_card(Card("a", "b", "c")) if "cards" in text else mine.add_person(Person("Bo"))
    assert path.read_text() == text


# Records that mean nothing


STRANGE = st.one_of(
    st.sampled_from([
        "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00-23:59", "9999-12-31T23:59:59-23:59",
        "0001-01-01",
        "9999-12-31T23:59:59+23:59", "2026-13-01T00:00:00+00:00", "2026-11-25T19:59:00+23:59",
        "20261125",
        "2026-11-25T19:59:00.999999+00:00:01", "2026-W48-3", "2026-11-25T19:30:00",
        "2026-11-25T19:30:00-12:34:56.7",
    ]),
    st.sampled_from([10**18, -(10**18), 10**400, 1e308, -1.5, 0, 7, True, None, [], {}, [1],
    {"a": 1}, "", "x" * 300]),
    st.text(max_size=5),
)  # fmt: skip


@pytest.mark.slow
@example([("begun", "s1", {"at": "0001-01-01T00:00:00+23:59"}), ("rated", "s1", {})])
@example([("begun", "s1", {"at": "9999-12-31T23:59:59-23:59"}), ("rated", "s1", {})])
@given(st.lists(st.tuples(
    st.sampled_from(["begun", "rated", "answered", "ended", "resumed", "changed", "parked",
    "erased", "sealed", ""]),
    st.sampled_from(["s1", "s2"]),
    st.dictionaries(st.sampled_from([
        "at", "v", "routine", "title", "delay", "when", "anxiety", "pull", "key", "value", "how",
        "practised", "step",
        "position", "after", "more", "fields", "record", "choices",
    ]), STRANGE),
), max_size=6))  # fmt: skip
def test_records_that_mean_nothing_are_shown_as_well_as_can_be(
    records: list[tuple[str, str, dict[str, object]]],
) -> None:
    made = [
        {
            "at": "2026-11-25T19:50:00+00:00",
            **fields,
            "id": str(number),
            "session": session,
            "what": what,
        }
        for number, (what, session, fields) in enumerate(records)
    ]
    past = fold_sessions(made)
    for one in past:
        assert all(
            isinstance(text, str)
            for text in (title_of(one), describe_end(one), describe_ratings(one))
        )
    offered({"anchor-90", "long-exhale", "ride-the-urge"}, past, NOW)
    for run in open_runs(made, NOW, frozenset({"s1"})):
        assert describe_open_run(run, NOW)
        choices.adjustments_from_record(run.choices)
        assert run.remaining(NOW) >= 0


# Doctor


def test_doctor_finds_what_it_can_where_folders_are_closed(
    cli: Cli, three_sessions: Journal, home: Path
) -> None:
    paths = Paths(home, home, home / "state")
    with closed(home / "journal"), closed(home / "state"):
        found = list(readable_findings(check_files(paths, 0.0)))
    assert {Path(finding.where).name for finding in found} >= {"journal", "state"} or len(
        found
    ) >= 1
    with closed(home):
        code, out, _ = cli("doctor")
        assert code == 1
        assert "permission denied" in out
        assert "routines can be used" in out
        assert cli("where")[0] == 0


def test_doctor_says_that_a_folder_can_not_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_args, **_more: False)
    found = list(check_files(Paths(tmp_path / "c", tmp_path / "d", tmp_path / "s"), 0.0))
    assert [finding.level for finding in found] == ["wrong", "wrong"]
    assert "can't make its folder" in found[0].what
