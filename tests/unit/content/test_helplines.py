"""Where help is: the lines and numbers, for whom and in which order, in columns and line by
line.
"""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest

from calmtui.cli.checks.sources import check_help_lines
from calmtui.config.settings import Settings
from calmtui.content import helplines
from calmtui.content.help_page import Heading, HelpPage, Item, Place, help_page, place
from calmtui.content.helplines import COUNTRIES, HelpLine, help_lines
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.render.help_table import contact_lines, help_line_sentence, help_rows, hours, name_of
from calmtui.render.layout import Line
from calmtui.storage.journal import Journal
from calmtui.text.i18n import set_language
from calmtui.text.width import cell_width
from calmtui.tui.app import CalmApp
from calmtui.tui.screens.help import HelpScreen
from scripts.catalogue import CATALOGUES
from scripts.release import unchecked, wrong
from tests.support import reference as witness
from tests.support.engine import Clock, begin, routine
from tests.support.plain import Typed
from tests.support.textual_setup import at_rest

GERMAN = {"LC_ALL": "de_DE.UTF-8"}
SLOW = pytest.mark.slow
SIZES = [
    (40, 12),
    *(pytest.param(size, marks=SLOW) for size in ((80, 24), (45, 80), (45, 20), (200, 50))),
]


def page_for(
    country: str = "",
    people: tuple[str, ...] = (),
    afraid: bool = False,
    locale: dict[str, str] | None = None,
) -> HelpPage:
    return help_page(people, place(country, "", locale or {}), afraid=afraid)


def items(page: HelpPage) -> list[Item]:
    return [item for section in page.sections for item in section.items]


def text_of(lines: list[Line]) -> list[str]:
    return ["".join(span[0] for span in line.spans) for line in lines]


# Which lines come first


@pytest.mark.parametrize(
    ("country", "language", "environment", "first", "sure"),
    [
        ("gb", "", GERMAN, ("GB",), True),
        ("uk", "", {}, ("GB",), True),
        ("FR", "", GERMAN, ("FR",), True),
        ("", "", GERMAN, ("DE",), False),
        ("", "", {"LC_ALL": "de_AT.UTF-8"}, ("AT",), False),
        ("", "", {"LANG": "de_CH"}, ("CH",), False),
        ("", "", {"LANG": "en_GB.UTF-8"}, ("GB",), False),
        ("", "de", {"LANG": "en_US.UTF-8"}, ("DE", "AT", "CH", "LI", "LU"), False),
        (
            "",
            "",
            {"LANG": "fr_FR.UTF-8"},
            ("US", "CA", "GB", "IE", "AU", "NZ", "IN", "ZA", "SG"),
            False,
        ),
        (
            "",
            "",
            {"LANG": "C.UTF-8"},
            ("US", "CA", "GB", "IE", "AU", "NZ", "IN", "ZA", "SG"),
            False,
        ),
        ("", "", {}, ("US", "CA", "GB", "IE", "AU", "NZ", "IN", "ZA", "SG"), False),
    ],
)
def test_the_country_is_that_of_the_settings_else_of_the_locale(
    country: str, language: str, environment: dict[str, str], first: tuple[str, ...], sure: bool
) -> None:
    assert place(country, language, environment) == Place(first, sure)


def test_own_people_then_the_countrys_lines_then_anywhere_and_the_rest_apart() -> None:
    page = page_for("gb", ("a friend: call her",))
    titles = [section.title for section in page.sections]
    assert titles[:4] == [
        "My people",
        "Talk to someone trained",
        "A partner scares me",
        "Worried about yourself",
    ]
    assert page.sections[0].items == ("a friend: call her",)
    shown = [item for item in items(page) if isinstance(item, HelpLine)]
    assert {line.country for line in shown} == {"GB", ""}
    assert [line.name for line in shown][:4] == [
        "Samaritans",
        "Shout",
        "NHS 111, option 2",
        "findahelpline.com",
    ]
    assert {section.title for section in page.others} == {
        COUNTRIES[country] for country in COUNTRIES if country not in ("", "GB")
    }
    assert page_for("gb", afraid=True).sections[0].title == "Some people to talk to"


