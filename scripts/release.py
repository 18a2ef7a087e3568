"""Check the help lines before a release: `python -m scripts.release`; exit 1 when it has to wait.

A release must not go out with a line that was checked over twelve months ago, or without a
listening and an abuse line in a country whose language calmtui speaks. Lines that were never
checked are shown behind the others by calmtui, and are named here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date

from calmtui.content.helplines import COUNTRIES, HelpLine, emergency_numbers, help_lines, spoken

NEEDED = ("listen", "abuse")


def wrong(lines: Iterable[HelpLine], today: date) -> list[str]:
    """Return what keeps these lines from a release, a sentence for each."""
    lines = tuple(lines)
    problems = []
    for line in lines:
        if line.stale(today):
            problems.append(f"{named(line)}: checked {line.checked}, over twelve months ago")
    for language, countries in spoken().items():
        for country in countries:
            kinds = {kind for line in lines if line.country == country for kind in line.kinds}
            missing = [kind for kind in NEEDED if kind not in kinds]
            problems += [f"{language}, {country}: no {kind} line" for kind in missing]
            if country not in emergency_numbers():
                problems.append(f"{country}: no emergency number")
    for line in lines:
        if line.country not in COUNTRIES:
            problems.append(f"{named(line)}: no such country")
    return problems


def unchecked(lines: Iterable[HelpLine]) -> list[str]:
    """Return the lines that were never compared with a published page."""
    return [f"{named(line)}: not checked" for line in lines if line.checked is None]


def named(line: HelpLine) -> str:
    """Return a line's country and name."""
    return f"{line.country or 'anywhere'}, {line.name}"


if __name__ == "__main__":
    problems = wrong(help_lines(), date.today())
    print("\n".join([*unchecked(help_lines()), *(f"! {line}" for line in problems)]))
    sys.exit(bool(problems))
