"""The one list of words that nobody should meet, with what is said instead; and how hard a text is
to read.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Replaced(NamedTuple):
    """What is not said, an example of it, and what is said instead."""

    pattern: str
    example: str
    instead: str
    is_allowed_on_pages: bool = False  # pages for those who read the code may say it


ENGLISH = (
    Replaced(r"\bkept (?!as a draft)", "Kept in your journal.", "saved"),
    Replaced(r"\bseal(s|ed|ing)?\b", "The journal is sealed.", "lock, locked"),
    Replaced(r"\b(this|another|other|your) machines?\b", "on this machine", "computer"),
    Replaced(r"\bbundled", "the bundled one", "built-in"),
    Replaced(r"\bsets? (that |it )?right\b", "doctor sets that right", "fix, take care of"),
    Replaced(r"(?<!line )\b(was|were) cut (off|short)", "It was cut short.", "interrupted"),
    Replaced(r"\bdeclin\w*", "Esc decline", "no"),
    Replaced(r"\bEnter\s+(go on|goes on|pass)", "Enter goes on", "continue"),
    Replaced(r"\b(set|put) down\b", "Nobody is set down yet.", "saved"),
    Replaced(r"\b(this|your|a) run\b|\bruns come", "nothing in this run", "session", True),
    Replaced(r"\b(one|the|this|your|no) try\b(?! two)", "The try is over.", "trial", True),
    Replaced(r"(?<=\w): [a-z]$", "it passed: p", "the key first"),
    Replaced(r"\bfail(s|ed|ure)?\b", "You failed.", "what happened, without blame", True),
    Replaced(r"\bshould have\b", "You should have waited.", "what can be done now"),
    Replaced(r"\byou must\b|\bmust not\b", "You must wait.", "what helps, as an offer", True),
    Replaced(
        r"\b(weak|needy|clingy|crazy|irrational|dramatic|overreact\w*|cheat\w*)\b",
        "It is needy.",
        "what is felt",
    ),
    Replaced(r"\bjust relax|calm down|cheer up", "Calm down.", "one small thing to do"),
    Replaced(
        r"\b(toxic|broken|cure[sd]?|guaranteed|always works|streak|relapse\w*)\b",
        "It always works.",
        "no claims, no counting",
        True,
    ),
    Replaced(r"\b(great|good) job|well done|amazing", "Good job!", "no praise"),
    Replaced(r"\bresist(ed)?\b|\bgave in\b", "You gave in.", "let it go, went ahead"),
)
GERMAN = (
    Replaced(r"[Vv]ersiegel\w*", "versiegelt", "verschließen"),
    Replaced(r"\bRechner\w*", "auf diesem Rechner", "Computer"),
    Replaced(r"[Aa]ufbewahrt|[Aa]ufgezeichnet", "wird aufbewahrt", "gespeichert"),
    Replaced(r"\b(Lauf|Läufe|Läufen)\b", "in diesem Lauf", "Sitzung"),
    Replaced(r"\bStartseite", "zur Startseite", "Übersicht"),
    Replaced(r"\bdein Gegenüber\b", "dein Gegenüber", "dein Partner oder deine Partnerin"),
    Replaced(r"(?<=\w): [a-z]$", "vorbei: p", "die Taste zuerst"),
    Replaced(r"\b(Sie(?! b| m| h)|Ihnen|Ihr|Ihre[mnrs]?)\b(?! ID)", "Haben Sie Angst?", "du, dein"),
    Replaced(
        r"\b(super|toll|bravo|geschafft|leider)\b", "Super geschafft!", "kein Lob, kein Mitleid"
    ),
    Replaced(
        r"\b(versag\w*|gescheitert|scheitern|schwach|Schwäche|Fehler|verrückt|übertreib\w*)\b",
        "Das war ein Fehler.",
        "kein Tadel",
    ),
    Replaced(
        r"\beinfach entspann\w*|\b(beruhig|reiß) dich\b", "Beruhig dich.", "etwas Kleines zum Tun"
    ),
    Replaced(
        r"\b(toxisch|kaputt|garantiert|wirkt immer|Rückfall|widerst\w+|nachgegeben)\b",
        "Das wirkt immer.",
        "keine Versprechen",
    ),
    Replaced(
        r"\bdu musst(?! (es|das|heute) nicht| nichts| keine)|\bdu sollst\b|\b(solltest|hättest)\b",
        "Du musst warten.",
        "was hilft, als Angebot",
    ),
    Replaced(r"8-10|10 C\b", "10 C", "8 bis 10, 10 °C"),
)


def has(replaced: Replaced, text: str) -> bool:
    """Return whether a text says what is not said; the formal Sie is known by its capital."""
    flags = 0 if "Ihnen" in replaced.pattern else re.IGNORECASE
    return bool(re.search(replaced.pattern, text, flags))


def english_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade, syllables counted by their vowels.

    Source: Kincaid, Fishburne, Rogers and Chissom 1975.
    """
    words = re.findall("[A-Za-z']+", text)
    syllables = sum(max(1, len(re.findall("[aeiouy]+", _spoken(word)))) for word in words)
    return 0.39 * len(words) / _sentences(text) + 11.8 * syllables / len(words) - 15.59


def _spoken(word: str) -> str:
    """Return an English word without the vowels at its end that are not spoken."""
    word = word.lower()
    return re.sub(r"(?<![td])ed$|(?<!l)(?<!e)e$", "", word) or word


def german_grade(text: str) -> float:
    """Return the school year of the first Wiener Sachtextformel, syllables counted by vowels.

    Source: Bamberger and Vanecek, Lesen - Verstehen - Lernen - Schreiben, 1984.
    """
    words = re.findall("[A-Za-zÄÖÜäöüß]+", text)
    syllables = [
        len(re.findall("aa|ee|oo|ie|ei|ai|au|eu|äu|[aeiouyäöü]", w.lower())) for w in words
    ]
    many = 100 * sum(count >= 3 for count in syllables) / len(words)
    one = 100 * sum(count <= 1 for count in syllables) / len(words)
    long = 100 * sum(len(word) > 6 for word in words) / len(words)
    a_sentence = len(words) / _sentences(text)
    return 0.1935 * many + 0.1672 * a_sentence + 0.1297 * long - 0.0327 * one - 0.875


def _sentences(text: str) -> int:
    return sum(bool(re.search(r"[^\W\d_]", part)) for part in re.split(r"[.!?]+|\n\n", text))
