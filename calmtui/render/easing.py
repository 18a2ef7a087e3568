"""How a shape moves from one state to the next. Pure."""

from __future__ import annotations

from math import cos, pi


def ease(progress: float) -> float:
    """Return half a cosine of 0 to 1: slow, quicker, slow."""
    return (1 - cos(pi * progress)) / 2
