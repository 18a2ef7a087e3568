"""What colours tell, told by signs: for a terminal that has none, or few. Pure."""

from __future__ import annotations

from functools import lru_cache

from calmtui.render.cell import Cell
from calmtui.render.palette import Ink

_HALVES = {"▀": "'", "▄": "."}
_DEPTHS = {"far": "░", "middle": "▒", "near": "▓", "text": "█"}
_FAINT = 0.4  # of warm: the line that joins the marks of the pull, not yet a tightened part
_REST = 0.3  # of cool: what a guide has still before it, or what it is not about


@lru_cache(maxsize=4096)
def with_signs(cell: Cell) -> Cell:
    """The cell of a shape with a sign that tells its ink; every other cell as it is."""
    if cell.char not in "▀▄█▁▂▃▅▆▇" or cell.ink is None:
        return cell
    ink = max((ink for ink in (cell.ink, cell.ground) if ink is not None), key=_weight)
    if cell.ground is None and cell.char in _HALVES and ink[0] not in ("far", "middle", "near"):
        return cell._replace(ink=ink, char=_HALVES[cell.char] if _is_faint(ink) else cell.char)
    if (
        cell.char in "▁▂▃" and cell.ground is not None
    ):  # a surface that has hardly risen into the cell
        ink = cell.ground
    return cell._replace(ink=ink, ground=None, char=_sign(ink))


def _weight(ink: Ink) -> tuple[bool, bool, float]:
    role, level = ink
    return role == "warm", role == "text", level


def _is_faint(ink: Ink) -> bool:
    role, level = ink
    return level <= {"warm": _FAINT, "cool": _REST}.get(role, 0.0)


def _sign(ink: Ink) -> str:
    role, level = ink
    if role == "warm":
        return "░▒▓█"[(level > _FAINT) + (level > 0.55) + (level > 0.75)]
    if role == "cool":
        return "░▒▓█"[(level > _REST) + (level > 0.55) + (level > 0.75)]
    return _DEPTHS.get(role, "█")
