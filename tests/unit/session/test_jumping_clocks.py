"""Time that jumps: summer and winter time, a clock set back or ahead, other zones, a suspend. No
length is invented.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.content.library import Library
from calmtui.history.open_runs import open_runs
from calmtui.history.sessions import PastSession, fold_sessions
from calmtui.session.events import Leave, Next, Pause, Rate
from calmtui.session.scene import GuideScene
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record
from calmtui.text.dates import format_date, local_date, parse_timestamp
from tests.support.engine import Clock, pass_time
from tests.support.records import session_records

BERLIN = ZoneInfo("Europe/Berlin")


class Wall(Clock):
    """A clock on a wall in a zone, told as the system tells it: each time with the offset it has
    then.
    """

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.zone: timezone | ZoneInfo = BERLIN
        self.wall = at.astimezone(UTC)

    def now(self) -> datetime:
        local = self.wall.astimezone(self.zone)
        return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))


def breathing(library: Library, journal: Journal, time: Clock) -> Session:
    session = Session(library.find("long-exhale"), journal, time.clock, time.now)
    session.handle(Rate(7))
    return session


def waiting(library: Library, journal: Journal, time: Clock) -> Session:
    """An urge in its wait, two minutes after it began."""
    session = Session(library.find("ride-the-urge"), journal, time.clock, time.now, quick=True)
    session.handle(Rate(8))
    while not (isinstance(scene := session.scene(), GuideScene) and scene.waiting):
        session.handle(Next())
    pass_time(session, time, 120)
    return session


def only(journal: Journal) -> PastSession:
    (past,) = fold_sessions(journal.records())
    return past


@pytest.mark.parametrize(
    ("begins", "offsets"),
    [
        (datetime(2026, 10, 25, 2, 58, tzinfo=BERLIN), ("+02:00", "+01:00")),  # 3:00 becomes 2:00
        (datetime(2026, 3, 29, 1, 58, tzinfo=BERLIN), ("+01:00", "+02:00")),  # 2:00 becomes 3:00
    ],
)
def test_a_night_in_which_the_clocks_change_makes_nothing_longer_or_shorter(
    library: Library, journal: Journal, begins: datetime, offsets: tuple[str, str]
) -> None:
    time = Wall(begins)
    session = waiting(library, journal, time)
    assert session._run.clock.delay_left == pytest.approx(480)
    pass_time(session, time, 190)
    session.handle(Rate(6))  # a check-in, behind the change
    during = [r for r in journal.records() if r.get("when") == "during"]
    assert [r["after"] for r in during] == [pytest.approx(310)]
    session.leave_for_good()
    past = only(journal)
    assert past.practised == pytest.approx(310, abs=2)
    assert past.began.endswith(offsets[0])
    assert {record["at"][-6:] for record in journal.records()} == set(offsets)
    assert past.how == "left early"


@pytest.mark.parametrize("hours", [-30, -3, -0.01, 0.001, 3])
def test_a_clock_that_is_set_credits_no_second_to_a_guide(
    library: Library, journal: Journal, hours: float
) -> None:
    time = Wall(datetime(2026, 11, 24, 22, 41, tzinfo=BERLIN))
    session = breathing(library, journal, time)
    pass_time(session, time, 60)
    time.wall += timedelta(hours=hours)
    pass_time(session, time, 1)
    if isinstance(scene := session.scene(), GuideScene) and scene.paused:
        session.handle(Pause())
    pass_time(session, time, 60)
    session.handle(Leave())
    session.handle(Leave())
    past = only(journal)
    assert past.how == "left early"
    assert 119 <= past.practised <= 121
    assert past.before == {"anxiety": 7}


@pytest.mark.parametrize("hours", [-30, -3, -0.05])
def test_a_clock_set_back_makes_no_wait_longer(
    library: Library, journal: Journal, hours: float
) -> None:
    time = Wall(datetime(2026, 11, 24, 22, 41, tzinfo=BERLIN))
    session = waiting(library, journal, time)
    time.wall += timedelta(hours=hours)
    left = [session._run.clock.delay_left]
    for _ in range(479):
        pass_time(session, time, 1)
        left.append(session._run.clock.delay_left)
    assert left == sorted(left, reverse=True)
    assert all(0 <= seconds <= 480 for seconds in left)
    assert left[-1] <= 2
    session.interrupt()
    assert only(journal).practised <= 600
    assert all(record.get("after", 0) >= 0 for record in journal.records())
    assert all(
        0 <= opened.remaining(time.now()) <= 600
        for opened in open_runs(journal.records(), time.now())
    )


def test_a_suspend_is_no_practice_and_a_wait_goes_on_in_it(
    library: Library, tmp_path: Path
) -> None:
    guide, wait = (Journal(tmp_path / name, tmp_path / "state") for name in ("guide", "wait"))
    time = Wall(datetime(2026, 11, 24, 22, 41, tzinfo=BERLIN))
    session = breathing(library, guide, time)
    pass_time(session, time, 30)
    time.suspend(7200)
    session.scene()
    session.handle(Leave())
    session.handle(Leave())
    assert only(guide).practised == pytest.approx(30, abs=1)
    session = waiting(library, wait, time)
    time.suspend(300)
    session.scene()
    assert session._run.clock.delay_left == pytest.approx(180, abs=1)
    session.interrupt()
    assert only(wait).practised <= 121


def test_a_session_that_went_on_in_another_zone_has_the_day_on_which_it_began(
    library: Library, journal: Journal
) -> None:
    time = Wall(datetime(2026, 11, 24, 23, 55, tzinfo=BERLIN))
    session = breathing(library, journal, time)
    pass_time(session, time, 60)
    time.zone = timezone(timedelta(hours=-10))
    session.handle(Leave())
    session.handle(Leave())
    past = only(journal)
    assert local_date(past.began) == datetime(2026, 11, 24).date()
    assert past.practised == pytest.approx(60, abs=1)


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago"]),
)
def test_a_day_is_that_of_the_records_own_offset_wherever_it_is_read(
    at: datetime, offset: int, zone: str
) -> None:
    written = at.replace(tzinfo=timezone(timedelta(minutes=offset)), microsecond=0)
    assert local_date(written.isoformat()) == at.date()
    assert parse_timestamp(written.isoformat()) == written
    assert format_date(at.date(), written.astimezone(ZoneInfo(zone)).date()).split()[1] == str(
        at.day
    )


def test_log_says_the_same_in_every_zone(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    times = ("2026-10-25T02:30:00+02:00", "2026-10-25T02:10:00+01:00", "2026-10-24T23:30:00-08:00")
    for name, at in zip("abc", times, strict=True):
        journal.append(*({**record, "at": at} for record in session_records(name)))
    said = set()
    for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles"):
        env = {**os.environ, "CALMTUI_HOME": str(tmp_path), "TZ": zone}
        done = subprocess.run(
            [sys.executable, "-m", "calmtui", "log"],
            env=env,
            capture_output=True,
            text=True,
            check=True,
        )
        said.add(done.stdout)
    (text,) = said
    # By the instant, the newest first; each with the time that stood on its own wall.
    assert [line.split()[1] for line in text.splitlines()] == ["23:30", "02:10", "02:30"]


@given(st.permutations(range(6)), st.lists(st.integers(-40, 40), min_size=6, max_size=6))
def test_clocks_that_disagree_by_hours_lose_nothing(order: list[int], hours: list[int]) -> None:
    began = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    records: list[Record] = [
        {"what": "begun", "title": "Box"},
        {"what": "rated", "when": "before", "anxiety": 7},
        {"what": "ended", "how": "interrupted", "practised": 20},
        {"what": "resumed"},
        {"what": "rated", "when": "after", "anxiety": 3},
        {"what": "ended", "how": "completed", "practised": 60},
    ]
    dated = [
        {
            "id": f"{n}",
            "session": "s",
            "at": (began + timedelta(hours=hours[n], seconds=n)).isoformat(),
            **record,
        }
        for n, record in enumerate(records)
    ]
    (past,) = fold_sessions(dated[n] for n in order)
    assert (past.before, past.after, past.how, past.practised) == (
        {"anxiety": 7},
        {"anxiety": 3},
        "completed",
        60.0,
    )
    assert open_runs((dated[n] for n in order), began) == []
    for some in itertools.combinations(dated, 4):
        for opened in open_runs(some, began):
            assert opened.practised >= 0
            assert opened.remaining(began) == 0
