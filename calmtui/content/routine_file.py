"""One routine file, read with its translation: a routine, or what is wrong with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from calmtui.content.reader import read_routine
from calmtui.content.routine import Routine
from calmtui.content.toml import FileError, Problem, read_text
from calmtui.content.translation import apply_own_translation, apply_translation, own_translations
from calmtui.content.values import PARTNER
from calmtui.text.i18n import _
from calmtui.text.late_pattern import late_pattern
from calmtui.text.sanitize import display_path

ID = late_pattern(r"[a-z0-9][a-z0-9_-]{0,79}", re.IGNORECASE)
SUFFIX = ".toml"
# Names that sync programs, and git, give to the copies they make of a file where two differ.
_COPY = late_pattern(
    r"[.(\[][^)\]]*[ck]onfli[ck]?t"  # box.sync-conflict-..., box (Ann's conflicted copy 2026-01-01)
    r"|_conflict-\d{8}-\d{6}\.|\d{4}_conflict\.|_(?:backup|base|local|remote)_\d+\."
)


class LibraryEntry(Struct, frozen=True):
    """One routine file: its routine, or the problems that keep it from being used.

    `replaced` is the bundled entry whose place it takes.
    """

    id: str
    path: Path
    bundled: bool
    routine: Routine | None = None
    problems: tuple[Problem, ...] = ()
    translation: Path | None = None
    replaced: LibraryEntry | None = None

    @property
    def replaces(self) -> bool:
        """Whether it takes the place of a bundled entry."""
        return self.replaced is not None

    @property
    def error(self) -> str | None:
        """The first problem as one line, or None."""
        if not self.problems:
            return None
        return str(self.problems[0])


def is_copy(name: str) -> bool:
    """Return whether a file is a copy that a sync program, or git, made of another.

    The word alone is not enough: someone may call a routine after a conflict.
    """
    return _COPY.search(name.lower()) is not None


def load_file(
    path: Path,
    *,
    bundled: bool = False,
    partner: str = PARTNER,
    translation: Path | None = None,
    language: str = "",
) -> LibraryEntry:
    """Load one file, in the language of its translation; a broken one gives its problems.

    With `language`, the file has the translation itself.
    """
    routine_id = display_path(Path(path.name)).removesuffix(SUFFIX)
    try:
        routine = _read(path, routine_id, partner, translation, language, bundled)
    except FileError as error:
        return LibraryEntry(routine_id, path, bundled, problems=error.problems)
    return LibraryEntry(routine_id, path, bundled, routine, translation=translation)


def _read(
    path: Path,
    routine_id: str,
    partner: str,
    translation: Path | None,
    language: str,
    bundled: bool,
) -> Routine:
    """Read one file, in the language of its translation. Raise FileError for a broken one."""
    name = display_path(path)
    if not ID.fullmatch(path.name.removesuffix(SUFFIX)):  # as it is, not as it is shown
        message = _("expected a file name of letters, digits, - and _ before .toml")
        raise FileError(Problem(name, 0, "", message))
    text = read_text(path)
    routine = read_routine(text, routine_id, name, partner, is_bundled=bundled)
    if language:
        return apply_own_translation(routine, text, language, name, partner)
    if translation is None:
        return routine
    return apply_translation(routine, read_text(translation), display_path(translation), partner)


def load_entries(
    path: Path, bundled: bool, partner: str, languages: tuple[str, ...]
) -> Iterator[LibraryEntry]:
    """Load one file in the nearest language; a translation that can't be used is one more entry."""
    language, translation = _nearest_translation(path, bundled, languages)
    own = language
    if translation is not None:
        own = ""
    entry = load_file(path, bundled=bundled, partner=partner, translation=translation, language=own)
    if language and entry.routine is None:
        problems = entry.problems
        entry = load_file(path, bundled=bundled, partner=partner)  # in its own words
        if entry.routine is not None:
            name = f"{language}/{entry.id}"
            yield LibraryEntry(name, translation or path, bundled, problems=problems)
    yield entry


def _nearest_translation(
    path: Path, bundled: bool, languages: tuple[str, ...]
) -> tuple[str, Path | None]:
    """Return the nearest language that a routine has, and its file if that is another one.

    A translation in the routine's own file, which no bundled one has, goes before one beside it.
    """
    own: Iterable[str] = ()
    if languages and not bundled:
        with suppress(FileError):  # is told when the routine is read
            own = own_translations(read_text(path), display_path(path))
    for language in languages:
        if language in own:
            return language, None
        translation = path.parent / language / path.name
        if os.path.exists(translation):  # never raises
            return language, translation
    return "", None
