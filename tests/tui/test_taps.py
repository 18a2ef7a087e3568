"""A tap is the key that is drawn where it falls: on every screen, by the bytes of a terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from calmtui.session.scene import GuideScene, RateScene
from calmtui.tui.screens import base
from calmtui.tui.widgets.text_field import TextField
from tests.support.engine import Clock
from tests.support.reference import before
from tests.support.taps import find_and_tap, tap, tap_key, targets
from tests.support.ways import GUIDES, WALKS, Setting, guide
from tests.tui import test_reference


@pytest.fixture(autouse=True)
def _a_finger_that_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "UNSEEN", 0.0)


async def test_a_tap_on_a_number_is_the_number(time: Clock, tmp_path: Path) -> None:
    at = Setting(time, tmp_path)
    app = at.app(at.session(at.file(GUIDES["text"]), quick=False))
    async with before(app, time, (45, 20)) as person:
        assert person.app.runs.current is not None
        assert isinstance(person.app.runs.current.scene(), RateScene)
        places = [target for target in targets(person) if target.key in set("0123456789x")]
        assert {target.key for target in places} == set("0123456789x")
        assert all(target.width >= 3 for target in places)
        await tap_key(person, "7")
        assert isinstance(person.app.runs.current.scene(), GuideScene)
    assert [record["anxiety"] for record in at.journal.records() if "anxiety" in record] == [7]


async def test_the_second_tap_of_a_trembling_finger_is_none(
    time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "UNSEEN", 60.0)
    at = Setting(time, tmp_path)
    routine = at.file(GUIDES["text"], 'rate = ["anxiety", "pull"]')
    async with before(at.app(at.session(routine, quick=False)), time) as person:
        monkeypatch.setattr(base, "UNSEEN", 0.0)
        await tap_key(person, "7")
        monkeypatch.setattr(base, "UNSEEN", 60.0)
        await tap_key(person, "7")
        assert person.app.runs.current is not None
        assert isinstance(person.app.runs.current.scene(), RateScene)
        await tap_key(person, "7")  # what is asked has been seen
        assert isinstance(person.app.runs.current.scene(), GuideScene)


async def test_a_hint_is_its_key_and_two_keys_are_two_places(time: Clock, tmp_path: Path) -> None:
    async with before(WALKS["looked back on"][0](Setting(time, tmp_path)), time) as person:
        await person.press("l", "6")
        while "write it" not in person.sees():  # a thread makes the page
            await person.pilot.pause()
        keys = [target.key for target in targets(person)]
        assert "+" in keys
        assert "-" in keys
        assert all(target.width >= 3 for target in targets(person))
        await tap_key(person, "escape")
        await person.sees_screen("LookingBackScreen")


@pytest.mark.parametrize("size", [(80, 24), (45, 20), (40, 12)])
async def test_a_guide_names_its_keys_at_its_start_and_when_a_key_or_a_tap_does_nothing(
    size: tuple[int, int], time: Clock, tmp_path: Path
) -> None:
    async with before(guide("orb")(Setting(time, tmp_path)), time, size) as person:

        def named() -> bool:
            shown = {target.key for target in targets(person)}
            return {"space", "n", "q", "?"} <= shown and "q  leave" in person.sees()

        assert named()
        await person.wait(3)
        assert not named()
        for unknown in ("z", "f5"):
            await person.press(unknown)
            assert named(), unknown
            await person.wait(3)
            assert not named()
        await tap(person, 1, 2)
        assert named()
        await person.wait(4)
        await person.press("t")  # it shows the time
        assert not named()


async def test_a_check_in_is_answered_by_a_tap(time: Clock, tmp_path: Path) -> None:
    at = Setting(time, tmp_path)
    async with before(WALKS["urge"][0](at), time, (45, 20)) as person:
        await person.press("9", *"hey", "enter", "1", "enter", "1", "1", "enter", "enter", "n")
        await person.wait(40)
        assert "Pull now?" in person.sees()
        await tap_key(person, "4")
        assert "Pull now?" not in person.sees()
    pulls = [record["pull"] for record in at.journal.records() if "pull" in record]
    assert pulls == [9, 4]


@pytest.mark.parametrize("size", [(80, 24), (45, 20), (40, 12)])
async def test_a_question_has_the_ways_back_and_out_in_its_last_row(
    size: tuple[int, int], time: Clock, tmp_path: Path
) -> None:
    at = Setting(time, tmp_path)
    steps = '[[steps]]\nkind = "choose"\ntext = "Which?"\noptions = ["this", "that"]\n'
    async with before(at.app(at.session(at.file(steps), quick=False)), time, size) as person:
        await tap_key(person, "6")
        places = {target.key: target for target in targets(person)}
        assert {"1", "2", "enter", "b", "q", "?", "!"} <= set(places)
        assert places["q"].row == size[1] - 1
        assert places["2"].row - places["1"].row == 2  # a row apart, for a finger
        await tap_key(person, "b")
        assert "[6]" in person.sees()
        await tap_key(person, "enter")
        await tap_key(person, "question_mark")
        await person.sees_screen("KeysScreen")
        await tap_key(person, "escape")
        await tap_key(person, "q")
        assert not {"1", "2"} & {target.key for target in targets(person)}


async def test_the_wheel_turns_to_more_options(time: Clock, tmp_path: Path) -> None:
    at = Setting(time, tmp_path)
    names = ", ".join(f'"option {number}"' for number in range(1, 30))
    steps = f'[[steps]]\nkind = "choose"\ntext = "Which?"\noptions = [{names}]\n'
    app = at.app(at.session(at.file(steps, "rate = []")))
    async with before(app, time, (40, 12)) as person:
        first = person.sees()
        person.driver.feed(b"\x1b[<65;9;5M")
        await person.press()
        assert person.sees() != first
        person.driver.feed(b"\x1b[<64;9;5M")
        await person.press()
        assert person.sees() == first


_VIEWS = test_reference.VIEWS | {"german 45x20": test_reference.View((45, 20), language="de")}
# What is typed on any phone, and moves in a list whose rows can be tapped.
_EDITS = {"backspace", "ctrl+u", "ctrl+j", "ctrl+underscore", "ctrl+x", "ctrl+p"}
_MOVES = {"j", "k", "up", "down", "home", "end", "left", "right"}


@pytest.mark.parametrize(
    ("walk", "size"),
    [
        ("completed", "45x20"),
        ("urge left", "80x24"),
        *(
            pytest.param(walk, size, marks=pytest.mark.slow)
            for walk in WALKS
            for size in ("80x24", "45x20", "german 45x20")
        ),
    ],
)
async def test_every_walk_can_be_gone_by_taps_alone(
    walk: str, size: str, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, looks = WALKS[walk]
    missing = []
    async with test_reference.before(begin, _VIEWS[size], time, tmp_path, monkeypatch) as person:
        for to in looks:
            for key in to.keys_at(person.app.size):
                writes = getattr(person.app.focused, "WRITES", False)
                is_letter = writes and (len(key) == 1 or key == "space")
                if is_letter or key in _EDITS or not await find_and_tap(person, key):
                    name = type(person.app.screen).__name__  # the first page names its own rows
                    before_key = person.sees()
                    await person.press(key)
                    does_nothing = person.sees() == before_key
                    is_exempt = is_letter or key in _EDITS | _MOVES or name == "WelcomeScreen"
                    if not (is_exempt or does_nothing):
                        missing.append(f"{to.name}: {key}")
            await test_reference.look(person, to._replace(keys=""))
    assert not missing


_FIELDS = (
    '[[steps]]\nkind = "ask"\ntext = "Write it here, as it comes."\nlines = 5\nkeep = "why"\n'
    '[[steps]]\nkind = "choose"\ntext = "What came before?"\noptions = ["slow reply", "memory", '
    '"a memory of another time"]\nmany = true\n'
    '[[steps]]\nkind = "rate"\nwhat = "anxiety"\n'
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "head", ["rate = []", 'rate = []\nshape = "sea"'], ids=["words", "the sea"]
)
async def test_a_phone_s_keyboard_that_opens_and_closes_loses_nothing(
    head: str, time: Clock, tmp_path: Path
) -> None:
    at = Setting(time, tmp_path)
    app = at.app(at.session(at.file(_FIELDS, head)))
    async with before(app, time, (45, 40)) as person:
        for keys, shown in (
            ("h e y", ("Write it here, as it comes.", "hey", "Enter  continue")),
            ("space y o u", ("hey you", "Enter  continue")),
            ("enter 2", ("What came before?", "2 * memory", "Enter  continue")),
            ("enter", ("And now?", " x", "Enter  skip")),
        ):
            await person.press(*keys.split())
            high = person.sees()
            field = person.app.focused
            for size in ((45, 20), (45, 40)):
                assert person.driver.terminal is not None  # what came before is shown
                await person.resize(*size)
                assert len(person.driver._waiting) <= 1 + bool(field), "more pictures than needed"
                assert not person.differences(), size
                assert all(words in person.sees() for words in shown), person.sees()
                assert person.app.focused is field  # what is typed goes on where it was
            assert person.sees() == high
    (answered,) = [record for record in at.journal.records() if record.get("key") == "why"]
    assert answered["value"] == "hey you"


async def test_a_line_of_the_desk_that_was_tapped_keeps_the_cursor_at_a_new_size(
    time: Clock, tmp_path: Path
) -> None:
    at = Setting(time, tmp_path)
    steps = (
        '[[steps]]\nkind = "compose"\ntext = "A message."\nfields = [\n'
        '{ label = "When", example = "on Friday" },\n'
        '{ label = "I feel", example = "worried" },\n]\n'
    )
    async with before(at.app(at.session(at.file(steps, "rate = []"))), time, (80, 24)) as person:
        await person.sees_screen("MessageDeskScreen")
        await person.press(*"ash")
        fields = list(person.app.screen.query(TextField))
        await tap(person, fields[1].region.x, fields[1].region.y)
        await person.press(*"elm")
        for size in ((45, 20), (80, 24)):
            await person.resize(*size)
            assert person.app.focused is fields[1], size
            assert not person.differences()
        await person.press("s")
        assert "elms" in person.sees()
        assert "ash" in person.sees()


@pytest.mark.parametrize(("program", "count"), [("WezTerm", 1), ("", 0)])
async def test_a_number_on_the_help_page_is_copied_by_a_tap_and_a_link_where_there_are_links(
    program: str, count: int, time: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION", "WEZTERM_PANE", "VTE_VERSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM_PROGRAM", program)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    async with before(Setting(time, tmp_path).app(), time, (45, 40)) as person:
        copied: list[str] = []
        monkeypatch.setattr(person.app, "copy_to_clipboard", copied.append)
        person.driver.terminal.strange.clear()
        await person.press("exclamation_mark")
        await person.sees_screen("HelpScreen")
        sent = b"".join(person.driver._waiting)
        assert bool(re.search(rb"\x1b]8;[^;]*;tel:\d+", sent)) == bool(count)
        person.driver.terminal.strange.clear()
        assert "Shift and drag selects text." in "\n".join(person.driver.terminal.text())
        lines = person.driver.terminal.text()
        row = next(y for y, line in enumerate(lines) if re.search(r"  \d[\d ]+\d$", line))
        await tap(person, len(lines[row]) - 2, row)
        assert copied == [re.sub(r"\D", "", lines[row].split("  ")[-1])]
        assert "Copied" in "\n".join(person.driver.terminal.text())
