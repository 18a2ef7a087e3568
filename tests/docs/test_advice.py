"""Every piece of the advice has a routine or a screen that gives it, in words that can be read."""

from __future__ import annotations

import pytest

from calmtui.content.library import Library
from calmtui.storage.paths import bundled_routines_path
from scripts.catalogue import CATALOGUES, read
from tests.docs.advice import ADVICE, Places
from tests.support.bundled import texts

LIBRARY = Library(bundled_routines_path(), None)


def said_by(place: str) -> str:
    """Return all that a place says."""
    if place == "screen":
        return "\n".join(text for key in read(CATALOGUES[0]) for text in key if text)
    routine = LIBRARY.find(place)
    keys = [key for step in routine.steps for key in getattr(step, "keys", ())]
    return "\n".join([routine.summary, *texts(routine.steps), *keys])


def test_there_are_76_pieces_of_advice() -> None:
    assert len(ADVICE) == len({advice for advice, _places in ADVICE}) == 76


@pytest.mark.parametrize(("advice", "places"), ADVICE, ids=[advice for advice, _places in ADVICE])
def test_a_piece_of_advice_is_given_somewhere(advice: str, places: Places) -> None:
    assert places
    for place, words in places:
        assert words.lower() in said_by(place).lower(), f"{advice}: {words!r} not in {place}"


def test_every_tool_is_there_for_a_piece_of_advice() -> None:
    needed = {place for _advice, places in ADVICE for place, _words in places}
    tools = {
        entry.id
        for entry in LIBRARY.entries
        if entry.routine is not None and entry.routine.group in ("think", "talk", "grow")
    }
    assert tools - needed == {"not-knowing"}  # where a second pass through a thought leads
