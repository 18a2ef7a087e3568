"""The settings of whoever is here, changed one by one: in the file, and from when on it holds."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from calmtui.config.change import save_value, with_value
from calmtui.config.setting_rows import NEXT_START, Setting, setting_rows
from calmtui.config.settings import Person
from calmtui.config.support import ListKey, describe_save_error
from calmtui.content.toml import FileError
from calmtui.content.values import PARTNER
from calmtui.text.i18n import _
from calmtui.text.sanitize import single_line

if TYPE_CHECKING:
    from calmtui.context import AppContext

_PRIVATE = "private"


class OwnSettings:
    """Changes them; what comes of it is said in a line."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def value(self, key: str) -> object:
        """Return what is set."""
        if key == _PRIVATE and self._context.settings_file is None:
            return self._context.is_private
        return getattr(self._context.settings, key)

    @property
    def partner_name(self) -> str:
        """What routines call the partner; empty where nothing is set."""
        return self._context.settings.partner_name

    def settings(self, *, line_by_line: bool = False) -> tuple[Setting, ...]:
        """Return what can be changed, with the themes that are here."""
        from calmtui.config.themes import good_themes  # noqa: PLC0415 - only where it is shown

        folder = self._context.config_folder
        themes = good_themes(folder) if folder is not None else ()
        return setting_rows(themes, line_by_line=line_by_line)

    def rows(self, key: ListKey) -> tuple[Person, ...] | tuple[str, ...]:
        """Return the rows of a list."""
        return getattr(self._context.support, key)  # type: ignore[no-any-return]

    def change(self, setting: Setting, value: object) -> str:
        """Take another value."""
        context, key = self._context, setting.key
        if key == "partner":
            value = single_line(str(value)) or PARTNER
        fresh = with_value(context.settings, key, value)
        is_written = self._writes(key)
        if key == _PRIVATE and not is_written:
            return _("Private: nothing is written until you leave.")
        if is_written and context.settings_file is not None:
            try:
                fresh = save_value(context.settings_file, key, getattr(fresh, key))
            except (OSError, FileError) as error:
                return _not_saved(error)
        read = getattr(fresh, key)
        context.settings = msgspec.structs.replace(context.settings, **{key: read})
        if key == _PRIVATE:
            return self._private_changed(is_on=bool(read), is_wanted=bool(value))
        return self._how(setting.holds, is_written=is_written)

    def add(self, setting: Setting, row: Person | str) -> str:
        """Add a row to a list."""
        support = self._context.support
        if isinstance(row, Person):
            return self._try(lambda: support.add_person(row))
        return self._try(lambda: support.add_thing(row))

    def change_row(self, key: ListKey, old: Person | str, new: Person | str | None) -> str:
        """Put another row in the place of one; None removes it."""
        return self._try(lambda: self._context.support.change(key, old, new))

    def _try(self, act: Callable[[], None]) -> str:
        try:
            act()
        except (OSError, FileError) as error:
            return _not_saved(error)
        return self._how("", is_written=self._context.support.path is not None)

    def _writes(self, key: str) -> bool:
        """Whether a change is written: in a private run that alone which ends it."""
        if self._context.settings_file is None:
            return False
        return not self._context.is_private or key == _PRIVATE

    def _how(self, holds: str, *, is_written: bool) -> str:
        if is_written:
            return " ".join(filter(None, [_("Saved."), _(holds)]))
        if holds == NEXT_START:
            return _("Private: nothing is written, so nothing changes at the next start.")
        return _("Private: it lasts until you leave.")

    def _private_changed(self, *, is_on: bool, is_wanted: bool) -> str:
        if is_on and not is_wanted:
            return _("Another line in your settings turns it on, so it stays on.")
        if not is_on:
            return " ".join([_("Saved."), _("From the next start on sessions are saved again.")])
        file = self._context.settings_file
        self._context.save_nothing()
        self._context.settings_file = file  # where it can be turned off again
        return " ".join([_("Saved."), _("Nothing more is written.")])


def _not_saved(error: OSError | FileError) -> str:
    """Return why, with the name of the file alone: a line on a screen is short."""
    if isinstance(error, FileError):
        problem = error.problems[0]
        name = os.path.basename(problem.file)
        error = FileError(msgspec.structs.replace(problem, file=name))
    return describe_save_error(error)
