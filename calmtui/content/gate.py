"""The step that may lead elsewhere: a gate. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from calmtui.content.step import BaseStep, Key, RoutineId, What
from calmtui.content.values import Text

Window = Literal["hour", "day", "week"]


class Gate(BaseStep, tag="gate", frozen=True, kw_only=True):
    """Leads elsewhere where a number is high, an answer says so, or once was enough.

    It never blocks: Enter twice goes on all the same. One of `ends`, `most` and `once` says when it
    closes; a session that ends there writes no more than its end.
    """

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
