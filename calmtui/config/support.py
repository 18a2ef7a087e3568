"""The user's own list for hard minutes: people, things to do, if-then cards; in settings.toml."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from calmtui.config.settings import Card, Person, Settings
from calmtui.content.toml import FileError
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _

ListKey = Literal["people", "things"]
# What is asked for a row of each, in the order of its texts.
LIST_QUESTIONS: dict[ListKey, tuple[str, ...]] = {
    "people": (
        N_("What is their name?"),
        N_("How can you reach them?"),
        N_("What do they help with?"),
    ),
    "things": (N_("What helps you?"),),
}


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
        return tuple(map(person_line, self.people))

    def add_card(self, card: Card) -> None:
        """Save a card. Raise OSError or FileError when the settings can't be changed."""
        self.cards = (*self.cards, card)
        self._add("cards", card)

    def add_person(self, person: Person) -> None:
        """Save a person. Raise OSError or FileError when the settings can't be changed."""
        self.people = (*self.people, person)
        self._add("people", person)

    def add_thing(self, thing: str) -> None:
        """Save a thing to do. Raise OSError or FileError when the settings can't be changed."""
        self.things = (*self.things, thing)
        self._add("things", thing)

    def change(self, key: ListKey, old: Person | str, new: Person | str | None) -> None:
        """Put another row in the place of one, or with None for the new one remove it.

        Raises OSError or FileError when the settings can't be changed: then it is as it was.
        """
        if self.path is not None:
            from calmtui.config.change import change_row  # noqa: PLC0415 - only who changes one

            change_row(self.path, key, old, new)
        rows = list(getattr(self, key))
        place = rows.index(old)
        rows[place : place + 1] = [row for row in (new,) if row is not None]
        setattr(self, key, tuple(rows))

    def _add(self, key: str, row: Card | Person | str) -> None:
        """Add a row to a list of the file."""
        if self.path is not None:
            from calmtui.config.change import add_row  # noqa: PLC0415 - only who adds needs it

            add_row(self.path, key, row)


def person_line(person: Person) -> str:
    """Return a person in one line: the name, how to reach them, what they are good for."""
    line = person.name
    if person.reach:
        line += f": {person.reach}"
    if person.good:
        line += f"  ({person.good})"
    return line


def describe_row(row: Person | str) -> str:
    """Return a row of a list in one line."""
    if isinstance(row, Person):
        return person_line(row)
    return row


def texts_of(row: Person | str) -> tuple[str, ...]:
    """Return the texts of a row, as its questions ask for them."""
    if isinstance(row, Person):
        return row.name, row.reach, row.good
    return (row,)


def row_of(texts: Sequence[str]) -> Person | str:
    """Return the row that these texts make."""
    if len(texts) == 1:
        return texts[0]
    return Person(*texts)


def describe_save_error(error: Exception) -> str:
    """Return why the settings could not be changed, in one line."""
    if isinstance(error, FileError):
        return _("Not saved: {why}").format(why=error.problems[0])
    refused = N_("the settings could not be written")
    why = system_reason(error, refused) if isinstance(error, OSError) else _(refused)
    return _("Not saved: {why}.").format(why=why)
