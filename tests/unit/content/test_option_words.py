"""The same trigger is one thing in every language: in new records, and in old ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.content.library import Library
from calmtui.content.option_words import keys_by_words, labels_by_keys
from calmtui.content.reader import read_routine
from calmtui.content.toml import FileError
from calmtui.session.events import GoOn, Select, Write
from calmtui.session.scene import AskScene, ChooseScene, RateScene
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from tests.support.engine import Clock, begin
from tests.support.figures import figures_from_records
from tests.support.lives import LifeWriter
from tests.support.routine_texts import head, step

GERMAN = Library(bundled_routines_path(), None, languages=("de",))


def with_marks(*marks: str) -> str:
    """A file whose options have marks."""
    options = {"options": ["eins", "zwei"], "keep": "trigger", "marks": marks}
    return head(group="urge") + step("choose", "What?", **options)


def test_words_of_any_language_have_one_key() -> None:
    keys = keys_by_words(bundled_routines_path())
    assert keys["späte Antwort"] == keys["slow reply"] == "slow reply"
    assert "the other one" not in keys


def test_keys_are_called_as_the_language_calls_them() -> None:
    labels = labels_by_keys(entry.routine for entry in GERMAN.entries if entry.routine)
    assert labels["slow reply"] == "späte Antwort"


def test_old_records_of_two_languages_count_as_one_trigger() -> None:
    life = LifeWriter()
    for number, trigger in enumerate(("slow reply", "späte Antwort", "slow reply", "my own")):
        life.urge(f"{number}", f"2026-11-0{number + 1}T20:00:00+01:00", triggers=[trigger])
    figures = figures_from_records(life.records, keys=keys_by_words(bundled_routines_path()))
    ((found),) = figures.triggers
    assert (found.trigger, found.runs, figures.other_triggers) == ("slow reply", 3, 1)


def test_new_records_have_the_key_beside_the_word(journal: Journal, time: Clock) -> None:
    session = begin(GERMAN.find("ride-the-urge"), journal, time)
    while not isinstance(scene := session.scene(), ChooseScene):
        assert isinstance(scene, RateScene | AskScene)
        session.handle(Write("") if isinstance(scene, AskScene) else GoOn())
    session.handle(Select(("späte Antwort",)))
    (record,) = [r for r in journal.records() if r.get("key") == "trigger"]
    assert (record["value"], record["keys"]) == (["späte Antwort"], ["slow reply"])


def test_a_file_may_name_the_keys_of_its_options() -> None:
    (step,) = read_routine(with_marks("one", "two"), "one", "one.toml").steps
    assert step.marks_of(("zwei",)) == ("two",)  # type: ignore[union-attr]


def test_keys_are_as_many_as_options() -> None:
    with pytest.raises(FileError, match="as many as there are options, 2"):
        read_routine(with_marks("one"), "one", "one.toml")


def test_a_folder_without_routines_has_no_keys(tmp_path: Path) -> None:
    assert keys_by_words(tmp_path) == {}
