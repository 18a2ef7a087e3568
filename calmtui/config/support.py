"""What a person has set down for the hard minutes: people, things to do, if-then cards. It lives in settings.toml."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from msgspec import Struct

from calmtui.config.settings import Card, Person, Settings, is_there
from calmtui.content.toml import FileError, Problem, display_path, line_of, parse, read_text
from calmtui.storage import files as durable
from calmtui.text.i18n import N_, _, reason


class SupportList(Struct):
    """The lists of `settings`, and the file that they are added to (None: only while calmtui runs)."""

    people: tuple[Person, ...] = ()
    things: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    path: Path | None = None

    @classmethod
    def of(cls, settings: Settings, path: Path | None) -> SupportList:
        """The lists that the settings hold."""
        return cls(settings.people, settings.things, settings.cards, path)

    def card_for(self, triggers: tuple[str, ...]) -> Card | None:
        """The card of the first of these triggers that has one."""
        return next(
            (card for trigger in triggers for card in self.cards if card.when == trigger), None
        )

    def people_lines(self) -> tuple[str, ...]:
        """The people, a line each."""
        return tuple(
            person.name
            + (f": {person.reach}" if person.reach else "")
            + (f"  ({person.good})" if person.good else "")
            for person in self.people
        )

    def add_card(self, card: Card) -> None:
        """Keep a card. Raises OSError or FileError when the settings can't be changed."""
        self.cards = (*self.cards, card)
        self._add("cards", {"when": card.when, "want": card.want, "then": card.then})

    def add_person(self, person: Person) -> None:
        """Keep a person. Raises OSError or FileError when the settings can't be changed."""
        self.people = (*self.people, person)
        self._add("people", {"name": person.name, "reach": person.reach})

    def _add(self, key: str, row: dict[str, str]) -> None:
        """Add a table to a list of the file, and leave every comment and every line of the person's as it is."""
        if self.path is None:
            return
        import tomlkit  # 20 ms; only here
        from tomlkit.items import AoT, Array

        path = Path(os.path.realpath(self.path))  # a settings file that is a link stays one
        there = is_there(path)
        text = read_text(path) if there else ""
        name = display_path(path)
        parse(text, name)  # a broken file is the person's to mend, not ours to overwrite
        document = tomlkit.parse(text)
        rows = document.get(key)
        if rows is None:
            rows = tomlkit.aot()
            document.append(key, rows)
        if isinstance(rows, AoT):
            table = tomlkit.table()
            table.update(row)
            rows.append(table)
        elif isinstance(rows, Array):
            inline = tomlkit.inline_table()
            inline.update(row)
            rows.append(inline)
        else:
            message = _("expected {what}").format(what=_("a list"))
            raise FileError(Problem(name, line_of(text, key), key, message))
        durable.make_private_dir(path.parent)
        mark = (
            codecs.BOM_UTF8
            if there and durable.read(os.fspath(path)).startswith(codecs.BOM_UTF8)
            else b""
        )
        durable.replace_file(os.fspath(path), mark + tomlkit.dumps(document).encode())


def describe_save_error(error: Exception) -> str:
    """Why the settings could not be changed, in one line."""
    if isinstance(error, FileError):
        return _("Not kept: {why}").format(why=error.problems[0])
    refused = N_("the settings could not be written")
    why = reason(error, refused) if isinstance(error, OSError) else _(refused)
    return _("Not kept: {why}.").format(why=why)
