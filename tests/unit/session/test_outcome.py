"""What follows the choice at the end of an urge goes by ids, in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from calmtui.config.settings import Person
from calmtui.config.support import SupportList
from calmtui.session.outcome import Fear, Outcome, OutcomeFlow, outcome_options
from calmtui.session.scene import AskScene, ChooseScene, DeskScene, FearScene
from calmtui.text.i18n import set_language


@pytest.fixture(params=["en", "de"])
def _language(request: pytest.FixtureRequest) -> Iterator[None]:
    set_language(() if request.param == "en" else (request.param,))
    yield
    set_language(())


def flow(choice: Outcome, mine: SupportList, *, card: bool = False) -> OutcomeFlow:
    return OutcomeFlow(choice, "words", 7, None, mine, "slow reply", rate=False, offer_card=card)


@pytest.mark.usefixtures("_language")
def test_an_answer_goes_where_its_question_belongs() -> None:
    mine = SupportList()
    reach = flow(Outcome.REACH, mine, card=True)
    assert reach.answer("Sam, call her") is None
    assert mine.people == (Person("Sam", "call her"),)
    assert reach.answer("text again.") is None
    assert reach.answer("walk.") is None
    (card,) = mine.cards
    assert (card.when, card.want, card.then) == ("slow reply", "text again", "walk")
    assert reach.scene is None


@pytest.mark.usefixtures("_language")
def test_what_was_under_it_is_recorded() -> None:
    send = flow(Outcome.SEND, SupportList())
    send.go_on()
    assert isinstance(send.scene, AskScene)
    assert send.answer(" fear ") == {"what": "answered", "key": "under", "value": "fear"}


@pytest.mark.usefixtures("_language")
@pytest.mark.parametrize("fear", Fear)
def test_fear_comes_before_the_desk(fear: Fear) -> None:
    request = flow(Outcome.REQUEST, SupportList())
    assert isinstance(request.scene, ChooseScene)
    assert tuple(option.id for option in request.scene.options) == tuple(Fear)
    request.answer((fear,))
    if fear is not Fear.NO:
        assert isinstance(request.scene, FearScene)
        request.go_on()
    assert isinstance(request.scene, DeskScene)
    assert bool(request.scene.afraid) == (fear is not Fear.NO)


@pytest.mark.usefixtures("_language")
@pytest.mark.parametrize(
    ("has_words", "sends", "sending"),
    [
        (True, True, [Outcome.SEND]),
        (False, True, [Outcome.GO_AHEAD]),
        (True, False, []),
        (False, False, []),
    ],
)
def test_sending_is_offered_once_and_only_where_it_was_the_urge(
    has_words: bool, sends: bool, sending: list[Outcome]
) -> None:
    options = outcome_options(has_words=has_words, sends=sends)
    outcomes = [Outcome(option.id) for option in options]
    assert [outcome for outcome in outcomes if outcome.is_sending] == sending
    assert all(option.label and option.hint for option in options)


def test_the_journals_words_for_an_outcome_stay_when_the_screens_change() -> None:
    """Journals that are there hold these, and other programs read them."""
    assert [outcome.value for outcome in Outcome] == [
        "Let it go",
        "Wait ten more",
        "Write it as a request",
        "Send it as it is",
        "Go ahead",
        "Reach someone else",
    ]
    assert Outcome.REACH.label == "Turn to someone else"
