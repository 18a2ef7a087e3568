"""The message desk's fields, and the message that they make. Pure."""

from __future__ import annotations

from msgspec import Struct

from calmtui.text.i18n import N_, _

EXAMPLE = (
    "When an evening goes by without a word I get worried and start guessing. I like knowing you are around. "
    "Could you send one line on busy nights, even just a hello? If that is hard, tell me what would work for you."
)
QUESTION = N_(
    "Is this a message, or a test to see if they care? Both are human. A message says what you want them to know."
)
SAFE = N_(
    "You owe no one a gentle message. Keep notes somewhere safe, not here, if this device is shared."
)


class MessageField(Struct, frozen=True):
    """One line of the desk: what it asks, what it looks like filled in, how its words begin in the message."""

    label: str
    example: str
    begins: str = ""


FEEL = N_("I feel")
FEEL_NOUN = N_("I feel ")  # before a noun, where a language says it otherwise
FIELDS = (
    MessageField(
        N_("What happened, as a camera would see it"), N_("When an evening goes by without a word")
    ),
    MessageField(N_("What I feel"), N_("worried, and I start guessing"), FEEL),
    MessageField(N_("I need"), N_("to know you are around"), N_("I need")),
    MessageField(N_("What I value about us"), N_("our long walks"), N_("I value")),
    MessageField(N_("One thing they could do"), N_("Could you send one line on busy nights?")),
    MessageField(
        N_("If they say no, what then?"), N_("If that is hard, tell me what would work for you")
    ),
)
_CLAUSE = (
    "when ",
    "whenever ",
    "if ",
    "wenn ",
    "als ",
    "sobald ",
)  # what these begin is half a sentence


def compose_message(values: tuple[str, ...]) -> str:
    """The message that the fields make; empty fields leave nothing behind."""
    said: list[str] = []
    for field, value in zip(FIELDS, values, strict=False):
        text = " ".join(value.split())
        if not text:
            continue
        begins = _(field.begins)
        one = begins.partition(" ")[0].lower()
        if begins and not text.lower().startswith((f"{one} ", f"{one}'")):
            first = (
                text[:1].lower() if begins == field.begins else text[:1]
            )  # elsewhere nouns may be capital
            text = f"{_beginning(field, text)} {first}{text[1:]}"
        if said and _half(said[-1]):
            text = _joined(said.pop(), text)
        text = text[:1].upper() + text[1:]
        said.append(text if text[-1] in ".?!…" else f"{text}.")
    return " ".join(said)


def _beginning(field: MessageField, text: str) -> str:
    """Return how a field's words begin: in German a feeling that is a noun is felt, any other is what one is."""
    if field.begins == FEEL and _(FEEL_NOUN) != FEEL_NOUN and text[:1].isupper():
        return _(FEEL_NOUN).strip()
    return _(field.begins)


def _half(sentence: str) -> bool:
    """Return whether a sentence is only the beginning of one, such as "When you are late."."""
    return sentence.lower().startswith(_CLAUSE) and sentence.endswith(".") and "," not in sentence


def _joined(half: str, text: str) -> str:
    """Return both as one sentence; in German the verb comes first behind a clause: "Wenn ..., bin ich ..."."""
    first, _space, rest = text.partition(" ")
    second, _space, more = rest.partition(" ")
    if first.lower() == "ich" and second:
        text = f"{second} ich {more}".rstrip()
    elif first != "I" and not first.startswith("I'"):
        return f"{half} {text}"
    return f"{half[:-1]}, {text}"
