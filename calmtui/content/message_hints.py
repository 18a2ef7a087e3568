"""Gentle hints about a message, beside the text and never in its way. Pure.

Every pattern is looked for in English and in German, whatever language the interface is in.
"""

from __future__ import annotations

import re

from calmtui.text.i18n import N_, _

LONG_WORDS = 90
_MANY_PARKED = 3
_HIGH_PULL = 7


def _any_of(*patterns: str) -> str:
    """Return one pattern for several; it is compiled when it is first looked for."""
    return "|".join(patterns)


def _find(pattern: str, text: str) -> re.Match[str] | None:
    return re.search(pattern, text, re.IGNORECASE)


# Words of dying or of being hurt. This detects nothing and saves nothing: only no hint stands
# beside them.
_DESPAIR = _any_of(
    r"\b(kill(ing)? myself|end(ing)? my life|want to die|wish i (was|were) dead|better off dead"
    r"|hurt(ing)? myself|can'?t go on|suicid\w*|(hits|hurts|beats|chokes) me"
    r"|going to (hurt|kill) me"
    r"|bring(e)? mich um|mich (selbst )?umbringen|nicht mehr leben|will (ich )?sterben"
    r"|sterben will|tot sein|mir (et)?was an(tun|tue)|(tue?|tu) mir (et)?was an|selbstmord"
    r"|suizid\w*|kann nicht mehr weiter|(schlägt|würgt|verprügelt) mich|bringt? mich um)\b",
)
_FRIGHTEN = _any_of(
    r"\bi('?ll| will|'?m going to| am going to|'?m coming to)\s+(just\s+|now\s+)?"
    r"(come over anyway|show up|wait outside your|follow you|track you|find you|make you pay"
    r"|hurt you|kill you)",
    r"\byou('?ll| will) (regret|be sorry|pay)\b",
    r"\bi know where you (are|live)\b",
    r"\bshare your location or\b",
    r"\bich (komme|steh\w*|warte)\b[^.!?]*\b(vor deiner tür|vor deinem haus|trotzdem)\b",
    r"\bich (finde dich|verfolge dich|folge dir|bring\w* dich um|tu\w* dir was)\b",
    r"\bdu wirst (es|das) (noch )?bereuen\b",
    r"\bich weiß,? wo du (bist|wohnst)\b",
)
_ALWAYS_NEVER = _any_of(
    r"\byou\b(\W+\w+){0,2}\W+(always|never|every (single )?time)\b",
    r"\bevery (single )?time you\b",
    r"\bdu\b(\W+\w+){0,3}\W+(immer|nie|niemals|ständig|jedes mal)\b"
    r"(?!\s+(noch|wieder|gern|für))",
    r"\b(immer|nie|niemals|ständig)\s+(\w+\s+)?du\b",
)
_YOU_DID = _any_of(
    r"(?<!if )\byou (don'?t|didn'?t)\b(?!\s+(have to|need to|mind|want to|owe))",
    r"\byou (make|made) me\b"
    r"(?!\s+(happy|smile|laugh|so happy|feel (safe|loved|good|better)))",
    r"\bdu (hast|machst|hörst|kommst|meldest|antwortest|schreibst|willst)\b(\W+\w+){0,2}\W+"
    r"(nie|nicht|kein(e|en)?)\b",
)
_THOUGHT = _any_of(
    r"\bi feel (that|like) (you|we|they|nobody|no one|i'?m being|it'?s)\b",
    r"\bich (fühle,? (dass|als ob)|hab\w* das gefühl,? (dass )?du)\b",
)
_THEIR_ACT = _any_of(
    r"\b(ignored|abandoned|rejected|attacked|betrayed|unwanted|disrespected)\b",
    r"\b(feel|felt|being|got|was) used\b(?! to)",
    r"\b(ignoriert|im stich gelassen|abgelehnt|angegriffen|ausgenutzt|benutzt|betrogen"
    r"|ungewollt)\b",
    r"\b(fühl\w* mich|wurde|werde) (\w+ )?verlassen\b",
)
_THREAT = _any_of(
    r"\bif you don'?t\b(?!\s+(mind|want|like|feel|have|know|need|think))",
    r"\bor else\b",
    r"\blast chance\b",
    r"\bdon'?t bother\b",
    r"\b(i'?m|we'?re|we are) (done|finished|over)\b"
    r"(?!\s+(with (work|dinner|this call|it)|at|by|for))",
    r"\bwenn du (\w+ )?nicht\b(?!\s*(kannst|magst|willst|möchtest|weißt|da bist))",
    r"\boder sonst\b",
    r"\bletzte chance\b",
    r"\bdann ist schluss\b",
    r"\bbrauchst gar nicht\b",
)
_TEST = _any_of(
    r"\s*(i'?m\s+)?(fine|whatever|forget it|never ?mind|ok(ay)?|k|(i )?guess you'?re busy"
    r"|schon gut|egal|vergiss es|passt schon)[\s.!?]*"
)
_REQUEST = _any_of(
    r"\?",
    r"\b(could|would|can|will) (you|we)\b",
    r"\bi('d| would) like\b",
    r"\bplease\b",
    r"\blet me know\b",
    r"\btell me\b",
    r"\b(könntest|kannst|würdest|magst) du\b",
    r"\bbitte\b",
    r"\bsag mir\b",
    r"\bich (möchte|hätte gern)",
)
# In the order in which they are shown; {0} is what was matched.
_HINTS = (
    (_ALWAYS_NEVER, N_('try one time it happened, instead of "{0}"')),
    (_YOU_DID, N_('try starting with I, instead of "{0}"')),
    (_THOUGHT, N_("that is a thought; which feeling is under it?")),
    (_THEIR_ACT, N_('"{0}" says what they did; what did you feel? Scared, lonely, sad, hurt?')),
    (_THREAT, N_("this can sound like a threat; is there a request under it?")),
)
PEOPLE = N_("If part of this is about dying or getting hurt: {key} has people to talk to.")
FRIGHTEN = N_(
    "This may frighten them. If you worry about what you might do, {key} has people for that too."
)
TEST = N_("this may be a test; what do you want them to know?")
ONE = N_("one request is easier to answer")
NO_REQUEST = N_("what is one thing they could do?")
JOIN = N_("you parked three messages today; join them into one for later?")
HIGH = N_("the pull is still high; you can save this for a calmer hour")


