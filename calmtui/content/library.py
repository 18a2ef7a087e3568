"""Finds and loads routines: the bundled ones, and the person's own, which may replace a bundled id."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from calmtui.content.reader import read_routine
from calmtui.content.routine import GROUPS, MAX_ORDER, PARTNER, Routine
from calmtui.content.toml import FileError, Problem, read_text
from calmtui.content.translation import apply_translation
from calmtui.storage import reading
from calmtui.text.errors import system_reason
from calmtui.text.i18n import _, join_with_or
from calmtui.text.sanitize import display_path

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.IGNORECASE)
_BEHIND = MAX_ORDER + 1
_SHORT = {"box": "box-breathing"}


# Names that sync programs, and git, give to the copies they make of a file where two differ.
_COPY = re.compile(
    r"[.(\[][^)\]]*[ck]onfli[ck]?t"  # box.sync-conflict-..., box (Ann's conflicted copy 2026-01-01)
    r"|_conflict-\d{8}-\d{6}\.|\d{4}_conflict\.|_(?:backup|base|local|remote)_\d+\."
)


class UnknownRoutine(LookupError):
    """No routine goes by that name; the message says what is near."""


class LibraryEntry(Struct, frozen=True):
    """One routine file: its routine, or the problems that keep it from being used."""

    id: str
    path: Path
    bundled: bool
    routine: Routine | None = None
    problems: tuple[Problem, ...] = ()
    replaces: bool = False
    translation: Path | None = None
    replaced: Routine | None = None

    @property
    def error(self) -> str | None:
        """The first problem as one line, or None."""
        return str(self.problems[0]) if self.problems else None


def is_copy(name: str) -> bool:
    """Return whether a file is a copy that a sync program, or git, made of another.

    The word alone is not enough: someone may call a routine after a conflict.
    """
    return _COPY.search(name.lower()) is not None


def overlay(bundled: Iterable[LibraryEntry], own: Iterable[LibraryEntry]) -> Iterator[LibraryEntry]:
    """Yield the bundled entries and the user's own; an own one replaces the bundled one of its id.

    A broken one of the user's own stands beside the bundled one and hides nothing.
    """
    by_id = {entry.id: entry for entry in bundled}
    for entry in own:
        key = entry.id
        if key in by_id and entry.error:
            key += ".toml"
        elif key in by_id:
            entry = replace(entry, replaces=True, replaced=by_id[key].routine)
        by_id[key] = entry
    yield from by_id.values()


def load_file(
    path: Path, *, bundled: bool = False, partner: str = PARTNER, translation: Path | None = None
) -> LibraryEntry:
    """Load one file, in the language of its translation. A broken one gives its problems; nothing is raised."""
    id = display_path(Path(path.name)).removesuffix(".toml")
    try:
        if not ID.fullmatch(path.name.removesuffix(".toml")):  # as it is, not as it is shown
            raise FileError(
                Problem(
                    display_path(path),
                    0,
                    "",
                    _("expected a file name of letters, digits, - and _ before .toml"),
                )
            )
        routine = read_routine(read_text(path), id, display_path(path), partner)
        if translation is not None:
            routine = apply_translation(
                routine, read_text(translation), display_path(translation), partner
            )
        return LibraryEntry(id, path, bundled, routine, translation=translation)
    except FileError as error:
        return LibraryEntry(id, path, bundled, problems=error.problems)


def translations(path: Path, languages: tuple[str, ...]) -> tuple[Path, ...]:
    """Where the translations of a file are, or would be, the nearest first."""
    return tuple(path.parent / name / path.name for name in languages)


def load_entries(
    path: Path, bundled: bool, partner: str, languages: tuple[str, ...]
) -> Iterator[LibraryEntry]:
    """Load one file in the nearest language; a translation that can't be used is an entry of its own."""
    translation = next(filter(os.path.exists, translations(path, languages)), None)  # never raises
    entry = load_file(path, bundled=bundled, partner=partner, translation=translation)
    if translation is not None and entry.routine is None:
        problems = entry.problems
        entry = load_file(path, bundled=bundled, partner=partner)  # it falls back to its own words
        if entry.routine is not None:
            yield LibraryEntry(
                f"{translation.parent.name}/{entry.id}", translation, bundled, problems=problems
            )
    yield entry