@pytest.mark.parametrize("country", [country for country in COUNTRIES if country])
def test_a_line_that_was_not_checked_stands_behind_the_others(country: str) -> None:
    for section in page_for(country).sections:
        checked = [item.checked is not None for item in section.items if isinstance(item, HelpLine)]
        assert checked == sorted(checked, reverse=True)
        if False in checked:
            assert any(
                isinstance(item, Heading) and "not checked yet" in item.text
                for item in section.items
            )


def test_a_country_that_is_guessed_hides_no_emergency_number() -> None:
    own, elsewhere = page_for(locale={"LANG": "en_US.UTF-8"}).emergency
    assert own == "Emergency number, US: 911"
    assert all(number in elsewhere for number in ("112", "999", "000", "111"))
    assert page_for("de").emergency == ("Emergency number, Germany: 112 (110)",)
    assert "000" in str(items(page_for("de"))[-2])
    for where in (page_for(), page_for("FR")):
        (every,) = where.emergency
        assert all(number in every for number in ("112", "911", "999", "000", "111"))


# What must hold of the lines


def test_every_country_of_every_language_can_be_listened_to_and_helped_against_abuse() -> None:
    assert {path.parent.parent.name for path in CATALOGUES} | {"en"} == set(helplines.spoken())
    assert wrong(help_lines(), max(line.checked for line in help_lines() if line.checked)) == []
    without = [line for line in help_lines() if (line.country, "abuse") != ("AT", *line.kinds)]
    assert wrong(without, date(2026, 11, 28)) == ["de, AT: no abuse line"]


def test_a_line_checked_over_a_year_ago_is_named_by_doctor_and_by_the_release_check() -> None:
    oldest = min(line.checked for line in help_lines() if line.checked)
    (good,) = check_help_lines(oldest + timedelta(days=365))
    (late,) = check_help_lines(oldest + timedelta(days=366))
    assert (good.level, late.level) == ("good", "note")
    assert "Samaritans" in late.where
    assert any("Samaritans" in line for line in wrong(help_lines(), oldest + timedelta(days=366)))
    assert len(unchecked(help_lines())) == sum(line.checked is None for line in help_lines())


def test_ways_and_hours_hold_numbers_and_addresses_only() -> None:
    for line in help_lines():
        assert line.call or line.text or line.web, line.name
        assert all(re.fullmatch(r"[0-9 -]+", number) for number in line.call)
        assert all(re.fullmatch(r"[0-9 ]+( \([A-Z]+\))?", number) for number in line.text)
        assert re.fullmatch(r"[a-z0-9.-]+|", line.web)
        assert re.fullmatch(r"((d[1-7](-[1-7])? )?\d+-\d+(, )?)+|24 h|", line.hours)


def test_no_english_on_a_german_page(german: Library) -> None:
    page = page_for(locale=GERMAN)
    set_language(())
    english = page_for(locale=GERMAN)
    sentences = {item for item in items(english) if isinstance(item, str)} | set(
        english.emergency + english.not_safe
    )
    sentences |= {section.title for section in english.sections if section.title}
    assert not sentences & (
        {*items(page)} | {*page.emergency} | {*page.not_safe} | {s.title for s in page.sections}
    )
    set_language(("de",))
    shown = [item for item in items(page) if isinstance(item, HelpLine)]
    assert {line.country for line in shown} == {"DE", ""}
    men = next(line for line in shown if line.who == "men")
    assert (hours(men), name_of(men)) == (
        "Mo-Do 8-20, Fr 8-15",
        "Hilfetelefon Gewalt an Männern, für Männer",
    )
    assert contact_lines(next(line for line in help_lines() if line.name == "Shout")) == (
        "SMS 85258",
    )