def message_hints(
    text: str,
    *,
    pull: int | None = None,
    parked_today: int = 0,
    afraid: bool | None = None,
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
        key: The key for help.
        beside: What was typed beside the message: words of dying count there too.
    """
    text = _straight_quotes(text).strip()
    if _find(_DESPAIR, f"{text}\n{_straight_quotes(beside)}"):
        return (_(PEOPLE).format(key=key),)
    if not text or afraid:
        return ()
    if _find(_FRIGHTEN, text):
        return (_(FRIGHTEN).format(key=key),)
    if re.fullmatch(_TEST, text, re.IGNORECASE):
        return (_(TEST),)
    return (*_wording_hints(text), *_timing_hints(pull, parked_today))


def _straight_quotes(text: str) -> str:
    return text.replace("’", "'")


def _wording_hints(text: str) -> list[str]:
    hints = []
    for pattern, hint in _HINTS:
        if match := _find(pattern, text):
            hints.append(_(hint).format(match[0].lower()))
    if text.count("?") > 1 or len(text.split()) > LONG_WORDS:
        hints.append(_(ONE))
    if not _find(_REQUEST, text):
        hints.append(_(NO_REQUEST))
    return hints


def _timing_hints(pull: int | None, parked_today: int) -> list[str]:
    hints = []
    if parked_today >= _MANY_PARKED:
        hints.append(_(JOIN))
    if pull is not None and pull >= _HIGH_PULL:
        hints.append(_(HIGH))
    return hints
