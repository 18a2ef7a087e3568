"""The bench's table: medians of samples, ratios, limits, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

Samples = dict[str, list[float]]
_UNITS = {"ms": (1000.0, " ms"), "MB": (1e-6, " MB"), "%": (100.0, " %"), "B/s": (1.0, " B/s")}


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
        ratio = ours / theirs if ours is not None and theirs else None
        value = ratio if self.theirs else ours
        if not self.theirs and value is not None:
            value *= _UNITS.get(self.unit, (1.0, ""))[0]
        holds = (
            ""
            if value is None or self.limit is None
            else "yes"
            if round(value, 3) <= self.limit
            else "**no**"
        )
        limit = "" if self.limit is None else f"{self.limit:g}"
        shown = "" if ratio is None else f"{ratio:.3g}"
        return (
            self.figure,
            _text(ours, self.unit),
            self.against,
            _text(theirs, self.unit),
            shown,
            limit,
            holds,
        )


def _median(samples: Samples, name: str) -> float | None:
    return median(samples[name]) if samples.get(name) else None


_WHOLE_FROM = 100  # below it three digits are shown


def _text(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    factor, sign = _UNITS.get(unit, (1.0, ""))
    value *= factor
    if abs(value) >= _WHOLE_FROM:
        return f"{value:,.0f}{sign}"
    return f"{value:.3g}{sign}"


def markdown(rows: Sequence[Row], samples: Samples) -> str:
    """Return the whole table."""
    head = ("figure", "calmtui", "reference", "its figure", "ratio", "at most", "holds")
    lines = [head, tuple("---" for _ in head), *(row.cells(samples) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
