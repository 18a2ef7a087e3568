"""The user's own list for hard minutes: people, things to do, if-then cards; in settings.toml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from calmtui.config.edit import edit_toml
from calmtui.config.settings import Card, Person, Settings
from calmtui.content.toml import FileError, Problem, line_of, read_text
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import display_path

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


class SupportList(Struct):
    """The lists of the settings, and the file they are added to; without one, only in memory."""

    people: tuple[Person, ...] = ()
    things: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    path: Path | None = None

    @classmethod
    def of(cls, settings: Settings, path: Path | None) -> SupportList:
        """Return the lists that the settings hold."""
        return cls(settings.people, settings.things, settings.cards, path)

    def card_for(self, triggers: tuple[str, ...]) -> Card | None:
        """Return the card of the first of these triggers that has one."""
        for trigger in triggers:
            for card in self.cards:
                if card.when == trigger:
                    return card
        return None

    def people_lines(self) -> tuple[str, ...]:
        """Return the people, a line each."""
        return tuple(map(_person_line, self.people))

    def add_card(self, card: Card) -> None:
        """Save a card. Raise OSError or FileError when the settings can't be changed."""
        self.cards = (*self.cards, card)
        self._add("cards", {"when": card.when, "want": card.want, "then": card.then})

    def add_person(self, person: Person) -> None:
        """Save a person. Raise OSError or FileError when the settings can't be changed."""
        self.people = (*self.people, person)
        row = {"name": person.name, "reach": person.reach}
        if person.good:
            row["good"] = person.good
        self._add("people", row)

    def _add(self, key: str, row: dict[str, str]) -> None:
        """Add a table to a list of the file."""
        path = self.path
        if path is None:
            return

        def add(document: TOMLDocument) -> None:
            if not _append(document, key, row):
                message = _("expected {what}").format(what=_("a list"))
                line = line_of(read_text(path), key)
                raise FileError(Problem(display_path(path), line, key, message))

        edit_toml(path, add)


def _append(document: TOMLDocument, key: str, row: dict[str, str]) -> bool:
    """Append a table to a list; return False where there is something else by that key."""
    import tomlkit  # noqa: PLC0415 - 20 ms, and only who saves needs it
    from tomlkit.items import AoT, Array  # noqa: PLC0415 - the same

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
        return False
    return True


def _person_line(person: Person) -> str:
    line = person.name
    if person.reach:
        line += f": {person.reach}"
    if person.good:
        line += f"  ({person.good})"
    return line


def describe_save_error(error: Exception) -> str:
    """Return why the settings could not be changed, in one line."""
    if isinstance(error, FileError):
        return _("Not saved: {why}").format(why=error.problems[0])
    refused = N_("the settings could not be written")
    why = system_reason(error, refused) if isinstance(error, OSError) else _(refused)
    return _("Not saved: {why}.").format(why=why)
