"""The message that the desk's fields make, the hints beside it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.content import message_hints as all_hints
from calmtui.content.compose import Compose, compose_message
from calmtui.content.library import Library
from calmtui.content.message import message_desk
from calmtui.content.message_hints import message_hints
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.i18n import set_language
from tests.support import sentences

EXAMPLE = (
    "When an evening goes by without a word I get worried and start guessing. "
    "I like knowing you are around. Could you send one line on busy nights, even just a hello? "
    "If that is hard, tell me what would work for you."
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("You never call. Could you?", "one time it happened"),
        ("every time you go out I worry. Could you call?", "one time it happened"),
        ("You make me sad. Could you call?", "starting with I"),
        ("I feel that you are cold. Could you call?", "which feeling is under it"),
        ("I feel like you left. Could you call?", "which feeling is under it"),
        ("I feel abandoned. Could you call?", "what did you feel?"),
        ("Call me or else.", "can sound like a threat"),
        ("If you don’t call, that is it.", "can sound like a threat"),
        ("fine", "may be a test"),
        ("Whatever...", "may be a test"),
        ("guess you're busy", "may be a test"),
        ("Where are you? Why?", "one request is easier"),
        ("word " * 91 + "please", "one request is easier"),
        ("I miss you.", "one thing they could do"),
        ("I will show up at yours. Could you open?", "may frighten them"),
    ],
)
def test_each_hint_of_the_list_is_given(text: str, said: str) -> None:
    assert any(said in hint for hint in message_hints(text))


KIND = (
    "If you don't want to, that is okay. Could you call tonight?",
    "If you don't mind, could you text me when you land?",
    "I used to love our walks. Could we go on Sunday?",
    "Would you like to come over now?",
    "I am waiting outside the cinema, could you bring the tickets?",
    "Can I follow you on that app?",
    "I'm done with work at six. Could you call me then?",
    "I always like hearing from you. Could you call?",
    "I feel like crying. Could you call me?",
    "You make me happy.",
    "You don't have to answer tonight.",
    "Never mind the dishes.",
    "Ich weiß, dass ich mich auf dich verlassen kann. Kannst du anrufen?",
    "Ich hab dich immer noch lieb. Magst du anrufen?",
    "Wenn du nicht kannst, ist das okay.",
    "Wenn du nicht magst, sag es mir einfach.",
    "Komme jetzt vorbei, passt das?",
    "Du hast mir gestern gefehlt.",
    "Ich warte vor dem Kino. Bringst du die Karten mit?",
    "Ich bin immer für dich da.",
)
SAYS = {  # what is said of each, by words of it that no other hint has
    "often": "one time it happened",
    "blame": "starting with I",
    "thought": "which feeling",
    "verdict": "what did you feel",
    "threat": "sound like a threat",
    "frighten": "may frighten them",
    "people": "dying or getting hurt",
}
TOLD = {
    "You never text me back, you don't care": ("blame", "often"),
    "You always do this": ("often",),
    "Every time you go out I worry": ("often",),
    "I feel that you are leaving me": ("thought",),
    "I feel rejected": ("verdict",),
    "I feel used": ("verdict",),
    "If you don't answer now we are done": ("threat",),
    "Last chance.": ("threat",),
    "I will show up at your work": ("frighten",),
    "I'll find you": ("frighten",),
    "You'll regret this": ("frighten",),
    "I know where you are": ("frighten",),
    "I want to die": ("people",),
    "if you leave me I will kill myself": ("people",),
    "I'll kill you": ("frighten",),
    "Du meldest dich nie": ("blame", "often"),
    "Du antwortest mir nicht": ("blame",),
    "Ich hab das Gefühl, dass du mich vergisst": ("thought",),
    "Wenn du jetzt nicht antwortest, ist Schluss": ("threat",),
    "Ich fühle mich verlassen": ("verdict",),
    "Ich warte vor deiner Tür": ("frighten",),
    "Ich weiß, wo du wohnst": ("frighten",),
    "Ich bring mich um": ("people",),
    "Ich will nicht mehr leben": ("people",),
    "He hits me. Could you call?": ("people",),
    "Er schlägt mich": ("people",),
    "I wish I were dead": ("people",),
}


@pytest.mark.parametrize("text", [*sentences.KIND_ENGLISH, *sentences.KIND_GERMAN])
def test_a_kind_sentence_stays_without_a_hint(text: str) -> None:
    assert message_hints(text, asks=False) == ()


@pytest.mark.parametrize(
    ("text", "told"), [*sentences.TOLD_ENGLISH.items(), *sentences.TOLD_GERMAN.items()]
)
def test_a_hard_sentence_has_its_hint_and_no_other(text: str, told: tuple[str, ...]) -> None:
    found = message_hints(text, asks=False)
    assert {name for name, said in SAYS.items() if any(said in hint for hint in found)} == set(told)


def test_two_sentences_of_a_message_are_not_read_as_one() -> None:
    assert message_hints("I love you. Never mind the rest, could we talk tomorrow?") == ()
    assert message_hints("Thank you for the soup. You never call. Could you?") != ()


def test_thanks_and_a_no_need_no_request() -> None:
    assert message_hints("I am not free tonight.") == (all_hints.NO_REQUEST,)
    assert message_hints("I am not free tonight.", asks=False) == ()


@pytest.mark.parametrize("text", KIND)
def test_kind_words_are_not_flagged(text: str) -> None:
    assert not [said for said in SAYS.values() if any(said in hint for hint in message_hints(text))]


@pytest.mark.parametrize("text", TOLD)
def test_each_hard_word_has_its_hint_and_no_other(text: str) -> None:
    found = message_hints(text)
    assert {name for name, said in SAYS.items() if any(said in hint for hint in found)} == set(
        TOLD[text]
    )


@pytest.mark.parametrize(
    "text", ["Could you come? I want to die.", "you never call, I can't go on", "Ich bring mich um"]
)
def test_beside_words_of_dying_one_line_stands_alone(text: str) -> None:
    assert message_hints(text, pull=10, parked_today=5) == (all_hints.PEOPLE.format(key="!"),)
    assert message_hints(text, afraid=True) == message_hints(text)


def test_the_worked_example_needs_no_hint() -> None:
    assert message_hints(EXAMPLE) == ()


def test_words_of_dying_count_as_they_were_typed_and_where_they_were_parked() -> None:
    said = compose_message(message_desk().fields, ("Als du gingst", "ich will sterben"))
    assert (
        message_hints(said)
        == message_hints("", beside="I want to die")
        == message_hints("ich will sterben")
        != ()
    )


def test_someone_who_is_afraid_of_them_gets_no_hint_about_the_tone() -> None:
    assert message_hints("You never call, you don't care", afraid=True) == ()


def test_nothing_written_nothing_said() -> None:
    assert message_hints("  ") == ()


def test_a_high_pull_and_a_third_message_are_said_gently() -> None:
    assert message_hints("Could you call?", pull=8, parked_today=3) == (
        all_hints.JOIN,
        all_hints.HIGH,
    )
    assert message_hints("Could you call?", pull=6, parked_today=2) == ()


@given(st.text(max_size=300))
def test_hints_take_any_text(text: str) -> None:
    assert all(isinstance(hint, str) for hint in message_hints(text))


def test_a_long_message_is_read_at_once() -> None:
    assert message_hints("you never " * 1000)


def test_the_fields_make_one_message() -> None:
    said = compose_message(
        message_desk().fields,
        (
            "When an evening goes by",
            "worried",
            "",
            "our walks",
            "Could you send one line?",
            "tell me",
        ),
    )
    assert (
        said == "When an evening goes by, I feel worried. I value our walks. Could you send one "
        "line? Tell me."
    )
    assert (
        compose_message(message_desk().fields, ("", "I feel lonely", "I need a word", "", "", ""))
        == "I feel lonely. I need a word."
    )
    assert (
        compose_message(message_desk().fields, ("You left at nine", "sad", "", "", "", ""))
        == "You left at nine. I feel sad."
    )
    assert (
        compose_message(message_desk().fields, ("When you left, I cried", "sad", "", "", "", ""))
        == "When you left, I cried. I feel sad."
    )
    assert (
        compose_message(
            message_desk().fields, ("When you are late", "", "", "", "Could you call?", "")
        )
        == "When you are late. Could you call?"
    )


def test_the_fields_make_one_message_in_german(german: Library) -> None:
    assert (
        compose_message(message_desk().fields, ("Wenn nichts kommt", "Angst", "Nähe"))
        == "Wenn nichts kommt, fühle ich Angst. Ich brauche Nähe."
    )
    assert (
        compose_message(message_desk().fields, ("Als du gingst", "unruhig"))
        == "Als du gingst, bin ich unruhig."
    )
    assert (
        compose_message(message_desk().fields, ("Als du gingst", "ich hatte Angst"))
        == "Als du gingst, hatte ich Angst."
    )
    assert (
        compose_message(message_desk().fields, ("", "", "", "unsere Abende"))
        == "Ich schätze unsere Abende."
    )
    assert compose_message(message_desk().fields, ("",) * len(message_desk().fields)) == ""


def test_every_language_has_patterns_of_every_kind() -> None:
    path = Path(all_hints.__file__).with_suffix(".toml")
    languages = tomllib.loads(path.read_text())
    assert set(languages) == {"en", "de"}
    kinds = {
        "despair",
        "frighten",
        "test",
        "request",
        "warm",
        *(name for name, _hint in all_hints._HINTS),
    }
    for patterns in languages.values():
        assert set(patterns) == kinds
        assert all(re.compile(pattern) for some in patterns.values() for pattern in some)


@pytest.mark.parametrize("language", ["", "de"])
def test_after_an_urge_the_same_is_asked_as_in_the_tool(language: str) -> None:
    """`Write it as a request` is `say-it-with-i` on the words that were parked."""
    languages = (language,) if language else ()
    set_language(languages)
    try:
        desk = message_desk()
    finally:
        set_language(())
    tool = Library(bundled_routines_path(), None, languages=languages).find("say-it-with-i")
    (step,) = [step for step in tool.steps if isinstance(step, Compose)]
    assert step.hints == desk.hints
    assert [a.begins for a in step.fields] == [a.begins for a in desk.fields]
    assert all(
        (a.begins_noun or a.begins) == (b.begins_noun or b.begins)
        for a, b in zip(step.fields, desk.fields, strict=True)
    )


@pytest.mark.parametrize(
    ("id", "asks"),
    [
        ("say-it-with-i", True),
        ("agree-a-rhythm", True),
        ("thank-you", False),
        ("kind-no", False),
        ("mend-a-slip", False),
    ],
)
@pytest.mark.parametrize("languages", [(), ("de",)])
def test_only_a_message_that_asks_is_told_that_a_request_is_missing(
    id: str, asks: bool, languages: tuple[str, ...]
) -> None:
    tool = Library(bundled_routines_path(), None, languages=languages).find(id)
    assert [step.asks for step in tool.steps if isinstance(step, Compose)] == [asks]
