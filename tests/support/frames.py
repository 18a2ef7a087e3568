"""What several tests share of frame."""

from __future__ import annotations

from msgspec.structs import replace

from calmtui.content.routine import Routine
from calmtui.render.layout import RenderOptions
from calmtui.render.shapes import Row
from calmtui.session.scene import GuideScene
from calmtui.session.timeline import Sea, Timeline
from calmtui.text.width import cell_width

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


SEA = Sea(0.4, 12.0, ((0.0, 9), (0.3, 7)))


def text(rows: list[Row]) -> list[str]:
    return ["".join(cell.char for cell in row) for row in rows]


def exact(rows: list[Row], columns: int, high: int) -> bool:
    """Whether the rows have just so many cells, and on a terminal just that width."""
    return len(rows) == high and all(
        len(row) == columns and cell_width("".join(c.char for c in row)) == columns for row in rows
    )
