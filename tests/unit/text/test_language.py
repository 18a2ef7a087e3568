"""Routines in the person's own language."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from calmtui.content.adjust import Adjustments
from calmtui.content.adjust_keys import skipped_parts, toggle_part
from calmtui.content.library import Library
from calmtui.content.parts import part_names, without_parts
from calmtui.content.routine import Routine, Tense
from calmtui.content.toml import FileError
from calmtui.content.translation import apply_translation
from calmtui.content.urge_steps import Line
from calmtui.content.values import PARTNER
from calmtui.render.shapes.figure import body_regions
from calmtui.session.urge import Urge
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.i18n import set_language
from calmtui.text.language import is_language, preferred_languages
from tests.support.bundled import IDS, texts
from tests.support.engine import routine

STEPS = (
    '[[steps]]\nkind = "say"\ntext = "a"\nseconds = 10\n[[steps]]\nkind = "choose"\ntext '
    '= "c"\noptions = ["x", "y"]\n'
)
GERMAN = (
    'title = "T"\nsummary = "Z"\n[[steps]]\ntext = "eins"\n[[steps]]\ntext = "zwei"\n'
    'options = ["u", "v"]\n'
)


@pytest.fixture(scope="module")
def german() -> Library:
    return Library(bundled_routines_path(), Path("/nonexistent"), "dein Gegenüber", ("de_AT", "de"))


@pytest.mark.parametrize(
    ("setting", "environment", "expected"),
    [
        ("", {}, ()),
        ("", {"LANG": "de_AT.UTF-8"}, ("de_AT", "de")),
        ("", {"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, ()),
        ("", {"LANG": "C.UTF-8"}, ()),
        ("", {"LANG": "en_GB.UTF-8"}, ()),
        ("", {"LANG": "fr_FR", "LC_MESSAGES": "de_DE@euro"}, ("de_DE", "de")),
        ("de", {"LANG": "fr_FR"}, ("de",)),
        ("en", {"LANG": "de_DE"}, ()),
        ("../..", {}, ()),
    ],
)
def test_the_language_is_the_settings_or_the_environments(
    setting: str, environment: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert preferred_languages(setting, environment) == expected


@pytest.mark.parametrize("id", IDS)
def test_german_says_all_and_changes_no_second(library: Library, german: Library, id: str) -> None:
    mine, theirs = library.find(id), german.find(id)
    entry = german.entry(id)
    assert (entry.error, entry.translation) == (None, bundled_routines_path() / "de" / f"{id}.toml")
    assert theirs.seconds == mine.seconds
    marks = texts(tuple(getattr(step, "marks", None) for step in theirs.steps))
    assert set(texts(mine.steps)) & set(texts(theirs.steps)) <= set(marks)
    assert {mine.summary, mine.source}.isdisjoint({theirs.summary, theirs.source})
    assert mine.title != theirs.title or mine.title in ("4-7-8", "RAIN")
    for text in (*texts(theirs.steps), theirs.title, theirs.summary, theirs.source):
        assert max(map(len, text.split("\n"))) <= 90, text


def test_no_translation_is_stale(german: Library) -> None:
    assert [entry.error for entry in german.entries if entry.error] == []
    assert {path.stem for path in (bundled_routines_path() / "de").iterdir()} == set(IDS)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("left", [60, 1200, 3600, 86_400])
def test_a_line_for_a_partner_has_at_most_90_characters(
    library: Library, german: Library, language: str, left: float
) -> None:
    lines = [
        step
        for id in IDS
        for step in (library if language == "en" else german).find(id).steps
        if isinstance(step, Line)
    ]
    assert len(lines) >= 3
    for step in lines:
        assert len(step.line) <= 90
        said = Urge.fill_line(step, left, left, datetime(2026, 11, 24, 22, 41, tzinfo=UTC))
        assert len(said) <= 90
        assert "{" not in said


def test_the_figure_marks_the_same_in_every_language(library: Library, german: Library) -> None:
    def marked(a: Routine) -> list[frozenset[str]]:
        return [
            body_regions(step.marks or step.part) for step in a.steps if isinstance(step, Tense)
        ]

    assert marked(german.find("pmr-7")) == marked(library.find("pmr-7"))


@pytest.mark.parametrize("id", IDS)
def test_a_part_left_out_for_good_stays_out_in_every_language(
    library: Library, german: Library, id: str
) -> None:
    mine, theirs = library.find(id), german.find(id)
    for own, other in zip(part_names(mine), part_names(theirs), strict=True):
        assert skipped_parts(theirs, toggle_part(mine, Adjustments(), own)) == (other,)
        assert skipped_parts(mine, toggle_part(theirs, Adjustments(), other)) == (own,)
        assert toggle_part(theirs, toggle_part(mine, Adjustments(), own), other) == Adjustments()
        assert len(without_parts(mine, (own,)).steps) == len(without_parts(theirs, (own,)).steps)


def test_a_routine_without_a_translation_keeps_its_words(library: Library) -> None:
    french = Library(bundled_routines_path(), Path("/nonexistent"), languages=("fr",))
    assert french.find("rain") == library.find("rain")


def test_the_word_for_the_partner_is_the_persons_or_the_languages(german: Library) -> None:
    def line(partner: str) -> str:
        library = Library(bundled_routines_path(), Path("/nonexistent"), partner, languages=("de",))
        return texts(library.find("care-noticed").steps)[1]

    set_language(("de",))
    try:
        assert line(PARTNER).startswith("Etwas Liebes, das dein Partner oder deine Partnerin, ")
        assert line("Rest").startswith("Etwas Liebes, das Rest, ")  # a name is no word to translate
    finally:
        set_language(())


def test_texts_are_replaced_and_nothing_else() -> None:
    mine = routine(STEPS)
    theirs = apply_translation(mine, GERMAN, "de/t.toml")
    marks = ["x", "y"]  # what is picked is counted as one in every language
    assert texts(theirs.steps) == ["eins", "zwei", "u", "v", *marks]
    assert theirs.seconds == mine.seconds


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ('\n[[steps]]\ntext = "eins"', ""),
            "de/t.toml:3: steps: expected 2 [[steps]] tables as in the routine, found 1",
        ),
        (
            ('text = "eins"', 'text = "eins"\nseconds = 4'),
            "de/t.toml:5: steps[0].seconds: expected only texts",
        ),
        (('"u", "v"', '"u"'), "de/t.toml:7: steps[1].options: expected a list of 2"),
        (('title = "T"\n', ""), "title: missing"),
        (('text = "zwei"\n', ""), "steps[1].text: missing"),
        (('text = "zwei"', 'text = ""'), "expected text that is not empty"),
        (
            ('text = "zwei"', 'kind = "say"\ntext = "zwei"'),
            "expected choose as in the routine, found 'say'",
        ),
    ],
)
def test_a_translation_that_does_not_fit_says_where(change: tuple[str, str], expected: str) -> None:
    assert change[0] in GERMAN
    with pytest.raises(FileError) as caught:
        apply_translation(routine(STEPS), GERMAN.replace(*change), "de/t.toml")
    assert expected in str(caught.value)


@given(st.text(alphabet='abtexsoptin=[]"\n.1{}#_ ', max_size=120) | st.text(max_size=60))
def test_any_text_is_a_translation_or_says_where_it_is_none(text: str) -> None:
    mine = routine(STEPS)
    with suppress(FileError):
        assert apply_translation(mine, text, "x").seconds == mine.seconds


_VALUES = st.one_of(
    st.integers(),
    st.booleans(),
    st.text(max_size=5),
    st.lists(st.text(max_size=3) | st.integers(), max_size=3),
)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["kind", "text", "options", "seconds", "x"]), _VALUES),
        max_size=3,
    )
)
def test_any_steps_are_a_translation_or_say_where_they_are_none(
    steps: list[dict[str, object]],
) -> None:
    mine = routine(STEPS)
    with suppress(FileError):
        made = apply_translation(
            mine, tomli_w.dumps({"title": "T", "summary": "S", "steps": steps}), "x"
        )
        assert made.seconds == mine.seconds
        assert len(texts(made.steps)) == len(texts(mine.steps))


@given(st.text(max_size=30))
def test_any_language_is_names_of_folders_or_none(said: str) -> None:
    for name in preferred_languages(said, {}):
        assert is_language(name)


def test_a_broken_translation_is_listed_and_the_routine_stays(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        f'format = 1\ntitle = "Mine"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource '
        f'= "s"\n{STEPS}'
    )
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "mine.toml").write_text("nonsense")
    library = Library(bundled_routines_path(), tmp_path, languages=("de",))
    assert library.find("mine").title == "Mine"
    assert [entry.id for entry in library.entries if entry.error] == ["de/mine"]
    (tmp_path / "de" / "mine.toml").write_text(GERMAN)
    assert Library(bundled_routines_path(), tmp_path, languages=("de",)).find("mine").title == "T"


def test_translations_that_may_not_be_looked_at_leave_the_routines_their_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.toml").write_text(
        f'format = 1\ntitle = "Mine"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource '
        f'= "s"\n{STEPS}'
    )
    stat = os.stat

    def refused(path: Any, *args: Any, **more: Any) -> os.stat_result:
        if str(path).startswith(str(tmp_path / "de")):
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, *args, **more)

    monkeypatch.setattr(os, "stat", refused)
    assert (
        Library(bundled_routines_path(), tmp_path, languages=("de",)).find("mine").title == "Mine"
    )
