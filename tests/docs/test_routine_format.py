"""docs/routine-format.md: its example runs, and every key of the format is explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from calmtui.content.labels import CAUTIONS, GROUPS
from calmtui.content.reader import read_routine
from calmtui.content.routine import File, ShapeName, Step
from calmtui.history.sessions import fold_sessions
from calmtui.session.events import Rate, Select, Write
from calmtui.session.scene import AskScene, ChooseScene, FinishedScene, GuideScene, RateScene
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, pass_time, scene_of

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "routine-format.md").read_text()
README = (ROOT / "README.md").read_text()


def example(text: str) -> str:
    found = re.search(r"^```toml\n(.*?^format = 1.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def test_the_worked_example_runs_as_it_says(journal: Journal, time: Clock) -> None:
    routine = read_routine(example(TEXT), "doorway", "doorway.toml", partner="Sam")
    assert routine.seconds == 120
    session = begin(routine, journal, time)
    assert isinstance(session.scene(), RateScene)
    session.handle(Rate(6))
    pass_time(session, time, 12 + 60 + 25)
    scene = session.scene()
    assert isinstance(scene, ChooseScene)
    session.handle(Select((scene.options[1].id,)))
    scene = session.scene()
    assert isinstance(scene, AskScene)
    assert (scene.text, scene.is_saved) == ("One plain sentence you could say to Sam.", False)
    session.handle(Write("a line that is kept nowhere"))
    assert isinstance(session.scene(), GuideScene)
    pass_time(session, time, 23)
    session.handle(Rate(4))
    assert scene_of(session) == FinishedScene("completed", ("6 before, 4 after.",))
    (past,) = fold_sessions(journal.records())
    assert past.answers == {"need": ["clarity"]}
    assert past.practised == 120


def test_every_example_is_a_routine() -> None:
    for text in re.findall(r"^```toml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE):
        assert read_routine(text, "example", "routine-format.md").steps


def test_the_example_of_the_readme_is_good() -> None:
    assert read_routine(example(README), "two", "two.toml").steps


@pytest.mark.parametrize("struct", [File, *get_args(Step)], ids=lambda struct: struct.__name__)
def test_every_key_is_explained(struct: type) -> None:
    for key in struct.__struct_fields__:  # type: ignore[attr-defined]
        assert f"`{key}`" in TEXT, key


def test_every_word_that_a_key_takes_is_named() -> None:
    kinds = [kind.__struct_config__.tag for kind in get_args(Step)]
    for word in (*GROUPS, *CAUTIONS, *kinds, *get_args(ShapeName)):
        assert f"`{word}`" in TEXT, word
