"""A kept session in words, as the log, the kept sessions and the preview of erasing have them. Pure."""

from __future__ import annotations

from calmtui.text.durations import format_clock
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import single_line

TYPE_CHECKING = False  # `log` waits for this
if TYPE_CHECKING:
    from calmtui.history.sessions import PastSession

_SHORT = 8  # characters of an id: enough to tell it from the others
_HOW = (N_("completed"), N_("left early"), N_("interrupted"), N_("not ended"))
_RATED = (N_("anxiety"), N_("pull"), N_("upset"), N_("strength"))


def title_of(past: PastSession) -> str:
    """The name of its routine."""
    return single_line(past.title) or single_line(past.routine)


def short_id(past: PastSession) -> str:
    """The beginning of its id, as `forget` takes it."""
    return single_line(past.session)[:_SHORT]


def describe_end(past: PastSession) -> str:
    """How it ended, and how long was practised."""
    how = past.how or "not ended"
    return f"{_(how) if how in _HOW else single_line(how)}, {format_clock(past.practised)}"


def describe_rating(past: PastSession) -> str:
    """What was rated first, before and after: `7 before, 4 after`; empty when nothing was."""
    what = next(iter({**past.before, **past.after}), "")
    return ", ".join(when for _, when in _rated(past, (what,)))


def describe_ratings(past: PastSession) -> str:
    """Everything that was rated, each with its name."""
    return ", ".join(f"{_(name)} {when}" for name, when in _rated(past, _RATED))


def _rated(past: PastSession, names: tuple[str, ...]) -> list[tuple[str, str]]:
    pairs = ((_("{n} before"), past.before), (_("{n} after"), past.after))
    return [
        (name, text.format(n=given[name]))
        for name in names
        for text, given in pairs
        if name in given
    ]
