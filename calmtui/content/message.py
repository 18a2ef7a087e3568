"""The fields of the message desk, and the message they make. Pure."""

from __future__ import annotations

from msgspec import Struct

from calmtui.text.i18n import N_, _

QUESTION = N_(
    "Is this a message, or a test to see if they care? Both are human. "
    "A message says what you want them to know."
)
SAFE = N_(
    "You owe no one a gentle message. "
    "Keep notes somewhere safe, not here, if this device is shared."
)


class MessageField(Struct, frozen=True):
    """One line of the desk: what it asks, an example, and how its words start in the message.

    `start_of_noun` is that start before a noun, where a language says it otherwise.
    """

    label: str
    example: str
    start: str = ""
    start_of_noun: str = ""


FIELDS = (
    MessageField(
        N_("What happened, as a camera would see it"), N_("When an evening goes by without a word")
    ),
    MessageField(
        N_("What I feel"), N_("worried, and I start guessing"), N_("I feel"), N_("I feel ")
    ),
    MessageField(N_("I need"), N_("to know you are around"), N_("I need")),
    MessageField(N_("What I value about us"), N_("our long walks"), N_("I value")),
    MessageField(N_("One thing they could do"), N_("Could you send one line on busy nights?")),
    MessageField(
        N_("If they say no, what then?"), N_("If that is hard, tell me what would work for you")
    ),
)
# What these start is half a sentence.
_CLAUSES = ("when ", "whenever ", "if ", "wenn ", "als ", "sobald ")


def compose_message(values: tuple[str, ...]) -> str:
    """Return the message that the fields make; empty fields leave nothing behind."""
    sentences: list[str] = []
    for field, value in zip(FIELDS, values, strict=False):
        text = " ".join(value.split())
        if not text:
            continue
        text = _with_start(field, text)
        if sentences and _is_half(sentences[-1]):
            text = _join(sentences.pop(), text)
        text = text[:1].upper() + text[1:]
        if text[-1] not in ".?!…":
            text += "."
        sentences.append(text)
    return " ".join(sentences)


def _with_start(field: MessageField, text: str) -> str:
    """Return a field's words with their start, unless they have one."""
    start = _(field.start)
    pronoun = start.partition(" ")[0].lower()
    if not start or text.lower().startswith((f"{pronoun} ", f"{pronoun}'")):
        return text
    if start == field.start:  # not translated: in other languages nouns may be capital
        text = text[:1].lower() + text[1:]
    elif field.start_of_noun and text[:1].isupper():
        start = _(field.start_of_noun).strip()
    return f"{start} {text}"


def _is_half(sentence: str) -> bool:
    """Return whether a sentence is only the start of one, such as "When you are late."."""
    return sentence.lower().startswith(_CLAUSES) and sentence.endswith(".") and "," not in sentence


def _join(half: str, text: str) -> str:
    """Return both as one sentence.

    In German the verb comes first behind a clause: "Wenn ..., bin ich ...".
    """
    first, _space, rest = text.partition(" ")
    second, _space, more = rest.partition(" ")
    if first.lower() == "ich" and second:
        text = f"{second} ich {more}".rstrip()
    elif first != "I" and not first.startswith("I'"):
        return f"{half} {text}"
    return f"{half[:-1]}, {text}"
