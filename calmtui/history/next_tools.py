"""Which tool follows what was done lately: offered on home, never pushed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from calmtui.text.dates import parse_timestamp
from calmtui.text.i18n import N_

if TYPE_CHECKING:
    from calmtui.history.sessions import PastSession

_LEADS_FOR = timedelta(hours=3)
_DAY = timedelta(days=1)
_MANY_CHECKS = 2  # in a day
# What was completed last leads to other tools, with the reason in a sentence.
_LEADS = {
    "trigger-log": (N_("It follows your note."), ("facts-or-guesses",)),
    "care-noticed": (N_("It follows the kind thing you noted."), ("thank-you",)),
    "calm-time": (
        N_("It is for the talk you planned."),
        ("say-it-with-i", "agree-a-rhythm", "kind-no"),
    ),
}
_CHECKS = frozenset({"checked the phone", "asked if we are okay"})
_SENT = "Send it as it is"


def next_tools(past: Sequence[PastSession], now: datetime) -> Iterator[tuple[str, str]]:
    """Yield the ids of tools that follow what was done lately, each with its reason.

    Args:
        past: The saved sessions, newest first.
        now: This moment.
    """
    if past and past[0].how == "completed" and _age(past[0], now) < _LEADS_FOR:
        reason, tools = _LEADS.get(past[0].routine, ("", ()))
        yield from ((tool, reason) for tool in tools)
    if _sent_yesterday(past, now):
        yield "mend-a-slip", N_("It looks at yesterday.")
    checks = [a for a in past if _age(a, now) < _DAY and _has_checked(a)]
    if len(checks) >= _MANY_CHECKS:
        yield "not-knowing", N_("It is for when checking does not help.")


def _sent_yesterday(past: Sequence[PastSession], now: datetime) -> bool:
    """Return whether an urge ended by sending yesterday, and nothing was mended since."""
    yesterday = now.date() - _DAY
    for session in past:
        day = _day(session, now)
        if session.routine == "mend-a-slip" or day is None or day < yesterday:
            return False
        if day == yesterday and _SENT in session.picked("choice"):
            return True
    return False


def _has_checked(session: PastSession) -> bool:
    picked = session.picked("checked") | session.picked("did")
    return not picked.isdisjoint(_CHECKS)


def _began(session: PastSession, now: datetime) -> datetime | None:
    began = parse_timestamp(session.began)
    if began is not None and began.tzinfo is None:
        began = began.replace(tzinfo=now.tzinfo)
    return began


def _age(session: PastSession, now: datetime) -> timedelta:
    """Return how long ago a session began; for ever where its clock was wrong."""
    began = _began(session, now)
    if began is None or began > now:
        return timedelta.max
    return now - began


def _day(session: PastSession, now: datetime) -> date | None:
    began = _began(session, now)
    if began is None:
        return None
    try:
        return began.astimezone(now.tzinfo).date()
    except OverflowError:  # the last day of the year 9999, which only a damaged record has
        return None
