"""Which routines are named as not tried yet: of the same kind, and never a heavy one."""

from __future__ import annotations

from datetime import date

import pytest

from calmtui.content.library import Library
from calmtui.history.figures import Figures
from calmtui.history.names import Names, names_of
from calmtui.history.period import Period
from calmtui.history.suggestions import NEVER_SUGGESTED
from calmtui.history.words import sections
from calmtui.storage.paths import bundled_routines_path
from tests.support.figures import figures_from_records
from tests.support.lives import LifeWriter

START = date(2026, 11, 28)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(bundled_routines_path(), tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def names(library: Library) -> Names:
    return names_of(library.entries, {})


def _used(*routines: str, period: Period | None = None) -> Figures:
    life = LifeWriter()
    for number, routine in enumerate(routines):
        life.run(f"{number}", f"{START}T{number + 10}:00:00+01:00", 7, 5, routine=routine)
    return figures_from_records(life.records, period or Period())


def test_they_are_like_the_most_used_one_and_were_never_used(
    library: Library, names: Names
) -> None:
    used = ("long-exhale", "long-exhale", "five-senses", "box-breathing")
    untried = names.untried(_used(*used))
    assert 0 < len(untried) <= 3
    for title in untried:
        routine = library.find(title)
        assert routine.group == "breathe"
        assert routine.id not in used


def test_those_with_the_better_evidence_come_first(library: Library, names: Names) -> None:
    for alike in names.alike.values():
        grades = [library.find(routine).evidence for routine in alike]
        assert grades == sorted(grades)


def test_what_is_never_suggested_is_not_named_either(names: Names) -> None:
    named = {routine for alike in names.alike.values() for routine in alike}
    assert named
    assert not named & NEVER_SUGGESTED


def test_what_was_used_at_another_time_is_tried(names: Names) -> None:
    group = names.alike["long-exhale"]
    figures = _used(*group, period=Period(date(2026, 12, 1)))
    assert (figures.runs, figures.used) == (0, frozenset(group))
    figures = _used("long-exhale", *group)
    assert names.untried(figures) == ()


def test_nothing_is_named_where_nothing_or_an_own_routine_was_used(names: Names) -> None:
    assert names.untried(_used()) == ()
    assert names.untried(_used("my-own")) == ()


def test_they_are_said_in_a_sentence(names: Names) -> None:
    figures = _used("long-exhale")
    untried = names.untried(figures)
    first = sections(figures, START, {}, untried)[0]
    assert f"Not tried yet: {', '.join(untried)}." in first.lines
    assert "tried" not in str(sections(figures, START)[0])
