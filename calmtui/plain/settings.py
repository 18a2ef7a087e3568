"""The settings line by line: a numbered list of which one is changed at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

from calmtui.config.setting_rows import Setting
from calmtui.config.settings import Person
from calmtui.config.support import LIST_QUESTIONS, ListKey, describe_row, row_of, texts_of
from calmtui.own_settings import OwnSettings
from calmtui.text.i18n import _, ngettext
from calmtui.text.latin_keys import latin_line
from calmtui.text.sanitize import single_line

MAX_STRAY_LINES = 50  # more than a person types

Row = Person | str


class PlainSettings:
    """Asks what to change until Enter comes alone; `next_line` is None at the end of input."""

    def __init__(
        self,
        own: OwnSettings,
        next_line: Callable[[], str | None],
        say: Callable[[str], None],
        say_help: Callable[[], None],
    ) -> None:
        self._own, self._next_line = own, next_line
        self._say, self._say_help = say, say_help
        self._stray_lines = 0  # that meant nothing
        self._settings = own.settings(line_by_line=True)

    def show(self) -> None:
        """List the settings, and change what is chosen."""
        while True:
            self._say(f"{_('Settings')}. {_('A number changes one. Enter goes back.')}")
            self._list([f"{_(one.label)}: {self._value(one)}." for one in self._settings])
            place = self._choice(len(self._settings))
            if place is None:
                return
            self._change(self._settings[place])

    def _value(self, setting: Setting) -> str:
        if setting.is_list:
            count = len(self._own.rows(cast("ListKey", setting.key)))
            return ngettext("{n} entry", "{n} entries", count).format(n=count)
        if not setting.choices:
            return self._own.partner_name or _("not set")
        return setting.words(self._own.value(setting.key))

    def _change(self, setting: Setting) -> None:
        self._say(_(setting.about))
        if setting.is_list:
            self._change_list(setting)
        elif setting.choices:
            self._list([f"{_(words)}." for _value, words in setting.choices])
            self._say(_("A number chooses. Enter leaves it as it is."))
            place = self._choice(len(setting.choices))
            if place is not None:
                self._say(self._own.change(setting, setting.choices[place][0]))
        else:
            self._say(_("Type it and Enter. Enter alone leaves it as it is."))
            line = self._line()
            if line:
                self._say(self._own.change(setting, line))

    # A list

    def _change_list(self, setting: Setting) -> None:
        key = cast("ListKey", setting.key)
        while True:
            rows = self._own.rows(key)
            self._list([describe_row(row) for row in rows])
            self._say(_("a adds one, a number changes one, d and a number removes it."))
            self._say(_("Enter goes back."))
            line = latin_line(self._line() or "")
            if not line:
                return
            place = _place(line.removeprefix("d"), len(rows))
            if line == "a":
                self._write(key, None, lambda new: self._own.add(setting, new))
            elif place is not None and line.startswith("d"):
                self._say(self._own.change_row(key, rows[place], None))
            elif place is not None:
                self._write(key, rows[place], partial(self._own.change_row, key, rows[place]))
            else:
                self._stray_lines += 1

    def _write(self, key: ListKey, row: Row | None, save: Callable[[Row], str]) -> None:
        """Ask for each text of a row; Enter alone keeps what it was."""
        questions = LIST_QUESTIONS[key]
        old = ("",) * len(questions)
        if row is not None:
            old = texts_of(row)
        texts: list[str] = []
        for question, was in zip(questions, old, strict=True):
            self._say(_(question))
            if was:
                self._say(_("Enter keeps: {words}").format(words=was))
            line = self._line()
            if line is None:
                return
            texts.append(single_line(line) or was)
            if not texts[0]:
                self._say(_("Nothing was written, so nothing changes."))
                return
        self._say(save(row_of(texts)))

    # What is typed

    def _line(self) -> str | None:
        """Return the next line that is not for help; None at the end of what a person types."""
        while (line := self._next_line()) is not None and self._stray_lines <= MAX_STRAY_LINES:
            if line == "!":
                self._say_help()
            elif latin_line(line) == "q":
                return ""
            else:
                return line
        return None

    def _list(self, texts: Sequence[str]) -> None:
        for number, text in enumerate(texts, 1):
            self._say(f"  {number} {text}")

    def _choice(self, count: int) -> int | None:
        """Return what a number chooses; None for Enter and at the end of input."""
        while line := self._line():
            place = _place(latin_line(line), count)
            if place is not None:
                return place
            self._stray_lines += 1
            self._say(_("A number from 1 to {n}, or Enter.").format(n=count))
        return None


def _place(text: str, count: int) -> int | None:
    """Return which of so many rows a number means that was typed."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= len(str(count)):
        place = int(text) - 1
        if 0 <= place < count:
            return place
    return None
