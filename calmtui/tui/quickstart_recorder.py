"""Record the first frames of launches, which `quickstart` shows.

Those of runs are drawn by the same code as on the full screen, in small slices, so that it can go
on beside a guide. Home is recorded as Textual has painted it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from calmtui import quickstart
from calmtui.config.preferences import read_preferences
from calmtui.config.settings import AUTO, BUILT_IN, Settings, read_settings
from calmtui.config.themes import theme_file
from calmtui.content.adjust import apply_adjustments
from calmtui.content.routine import Routine
from calmtui.content.toml import FileError
from calmtui.context import QUICK_ROUTINES, AppContext
from calmtui.render.cell import Row
from calmtui.render.layout import RenderOptions
from calmtui.render.screen import draw_screen
from calmtui.session.recorder import last_delay
from calmtui.session.session import Session
from calmtui.storage import files, reading
from calmtui.storage.encryption.lock_files import LOCK_FILE
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.journal import Journal
from calmtui.storage.paths import Paths, bundled_routines_path
from calmtui.storage.records import Record
from calmtui.terminal import ENTER_SCREEN
from calmtui.text import charset
from calmtui.text.i18n import catalogue_paths
from calmtui.text.language import preferred_languages
from calmtui.tui import snapshot
from calmtui.tui.painter import Painter
from calmtui.tui.screens.guide_keys import NAMED_SECONDS
from calmtui.tui.theme import GROUND_FILE

SECONDS = 8.0  # longer than a slow machine takes to import the full screen
FRAMES_PER_SECOND = 10
_MAX_FILES = 40  # command lines times sizes

Frames = list[tuple[float, bytes]]


class QuickStartRequest(Struct, frozen=True):
    """A command line to record frames for, what it runs, and the files that this depends on."""

    words: tuple[str, ...]
    routine: Routine
    quick: bool
    delay: float | None
    dependencies: tuple[Path, ...]


class QuickStartPlan(Struct, frozen=True):
    """What a launch records: runs, and home if there is something that its frame depends on."""

    runs: tuple[QuickStartRequest, ...] = ()
    home_dependencies: tuple[Path, ...] = ()


def plan(
    context: AppContext, words: list[str], routine: Routine | None, delay: float | None
) -> QuickStartPlan:
    """Return what a launch records: its own command line, or from home the short commands and home.

    Args:
        context: What the app works with.
        words: The command line.
        routine: What it runs; None for home.
        delay: The delay from the command line.
    """
    paths = Paths.find()
    if read_settings(paths.settings)[1] or read_preferences(paths.choices)[1]:
        return QuickStartPlan()  # what is wrong with them comes first, on the user's own screen
    languages = preferred_languages(context.settings.language, os.environ)
    common = (
        paths.settings,
        paths.choices,
        *_theme_files(paths, context.settings.theme),
        *map(Path, catalogue_paths(languages)),
    )
    home = _home_dependencies(paths, context.settings, common)
    # Where the journal is locked, only those that tell nothing of what was done.
    if routine is None or context.device.is_locked:
        commands = [([name], routine_id) for name, routine_id in QUICK_ROUTINES.items()]
    elif quickstart.is_quick_command(words):
        commands = [(words, routine.id)]
    else:
        return QuickStartPlan((), home)
    requests = []
    with suppress(LookupError, FileError):
        for command, routine_id in commands:
            requests.append(_request_for(context, paths, common, command, routine_id, delay))
    return QuickStartPlan(tuple(requests), home)


def _theme_files(paths: Paths, theme: str) -> tuple[Path, ...]:
    """Return the files that say what a theme looks like."""
    if theme == AUTO:
        return (paths.state / GROUND_FILE,)
    if theme in BUILT_IN:
        return ()
    return (theme_file(paths.config, theme),)


def _request_for(
    context: AppContext,
    paths: Paths,
    common: tuple[Path, ...],
    words: list[str],
    routine_id: str,
    delay: float | None,
) -> QuickStartRequest:
    routine = context.library.find(routine_id)
    adjustments = context.effective_adjustments(routine.id)
    dependencies = (
        *common,
        paths.routines,
        bundled_routines_path(),
        *context.library.source_files(routine),
        paths.state / f"delay-{routine.id}",
    )
    return QuickStartRequest(
        tuple(words),
        apply_adjustments(routine, adjustments),
        words[0] != "run",
        delay or last_delay(context.device, routine),
        dependencies,
    )


def _home_dependencies(
    paths: Paths, settings: Settings, common: tuple[Path, ...]
) -> tuple[Path, ...]:
    """Return what home's frame depends on, none where it must not be recorded.

    It shows the last sessions. So it is not recorded where the journal is locked or private, nor
    where the user wants their words hidden while another window is in front; and it no longer holds
    when a file comes to the journal's folder or is replaced there, as by erasing. What this machine
    appends is no reason to start slowly: home shows it as soon as it is up.
    """
    locks = (paths.journal / LOCK_FILE, paths.state / LOCK_FILE)
    if settings.private or settings.blank or any(map(os.path.lexists, locks)):
        return ()
    return (*common, paths.state / "welcomed", paths.journal, *locks)


class _NoJournal(Journal):
    """A journal that drops its records. A private one would change what scenes show."""

    def __init__(self) -> None:
        super().__init__(Path(os.devnull), Path(os.devnull))

    def append(self, *records: Record) -> None:
        """Drop the records."""


class FrameCanvas(NamedTuple):
    """What frames are drawn on, and how."""

    columns: int
    rows: int
    painter: Painter
    options: RenderOptions


def record_runs(
    requests: Sequence[QuickStartRequest], journal: Journal, canvas: FrameCanvas
) -> Iterator[None]:
    """Record the runs whose frames are missing or stale, in slices; a full disk leaves them so."""
    for request in requests:
        path = Path(quickstart.cache_file(list(request.words), canvas.columns, canvas.rows))
        if _is_current(path, request.dependencies):
            continue
        stamp = quickstart.fingerprint(_with_code(request.dependencies))
        frames: Frames = []
        yield from _draw_frames(request, canvas, frames)
        with suppress(OSError):
            device_file = os.fspath(journal.device_file())
            _save(path, quickstart.pack((stamp, device_file, frames, b"")))


def _draw_frames(request: QuickStartRequest, canvas: FrameCanvas, frames: Frames) -> Iterator[None]:
    """Draw the first seconds of a run into `frames`, by a clock of its own, in slices."""
    seconds = 0.0
    start = datetime.now().astimezone()
    session = Session(
        request.routine,
        _NoJournal(),
        lambda: seconds,
        lambda: start + timedelta(seconds=seconds),
        quick=request.quick,
        delay=request.delay,
    )

    def draw() -> list[Row]:
        size = canvas.columns, canvas.rows
        options = replace(canvas.options, keys=seconds < NAMED_SECONDS)
        return draw_screen(session.scene(), request.routine, *size, options)

    shown = draw()
    frames.append((0.0, _encode(ENTER_SCREEN + canvas.painter.full_clear(shown))))
    yield
    if not session.moving:
        return
    for number in range(1, round(SECONDS * FRAMES_PER_SECOND)):
        seconds = number / FRAMES_PER_SECOND
        before, shown = shown, draw()
        if changes := canvas.painter.changes(before, shown):
            frames.append((seconds, _encode(changes)))
        yield


def _encode(text: str) -> bytes:
    return charset.encode(text, charset.terminal_codec())


def record_home(
    cells: snapshot.Snapshot,
    dependencies: Sequence[Path],
    journal: Journal,
    journal_stamp: tuple[int, int, int],
    encode: Callable[[str], bytes],
) -> None:
    """Record home as it was painted, if its frame is missing or stale. Raises OSError.

    Args:
        cells: What is painted.
        dependencies: The files that it depends on.
        journal: The journal whose sessions it shows.
        journal_stamp: The stamp of the journal's folder before it was read.
        encode: Turns what is drawn into bytes for this terminal.
    """
    frames = [(0.0, encode(ENTER_SCREEN + snapshot.draw(cells)))]
    stamp = quickstart.fingerprint(_with_code(dependencies))
    device_file = os.fspath(journal.device_file())
    recording = (stamp, device_file, frames, snapshot.dump(cells))
    path = Path(quickstart.cache_file([], len(cells[0]), len(cells)))
    if _load(path) == recording:
        return
    # Another program may have erased a session since the journal was read.
    if reading.stamp(journal.folder) == journal_stamp:
        _save(path, quickstart.pack(recording))


def _with_code(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return paths, and the files of all of calmtui that is imported: it draws the frames."""
    code = [
        str(module.__file__)
        for name, module in sys.modules.items()
        if name.partition(".")[0] == "calmtui" and getattr(module, "__file__", None)
    ]
    return (*map(os.fspath, paths), *code)


def _load(path: Path) -> quickstart.Recording | None:
    try:
        return quickstart.unpack(reading.read_file(path, quickstart.MAX_BYTES))
    except OSError:
        return None


def _is_current(path: Path, dependencies: Sequence[Path]) -> bool:
    """Return whether a recording that depends on these paths is there and holds."""
    recording = _load(path)
    if recording is None:
        return False
    return set(map(os.fspath, dependencies)) <= set(recording[0][3])


def _save(path: Path, data: bytes) -> None:
    """Replace a recording, and remove the oldest where there are too many."""
    ensure_private_dir(path.parent)
    files.replace_file(path, data, sync=False)
    newest_first = sorted(
        path.parent.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True
    )
    for old in newest_first[_MAX_FILES:]:
        old.unlink(missing_ok=True)
