"""What a key can do in a run. Every scene says which of these do something there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from calmtui.text.i18n import N_


class Action(StrEnum):
    """What a key does; the value is the last part of the ids of its bindings."""

    RATE = "rate"
    SELECT = "select"
    GO_ON = "go_on"
    NEXT = "next"
    BACK = "back"
    PAUSE = "pause"
    TIME = "time"
    SOUND = "sound"
    PASSED = "passed"
    WORDS = "words"
    LONGER = "longer"
    SHORTER = "shorter"
    HOLDS = "holds"
    LEAVE_OUT = "leave_out"
    KEEP_PACE = "keep_pace"
    MORE = "more"
    FEWER = "fewer"
    COPY = "copy"
    KEEP = "keep"
    ERASE = "erase"
    UNLOCK = "unlock"
    INSTEAD = "instead"
    AGAIN = "again"
    ELSEWHERE = "elsewhere"
    OPEN = "open"
    LEAVE = "leave"


# Each with what it does, as the list of keys says it; empty for a second key of something else.
Actions = Mapping[Action, str]

RATING = N_("rate")
CHOOSING = N_("choose")
SKIP = N_("skip")
GO_ON = N_("continue")
LEAVE = N_("leave")
CLOSE = N_("close")
WORDS = N_("your words")
MORE_OPTIONS = N_("more options, where not all fit")
CORRECT = N_("change your last answer")
BACK_TO_WAIT = N_("back to the wait")
ROUNDS = N_("longer or shorter rounds")
PAGE = 9  # options that fit on any screen

_DIGITS = "123456789"
_RATES = "0123456789x"


def key_labels(actions: Actions, options: int) -> dict[str, str]:
    """Return what the keys do, by the last part of their ids; of the digits each on its own.

    `options` is how many there are to choose from.
    """
    labels = {str(action): label for action, label in actions.items() if label}
    for key in _RATES:
        if Action.RATE in actions:
            labels[key] = actions[Action.RATE]
    for key in _DIGITS[:options]:
        if Action.SELECT in actions:
            labels[key] = actions[Action.SELECT]
    return labels
