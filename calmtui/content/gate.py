"""The step that may lead elsewhere: a gate. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta

from calmtui.content.step import BaseStep, Key, RoutineId, What
from calmtui.content.values import Text

Window = Literal["hour", "day", "week"]


class Gate(BaseStep, tag="gate", frozen=True, kw_only=True):
    """Leads elsewhere where a number is high, an answer says so, or once was enough.

    A session that ends there writes no more than its end.
    """

    about: ClassVar = (
        "Leads elsewhere: when one of `ends` is chosen, when `what` is rated above `most`, or when "
        "it was completed `once` already within an hour, a day or a week (`by`: with the same "
        "answer to that question). It never blocks: Enter twice continues."
    )
    answer_time: ClassVar = 5.0

    options: Annotated[tuple[Text, ...], Meta(max_length=36)] = ()
    ends: tuple[Text, ...] = ()
    many: bool = False
    keep: Key | None = None
    what: What | None = None
    most: Annotated[int, Meta(ge=0, le=9)] | None = None
    once: Window | None = None
    by: Key | None = None
    said: Text | None = None
    instead: Annotated[tuple[RoutineId, ...], Meta(max_length=3)] = ()

    @property
    def questions(self) -> int:
        """One where it asks with options of its own."""
        return min(len(self.options), 1)

    @property
    def kept_as(self) -> str | None:
        """The key in the journal of what is chosen."""
        return self.keep

    def in_every_language(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """Return which of the options end it, in the words of `texts`."""
        options = texts.get("options")
        if options is None:
            return {}
        return {"ends": tuple(options[self.options.index(end)] for end in self.ends)}
