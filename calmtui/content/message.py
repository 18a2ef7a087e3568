"""The message desk at the end of an urge: a message to compose, in the user's language. Pure."""

from __future__ import annotations

from calmtui.content.compose import Compose, ComposeField
from calmtui.content.values import Text
from calmtui.text.i18n import N_, _

QUESTION = N_(
    "Is this a message, or a test to see if they care? Both are human. "
    "A message says what you want them to know."
)
SAFE = N_(
    "You owe no one a gentle message. "
    "Keep notes somewhere safe, not here, if this device is shared."
)
# What each line asks, an example, and how its words begin in the message, also before a noun.
_LINES = (
    (
        N_("What happened, as a camera would see it"),
        N_("When an evening goes by in silence"),
        "",
        "",
    ),
    (N_("What I feel"), N_("worried, and I start guessing"), N_("I feel"), N_("I feel ")),
    (N_("I need"), N_("to know you are around"), N_("I need"), ""),
    (N_("What I value about us"), N_("our long walks"), N_("I value"), ""),
    (N_("One thing they could do"), N_("Could you text once on busy nights?"), "", ""),
    (
        N_("If they say no, what then?"),
        N_("If not, tell me what would work"),
        "",
        "",
    ),
)


def message_desk() -> Compose:
    """Return the message of the desk."""
    fields = tuple(
        ComposeField(
            label=Text(_(label)),
            example=Text(_(example)),
            begins=_text(begins),
            begins_noun=_text(noun),
        )
        for label, example, begins, noun in _LINES
    )
    return Compose(text=Text(_(QUESTION)), fields=fields, hints=True)


def _text(text: str) -> Text | None:
    if not text:
        return None
    return Text(_(text).strip())
