"""Where help is: the lines of help.toml, put in order for one person. Nothing here is written down or sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from calmtui.content.toml import parse, read_text
from calmtui.text.i18n import N_, _
from calmtui.text.language import preferred_languages, territory
from calmtui.text.sanitize import single_line

Kind = Literal["listen", "abuse", "young", "self"]
FRESH_DAYS = 365  # how long a line counts as checked
COUNTRIES = {
    "": N_("Anywhere"), "US": N_("US"), "CA": N_("Canada"), "GB": N_("UK"), "IE": N_("Ireland"), "AU": N_("Australia"),
    "NZ": N_("New Zealand"), "IN": N_("India"), "ZA": N_("South Africa"), "SG": N_("Singapore"), "DE": N_("Germany"),
    "AT": N_("Austria"), "CH": N_("Switzerland"), "LI": N_("Liechtenstein"), "LU": N_("Luxembourg"),
}  # fmt: skip
NOT_SAFE = (
    N_("You do not have to handle this alone."),
    N_("If you might act on thoughts of ending your life, or someone might hurt you:"),
    N_("contact emergency services or one of these now."),
)
ONGOING = (
    N_(
        "Ask a doctor, your insurer, a university clinic or your country's psychologists' register."
    ),
    N_(
        "Words to use: attachment-based, emotionally focused (EFT), CBT, DBT skills, couple therapy."
    ),
)
SIGNS = (
    N_("If a partner scares you: your fear counts. You owe no one a gentle message."),
    N_(
        "Some signs: afraid of their reaction; checked or tracked; made to show your phone or your notes; "
        "cut off from people; money or papers controlled; pushed, grabbed, forced; threats, also of self-harm; "
        "told it did not happen."
    ),
    N_("One is enough to talk to someone. Talking is not the same as leaving."),
)
SELF = N_(
    "Afraid of what you might do yourself? You can say that to any of these, or to the lines above."
)
SELF_ALONE = N_("Afraid of what you might do yourself? You can say that to the lines above.")
YOUNG = N_("If you are under 18: a trusted adult can help you find the right one.")


class HelpLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One place to turn to, as help.toml describes it. `checked` is when it was last compared with a published page."""

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


class Heading(Struct, frozen=True):
    """What the lines below have in common: their country, or that they were not checked."""

    text: str


Item = str | Heading | HelpLine


class Section(Struct, frozen=True):
    """A part of the page: a title, then sentences, names of countries and lines."""

    title: str
    items: tuple[Item, ...]


class HelpPage(Struct, frozen=True):
    """The help page: what to do in danger, the emergency numbers, sections in order of need, other countries' lines.

    `alone` is what is shown to someone who is not safe, and nothing else.
    """

    not_safe: tuple[str, ...]
    emergency: tuple[str, ...]
    sections: tuple[Section, ...]
    others: tuple[Section, ...]
    alone: tuple[Section, ...]


class Place(Struct, frozen=True):
    """The countries whose lines come first; `sure` when the person has set the country."""

    countries: tuple[str, ...]
    sure: bool


@cache
def _file() -> dict[str, Any]:
    path = Path(__file__).parent / "help.toml"
    return parse(read_text(path), path.name)


@cache
def help_lines() -> tuple[HelpLine, ...]:
    """Return every line that ships with calmtui."""
    return msgspec.convert(_file()["lines"], tuple[HelpLine, ...])


def emergency_numbers() -> dict[str, str]:
    """Return the emergency numbers by country; "" is what works in many others."""
    return dict(_file()["emergency"])


def spoken() -> dict[str, list[str]]:
    """Return the countries of each language."""
    return dict(_file()["spoken"])


def place(country: str, language: str, environment: Mapping[str, str]) -> Place:
    """Return where a person is: by the settings' `country` and `language`, else by the locale.

    A locale's country counts only where the language that is read is spoken; many people read English on a machine
    that was set up for somewhere else, so that a country of the locale is never sure.
    """
    country = single_line(country).upper()
    if country:
        return Place(("GB" if country == "UK" else country,), True)
    *_more, read = preferred_languages(language, environment) or ("en",)
    near = tuple(spoken().get(read, spoken()["en"]))
    guessed = territory(environment)
    return Place((guessed,) if guessed in near else near, False)


