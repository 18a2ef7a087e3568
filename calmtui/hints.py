"""Gentle hints about a message, beside the text and never in its way. Pure: all of it is computed here."""

from __future__ import annotations

import re

from calmtui.words import N_, _

LONG_WORDS = 90
_FLAGS = re.IGNORECASE

# (what is looked for, in English and in German, what is said), in the order they are shown.
_HINTS = (
    (
        r"\b(always|never|every time|every single|immer|nie|niemals|jedes mal|ständig)\b",
        N_('name one time, instead of "{0}"'),
    ),
    (
        r"\b(you don'?t|you never|you always|you make me|you made me|you didn'?t"
        r"|du (bist|hast|machst|kommst|hörst|willst) (mich|mir|nie|immer|nicht|kein(e|en)?))\b",
        N_('start with I, instead of "{0}"'),
    ),
    (
        r"\b(i feel (that|like)|ich fühle,? (dass|als)|ich habe? das gefühl,? dass)\b",
        N_("that is a thought; which feeling is under it?"),
    ),
    (
        r"\b(ignored|abandoned|rejected|attacked|used|betrayed|unwanted|disrespected"
        r"|ignoriert|verlassen|abgelehnt|angegriffen|benutzt|betrogen|ungewollt)\b",
        N_('"{0}" is a verdict; try scared, lonely, sad, hurt'),
    ),
    (
        r"\b(if you don'?t|or else|last chance|i'?m done|don'?t bother"
        r"|wenn du nicht|oder sonst|letzte chance|dann ist schluss|brauchst gar nicht)\b",
        N_("a threat closes the door; is there a request under it?"),
    ),
    (
        r"\b(track(ing)? you|follow(ing)? you|wait(ing)? outside|come over (now|anyway)|show(ing)? up"
        r"|make you pay|you'?ll (regret|be sorry)|you will (regret|be sorry)"
        r"|verfolge dich|folge dir|warte vor|komme? (jetzt|trotzdem) vorbei|vor deiner tür"
        r"|wirst (du )?(es|das) bereuen)\b",
        N_(
            "this may frighten them. If you are worried about what you might do, "
            "the lines on ! also talk with people who are afraid of their own actions"
        ),
    ),
)
_TEST = re.compile(
    r"\s*(i'?m\s+)?(fine|whatever|forget it|never ?mind|ok(ay)?|k|(i )?guess you'?re busy"
    r"|schon gut|egal|vergiss es|passt schon)[\s.!?]*",
    _FLAGS,
)
_REQUEST = re.compile(
    r"\?|\b(could|would|can|will) (you|we)\b|\bi('d| would) like\b|\bplease\b|\blet me know\b|\btell me\b"
    r"|\b(könntest|kannst|würdest|magst) du\b|\bbitte\b|\bsag mir\b|\bich (möchte|hätte gern)",
    _FLAGS,
)
TEST = N_("this may be a test; what do you want them to know?")
ONE = N_("one request is easier to answer")
NO_REQUEST = N_("what would help, in one doable thing?")
JOIN = N_("three messages parked today; join them into one for later?")
HIGH = N_("the pull is still high; this can be kept for a calmer hour")


def hints(text: str, *, pull: int | None = None, parked_today: int = 0) -> tuple[str, ...]:
    """What a kind friend might say about these words; empty for an empty text."""
    text = text.replace("’", "'").strip()
    if not text:
        return ()
    if _TEST.fullmatch(text):
        return (_(TEST),)
    found = []
    for pattern, said in _HINTS:
        match = re.search(pattern, text, _FLAGS)
        if match:
            found.append(_(said).format(match[0].lower()))
    if text.count("?") > 1 or len(text.split()) > LONG_WORDS:
        found.append(_(ONE))
    if not _REQUEST.search(text):
        found.append(_(NO_REQUEST))
    if parked_today >= 3:
        found.append(_(JOIN))
    if pull is not None and pull > 6:
        found.append(_(HIGH))
    return tuple(found)
