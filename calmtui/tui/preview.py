"""Run a routine file that is being written; the step starts again when it is saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from calmtui.content.adjust import from_step
from calmtui.content.routine import Routine
from calmtui.content.toml import FileError
from calmtui.context import AppContext
from calmtui.render.layout import RenderOptions
from calmtui.render.palette import Palette
from calmtui.session.session import Session
from calmtui.storage.reading import NO_FILE, stamp
from calmtui.text.sanitize import display_path
from calmtui.tui.app import CalmApp
from calmtui.tui.messages import SessionRestarted
from calmtui.tui.screens.run import RunScreen
from calmtui.tui.screens.run_view import RunContext

_EVERY = 0.5  # seconds between two looks at the file


class FileWatcher:
    """A routine file and when it was last written; `step` is the first of the preview."""

    def __init__(self, path: Path, load: Callable[[], Routine], step: int) -> None:
        self._path, self.load, self.step = path, load, step
        self._mark = self._now()

    @property
    def name(self) -> str:
        """The file's name."""
        return display_path(Path(self._path.name))

    def _now(self) -> tuple[int, int, int]:
        try:
            return stamp(self._path)
        except OSError:
            return NO_FILE

    def saved(self) -> bool:
        """Whether the file was written since the last look."""
        before, self._mark = self._mark, self._now()
        # An editor that saves may remove the file before it renames the new one.
        return self._mark not in (before, NO_FILE)


class PreviewApp(CalmApp):
    """One run of a file, watched while it is written."""

    def __init__(
        self, context: AppContext, *, first: Session, watch: FileWatcher | None = None
    ) -> None:
        super().__init__(context, first=first)
        self._watch = watch

    def run_screen(
        self, session: Session, options: RenderOptions, context: RunContext
    ) -> RunScreen:
        """Return a screen that watches the file."""
        return PreviewScreen(session, self.palette, options, context, self._watch)


class PreviewScreen(RunScreen):
    """A run that starts its step again when the file is saved.

    A problem of the file is shown, and the run goes on as it was.
    """

    def __init__(
        self,
        session: Session,
        palette: Palette,
        look: RenderOptions,
        context: RunContext,
        watch: FileWatcher | None,
    ) -> None:
        super().__init__(session, palette, look, context)
        self._watch = watch

    def on_mount(self) -> None:
        """Look at the file now and then."""
        super().on_mount()
        if self._watch is not None:
            self.set_interval(_EVERY, self.look_at_file)

    def look_at_file(self) -> None:
        """Start the step again if the file was saved."""
        watch = self._watch
        if watch is None or not watch.saved():
            return
        try:
            routine = watch.load()
        except FileError as error:
            # There is no room for the whole path.
            problem = replace(error.problems[0], file=watch.name)
            self._look = replace(self._look, message=str(problem))
        else:
            here = min(watch.step + self.session.step, len(routine.steps))
            self.session = self.session.restart_with(from_step(routine, here))
            self.post_message(SessionRestarted(self.session))
            watch.step = here
            self._look = replace(self._look, message="", chosen=frozenset())
        self.tick()
