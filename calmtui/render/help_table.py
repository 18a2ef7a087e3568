"""The help page's sections as rows of cells in columns, and a help line as one sentence. Pure."""

from __future__ import annotations

import re
from itertools import zip_longest

from calmtui.content.helplines import Heading, HelpLine, Section
from calmtui.render.layout import EMPTY, Line, text_line
from calmtui.render.palette import Role
from calmtui.text.i18n import N_, _
from calmtui.text.width import cell_width, filled, wrap

WIDE = 60  # columns from which the hours have a column of their own
_WAYS = 19  # cells for numbers and addresses: the widest that leaves room for a name in 40
_WIDE_WAYS = 22
_HOURS = 19
_GAP = 2
_WHO = {"women": N_("for women"), "men": N_("for men")}
_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def name_of(line: HelpLine) -> str:
    """Return the name of a line, and who it is for."""
    name = _("a directory") if line.name == line.web else line.name
    return f"{name}, {_(_WHO[line.who])}" if line.who else name


def contact_lines(line: HelpLine) -> tuple[str, ...]:
    """Return the numbers and the address of a line, each as it is shown."""
    texts = tuple(f"{_('text')} {number}" for number in line.text)
    return (*line.call, *texts, *((line.web,) if line.web else ()))


def hours(line: HelpLine) -> str:
    """Return the hours of a line, with the days by name."""
    return re.sub(r"d([1-7])(?:-([1-7]))?", _days, line.hours)


def _days(found: re.Match[str]) -> str:
    return "-".join(_(_DAYS[int(day) - 1]) for day in found.groups() if day)


def help_line_sentence(line: HelpLine) -> str:
    """Return a line as one sentence."""
    return f"{name_of(line)}: {', '.join(filter(None, (*contact_lines(line), hours(line))))}."


def help_rows(sections: tuple[Section, ...], columns: int) -> list[Line]:
    """Return sections as rows of so many cells, an empty one before each but the first."""
    made: list[Line] = []
    for section in sections:
        made += [EMPTY] if made else []
        if section.title:
            made += [text_line(line, "cool", True) for line in wrap(section.title, columns)]
        for item in section.items:
            if isinstance(item, HelpLine):
                made += _columns(item, columns)
            else:
                role: Role = "second" if isinstance(item, Heading) else "text"
                text = item.text if isinstance(item, Heading) else item
                made += [text_line(line, role) for line in wrap(text, columns)]
    return made


def _columns(line: HelpLine, columns: int) -> list[Line]:
    """Return one help line: its name, its numbers, and its hours beside them or under the name."""
    wide = columns >= WIDE
    most = _WIDE_WAYS if wide else _WAYS
    named = columns - most - _GAP - (_HOURS + _GAP if wide else 0)
    left = list(wrap(name_of(line), named))
    when = hours(line)
    right = list(wrap(when, _HOURS)) if wide and when else []
    left += list(wrap(when, named)) if when and not wide else []
    made = []
    fitting = [way for way in contact_lines(line) if cell_width(way) <= most]
    for name, way, hour in zip_longest(left, fitting, right, fillvalue=""):
        spans: list[tuple[str, Role, bool]] = [(filled(name, named + _GAP), "text", False)]
        spans.append((filled(way, most + _GAP) if hour else way, "warm", True))
        made.append(Line((*spans, *(((hour, "second", False),) if hour else ()))))
    for way in contact_lines(line):  # an address of its own length stands in a row of its own
        if cell_width(way) > most:
            made.append(
                Line(
                    ((" " * max(columns - cell_width(way), 0), "text", False), (way, "warm", True))
                )
            )
    return made
