"""`calmtui report`: the history on one page, to show someone or to print."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from calmtui import __version__
from calmtui.cli.output import fail
from calmtui.cli.past import (
    OpenPast,
    built_in_routines,
    open_past,
    open_sources,
    read_names,
    read_sums,
)
from calmtui.cli.period import add_period_options, period_of
from calmtui.cli.sharing import STDOUT, add_sharing_options, write_shown
from calmtui.content.values import PARTNER
from calmtui.context import local_now
from calmtui.history.export import describe_contents
from calmtui.history.page import HTML, MARKDOWN, WORDS, Page, PageRequest, make_page, page_of_sums
from calmtui.history.past import past_of
from calmtui.sources import set_user_language
from calmtui.text.i18n import ENGLISH, _, set_language, spoken_language
from calmtui.text.language import preferred_languages
from calmtui.text.sanitize import single_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.history.names import Names
    from calmtui.history.period import Period
    from calmtui.sources import Sources

DEFAULT_PERIOD = "4w"
_HTML_ENDINGS = (".html", ".htm")
_MAX_SHOWN = 20  # characters of what was typed


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    file = _("a file for the page, such as notes.html or notes.md; without one it is printed")
    parser.add_argument("file", nargs="?", metavar=_("FILE"), help=file)
    add_period_options(parser, _)
    language = _("the language of whoever reads it, such as de")
    parser.add_argument("--language", metavar="L", default="", help=language)
    add_sharing_options(parser, _)


def run(args: argparse.Namespace) -> int:
    """Make the page; show it, or ask once and write it."""
    ending = os.path.splitext(args.file or "")[1].lower()
    if args.file is None:
        form = WORDS
    elif args.file == STDOUT or ending in _HTML_ENDINGS:
        form = HTML
    elif ending == f".{MARKDOWN}":
        form = MARKDOWN
    else:
        set_user_language()
        return fail(_("give the file a name that ends in .html or .md"), 2)
    return write_page(args, form, DEFAULT_PERIOD, args.language)


def write_page(args: argparse.Namespace, form: str, default_period: str, language: str) -> int:
    """Write a page of a form, in a language: without one in the person's."""
    set_user_language()
    try:
        period = period_of(args, default_period)
        check_language(language)
    except ValueError as error:
        return fail(error, 2)
    sources = open_sources()
    if not args.with_words and (page := _summed_page(language, sources, period)) is not None:
        return _write(args, form, page, sealed=0)
    opened = open_past(sources)
    if opened is None:
        return 1
    page = _page_in(language, opened, period, words=args.with_words)
    code = _write(args, form, page, opened.history.sealed)
    if code == 0 and not opened.history.is_complete:
        return 1  # what is missing was said
    return code


def _write(args: argparse.Namespace, form: str, page: Page, sealed: int) -> int:
    if form == WORDS:
        sys.stdout.write(page.render(WORDS).decode())
        return 0
    return write_shown(
        args.file,
        describe_contents(page.contents, words=args.with_words, sealed=sealed),
        (page.render(form),),
        yes=args.yes,
        force=args.force,
    )


def check_language(language: str) -> None:
    """Raise ValueError for a language that calmtui does not speak."""
    languages = preferred_languages(language, {})
    if language and spoken_language(languages) == ENGLISH and language != ENGLISH:
        message = _("calmtui has no language '{text}'")
        raise ValueError(message.format(text=single_line(language)[:_MAX_SHOWN]))


def _page_in(language: str, opened: OpenPast, period: Period, *, words: bool) -> Page:
    """Make the page in a language, of all records."""
    with _speaking(language, opened.languages) as languages:
        past = past_of(opened.history.gathered, opened.keys, name=opened.partner, word=_(PARTNER))
        request = _request(read_names(past.titles, languages), languages, period)
        request = replace(request, words=words, unreadable=opened.history.unreadable)
        return make_page(past, opened.history.gathered, request, built_in_routines())


def _summed_page(language: str, sources: Sources, period: Period) -> Page | None:
    """Make the page in a language by what was counted before; None where that can't tell it."""
    sums = read_sums(sources, period)
    if sums is None:
        return None
    with _speaking(language, sources.library.languages) as languages:
        request = _request(read_names({}, languages), languages, period)
        return page_of_sums(sums, request, built_in_routines(), sources.settings.partner_name)


@contextmanager
def _speaking(language: str, own: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Speak a language, without one the person's `own`; then that again."""
    languages = own
    if language:
        languages = preferred_languages(language, {})
    set_language(languages)
    try:
        yield languages
    finally:
        set_language(own)


def _request(names: Names, languages: tuple[str, ...], period: Period) -> PageRequest:
    return PageRequest(
        period=period,
        titles=names.titles,
        labels=names.labels,
        language=spoken_language(languages),
        today=local_now().date(),
        made_by=f"calmtui {__version__}",
    )
