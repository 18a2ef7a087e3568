"""Nothing is told by a colour alone: without colours, and with the few of a terminal, signs tell
the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calmtui.config.settings import Settings
from calmtui.render.cell import Row
from calmtui.render.colorless import with_signs
from calmtui.render.palette import PALETTES
from calmtui.render.shapes.figure import draw_figure
from calmtui.render.shapes.orb import draw_orb
from calmtui.render.shapes.sea import draw_sea
from calmtui.render.shapes.square import draw_square
from calmtui.storage.journal import Journal
from calmtui.tui.painter import Painter
from tests.support.emulator import Seen, cells
from tests.support.engine import Clock
from tests.support.frames import BREATH, TENSE, voyage
from tests.support.reference import Sink
from tests.support.screens import Person, calm

SAY = '[[steps]]\nkind = "say"\ntext = "a"\nseconds = 10\n'


def signs(rows: list[Row]) -> list[str]:
    return ["".join(with_signs(cell).char for cell in row) for row in rows]


def test_a_tight_part_looks_otherwise_than_the_rest_and_tighter_while_it_tightens() -> None:
    looks = [
        "".join(sorted(set("".join(signs(draw_figure(TENSE.at(at), 21, 17))))))
        for at in (0.0, 3.5, 5.9)
    ]
    assert [next(sign for sign in "█▓▒" if sign in look) for look in looks] == ["▒", "▓", "█"]
    assert all("░" in look for look in looks)


def test_a_part_that_tightens_is_yellow_from_its_first_second() -> None:
    terminal = PALETTES["terminal"]
    for at in (0.0, 1.0, 3.0, 5.9):
        (warm,) = {
            cell.ink
            for row in draw_figure(TENSE.at(at), 21, 17)
            for cell in row
            if cell.ink and cell.ink[0] == "warm"
        }
        assert terminal.colour(warm) == "yellow"


def test_what_is_done_of_the_square_is_solid_and_the_rest_is_not() -> None:
    rows = signs(draw_square(BREATH.at(9.0), 40, 17))  # two sides and a little of the third
    top, right, left = (
        rows[0],
        [row.rstrip()[-1:] for row in rows[4:12]],
        [row.lstrip()[:1] for row in rows[4:12]],
    )
    assert set(top.strip()) <= set("▀▄█")
    assert set(right) <= set("▒▓█")
    assert set(left) == {"░"}
    assert set(rows[-1].strip()[:8]) <= set("'.")


def test_the_sea_has_its_depths_and_the_line_is_no_mark() -> None:
    rows = signs(draw_sea(voyage(0.9, 3.0, (0.1, 9), (0.6, 2)), 80, 17))
    said = "".join(rows)
    assert all(sign in said for sign in "░▒▓")
    sky = "".join(rows[:8])
    assert set(sky) <= set(" '.▀▄█")
    assert sum(sky.count(half) for half in "▀▄") <= 8  # two marks of two cells, and the sail
    assert sky.count("'") + sky.count(".") > 20


def test_the_orb_is_fuller_than_its_ring() -> None:
    said = "".join(signs(draw_orb(BREATH.at(1.0), 40, 17)))
    assert "▒" in said
    assert "░" in said


@pytest.mark.parametrize(("theme", "colours"), [("dusk", None), ("terminal", "standard")])
def test_the_painter_sends_the_signs(theme: str, colours: str | None) -> None:
    sent = Painter(PALETTES[theme], colours).full_clear(draw_square(BREATH.at(9.0), 40, 17))
    assert "░" in sent
    assert "▒" in sent


def test_in_full_colour_nothing_changes() -> None:
    assert "░" not in Painter(PALETTES["dusk"], "truecolor").full_clear(
        draw_square(BREATH.at(9.0), 40, 17)
    )


def reversed_rows(person: Person) -> list[str]:
    """The words of the rows that are marked."""
    driver = person.app._driver
    assert isinstance(driver, Sink)
    rows: list[list[Seen]] = cells(driver.terminal)
    return [
        "".join(cell.char for cell in row if cell.reverse).strip()
        for row in rows
        if any(c.reverse for c in row)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("plain", [{"NO_COLOR": "1"}, {}])
async def test_the_row_that_the_keys_act_on_is_marked(
    journal: Journal,
    time: Clock,
    monkeypatch: pytest.MonkeyPatch,
    plain: dict[str, str],
    tmp_path: Path,
) -> None:
    for name, value in plain.items():
        monkeypatch.setenv(name, value)
    record: dict[str, Any] = {"v": 1, "session": "s", "at": time.now().isoformat()}
    journal.append({**record, "id": "a", "what": "begun", "routine": "rain", "title": "An old one"})
    journal.append({**record, "id": "b", "what": "ended", "how": "completed", "practised": 60.0})
    async with calm(
        journal, time, settings=Settings(theme="dusk" if plain else "terminal")
    ) as person:
        (row,) = reversed_rows(person)
        await person.press("down")
        (other,) = reversed_rows(person)
        assert other != row
        await person.press("c")
        assert [row[:6] for row in reversed_rows(person)] == ["length"]
        await person.press("escape", "l", "enter")
        (row,) = reversed_rows(person)
        assert "An old one" in row
