"""The steps of an urge: how long to wait, a line to send, fear, the end. Pure."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from calmtui.content.step import BaseStep
from calmtui.content.values import Seconds, Text


class Wait(BaseStep, tag="wait", frozen=True, kw_only=True):
    """The rest of the delay."""

    about: ClassVar = (
        "Fills what is left of the delay before the timed steps behind it. Asks for the pull "
        "every `check_in` seconds, or between its `parts`, with the text `question`."
    )

    check_in: Seconds | None = None
    parts: Annotated[int, Meta(ge=2, le=12)] | None = None
    question: Text | None = None
    prompts: Annotated[tuple[Text, ...], Meta(max_length=100)] = ()


class DelayStep(BaseStep, tag="delay", frozen=True, kw_only=True):
    """The question of how long the delay should be."""

    about: ClassVar = (
        "Asks how long the delay is to be, from the file's `delays`; it runs meanwhile."
    )
    answer_time: ClassVar = 5.0


class Line(BaseStep, tag="line", frozen=True, kw_only=True):
    """A line to send or say."""

    about: ClassVar = (
        "A line to send or say, which can be copied; `{time}` in it is when the delay ends, "
        "`{minutes}` its length, `{later}` when a second one that began now would end."
    )
    answer_time: ClassVar = 10.0

    line: Text


class Safety(BaseStep, tag="safety", frozen=True, kw_only=True):
    """The question about fear, which is written nowhere."""

    about: ClassVar = (
        "Asks whether fear is part of this: no, yes, not sure. Written nowhere; the last two "
        "lead to help."
    )
    question_count: ClassVar = 1
    answer_time: ClassVar = 5.0


class Decide(BaseStep, tag="decide", frozen=True, kw_only=True):
    """The end of an urge."""

    about: ClassVar = (
        "The end of an urge: the parked words, then five choices of the same weight. With `opens` "
        "the end of a pause before a program: open it, or not now."
    )
    is_written: ClassVar = True

    opens: bool = False
