"""The full-screen front end, driven by keys: home, a run, its questions, and back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.widgets import OptionList, Static

from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.content.welcome import LIMITS, WHAT
from calmtui.history.sessions import fold_sessions
from calmtui.render.choices import OPTION_KEYS
from calmtui.session.session import LEFT_EARLY
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.tui.canvas import Canvas
from calmtui.tui.screens.help import HelpScreen
from calmtui.tui.screens.home import HomeScreen
from calmtui.tui.screens.run import RunScreen
from calmtui.tui.widgets.text_field import TextField
from tests.support.engine import Clock, only_session, routine
from tests.support.pairs import every_pair
from tests.support.reference import resize
from tests.support.screens import calm, own

__all__ = ["own"]  # the fixture

HEAD = 'format = 1\ntitle = "{}"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = "s"\n'
SAY = '[[steps]]\nkind = "say"\ntext = "Feel the floor."\nseconds = 10\n'
BREATHE = (
    '[[steps]]\nkind = "breathe"\ntext = "Slow."\ninhale = 4\nhold = 4\nexhale = 6\nrounds = 3\n'
)


# Home


@pytest.mark.slow
async def test_home_lists_the_routines_by_group_with_a_card(journal: Journal, time: Clock) -> None:
    async with calm(journal, time) as person:
        seen = person.sees()
        groups = ["Wait before you text", "90 seconds", "Right now", "Breathe"]
        assert sorted(groups, key=seen.index) == groups
        for words in ("Good evening.", "22:41", "Box breathing", "5 min, 28 rounds of 4-6"):
            assert words in seen
        await person.press("j", "j", "j")
        assert "5 min, 18 rounds of 4-4-4-4" in person.sees()
        assert (
            "Small or indirect studies, or simply common practice. Not for everyone. (C) Balban et"
            " al. 2023" in person.card()
        )
        assert "Skip holds if you are pregnant" in person.card()
        await person.press("j")
        assert "5 min, 28 rounds of 4-6" in person.sees()
        await person.press("k", *(["down"] * 6))
        assert "Short enough" in person.sees() or "The everyday version." in person.sees()
        assert list(journal.records()) == []


@pytest.mark.slow
async def test_a_card_that_is_cut_says_so_and_can_be_read_on(journal: Journal, time: Clock) -> None:
    async with calm(journal, time) as person:
        assert "Fincham" not in person.sees()
        assert "m more" in person.sees()
        await person.press("right")
        assert "Fincham et al. 2023" in person.sees()
        assert "b more above" in person.sees()
        await person.press("left")
        assert "The out-breath is a" in person.sees()
    async with calm(journal, time, size=(120, 40)) as person:
        assert "Fincham" in person.sees()
        assert " more" not in person.sees().replace("more below", "")


async def test_the_first_page_says_what_this_is_and_where_it_saves(
    journal: Journal, time: Clock
) -> None:
    for size in ((80, 24), (45, 80), (200, 50)):
        async with calm(journal, time, welcome=True, size=size) as person:
            said = " ".join(person.sees().split())
            assert WHAT in said
            assert LIMITS in said
            assert str(journal.folder)[-20:] in person.sees().replace("\n", "").replace(" ", "")
            assert "`calmtui lock` locks it" in said
            assert "▄" in said
    for size in ((40, 12), (45, 20)):
        async with calm(journal, time, welcome=True, size=size) as person:
            said = " ".join(person.sees().split())
            assert "press !" in said
            assert "Saved only on this computer." in said
            assert "p save nothing this time" in said
    async with calm(journal, time) as person:
        assert WHAT not in person.sees()


@pytest.mark.parametrize(("key", "routine"), [("u", "Ride the urge"), ("s", "A quick anchor")])
async def test_from_the_first_page_help_in_a_bad_moment_is_one_key_away(
    journal: Journal, time: Clock, key: str, routine: str
) -> None:
    async with calm(journal, time, welcome=True) as person:
        await person.press(key)
        assert routine in person.sees()
        await person.press("escape", "escape", "escape")
        assert "Good evening." in person.sees()  # home, and not the page again


@pytest.mark.slow
async def test_the_first_page_leads_home_and_does_not_come_back(
    journal: Journal, time: Clock
) -> None:
    async with calm(journal, time, welcome=True) as person:
        await person.press("exclamation_mark", "escape", "enter")
        assert "Right now" in person.sees()
        await person.press("l", "escape")
        assert "Right now" in person.sees()
        await person.press("escape")
        assert person.app.return_value == 0


@pytest.mark.slow
async def test_saving_nothing_is_one_key_on_the_first_page(tmp_path: Path, time: Clock) -> None:
    for private in (False, True):
        journal = Journal(tmp_path / "journal", tmp_path / "state", private=private)
        async with calm(journal, time, welcome=True) as person:
            assert ("save nothing this time" in person.sees()) is not private
            assert ("Private: nothing is saved." in person.sees()) is private
            await person.press("p")
            assert "Private: nothing is saved." in person.sees()
            await person.press("u")
            assert not list(tmp_path.rglob("*.jsonl"))


async def test_a_strange_place_for_the_journal_is_data(tmp_path: Path, time: Clock) -> None:
    strange = Journal(tmp_path / "a\x1b]0;gone\x07 [/] {b}" / "journal", tmp_path)
    async with calm(strange, time, welcome=True, size=(200, 30)) as person:
        assert "a[/]{b}/journal" in "".join(person.sees().split())
        assert "\x1b" not in person.sees()


async def test_a_first_run_shows_no_welcome(journal: Journal, time: Clock) -> None:
    async with calm(journal, time, first=routine(SAY), quick=True) as person:
        assert "Feel the floor." in person.sees()
        assert WHAT not in person.sees()


@pytest.mark.slow
@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_a_list_that_goes_on_says_so(
    journal: Journal, time: Clock, size: tuple[int, int]
) -> None:
    async with calm(journal, time, size=size) as person:
        assert "more below" in person.sees()
        await person.press("end")
        assert "more above" in person.sees()
        assert "Where it comes from" in person.sees()
        await person.press("slash", *"rain")
        assert "more below" not in person.sees()
        assert "more above" not in person.sees()


async def test_the_end_names_the_other_routine_by_its_title(journal: Journal, time: Clock) -> None:
    async with calm(journal, time, first=routine(SAY)) as person:
        await person.press("4")
        await person.wait(11)
        await person.press("7")
        assert "e  Smaller, not deeper" in person.sees()
        await person.press("e")
        assert "Smaller, not deeper" in person.sees()
        assert isinstance(person.app.screen, RunScreen)
        assert person.app.screen.session.routine.id == "small-breath"


@pytest.mark.slow
async def test_the_filter_follows_what_is_typed(journal: Journal, time: Clock) -> None:
    async with calm(journal, time) as person:
        await person.press("slash", "m", "u", "s", "c")
        seen = person.sees()
        assert "Muscle release (7 parts)" in seen
        assert "Longer out-breath" not in seen
        await person.press("enter", "enter")
        assert "How anxious are you right now?" in person.sees()
    async with calm(journal, time) as person:
        await person.press("slash", "z", "z", "z")
        assert "Nothing found." in person.sees()
        await person.press("enter", "enter")  # nothing is there to start
        assert isinstance(person.app.screen, HomeScreen)
        await person.press("slash", "escape")
        assert "Longer out-breath" in person.sees()
        assert isinstance(person.app.screen, HomeScreen)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 50)])
async def test_home_fits_and_help_is_always_named(
    journal: Journal, time: Clock, size: tuple[int, int]
) -> None:
    async with calm(journal, time, size=size) as person:
        lines = person.sees().splitlines()
        assert len(lines) in (size[1] - 1, size[1])  # the last may be empty
        assert "Box breathing" in person.sees()
        assert "! help" in person.sees()
        assert "u urge" in person.sees()


async def test_a_broken_routine_is_listed_with_its_error_and_starts_nothing(
    journal: Journal, time: Clock, own: Path
) -> None:
    (own / "bad.toml").write_text(HEAD.format("Bad") + SAY.replace("10", "-1"))
    async with calm(journal, time, own=own) as person:
        await person.press("end")
        seen = person.sees()
        assert "With a fault" in seen
        assert "This file has a fault." in seen
        assert f"{own}/bad.toml:10: steps[0].seconds: expected a number above 0" in person.card()
        await person.press("enter")
        assert isinstance(person.app.screen, HomeScreen)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "size"),
    every_pair(
        [
            "[@click=app.quit]x[/]", "a [/] b", "$cool [b",
            "波が静かに寄せて返す波が静かに寄せて返す", "e" + "\u0301" * 60,
            "\\u001b]0;gone\\u0007t", "one\\ntwo \\u202eback",
        ],
        [(80, 24), (40, 12)],
        2,
    ),
)  # fmt: skip
async def test_hostile_words_of_a_file_are_data_on_every_screen(
    journal: Journal, time: Clock, own: Path, title: str, size: tuple[int, int]
) -> None:
    choose = f'[[steps]]\nkind = "choose"\ntext = "{title}"\noptions = ["{title}"]\n'
    text = SAY.replace("Feel the floor.", title) + choose
    (own / "hostile.toml").write_text(HEAD.format(title).replace('"S"', f'"{title}"') + text)
    (own / "zz-broken.toml").write_text(HEAD.format("x") + f'"{title}" = 1\n' + SAY)
    async with calm(journal, time, own=own, size=size) as person:
        for key in ("end", "k", "k", "k"):  # over the broken one and the hostile one
            await person.press(key)
            assert "\x1b" not in person.sees()
            # Named where a key is no key.
            assert "gone" not in person.sees() or "U+001B" in person.sees()
        person.app.runs.start_id("hostile")
        await person.pilot.pause()
        await person.press("3")
        seen = person.sees()
        assert "\x1b" not in seen
        if "\\" not in title and len(title) < 30 and title.isascii():
            assert title in seen
        await person.wait(11)
        await person.press("question_mark", "escape", "1", "enter", "enter")
        assert isinstance(person.app.screen, HomeScreen)


async def test_the_list_stays_one_row_a_routine(journal: Journal, time: Clock, own: Path) -> None:
    (own / "wide.toml").write_text(
        HEAD.format("波が静かに寄せて返す波が静かに寄せて返す波が静かに") + SAY
    )
    (own / "long.toml").write_text(HEAD.format("many words " * 9) + SAY)
    async with calm(journal, time, own=own) as person:
        options = person.app.screen.query_one(OptionList)
        on_top = 2  # rows that are two lines high
        assert options.virtual_size.height == options.option_count + on_top


async def test_the_card_knows_the_last_run(journal: Journal, time: Clock) -> None:
    async with calm(journal, time) as person:
        await person.press("enter", "7")
        await person.wait(5)
        await person.press("escape", "4", "enter")
        assert isinstance(person.app.screen, HomeScreen)
        assert "Last: Tuesday 24 November, 7 before, 4 after" in person.card()
        assert "Last: Tuesday 24 November" in person.sees()


@pytest.mark.parametrize(("key", "id"), [("u", "ride-the-urge"), ("s", "anchor-90")])
async def test_one_key_starts_what_is_for_a_bad_moment(
    journal: Journal, time: Clock, key: str, id: str
) -> None:
    async with calm(journal, time) as person:
        await person.press(key)
        assert isinstance(person.app.screen, RunScreen)
        assert only_session(journal).routine == id


async def test_an_own_broken_urge_leaves_the_bundled_one(
    journal: Journal, time: Clock, own: Path
) -> None:
    (own / "ride-the-urge.toml").write_text("nonsense")
    async with calm(journal, time, own=own) as person:
        await person.press("u")
        assert "How strong is the pull?" in person.sees()


@pytest.mark.parametrize("key", ["q", "escape"])
async def test_home_is_left_with_one_key(journal: Journal, time: Clock, key: str) -> None:
    async with calm(journal, time) as person:
        await person.press(key)
        assert person.app.return_code == 0
        assert person.app.return_value == 0


# A run


async def test_one_key_rates_and_the_guide_is_there_on_the_next_frame(
    journal: Journal, time: Clock
) -> None:
    async with calm(journal, time) as person:
        await person.press("enter")
        assert "How anxious are you right now?" in person.sees()
        assert list(journal.records()) == []
        await person.press("7")
        assert "Let your shoulders drop." in person.sees()
        assert only_session(journal).before == {"anxiety": 7}
        await person.wait(21)
        assert "Breathe in" in person.sees()


async def test_a_run_from_home_to_home(journal: Journal, time: Clock) -> None:
    async with calm(journal, time) as person:
        await person.press("enter", "x")
        await person.wait(301)
        assert "And now?" in person.sees()
        await person.press("0")
        assert "10 before, 0 after." in person.sees()
        assert "Enter  home" in person.sees()
        await person.press("enter")
        assert isinstance(person.app.screen, HomeScreen)
    past = only_session(journal)
    assert (past.how, past.before, past.after) == ("completed", {"anxiety": 10}, {"anxiety": 0})


async def test_a_run_from_the_command_line_ends_the_program(journal: Journal, time: Clock) -> None:
    async with calm(journal, time, first=routine(SAY, "rate = []")) as person:
        await person.wait(11)
        assert "Enter  close" in person.sees()
        await person.press("enter")
        assert person.app.return_value == 0


async def test_space_pauses_and_goes_on(journal: Journal, time: Clock) -> None:
    async with calm(journal, time, first=routine(BREATHE, "rate = []")) as person:
        await person.wait(1)
        assert person.moving
        await person.press("space")
        assert "Paused" in person.sees()
        assert not person.moving
        still = person.sees()
        time.go(100)
        await person.press("f")
        assert person.sees() == still
        await person.press("space")
        assert "Paused" not in person.sees()
        assert "Breathe in" in person.sees()
        assert person.moving


async def test_n_and_b_step_and_t_shows_the_time(journal: Journal, time: Clock) -> None:
    async with calm(journal, time, first=routine(SAY + BREATHE, "rate = []")) as person:
        assert "left" not in person.sees()
        await person.press("t")
        assert "0:52 left" in person.sees()
        await person.press("n")
        assert "Breathe in" in person.sees()
        assert "0:42 left" in person.sees()
        await person.press("b")
        assert "Feel the floor." in person.sees()
        await person.press("t")
        assert "left" not in person.sees()


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_leaving_is_one_key_and_kept(journal: Journal, time: Clock, key: str) -> None:
    async with calm(journal, time) as person:
        await person.press("enter", "5")
        await person.wait(8)
        await person.press(key)
        assert only_session(journal).how == "left early"
        assert "Want to note how anxious you are now?" in person.sees()
        await person.press(key)
        assert "You stopped at 0:08. That counts as practice." in person.sees()
        await person.press(key)
        assert isinstance(person.app.screen, HomeScreen)
    assert only_session(journal).practised == pytest.approx(8)


async def test_leaving_before_anything_began_goes_straight_home(
    journal: Journal, time: Clock
) -> None:
    async with calm(journal, time) as person:
        await person.press("enter", "escape")
        assert isinstance(person.app.screen, HomeScreen)
    assert list(journal.records()) == []


async def test_help_and_keys_lie_over_a_run_that_goes_on(journal: Journal, time: Clock) -> None:
    async with calm(journal, time, first=routine(SAY + BREATHE, "rate = []")) as person:
        await person.press("exclamation_mark")
        assert "I am not safe right now" in person.sees()
        await person.press("exclamation_mark")
        await person.press("question_mark")
        assert "hide everything, and back" in person.sees()
        assert "Esc back" in person.sees()
        await person.press("space")
        await person.press("escape")
        assert isinstance(person.app.screen, RunScreen)
        assert "Feel the floor." in person.sees()


@pytest.mark.parametrize(
    "keys", [["ctrl+c"], ["ctrl+q"], ["exclamation_mark", "ctrl+c"], ["question_mark", "ctrl+c"]]
)
async def test_ctrl_c_is_out_at_once_and_kept(
    journal: Journal, time: Clock, keys: list[str]
) -> None:
    async with calm(journal, time, first=routine(SAY, "rate = []")) as person:
        await person.wait(4)
        await person.press(*keys)
        assert person.app.return_value == 130
    assert (only_session(journal).how, int(only_session(journal).practised)) == ("left early", 4)


async def test_an_answer_is_written_in_the_field_and_kept(journal: Journal, time: Clock) -> None:
    ask = '[[steps]]\nkind = "ask"\ntext = "Why?"\nkeep = "why"\nlines = 3\n'
    async with calm(journal, time, first=routine(ask + SAY, "rate = []")) as person:
        field = person.app.screen.query_one(TextField)
        assert field.has_focus
        await person.press(*"nq!x", "space", *"[/]", "ctrl+j", "2")
        assert field.text == "nq!x [/]\n2"
        await person.press("enter")
        assert "Feel the floor." in person.sees()
        assert not person.app.screen.query(TextField)
    assert only_session(journal).answers == {"why": "nq!x [/]\n2"}


async def test_escape_leaves_from_the_field_too(journal: Journal, time: Clock) -> None:
    ask = '[[steps]]\nkind = "ask"\ntext = "Why?"\nkeep = "why"\n'
    async with calm(journal, time, first=routine(SAY + ask, "rate = []")) as person:
        await person.press("n", *"secret", "escape")
        assert only_session(journal).how == "left early"
    assert only_session(journal).answers == {}


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (100, 40)])
async def test_the_field_follows_a_new_size(
    journal: Journal, time: Clock, size: tuple[int, int]
) -> None:
    ask = '[[steps]]\nkind = "ask"\ntext = "Why?"\nkeep = "why"\nlines = 5\n'
    async with calm(journal, time, first=routine(ask + SAY, "rate = []"), size=(90, 30)) as person:
        await person.press(*"because")
        await resize(person.pilot, *size)
        await person.pilot.pause()
        field = person.app.screen.query_one(TextField)
        assert person.app.screen.region.contains_region(field.region)
        assert field.text == "because"


async def test_options_are_chosen_by_digits_and_letters(journal: Journal, time: Clock) -> None:
    names = ", ".join(f'"option {n}"' for n in range(1, 12))
    many = (
        f'[[steps]]\nkind = "choose"\ntext = "Which?"\noptions = [{names}]\nmany = true\n'
        f'keep = "many"\n'
    )
    one = '[[steps]]\nkind = "choose"\ntext = "Pick."\noptions = ["yes", "no"]\nkeep = "one"\n'
    async with calm(journal, time, first=routine(many + one + SAY, "rate = []")) as person:
        await person.press("1", "2", "2", "d", "9", "z", "0")
        assert "* option 1" in person.sees()
        assert "* option 2" not in person.sees()
        await person.press("enter")
        assert "Pick." in person.sees()
        await person.press("2")
        assert "Feel the floor." in person.sees()
    assert only_session(journal).answers == {
        "many": ["option 1", "option 9", "option 11"],
        "one": ["no"],
    }


async def test_options_that_do_not_fit_are_a_key_away(journal: Journal, time: Clock) -> None:
    a = Library(bundled_routines_path(), Path("/nonexistent")).find("name-it")
    async with calm(journal, time, first=a, size=(40, 12)) as person:
        await person.press("n")
        assert "afraid" in person.sees()
        assert "sad" not in person.sees()
        await person.press("1", "space")
        assert "Space  more" in person.sees()
        await person.press(OPTION_KEYS[14])
        assert "sad" in person.sees()
        await person.press("left")
        assert "1 * afraid" in person.sees()
        assert "sad" not in person.sees()
        await person.press("enter")
        await person.press("escape", "enter")
    (answered,) = [record for record in journal.records() if record["what"] == "answered"]
    assert answered["value"] == ["afraid", "sad"]


@pytest.mark.parametrize("motion", ["full", "none"])
async def test_a_low_window_shows_the_text_and_then_what_to_mind(
    journal: Journal, time: Clock, motion: str
) -> None:
    a = Library(bundled_routines_path(), Path("/nonexistent")).find("cold-and-move")
    settings = Settings(motion=motion)  # type: ignore[arg-type]
    async with calm(journal, time, first=a, size=(40, 12), settings=settings) as person:
        await person.press("4")
        await person.wait(2)
        assert "Only if cold" in person.sees()
        await person.wait(10)
        assert "Cold next." in person.sees()
        assert "Only if cold" not in person.sees()


async def test_n_keeps_what_was_marked(journal: Journal, time: Clock) -> None:
    many = (
        '[[steps]]\nkind = "choose"\ntext = "Which?"\noptions = ["a", "b"]\nmany = true\n'
        'keep = "many"\n'
    )
    async with calm(journal, time, first=routine(many + SAY, "rate = []")) as person:
        await person.press("2", "n")
        assert "Feel the floor." in person.sees()
    assert only_session(journal).answers == {"many": ["b"]}


async def test_the_urge_asks_the_pull_while_the_sea_moves(journal: Journal, time: Clock) -> None:
    async with calm(journal, time) as person:
        await person.press("u")
        assert "How strong is the pull?" in person.sees()
        assert person.moving
        before = person.sees()
        await person.wait(3)
        assert person.sees() != before
        await person.press("8")
        assert "Only on this computer, until this ends." in person.sees()
        assert person.app.screen.query_one(TextField).has_focus


@pytest.mark.slow
async def test_a_new_size_and_back_is_the_same_picture(journal: Journal, time: Clock) -> None:
    async with calm(journal, time) as person:
        await person.press("enter", "7")
        await person.wait(21)
        before = person.sees()
        assert set("▀▄█") & set(before)
        await resize(person.pilot, 40, 12)
        await person.pilot.pause()
        small = person.sees()
        assert "Breathe in" in small
        assert not set("▀▄█") & set(small)
        await resize(person.pilot, 30, 8)
        await person.pilot.pause()
        assert "larger, please: 40x12"[:30] in person.sees()
        await resize(person.pilot, 80, 24)
        await person.pilot.pause()
        assert person.sees() == before


@pytest.mark.parametrize(
    "settings", [Settings(theme="paper"), Settings(theme="terminal"), Settings(ascii=True)]
)
async def test_every_theme_and_ascii_start(
    journal: Journal, time: Clock, settings: Settings
) -> None:
    async with calm(journal, time, settings=settings) as person:
        await person.press("enter", "7")
        await person.wait(21)
        assert "Breathe in" in person.sees()
        assert person.sees().isascii() == settings.ascii


# Stillness


async def test_nothing_runs_when_nothing_moves(journal: Journal, time: Clock) -> None:
    async with calm(journal, time) as person:
        assert not person.moving
        await person.press("enter")
        assert not person.moving  # a rating before anything began
        await person.press("7")
        assert person.moving
        await person.press("space")
        assert not person.moving
        await person.press("space")
        await person.press("escape")
        assert not person.moving
        await person.press("escape")
        assert not person.moving  # finished
        await person.press("escape")
        assert isinstance(person.app.screen, HomeScreen)
        assert not person.moving


def regions_of(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Region, ...]]:
    """What the canvas asks to be painted again, from now on."""
    asked: list[tuple[Region, ...]] = []
    refresh = Canvas.refresh

    def spy(self: Canvas, *regions: Region, **more: bool) -> Canvas:
        asked.append(regions)
        return refresh(self, *regions, **more)

    monkeypatch.setattr(Canvas, "refresh", spy)
    return asked


def rows_of(asked: Iterable[tuple[Region, ...]]) -> set[int]:
    return {y for regions in asked for region in regions for y in range(region.y, region.bottom)}


async def test_only_changed_rows_are_painted(
    journal: Journal, time: Clock, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with calm(
        journal, time, first=library.find("box"), quick=True, by_textual=True
    ) as person:
        await person.wait(14)
        screen = person.app.screen
        assert isinstance(screen, RunScreen)
        before = screen.canvas.text().splitlines()
        asked = regions_of(screen.canvas, monkeypatch)
        screen.tick()
        assert asked == []  # the same moment costs nothing
        time.go(0.3)
        screen.tick()
        after = screen.canvas.text().splitlines()
        assert all(regions for regions in asked)  # never the whole
        changed = {y for y, (one, two) in enumerate(zip(before, after, strict=True)) if one != two}
        assert changed <= rows_of(asked)
        assert 0 < len(rows_of(asked)) < 6


async def test_an_orb_in_a_hold_paints_no_row_of_the_orb(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = routine(BREATHE.replace("rounds = 3", "rounds = 300"), "rate = []")
    async with calm(journal, time, first=first, by_textual=True) as person:
        await person.wait(5)
        screen = person.app.screen
        assert isinstance(screen, RunScreen)
        asked = regions_of(screen.canvas, monkeypatch)
        for _ in range(5):
            time.go(0.1)
            screen.tick()
        assert asked == []


async def test_a_look_behind_the_last_picture_is_no_fault(
    journal: Journal, time: Clock, library: Library
) -> None:
    async with calm(journal, time, first=library.find("box"), quick=True) as person:
        screen = person.app.screen
        assert isinstance(screen, RunScreen)
        await screen.canvas.remove()  # as on the way out, where a timer may still be due
        time.go(5)
        screen.tick()


async def test_what_a_screen_wants_done_after_its_picture_is_let_be_when_it_is_gone(
    journal: Journal, time: Clock
) -> None:
    async with calm(journal, time) as person:
        await person.press("question_mark")
        screen = person.app.screen
        done: list[str] = []
        person.app.screen_stack[0].call_after_refresh(done.append, "home")
        screen.call_after_refresh(done.append, "keys")
        person.app.pop_screen()  # before anything is painted
        await person.wait(1)
        assert done == ["home"]
        assert isinstance(person.app.screen, HomeScreen)


async def test_the_greeting_is_for_the_hour(journal: Journal, time: Clock) -> None:
    time.suspend(10 * 3600)
    async with calm(journal, time) as person:
        assert person.app.screen.query_one("#greeting", Static).visual
        assert "Good morning." in person.sees()


@pytest.mark.slow
async def test_a_screen_of_words_can_be_read_at_the_smallest_size(
    journal: Journal, time: Clock
) -> None:
    async with calm(journal, time, size=(40, 12)) as person:
        await person.press("exclamation_mark")
        assert isinstance(person.app.screen, HelpScreen)
        assert "I am not safe right now" in person.sees()
        seen = person.sees()
        await person.press("down", "down", "down", "end")
        assert person.sees() != seen


async def test_what_the_disk_refused_can_be_kept_elsewhere_with_one_key(
    journal: Journal, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    append = Journal.append

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "append", refuse)
    async with calm(
        journal, time, first=routine(SAY, 'rate = ["anxiety"]'), size=(60, 20)
    ) as person:
        await person.press("7")
        assert "Not saved yet: the disk is full. You can go on." in person.sees()
        await person.press("s")  # not before the end
        await person.press("escape")
        assert "Not saved: the disk is full." in person.sees()
        assert "s  save it somewhere else" in person.sees()
        assert person.moving  # it is tried again
        monkeypatch.setenv("HOME", "/nonexistent")
        monkeypatch.setenv("XDG_RUNTIME_DIR", "/nonexistent")
        monkeypatch.setattr("tempfile.tempdir", "/nonexistent")
        await person.press("s")
        assert "Not saved there either: the folder is gone." in person.sees()
        monkeypatch.setenv("HOME", str(home))
        await person.press("s")
        (path,) = home.iterdir()
        assert "Saved in" in person.sees()
        assert "calmtui reads it there." in " ".join(person.sees().split())
        assert "save it somewhere else" not in person.sees()
        assert not person.moving
    monkeypatch.setattr(Journal, "append", append)
    journal.folder.mkdir()
    path.rename(journal.folder / path.name)
    assert (only_session(journal).how, only_session(journal).before) == (
        "left early",
        {"anxiety": 7},
    )


async def test_a_run_with_nothing_to_say_stays_to_offer_it(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "append", refuse)
    async with calm(journal, time, first=routine(SAY, "rate = []")) as person:
        await person.press("escape")
        assert "s  save it somewhere else" in person.sees()
        await person.press("enter")
        assert person.app.return_value == LEFT_EARLY


async def test_a_run_that_could_not_be_kept_is_tried_again_when_the_program_ends(
    journal: Journal, time: Clock, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Journal.append

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "append", refuse)
    async with calm(journal, time, own=own) as person:
        person.app.runs.start(routine(SAY, 'rate = ["anxiety"]'))
        await person.pilot.pause()
        await person.press("7", "escape", "enter")
        assert isinstance(person.app.screen, HomeScreen)
        person.app.runs.start(routine(SAY, "rate = []"))
        await person.pilot.pause()
        monkeypatch.setattr(Journal, "append", append)
        person.app.runs.interrupt()
    assert {past.how for past in fold_sessions(journal.records())} == {"left early", "interrupted"}