def help_page(people: tuple[str, ...], where: Place, *, afraid: bool = False) -> HelpPage:
    """Return the page for a person with these people, there; when fear was named, abuse help stands first."""
    lines = help_lines()
    near = [
        country for country in where.countries if any(line.country == country for line in lines)
    ]
    listen, abuse = _of("listen", near), _of("abuse", near)
    own = people or (
        _("You have not added anyone yet: `people` in your settings (calmtui where)."),
    )
    others = tuple(
        Section(_(COUNTRIES[country]), _lines([line for line in lines if line.country == country]))
        for country in COUNTRIES
        if country and country not in near
    )
    worried = _of("self", near)
    fear = Section(_("A partner scares me"), (*map(_, SIGNS), *abuse))
    sections = [
        Section(_("My people"), own),
        Section(_("Talk to someone trained"), listen),
        fear,
        Section(_("Worried about yourself"), (_(SELF if worried else SELF_ALONE), *worried)),
        Section(_("Under 18"), (_(YOUNG), *_of("young", near))),
        Section(_("Find ongoing help"), tuple(map(_, ONGOING))),
    ]
    if afraid:
        sections.remove(fear)
        sections.insert(0, Section(_("Some people to talk to"), abuse))
    emergency, elsewhere = _emergency(where)
    note = Section("", (_note(near),))
    sections += [note] if elsewhere in emergency else [Section("", (elsewhere,)), note]
    not_safe = tuple(map(_, NOT_SAFE))
    alone = Section("", (*not_safe, *emergency)), Section("", listen), Section("", abuse), note
    return HelpPage(not_safe, emergency, tuple(sections), others, alone)


def _of(kind: Kind, near: list[str]) -> tuple[Item, ...]:
    """Return the lines of a kind, there and then anywhere; behind them those that were not checked."""
    these = [line for line in help_lines() if kind in line.kinds]
    return _lines(
        [line for country in (*near, "") for line in these if line.country == country], near
    )


def _lines(these: list[HelpLine], near: Sequence[str] = ()) -> tuple[Item, ...]:
    """Return lines under headings where one is needed: for a country that is not the only one, and for a doubt."""
    found: list[Item] = []
    above = near[0] if len(near) == 1 else these[0].country if these and not near else None
    for line in sorted(these, key=lambda line: line.checked is None):
        name = _(COUNTRIES[line.country])
        if line.checked is None:
            name = _("{country}, not checked yet").format(country=name)
        elif line.country == above:
            name = ""
        if name and Heading(name) not in found:
            found.append(Heading(name))
        found.append(line)
    return tuple(found)


def _emergency(where: Place) -> tuple[tuple[str, ...], str]:
    """Return what is said of emergency numbers first, and the sentence about those of other countries.

    The sentence leaves out the countries in which the number of many works as well as any.
    """
    numbers = emergency_numbers()
    own = where.countries[0] if len(where.countries) == 1 and where.countries[0] in numbers else ""
    different = {
        country: number for country, number in numbers.items() if not number.startswith(numbers[""])
    }
    named = [
        f"{_(COUNTRIES[country])} {number}"
        for country, number in different.items()
        if country != own
    ]
    many = _("{number} in many countries").format(number=numbers[""])
    if not own:
        everywhere = _("Emergency numbers: {numbers}.").format(numbers="; ".join([many, *named]))
        return (everywhere,), everywhere
    elsewhere = _("Elsewhere: {numbers}.").format(numbers="; ".join([many, *named]))
    said = _("Emergency number, {country}: {number}").format(
        country=_(COUNTRIES[own]), number=numbers[own]
    )
    return ((said,) if where.sure else (said, elsewhere)), elsewhere


def _note(near: list[str]) -> str:
    shown = [line.checked for line in help_lines() if line.country in (*near, "") and line.checked]
    said = _(
        "Numbers last checked: {checked}. If one does not work: findahelpline.com, or the emergency number."
    )
    return said.format(checked=min(shown))
