"""Signs that tell what colours tell, for a terminal that has none, or few. Pure."""

from __future__ import annotations

from functools import lru_cache

from calmtui.render.cell import Cell
from calmtui.render.palette import Ink, Role

_SIGNED = "▀▄█▁▂▃▅▆▇"
_HARDLY_RISEN = "▁▂▃"
_HALVES = {"▀": "'", "▄": "."}
_WATER = {"far": "░", "middle": "▒", "near": "▓"}
_FAINT_WARM = 0.4  # the line that joins the marks of the pull, not yet a tightened part
_FAINT_COOL = 0.3  # what a guide has still before it, or what it is not about
_FAINT: dict[Role, float] = {"warm": _FAINT_WARM, "cool": _FAINT_COOL}
_STRONG = (0.55, 0.75)  # levels above which a sign is denser


@lru_cache(maxsize=4096)
def with_signs(cell: Cell) -> Cell:
    """Return the cell of a shape with a sign that tells its ink; every other cell as it is."""
    if cell.char not in _SIGNED or cell.ink is None:
        return cell
    ink = cell.ink
    if cell.ground is not None:
        ink = max(cell.ink, cell.ground, key=_weight)
    elif cell.char in _HALVES and ink[0] not in _WATER:
        if _is_faint(ink):
            return cell._replace(char=_HALVES[cell.char])
        return cell
    if cell.ground is not None and cell.char in _HARDLY_RISEN:
        ink = cell.ground
    return cell._replace(ink=ink, ground=None, char=_sign(ink))


def _weight(ink: Ink) -> tuple[bool, bool, float]:
    role, level = ink
    return role == "warm", role == "text", level


def _is_faint(ink: Ink) -> bool:
    role, level = ink
    return level <= _FAINT.get(role, 0.0)


def _sign(ink: Ink) -> str:
    role, level = ink
    if role in _FAINT:
        levels = (_FAINT[role], *_STRONG)
        return "░▒▓█"[sum(level > least for least in levels)]
    return _WATER.get(role, "█")
