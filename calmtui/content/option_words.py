"""What the options of a question are called in each language, and their keys, which are English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from calmtui.content.question_steps import Choose
from calmtui.content.routine_file import load_file
from calmtui.storage.reading import list_names, read_file

if TYPE_CHECKING:
    from calmtui.content.routine import Routine

TRIGGER = "trigger"  # what a question about what came before is kept under


def keys_by_words(folder: Path, keep: str = TRIGGER) -> Mapping[str, str]:
    """Return the keys of the options that are kept under a name, by their words in any language.

    `folder` has routines, and in folders of its own their translations. Raises OSError.
    """
    keys: dict[str, str] = {}
    for path in (folder / name for name in list_names(folder, ".toml")):
        if f'"{keep}"'.encode() not in read_file(path):
            continue
        translations = sorted(folder.glob(f"*/{path.name}"))
        for translation in (None, *translations):
            routine = load_file(path, bundled=True, translation=translation).routine
            for step in _kept(routine, keep):
                keys |= zip(map(str, step.options), _keys(step), strict=True)
    return keys


def labels_by_keys(routines: Iterable[Routine], keep: str = TRIGGER) -> Mapping[str, str]:
    """Return what these routines call the options that are kept under a name, by their keys."""
    labels: dict[str, str] = {}
    for routine in routines:
        for step in _kept(routine, keep):
            labels |= zip(_keys(step), map(str, step.options), strict=True)
    return labels


def _keys(step: Choose) -> Iterator[str]:
    return map(str, step.marks or step.options)


def _kept(routine: Routine | None, keep: str) -> Iterator[Choose]:
    if routine is None:
        return
    for step in routine.steps:
        if isinstance(step, Choose) and step.keep == keep:
            yield step
