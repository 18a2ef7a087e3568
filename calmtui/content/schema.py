"""The JSON Schema of the routine format, made from the types that read it."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from calmtui.content.routine import File
from calmtui.content.values import MAX_SECONDS, Seconds, Text

NAME = "routine.schema.json"
# What an editor shows for each kind of step. Not their docstrings: Python indents those as it
# likes, or drops them.
_ABOUT = {
    "File": "All that a routine file may say.",
    "Say": (
        "A text for `seconds`, or until a key without them; never longer than `most` when it "
        "is stretched."
    ),
    "Breathe": (
        "Rounds of breathing; each phase in seconds, in the order inhale, top_up, hold, "
        "exhale, rest."
    ),
    "Tense": (
        "One muscle part: tighten for `tense` seconds, let go for `release` seconds. `marks` "
        "is the part's name in English where `part` is not: for the figure, and for what "
        "leaves it out."
    ),
    "Ask": (
        "A question answered in writing; saved in the journal only with `keep`, or with "
        "`may_keep` if the person says so. With `park` "
        "the words stay on this computer while the session lasts, and are shown again at its "
        "end."
    ),
    "Choose": (
        "A question with options, one or `many`; saved in the journal only with `keep`. With "
        "`things` the person's own things to do come first, and what is picked is named in "
        "the wait. `marks` are the options in English where they are not, saved beside what is "
        "picked."
    ),
    "RateStep": "A rating in the middle. Behind the last timed step it is the rating after.",
    "Wait": (
        "Fills what is left of the delay before the timed steps behind it. Asks for the pull "
        "every `check_in` seconds, or between its `parts`, with the text `question`."
    ),
    "DelayStep": "Asks how long the delay is to be, from the file's `delays`; it runs meanwhile.",
    "Line": (
        "A line to send or say, which can be copied; `{time}` in it is when the delay ends, "
        "`{minutes}` its length, `{later}` when a second one that began now would end."
    ),
    "Safety": (
        "Asks whether fear is part of this: no, yes, not sure. Written nowhere; the last two "
        "lead to help."
    ),
    "Compose": (
        "A message of a few lines, put together beside them; with `hints` what could be said more "
        "kindly. Saved nowhere but as a draft, on request."
    ),
    "ComposeField": (
        "One line of a message: its `label`, an `example`, and how its words begin in the message; "
        "`begins_noun`, where a language says that otherwise before a noun."
    ),
    "Reread": (
        "Answers kept before under any of `keys`, the newest first and at most `last`; `none` is "
        "said where there are none. d erases one."
    ),
    "CardStep": (
        "A plan for next time, added to the settings: `when`, `want` and `then` name answers given "
        "before, which it begins with."
    ),
    "PersonStep": (
        "Someone to turn to, added to the settings: `name` and `reach` are what is asked, `good` "
        "is what they are good for."
    ),
    "Gate": (
        "Leads elsewhere: when one of `ends` is chosen, when `what` is rated above `most`, or when "
        "it was completed `once` already within an hour, a day or a week (`by`: with the same "
        "answer to that question). It never blocks: Enter twice continues."
    ),
    "Decide": "The end of an urge: the parked words, then five choices of the same weight.",
}


_SECONDS = {
    "description": (
        'Seconds as a number, or a string such as "90s", "20m", "1h 30m"; above 0, at most 24 h.'
    ),
    "anyOf": [
        {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_SECONDS},
        {"type": "string", "pattern": r"^\s*(\d+(\.\d+)?\s*[hms]\s*)+$"},
    ],
}
_TEXT = {"type": "string", "pattern": r"\S"}
_NULL = {"type": "null"}


def _custom_schema(kind: type) -> dict[str, Any]:
    if kind is Seconds:
        return _SECONDS
    if kind is Text:
        return _TEXT
    raise NotImplementedError


def schema() -> dict[str, Any]:
    """Return the schema of a whole routine file."""
    _types, parts = msgspec.json.schema_components(
        (File,), schema_hook=_custom_schema, ref_template="#/definitions/{name}"
    )
    for name, part in parts.items():
        if part.get("type") == "object":
            described = {"title": name, "description": _ABOUT[name]}
            parts[name] = described | part | described  # first, whether there is a docstring or not
    head = _without_null(parts.pop("File"))
    head |= {"title": "A calmtui routine, format 1", "definitions": _without_null(parts)}
    # The draft that TOML editors know.
    return {"$schema": "http://json-schema.org/draft-07/schema#", **head}


def _without_null(part: Any) -> Any:
    """Return the same without null, which TOML does not have."""
    if isinstance(part, list):
        return [_without_null(item) for item in part]
    if not isinstance(part, dict):
        return part
    copy = {
        key: _without_null(value)
        for key, value in part.items()
        if key != "default" or value is not None
    }
    kinds = copy.get("anyOf", [])
    if _NULL in kinds:
        kinds.remove(_NULL)
        if len(kinds) == 1:
            del copy["anyOf"]
            copy |= kinds[0]
    return copy


def schema_json() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
