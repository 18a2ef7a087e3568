"""The command for whoever writes a routine: preview."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from time import monotonic

from calmtui import terminal
from calmtui.cli.output import fail, journal, sources
from calmtui.cli.routines import load_routine_file as load_routine
from calmtui.content.adjust import from_step
from calmtui.content.routine import Routine
from calmtui.content.toml import FileError
from calmtui.session.session import LEFT_EARLY, Session
from calmtui.text.i18n import _


def preview(file: str, step: int, watch: bool, plain: bool) -> int:
    """`calmtui preview`: run a file from a step on, with nothing written."""
    library, settings = sources()
    nothing = journal(private=True)

    def load() -> Routine:
        entry = load_routine(Path(file), partner=settings.partner)
        if entry.routine is None:
            raise FileError(*entry.problems)
        return entry.routine

    def now() -> datetime:
        return datetime.now().astimezone()

    try:
        session = Session(from_step(load(), step), nothing, monotonic, now)
    except FileError as error:
        return fail(error)
    except ValueError as error:
        return fail(f"--from-step: {error}", 2)
    if plain or settings.plain or not terminal.can_show_full_screen():
        from calmtui.plain.runner import run

        return fail(_("--watch needs the full screen"), 2) if watch else _looked_at(run(session))
    from calmtui.cli.play import for_screen, show

    settings = for_screen(settings)
    from calmtui.tui.preview import FileWatcher, PreviewApp  # 80 % of a launch

    watched = FileWatcher(Path(file), load, step) if watch else None
    return _looked_at(
        show(PreviewApp(library, nothing, settings, monotonic, now, first=session, watch=watched))
    )


def _looked_at(code: int) -> int:
    """A look at a file is done whenever it is left."""
    return 0 if code == LEFT_EARLY else code
