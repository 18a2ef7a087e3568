"""The message desk's fields, and the message that they make. Pure."""

from __future__ import annotations

from msgspec import Struct

EXAMPLE = (
    "When an evening goes by without a word I get worried and start guessing. I like knowing you are around. "
    "Could you send one line on busy nights, even just a hello? If that is hard, tell me what would work for you."
)
QUESTION = "Is this a message or a test? Either is human. A message says what you want them to know."


class Field(Struct, frozen=True):
    """One line of the desk: what it asks, what it looks like filled in, how its words begin in the message."""

    label: str
    example: str
    begins: tuple[str, ...] = ()


FIELDS = (
    Field("What happened, as a camera would see it", "When an evening goes by without a word"),
    Field("I feel", "worried, and I start guessing", ("I feel",)),
    Field("I need", "to know you are around", ("I need",)),
    Field("One request, doable", "Could you send one line on busy nights?"),
    Field("Could they say no? What then", "If that is hard, tell me what would work for you"),
)


def message(values: tuple[str, ...]) -> str:
    """The message that the fields make; empty fields leave nothing behind."""
    said = []
    for field, value in zip(FIELDS, values, strict=False):
        text = " ".join(value.split())
        if not text:
            continue
        if field.begins and not text.lower().startswith(("i ", "i'")):
            text = f"{field.begins[0]} {text[:1].lower()}{text[1:]}" if text[:2] != "I " else text
        text = text[:1].upper() + text[1:]
        said.append(text if text[-1] in ".?!…" else f"{text}.")
    return " ".join(said)
