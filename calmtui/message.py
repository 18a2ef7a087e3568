"""The message desk's fields, and the message that they make. Pure."""

from __future__ import annotations

from msgspec import Struct

from calmtui.words import N_, _

EXAMPLE = (
    "When an evening goes by without a word I get worried and start guessing. I like knowing you are around. "
    "Could you send one line on busy nights, even just a hello? If that is hard, tell me what would work for you."
)
QUESTION = N_("Is this a message or a test? Either is human. A message says what you want them to know.")
SAFE = N_("You owe no one a gentle message. Keep notes somewhere safe, not here, if this device is shared.")


class Field(Struct, frozen=True):
    """One line of the desk: what it asks, what it looks like filled in, how its words begin in the message."""

    label: str
    example: str
    begins: str = ""


FIELDS = (
    Field(N_("What happened, as a camera would see it"), N_("When an evening goes by without a word")),
    Field(N_("I feel"), N_("worried, and I start guessing"), N_("I feel")),
    Field(N_("I need"), N_("to know you are around"), N_("I need")),
    Field(N_("One request, doable"), N_("Could you send one line on busy nights?")),
    Field(N_("Could they say no? What then"), N_("If that is hard, tell me what would work for you")),
)


def message(values: tuple[str, ...]) -> str:
    """The message that the fields make; empty fields leave nothing behind."""
    said = []
    for field, value in zip(FIELDS, values, strict=False):
        text = " ".join(value.split())
        if not text:
            continue
        begins = _(field.begins)
        one = begins.partition(" ")[0].lower()
        if begins and not text.lower().startswith((f"{one} ", f"{one}'")):
            first = text[:1].lower() if begins == field.begins else text[:1]  # elsewhere nouns may be capital
            text = f"{begins} {first}{text[1:]}"
        text = text[:1].upper() + text[1:]
        said.append(text if text[-1] in ".?!…" else f"{text}.")
    return " ".join(said)
