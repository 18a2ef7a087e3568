"""Find and load routines: the bundled ones, and the user's own, which may replace a bundled id."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from calmtui.content.labels import GROUPS
from calmtui.content.routine import MAX_ORDER, Routine
from calmtui.content.routine_file import SUFFIX, LibraryEntry, is_copy, load_entries
from calmtui.content.toml import FileError, Problem
from calmtui.content.values import PARTNER
from calmtui.storage import reading
from calmtui.text.errors import system_reason
from calmtui.text.i18n import _, join_with_or
from calmtui.text.sanitize import display_path

_BEHIND = MAX_ORDER + 1
_SHORT_NAMES = {"box": "box-breathing"}
_MOST_MEANT = 3  # routines that are suggested for a word
_LEAST_START = 3  # letters of an id that may have been mistyped
_MIN_LIKENESS = 0.5  # of a name that is suggested for one that is not there


class UnknownRoutine(LookupError):
    """No routine goes by that name; the message says what is near."""


def overlay(bundled: Iterable[LibraryEntry], users: Iterable[LibraryEntry]) -> list[LibraryEntry]:
    """Return the bundled entries and the user's own; an own one replaces one of its id.

    A broken one of the user's own stands beside the bundled one and hides nothing.
    """
    by_id = {entry.id: entry for entry in bundled}
    for entry in users:
        key = entry.id
        if key in by_id and entry.error:
            key += SUFFIX
        elif key in by_id:
            entry = replace(entry, replaced=by_id[key])
        by_id[key] = entry
    return list(by_id.values())


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
            names = reading.list_names(os.fspath(folder), SUFFIX)
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
        ids = {path.name.removesuffix(SUFFIX) for path in self.files}
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
            start += SUFFIX
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
        entries = self._load(f"{routine_id}{SUFFIX}")
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
    starts = {start: routine_id for routine_id in ids for start in _starts(routine_id)}
    meant = meant or [starts[near] for near in get_close_matches(name, starts, 1)]
    meant = meant or get_close_matches(name, ids, 1, _MIN_LIKENESS)
    if not meant:
        return _("`calmtui list` shows them")
    return _("did you mean {name}?").format(name=join_with_or(meant))


def _starts(routine_id: str) -> Iterator[str]:
    """Yield what may be typed for an id: the whole of it, or its first words."""
    words = routine_id.split("-")
    for count in range(len(words), 0, -1):
        start = "-".join(words[:count])
        if len(start) >= _LEAST_START:
            yield start
