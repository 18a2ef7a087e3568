"""The routines that come with calmtui: their seconds, their steps and their words."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from calmtui.content.gate import Gate
from calmtui.content.labels import CAUTIONS
from calmtui.content.library import Library, UnknownRoutine
from calmtui.content.question_steps import Ask, Choose
from calmtui.content.reader import read_routine
from calmtui.content.routine import File, Routine
from calmtui.session.timeline import Timeline
from calmtui.storage.paths import bundled_routines_path
from tests.support.bundled import IDS, TABLE, texts
from tests.support.routine_texts import HEAD, SAY

FEELINGS = (
    "afraid worried tense restless panicky lonely longing hurt rejected jealous ashamed guilty "
    "angry irritated sad "
    "empty numb confused tired hopeful tender grateful calm safe proud relieved"
)


def routines(library: Library) -> list[Routine]:
    return [entry.routine for entry in library.entries if entry.routine]


def test_all_are_there_and_good(library: Library) -> None:
    assert [entry.error for entry in library.entries if entry.error] == []
    assert {entry.id for entry in library.entries} == set(IDS)


@pytest.mark.parametrize("path", sorted(bundled_routines_path().glob("*.toml")), ids=str)
def test_what_spans_several_keys_is_as_a_routine_of_ones_own_has_it(path: Path) -> None:
    assert read_routine(path.read_text("utf-8"), path.stem, path.name).steps


@pytest.mark.parametrize("id", TABLE)
def test_seconds_evidence_and_cautions_are_the_tables(library: Library, id: str) -> None:
    a = library.find(id)
    seconds, evidence, cautions, _ = TABLE[id]
    assert (a.seconds, a.evidence, " ".join(a.cautions)) == (seconds, evidence, cautions)
    if a.delay is None:
        assert Timeline.of(a).total == seconds
    assert "[" not in a.source  # in words, not by a mark


@pytest.mark.parametrize("id", TABLE)
def test_answers_are_kept_only_where_they_are_of_use(library: Library, id: str) -> None:
    steps = library.find(id).steps
    keys = [step.keep for step in steps if isinstance(step, Ask | Choose | Gate) and step.keep]
    assert [key for key in keys if key != "choice"] == TABLE[id][3].split()


def test_what_may_be_kept_is_what_is_most_private(library: Library) -> None:
    asked = {
        (a.id, step.may_keep)
        for a in routines(library)
        for step in a.steps
        if isinstance(step, Ask) and step.may_keep
    }
    assert asked == {("where-it-comes-from", "older_line"), ("steady-letter", "letter")}


def test_where_a_gate_and_a_close_lead_there_is_a_routine(library: Library) -> None:
    led_to = {
        routine
        for a in routines(library)
        for step in a.steps
        if isinstance(step, Gate)
        for routine in step.instead
    }
    led_to |= {a.close for a in routines(library) if a.close}
    assert {"not-knowing", "anchor-90", "ride-the-urge"} <= led_to <= set(IDS)


def test_thinking_waits_until_the_number_is_below_7(library: Library) -> None:
    for id in (
        "facts-or-guesses",
        "calm-time",
        "say-it-with-i",
        "where-it-comes-from",
        "old-belief",
    ):
        gates = [step for step in library.find(id).steps if isinstance(step, Gate)]
        assert gates[0].what == "anxiety"
        assert gates[0].most == 6


def test_the_lists_to_choose_from(library: Library) -> None:
    feelings = next(step for step in library.find("name-it").steps if isinstance(step, Choose))
    assert " ".join(feelings.options) == FEELINGS
    values = next(step for step in library.find("what-matters").steps if isinstance(step, Choose))
    assert len(values.options) == 10
    urges = [step for id in ("ride", "wait") for step in library.find(id).steps]
    triggers = [
        step.options for step in urges if isinstance(step, Choose) and step.keep == "trigger"
    ]
    assert triggers[0] == triggers[1]
    assert "after a fight" in triggers[0]


def test_what_to_mind_is_seen_before_its_step(library: Library) -> None:
    minded = {
        (a.id, str(getattr(step, "part", "")))
        for a in routines(library)
        for step in a.steps
        if getattr(step, "care", None)
    }
    assert {
        ("cold-and-move", "Cold"),
        ("cold-and-move", "Movement"),
        ("pmr-7", "Neck"),
        ("pmr-16", "Belly"),
    } <= minded
    for a in routines(library):
        for step in a.steps:
            if a.group == "body" and re.search(
                r"neck|belly", getattr(step, "part", None) or "", re.IGNORECASE
            ):
                assert getattr(step, "care", None) or not hasattr(step, "tense")


@pytest.mark.parametrize("id", IDS)
def test_no_line_is_long(library: Library, id: str) -> None:
    for text in texts(library.find(id)):
        assert max(map(len, text.split("\n"))) <= 90, text


@pytest.mark.parametrize("caution", CAUTIONS)
def test_cautions_are_short_sentences(caution: str) -> None:
    for sentence in re.split(r"(?<=[.!]) ", CAUTIONS[caution]):
        assert len(sentence) <= 90, sentence


def test_every_file_names_the_schema_first() -> None:
    for path in sorted(bundled_routines_path().glob("*.toml")):
        assert path.read_text().startswith("#:schema ./routine.schema.json\n"), path.name


def test_what_the_table_promises_is_there() -> None:
    assert set(TABLE) <= set(IDS)
    assert "steps" in File.__struct_fields__


@pytest.mark.parametrize(
    "name",
    ["Box", "BOX-breathing", "Box breathing", "box  breathing", "box", "Box br", "box breathing"],
)
def test_a_routine_is_found_by_what_people_call_it(library: Library, name: str) -> None:
    assert library.find(name).id == "box-breathing"


def test_a_routine_is_found_by_its_title_in_the_language_that_is_spoken(german: Library) -> None:
    title = german.find("ride-the-urge").title
    assert german.find(title.upper()).id == "ride-the-urge"


def test_a_name_that_is_no_text_harms_nothing(tmp_path: Path) -> None:
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff.toml", os.O_CREAT | os.O_WRONLY))
    (broken,) = [
        entry for entry in Library(bundled_routines_path(), tmp_path).entries if not entry.bundled
    ]
    assert broken.error


def test_the_order_within_a_group_is_that_of_the_files(tmp_path: Path) -> None:
    for name, order in (("first", "order = 1\n"), ("near", "order = 15\n"), ("behind", "")):
        text = (HEAD + order + SAY).replace('"ground"', '"breathe"').replace('"T"', f'"{name}"')
        (tmp_path / f"{name}.toml").write_text(text)
    replacing = (HEAD + SAY).replace('"ground"', '"breathe"')
    (tmp_path / "steady-breath.toml").write_text(replacing)
    entries = Library(bundled_routines_path(), tmp_path).entries
    ids = [entry.id for entry in entries if entry.routine and entry.routine.group == "breathe"]
    assert ids[:5] == ["first", "box-breathing", "near", "long-exhale", "steady-breath"]
    assert ids[-1] == "behind"


def test_an_own_file_replaces_a_bundled_one_and_a_broken_one_does_not(tmp_path: Path) -> None:
    (tmp_path / "pmr-4.toml").write_text(HEAD + SAY)
    (tmp_path / "pmr-7.toml").write_text("nonsense")
    library = Library(bundled_routines_path(), tmp_path)
    assert library.find("pmr-4").title == "T"
    assert library.find("pmr-7").title == "Muscle release (7 parts)"
    broken = [(entry.id, entry.bundled) for entry in library.entries if entry.routine is None]
    assert broken == [("pmr-7", False)]


def test_names_are_found_by_their_beginning(library: Library) -> None:
    assert library.find("long").id == "long-exhale"
    assert library.find("box").id == "box-breathing"
    with pytest.raises(UnknownRoutine, match=r"pmr-\d+, pmr-\d+ or pmr-\d+"):
        library.find("pmr")
    with pytest.raises(UnknownRoutine, match="did you mean long-exhale"):
        library.find("lung-exhale")
