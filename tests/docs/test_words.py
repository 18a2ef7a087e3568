"""What nobody should meet is nowhere: on screens, in routines, help, the schema and the pages; and
what stands on a screen is easy to read, and fits a small one.
"""

from __future__ import annotations

import io
import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from functools import cache
from pathlib import Path

import pytest

from calmtui.cli import registry
from calmtui.cli.main import main
from calmtui.content.schema import schema_json
from calmtui.text.i18n import set_language
from calmtui.text.width import cell_width
from scripts.catalogue import CATALOGUES, marked, read
from tests.support.style_sheet import ENGLISH, GERMAN, Replaced, english_grade, german_grade, has

ROOT = Path(__file__).parents[2]
PAGES = (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "routines" / "README.md")
FOR_DEVELOPERS = (
    *("CONTRIBUTING.md", "RELEASING.md"),
    *("docs/architecture.md", "docs/adr/", "docs/journal-format.md", "docs/speed.md"),
)
PLACES = {
    "en": ("catalogue", "routines", "help", "schema", "pages"),
    "de": ("catalogue", "routines", "help"),
}
GRADES = {"en": english_grade, "de": german_grade}
MOST_YEARS = 6  # of school
SMALL = 38  # columns within the margins of 40
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_NOT_SHOWN = ("keywords", "source", "kind", "keep", "may_keep", "keys", "instead", "close", "marks")


@cache
def texts(language: str, place: str) -> tuple[tuple[str, str], ...]:
    """Return what stands in a place in a language, each with where it is."""
    if place == "pages":
        return tuple(pages())
    if place == "help":
        return tuple(helps(language))
    if place == "schema":
        return tuple(("schema", text) for text in strings(json.loads(schema_json())))
    if place == "catalogue":
        return tuple(("catalogue", text) for _, said in catalogue(language) for text in said)
    folder = ROOT / "routines" / ("" if language == "en" else language)
    files = ((path.name, tomllib.loads(path.read_text("utf-8"))) for path in folder.glob("*.toml"))
    return tuple((name, text) for name, data in files for text in strings(data))


def catalogue(language: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the texts of the interface, each with what the language says for it."""
    (po,) = [path for path in CATALOGUES if path.parts[-3] == "de"]
    for key, said in read(po).items():
        if any(key):
            yield key, key if language == "en" else said


def pages() -> Iterator[tuple[str, str]]:
    """Yield the text of every page, without what is code; of the change log the newest section."""
    for path in PAGES:
        text = path.read_text("utf-8")
        if path.name == "CHANGELOG.md":
            text = text.split("\n## ")[1]
        yield str(path.relative_to(ROOT)), _CODE.sub("", text)


def helps(language: str) -> Iterator[tuple[str, str]]:
    """Yield what `--help` says, of calmtui and of each of its commands."""
    for name in ("", *(name for name, _summary in registry.commands(str))):
        said = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), suppress(SystemExit):
            patch.setenv("CALMTUI_HOME", "/nonexistent")
            patch.setenv("LC_ALL", f"{language}_XX.UTF-8")
            main([*name.split(), "--help"])
        set_language(())
        yield f"calmtui {name} --help", said.getvalue()


def strings(value: object) -> Iterator[str]:
    """Yield the texts of a routine or a schema that someone reads."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in _NOT_SHOWN:
                yield from strings(part)


def is_said(replaced: Replaced, where: str, text: str) -> bool:
    if replaced.is_allowed_on_pages and where.startswith(FOR_DEVELOPERS):
        return False
    return has(replaced, text)


@pytest.mark.parametrize("place", PLACES["en"])
@pytest.mark.parametrize("replaced", ENGLISH, ids=lambda replaced: replaced.example)
def test_english_has_no_word_that_the_style_sheet_replaces(replaced: Replaced, place: str) -> None:
    found = [(where, text) for where, text in texts("en", place) if is_said(replaced, where, text)]
    assert not found, f"say: {replaced.instead}"


@pytest.mark.parametrize("place", PLACES["de"])
@pytest.mark.parametrize("replaced", GERMAN, ids=lambda replaced: replaced.example)
def test_german_has_no_word_that_the_style_sheet_replaces(replaced: Replaced, place: str) -> None:
    found = [(where, text) for where, text in texts("de", place) if is_said(replaced, where, text)]
    assert not found, f"say: {replaced.instead}"


@pytest.mark.parametrize("replaced", [*ENGLISH, *GERMAN], ids=lambda replaced: replaced.example)
def test_the_list_finds_what_it_replaces(replaced: Replaced) -> None:
    """A pattern that matches nothing guards nothing."""
    assert has(replaced, replaced.example)
    assert not has(replaced, "")


@pytest.mark.parametrize(
    ("language", "place", "known"),
    [
        ("en", "catalogue", "And now?"),
        ("en", "routines", "Soft in, unhurried out."),
        ("en", "help", "ninety seconds of grounding, no questions"),
        ("en", "schema", "Seconds as a number"),
        ("en", "pages", "# Using calmtui"),
        ("de", "catalogue", "Und jetzt?"),
        ("de", "routines", "Sanft ein, ohne Eile aus."),
        ("de", "help", "neunzig Sekunden ankommen, ohne Fragen"),
    ],
)
def test_each_place_is_read(language: str, place: str, known: str) -> None:
    assert any(known in text for _where, text in texts(language, place))


@pytest.mark.parametrize("language", GRADES)
@pytest.mark.parametrize("id", sorted(path.stem for path in (ROOT / "routines").glob("*.toml")))
def test_a_routine_is_read_with_six_years_of_school(id: str, language: str) -> None:
    folder = ROOT / "routines" / ("" if language == "en" else language)
    data = tomllib.loads((folder / f"{id}.toml").read_text("utf-8"))
    read_aloud = [data["summary"]]
    for step in data["steps"]:
        read_aloud += [
            step[key] for key in ("text", "line", "care", "said", "none", "question") if key in step
        ]
        read_aloud += step.get("prompts", [])
    assert GRADES[language](" . ".join(read_aloud)) <= MOST_YEARS


@pytest.mark.parametrize("language", GRADES)
def test_each_part_of_the_interface_is_read_with_six_years_of_school(language: str) -> None:
    sentences: dict[str, list[str]] = {}
    where = marked()
    for key, said in catalogue(language):
        if re.search(r"[.!?]$", said[0]) and said[0].count(" ") > 3:
            sentences.setdefault(where[key].split("/")[0], []).append(said[0])
    assert {"cli", "content", "history", "plain", "render", "session", "tui"} <= set(sentences)
    grades = {part: GRADES[language](" ".join(said)) for part, said in sentences.items()}
    assert max(grades.values()) <= MOST_YEARS, grades


def test_a_text_for_lawyers_is_not() -> None:
    english = "Notwithstanding contractual obligations, participation necessitates authorisation."
    german = "Vorbehaltlich anderweitiger Vereinbarungen erfordert die Teilnahme Genehmigungen."
    assert english_grade(english) > 12
    assert german_grade(german) > 12


@pytest.mark.parametrize("language", PLACES)
def test_every_word_and_every_key_with_what_it_does_fits_a_small_screen(language: str) -> None:
    """What is longer is wrapped between words; how it looks there is read in test_reference.py."""
    shown = [text for _, text in (*texts(language, "catalogue"), *texts(language, "routines"))]
    words = {word for text in shown for word in text.split()}
    assert max(map(cell_width, words)) <= SMALL
    hints = [text for text in shown if re.match(r"\S{1,9}  \S", text) and "\n" not in text]
    assert len(hints) > 30
    assert [text for text in hints if cell_width(text) > SMALL] == []
