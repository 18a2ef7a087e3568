"""Gentle hints about a message, beside the text and never in its way. Pure: all of it is computed here."""

from __future__ import annotations

import re

from calmtui.text.i18n import N_, _

LONG_WORDS = 90
_FLAGS = re.IGNORECASE

# Words of dying or of being hurt. This detects nothing and keeps nothing: only no hint stands beside them.
_DESPAIR = re.compile(
    r"\b(kill(ing)? myself|end(ing)? my life|want to die|wish i (was|were) dead|better off dead|hurt(ing)? myself"
    r"|can'?t go on|suicid\w*|(hits|hurts|beats|chokes) me|going to (hurt|kill) me"
    r"|bring(e)? mich um|mich (selbst )?umbringen|nicht mehr leben|will (ich )?sterben|sterben will|tot sein"
    r"|mir (et)?was an(tun|tue)|(tue?|tu) mir (et)?was an|selbstmord|suizid\w*|kann nicht mehr weiter"
    r"|(schlägt|würgt|verprügelt) mich|bringt? mich um)\b",
    _FLAGS,
)
_FRIGHTEN = re.compile(
    r"\bi('?ll| will|'?m going to| am going to|'?m coming to)\s+(just\s+|now\s+)?(come over anyway|show up"
    r"|wait outside your|follow you|track you|find you|make you pay|hurt you|kill you)"
    r"|\byou('?ll| will) (regret|be sorry|pay)\b|\bi know where you (are|live)\b|\bshare your location or\b"
    r"|\bich (komme|steh\w*|warte)\b[^.!?]*\b(vor deiner tür|vor deinem haus|trotzdem)\b"
    r"|\bich (finde dich|verfolge dich|folge dir|bring\w* dich um|tu\w* dir was)\b"
    r"|\bdu wirst (es|das) (noch )?bereuen\b|\bich weiß,? wo du (bist|wohnst)\b",
    _FLAGS,
)
# (what is looked for, in English and in German, what is said), in the order they are shown.
_HINTS = (
    (
        r"\byou\b(\W+\w+){0,2}\W+(always|never|every (single )?time)\b|\bevery (single )?time you\b"
        r"|\bdu\b(\W+\w+){0,3}\W+(immer|nie|niemals|ständig|jedes mal)\b(?!\s+(noch|wieder|gern|für))"
        r"|\b(immer|nie|niemals|ständig)\s+(\w+\s+)?du\b",
        N_('try one time it happened, instead of "{0}"'),
    ),
    (
        r"(?<!if )\byou (don'?t|didn'?t)\b(?!\s+(have to|need to|mind|want to|owe))"
        r"|\byou (make|made) me\b(?!\s+(happy|smile|laugh|so happy|feel (safe|loved|good|better)))"
        r"|\bdu (hast|machst|hörst|kommst|meldest|antwortest|schreibst|willst)\b(\W+\w+){0,2}\W+"
        r"(nie|nicht|kein(e|en)?)\b",
        N_('try starting with I, instead of "{0}"'),
    ),
    (
        r"\bi feel (that|like) (you|we|they|nobody|no one|i'?m being|it'?s)\b"
        r"|\bich (fühle,? (dass|als ob)|hab\w* das gefühl,? (dass )?du)\b",
        N_("that is a thought; which feeling is under it?"),
    ),
    (
        r"\b(ignored|abandoned|rejected|attacked|betrayed|unwanted|disrespected)\b"
        r"|\b(feel|felt|being|got|was) used\b(?! to)"
        r"|\b(ignoriert|im stich gelassen|abgelehnt|angegriffen|ausgenutzt|benutzt|betrogen|ungewollt)\b"
        r"|\b(fühl\w* mich|wurde|werde) (\w+ )?verlassen\b",
        N_('"{0}" says what they did; what did you feel? Scared, lonely, sad, hurt?'),
    ),
    (
        r"\bif you don'?t\b(?!\s+(mind|want|like|feel|have|know|need|think))|\bor else\b|\blast chance\b"
        r"|\bdon'?t bother\b|\b(i'?m|we'?re|we are) (done|finished|over)\b"
        r"(?!\s+(with (work|dinner|this call|it)|at|by|for))"
        r"|\bwenn du (\w+ )?nicht\b(?!\s*(kannst|magst|willst|möchtest|weißt|da bist))|\boder sonst\b"
        r"|\bletzte chance\b|\bdann ist schluss\b|\bbrauchst gar nicht\b",
        N_("this can sound like a threat; is there a request under it?"),
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

    Beside words of dying or of being hurt, and beside a threat, one line stands alone: who could talk now, by the
    `key` for help; words of dying count also where they stand `beside` it, as they were typed. Someone who is
    `afraid` of them gets no other.
    """
    text = text.replace("’", "'").strip()
    if _DESPAIR.search(f"{text}\n{beside}".replace("’", "'")):
        return (_(PEOPLE).format(key=key),)
    if not text:
        return ()
    if afraid:
        return ()
    if _FRIGHTEN.search(text):
        return (_(FRIGHTEN).format(key=key),)
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
