"""A short message stays long enough to be read, on every screen that says one."""

from __future__ import annotations

from pathlib import Path

import pytest

from calmtui.content.library import Library
from calmtui.render.cell import blank
from calmtui.render.layout import RenderOptions
from calmtui.render.outcome import draw_outcome
from calmtui.session.scene import CopyScene
from calmtui.storage.journal import Journal
from calmtui.tui.screens.run import RunScreen
from tests.support.engine import Clock, routine
from tests.support.reference import sees
from tests.support.screens import calm, running

COPIED = "Copied, if your terminal allows it."
HOLD = '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 4\nhold = 4\nexhale = 4\nrounds = 9\n'


async def test_copied_stays_through_the_ticks_of_a_wait(
    library: Library, journal: Journal, time: Clock, tmp_path: Path
) -> None:
    async with running(
        library, journal, time, tmp_path, "9", "1", "1", id="pause-and-return"
    ) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, RunScreen)
        for _ in range(9):
            if isinstance(screen.session.scene(), CopyScene):
                break
            await pilot.press("1")
        await pilot.press("c")
        for seconds, there in ((0.1, True), (2.0, True), (3.0, True), (4.0, False)):
            time.go(seconds)
            screen.tick()
            await pilot.pause()
            assert (COPIED in sees(pilot.app)) is there
        await pilot.press("c", "enter")
        assert COPIED not in sees(pilot.app)  # it is about what is gone


async def test_what_a_key_changed_is_said_before_a_guide_and_in_a_pause_too(
    journal: Journal, time: Clock
) -> None:
    async with calm(journal, time, first=routine(HOLD)) as person:
        await person.press("h")
        assert "Without holds." in person.sees()
        await person.press("4", "space")
        await person.wait(13)
        await person.press("h")
        assert "With holds again, from the next round on." in person.sees()
        await person.wait(13)
        assert "Space  continue" in person.sees()


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 12), (45, 20), (45, 80), (200, 50)])
def test_a_message_beside_words_to_copy_fits_everywhere(columns: int, rows: int) -> None:
    said = "Kept as a draft. `calmtui draft` prints it, `calmtui draft --forget` deletes it."
    body = blank(columns, rows)
    draw_outcome(
        body,
        CopyScene("Here it is.", "some words " * 60, True, keepable=True),
        RenderOptions(message=said),
    )
    shown = " ".join(" ".join("".join(cell.char for cell in row) for row in body).split())
    assert said in shown
    assert "Enter  continue".replace("  ", " ") in shown
