"""Sessions for tests: a clock that is moved by hand, a routine from TOML steps."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from msgspec.structs import replace

from calmtui.content.library import Library
from calmtui.content.reader import read_routine
from calmtui.content.routine import Routine
from calmtui.history.sessions import PastSession, fold_sessions
from calmtui.session.scene import FinishedScene, Scene
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.routine_texts import HEAD


class Clock:
    """Monotonic seconds and wall time; `go` moves both, `suspend` only the wall, as a suspend
    does.
    """

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.wall = datetime(2026, 11, 24, 22, 41, 3, tzinfo=timezone(timedelta(hours=1)))

    def clock(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.wall

    def go(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)

    def suspend(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)


def routine(steps: str, head: str = "") -> Routine:
    """A routine from TOML steps; `head` adds keys at the top."""
    return read_routine(f"{HEAD}{head}\n{steps}", "t", "t.toml")


def begin(a: Routine, journal: Journal, time: Clock, **more: object) -> Session:
    return Session(a, journal, time.clock, time.now, **more)  # type: ignore[arg-type]


def urge(
    library: Library,
    journal: Journal,
    time: Clock,
    state: DeviceStore | None = None,
    **more: object,
) -> Session:
    """An urge that was begun at once, as its command begins it."""
    return begin(library.find("ride-the-urge"), journal, time, quick=True, state=state, **more)


def pass_time(session: Session, time: Clock, seconds: float, frame: float = 1.0) -> None:
    """Let time pass as a front end sees it: with a look at every frame."""
    whole, rest = divmod(seconds, frame)
    for _ in range(int(whole)):
        time.go(frame)
        session.scene()
    time.go(rest)
    session.scene()


def only_session(journal: Journal) -> PastSession:
    """Return the one session that the journal holds."""
    (past,) = fold_sessions(journal.records())
    return past


def scene_of(session: Session) -> Scene:
    """What is on, without what can be done there; of an end, what is said."""
    scene = replace(session.scene(), actions={})
    if isinstance(scene, FinishedScene):
        return replace(scene, before=None, after=None, other="")
    return scene
