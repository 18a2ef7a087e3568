"""The JSON Schema of the routine format, made from the types that read it."""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec

from calmtui.content.compose import ComposeField
from calmtui.content.routine import MAX_STEPS, File, Step
from calmtui.content.translation import HEAD, TRANSLATIONS
from calmtui.content.values import MAX_SECONDS, Seconds, Text
from calmtui.text.language import LANGUAGE_NAME

NAME = "routine.schema.json"
SCHEMA_LINE = f"#:schema ./{NAME}\n"  # by which an editor finds it
# Not their docstrings: Python indents those as it likes, or drops them.
_ABOUT = {kind.__name__: kind.about for kind in (File, ComposeField, *get_args(Step))}
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
_WORDS = {  # of a step in another language; which of them it has follows from the routine
    "type": "object",
    "additionalProperties": {"type": ["string", "array"]},
}
_TRANSLATION = {
    "description": "The same texts in another language, step by step, and nothing else.",
    "type": "object",
    "properties": {
        **dict.fromkeys(HEAD, _TEXT),
        "keywords": {"type": "array", "items": {"type": "string"}},
        "steps": {"type": "array", "items": _WORDS, "minItems": 1, "maxItems": MAX_STEPS},
    },
    "required": ["title", "summary", "steps"],
    "additionalProperties": False,
}


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
    head["properties"][TRANSLATIONS] = {
        "type": "object",
        "propertyNames": {"pattern": f"^{LANGUAGE_NAME}$"},
        "additionalProperties": _TRANSLATION,
    }
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
