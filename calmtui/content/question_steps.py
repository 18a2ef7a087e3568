"""The steps that ask: in writing, with options, for a number. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from calmtui.content.step import BaseStep, Key, StepKind, What
from calmtui.content.values import Text

_READING = 8.0  # seconds to read a question that is answered in writing
_LINE = 20.0  # seconds to write one line


class Ask(BaseStep, tag="ask", frozen=True, kw_only=True):
    """A question answered in writing.

    Of those with the same `may_keep` the last one asks whether all of them are to be kept.
    """

    about: ClassVar = (
        "A question answered in writing; saved in the journal only with `keep`, or with "
        "`may_keep` if the person says so. With `park` "
        "the words stay on this computer while the session lasts, and are shown again at its "
        "end."
    )
    question_count: ClassVar = 1
    stays: ClassVar = True
    is_written: ClassVar = True

    keep: Key | None = None
    may_keep: Key | None = None
    park: bool = False
    lines: Annotated[int, Meta(ge=1, le=20)] = 1

    @property
    def answer_seconds(self) -> float:
        """Time to read it, and to write its lines."""
        return _READING + _LINE * self.lines

    @property
    def kept_as(self) -> str | None:
        """The key in the journal of what is answered."""
        return self.keep


class Choose(BaseStep, tag="choose", frozen=True, kw_only=True):
    """A question with options.

    `marks` are kept beside what is picked, so that the same is counted as one in every language.
    """

    about: ClassVar = (
        "A question with options, one or `many`; saved in the journal only with `keep`. With "
        "`things` the person's own things to do come first, and what is picked is named in "
        "the wait. `marks` are the options in English where they are not, saved beside what is "
        "picked."
    )
    question_count: ClassVar = 1
    answer_time: ClassVar = 10.0
    stays: ClassVar = True

    things: bool = False
    options: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=36)]
    many: bool = False
    keep: Key | None = None
    marks: tuple[Text, ...] = ()

    @property
    def kept_as(self) -> str | None:
        """The key in the journal of what is picked."""
        return self.keep

    def in_every_language(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options by which the answers are counted."""
        return {"marks": self.marks or self.options}

    def marks_of(self, picked: tuple[str, ...]) -> tuple[str, ...]:
        """Return what stands for what was picked in every language; none where nothing does."""
        if not self.marks:
            return ()
        marks: dict[str, str] = dict(zip(self.options, self.marks, strict=True))
        return tuple(str(marks.get(option, option)) for option in picked)


class RateStep(StepKind, tag="rate", frozen=True, kw_only=True):
    """A rating among the steps."""

    about: ClassVar = "A rating in the middle. Behind the last timed step it is the rating after."
    question_count: ClassVar = 1
    answer_time: ClassVar = 5.0

    what: What
    text: Text | None = None
