"""The steps that add to the lists of the settings: a plan, someone to turn to. Pure."""

from __future__ import annotations

from calmtui.content.step import BaseStep, Key
from calmtui.content.values import Text


class CardStep(BaseStep, tag="card", frozen=True, kw_only=True):
    """A plan for next time: when something happens and I want to do this, then I do that.

    `when`, `want` and `then` name answers given before, which it begins with.
    """

    when: Key | None = None
    want: Key | None = None
    then: Key | None = None


class PersonStep(BaseStep, tag="person", frozen=True, kw_only=True):
    """Someone to turn to, and how to reach them.

    `name` and `reach` are what is asked, `good` is what they are good for.
    """

    name: Text | None = None
    reach: Text | None = None
    good: Text | None = None
