"""How problems of a file are told. Pure."""

from __future__ import annotations

from typing import Protocol


class ProblemReport(Protocol):
    """Takes a problem: where it is, what was expected, what was found if not just the value."""

    def __call__(self, where: str, message: str, found: str | None = None) -> None:
        """Take a problem."""


class CountingReport:
    """Passes problems on to another report, if there is one, and counts them."""

    def __init__(self, report: ProblemReport | None = None) -> None:
        self._report = report
        self.count = 0

    def __call__(self, where: str, message: str, found: str | None = None) -> None:
        """Count a problem and pass it on."""
        self.count += 1
        if self._report is not None:
            self._report(where, message, found)
