"""The step that shows what was written before. Pure."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from calmtui.content.step import BaseStep, Key
from calmtui.content.values import Text


class Reread(BaseStep, tag="reread", frozen=True, kw_only=True):
    """Answers saved before, to read again; with none and no `none`, it is passed over."""

    about: ClassVar = (
        "Answers saved before under any of `keys`, the newest first and at most `last`; `none` is "
        "said where there are none. d erases one."
    )
    answer_time: ClassVar = 10.0

    keys: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=20)]
    last: Annotated[int, Meta(ge=1, le=100)] = 7
    none: Text | None = None
