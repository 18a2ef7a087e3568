"""The help page's sections as rows of cells in columns, and a help line as one sentence. Pure."""

from __future__ import annotations

import re
from itertools import zip_longest

from calmtui.content.help_page import Heading, HelpSection
from calmtui.content.helplines import HelpLine
from calmtui.render.layout import EMPTY, Line, Span, text_line
from calmtui.text.i18n import N_, _
from calmtui.text.width import cell_width, pad, wrap_evenly

WIDE = 60  # columns from which the hours have a column of their own
# For numbers and addresses: the widest that leaves room for a name in 40 columns, and in wide
# windows.
_CONTACT_COLUMNS, _WIDE_CONTACT_COLUMNS = 19, 22
_HOURS_COLUMNS = 19
_GAP = 2
_WHO = {"women": N_("for women"), "men": N_("for men")}
_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_DAY_PATTERN = re.compile(r"d([1-7])(?:-([1-7]))?")


def name_of(line: HelpLine) -> str:
    """Return the name of a line, and who it is for."""
    name = line.name
    if name == line.web:
        name = _("a directory")
    if line.who:
        return f"{name}, {_(_WHO[line.who])}"
    return name


def contact_lines(line: HelpLine) -> tuple[str, ...]:
    """Return the numbers and the address of a line, each as it is shown."""
    return tuple(shown for shown, _link in _contacts(line))


def _contacts(line: HelpLine) -> list[tuple[str, str]]:
    """Return the numbers and the address of a line, each as it is shown and where it leads."""
    contacts = [(number, f"tel:{_dialled(number)}") for number in line.call]
    contacts += [(f"{_('text')} {number}", f"sms:{_dialled(number)}") for number in line.text]
    if line.web:
        contacts.append((line.web, f"https://{line.web}"))
    return contacts


def _dialled(number: str) -> str:
    """Return the characters of a number that are dialled."""
    return "".join(char for char in number if char.isdigit() or char in "+*#")


def hours(line: HelpLine) -> str:
    """Return the hours of a line, with the days by name."""
    return _DAY_PATTERN.sub(_day_names, line.hours)


def _day_names(match: re.Match[str]) -> str:
    return "-".join(_(_DAYS[int(day) - 1]) for day in match.groups() if day)


def help_line_sentence(line: HelpLine) -> str:
    """Return a line as one sentence."""
    parts = (*contact_lines(line), hours(line))
    return f"{name_of(line)}: {', '.join(part for part in parts if part)}."


def help_rows(sections: tuple[HelpSection, ...], columns: int) -> list[Line]:
    """Return sections as rows of so many cells, an empty one before each but the first."""
    rows: list[Line] = []
    for section in sections:
        if rows:
            rows.append(EMPTY)
        if section.title:
            rows += [text_line(line, "cool", True) for line in wrap_evenly(section.title, columns)]
        for item in section.items:
            rows += _item_rows(item, columns)
    return rows


def _item_rows(item: HelpLine | Heading | str, columns: int) -> list[Line]:
    if isinstance(item, HelpLine):
        return _help_line_rows(item, columns)
    if isinstance(item, Heading):
        return [text_line(line, "second") for line in wrap_evenly(item.text, columns)]
    return [text_line(line) for line in wrap_evenly(item, columns)]


def _help_line_rows(line: HelpLine, columns: int) -> list[Line]:
    """Return one help line: its name, its numbers, and its hours beside them or under the name."""
    if columns >= WIDE:
        contact_columns = _WIDE_CONTACT_COLUMNS
        name_columns = columns - contact_columns - _HOURS_COLUMNS - 2 * _GAP
        names = wrap_evenly(name_of(line), name_columns)
        times = _wrap(hours(line), _HOURS_COLUMNS)
    else:
        contact_columns = _CONTACT_COLUMNS
        name_columns = columns - contact_columns - _GAP
        names = (*wrap_evenly(name_of(line), name_columns), *_wrap(hours(line), name_columns))
        times = ()
    contacts = _contacts(line)
    short = [contact for contact in contacts if cell_width(contact[0]) <= contact_columns]
    rows = []
    for name, found, time in zip_longest(names, short, times):
        contact, link = found or ("", "")
        spans = [
            Span(pad(name or "", name_columns + _GAP)),
            Span(contact, "warm", True, link=link),
        ]
        if time:
            blanks = " " * (contact_columns + _GAP - cell_width(contact))
            spans += [Span(blanks), Span(time, "second")]
        rows.append(Line(tuple(spans)))
    long = (contact for contact in contacts if cell_width(contact[0]) > contact_columns)
    return [*rows, *(_right_aligned(*contact, columns) for contact in long)]


def _wrap(text: str, columns: int) -> tuple[str, ...]:
    """Return the lines of a text: none of an empty one."""
    return wrap_evenly(text, columns) if text else ()


def _right_aligned(contact: str, link: str, columns: int) -> Line:
    """Return an address that is too long for its column in a row of its own."""
    blanks = " " * max(columns - cell_width(contact), 0)
    return Line((Span(blanks, "text"), Span(contact, "warm", True, link=link)))
