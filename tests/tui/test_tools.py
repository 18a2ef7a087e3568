"""The thinking and talking tools, walked by their keys: at every step all of it can be read."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from calmtui.content.library import Library
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.i18n import set_language
from tests.support import reference as witness
from tests.support import tools
from tests.support.engine import Clock
from tests.support.ways import Setting

TOOLS = [a.id for a in tools.tools(Library(bundled_routines_path(), None))]
SIZES = ((80, 24), (45, 20), (40, 12))
LANGUAGES = ("", "de")


def spanning() -> list[Any]:
    """Every tool in every size and language; some of them without waiting for it."""
    cases = []
    for place, (id, (size, language)) in enumerate(product(TOOLS, product(SIZES, LANGUAGES))):
        marks: Any = pytest.mark.slow
        if place % 29 == 0:  # every size and language is among these
            marks = ()
        name = f"{id}-{size[0]}x{size[1]}-{language or 'en'}"
        cases.append(pytest.param(id, size, language, marks=marks, id=name))
    return cases


@pytest.mark.slow
@pytest.mark.parametrize(("id", "size", "language"), spanning())
async def test_a_tool_can_be_read_and_answered_to_its_end(
    id: str,
    size: tuple[int, int],
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    languages = (language,) if language else ()
    set_language(languages)
    try:
        at = Setting(Clock(), tmp_path, languages=languages)
        a = at.library.find(id)
        app = at.app(at.session(a, quick=False))
        async with witness.before(app, at.time, size) as person:
            await tools.walk(person, a)
    finally:
        set_language(())
