"""Every pair of two things, of which the default tests look at a part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest


def every_pair(first: Sequence[Any], second: Sequence[Any], step: int) -> list[Any]:
    """Every pair; but for one in so many, along the diagonals, they are slow.

    So each of both is in some pair that is looked at by default.
    """
    assert step <= max(len(first), len(second))
    return [
        pytest.param(one, two, marks=[pytest.mark.slow] if (x + y) % step else [])
        for x, one in enumerate(first)
        for y, two in enumerate(second)
    ]
