"""The registry of shapes: every name that a routine may give as `shape`, and how it is drawn."""

from __future__ import annotations

from calmtui.content.routine import ShapeName
from calmtui.render.shapes import figure, orb, square
from calmtui.render.shapes.base import Shape

# None: words alone. So it is for the sea, which belongs to a wait and not to a guide: see `sea.py`.
SHAPES: dict[ShapeName, Shape | None] = {
    "square": square.SHAPE,
    "orb": orb.SHAPE,
    "sea": None,
    "figure": figure.SHAPE,
    "text": None,
}
