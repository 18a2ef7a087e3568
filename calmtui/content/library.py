"""Find and load routines: the bundled ones, and the user's own, which may replace a bundled id."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from calmtui.content.labels import GROUPS
from calmtui.content.reader import read_routine
from calmtui.content.routine import MAX_ORDER, Routine
from calmtui.content.toml import FileError, Problem, read_text
from calmtui.content.translation import (
    apply_own_translation,
    apply_translation,
    own_translations,
)
from calmtui.content.values import PARTNER
from calmtui.storage import reading
from calmtui.text.errors import system_reason
from calmtui.text.i18n import _, join_with_or
from calmtui.text.sanitize import display_path

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.IGNORECASE)
_SUFFIX = ".toml"
_BEHIND = MAX_ORDER + 1
_SHORT_NAMES = {"box": "box-breathing"}
# Names that sync programs, and git, give to the copies they make of a file where two differ.
_COPY = re.compile(
    r"[.(\[][^)\]]*[ck]onfli[ck]?t"  # box.sync-conflict-..., box (Ann's conflicted copy 2026-01-01)
    r"|_conflict-\d{8}-\d{6}\.|\d{4}_conflict\.|_(?:backup|base|local|remote)_\d+\."
)
_MOST_MEANT = 3  # routines that are suggested for a word
_MIN_LIKENESS = 0.5  # of a name that is suggested for one that is not there


class UnknownRoutine(LookupError):
    """No routine goes by that name; the message says what is near."""


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


def overlay(bundled: Iterable[LibraryEntry], users: Iterable[LibraryEntry]) -> list[LibraryEntry]:
    """Return the bundled entries and the user's own; an own one replaces one of its id.

    A broken one of the user's own stands beside the bundled one and hides nothing.
    """
    by_id = {entry.id: entry for entry in bundled}
    for entry in users:
        key = entry.id
        if key in by_id and entry.error:
            key += _SUFFIX
        elif key in by_id:
            entry = replace(entry, replaced=by_id[key])
        by_id[key] = entry
    return list(by_id.values())


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
    routine_id = display_path(Path(path.name)).removesuffix(_SUFFIX)
    try:
        routine = _read(path, routine_id, partner, translation, language)
    except FileError as error:
        return LibraryEntry(routine_id, path, bundled, problems=error.problems)
    return LibraryEntry(routine_id, path, bundled, routine, translation=translation)


def _read(
    path: Path, routine_id: str, partner: str, translation: Path | None, language: str
) -> Routine:
    """Read one file, in the language of its translation. Raise FileError for a broken one."""
    name = display_path(path)
    if not ID.fullmatch(path.name.removesuffix(_SUFFIX)):  # as it is, not as it is shown
        message = _("expected a file name of letters, digits, - and _ before .toml")
        raise FileError(Problem(name, 0, "", message))
    text = read_text(path)
    routine = read_routine(text, routine_id, name, partner)
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


def sort_key(entry: LibraryEntry) -> tuple[int, int, str]:
    """Return where an entry stands in the list: by group, order and title; the broken ones last.

    An entry without an order of its own takes that of the bundled routine it replaces.
    """
    routine = entry.routine
    if routine is None:
        return len(GROUPS), 0, entry.id
    order = routine.order
    replaced = entry.replaced.routine if entry.replaced else None
    if order is None and replaced is not None and replaced.group == routine.group:
        order = replaced.order
    return list(GROUPS).index(routine.group), order or _BEHIND, routine.title


class Library:
    """Every routine that there is, by id.

    A file is read once, when it is first asked for: a run needs one alone. Without an `own` folder
    there are only the bundled ones.
    """

    def __init__(
        self,
        bundled: Path,
        own: Path | None,
        partner: str = PARTNER,
        languages: tuple[str, ...] = (),
    ) -> None:
        self.partner = partner
        self.languages = languages
        self._files: list[tuple[Path, bool]] = []  # each with whether it is bundled
        self._problems: list[LibraryEntry] = []  # of folders
        self._loaded: dict[Path, tuple[LibraryEntry, ...]] = {}
        self._entries: tuple[LibraryEntry, ...] | None = None
        self._add_folder(bundled, bundled=True)
        if own is not None:
            self._add_folder(own, bundled=False)

    def _add_folder(self, folder: Path, *, bundled: bool) -> None:
        try:
            names = reading.list_names(os.fspath(folder), _SUFFIX)
        except OSError as error:
            name = display_path(folder)
            message = _("can't be read: {why}").format(why=system_reason(error))
            problem = Problem(name, 0, "", message)
            self._problems.append(LibraryEntry(name, folder, bundled, problems=(problem,)))
            return
        self._files += [(folder / name, bundled) for name in names if not is_copy(name)]

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that there are, read or not."""
        return tuple(path for path, _bundled in self._files)

    @property
    def entries(self) -> tuple[LibraryEntry, ...]:
        """All of them, in the order of the list."""
        if self._entries is None:
            self._entries = tuple(sorted([*self._load(""), *self._problems], key=sort_key))
        return self._entries

    def _load(self, start: str) -> list[LibraryEntry]:
        """Return the entries of the files whose names start so."""
        bundled: list[LibraryEntry] = []
        users: list[LibraryEntry] = []
        for path, is_bundled in self._files:
            if path.name.startswith(start):
                entries = bundled if is_bundled else users
                entries += self._load_once(path, is_bundled)
        return overlay(bundled, users)

    def _load_once(self, path: Path, bundled: bool) -> tuple[LibraryEntry, ...]:
        if path not in self._loaded:
            entries = load_entries(path, bundled, self.partner, self.languages)
            self._loaded[path] = tuple(entries)
        return self._loaded[path]

    def find(self, name: str) -> Routine:
        """Return the routine with that id, or whose id starts so when only one does.

        Raises:
            UnknownRoutine: When there is none.
            FileError: When its file is broken.
        """
        entry = self.entry(name)
        if entry.routine is None:
            raise FileError(*entry.problems)
        return entry.routine

    def title_of(self, routine_id: str) -> str:
        """Return the title of a routine; its id where there is none of that name."""
        try:
            return self.find(routine_id).title
        except (UnknownRoutine, FileError):
            return routine_id

    def entry(self, name: str) -> LibraryEntry:
        """Return the entry with that id, start of an id, or title, broken or not.

        Raises:
            UnknownRoutine: When there is none, or more than one.
        """
        ids = {path.name.removesuffix(_SUFFIX) for path in self.files}
        as_id = "-".join(name.casefold().split())
        matches = self._by_id(name, ids) or self._by_id(as_id, ids) or self._by_title(name)
        matching_ids = list(dict.fromkeys(entry.id for entry in matches))
        if len(matching_ids) == 1:
            return matches[0]
        if matching_ids:
            message = _("'{name}' could be {ids}")
            names = join_with_or([entry.id for entry in matches])
            raise UnknownRoutine(message.format(name=name, ids=names))
        message = _("no routine '{name}'; {hint}")
        hint = _hint(name, sorted(ids), self.entries)
        raise UnknownRoutine(message.format(name=display_path(Path(name)), hint=hint))

    def _by_id(self, name: str, ids: set[str]) -> list[LibraryEntry]:
        """Return the entries with that id, else those whose id starts so.

        A broken file of the same id as a good one does not count.
        """
        if name not in ids:
            name = _SHORT_NAMES.get(name, name)
        start = name
        if name in ids:
            start += _SUFFIX
        matches = [entry for entry in self._load(start) if entry.id.startswith(name)]
        matches.sort(key=sort_key)
        return [entry for entry in matches if entry.routine] or matches

    def _by_title(self, name: str) -> list[LibraryEntry]:
        """Return the entries with that title, else those whose title starts so."""
        wanted = " ".join(name.casefold().split())
        if not wanted:
            return []
        titles = [
            (entry, entry.routine.title.casefold()) for entry in self.entries if entry.routine
        ]
        exact = [entry for entry, title in titles if title == wanted]
        return exact or [entry for entry, title in titles if title.startswith(wanted)]

    def has_valid(self, routine_id: str) -> bool:
        """Return whether there is a routine of exactly that id, and its file is whole."""
        entries = self._load(f"{routine_id}{_SUFFIX}")
        return any(entry.id == routine_id and entry.routine is not None for entry in entries)

    def source_files(self, routine: Routine) -> tuple[Path, ...]:
        """Return the files that a routine of this library was read from."""
        for entry in (entry for entries in self._loaded.values() for entry in entries):
            if entry.routine is routine:
                if entry.translation is None:
                    return (entry.path,)
                return entry.path, entry.translation
        raise LookupError(routine.id)


def _hint(name: str, ids: list[str], entries: tuple[LibraryEntry, ...]) -> str:
    """Return which routines may have been meant: by an id like it, or by what people call them."""
    # Only for an unknown name: 4 ms, and a search reads every file.
    from difflib import get_close_matches  # noqa: PLC0415 - speed

    from calmtui.content.search import routines_by_word  # noqa: PLC0415 - it imports this module

    meant = [entry.id for entry in routines_by_word(entries, name)[:_MOST_MEANT]]
    meant = meant or get_close_matches(name, ids, 1, _MIN_LIKENESS)
    if not meant:
        return _("`calmtui list` shows them")
    return _("did you mean {name}?").format(name=join_with_or(meant))
