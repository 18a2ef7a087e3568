"""Where help is: the lines of help.toml. Nothing is written or sent."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from calmtui.content.toml import parse, read_text
from calmtui.text.i18n import N_

Kind = Literal["listen", "abuse", "young", "self"]
FRESH_DAYS = 365  # how long a line counts as checked
ANYWHERE = ""
COUNTRIES = {
    ANYWHERE: N_("Anywhere"),
    "US": N_("US"),
    "CA": N_("Canada"),
    "GB": N_("UK"),
    "IE": N_("Ireland"),
    "AU": N_("Australia"),
    "NZ": N_("New Zealand"),
    "IN": N_("India"),
    "ZA": N_("South Africa"),
    "SG": N_("Singapore"),
    "DE": N_("Germany"),
    "AT": N_("Austria"),
    "CH": N_("Switzerland"),
    "LI": N_("Liechtenstein"),
    "LU": N_("Luxembourg"),
}


class HelpLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One place to turn to, as help.toml describes it.

    `checked` is when it was last compared with a published page.
    """

    country: str
    kinds: tuple[Kind, ...]
    name: str
    who: Literal["", "women", "men"] = ""
    call: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    web: str = ""
    hours: str = ""
    checked: date | None = None

    def stale(self, today: date) -> bool:
        """Return whether it was checked too long ago."""
        return self.checked is not None and (today - self.checked).days > FRESH_DAYS


@cache
def _read_file() -> dict[str, Any]:
    path = Path(__file__).parent / "help.toml"
    return parse(read_text(path), path.name)


@cache
def help_lines() -> tuple[HelpLine, ...]:
    """Return every line that ships with calmtui."""
    return msgspec.convert(_read_file()["lines"], tuple[HelpLine, ...])


def emergency_numbers() -> dict[str, str]:
    """Return the emergency numbers by country; "" is what works in many others."""
    return dict(_read_file()["emergency"])


def spoken() -> dict[str, list[str]]:
    """Return the countries of each language."""
    return dict(_read_file()["spoken"])