def sort_key(entry: LibraryEntry) -> tuple[int, int, str]:
    """Return where an entry stands in the list: by group, order and title; the broken ones last.

    An entry without an order of its own takes that of the bundled routine it replaces.
    """
    routine, replaced = entry.routine, entry.replaced
    if routine is None:
        return len(GROUPS), 0, entry.id
    order = routine.order
    if order is None and replaced is not None and replaced.group == routine.group:
        order = replaced.order
    return list(GROUPS).index(routine.group), order or _BEHIND, routine.title


class Library:
    """Every routine that there is, by id. A file is read once, when it is first asked for: a run needs one alone.

    `read` is what was read, by file. Without an `own` folder there are only those that come with calmtui.
    """

    def __init__(
        self,
        bundled: Path,
        own: Path | None,
        partner: str = PARTNER,
        languages: tuple[str, ...] = (),
    ) -> None:
        self.partner, self.languages = partner, languages
        self._files: list[tuple[Path, bool]] = []
        self._problems: list[LibraryEntry] = []  # of folders
        self.read: dict[Path, tuple[LibraryEntry, ...]] = {}
        self._entries: tuple[LibraryEntry, ...] | None = None
        for folder, whether in ((bundled, True), (own, False)):
            if folder is None:
                continue
            try:
                names = reading.list_names(os.fspath(folder), ".toml")
            except OSError as error:
                problem = Problem(
                    display_path(folder),
                    0,
                    "",
                    _("can't be read: {why}").format(why=system_reason(error)),
                )
                self._problems.append(
                    LibraryEntry(display_path(folder), folder, whether, problems=(problem,))
                )
                continue
            self._files += [(folder / name, whether) for name in names if not is_copy(name)]

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

    def _load(self, beginning: str) -> list[LibraryEntry]:
        """The entries of the files whose names begin so."""
        found: tuple[list[LibraryEntry], list[LibraryEntry]] = ([], [])
        for path, bundled in self._files:
            if path.name.startswith(beginning):
                if path not in self.read:
                    self.read[path] = tuple(
                        load_entries(path, bundled, self.partner, self.languages)
                    )
                found[not bundled].extend(self.read[path])
        return list(overlay(*found))

    def find(self, name: str) -> Routine:
        """The routine with that id, or whose id begins so when only one does.

        Raises UnknownRoutine when there is none, FileError when its file is broken.
        """
        entry = self.entry(name)
        if entry.routine is None:
            raise FileError(*entry.problems)
        return entry.routine

    def entry(self, name: str) -> LibraryEntry:
        """The entry with that id or beginning, or that title, broken or not. Raises UnknownRoutine."""
        ids = {path.name.removesuffix(".toml") for path in self.files}
        as_id = "-".join(name.casefold().split())
        matches = self._named(name, ids) or self._named(as_id, ids) or self._titled(name)
        if len({entry.id for entry in matches}) > 1:
            raise UnknownRoutine(
                _("'{name}' could be {ids}").format(
                    name=name, ids=join_with_or([entry.id for entry in matches])
                )
            )
        if not matches:
            from difflib import get_close_matches  # 4 ms, only on a fault

            close = get_close_matches(name, sorted(ids), 1, 0.5)
            hint = (
                _("did you mean {name}?").format(name=close[0])
                if close
                else _("`calmtui list` shows them")
            )
            raise UnknownRoutine(
                _("no routine '{name}'; {hint}").format(name=display_path(Path(name)), hint=hint)
            )
        return matches[0]

    def _named(self, name: str, ids: set[str]) -> list[LibraryEntry]:
        """The entries with that id, else those whose id begins so; a broken file of the same id stands behind."""
        name = name if name in ids else _SHORT.get(name, name)
        near = [
            e for e in self._load(f"{name}.toml" if name in ids else name) if e.id.startswith(name)
        ]
        near.sort(key=sort_key)
        return [e for e in near if e.routine] or near

    def _titled(self, name: str) -> list[LibraryEntry]:
        """The entries with that title, else those whose title begins so."""
        wanted = " ".join(name.casefold().split())
        near = [
            e
            for e in self.entries
            if e.routine and wanted and e.routine.title.casefold().startswith(wanted)
        ]
        return [e for e in near if e.routine and e.routine.title.casefold() == wanted] or near

    def has_valid(self, id: str) -> bool:
        """Whether there is a routine of exactly that id, and its file is whole."""
        return any(
            entry.id == id and entry.routine is not None for entry in self._load(f"{id}.toml")
        )

    def source_files(self, routine: Routine) -> tuple[Path, ...]:
        """The files that a routine of this library was read from."""
        entry = next(
            entry for entries in self.read.values() for entry in entries if entry.routine is routine
        )
        return (entry.path, entry.translation) if entry.translation else (entry.path,)
