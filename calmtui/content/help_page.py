"""The help page for one person: in danger, emergency numbers, then lines in order of need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from calmtui.content.helplines import (
    ANYWHERE,
    COUNTRIES,
    HelpLine,
    Kind,
    emergency_numbers,
    help_lines,
    spoken,
)
from calmtui.text.i18n import N_, _
from calmtui.text.language import preferred_languages, territory
from calmtui.text.sanitize import single_line

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
        "Words to use: attachment-based, emotionally focused (EFT), CBT, DBT skills, "
        "couple therapy."
    ),
)
SIGNS = (
    N_("If a partner scares you: your fear counts. You owe no one a gentle message."),
    N_(
        "Some signs: afraid of their reaction; checked or tracked; made to show your phone or "
        "your notes; cut off from people; money or papers controlled; pushed, grabbed, forced; "
        "threats, also of self-harm; told it did not happen."
    ),
    N_("One is enough to talk to someone. Talking is not the same as leaving."),
)
SELF = N_(
    "Afraid of what you might do yourself? You can say that to any of these, or to the lines above."
)
SELF_ALONE = N_("Afraid of what you might do yourself? You can say that to the lines above.")
YOUNG = N_("If you are under 18: an adult you trust can help you find the right one.")


class Heading(Struct, frozen=True):
    """What the lines below have in common: their country, or that they were not checked."""

    text: str


Item = str | Heading | HelpLine


class HelpSection(Struct, frozen=True):
    """A part of the page: a title, then sentences, names of countries and lines."""

    title: str
    items: tuple[Item, ...]


class HelpPage(Struct, frozen=True):
    """The help page: what to do in danger, emergency numbers, then sections in order of need.

    `others` are the lines of other countries. `alone` is what is shown to someone who is not safe,
    and nothing else.
    """

    not_safe: tuple[str, ...]
    emergency: tuple[str, ...]
    sections: tuple[HelpSection, ...]
    others: tuple[HelpSection, ...]
    alone: tuple[HelpSection, ...]


class Place(Struct, frozen=True):
    """The countries whose lines come first; `sure` when the user has set the country."""

    countries: tuple[str, ...]
    sure: bool


def place(country: str, language: str, environment: Mapping[str, str]) -> Place:
    """Return where a person is: by the settings' `country` and `language`, else by the locale.

    A locale's country counts only where the language that is read is spoken. Many people read
    English on a machine that was set up for somewhere else: a country of the locale is never sure.
    """
    country = single_line(country).upper()
    if country == "UK":
        country = "GB"
    if country:
        return Place((country,), sure=True)
    *_more, read_language = preferred_languages(language, environment) or ("en",)
    countries = tuple(spoken().get(read_language, spoken()["en"]))
    locale_country = territory(environment)
    if locale_country in countries:
        countries = (locale_country,)
    return Place(countries, sure=False)


def help_page(people: tuple[str, ...], where: Place, *, afraid: bool = False) -> HelpPage:
    """Return the page for a user with these people, there.

    When fear was named, help with abuse comes first.
    """
    lines = help_lines()
    with_lines = {line.country for line in lines}
    near = [country for country in where.countries if country in with_lines]
    listen, abuse = _lines_for("listen", near), _lines_for("abuse", near)
    emergency, elsewhere = _emergency(where)
    note = HelpSection("", (_checked_note(near),))
    last = [note]
    if elsewhere not in emergency:
        last = [HelpSection("", (elsewhere,)), note]
    not_safe = tuple(map(_, NOT_SAFE))
    return HelpPage(
        not_safe=not_safe,
        emergency=emergency,
        sections=(*_sections(people, near, afraid=afraid), *last),
        others=tuple(_other_countries(near)),
        alone=(
            HelpSection("", (*not_safe, *emergency)),
            HelpSection("", listen),
            HelpSection("", abuse),
            note,
        ),
    )


def _sections(people: tuple[str, ...], near: list[str], *, afraid: bool) -> list[HelpSection]:
    if not people:
        people = (_("You have not added anyone yet: `people` in your settings (calmtui where)."),)
    abuse, worried = _lines_for("abuse", near), _lines_for("self", near)
    scared = HelpSection(_("A partner scares me"), (*map(_, SIGNS), *abuse))
    worried_intro = _(SELF if worried else SELF_ALONE)
    sections = [
        HelpSection(_("My people"), people),
        HelpSection(_("Talk to someone trained"), _lines_for("listen", near)),
        scared,
        HelpSection(_("Worried about yourself"), (worried_intro, *worried)),
        HelpSection(_("Under 18"), (_(YOUNG), *_lines_for("young", near))),
        HelpSection(_("Find ongoing help"), tuple(map(_, ONGOING))),
    ]
    if afraid:
        sections.remove(scared)
        sections.insert(0, HelpSection(_("Some people to talk to"), abuse))
    return sections


def _other_countries(near: list[str]) -> list[HelpSection]:
    """Return the lines of every other country, a section each."""
    others = [country for country in COUNTRIES if country and country not in near]
    return [
        HelpSection(
            _(COUNTRIES[country]),
            _with_headings([line for line in help_lines() if line.country == country]),
        )
        for country in others
    ]


def _lines_for(kind: Kind, near: list[str]) -> tuple[Item, ...]:
    """Return the lines of a kind, there and then anywhere; those that were not checked last."""
    lines = [line for line in help_lines() if kind in line.kinds]
    sorted_lines = [
        line for country in (*near, ANYWHERE) for line in lines if line.country == country
    ]
    return _with_headings(sorted_lines, near)


def _with_headings(lines: list[HelpLine], near: Sequence[str] = ()) -> tuple[Item, ...]:
    """Return lines with headings where one is needed.

    For a country that is not the only one, and for lines that were not checked.
    """
    items: list[Item] = []
    above = _country_above(lines, near)
    for line in sorted(lines, key=lambda line: line.checked is None):
        name = _(COUNTRIES[line.country])
        if line.checked is None:
            name = _("{country}, not checked yet").format(country=name)
        elif line.country == above:
            name = ""
        if name and Heading(name) not in items:
            items.append(Heading(name))
        items.append(line)
    return tuple(items)


def _country_above(lines: list[HelpLine], near: Sequence[str]) -> str | None:
    """Return the country that need not be named again."""
    if len(near) == 1:
        return near[0]
    if lines and not near:
        return lines[0].country
    return None


def _emergency(where: Place) -> tuple[tuple[str, ...], str]:
    """Return what is said of emergency numbers first, and the sentence about other countries'.

    The sentence leaves out the countries in which the number of many works as well as any.
    """
    numbers = emergency_numbers()
    country = ""
    if len(where.countries) == 1 and where.countries[0] in numbers:
        country = where.countries[0]
    common = numbers[ANYWHERE]
    others = [_("{number} in many countries").format(number=common)]
    others += [
        f"{_(COUNTRIES[other])} {number}"
        for other, number in numbers.items()
        if other != country and not number.startswith(common)
    ]
    listed = "; ".join(others)
    if not country:
        everywhere = _("Emergency numbers: {numbers}.").format(numbers=listed)
        return (everywhere,), everywhere
    elsewhere = _("Elsewhere: {numbers}.").format(numbers=listed)
    line = _("Emergency number, {country}: {number}")
    line = line.format(country=_(COUNTRIES[country]), number=numbers[country])
    if where.sure:
        return (line,), elsewhere
    return (line, elsewhere), elsewhere


def _checked_note(near: list[str]) -> str:
    countries = (*near, ANYWHERE)
    dates = [line.checked for line in help_lines() if line.country in countries and line.checked]
    note = _(
        "Numbers last checked: {checked}. "
        "If one does not work: findahelpline.com, or the emergency number."
    )
    return note.format(checked=min(dates))
