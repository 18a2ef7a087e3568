"""A breath written as its counts, such as 4-7-8, and the routine file that it makes. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from calmtui.content.reader import read_routine
from calmtui.content.routine import LEAST_PHASE, Routine
from calmtui.text.durations import parse_duration
from calmtui.text.i18n import _, format_number
from calmtui.text.late_pattern import late_pattern

MOST_PHASE = 60.0  # seconds: more is nobody's breath
DEFAULT_SECONDS = 300.0
_LEAST, _MOST = 10.0, 7_200.0  # seconds of the whole
_NUMBER = r"\d+(?:[.,]\d+)?"
_COUNTS = late_pattern(rf"{_NUMBER}(?:[-/x]{_NUMBER}){{1,3}}")
_PHASES = {2: ("inhale", "exhale"), 3: ("inhale", "hold", "exhale")}
_FOUR = ("inhale", "hold", "exhale", "rest")
_WORDS = {
    "inhale": "in inhale ein einatmen",
    "hold": "hold halten",
    "exhale": "out exhale aus ausatmen",
    "rest": "rest pause",
}
_PHASE_OF = {word: phase for phase, words in _WORDS.items() for word in words.split()}


class Pattern(NamedTuple):
    """The seconds of each phase, in the order in which they are breathed, and those of it all."""

    phases: tuple[tuple[str, float], ...]
    seconds: float = DEFAULT_SECONDS

    @property
    def counts(self) -> str:
        """The pattern as it is written: 4-7-8."""
        return "-".join(f"{seconds:g}" for _phase, seconds in self.phases)

    def toml(self, title: str) -> str:
        """Return it as a routine file."""
        whole = sum(seconds for _phase, seconds in self.phases)
        cautions = ["air"]
        if any(phase in ("hold", "rest") for phase, _seconds in self.phases):
            cautions.insert(0, "holds")
        head = {
            "format": 1,
            "title": title,
            "summary": _("Breathing by your own count."),
            "group": "breathe",
            "evidence": "C",
            "source": _("Your own pattern"),
            "cautions": cautions,
        }
        step = {
            "kind": "breathe",
            "text": _("Let each breath be easy."),
            **dict(self.phases),
            "rounds": max(round(self.seconds / whole), 1),
        }
        return f"{_lines(head)}\n[[steps]]\n{_lines(step)}"

    def routine(self) -> Routine:
        """Return it as a routine, whose id names the pattern."""
        title = _("Breathe {pattern}").format(pattern=self.counts)
        name = f"breathe-{self.counts.replace('.', '_')}"
        return read_routine(self.toml(title), name, name)


def _lines(values: Mapping[str, object]) -> str:
    """Return keys of TOML, whose values of these kinds are written as JSON writes them."""
    return "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()
    )


def parse_pattern(text: str) -> Pattern:
    """Read a pattern, and perhaps behind it how long: `4-7-8`, `5.5-5.5 10m`, `in 4 out 6`.

    Two counts are in and out, three in, hold and out, four also the rest behind.

    Raises:
        ValueError: The text is none; the message says what was expected.
    """
    words = text.casefold().split()
    if words and _COUNTS.fullmatch(words[0]):
        counts = re.findall(_NUMBER, words[0])
        phases = _PHASES.get(len(counts), _FOUR)
        rest = words[1:]
    else:
        phases, counts, rest = _read_words(words)
    seconds = DEFAULT_SECONDS
    if rest:
        seconds = parse_duration(" ".join(rest)) or 0.0
        if not _LEAST <= seconds <= _MOST:
            message = _("expected a length such as 5m, 10 seconds to 2 hours, found '{text}'")
            raise ValueError(message.format(text=" ".join(rest)[:20]))
    pairs = zip(phases, counts, strict=True)
    return Pattern(tuple((phase, _seconds(count)) for phase, count in pairs), seconds)


def _read_words(words: list[str]) -> tuple[tuple[str, ...], list[str], list[str]]:
    """Return the phases, their counts, and the words behind them."""
    phases: list[str] = []
    counts: list[str] = []
    place = 0
    while place + 1 < len(words) and words[place] in _PHASE_OF:
        phases.append(_PHASE_OF[words[place]])
        counts.append(words[place + 1])
        place += 2
    in_order = [phase for phase in _FOUR if phase in phases]
    if phases != in_order or not {"inhale", "exhale"} <= set(phases):
        message = _("expected a pattern such as 4-7-8 or in 4 out 6, found '{text}'")
        raise ValueError(message.format(text=" ".join(words)[:40]))
    return tuple(phases), counts, words[place:]


def _seconds(count: str) -> float:
    try:
        seconds = float(count.replace(",", "."))
    except ValueError:
        seconds = 0.0
    if not LEAST_PHASE <= seconds <= MOST_PHASE:
        message = _("expected counts of {least} to {most} seconds, found '{text}'")
        least, most = format_number(LEAST_PHASE), format_number(MOST_PHASE)
        raise ValueError(message.format(least=least, most=most, text=count[:20]))
    return seconds
