"""Home: what is for now, the card and its choices, one's own routines and broken ones; and the keys
of a run.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from calmtui.config.preferences import load_preferences
from calmtui.config.settings import Settings
from calmtui.content.adjust import Adjustments
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.history.sessions import fold_sessions
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.durations import format_short
from calmtui.text.i18n import set_language
from calmtui.tui.app import CalmApp
from calmtui.tui.screens.adjust import AdjustScreen
from calmtui.tui.screens.base import WIDE
from calmtui.tui.screens.home import HomeScreen
from calmtui.tui.screens.home_texts import card_hints, list_hints
from calmtui.tui.screens.routine_menu import routine_row
from calmtui.tui.screens.run import RunScreen
from calmtui.tui.widgets.at_rest import AtRest
from tests.support.emulator import Terminal
from tests.support.engine import Clock
from tests.support.records import append_session, record
from tests.support.reference import Sink, in_terminal, sees
from tests.support.routine_texts import HEAD, SAY
from tests.support.ways import Setting

HOME_COLUMNS = 80


@pytest.fixture
def app(tmp_path: Path, time: Clock) -> CalmApp:
    own = tmp_path / "routines"
    own.mkdir()
    (own / "rain.toml").write_text((HEAD + SAY).replace('"T"', '"My rain"'))
    (own / "mine.toml").write_text((HEAD + SAY).replace('"T"', '"Mine"'))
    (own / "bad.toml").write_text(HEAD + SAY.replace("10", "0"))
    return CalmApp(
        AppContext(
            Library(bundled_routines_path(), own),
            Journal(tmp_path / "journal", tmp_path / "state"),
            Settings(skip_parts=("belly",)),
            time.clock,
            time.now,
            preferences_file=tmp_path / "choices.toml",
        )
    )


def lines(app: CalmApp) -> list[str]:
    options = app.screen.query_one(OptionList)
    return [str(option.prompt).strip() for option in options.options]


def card(app: CalmApp) -> str:
    """All of the card."""
    parts = (app.screen.query_one(part, Static) for part in ("#card", "#card-below"))
    return "\n".join(str(part.content) for part in parts)


async def go_to(pilot: Pilot[int], app: CalmApp, title: str) -> None:
    options = app.screen.query_one(OptionList)
    options.highlighted = max(
        place for place, line in enumerate(lines(app)) if line.lstrip("· ").startswith(title)
    )
    await pilot.pause()


async def test_the_first_three_are_for_now_with_their_reason(app: CalmApp, time: Clock) -> None:
    append_session(app.context.journal, time, "box-breathing", 9, 8)
    async with in_terminal(app, (80, 24)) as pilot:
        await pilot.pause()
        now = lines(app).index("Right now")
        firsts = ("Five senses", "Longer out-breath")  # the anchor has its own row on top
        rows = lines(app)[now + 1 : now + 3]
        assert all(line.startswith(title) for line, title in zip(rows, firsts, strict=True))
        assert "Your last number was high." in card(app)
        await go_to(pilot, app, "Box")
        assert "here because" not in card(app)


@pytest.mark.parametrize(
    ("row", "routine"), [("Wait before", "ride-the-urge"), ("90 seconds", "anchor-90")]
)
async def test_what_is_needed_most_is_on_top_and_begins_at_once(
    app: CalmApp, row: str, routine: str
) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await pilot.pause()
        options = app.screen.query_one(OptionList)
        assert "Longer out-breath" in card(app)  # where Enter is no urge
        place = next(y for y, line in enumerate(lines(app)) if row in line)
        assert place < lines(app).index("Right now")
        options.highlighted = place
        await pilot.press("enter")
        await pilot.pause()
        assert app.runs.current is not None
        assert app.runs.current.routine.id == routine
        assert "How anxious are you right now?" not in sees(app)
        await pilot.press("escape", "escape")


async def test_the_wait_on_top_is_as_long_as_it_was_made(app: CalmApp) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await pilot.pause()
        assert "Wait before you text       10 min" in sees(app)
        await pilot.press("k", "k", "plus")
        await pilot.pause()
        assert "Wait before you text       15 min" in sees(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.runs.current is not None
        assert app.runs.current.delay == 900


async def test_in_a_low_window_what_is_on_top_takes_a_row_each(app: CalmApp) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await pilot.pause()
        assert "an urge to write" in sees(app)
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        await pilot.pause()
        assert "an urge to write" not in sees(app)
        rows = sees(app).splitlines()
        assert "Wait before" in rows[1]
        assert "90 seconds" in rows[2]


@pytest.mark.slow
async def test_a_card_shows_the_shape_of_its_routine_where_there_is_room(app: CalmApp) -> None:
    async with in_terminal(app, (120, 60)) as pilot:
        for title, drawn in (("Box", True), ("Full muscle", True), ("Five senses", False)):
            await go_to(pilot, app, title)
            await pilot.pause()
            assert app.screen.query_one(AtRest).display is drawn
        await go_to(pilot, app, "Box")
        await pilot.resize_terminal(80, 18)
        await pilot.pause()
        await pilot.pause()
        assert not app.screen.query_one(AtRest).display


async def test_very_high_keeps_help_in_sight(app: CalmApp, time: Clock) -> None:
    append_session(app.context.journal, time, "box-breathing", 9, 10)
    async with in_terminal(app, (80, 24)) as pilot:
        await pilot.pause()
        assert "Help is on ! whenever you want it." in lines(app)


async def test_ones_own_stand_beside_the_others_and_a_broken_one_says_why(app: CalmApp) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await go_to(pilot, app, "My rain")
        assert "Your version, used instead of the built-in one." in card(app)
        await go_to(pilot, app, "Mine")
        assert "Your own." in card(app)
        await go_to(pilot, app, "bad")
        assert "expected a number above 0, found 0" in card(app)


async def test_the_card_turns_length_and_holds_and_the_run_has_them(
    app: CalmApp, tmp_path: Path
) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await go_to(pilot, app, "Box")
        await pilot.press("minus", "h")
        assert "3 min, 21 rounds of 4-4" in card(app)
        assert "Without holds." in card(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.runs.current is not None
        assert app.runs.current.routine.seconds == 180
        await pilot.press("escape")
    assert load_preferences(tmp_path / "choices.toml") == {}


async def test_every_choice_is_a_line_and_is_kept_on_request(app: CalmApp, tmp_path: Path) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await go_to(pilot, app, "Muscle release, 7")
        assert "Without: Chest, shoulders, back, belly." in card(app)  # the settings say so
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, AdjustScreen)
        names = [line.rsplit("  ", 1)[0].strip() for line in lines(app)]
        assert names[0] == "length"
        assert "Neck" in names
        await pilot.press(*("j" * names.index("Neck")), "space", "m", "escape")
        await pilot.pause()
        assert "Without: Neck; Chest, shoulders, back, belly." in card(app)
    assert load_preferences(tmp_path / "choices.toml") == {"pmr-7": Adjustments(skip=("Neck",))}


async def test_choices_of_a_breath_go_both_ways(app: CalmApp) -> None:
    async with in_terminal(app, (40, 12)) as pilot:
        await go_to(pilot, app, "Box")
        await pilot.press("c")
        await pilot.pause()
        assert len(lines(app)) == 4
        before = lines(app)
        for _ in range(4):
            await pilot.press("plus")
            assert lines(app) != before
            await pilot.press("minus")
            assert lines(app) == before
            await pilot.press("j")
        assert all(len(line) <= 38 for line in lines(app))


async def test_the_length_of_a_wait_is_the_one_chosen_here_and_not_the_last(app: CalmApp) -> None:
    app.context.device.put("delay-wait-it-out", "1800")
    async with in_terminal(app, (80, 24)) as pilot:
        await go_to(pilot, app, "Wait first")
        await pilot.press("minus", "enter")
        await pilot.pause()
        assert app.runs.current is not None
        assert app.runs.current.delay == 900
        await pilot.press("escape")


async def test_a_pace_is_kept_for_its_routine(app: CalmApp, time: Clock, tmp_path: Path) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await go_to(pilot, app, "Longer")
        await pilot.press("enter", "5", "n")
        time.go(1)
        await pilot.press("plus", "plus")
        screen = app.screen
        assert isinstance(screen, RunScreen)
        assert "Next rounds: 4.8 in, 7.2 out." in sees(app)
        await pilot.press("m")
        assert "Saved for this routine." in sees(app)
        await pilot.press("m")  # once more is the same again
        await pilot.press("escape", "enter", "enter")
    assert load_preferences(tmp_path / "choices.toml") == {"long-exhale": Adjustments(pace=1.2)}


async def test_what_to_mind_stands_on_the_screen_before_its_part(app: CalmApp, time: Clock) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await go_to(pilot, app, "Muscle release, 7")
        await pilot.press("enter", "5", "n", "n", "n")
        time.go(4)
        await pilot.press("t")
        time.go(4)
        await pilot.press("t")
        screen = app.screen
        assert isinstance(screen, RunScreen)
        assert "Neck next. With neck trouble" in " ".join(sees(app).split())
        await pilot.press("o")
        assert "take it back in" in sees(app)
        await pilot.press("n")
        assert "Strong leg" in sees(app)  # the belly is left out by the settings
        await pilot.press("escape")


@pytest.mark.slow
async def test_it_went_up_has_another_kind_one_key_away(app: CalmApp, time: Clock) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await go_to(pilot, app, "Longer")
        await pilot.press("enter", "4", "n")
        time.go(2)
        await pilot.press("escape", "7")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, RunScreen)
        assert "It went up: 4 to 7." in sees(app)
        await pilot.press("e")
        await pilot.pause()
        assert app.runs.current is not None
        assert app.runs.current.routine.id == "five-senses"
        await pilot.press("escape")
        await pilot.pause()
        now = lines(app).index("Right now")
        assert lines(app)[now + 1].startswith("Five senses")  # eyes open is what home offers now
    assert [past.routine for past in fold_sessions(app.context.journal.records())] == [
        "long-exhale"
    ]


async def test_letters_of_options_are_options_still(app: CalmApp) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await go_to(pilot, app, "Name what you feel")
        await pilot.press("enter", "n", "m", "o", "e")
        screen = app.screen
        assert isinstance(screen, RunScreen)
        assert sees(app).count(" * ") == 3


# The filter


@pytest.mark.slow
async def test_the_filter_finds_what_fits_and_the_line_says_what_it_is(app: CalmApp) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        page = app.screen.query_one("#page")
        columns = page.size.width
        await pilot.press("slash", *"sleep")
        await pilot.pause()
        assert page.size.width == columns  # the card's lines break where they did
        found = " ".join(lines(app))
        assert "4-7-8" in found
        assert "Body scan" in found
        assert "Ride the urge" not in found
        assert "Find: sleep" in sees(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "Find: sleep" in sees(app)  # as long as it filters
        await pilot.press("ctrl+g")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert " ".join(lines(app)) == found
        await pilot.press("slash", "escape")
        await pilot.pause()
        assert "Right now" in lines(app)
        assert "Find:" not in sees(app)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_escape_takes_the_filter_away_before_it_leaves(
    app: CalmApp, size: tuple[int, int]
) -> None:
    async with in_terminal(app, size) as pilot:
        await pilot.press("slash", *"sleep", "enter", "j")
        await pilot.pause()
        assert "Esc clear" in sees(app)
        assert "! help" in sees(app)
        under = app.screen.query_one(OptionList).highlighted_option
        assert under is not None
        await pilot.press("escape")
        await pilot.pause()
        assert "Right now" in lines(app)
        assert "Find:" not in sees(app)
        assert "Esc clear" not in sees(app)
        now = app.screen.query_one(OptionList).highlighted_option
        assert now is not None
        assert now.id == under.id
        assert app._exit is False
        await pilot.press("escape")
        assert app.return_value == 0


@pytest.mark.slow
async def test_q_leaves_a_filtered_list_at_once(app: CalmApp) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await pilot.press("slash", *"sleep", "enter", "q")
        assert app.return_value == 0


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (45, 20), (40, 12)])
async def test_while_the_filter_is_written_only_keys_that_work_are_offered(
    app: CalmApp, size: tuple[int, int]
) -> None:
    async with in_terminal(app, size) as pilot:
        await pilot.pause()
        assert "u urge" in sees(app)
        await pilot.press("slash", *"panic")
        await pilot.pause()
        seen = sees(app)
        assert all(
            words in seen for words in ("Find: panic", "Enter choose", "Esc clear", "Ctrl+G help")
        )
        assert not any(words in seen for words in ("u urge", "s 90", "l kept", "? keys", "/ find"))
        await pilot.press(*"zzz", "enter")
        await pilot.pause()
        assert "Nothing found." in sees(app)
        assert "Enter" not in sees(app)  # there is nothing to choose, and it goes on
        assert "Esc clear" in sees(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "u urge" in sees(app)


@pytest.mark.slow
async def test_the_filter_is_done_when_something_is_started(app: CalmApp) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await pilot.press("slash", *"jealous", "down", "enter", "enter")
        await pilot.pause()
        assert isinstance(app.screen, RunScreen)
        assert app.screen.session.routine.id == "ride-the-urge"
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert "Right now" in lines(app)
        assert "Find:" not in sees(app)


@pytest.mark.slow
async def test_letters_that_come_in_one_piece_with_the_slash_are_the_filters(app: CalmApp) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await pilot.pause()
        assert app._driver is not None
        app._driver.feed(b"/sleep")  # type: ignore[attr-defined]
        while app.typeahead.is_busy:
            await asyncio.sleep(0)
        await pilot.pause()
        assert "Find: sleep" in sees(app)


async def test_in_a_small_window_what_is_found_has_the_rows_of_the_notices(app: CalmApp) -> None:
    app._notices = ("settings.toml:1: theme: nothing is called so.",)
    async with in_terminal(app, (40, 12)) as pilot:
        await pilot.press("slash", *"sleep")
        await pilot.pause()
        assert all(title in sees(app) for title in ("Longer out-breath", "4-7-8", "Body scan"))
        assert "settings.toml" not in sees(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "settings.toml" in sees(app)


@pytest.mark.parametrize("size", [(80, 24), (45, 60)])
async def test_a_tap_shows_the_card_and_a_second_one_starts(
    app: CalmApp, size: tuple[int, int]
) -> None:
    async with in_terminal(app, size) as pilot:
        await pilot.pause()
        rows = sees(app).splitlines()
        y = next(y for y, row in enumerate(rows) if "Box breathing" in row)
        await pilot.click(offset=(6, y))
        await pilot.pause()
        assert app.runs.current is None
        assert "Box breathing" in card(app)
        await pilot.click(offset=(6, y))
        await pilot.pause()
        assert app.runs.current is not None
        assert app.runs.current.routine.id == "box-breathing"
        await pilot.press("escape")


async def tap_on(pilot: Pilot[int], app: CalmApp, words: str) -> None:
    """Tap on words, long after the last tap."""
    rows = sees(app).splitlines()
    x, y = next((row.index(words), y) for y, row in enumerate(rows) if words in row)
    app.screen._tapped_at -= 10  # type: ignore[attr-defined]
    await pilot.click(offset=(x, y))
    await pilot.pause()


@pytest.mark.parametrize("size", [(45, 20), (40, 12)])
@pytest.mark.parametrize("start", ["by tap", "by key"])
async def test_without_room_for_both_a_row_opens_its_card_and_that_starts_it(
    app: CalmApp, size: tuple[int, int], start: str
) -> None:
    async with in_terminal(app, size) as pilot:
        await go_to(pilot, app, "Box breathing")
        await pilot.pause()
        if start == "by tap":
            await tap_on(pilot, app, "Box breathing")
        else:
            await pilot.press("enter")
        await pilot.pause()
        assert app.runs.current is None
        assert "Skip holds if you are pregnant" in sees(app)
        assert "Double-breath sigh" not in sees(app)
        if start == "by tap":
            await tap_on(pilot, app, "Enter start")
        else:
            await pilot.press("enter")
        await pilot.pause()
        assert app.runs.current is not None
        assert app.runs.current.routine.id == "box-breathing"
        await pilot.press("q")
        await pilot.pause()
        assert "u urge" in sees(app)


async def test_a_first_tap_on_a_row_opens_its_card_and_a_trembling_second_one_nothing(
    app: CalmApp,
) -> None:
    async with in_terminal(app, (45, 20)) as pilot:
        await pilot.pause()
        rows = sees(app).splitlines()
        y = next(y for y, row in enumerate(rows) if "4-7-8" in row)
        app.screen._tapped_at -= 10  # type: ignore[attr-defined]
        await pilot.click(offset=(6, y))
        await pilot.pause()
        assert "4-7-8" in sees(app).splitlines()[0]
        foot = next(y for y, row in enumerate(sees(app).splitlines()) if "Enter start" in row)
        await pilot.click(offset=(3, foot))
        await pilot.pause()
        assert app.runs.current is None


@pytest.mark.parametrize("back", ["q", "escape", "left", "tap", "slash"])
async def test_from_a_card_of_its_own_there_is_a_way_back_to_the_list(
    app: CalmApp, back: str
) -> None:
    async with in_terminal(app, (45, 20)) as pilot:
        await go_to(pilot, app, "Box breathing")
        await pilot.press("right")
        await pilot.pause()
        assert "Double-breath sigh" not in sees(app)
        if back == "tap":
            await tap_on(pilot, app, "q back")
        else:
            await pilot.press(back)
        await pilot.pause()
        assert app.is_running
        assert "Double-breath sigh" in sees(app)
        assert "Enter start" not in sees(app)


async def test_a_keyboard_that_opens_over_a_card_changes_nothing(app: CalmApp) -> None:
    async with in_terminal(app, (45, 20)) as pilot:
        await go_to(pilot, app, "Box breathing")
        await pilot.press("enter", "j")
        await pilot.pause()
        assert sees(app).splitlines()[0].strip() == "Longer out-breath"
        await pilot.resize_terminal(45, 60)
        await pilot.pause()
        assert "u urge" in sees(app)
        await pilot.resize_terminal(45, 20)
        await pilot.pause()
        assert sees(app).splitlines()[0].strip() == "Longer out-breath"
        assert "Enter start" in sees(app)
        assert not app.screen.is_as_launched  # type: ignore[attr-defined]


async def test_a_card_says_that_it_goes_on_until_its_end_is_seen(app: CalmApp) -> None:
    async with in_terminal(app, (40, 12)) as pilot:
        await go_to(pilot, app, "Box breathing")
        await pilot.press("enter")
        await pilot.pause()
        while "m more" in sees(app):
            await tap_on(pilot, app, "m more")
        assert "b more above" in sees(app)
        for _ in range(20):
            app.screen.query_one("#page").scroll_up(animate=False)  # as a finger does
        await pilot.pause()
        assert "m more" in sees(app)


async def test_a_card_says_whether_it_goes_on_as_soon_as_it_is_shown(app: CalmApp) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        for title, goes_on in (("Sit and notice", True), ("Just a pause", False)):
            await go_to(pilot, app, title)
            assert ("m more" in sees(app)) == goes_on, title


@pytest.mark.parametrize("languages", [(), ("de",)], ids=["English", "German"])
def test_the_keys_of_a_card_of_its_own_fit_a_row(languages: tuple[str, ...]) -> None:
    set_language(languages)
    for columns in range(34, WIDE):
        hints, style = card_hints(columns)
        assert style.width(hints) <= columns - 2
        assert {"Enter", "q", "!"} <= {hint.key for hint in hints}
    set_language(())


@pytest.mark.parametrize("is_filtered", [False, True])
@pytest.mark.parametrize("languages", [(), ("de",)], ids=["English", "German"])
def test_the_keys_of_home_fit_a_row_and_help_and_the_urge_are_always_named(
    languages: tuple[str, ...], is_filtered: bool
) -> None:
    set_language(languages)
    for columns in range(34, 120):
        hints, style = list_hints(columns, is_filtered=is_filtered)
        margins = 6 if columns >= WIDE else 2
        assert style.width(hints) <= columns - margins
        keys = [hint.key for hint in hints]
        assert {"u", "s", "!"} <= set(keys)
        assert "," in keys or is_filtered or columns < HOME_COLUMNS
    set_language(())


async def test_in_a_narrow_window_home_is_in_its_place_from_the_first_picture(app: CalmApp) -> None:
    async with in_terminal(app, (45, 40)) as pilot:
        await pilot.pause()
        assert isinstance(app._driver, Sink)
        terminal = Terminal(45, 40)
        places = set()
        for data in app._driver.untaken:
            terminal.feed(data)
            places |= {y for y, line in enumerate(terminal.text()) if "Box breathing   " in line}
        assert len(places) == 1


async def test_a_tap_on_a_heading_does_nothing(app: CalmApp) -> None:
    async with in_terminal(app, (80, 24)) as pilot:
        await pilot.pause()
        before = card(app)
        y = next(y for y, row in enumerate(sees(app).splitlines()) if row[:10].strip() == "Breathe")
        await pilot.click(offset=(4, y))
        await pilot.pause()
        assert card(app) == before
        assert app.runs.current is None


async def test_an_upright_window_has_the_card_below_the_list(app: CalmApp) -> None:
    async with in_terminal(app, (45, 60)) as pilot:
        await go_to(pilot, app, "Box")
        await pilot.pause()
        rows = sees(app).splitlines()
        card_row = next(y for y, row in enumerate(rows) if "5 min, 18 rounds of 4-4-4-4" in row)
        assert card_row > max(y for y, row in enumerate(rows) if row.rstrip().endswith(" min"))
        assert "Skip holds if you are pregnant" in sees(app)
        await pilot.press("right")
        await pilot.pause()
        assert "b more above" in sees(app)
        await pilot.resize_terminal(45, 20)
        await pilot.pause()
        rows = sees(app).splitlines()[:20]  # below them are those of the higher window
        assert not any("rounds of 4-4-4-4" in row for row in rows)
        assert any("Box breathing" in row for row in rows)


@pytest.mark.parametrize("languages", [(), ("de",)])
def test_every_title_fits_its_row(languages: tuple[str, ...]) -> None:
    set_language(languages)
    library = Library(bundled_routines_path(), Path("/nonexistent"), languages=languages)
    for entry in library.entries:
        assert entry.routine
        row = routine_row(entry.routine.title, format_short(entry.routine.about_seconds)).plain
        assert "~" not in row, f"a shorter title in {languages or 'English'}, please: {row}"


async def test_two_keys_show_again_what_was_written(tmp_path: Path, journal: Journal) -> None:
    for more in (
        {"what": "begun", "routine": "care-noticed", "title": "Care I noticed"},
        {"what": "answered", "key": "care_seen", "value": "soup at the door"},
        {"what": "ended", "how": "completed", "practised": 50.0},
    ):
        journal.append(record(**more))
    at = Setting(Clock(), tmp_path)
    at.journal = journal
    async with in_terminal(at.app()) as pilot:
        await pilot.press("r", "enter")
        await pilot.pause()
        assert "soup at the door" in sees(pilot.app)
