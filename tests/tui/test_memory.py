"""Memory in a long run: after the first minutes it stays as it is."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from benchmarks.guides import at_guide
from calmtui.content.adjust import fit_to_length
from calmtui.content.library import Library
from calmtui.render.cell import blank
from calmtui.render.layout import RenderOptions
from calmtui.render.palette import PALETTES
from calmtui.render.screen import draw_screen
from calmtui.session.events import Rate
from calmtui.session.scene import RateScene
from calmtui.storage.journal import Journal
from calmtui.tui.escape_codes import PLAIN
from calmtui.tui.painter import Painter
from tests.support.engine import Clock, begin

MINUTES = 20
FRAMES = 4  # in a second


@pytest.mark.slow
@pytest.mark.parametrize("id", ["ride-the-urge", "long-exhale"])
def test_twenty_minutes_of_a_run_keep_no_more_than_ten(
    library: Library, journal: Journal, time: Clock, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every frame is drawn and sent, as the screen does it. What may be kept is bounded, and full
    long before.
    """
    # Frames of a guide that are new come one a breath.
    monkeypatch.setattr("calmtui.tui.painter._CACHED_FRAMES", 64)
    routine = library.find(id)
    seconds = MINUTES * 60.0
    if routine.delay:
        session = begin(routine, journal, time, quick=True, delay=seconds + 60)
    else:
        session = begin(fit_to_length(routine, seconds + 60), journal, time, quick=True)
    at_guide(session)
    painter, rows, pen = Painter(PALETTES["dusk"], "truecolor"), blank(80, 24), PLAIN
    kept: list[int] = []
    tracemalloc.start()
    try:
        for frame in range(MINUTES * 60 * FRAMES):
            if frame in (MINUTES * 30 * FRAMES, MINUTES * 60 * FRAMES - 1):
                gc.collect()
                kept.append(tracemalloc.get_traced_memory()[0])
            scene = session.scene()
            if isinstance(scene, RateScene):
                session.handle(Rate(5))
            before, rows = rows, draw_screen(scene, session.routine, 80, 24, RenderOptions())
            _text, left = painter.diff(before, rows, pen)
            assert left is not None
            pen = left
            time.go(1 / FRAMES)
    finally:
        tracemalloc.stop()
    # Bytes in ten minutes, of which the words of new breaths are most.
    assert kept[1] - kept[0] < 150_000
