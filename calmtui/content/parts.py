"""The parts of a routine that can be left out, and what they are called. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from calmtui.content.routine import Routine, Step


class PartNames:
    """What every part of a routine goes by: its name, and that in English, in any language."""

    def __init__(self, routine: Routine) -> None:
        self._names: dict[str, list[str]] = {}
        self._marks: dict[str, list[str]] = {}
        for step in routine.steps:
            if part := _part_of(step):
                mark = _mark_of(step)
                names = self._names.setdefault(part, [part.casefold()])
                names.append((mark or part).casefold())
                if mark:
                    self._marks.setdefault(part, []).append(mark)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that can be left out, each once, in order."""
        return tuple(self._names)

    def match(self, name: str) -> tuple[str, ...]:
        """Return the parts meant by a name: the part itself, or those with it as a word."""
        wanted = name.strip().casefold()
        exact = tuple(part for part, names in self._names.items() if wanted in names)
        if exact:
            return exact
        return tuple(part for part, names in self._names.items() if wanted in _words(names))

    def match_any(self, names: Iterable[str]) -> frozenset[str]:
        """Return the parts meant by any of the names."""
        return frozenset(part for name in names for part in self.match(name))

    def lasting_name(self, part: str) -> str:
        """Return a name that means a part in every language; without one the part itself."""
        for mark in self._marks.get(part, ()):
            if self.match(mark) == (part,):
                return mark
        return part


def part_names(routine: Routine) -> tuple[str, ...]:
    """Return the parts that can be left out, each once, in order."""
    return PartNames(routine).parts


def match_parts(routine: Routine, name: str) -> tuple[str, ...]:
    """Return the parts meant by a name: the part itself, or those with it as a word."""
    return PartNames(routine).match(name)


def without_parts(routine: Routine, names: tuple[str, ...]) -> Routine:
    """Return the routine without those parts and their seconds; never without its last step."""
    if not names:
        return routine
    parts = PartNames(routine).match_any(names)
    steps = tuple(step for step in routine.steps if _part_of(step) not in parts)
    if not parts or not steps:
        return routine
    return msgspec.structs.replace(routine, steps=steps)


def _part_of(step: Step) -> str:
    return str(getattr(step, "part", None) or "")


def _mark_of(step: Step) -> str:
    return str(getattr(step, "marks", None) or "")


def _words(names: list[str]) -> list[str]:
    return " ".join(names).replace(",", " ").split()
