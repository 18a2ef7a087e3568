"""Finds and loads routines: the bundled ones, and the person's own, which may replace a bundled id."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from calmtui.routine import GROUPS, Routine, read_routine
from calmtui.tomlfile import FileProblem, Problem, read_text, shown

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.IGNORECASE)
_SHORT = {"box": "box-breathing"}
_FIRST = {id: place for place, id in enumerate(("box-breathing", "long-exhale", "pmr-7", "pmr-4"))}


class UnknownRoutine(LookupError):
    """No routine goes by that name; the message says what is near."""


@dataclass(frozen=True)
class Entry:
    """One routine file: its routine, or the problems that keep it from being used."""

    id: str
    path: Path
    bundled: bool
    routine: Routine | None = None
    problems: tuple[Problem, ...] = ()
    replaces: bool = False

    @property
    def error(self) -> str | None:
        """The first problem as one line, or None."""
        return str(self.problems[0]) if self.problems else None


def load_file(path: Path, *, bundled: bool = False, partner: str = "your partner") -> Entry:
    """Load one file. A broken one gives an entry with its problems; nothing is raised."""
    id = shown(Path(path.name)).removesuffix(".toml")
    try:
        if not _ID.fullmatch(path.name.removesuffix(".toml")):  # as it is, not as it is shown
            raise FileProblem(
                Problem(shown(path), 0, "", "expected a file name of letters, digits, - and _ before .toml")
            )
        return Entry(id, path, bundled, read_routine(read_text(path), id, shown(path), partner))
    except FileProblem as error:
        return Entry(id, path, bundled, problems=error.problems)


class Library:
    """Every routine that there is, by id. Reading is done once, when it is made."""

    def __init__(self, bundled: Path, own: Path, partner: str = "your partner") -> None:
        found = {entry.id: entry for entry in self._folder(bundled, True, partner)}
        for entry in self._folder(own, False, partner):
            replaced = found.get(entry.id)
            if entry.routine is None and replaced is not None:
                found[f"{entry.id}.toml"] = entry  # a key that no id can be: a broken file hides nothing
            else:
                found[entry.id] = Entry(
                    entry.id, entry.path, False, entry.routine, entry.problems, replaces=replaced is not None
                )
        order = {group: place for place, group in enumerate(GROUPS)}

        def place(entry: Entry) -> tuple[object, ...]:
            if entry.routine is None:
                return (len(order), 0, entry.id)
            return (order[entry.routine.group], _FIRST.get(entry.id, 99), entry.routine.title)

        self.entries = tuple(sorted(found.values(), key=place))

    @staticmethod
    def _folder(folder: Path, bundled: bool, partner: str) -> Iterator[Entry]:
        try:
            names = sorted(name for name in os.listdir(folder) if name.endswith(".toml"))
        except FileNotFoundError:
            return
        except OSError as error:
            problem = Problem(shown(folder), 0, "", f"can't be read: {(error.strerror or '').lower()}")
            yield Entry(shown(folder), folder, bundled, problems=(problem,))
            return
        for name in names:
            yield load_file(folder / name, bundled=bundled, partner=partner)

    def find(self, name: str) -> Routine:
        """The routine with that id, or whose id begins so when only one does.

        Raises UnknownRoutine when there is none, FileProblem when its file is broken.
        """
        name = _SHORT.get(name, name) if all(entry.id != name for entry in self.entries) else name
        near = [e for e in self.entries if e.id == name] or [e for e in self.entries if e.id.startswith(name)]
        matches = [e for e in near if e.routine] or near  # a broken file of the same id stands behind
        if len({entry.id for entry in matches}) > 1:
            raise UnknownRoutine(f"'{name}' could be {' or '.join(entry.id for entry in matches)}")
        if not matches:
            from difflib import get_close_matches  # 4 ms, only on a fault

            close = get_close_matches(name, [entry.id for entry in self.entries], 1, 0.5)
            hint = f"; did you mean {close[0]}?" if close else "; `calmtui list` shows them"
            raise UnknownRoutine(f"no routine '{shown(Path(name))}'{hint}")
        if matches[0].routine is None:
            raise FileProblem(*matches[0].problems)
        return matches[0].routine

    def path_of(self, routine: Routine) -> Path:
        """The file that a routine of this library was read from."""
        return next(entry.path for entry in self.entries if entry.routine is routine)
