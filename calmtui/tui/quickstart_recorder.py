"""Makes the openings: the first seconds of a quick launch, drawn by the same code as the full screen.

A made opening is a file that `opening` plays. Making one is cut into small slices, so that it can go on beside a guide.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from calmtui import quickstart, terminal
from calmtui.config.preferences import read_preferences
from calmtui.config.settings import read_settings
from calmtui.content.adjust import apply_adjustments
from calmtui.content.routine import Routine
from calmtui.content.toml import FileError
from calmtui.context import QUICK_ROUTINES, AppContext
from calmtui.render.cell import Row, blank
from calmtui.render.layout import RenderOptions
from calmtui.render.screen import draw_screen
from calmtui.session.recorder import last_delay
from calmtui.session.session import Session
from calmtui.storage import files as durable
from calmtui.storage import reading
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths, bundled_routines_path
from calmtui.storage.records import Record
from calmtui.text import charset
from calmtui.text.i18n import catalogue_paths
from calmtui.text.language import preferred_languages
from calmtui.tui.painter import Painter

SECONDS = 8.0  # longer than a slow machine takes to import the full screen
FRAMES = 10  # a second
_MOST_KEPT = 40  # files: command lines times sizes

Frames = list[tuple[float, bytes]]


class QuickStartRequest(Struct, frozen=True):
    """A command line that an opening is wanted for, and what it runs. `files` are what that depends on."""

    words: tuple[str, ...]
    routine: Routine
    quick: bool
    delay: float | None
    files: tuple[Path, ...]


class _NoJournal(Journal):
    """A journal that takes records and writes nothing: a private one would change what scenes say."""

    def __init__(self) -> None:
        super().__init__(Path(os.devnull), Path(os.devnull))

    def append(self, *records: Record) -> None:
        """Drop the records."""


class _Recording:
    """One session played with a clock of its own, as the opening will show it."""

    def __init__(
        self,
        wanted: QuickStartRequest,
        look: RenderOptions,
        columns: int,
        rows: int,
        painter: Painter,
    ) -> None:
        self._seconds = 0.0
        self._wanted, self._look, self._painter = wanted, look, painter
        self._size = columns, rows
        self._on: list[Row] = blank(columns, rows)
        start = datetime.now().astimezone()
        self.session = Session(
            wanted.routine, _NoJournal(), lambda: self._seconds, lambda: start + timedelta(seconds=self._seconds),
            quick=wanted.quick, delay=wanted.delay,
        )  # fmt: skip

    def drawn(self) -> list[Row]:
        """The screen at this instant."""
        return draw_screen(self.session.scene(), self._wanted.routine, *self._size, self._look)

    def play(self, frames: Frames) -> Iterator[None]:
        """Take the frames of the first seconds into `frames`, a pause after each."""
        self._on = self.drawn()
        frames.append((0.0, _encoded(terminal.ENTER_SCREEN + self._painter.full_clear(self._on))))
        for number in range(round(SECONDS * FRAMES) if self.session.moving else 1):
            self._seconds = number / FRAMES
            before, self._on = self._on, self.drawn()
            if changes := self._painter.changes(before, self._on):
                frames.append((self._seconds, _encoded(changes)))
            yield


def _encoded(text: str) -> bytes:
    return charset.encode(text, charset.terminal_codec())


def record(
    wanted: Sequence[QuickStartRequest],
    journal: Journal,
    look: RenderOptions,
    columns: int,
    rows: int,
    painter: Painter,
) -> Iterator[None]:
    """Make the openings that are missing or stale, in slices. A disk that refuses leaves them unmade."""
    for one in wanted:
        path = Path(quickstart.cache_file(list(one.words), columns, rows))
        if _is_current(path, one.files):
            continue
        stamp = quickstart.fingerprint(_dependencies(one.files))
        take = _Recording(one, look, columns, rows, painter)
        frames: Frames = []
        yield from take.play(frames)
        with suppress(OSError):
            own = os.fspath(journal.device_file())
            _keep(path, quickstart.pack((stamp, own, frames, b"")))


def _dependencies(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return paths, and the files of all of calmtui that is imported: it draws the frames."""
    code = [
        str(module.__file__)
        for name, module in sys.modules.items()
        if name.partition(".")[0] == "calmtui" and getattr(module, "__file__", None)
    ]
    return (*map(os.fspath, paths), *code)


def _is_current(path: Path, dependencies: Sequence[Path]) -> bool:
    """Return whether a recording is there that depends on these paths, and still holds."""
    try:
        recording = quickstart.unpack(reading.read_file(os.fspath(path), quickstart.MAX_BYTES))
    except OSError:
        return False
    if recording is None:
        return False
    return set(map(os.fspath, dependencies)) <= set(recording[0][3])


def _keep(path: Path, data: bytes) -> None:
    """Put a file in place whole, and leave no more of them than are used."""
    ensure_private_dir(path.parent)
    durable.replace_file(os.fspath(path), data, sync=False)
    kept = sorted(path.parent.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in kept[_MOST_KEPT:]:
        old.unlink(missing_ok=True)


def requests_for(
    context: AppContext, words: list[str], routine: Routine | None, delay: float | None
) -> tuple[QuickStartRequest, ...]:
    """Return the quick starts to have ready: this command line's; from home those of QUICK_ROUTINES."""
    paths = Paths.find()
    if read_settings(paths.settings)[1] or read_preferences(paths.choices)[1]:
        return ()  # what is wrong with them is said first, on the person's own screen
    # Where the journal is locked, only those that say nothing of what was done.
    if routine is None or context.device.is_locked:
        commands = [([name], routine_id) for name, routine_id in QUICK_ROUTINES.items()]
    elif quickstart.is_quick_command(words):
        commands = [(words, routine.id)]
    else:
        return ()
    requests = []
    with suppress(LookupError, FileError):
        for command, routine_id in commands:
            requests.append(_request_for(context, paths, command, routine_id, delay))
    return tuple(requests)


def _request_for(
    context: AppContext, paths: Paths, words: list[str], routine_id: str, delay: float | None
) -> QuickStartRequest:
    routine = context.library.find(routine_id)
    adjustments = context.effective_adjustments(routine.id)
    languages = preferred_languages(context.settings.language, os.environ)
    files = (
        paths.settings,
        paths.choices,
        paths.routines,
        bundled_routines_path(),
        *context.library.source_files(routine),
        *map(Path, catalogue_paths(languages)),
        paths.state / f"delay-{routine.id}",
    )
    return QuickStartRequest(
        tuple(words),
        apply_adjustments(routine, adjustments),
        words[0] != "run",
        delay or last_delay(context.device, routine),
        files,
    )
