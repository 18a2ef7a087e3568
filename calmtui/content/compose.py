"""The step that makes a message of a few lines: its fields, and how they become one. Pure."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from calmtui.content.step import BaseStep
from calmtui.content.values import Text

# What these start is half a sentence.
_CLAUSES = ("when ", "whenever ", "if ", "wenn ", "als ", "sobald ")


class ComposeField(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of a message."""

    about: ClassVar = (
        "One line of a message: its `label`, an `example`, and how its words begin in the message; "
        "`begins_noun`, where a language says that otherwise before a noun."
    )

    label: Text
    example: Text
    begins: Text | None = None
    begins_noun: Text | None = None


class Compose(BaseStep, tag="compose", frozen=True, kw_only=True):
    """A message of a few lines, and beside them the whole of it."""

    about: ClassVar = (
        "A message of a few lines, put together beside them; with `hints` what could be said more "
        "kindly. Saved nowhere but as a draft, on request."
    )
    answer_time: ClassVar = 20.0  # for each line
    stays: ClassVar = True
    is_written: ClassVar = True

    fields: Annotated[tuple[ComposeField, ...], Meta(min_length=1, max_length=9)]
    hints: bool = False

    @property
    def questions(self) -> int:
        """How many lines it asks for."""
        return len(self.fields)

    @property
    def answer_seconds(self) -> float:
        """Time to write its lines."""
        return self.answer_time * len(self.fields)

    @property
    def asks(self) -> bool:
        """Whether it asks for something: one of its examples is a question."""
        return any(field.example.endswith("?") for field in self.fields)


def compose_message(fields: tuple[ComposeField, ...], values: tuple[str, ...]) -> str:
    """Return the message that the fields make; empty fields leave nothing behind."""
    sentences: list[str] = []
    for field, value in zip(fields, values, strict=False):
        text = " ".join(value.split())
        if not text:
            continue
        text = _with_beginning(field, text)
        if sentences and _is_half(sentences[-1]):
            text = _join(sentences.pop(), text)
        text = text[:1].upper() + text[1:]
        if text[-1] not in ".?!…":
            text += "."
        sentences.append(text)
    return " ".join(sentences)


def _with_beginning(field: ComposeField, text: str) -> str:
    """Return a field's words with their beginning, unless they have one."""
    begins = field.begins
    if not begins:
        return text
    pronoun = begins.partition(" ")[0]
    if text.lower().startswith((f"{pronoun.lower()} ", f"{pronoun.lower()}'")):
        return text
    if pronoun == "I":  # English; in other languages nouns may be capital
        text = text[:1].lower() + text[1:]
    elif field.begins_noun and text[:1].isupper():
        begins = field.begins_noun
    return f"{begins} {text}"


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
