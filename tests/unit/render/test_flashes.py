"""Nothing ever flashes: in every guide, at every setting, hardly anything turns bright and dark.

The measure is that of WCAG 2.3.1, for a half of a cell by itself (`tests/support/flashes.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from calmtui.content.adjust import MIN_PACE
from calmtui.content.library import Library
from calmtui.content.routine import LEAST_PHASE, Routine
from calmtui.render.cell import Cell, Row
from calmtui.render.layout import RenderOptions
from calmtui.render.screen import draw_screen
from calmtui.session.events import Next
from calmtui.session.scene import GuideScene
from calmtui.session.session import Session
from calmtui.session.timeline import Timeline
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.tui.frame_rate import MOST
from tests.support.engine import Clock, routine
from tests.support.flashes import SETTINGS, most_changes
from tests.support.frames import guide
from tests.support.ways import GUIDES

# A flash is two changes, there and back. WCAG lets three flashes pass in a second, and more on a
# small area; here it is two, for half of a cell, and one for nearly everything.
MOST_CHANGES, WCAG_CHANGES = 4, 6
Film = list[tuple[float, Sequence[Row]]]
BREATH = '[[steps]]\nkind = "breathe"\ntext = "Slow."\ninhale = {0}\nexhale = {0}\nrounds = 99\n'
FILMED = {
    **{name: GUIDES[name] for name in ("figure", "text")},
    # at twice the pace that they are written in, the fastest that a person may choose
    "square": GUIDES["square"].replace("= 4", f"= {4 * MIN_PACE}"),
    "orb": GUIDES["orb"].replace("= 4", f"= {4 * MIN_PACE}").replace("= 6", f"= {6 * MIN_PACE}"),
}
# Without motion nothing changes but at the beginning of a phase: `test_screen.py` holds that.
LOOKS = {"full": RenderOptions(), "ascii": RenderOptions(ascii=True)}
SECONDS = 10.0  # a round at that pace
LIBRARY = Library(bundled_routines_path(), Path("/nonexistent"))


def film(name: str, look: str, size: tuple[int, int] = (80, 24)) -> Film:
    shape = f'shape = "{name}"\n' if name in ("square", "orb") else ""
    drawn = routine(FILMED[name], head=shape)
    return list(filmed(drawn, 0.0, SECONDS, LOOKS[look], size))


def filmed(
    drawn: Routine, start: float, end: float, look: RenderOptions, size: tuple[int, int]
) -> Iterator[tuple[float, Sequence[Row]]]:
    """As many frames as the program draws at most."""
    for number in range(round((end - start) * MOST)):
        at = start + number / MOST
        yield at, draw_screen(guide(drawn, at), drawn, *size, look)


def sea(look: str) -> Film:
    """A wait, from its first second."""
    time = Clock()
    urge = LIBRARY.find("ride-the-urge")
    nowhere = Journal(Path("/nonexistent"), Path("/nonexistent"), private=True)
    session = Session(urge, nowhere, time.clock, time.now, quick=True, delay=600)
    while not (
        isinstance(scene := session.scene(), GuideScene) and scene.moment.phase.kind == "wait"
    ):
        session.handle(Next())
    frames: Film = []
    for _frame in range(round(SECONDS * MOST)):
        time.go(1 / MOST)
        frames.append((time.clock(), draw_screen(session.scene(), urge, 80, 24, LOOKS[look])))
    return frames


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", [*FILMED, "sea"])
def test_nothing_ever_flashes(name: str, look: str) -> None:
    frames = sea(look) if name == "sea" else film(name, look)
    changes = {setting: most_changes(frames, setting) for setting in SETTINGS}
    assert max(changes.values()) <= MOST_CHANGES, changes


@pytest.mark.slow
@pytest.mark.parametrize("id", [entry.id for entry in LIBRARY.entries])
def test_nothing_flashes_in_any_routine_upright(id: str) -> None:
    drawn = LIBRARY.find(id)
    starts = {phase.kind: phase.start for phase in reversed(Timeline.of(drawn).phases)}
    for start in starts.values():
        frames = list(filmed(drawn, max(start - 1, 0), start + 6, RenderOptions(), (45, 80)))
        for setting in SETTINGS:
            assert most_changes(frames, setting) <= WCAG_CHANGES


def test_the_fastest_breath_that_a_file_may_have_stays_within_what_wcag_allows() -> None:
    fastest = routine(BREATH.format(LEAST_PHASE), head='shape = "orb"\n')
    at_pace = 1 / MIN_PACE  # film time runs as much faster
    frames = [
        (at / at_pace, rows) for at, rows in filmed(fastest, 0.0, 10.0, RenderOptions(), (80, 24))
    ]
    assert 1 <= most_changes(frames, "dusk") <= WCAG_CHANGES


def blinking(times: Sequence[float]) -> Film:
    """A cell that is bright from one time to the next, and dark in between."""
    cells = ([Cell("█", ("text", 1.0))], [Cell()])
    return [(time, [cells[number % 2]]) for number, time in enumerate(times)]


@pytest.mark.parametrize("setting", SETTINGS)
def test_what_flashes_is_counted(setting: str) -> None:
    times = [number / 8 for number in range(17)]
    assert most_changes(blinking(times), setting) == 8
    assert most_changes(blinking([2.0 * time for time in times]), setting) == 4


def test_a_slow_rise_is_one_change_and_a_small_one_none() -> None:
    rise = [(level / 40, [[Cell("█", ("text", level / 12))]]) for level in range(13)]
    assert most_changes(rise, "dusk") == 1
    small = [(number / 8, [[Cell("█", ("text", number % 2 / 6))]]) for number in range(9)]
    assert most_changes(small, "dusk") == 0
