"""A list of the settings, people or things to do: add a row, change it, remove it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from calmtui.config.support import LIST_QUESTIONS, describe_row, row_of, texts_of
from calmtui.render.layout import Line, text_line
from calmtui.text.i18n import N_, _
from calmtui.text.own_keys import key_for, worded
from calmtui.text.sanitize import single_line
from calmtui.text.width import ellipsize, wrap_evenly
from calmtui.tui.screens.options import Choices, OptionsScreen, option_bindings
from calmtui.tui.screens.write import WriteScreen
from calmtui.tui.widgets.key_hints import KeyHint
from calmtui.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from calmtui.config.setting_rows import Setting
    from calmtui.config.settings import Person
    from calmtui.config.support import ListKey
    from calmtui.own_settings import OwnSettings


class SettingListScreen(OptionsScreen):
    """The rows of one list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "change", N_("change it"), id="setting_list.change", priority=True),
        Binding("a", "add", N_("add one"), id="setting_list.add"),
        Binding("d", "remove", N_("remove it (asks first)"), id="setting_list.remove"),
        *option_bindings("setting_list", turns=False),
    ]

    def __init__(self, own: OwnSettings, setting: Setting) -> None:
        super().__init__()
        self._own, self._setting = own, setting
        self._asked: Person | str | None = None  # whether it is to be removed

    @property
    def _key(self) -> ListKey:
        return cast("ListKey", self._setting.key)

    def on_ready(self) -> None:
        """Show the rows."""
        self.query_one("#options-title", Static).update(Content(_(self._setting.label)))
        self.fill()

    def choices(self) -> Choices:
        """Return the rows."""
        most = self.room - 1
        return tuple((ellipsize(describe_row(row), most), "") for row in self._own.rows(self._key))

    def words(self, columns: int) -> list[Line]:
        """Return what the list is for."""
        texts = [_(self._setting.about)]
        if not self.choices():
            key = key_for("setting_list.add", "a")
            texts.append(worded(_("Nothing here yet: a adds one."), "a", key))
        return [text_line(line) for text in texts for line in wrap_evenly(text, columns)]

    def hints(self) -> list[KeyHint]:
        """Return the keys that do something now."""
        add = KeyHint("a", _("add"))
        if not self.choices():
            return [add]
        return [add, KeyHint("Enter", _("change")), KeyHint("d", _("remove"))]

    def idle(self) -> frozenset[str]:
        """Return the names of the keys that do nothing now."""
        if self.choices():
            return frozenset()
        return frozenset({"change", "remove", "down", "up"})

    @property
    def _current(self) -> Person | str | None:
        rows, place = self._own.rows(self._key), self.query_one(Menu).highlighted
        if place is None or place >= len(rows):
            return None
        return rows[place]

    def on_option_list_option_selected(self) -> None:
        """Change the row that was tapped."""
        self.action_change()

    def action_change(self) -> None:
        """Write a row anew."""
        row = self._current
        if row is not None:
            self._ask(texts_of(row), lambda new: self._own.change_row(self._key, row, new))

    def action_add(self) -> None:
        """Write another row."""
        self._ask(
            ("",) * len(LIST_QUESTIONS[self._key]), lambda new: self._own.add(self._setting, new)
        )

    def action_remove(self) -> None:
        """Remove a row, when the key comes twice."""
        row = self._current
        if row is None:
            return
        if self._asked != row:
            self._asked = row
            key = key_for("setting_list.remove", "d")
            self.say(worded(_("Press d again to remove it."), "d", key))
            return
        self._asked = None
        self.fill(self._own.change_row(self._key, row, None))

    def on_option_list_option_highlighted(self) -> None:
        """Ask anew for another row."""
        self._asked = None

    def _ask(
        self,
        texts: tuple[str, ...],
        save: Callable[[Person | str], str],
        answers: tuple[str, ...] = (),
    ) -> None:
        """Ask one question after the other; then save what was answered."""
        questions = LIST_QUESTIONS[self._key]
        place = len(answers)

        def answered(text: str | None) -> None:
            if text is None:
                return
            so_far = (*answers, single_line(text))
            if not so_far[0]:
                self.say(_("Nothing was written, so nothing changes."))
            elif len(so_far) < len(questions):
                self._ask(texts, save, so_far)
            else:
                self.fill(save(row_of(so_far)))

        goes_on = place + 1 < len(questions)
        screen = WriteScreen(_(questions[place]), texts[place], goes_on=goes_on)
        self.app.push_screen(screen, answered)
