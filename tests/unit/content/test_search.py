"""What fits the words in home's filter: titles, summaries, groups and keywords, in the language of
the person.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.content.library import Library
from calmtui.content.reader import read_routine
from calmtui.content.routine_file import LibraryEntry
from calmtui.content.search import matching_routines, routines_by_word
from calmtui.content.toml import FileError
from calmtui.content.translation import apply_translation
from calmtui.storage.paths import bundled_routines_path
from tests.support.routine_texts import HEAD, SAY

ENGLISH = Library(bundled_routines_path(), Path("/nonexistent")).entries
GERMAN = Library(bundled_routines_path(), Path("/nonexistent"), languages=("de",)).entries


def ids(entries: tuple[LibraryEntry, ...], typed: str) -> list[str]:
    return [entry.id for entry in matching_routines(entries, typed)]


def entry(id: str, title: str, keywords: str = "[]") -> LibraryEntry:
    text = HEAD.replace('"T"', f'"{title}"').replace("group", f"keywords = {keywords}\ngroup")
    return LibraryEntry(id, Path(id), False, read_routine(text + SAY, id, f"{id}.toml"))


@pytest.mark.parametrize(
    ("typed", "fit"),
    [
        ("sleep", "four-seven-eight body-scan pmr-7"),
        ("can't sleep", "four-seven-eight body-scan"),
        ("panic", "anchor-90 small-breath cold-and-move five-senses"),
        ("text", "ride-the-urge wait-it-out stop-pause"),
        ("jealous", "ride-the-urge name-it rain"),
        ("jealousy", "ride-the-urge name-it"),
        ("phone", "ride-the-urge wait-it-out"),
        ("anger", "pause-and-return name-it"),
        ("night", "body-scan long-exhale"),
        ("alone", "steady-person self-kindness"),
        ("breathe", "box-breathing small-breath"),
    ],
)
def test_what_fits_is_found(typed: str, fit: str) -> None:
    assert set(fit.split()) <= set(ids(ENGLISH, typed)) < {entry.id for entry in ENGLISH}


@pytest.mark.parametrize(
    ("typed", "fit"),
    [
        ("schlafen", "four-seven-eight body-scan pmr-7"),
        ("Panik", "anchor-90 small-breath"),
        ("Nachricht", "ride-the-urge wait-it-out stop-pause"),
        ("eifersüchtig", "ride-the-urge name-it"),
        ("eifersuchtig", "ride-the-urge name-it"),
        ("EIFERSUECHTIG", "ride-the-urge name-it"),
        ("Handy", "ride-the-urge wait-it-out"),
        ("Wut", "pause-and-return name-it"),
        ("allein", "steady-person self-kindness"),
    ],
)
def test_what_fits_is_found_in_german(typed: str, fit: str) -> None:
    assert set(fit.split()) <= set(ids(GERMAN, typed)) < {entry.id for entry in GERMAN}


@pytest.mark.parametrize(
    ("entries", "typed", "meant"),
    [
        (ENGLISH, "therapist", ["before-therapy"]),
        (ENGLISH, "Therapist!", ["before-therapy"]),
        (ENGLISH, "no answer", ["not-knowing"]),
        (ENGLISH, "therap", []),
        (ENGLISH, " ", []),
        (GERMAN, "Therapeut", ["before-therapy"]),
    ],
)
def test_a_routine_is_known_by_the_whole_words_that_people_call_it(
    entries: tuple[LibraryEntry, ...], typed: str, meant: list[str]
) -> None:
    assert [entry.id for entry in routines_by_word(entries, typed)] == meant


def test_where_a_word_stands_sooner_comes_first() -> None:
    entries = (
        entry("a", "One", '["x", "text"]'),
        entry("b", "Two", '["text"]'),
        entry("text", "C"),
    )
    assert [entry.id for entry in routines_by_word(entries, "text")] == ["text", "b", "a"]


@pytest.mark.parametrize("entries", [ENGLISH, GERMAN], ids=["en", "de"])
def test_every_bundled_routine_has_keywords_of_its_language(
    entries: tuple[LibraryEntry, ...],
) -> None:
    for a, b in zip(ENGLISH, entries, strict=True):
        assert a.routine is not None
        assert b.routine is not None
        assert b.routine.keywords
        assert len(set(b.routine.keywords)) == len(b.routine.keywords)
        assert entries is ENGLISH or a.routine.keywords != b.routine.keywords


def test_every_word_must_fit_and_may_stand_anywhere() -> None:
    assert ids(ENGLISH, "plain feel") == ["name-it"]  # from the summary and the title
    assert ids(ENGLISH, "feel zzz") == []
    assert ids(ENGLISH, "4-7-8") == ids(ENGLISH, "4 7 8") == ["four-seven-eight"]
    assert len(ids(ENGLISH, " ")) == len(ENGLISH)


def test_titles_come_first_then_where_a_word_begins() -> None:
    entries = (
        entry("a", "One", '["context"]'),
        entry("b", "Two", '["text"]'),
        entry("c", "Pretext"),
        entry("d", "A text"),
    )
    assert ids(entries, "text") == ["d", "c", "b", "a"]


@pytest.mark.parametrize("typed", ["caf\u00e9", "cafe", "CAFE\u0301", "cafe\u0301"])
@pytest.mark.parametrize("title", ["Caf\u00e9", "cafe", "Cafe\u0301"])
def test_accents_and_capitals_make_no_difference(typed: str, title: str) -> None:
    assert ids((entry("a", title),), typed) == ["a"]


def test_a_caution_is_not_what_a_routine_is_for() -> None:
    assert "four-seven-eight" not in ids(ENGLISH, "panic")  # its caution says so: not then


def test_a_broken_file_is_found_by_its_name() -> None:
    assert ids((LibraryEntry("mine", Path("mine.toml"), False),), "min") == ["mine"]


@pytest.mark.parametrize(
    ("keywords", "fault"),
    [
        ('"sleep"', "keywords: expected a list, found 'sleep'"),
        ('["sleep", 3]', "keywords[1]: expected text in quotes, found 3"),
        ('[""]', "keywords[0]: expected text in quotes of at least 1, found ''"),
        ('["' + "a" * 41 + '"]', "keywords[0]: expected text in quotes of at most 40, found"),
        ("[" + 41 * '"a",' + "]", "keywords: expected a list of at most 40, found a list of 41"),
    ],
)
def test_keywords_are_few_and_short(keywords: str, fault: str) -> None:
    with pytest.raises(FileError) as error:
        entry("a", "T", keywords)
    assert fault in str(error.value)


def test_a_translation_may_have_keywords_of_its_own() -> None:
    mine = entry("a", "T", '["sleep", "night"]').routine
    assert mine is not None
    text = 'title = "U"\nsummary = "Z"\n{}[[steps]]\ntext = "Boden."\n'
    assert apply_translation(mine, text.format('keywords = ["Schlaf"]\n'), "x").keywords == (
        "Schlaf",
    )
    assert apply_translation(mine, text.format(""), "x").keywords == mine.keywords
    for wrong, fault in (('"Schlaf"', "expected a list"), ("[1]", "expected text in quotes")):
        with pytest.raises(FileError, match=f"x:3: keywords: {fault}"):
            apply_translation(mine, text.format(f"keywords = {wrong}\n"), "x")
