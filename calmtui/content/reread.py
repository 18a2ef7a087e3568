"""The step that shows what was written before. Pure."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from calmtui.content.step import BaseStep, Key
from calmtui.content.values import Text


class Reread(BaseStep, tag="reread", frozen=True, kw_only=True):
    """Answers kept before under any of `keys`, the newest first and at most `last`, to read again.

    Where there are none it says `none`, or is passed over.
    """

    keys: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=20)]
    last: Annotated[int, Meta(ge=1, le=100)] = 7
    none: Text | None = None
