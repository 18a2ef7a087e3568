"""What the drawing is tested with: timelines, a guide, options, and what the rows say."""

from __future__ import annotations

from msgspec.structs import replace

from calmtui.content.routine import Routine
from calmtui.render.cell import Row
from calmtui.render.layout import RenderOptions
from calmtui.session.scene import GuideScene
from calmtui.session.timeline import Sea, Timeline
from calmtui.text.width import cell_width
from tests.support.engine import routine

TIRED = RenderOptions(reduced=True)

LOOKS = {
    "full": RenderOptions(),
    "ascii": RenderOptions(ascii=True),
    "reduced": TIRED,
    "time": RenderOptions(time=True),
}


def guide(a: Routine, at: float, **more: object) -> GuideScene:
    timeline = Timeline.of(a)
    sea = Sea(at / timeline.total, at, ((0.1, 9), (0.4, 6))) if a.delay else None
    shown = GuideScene(timeline.at(at), False, at / timeline.total, timeline.total - at, sea)
    return replace(shown, **more)


SIDES = 'kind = "breathe"\ntext = "x"\ninhale = 4\nhold = 4\nexhale = 4\nrest = 4\nrounds = 2\n'

BREATH = Timeline.of(routine(f"[[steps]]\n{SIDES}"))

TENSE = Timeline.of(
    routine('[[steps]]\nkind = "tense"\npart = "Strong arm"\ntext = "x"\ntense = 6\nrelease = 35\n')
)

SEA = Sea(0.4, 12.0, ((0.0, 9), (0.3, 7)))


def text(rows: list[Row]) -> list[str]:
    return ["".join(cell.char for cell in row) for row in rows]


def exact(rows: list[Row], columns: int, high: int) -> bool:
    """Whether the rows have just so many cells, and on a terminal just that width."""
    return len(rows) == high and all(
        len(row) == columns and cell_width("".join(c.char for c in row)) == columns for row in rows
    )


def voyage(progress: float, swell: float = 0.0, *marks: tuple[float, int]) -> Sea:
    return Sea(min(progress, 1.0), swell, marks)


def warm_cells(rows: list[Row]) -> set[tuple[int, int]]:
    """Return the columns and rows of all cells in a warm ink."""
    return {
        (x, y)
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
        if cell.ink and cell.ink[0] == "warm"
    }