# Columns, and line by line


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "columns", [37, *(pytest.param(columns, marks=SLOW) for columns in (42, 73, 84))]
)
def test_every_line_fits_its_columns_and_no_word_is_broken(columns: int, language: str) -> None:
    set_language(() if language == "en" else (language,))
    try:
        for country in COUNTRIES:
            page = page_for(country)
            drawn = text_of(help_rows(page.sections + page.others, columns))
            assert max(map(cell_width, drawn)) <= columns
            words = {word for line in drawn for word in line.split()}
            for line in help_lines():
                assert set(name_of(line).split()) <= words, (country, columns)
                assert set(" ".join(contact_lines(line)).split()) <= words
    finally:
        set_language(())


@pytest.mark.parametrize("environment", [GERMAN, {"LANG": "en_GB.UTF-8"}, {}])
@pytest.mark.parametrize("afraid", [False, True])
async def test_line_by_line_says_the_same_in_the_same_order(
    journal: Journal, time: Clock, afraid: bool, environment: dict[str, str]
) -> None:
    from calmtui.plain.conversation import Conversation
    from calmtui.plain.output import name_keys

    page = page_for(afraid=afraid, locale=environment)
    screen = HelpScreen(page)
    drawn = " ".join(" ".join(text_of(screen.lines(400))).split())
    out = io.StringIO()
    session = begin(routine('[[steps]]\nkind = "say"\ntext = "a"\nseconds = 5\n'), journal, time)
    Conversation(session, Typed(time, ("q",)), out, lambda _afraid: page).say_help(afraid)
    said = out.getvalue()
    at = there = 0
    for item in (*page.emergency, *items(page)):
        line = (
            help_line_sentence(item)
            if isinstance(item, HelpLine)
            else item.text
            if isinstance(item, Heading)
            else item
        )
        at = said.index(name_keys(line), at)
        seen = " ".join(name_of(item).split()) if isinstance(item, HelpLine) else line
        there = drawn.index(seen, there)


def test_line_by_line_has_the_other_countries_behind_two_signs(
    journal: Journal, time: Clock
) -> None:
    from calmtui.plain.app import PlainApp, PlainContext

    out = io.StringIO()
    session = begin(routine('[[steps]]\nkind = "say"\ntext = "a"\nseconds = 5\n'), journal, time)
    lines = Typed(time, ("!!", "5", "", ""), stays=False)
    PlainApp(session, lines, out, PlainContext(find_help=lambda _afraid: page_for("de"))).play()
    assert "Men's Aid, for men: 01 554 3811, Mon-Fri 9-17." in out.getvalue()


@pytest.mark.parametrize("size", SIZES)
async def test_the_way_back_and_the_emergency_number_are_in_sight(
    german: Library,
    journal: Journal,
    time: Clock,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in GERMAN.items():
        monkeypatch.setenv(name, value)
    app = CalmApp(AppContext(german, journal, Settings(), time.clock, time.now))

    def sees() -> list[str]:
        return witness.sees(app).splitlines()

    async with witness.in_terminal(app, size) as pilot:
        await pilot.press("exclamation_mark")
        await at_rest()
        first = sees()
        assert any("Notruf, Deutschland: 112 (110)" in line for line in first)
        assert (
            first.index(
                next(line for line in first if "Ich bin gerade nicht in Sicherheit" in line)
            )
            < 2
        )
        seen = set(first)
        for _press in range(40):
            assert any(line.strip().startswith("Esc zurück") for line in sees()[-3:])
            assert max(map(len, sees())) <= size[0]
            if "Leertaste" not in " ".join(sees()[-3:]):
                break
            await pilot.press("space")
            await at_rest()
            seen |= set(sees())
        assert any("andere Länder" in line for line in seen)
        assert any("116 123" in line for line in seen)
        await pilot.press("o")
        await at_rest()
        assert any(line.strip().startswith("Esc zurück") for line in sees()[-2:])
        await pilot.press("escape", "escape")
        await at_rest()
        assert not isinstance(app.screen, HelpScreen)
