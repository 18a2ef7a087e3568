"""What every shape of a guide offers. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from calmtui.render.cell import Row
from calmtui.session.timeline import Moment


class Shape(NamedTuple):
    """How a shape is drawn. Without a moment it is at rest.

    `frame_key` of a moment and a size is equal for two moments that are drawn alike. A shape of a
    `fixed_size`, in columns and pixels, is drawn whole with the words beside it; any other fills
    the room above the words, with the phase's word in its middle.
    """

    draw: Callable[[Moment | None, int, int, bool], list[Row]]
    frame_key: Callable[[Moment | None, int, int], object]
    fixed_size: tuple[int, int] | None = None
