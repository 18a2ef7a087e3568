"""How often what is seen turns brighter and darker, as WCAG 2.3.1 counts flashes.

A change counts from a tenth of the brightest light there is, where the darker of both is below
eight tenths; the next one goes the other way. WCAG lets three pairs of them pass in a second, and
more on a small area. Here each half of a cell is looked at by itself, however small: a letter or a
sign counts as a half that is all of its ink.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.terminal_theme import TerminalTheme

from calmtui.render.cell import Cell, Row
from calmtui.render.palette import palette_for
from calmtui.tui.painter import Painter

_CHANGE, _BRIGHT = 0.1, 0.8  # of relative luminance
_SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_XTERM = [(0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205),
          (0, 205, 205), (229, 229, 229)]  # fmt: skip
_XTERM_BRIGHT = [(127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
                 (255, 0, 255), (0, 255, 255), (255, 255, 255)]  # fmt: skip
_DARK = TerminalTheme((0, 0, 0), (229, 229, 229), _XTERM, _XTERM_BRIGHT)
_LIGHT = TerminalTheme((255, 255, 255), (0, 0, 0), _XTERM, _XTERM_BRIGHT)
# The theme, the colours of the terminal as Rich names them, and what it has as its own.
SETTINGS: dict[str, tuple[str, str | None, TerminalTheme]] = {
    "dusk": ("dusk", "truecolor", _DARK),
    "paper": ("paper", "truecolor", _DARK),
    "dusk in 256": ("dusk", "256", _DARK),
    "paper in 256": ("paper", "256", _DARK),
    "16 on dark": ("dusk", "standard", _DARK),
    "16 on light": ("dusk", "standard", _LIGHT),
    "no colour on dark": ("dusk", None, _DARK),
    "no colour on light": ("dusk", None, _LIGHT),
}


@dataclass
class _Half:
    """Half of a cell: the least and most light since its last change, and when it changed."""

    low: float
    high: float
    rises: bool | None = None
    times: list[float] = field(default_factory=list)

    def sees(self, light: float, time: float) -> None:
        """Take what it shows from now on."""
        self.low, self.high = min(self.low, light), max(self.high, light)
        if self.rises is not True and light - self.low >= _CHANGE and self.low < _BRIGHT:
            self._changes(light, time, rises=True)
        elif self.rises is not False and self.high - light >= _CHANGE and light < _BRIGHT:
            self._changes(light, time, rises=False)

    def _changes(self, light: float, time: float, *, rises: bool) -> None:
        self.low = self.high = light
        self.rises = rises
        self.times.append(time)


def most_changes(film: Iterable[tuple[float, Sequence[Row]]], setting: str) -> int:
    """Return how often the half of a cell that changes most does within any second of a film.

    The film is rows of cells with the second from which they are seen.
    """
    lights = _Lights(setting)
    halves: dict[tuple[int, int, int], _Half] = {}
    before: Sequence[Row] | None = None
    for time, rows in film:
        for y, row in enumerate(rows):
            if before is not None and row == before[y]:
                continue
            for x, cell in enumerate(row):
                if before is not None and cell == before[y][x]:
                    continue
                for part, light in enumerate(lights.of(cell)):
                    half = halves.setdefault((y, x, part), _Half(light, light))
                    half.sees(light, time)
        before = rows
    return max(_within_a_second(half.times) for half in halves.values())


def _within_a_second(times: list[float]) -> int:
    most = first = 0
    for last, time in enumerate(times):
        while time - times[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


class _Lights:
    """The light of the halves of cells, as they are painted at a setting."""

    def __init__(self, setting: str) -> None:
        theme, colours, self._own = SETTINGS[setting]
        self._painter = Painter(palette_for(theme, colours), colours)
        self._known: dict[Cell, tuple[float, float]] = {}

    def of(self, cell: Cell) -> tuple[float, float]:
        """Return the light of the upper and the lower half."""
        if cell not in self._known:
            self._known[cell] = self._mixed(self._painter.glyph(cell))
        return self._known[cell]

    def _mixed(self, cell: Cell) -> tuple[float, float]:
        style = self._painter.style(cell)
        system = self._painter._system
        ink, ground = (
            luminance(self._shown(colour, system, foreground=is_ink))
            for colour, is_ink in ((style.color, True), (style.bgcolor, False))
        )
        upper, lower = _shares(cell.char)
        return ground + (ink - ground) * upper, ground + (ink - ground) * lower

    def _shown(
        self, colour: Color | None, system: ColorSystem | None, *, foreground: bool
    ) -> ColorTriplet:
        if colour is None:
            colour = Color.default()
        if system is not None:
            colour = colour.downgrade(system)
        return colour.get_truecolor(self._own, foreground=foreground)


def _shares(char: str) -> tuple[float, float]:
    """Return how much of the upper and the lower half is ink."""
    if char == "▀":
        return 1.0, 0.0
    if char in _SHADES:
        return _SHADES[char], _SHADES[char]
    eighths = _EIGHTHS.find(char)
    if eighths < 0:
        return 1.0, 1.0
    return max(eighths - 4, 0) / 4, min(eighths, 4) / 4


@cache
def luminance(colour: ColorTriplet) -> float:
    """Return the relative luminance, 0 to 1, as WCAG 2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
