"""A message of a few lines as a step: put together, written nowhere, gone back to."""

from __future__ import annotations

from calmtui.content.compose import compose_message
from calmtui.content.reader import read_routine
from calmtui.content.translation import apply_translation
from calmtui.session.events import Back, Composed, GoOn, Select, Write
from calmtui.session.scene import AskScene, ChooseScene, DeskScene, FinishedScene
from calmtui.storage.journal import Journal
from tests.support.engine import Clock, begin, only_session, routine
from tests.support.routine_texts import HEAD

FIELDS = (
    'fields = [\n  { label = "When", example = "When Friday went by" },\n'
    '  { label = "I feel", begins = "I feel", example = "worried" },\n]\n'
)
COMPOSE = f'[[steps]]\nkind = "compose"\ntext = "One message."\nhints = true\n{FIELDS}'
ASK = '[[steps]]\nkind = "ask"\ntext = "And then?"\nkeep = "then"\n'
SAFETY = '[[steps]]\nkind = "safety"\ntext = "Is part of this fear?"\n'


def test_the_lines_become_a_message_and_are_written_nowhere(journal: Journal, time: Clock) -> None:
    session = begin(routine(COMPOSE + ASK, "rate = []"), journal, time)
    scene = session.scene()
    assert isinstance(scene, DeskScene)
    values = ("When Friday went by", "Worried")
    assert compose_message(scene.step.fields, values) == "When Friday went by, I feel worried."
    session.handle(Composed(values))
    session.handle(Write("nothing"))
    assert only_session(journal).answers == {"then": "nothing"}
    assert "Friday" not in str(list(journal.records()))


def test_a_message_is_there_again_for_whoever_goes_back(journal: Journal, time: Clock) -> None:
    session = begin(routine(COMPOSE + ASK, "rate = []"), journal, time)
    session.handle(Composed(("a", "b")))
    assert isinstance(session.scene(), AskScene)
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, DeskScene)
    assert scene.given == ("a", "b")
    session.handle(GoOn())  # as it was
    session.handle(Back())
    scene = session.scene()
    assert isinstance(scene, DeskScene)
    assert scene.given == ("a", "b")


def test_it_knows_that_fear_was_named(journal: Journal, time: Clock) -> None:
    session = begin(routine(SAFETY + COMPOSE, "rate = []"), journal, time)
    scene = session.scene()
    assert isinstance(scene, ChooseScene)
    session.handle(Select((scene.options[0].id,)))
    scene = session.scene()
    assert isinstance(scene, DeskScene)
    assert scene.afraid is False


def test_a_message_alone_is_a_whole_routine(journal: Journal, time: Clock) -> None:
    session = begin(routine(COMPOSE, "rate = []"), journal, time)
    session.handle(Composed(("", "")))
    assert isinstance(session.scene(), FinishedScene)


def test_its_lines_are_translated() -> None:
    own = read_routine(f"{HEAD}{COMPOSE}", "t", "t.toml")
    german = (
        'title = "T"\nsummary = "S"\n[[steps]]\ntext = "Eine Nachricht."\nfields = [\n'
        '  { label = "Als", example = "Als der Freitag verging" },\n'
        '  { label = "Ich bin", begins = "Ich bin", begins_noun = "Ich fühle", example = "unruhig" '
        "},\n]\n"
    )
    step = apply_translation(own, german, "de/t.toml").steps[0]
    assert isinstance(step, type(own.steps[0]))
    made = compose_message(step.fields, ("Als der Freitag verging", "Angst"))  # type: ignore[union-attr]
    assert made == "Als der Freitag verging, fühle ich Angst."
