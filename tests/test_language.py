"""Routines in the person's own language."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from calmtui.language import is_language, languages
from calmtui.library import Library
from calmtui.paths import bundled_routines
from calmtui.routine import Routine, Tense
from calmtui.shapes import regions
from calmtui.tomlfile import FileProblem
from calmtui.translation import translated

from .conftest import routine
from .test_library import texts

FIRST_SIX = ("box-breathing", "long-exhale", "pmr-7", "pmr-4", "anchor-90", "ride-the-urge")
STEPS = (
    '[[steps]]\nkind = "say"\ntext = "a"\nseconds = 10\n[[steps]]\nkind = "choose"\ntext = "c"\noptions = ["x", "y"]\n'
)
GERMAN = 'title = "T"\nsummary = "Z"\n[[steps]]\ntext = "eins"\n[[steps]]\ntext = "zwei"\noptions = ["u", "v"]\n'


@pytest.fixture(scope="module")
def german() -> Library:
    return Library(bundled_routines(), Path("/nonexistent"), "dein Gegenüber", ("de_AT", "de"))


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
    assert languages(setting, environment) == expected


@pytest.mark.parametrize("id", FIRST_SIX)
def test_german_says_all_and_changes_no_second(library: Library, german: Library, id: str) -> None:
    mine, theirs = library.find(id), german.find(id)
    assert [entry.error for entry in german.entries if entry.error] == []
    assert theirs.seconds == mine.seconds
    marks = texts(tuple(getattr(step, "marks", None) for step in theirs.steps))
    assert set(texts(mine.steps)) & set(texts(theirs.steps)) <= set(marks)
    assert not any(" Sie " in text or " Ihre" in text for text in texts(theirs.steps))
    assert max(len(line) for text in texts(theirs.steps) for line in text.split("\n")) <= 90


def test_the_figure_marks_the_same_in_every_language(library: Library, german: Library) -> None:
    def marked(a: Routine) -> list[frozenset[str]]:
        return [regions(step.marks or step.part) for step in a.steps if isinstance(step, Tense)]

    assert marked(german.find("pmr-7")) == marked(library.find("pmr-7"))


def test_a_routine_without_a_translation_keeps_its_words(library: Library, german: Library) -> None:
    assert german.find("rain") == library.find("rain")


def test_texts_are_replaced_and_nothing_else() -> None:
    mine = routine(STEPS)
    theirs = translated(mine, GERMAN, "de/t.toml")
    assert texts(theirs.steps) == ["eins", "zwei", "u", "v"]
    assert theirs.seconds == mine.seconds


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ('\n[[steps]]\ntext = "eins"', ""),
            "de/t.toml:3: steps: expected 2 [[steps]] tables as in the routine, found 1",
        ),
        (('text = "eins"', 'text = "eins"\nseconds = 4'), "de/t.toml:5: steps[0].seconds: expected only texts"),
        (('"u", "v"', '"u"'), "de/t.toml:7: steps[1].options: expected a list of 2"),
        (('title = "T"\n', ""), "title: missing"),
        (('text = "zwei"\n', ""), "steps[1].text: missing"),
        (('text = "zwei"', 'text = ""'), "expected text that is not empty"),
        (('text = "zwei"', 'kind = "say"\ntext = "zwei"'), "expected choose as in the routine, found 'say'"),
    ],
)
def test_a_translation_that_does_not_fit_says_where(change: tuple[str, str], expected: str) -> None:
    assert change[0] in GERMAN
    with pytest.raises(FileProblem) as caught:
        translated(routine(STEPS), GERMAN.replace(*change), "de/t.toml")
    assert expected in str(caught.value)


@given(st.text(alphabet='abtexsoptin=[]"\n.1{}#_ ', max_size=120) | st.text(max_size=60))
def test_any_text_is_a_translation_or_says_where_it_is_none(text: str) -> None:
    mine = routine(STEPS)
    with suppress(FileProblem):
        assert translated(mine, text, "x").seconds == mine.seconds


_VALUES = st.one_of(
    st.integers(), st.booleans(), st.text(max_size=5), st.lists(st.text(max_size=3) | st.integers(), max_size=3)
)


@given(st.lists(st.dictionaries(st.sampled_from(["kind", "text", "options", "seconds", "x"]), _VALUES), max_size=3))
def test_any_steps_are_a_translation_or_say_where_they_are_none(steps: list[dict[str, object]]) -> None:
    mine = routine(STEPS)
    with suppress(FileProblem):
        made = translated(mine, tomli_w.dumps({"title": "T", "summary": "S", "steps": steps}), "x")
        assert made.seconds == mine.seconds
        assert len(texts(made.steps)) == len(texts(mine.steps))


@given(st.text(max_size=30))
def test_any_language_is_names_of_folders_or_none(said: str) -> None:
    for name in languages(said, {}):
        assert is_language(name)


def test_a_broken_translation_is_listed_and_the_routine_stays(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        f'format = 1\ntitle = "Mine"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = "s"\n{STEPS}'
    )
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "mine.toml").write_text("nonsense")
    library = Library(bundled_routines(), tmp_path, languages=("de",))
    assert library.find("mine").title == "Mine"
    assert [entry.id for entry in library.entries if entry.error] == ["de/mine"]
    (tmp_path / "de" / "mine.toml").write_text(GERMAN)
    assert Library(bundled_routines(), tmp_path, languages=("de",)).find("mine").title == "T"
