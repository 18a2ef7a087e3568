"""The thinking and talking tools, line by line: all is said, every question takes an answer."""

from __future__ import annotations

import io

import pytest

from calmtui.content.gate import Gate
from calmtui.content.library import Library
from calmtui.content.routine import Ask, Choose, Line, Say
from calmtui.plain.app import PlainApp
from calmtui.plain.input import LineInput
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    DeskScene,
    FinishedScene,
    GuideScene,
    KeepScene,
    RateScene,
)
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.i18n import set_language
from tests.support import tools
from tests.support.engine import Clock, begin

TOOLS = [a.id for a in tools.tools(Library(bundled_routines_path(), None))]


class Person(LineInput):
    """Someone who answers whatever is asked, and lets time pass where nothing is."""

    def __init__(self, session: Session, time: Clock, ends: frozenset[str]) -> None:
        super().__init__(-1)
        self._session, self._time, self._ends = session, time, ends
        self._waits = 0

    def wait(self, seconds: float) -> None:
        self._waits += 1
        assert self._waits < 10_000, f"no end: {self._session.scene()}"
        match self._session.scene():
            case RateScene():
                self.waiting.append("5")
            case AskScene():
                self.waiting += [tools.WORDS, ""]
            case ChooseScene(options=options):
                open_places = (n for n, a in enumerate(options, 1) if a.id not in self._ends)
                self.waiting.append(str(next(open_places)))
            case KeepScene():
                self.waiting.append("k")
            case DeskScene(step=step):
                self.waiting += [*(tools.WORDS for _field in step.fields), ""]
            case FinishedScene():
                self.ended = True
            case GuideScene(until_key=False):
                self._time.go(seconds)
            case _:
                self.waiting.append("")


@pytest.mark.parametrize("language", ["", "de"])
@pytest.mark.parametrize("id", TOOLS)
def test_a_tool_says_all_of_it_and_ends(
    id: str, language: str, journal: Journal, time: Clock
) -> None:
    languages = (language,) if language else ()
    a = Library(bundled_routines_path(), None, languages=languages).find(id)
    set_language(languages)
    try:
        session = begin(a, journal, time)
        out = io.StringIO()
        PlainApp(session, Person(session, time, tools.endings(a)), out).play()
    finally:
        set_language(())
    said = " ".join(out.getvalue().split())
    for step in a.steps:
        if isinstance(step, Say | Ask | Choose | Line) or (isinstance(step, Gate) and step.options):
            assert " ".join(step.text.split()) in said
        for option in getattr(step, "options", ()):
            assert option in said
    assert isinstance(session.scene(), FinishedScene)
