"""One list of words that nobody should meet: the catalogue, the routines and the pages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.catalogue import CATALOGUES, read

ROOT = Path(__file__).parents[2]
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)

# What is said instead stands beside it.
ENGLISH = {
    r"kept (?!as a draft)": "saved",
    r"seal(s|ed|ing)?\b": "lock, locked",
    r"(this|another|other|your) machines?\b": "computer",
    r"bundled": "built-in",
    r"\bsets? right\b": "fix",
    r"(?<!line )(was|were) cut (off|short)": "interrupted",
    r"declin\w*": "no",
    r"Enter\s+(go on|goes on|pass)": "continue",
    r"(set|put) down": "saved",
    r"this run\b|your run\b|a run\b|runs come": "session",
    r"fail(s|ed|ure)?\b": "what happened, without blame",
    r"should have|needy|clingy|crazy|irrational|dramatic|overreact\w*": "what is felt",
    r"just relax|calm down|cheer up": "one small thing to do",
    r"toxic|cure[sd]?\b|guaranteed|always works|streak|relapse\w*": "no claims, no counting",
    r"(great|good) job|well done|amazing": "no praise",
    r"resisted|gave in\b": "let it go, went ahead",
}
# What a page for those who work on calmtui may say: a test fails, a run is a thing of the code.
OF_CODE = {r"fail(s|ed|ure)?\b", r"this run\b|your run\b|a run\b|runs come"}
OF_CODE |= {r"toxic|cure[sd]?\b|guaranteed|always works|streak|relapse\w*"}
FOR_DEVELOPERS = ("CONTRIBUTING.md", "docs/architecture.md", "docs/adr/")
GERMAN = {
    r"[Vv]ersiegel\w*": "verschließen",
    r"\bRechner\w*": "Computer",
    r"[Aa]ufbewahrt|[Aa]ufgezeichnet": "gespeichert",
    r"\b(Lauf|Läufe|Läufen)\b": "Sitzung",
    r"(?<=[a-zß,] )(Sie|Ihnen|Ihrem|Ihren)\b": "du",
    r"geschafft|bravo|versagt|gescheitert|[Ff]ehler\b": "kein Lob, kein Tadel",
    r"8-10|10 C\b": "8 bis 10, 10 °C",
}


def routines(folder: Path) -> Iterator[tuple[str, str]]:
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            for part in value:
                yield from texts(part)
        elif isinstance(value, dict):
            for key, part in value.items():
                if key not in ("keywords", "source"):
                    yield from texts(part)

    for path in sorted(folder.glob("*.toml")):
        for text in texts(tomllib.loads(path.read_text("utf-8"))):
            yield path.name, text


def english() -> list[tuple[str, str]]:
    found = [("catalogue", text) for key in read(CATALOGUES[0]) for text in key if text]
    found += routines(ROOT / "routines")
    return found + [(page, text) for page, text in pages()]


def pages() -> Iterator[tuple[str, str]]:
    """Yield the text of every page, without what is code; of the change log the newest section."""
    for path in PAGES:
        text = path.read_text("utf-8")
        if path.name == "CHANGELOG.md":
            text = text.split("\n## ")[1]
        yield str(path.relative_to(ROOT)), _CODE.sub("", text)


def german() -> list[tuple[str, str]]:
    (po,) = [path for path in CATALOGUES if path.parts[-3] == "de"]
    found = [("catalogue", text) for key, said in read(po).items() if any(key) for text in said]
    return found + list(routines(ROOT / "routines" / "de"))


@pytest.mark.parametrize("banned", ENGLISH)
def test_english_has_no_word_that_the_style_sheet_replaces(banned: str) -> None:
    found = [(where, text[:80]) for where, text in english() if re.search(banned, text)]
    if banned in OF_CODE:
        found = [(where, text) for where, text in found if not where.startswith(FOR_DEVELOPERS)]
    assert not found, f"say: {ENGLISH[banned]}"


@pytest.mark.parametrize("banned", GERMAN)
def test_german_has_no_word_that_the_style_sheet_replaces(banned: str) -> None:
    assert not [(where, text[:80]) for where, text in german() if re.search(banned, text)]


@pytest.mark.parametrize("banned", [*ENGLISH, *GERMAN])
def test_the_list_finds_what_it_bans(banned: str) -> None:
    """A pattern that can match nothing guards nothing."""
    assert re.compile(banned).pattern
    assert not re.fullmatch(banned, "")


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade, syllables counted by their vowels.

    Source: Kincaid, Fishburne, Rogers and Chissom 1975.
    """
    sentences = [part for part in re.split(r"[.!?]+|\n\n", text) if re.search("[A-Za-z]", part)]
    words = re.findall("[A-Za-z']+", text)
    syllables = sum(max(1, len(re.findall("[aeiouy]+", _spoken(word)))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _spoken(word: str) -> str:
    """Return a word without the vowels at its end that are not spoken."""
    word = word.lower()
    return re.sub(r"(?<![td])ed$|(?<!l)(?<!e)e$", "", word) or word


@pytest.mark.parametrize(
    "path", sorted((ROOT / "routines").glob("*.toml")), ids=lambda path: path.stem
)
def test_a_routine_is_read_with_six_years_of_school(path: Path) -> None:
    data = tomllib.loads(path.read_text("utf-8"))
    texts = [data["summary"]]
    for step in data["steps"]:
        texts += [step[key] for key in ("text", "line", "care") if key in step]
        texts += step.get("prompts", [])
    assert grade(" . ".join(texts)) <= 6


def test_the_interface_is_read_with_six_years_of_school() -> None:
    texts = [
        key[0]
        for key in read(CATALOGUES[0])
        if re.search(r"[.!?]$", key[0]) and key[0].count(" ") > 3
    ]
    assert len(texts) > 100
    assert grade(" ".join(texts)) <= 6


def test_a_text_for_lawyers_is_not() -> None:
    assert (
        grade("Notwithstanding contractual obligations, participation necessitates authorisation.")
        > 12
    )
