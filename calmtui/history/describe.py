"""A past session in words, as the log, the history and the preview of erasing have them. Pure."""

from __future__ import annotations

from calmtui.text.durations import format_clock
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import single_line

TYPE_CHECKING = False  # `log` waits for this module
if TYPE_CHECKING:
    from calmtui.history.sessions import PastSession

_ID_LENGTH = 8  # characters of an id: enough to tell it from the others
# How a session ended, as its record has it, and what is said of it.
_ENDS = {
    "completed": N_("completed"),
    "left early": N_("stopped early"),
    "interrupted": N_("interrupted"),
    "": N_("unfinished"),
}
_RATED = (N_("anxiety"), N_("pull"), N_("upset"), N_("strength"), N_("belief"))


def title_of(past: PastSession) -> str:
    """Return the name of its routine."""
    return single_line(past.title) or single_line(past.routine)


def short_id(past: PastSession) -> str:
    """Return the beginning of its id, as `forget` takes it."""
    return single_line(past.session)[:_ID_LENGTH]


def describe_end(past: PastSession) -> str:
    """Return how it ended, and how long was practised."""
    how = past.how or ""
    end = _(_ENDS[how]) if how in _ENDS else single_line(how)
    return f"{end}, {format_clock(past.practised)}"


def describe_rating(past: PastSession) -> str:
    """Return what was rated first: `7 before, 4 after`; empty when nothing was."""
    first = next(iter({**past.before, **past.after}), "")
    return ", ".join(value for _name, value in _rated(past, (first,)))


def describe_ratings(past: PastSession) -> str:
    """Return everything that was rated, each with its name."""
    return ", ".join(f"{_(name)} {value}" for name, value in _rated(past, _RATED))


def _rated(past: PastSession, names: tuple[str, ...]) -> list[tuple[str, str]]:
    ratings = ((_("{n} before"), past.before), (_("{n} after"), past.after))
    return [
        (name, text.format(n=values[name]))
        for name in names
        for text, values in ratings
        if name in values
    ]
