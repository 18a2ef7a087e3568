"""A routine as one file with its translations, which loads as the files that it was made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calmtui.content.library import Library
from calmtui.content.routine_file import load_file
from calmtui.content.schema import schema
from calmtui.content.sharing import read_whole
from calmtui.content.toml import MAX_BYTES, FileError, parse
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.sanitize import sanitize
from tests.support.bundled import IDS
from tests.support.routine_texts import HEAD, SAY

GERMAN = 'title = "Titel"\nsummary = "Satz"\n\n[[steps]]\ntext = "eins"\n'
FRENCH = GERMAN.replace("eins", "un").replace("Titel", "Titre")
INSIDE = (
    '\n[translations.de]\ntitle = "Titel"\nsummary = "Satz"\n\n'
    '[[translations.de.steps]]\ntext = "eins"\n'
)
LANGUAGES: tuple[tuple[str, ...], ...] = ((), ("de",), ("de_AT", "de"), ("fr",))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Path:
    folder = tmp_path / "other"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def loaded(folder: Path, name: str, languages: tuple[str, ...]) -> object:
    return Library(bundled_routines_path(), folder, languages=languages).find(name)


@pytest.mark.parametrize("name", IDS)
def test_a_built_in_routine_makes_the_whole_way(other: Path, name: str) -> None:
    whole = read_whole(bundled_routines_path() / f"{name}.toml")
    path = write(other, f"{name}.toml", whole)
    assert read_whole(path) == whole
    beside = bundled_routines_path() / "de" / f"{name}.toml"
    for language, translation in (("", None), ("de", beside)):
        before = load_file(bundled_routines_path() / f"{name}.toml", translation=translation)
        assert load_file(path, language=language).routine == before.routine
        assert before.routine is not None


def test_both_ways_to_keep_translations_at_once(own: Path, other: Path) -> None:
    write(own, "mine.toml", HEAD + SAY + INSIDE)
    write(own, "fr/mine.toml", FRENCH)
    write(own, "notes/mine.toml", "is no language")
    whole = read_whole(own / "mine.toml")
    write(other, "mine.toml", whole)
    for languages in LANGUAGES:
        assert loaded(other, "mine", languages) == loaded(own, "mine", languages)
    assert [parse(whole, "")["translations"][name]["title"] for name in ("de", "fr")] == [
        "Titel",
        "Titre",
    ]


def test_the_file_itself_goes_before_one_beside_it(own: Path) -> None:
    write(own, "mine.toml", HEAD + SAY + INSIDE)
    write(own, "de/mine.toml", GERMAN.replace("Titel", "Anderer"))
    library = Library(bundled_routines_path(), own, languages=("de",))
    assert library.find("mine").title == "Titel"
    assert "Anderer" not in read_whole(own / "mine.toml")
    write(own, "de_AT/mine.toml", GERMAN.replace("Titel", "Nah"))
    library = Library(bundled_routines_path(), own, languages=("de_AT", "de"))
    assert library.find("mine").title == "Nah"


def test_one_that_does_not_fit_leaves_the_routine_in_its_own_words(own: Path) -> None:
    write(own, "mine.toml", HEAD + SAY + INSIDE.replace("text", "texte"))
    library = Library(bundled_routines_path(), own, languages=("de",))
    assert library.find("mine").title == "T"
    (broken,) = (entry for entry in library.entries if entry.error)
    assert broken.id == "de/mine"
    assert "mine.toml:16: translations.de.steps[0].text: missing" in str(broken.error)


_SAID = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: bool(sanitize(text).strip())
)


@st.composite
def _files(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a routine and a translation of it, with any words."""
    steps: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    for _number in range(draw(st.integers(1, 3))):
        texts: list[dict[str, Any]] = [{"text": draw(_SAID)} for _side in range(2)]
        kind = draw(st.sampled_from(["say", "choose", "compose"]))
        if kind == "choose":
            for side in texts:
                side["options"] = draw(st.lists(_SAID, min_size=2, max_size=2, unique=True))
        if kind == "compose":
            for side in texts:
                side["fields"] = [{"label": draw(_SAID), "example": draw(_SAID)}]
        steps.append({"kind": kind, **texts[0]})
        words.append(texts[1])
    head = {name: draw(_SAID) for name in ("title", "summary", "source")}
    kept = {"format": 1, "group": "ground", "evidence": "C", "rate": []}
    theirs: dict[str, Any] = {name: draw(_SAID) for name in ("title", "summary")}
    theirs |= {"keywords": draw(st.lists(st.just("wort"), max_size=2)), "steps": words}
    return {**kept, **head, "steps": steps}, theirs


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_files(), st.booleans(), st.booleans())
def test_any_routine_is_the_same_in_each_language(
    own: Path, other: Path, texts: tuple[dict[str, Any], dict[str, Any]], inside: bool, crlf: bool
) -> None:
    routine, words = texts
    for path in own.rglob("mine.toml"):
        path.unlink()
    if inside:
        routine = {**routine, "translations": {"de": words}}
    else:
        write(own, "de/mine.toml", tomli_w.dumps(words))
    text = tomli_w.dumps(routine)
    if crlf:
        text = text.replace("\n", "\r\n")
    (own / "mine.toml").write_bytes(text.encode())
    try:
        whole = read_whole(own / "mine.toml")
    except FileError:
        assert load_file(own / "mine.toml").routine is None  # options that clean up to the same
        return
    (other / "mine.toml").write_bytes(whole.encode())
    assert read_whole(other / "mine.toml") == whole
    for languages in LANGUAGES:
        assert loaded(other, "mine", languages) == loaded(own, "mine", languages)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("translations = 3\n", "mine.toml:1: translations: expected a table for each language"),
        ("[translations]\nde = 3\n", "translations.de: expected a table for each language"),
        ("[translations.Deutsch]\n", "translations.Deutsch: expected a table for each language"),
        (INSIDE.replace('title = "Titel"\n', ""), "translations.de.title: missing"),
        (INSIDE + "seconds = 4\n", "translations.de.steps[0].seconds: expected only texts"),
        (INSIDE + '[[translations.de.steps]]\ntext = "2"\n', "expected 1 [[steps]] tables as in"),
    ],
)
def test_a_translation_that_does_not_fit_is_no_part_of_it(
    own: Path, more: str, expected: str
) -> None:
    text = HEAD + SAY + more
    if more.startswith("translations"):
        text = more + HEAD + SAY
    path = write(own, "mine.toml", text)
    with pytest.raises(FileError) as caught:
        read_whole(path)
    assert expected in str(caught.value)
    assert "[@" not in str(caught.value)


def test_every_fault_beside_it_is_named_and_too_much_is_refused(own: Path) -> None:
    path = write(own, "mine.toml", HEAD + SAY)
    write(own, "de/mine.toml", GERMAN.replace("text", "texte"))
    write(own, "fr/mine.toml", "nonsense")
    with pytest.raises(FileError) as caught:
        read_whole(path)
    assert {Path(problem.file).parent.name for problem in caught.value.problems} == {"de", "fr"}
    long = GERMAN.replace("eins", "x" * (MAX_BYTES * 2 // 3))
    write(own, "de/mine.toml", long)
    write(own, "fr/mine.toml", long)
    with pytest.raises(FileError, match="at most 256 KiB, with its translations"):
        read_whole(path)


def test_the_schema_has_a_place_for_translations() -> None:
    valid = fastjsonschema.compile(schema())
    valid(parse(HEAD + SAY + INSIDE, ""))
    for change in (("title", "titel"), ("[translations.de]", "[translations.Deutsch]")):
        with pytest.raises(fastjsonschema.JsonSchemaException):
            valid(parse(HEAD + SAY + INSIDE.replace(*change), ""))
