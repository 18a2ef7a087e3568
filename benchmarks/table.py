"""The bench's table: medians of samples, ratios, limits, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

Samples = dict[str, list[float]]
_UNITS = {"ms": (1000.0, " ms"), "MB": (1e-6, " MB"), "%": (100.0, " %"), "B/s": (1.0, " B/s")}
_NO_UNIT = (1.0, "")
_WHOLE = 100  # values from here on are shown without a fraction


@dataclass(frozen=True)
class Row:
    """One figure: the names of our samples and of the reference's (`against` is what it is called).

    `limit` is the most that the ratio may be, or without a reference the figure itself, in the
    unit; None: for information.
    """

    figure: str
    ours: str
    against: str = ""
    theirs: str = ""
    limit: float | None = None
    unit: str = ""

    def cells(self, samples: Samples) -> tuple[str, ...]:
        """Return the row's cells; what was not measured is left out."""
        ours, theirs = _median(samples, self.ours), _median(samples, self.theirs)
        ratio = None
        if ours is not None and theirs:
            ratio = ours / theirs
        limited = ratio
        if not self.theirs and ours is not None:
            limited = ours * _factor(self.unit)
        return (
            self.figure,
            _text(ours, self.unit),
            self.against,
            _text(theirs, self.unit),
            _number(ratio, ".3g"),
            _number(self.limit, "g"),
            self._holds(limited),
        )

    def _holds(self, value: float | None) -> str:
        """Tell whether a value is within the limit; empty where there is no limit or no value."""
        if value is None or self.limit is None:
            return ""
        if round(value, 3) <= self.limit:
            return "yes"
        return "**no**"


def _median(samples: Samples, name: str) -> float | None:
    if not samples.get(name):
        return None
    return median(samples[name])


def _factor(unit: str) -> float:
    return _UNITS.get(unit, _NO_UNIT)[0]


def _text(value: float | None, unit: str) -> str:
    """Return a value in its unit; empty where there is none."""
    if value is None:
        return ""
    factor, sign = _UNITS.get(unit, _NO_UNIT)
    value *= factor
    if abs(value) >= _WHOLE:
        return f"{value:,.0f}{sign}"
    return f"{value:.3g}{sign}"


def _number(value: float | None, form: str) -> str:
    if value is None:
        return ""
    return format(value, form)


def markdown(rows: Sequence[Row], samples: Samples) -> str:
    """Return the whole table."""
    head = ("figure", "calmtui", "reference", "its figure", "ratio", "at most", "holds")
    lines = [head, tuple("---" for _ in head), *(row.cells(samples) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
