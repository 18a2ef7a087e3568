"""What several tests share of shapes."""

from __future__ import annotations

from calmtui.session.timeline import Sea, Timeline
from tests.support.engine import routine

SIDES = 'kind = "breathe"\ntext = "x"\ninhale = 4\nhold = 4\nexhale = 4\nrest = 4\nrounds = 2\n'

BREATH = Timeline.of(routine(f"[[steps]]\n{SIDES}"))

TENSE = Timeline.of(
    routine('[[steps]]\nkind = "tense"\npart = "Strong arm"\ntext = "x"\ntense = 6\nrelease = 35\n')
)


def voyage(progress: float, swell: float = 0.0, *marks: tuple[float, int]) -> Sea:
    return Sea(min(progress, 1.0), swell, marks)
