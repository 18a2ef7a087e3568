"""The adjustments of every routine: those saved for it, and those of the settings for all."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from calmtui.config.preferences import effective_adjustments, load_preferences, save_for_routine
from calmtui.config.settings import Settings
from calmtui.content.adjust import Adjustments


class RoutinePreferences:
    """Reads the file of preferences when it is first needed, and again after it was written.

    `path` is None where there is no such file; `writable` is false in a private run.
    """

    def __init__(self, settings: Settings, path: Path | None, *, writable: bool = True) -> None:
        self._settings = settings
        self._path = path
        self.writable = writable
        self._by_routine: dict[str, Adjustments] | None = None

    def adjustments(self, routine_id: str) -> Adjustments:
        """Return what holds for a routine unless the user says otherwise."""
        if self._by_routine is None:
            self._by_routine = load_preferences(self._path) if self._path else {}
        return effective_adjustments(routine_id, self._settings, self._by_routine)

    def save(self, routine_id: str, adjustments: Adjustments) -> str:
        """Save the adjustments of a routine, and return a sentence that says so, or why not."""
        self._by_routine = None
        path = self._path if self.writable else None
        return save_for_routine(path, routine_id, adjustments, self._settings)

    def save_pace(self, routine_id: str, pace: float) -> str:
        """Save the pace of a routine alone, and return a sentence that says so, or why not."""
        return self.save(routine_id, replace(self.adjustments(routine_id), pace=pace))
