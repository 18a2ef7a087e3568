"""The help page as lines."""

from __future__ import annotations

from collections.abc import Iterator

from calmtui.content.help_page import Heading, HelpPage, HelpSection
from calmtui.content.helplines import HelpLine
from calmtui.plain.output import name_keys
from calmtui.render.help_table import help_line_sentence
from calmtui.text.i18n import _


def help_lines(page: HelpPage) -> Iterator[str]:
    """Yield the lines of a help page, the most needed first."""
    yield from (*page.not_safe, "", *page.emergency, "")
    yield from section_lines(page.sections)
    yield name_keys(_("!! and Enter: help lines in other countries."))


def section_lines(sections: tuple[HelpSection, ...]) -> Iterator[str]:
    """Yield the lines of its sections."""
    for section in sections:
        yield f"{section.title}:" if section.title else ""
        for item in section.items:
            yield f"  {_help_item(item)}"


def _help_item(item: Heading | HelpLine | str) -> str:
    if isinstance(item, Heading):
        return f"{item.text}:"
    if isinstance(item, HelpLine):
        return help_line_sentence(item)
    return item
