"""The steps that add to the lists of the settings: a plan, someone to turn to. Pure."""

from __future__ import annotations

from typing import ClassVar

from calmtui.content.step import BaseStep, Key
from calmtui.content.values import Text


class CardStep(BaseStep, tag="card", frozen=True, kw_only=True):
    """A plan for next time: when something happens and I want to do this, then I do that."""

    about: ClassVar = (
        "A plan for next time, added to the settings: `when`, `want` and `then` name answers given "
        "before, which it begins with."
    )
    question_count: ClassVar = 1
    answer_time: ClassVar = 30.0
    is_written: ClassVar = True

    when: Key | None = None
    want: Key | None = None
    then: Key | None = None


class PersonStep(BaseStep, tag="person", frozen=True, kw_only=True):
    """Someone to turn to, and how to reach them."""

    about: ClassVar = (
        "Someone to turn to, added to the settings: `name` and `reach` are what is asked, `good` "
        "is what they are good for."
    )
    question_count: ClassVar = 1
    answer_time: ClassVar = 30.0
    is_written: ClassVar = True

    name: Text | None = None
    reach: Text | None = None
    good: Text | None = None
