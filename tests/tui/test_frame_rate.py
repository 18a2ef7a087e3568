"""When a guide is looked at again."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from benchmarks.guides import at_guide
from calmtui.content.library import Library
from calmtui.render.layout import RenderOptions
from calmtui.render.screen import draw_screen
from calmtui.render.screen_state import shape_forecast
from calmtui.render.shapes.sea import draw_sea, sea_steps
from calmtui.session.scene import GuideScene
from calmtui.session.session import Session
from calmtui.session.timeline import Phase, Sea, Timeline
from calmtui.storage.journal import Journal
from calmtui.tui.frame_rate import FEWEST, MOST, FrameRate
from tests.support.engine import Clock, begin, routine

STEP = '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 4\nhold = 4.5\nexhale = 6\nrounds = 9\n'
TIMELINE = Timeline.of(routine(STEP))


def guide(at: float) -> GuideScene:
    return GuideScene(TIMELINE.at(at), False, at / TIMELINE.total, TIMELINE.total - at)


@given(st.floats(0, 130), st.floats(0, 1e6), st.booleans(), st.sampled_from([4.0, 15.0, 30.0]))
def test_a_look_never_misses_a_boundary_or_a_count(
    at: float, now: float, time: bool, rate: float
) -> None:
    scene = guide(at)
    wait = FrameRate(rate).wait(scene, RenderOptions(time=time), lambda seconds: None, now)
    assert 0 < wait <= scene.moment.left + 1e-9
    later = TIMELINE.at(at + wait - 1e-6)
    assert (later.phase, later.count) == (scene.moment.phase, scene.moment.count)


@example(at=1.0, now=1.9999999998835847, rate=4.0, shape="orb")
@given(
    st.floats(0, 130),
    st.floats(0, 1e6),
    st.sampled_from([4.0, 15.0, 30.0]),
    st.sampled_from(["orb", "square"]),
)
def test_a_look_comes_no_later_than_a_frame_after_the_shape_has_changed(
    at: float, now: float, rate: float, shape: str
) -> None:
    drawn = routine(STEP, head=f'shape = "{shape}"\n')
    scene = guide(at)
    moving = shape_forecast(scene, drawn, 80, 24, RenderOptions())
    wait = FrameRate(rate).wait(scene, RenderOptions(), moving, now)
    waited = wait - 1 / rate - 1e-6  # seconds in which there is nothing to see
    before = TIMELINE.at(at + waited)
    if before.phase == scene.moment.phase and waited > 0:
        one = draw_screen(replace(scene, moment=before), drawn, 80, 24, RenderOptions())
        assert one == draw_screen(scene, drawn, 80, 24, RenderOptions())


def test_a_hold_and_what_stands_are_looked_at_at_each_count_only() -> None:
    scene = guide(5.0)
    assert scene.moment.phase.kind == "hold"
    waits = FrameRate().wait(
        scene, RenderOptions(), shape_forecast(scene, routine(STEP), 80, 24, RenderOptions()), 0.0
    )
    assert waits == pytest.approx(1.0)
    scene = guide(1.0)
    for look in (RenderOptions(reduced=True), RenderOptions(reduced=True, still=True)):
        assert FrameRate().wait(
            scene, look, shape_forecast(scene, routine(STEP), 80, 24, look), 0.0
        ) == pytest.approx(1.0)


@given(st.floats(0, 1000), st.floats(0.001, 2))
def test_the_sea_changes_six_times_a_second_and_not_in_between(swell: float, later: float) -> None:
    one, two = (draw_sea(Sea(0.3, at, ()), 80, 16) for at in (swell, swell + later))
    if sea_steps(swell) == sea_steps(swell + later):
        assert one == two
    assert sea_steps(swell + 1) - sea_steps(swell) in (5, 6, 7)


def test_a_line_that_lags_gets_fewer_frames_and_then_more_again() -> None:
    pace = FrameRate()
    for _ in range(9):
        pace.report(False, 10.0)
    assert pace.rate == FEWEST
    pace.report(True, 12.0)
    assert pace.rate == FEWEST
    for now in (16.0, 22.0, 28.0, 34.0):
        pace.report(True, now)
    assert pace.rate == MOST


@pytest.mark.parametrize("rate", [4.0, 15.0, 30.0])
def test_frames_fall_on_a_grid_so_that_a_late_one_delays_no_other(rate: float) -> None:
    pace = FrameRate(rate)
    late = 7.003
    assert (
        late + pace.wait(guide(1.0), RenderOptions(), lambda seconds: seconds, late)
    ) * rate == pytest.approx(round(late * rate + 0.5), abs=1)


def looks_at(
    session: Session, time: Clock, seconds: float, look: RenderOptions, late: float
) -> list[tuple[float, Phase]]:
    """Look at a guide as its screen does, each time so much too late: when, and at what phase."""
    pace, looks, end = FrameRate(), [], time.clock() + seconds
    while time.clock() < end:
        scene = session.scene()
        assert isinstance(scene, GuideScene)
        looks.append((time.clock(), scene.moment.phase))
        shape = shape_forecast(scene, session.routine, 80, 24, look)
        time.go(pace.wait(scene, look, shape, time.clock()) + late)
    return looks


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["square", "orb", "text"])
@pytest.mark.parametrize("late", [1e-6, 0.02, 0.2])
def test_in_twenty_minutes_no_phase_comes_on_later_than_a_look_does(
    journal: Journal, time: Clock, shape: str, late: float
) -> None:
    steps = (
        '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 4\nhold = 4\nexhale = 4.3\n'
        "rest = 3.7\nrounds = 80\n"
    )
    session = at_guide(
        begin(routine(steps, head=f'shape = "{shape}"\n'), journal, time, quick=True)
    )
    start = time.clock()
    looks = looks_at(session, time, 1200, RenderOptions(), late)
    first = {phase.start: at for at, phase in reversed(looks)}
    assert len(first) >= 300
    # The last as well as the first.
    assert all(-1e-6 <= at - start - due <= late + 1e-5 for due, at in first.items())


@pytest.mark.parametrize(
    ("id", "seconds", "look", "most"),
    [
        (
            "long-exhale",
            100,
            RenderOptions(),
            4.5,
        ),  # 28 steps of the orb and ten counts in ten seconds
        ("box-breathing", 160, RenderOptions(), 9.5),
        ("ride-the-urge", 20, RenderOptions(), 7.5),  # the sea changes six times
        ("pmr-7", 41, RenderOptions(), 3.5),
        ("long-exhale", 100, RenderOptions(reduced=True), 1.01),
        ("long-exhale", 100, RenderOptions(reduced=True, still=True), 1.01),
    ],
)
def test_a_guide_wakes_no_more_often_than_it_changes(
    library: Library,
    journal: Journal,
    time: Clock,
    id: str,
    seconds: int,
    look: RenderOptions,
    most: float,
) -> None:
    session = at_guide(begin(library.find(id), journal, time, quick=True))
    assert len(looks_at(session, time, seconds, look, 0.0005)) / seconds <= most
