"""The JSON Schema of the routine format, made from the types that read it."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from calmtui.routine import MAX_SECONDS, File, Seconds, Text

NAME = "routine.schema.json"


def _custom(kind: type) -> dict[str, Any]:
    if kind is Seconds:
        return {
            "description": 'Seconds as a number, or a string such as "90s", "20m", "1h 30m"; above 0, at most 24 h.',
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_SECONDS},
                {"type": "string", "pattern": r"^\s*(\d+(\.\d+)?\s*[hms]\s*)+$"},
            ],
        }
    if kind is Text:
        return {"type": "string", "pattern": r"\S"}
    raise NotImplementedError


def schema() -> dict[str, Any]:
    """The schema of a whole routine file."""
    (_, parts) = msgspec.json.schema_components((File,), schema_hook=_custom, ref_template="#/definitions/{name}")
    head = _without_null(parts.pop("File"))
    head |= {"title": "A calmtui routine, format 1", "definitions": _without_null(parts)}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **head}  # the draft that TOML editors know


def _without_null(part: Any) -> Any:
    """The same without null, which TOML does not have."""
    if isinstance(part, list):
        return [_without_null(item) for item in part]
    if not isinstance(part, dict):
        return part
    made = {key: _without_null(value) for key, value in part.items() if not (key == "default" and value is None)}
    if "anyOf" in made and {"type": "null"} in made["anyOf"]:
        made["anyOf"].remove({"type": "null"})
        if len(made["anyOf"]) == 1:
            made |= made.pop("anyOf")[0]
    return made


def text() -> str:
    """The schema as the text of its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
