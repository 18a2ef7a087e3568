"""The settings: a row for each; a change is written at once, and what it does is said below."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import BindingType

from calmtui.config.setting_rows import Setting
from calmtui.own_settings import OwnSettings
from calmtui.render.layout import EMPTY, Line, text_line
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.width import ellipsize, wrap_evenly
from calmtui.tui.messages import SettingChanged
from calmtui.tui.screens.options import Choices, OptionsScreen, option_bindings
from calmtui.tui.screens.setting_list import SettingListScreen
from calmtui.tui.screens.write import WriteScreen
from calmtui.tui.widgets.key_hints import KeyHint
from calmtui.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from calmtui.config.support import ListKey
    from calmtui.context import AppContext

_MOST = 24  # columns of a value


class SettingsScreen(OptionsScreen):
    """Every setting that can be changed here."""

    TITLE_TEXT = N_("Settings")
    BINDINGS: ClassVar[list[BindingType]] = option_bindings("settings")

    def __init__(self, context: AppContext, key: str = "") -> None:
        super().__init__()
        self._own = OwnSettings(context)
        self._rows = self._own.settings()
        keys = [row.key for row in self._rows]
        self._first = keys.index(key) if key in keys else 0
        self._noted = 0  # the row that the note is about

    def on_ready(self) -> None:
        """Show the rows."""
        self.fill()
        self.query_one(Menu).highlighted = self._first

    def on_screen_resume(self) -> None:
        """Show what was changed in a list."""
        if self.query(Menu):
            self.fill()

    def choices(self) -> Choices:
        """Return the settings, each with its value."""
        return tuple((_(row.label), self._words(row)) for row in self._rows)

    def _words(self, row: Setting) -> str:
        if row.is_list:
            count = len(self._own.rows(cast("ListKey", row.key)))
            return ngettext("{n} entry", "{n} entries", count).format(n=count)
        if not row.choices:
            return ellipsize(self._own.partner_name or _("not set"), _MOST)
        return ellipsize(row.words(self._own.value(row.key)), _MOST)

    def words(self, columns: int) -> list[Line]:
        """Return what the setting under the cursor does, and where there are more."""
        row = self._rows[self.query_one(Menu).highlighted or 0]
        more = _("`calmtui where` says where your settings file is; there is more in it.")
        lines = [text_line(line) for line in wrap_evenly(_(row.about), columns)]
        return [*lines, EMPTY, *(text_line(line, "second") for line in wrap_evenly(more, columns))]

    def hints(self) -> list[KeyHint]:
        """Return the keys that change a setting."""
        return [KeyHint("Enter", _("change"))]

    def on_option_list_option_highlighted(self) -> None:
        """Say what the setting under the cursor does."""
        self.show_words()
        self.call_after_refresh(self._show_keys)
        if self.query_one(Menu).highlighted != self._noted:
            self.say("")

    def turn(self, row: int, by: int) -> None:
        """Take the next value of a row, or ask for it."""
        setting = self._rows[row]
        self._noted = row
        if setting.is_list:
            self.app.push_screen(SettingListScreen(self._own, setting))
        elif setting.choices:
            self._change(setting, setting.turned(self._own.value(setting.key), by))
        else:
            self._ask_name(setting)

    def _ask_name(self, setting: Setting) -> None:
        def answered(name: str | None) -> None:
            if name is not None:
                self._change(setting, name)

        self.app.push_screen(WriteScreen(_(setting.about), self._own.partner_name), answered)

    def _change(self, setting: Setting, value: object) -> None:
        note = self._own.change(setting, value)
        self.post_message(SettingChanged(setting.key))
        self.fill(note)
