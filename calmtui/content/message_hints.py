"""Gentle hints about a message, beside the text and never in its way.

What a message is searched for stands in message_hints.toml, by language.
"""

from __future__ import annotations

import re
import string
from functools import cache
from pathlib import Path

from calmtui.content.toml import parse, read_text
from calmtui.text.i18n import N_, _

LONG_WORDS = 90
_MANY_PARKED = 3
_HIGH_PULL = 7
_ENDS = string.whitespace + ".!?"  # of a message, whatever it says
_SENTENCE_END = re.compile(r"[.!?\n]+")
# In the order in which they are shown; {0} is what was matched.
_HINTS = (
    ("always", N_('try one time it happened, instead of "{0}"')),
    ("you_did", N_('try starting with I, instead of "{0}"')),
    ("thought", N_("that is a thought; which feeling is under it?")),
    ("their_act", N_('"{0}" says what they did; what did you feel? Scared, lonely, sad, hurt?')),
    ("threat", N_("this can sound like a threat; is there a request under it?")),
)
# In a warm sentence these are no complaint: "you always make me laugh".
_NOT_WHERE_WARM = frozenset({"always", "you_did"})
PEOPLE = N_("If part of this is about dying or getting hurt: {key} has people to talk to.")
FRIGHTEN = N_(
    "This may frighten them. If you worry about what you might do, {key} has people for that too."
)
TEST = N_("this may be a test; what do you want them to know?")
ONE = N_("one request is easier to answer")
NO_REQUEST = N_("what is one thing they could do?")
JOIN = N_("you parked three messages today; join them into one for later?")
HIGH = N_("the pull is still high; you can save this for a calmer hour")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return what is searched for, by name: the patterns of every language as one."""
    path = Path(__file__).parent / "message_hints.toml"
    by_name: dict[str, list[str]] = {}
    for patterns in parse(read_text(path), path.name).values():
        for name, some in patterns.items():
            by_name.setdefault(name, []).extend(some)
    return {name: re.compile("|".join(some), re.IGNORECASE) for name, some in by_name.items()}


def message_hints(
    text: str,
    *,
    pull: int | None = None,
    parked_today: int = 0,
    afraid: bool | None = None,
    asks: bool = True,
    key: str = "!",
    beside: str = "",
) -> tuple[str, ...]:
    """Return what a kind friend might say about these words; empty for an empty text.

    Beside words of dying or of being hurt, and beside a threat, one line stands alone: who could
    talk now.

    Args:
        text: The message.
        pull: The last rating of the pull.
        parked_today: How many messages were parked today.
        afraid: Whether the user is afraid of whom they write to: then there is no other hint.
        asks: Whether it is to ask for something: thanks, a no and an apology need no request.
        key: The key for help.
        beside: What was typed beside the message: words of dying count there too.
    """
    patterns = _patterns()
    text = _straight_quotes(text).strip()
    if patterns["despair"].search(f"{text}\n{_straight_quotes(beside)}"):
        return (_(PEOPLE).format(key=key),)
    if not text or afraid:
        return ()
    if patterns["frighten"].search(text):
        return (_(FRIGHTEN).format(key=key),)
    if patterns["test"].fullmatch(text.rstrip(_ENDS)):
        return (_(TEST),)
    return (*_wording_hints(text, asks=asks), *_timing_hints(pull, parked_today))


def _straight_quotes(text: str) -> str:
    return text.replace("’", "'")


def _wording_hints(text: str, *, asks: bool) -> list[str]:
    hints = []
    patterns = _patterns()
    sentences = _SENTENCE_END.split(text)
    cool = [sentence for sentence in sentences if not patterns["warm"].search(sentence)]
    for name, hint in _HINTS:
        places = [text]
        if name in _NOT_WHERE_WARM:
            places = cool
        if match := next(filter(None, map(patterns[name].search, places)), None):
            hints.append(_(hint).format(match[0].lower()))
    if text.count("?") > 1 or len(text.split()) > LONG_WORDS:
        hints.append(_(ONE))
    if asks and not patterns["request"].search(text):
        hints.append(_(NO_REQUEST))
    return hints


def _timing_hints(pull: int | None, parked_today: int) -> list[str]:
    hints = []
    if parked_today >= _MANY_PARKED:
        hints.append(_(JOIN))
    if pull is not None and pull >= _HIGH_PULL:
        hints.append(_(HIGH))
    return hints
