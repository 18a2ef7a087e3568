"""Checks of a gate: what closes it, and what belongs to that. Pure."""

from __future__ import annotations

from calmtui.content.gate import Gate
from calmtui.content.report import ProblemReport
from calmtui.text.i18n import _


def check_gate(gate: Gate, where: str, report: ProblemReport) -> None:
    """Report what is wrong with a gate at a path such as `steps[2]`."""
    ways = [bool(gate.options), gate.what is not None, gate.once is not None]
    if sum(ways) != 1:
        message = _("expected one of options, what and once")
        report(where, message, str(sum(ways)))
        return
    _check_options(gate, where, report)
    if (gate.what is None) != (gate.most is None):
        report(f"{where}.most", _("expected what and most together"), _("one of them"))
    if gate.by and gate.once is None:
        report(f"{where}.by", _("expected it only beside once"))
    if len(set(gate.instead)) < len(gate.instead):
        report(f"{where}.instead", _("expected every entry once"), _("one twice"))


def _check_options(gate: Gate, where: str, report: ProblemReport) -> None:
    if not gate.options:
        for name in ("ends", "many", "keep"):
            if getattr(gate, name):
                report(f"{where}.{name}", _("expected it only beside options"))
        return
    if len(set(gate.options)) < len(gate.options):
        report(f"{where}.options", _("expected every option once"), _("one twice"))
    for index, end in enumerate(gate.ends):
        if end not in gate.options:
            report(f"{where}.ends[{index}]", _("expected one of its options"))
    if not gate.ends:
        report(f"{where}.ends", _("expected at least one of its options"), _("none"))
    elif set(gate.ends) >= set(gate.options):
        report(f"{where}.ends", _("expected an option that continues"), _("none"))
