"""Looking back: its pages by their keys and by a tap, a try from its page, and the page to show."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from calmtui.history.gathered import Gathered
from calmtui.history.reading_progress import describe_progress
from calmtui.history.tries import read_tries
from calmtui.storage.journal_lines import Progress
from calmtui.storage.records import Record
from calmtui.tui import report_maker
from calmtui.tui.screens import base
from calmtui.tui.screens.looking_back import LookingBackScreen
from tests.support.engine import Clock
from tests.support.folders import bytes_under
from tests.support.past_sessions import Life, a_try
from tests.support.reference import Person, before
from tests.support.taps import tap, tap_key
from tests.support.ways import Setting, past_urge

EASED = "You usually rate when it is high"


@pytest.fixture(autouse=True)
def _a_finger_that_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "UNSEEN", 0.0)


@pytest.fixture
def setting(tmp_path: Path, time: Clock, monkeypatch: pytest.MonkeyPatch) -> Setting:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "me")
    (tmp_path / "me").mkdir()
    made = Setting(time, tmp_path / "home")
    for number in range(6):
        past_urge(made, f"urge-{number}")
        time.go(40 * 3600)
    return made


@asynccontextmanager
async def looking_back(
    setting: Setting, *keys: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Person]:
    async with before(setting.app(), setting.time, size) as person:
        await person.press("l", *keys)
        yield person


async def test_nothing_else_is_said_while_nothing_is_saved(tmp_path: Path, time: Clock) -> None:
    async with looking_back(Setting(time, tmp_path), "1", "plus", "n") as person:
        assert " ".join(person.sees().split()) == "No sessions saved yet. Esc back ! help"


@pytest.mark.slow
async def test_each_page_has_its_key_and_its_place_to_tap(setting: Setting) -> None:
    async with looking_back(setting) as person:
        for number, title in (
            (1, "Ride the urge"),
            (2, "The pull while you waited"),
            (3, "When and what"),
            (4, "After waiting"),
        ):
            await tap_key(person, str(number))
            assert title in person.sees()
            assert (EASED in person.sees()) == (number != 3), person.sees()
            await person.press("escape")
            assert "Looking back" in person.sees()
            await person.press(str(number))
            assert title in person.sees()
            await person.press("escape")
        await tap_key(person, "enter")
        assert "History" in person.sees()
        assert EASED in person.sees()


@pytest.mark.slow
async def test_the_time_is_longer_shorter_earlier_and_later(setting: Setting) -> None:
    async with looking_back(setting) as person:
        assert "4 weeks" in person.sees()
        assert "6 sessions" in person.sees()
        await person.press("minus")
        assert "1 week" in person.sees()
        assert "4 sessions" in person.sees()
        await person.press("left")
        assert "2 sessions" in person.sees()
        await person.press("left")
        assert "Nothing to count in this period." in person.sees()
        await person.press("right", "right", "right", "right")
        assert "4 sessions" in person.sees()
        await person.press("plus", "plus", "plus", "plus", "plus", "left")
        assert "all time" in person.sees()
        await person.press("1", "minus")
        assert "1 year" in person.sees()


@pytest.mark.slow
async def test_what_was_not_tried_yet_is_named_where_there_is_room_and_calm(
    setting: Setting,
) -> None:
    async with looking_back(setting, size=(80, 30)) as person:
        assert "Not tried yet: " in person.sees()
    async with looking_back(setting, size=(40, 12)) as person:
        assert "Not tried yet" not in person.sees()
    at = setting.time.now().isoformat()
    same = {"v": 1, "session": "high", "at": at}
    setting.journal.append(
        {**same, "id": "h0", "what": "begun", "routine": "long-exhale", "title": "x"},
        {**same, "id": "h1", "what": "rated", "when": "before", "anxiety": 10},
    )
    async with looking_back(setting, size=(80, 30)) as person:
        assert "You can look at this another time too." in person.sees()
        assert "Not tried yet" not in person.sees()


async def test_no_line_about_falls_stands_below_a_list_without_one(
    tmp_path: Path, time: Clock
) -> None:
    setting = Setting(time, tmp_path)
    life = Life()
    life.run(6, 8)
    life.run(5, None)
    setting.journal.append(*life.records)
    async with looking_back(setting, "enter") as person:
        assert "6 before, 8 after" in person.sees()
        assert EASED not in person.sees()


@pytest.mark.slow
async def test_one_wait_is_looked_at_by_itself_and_all_of_them_again(setting: Setting) -> None:
    async with looking_back(setting, "2", "o") as person:
        assert "The pull in one wait" in person.sees()
        assert "1 of 6" in person.sees()
        assert "8 at the start, 10 after 5 minutes, 5 after 5 minutes." in person.sees()
        await person.press("n", "n")
        assert "3 of 6" in person.sees()
        await person.press("b", "b", "b")
        assert "6 of 6" in person.sees()
        await person.press("o")
        assert "The pull while you waited" in person.sees()
        await person.press("n", "o", "1", "2")
        assert "The pull while you waited" in person.sees()
        await person.press("4", "o")
        assert "After waiting" in person.sees()


@pytest.mark.slow
async def test_how_it_went_later_stands_below_its_wait(setting: Setting) -> None:
    at = setting.time.now().isoformat()
    setting.journal.append(
        {"v": 1, "session": "urge-2", "id": "later", "at": at, "what": "answered", "key": "later",
         "value": "clearer the next day,\nglad I asked"}
    )  # fmt: skip
    async with looking_back(setting, "3", "4") as person:
        while "later: " not in person.sees():  # a thread reads it
            await person.pilot.pause(0.01)
        assert "later: clearer the next day, glad I asked" in person.sees()
        assert person.sees().count("later: ") == 1


@pytest.mark.slow
async def test_the_sessions_of_a_try_are_shown_when_it_is_over(setting: Setting) -> None:
    life = Life()
    a_try(life, ("long-exhale", "five-senses"), how="done", runs=14)
    setting.journal.append(*life.records)
    async with looking_back(setting, "5") as person:
        await person.press("r")
        assert person.sees().count(" before, ") == 14
        assert "Longer out-breath" in person.sees()
        await person.press("escape")
        assert "Where you ended" in person.sees()
        await person.press("n", "r")
        assert "A coin picks one of two routines" in person.sees()


@pytest.mark.slow
async def test_a_change_behind_the_history_is_seen(setting: Setting) -> None:
    async with looking_back(setting, "1") as person:
        assert "8 before, 5 after" in person.sees()
        await person.press("enter", "enter", "enter", "2", "escape", "escape")
        assert "2 before, 5 after" in person.sees()


@pytest.mark.slow
async def test_reading_that_takes_long_says_how_far_it_is_and_can_be_left(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[bool] = []

    def read(self: object, period: object) -> Iterator[Progress]:
        try:
            while True:
                yield Progress(12_000_000, 659_000_000)
        finally:
            left.append(True)

    monkeypatch.setattr("calmtui.history.past_sums.PastSums.read", read)
    async with before(setting.app(), setting.time) as person:
        person.app.overlays.show_figures()
        while not isinstance(person.app.screen, LookingBackScreen):
            await person.pilot.pause(0.01)
        screen = person.app.screen
        while screen._reader.progress is None:
            await person.pilot.pause(0.01)
        screen._show_progress()
        await person.pilot.pause(0.01)
        assert "Reading the history: 12 of 659 MB" in person.sees()
        screen.dismiss()
        while not left:
            await person.pilot.pause(0.01)
    assert left == [True]


def test_progress_of_little_is_no_number() -> None:
    assert describe_progress(None) == describe_progress(Progress(1, 2)) == "Reading the history ..."


@pytest.mark.slow
async def test_a_try_begins_is_counted_and_stops_when_asked_twice(setting: Setting) -> None:
    async with looking_back(setting, "5") as person:
        assert "A coin picks one of two routines" in person.sees()
        await person.press("j", "j", "right")
        assert "40 sessions" in person.sees()
        await person.press("enter")
        assert "0 of 40 sessions" in person.sees()
        assert "No numbers before the end." in person.sees()
        (one,) = read_tries(setting.journal.records())
        assert (one.planned, one.closed) == (40, "")
        await person.press("s")
        assert not read_tries(setting.journal.records())[0].closed
        await person.press("s")
        assert "Nothing is compared." in person.sees()
        assert read_tries(setting.journal.records())[0].closed == "stopped"
        await person.press("n")
        assert "A coin picks one of two routines" in person.sees()


@pytest.mark.slow
async def test_a_tap_on_a_row_turns_it_and_begins_nothing(setting: Setting) -> None:
    async with looking_back(setting, "5") as person:
        lines = person.sees().split("\n")
        (row,) = (number for number, line in enumerate(lines) if "Length" in line)
        await tap(person, lines[row].index("Length"), row)
        assert "Length     40 sessions" in person.sees()
        assert not read_tries(setting.journal.records())


async def test_no_try_begins_in_a_private_session(setting: Setting, tmp_path: Path) -> None:
    setting.journal.is_private = True
    files = bytes_under(tmp_path)
    async with looking_back(setting, "5", "enter") as person:
        assert "A private session saves nothing" in person.sees()
    assert bytes_under(tmp_path) == files


@pytest.mark.slow
async def test_the_page_is_shown_first_and_written_for_this_account_alone(
    setting: Setting, tmp_path: Path
) -> None:
    async with looking_back(setting, "6") as person:
        seen = person.sees()
        for words in ("In it: 6 sessions", "What you wrote is left out.", "~/calmtui-report.html"):
            assert words in seen
        await person.press("p")
        assert "Own notes" in person.sees()
        await person.press("escape")
        assert not list((tmp_path / "me").iterdir())
        await person.press("enter")
        assert "Written: ~/calmtui-report.html" in person.sees()
        await person.press("enter")  # the first one is never replaced
    files = sorted((tmp_path / "me").iterdir())
    assert [file.name for file in files] == ["calmtui-report-2.html", "calmtui-report.html"]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert all(b"since noon" not in file.read_bytes() for file in files)


@pytest.mark.slow
async def test_the_page_is_made_of_what_was_counted_and_of_all_records_where_that_is_too_little(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Gathered] = []

    def gather(records: Iterable[Record]) -> Gathered:
        read.append(Gathered(records))
        return read[-1]

    monkeypatch.setattr(report_maker, "Gathered", gather)
    async with looking_back(setting, "6") as person:
        assert "In it: 6 sessions" in person.sees()
        assert not read
    with next(setting.journal.folder.glob("*.jsonl")).open("a") as file:
        file.write("nonsense\n")
    async with looking_back(setting, "6") as person:
        assert "In it: 6 sessions" in person.sees()
        assert len(read) == 1


@pytest.mark.slow
async def test_ones_own_words_are_on_the_page_only_when_asked_for(
    setting: Setting, tmp_path: Path
) -> None:
    async with looking_back(setting, "6", "j", "right", "j", "right") as person:
        assert "What you wrote is in it" in person.sees()
        assert "since noon" in person.sees()
        await person.press("enter")
    assert b"since noon" in (tmp_path / "me" / "calmtui-report.md").read_bytes()


@pytest.mark.slow
async def test_a_disk_that_refuses_the_page_is_named(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("calmtui.tui.report_maker.write_file", refuse)
    async with looking_back(setting, "6", "enter") as person:
        assert "Not saved: no space left on device" in person.sees()
