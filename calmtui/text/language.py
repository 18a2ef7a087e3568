"""Which language a person reads: a setting, or what the environment says."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CODE = re.compile(r"([a-z]{2,3})(?:[_-]([A-Za-z]{2,4}))?(?:[.@].*)?", re.IGNORECASE)
_BUNDLED = "en"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def preferred_languages(setting: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """The names a translation may go by, the nearest first: `de_AT`, `de`. Empty for English and for none."""
    found = _CODE.fullmatch((setting or _locale(environment)).strip())
    if found is None or found[1].lower() == _BUNDLED:
        return ()
    language = found[1].lower()
    return (f"{language}_{found[2].upper()}", language) if found[2] else (language,)


def territory(environment: Mapping[str, str]) -> str:
    """Return the country that the locale names, as its ISO code; empty where it names none."""
    found = _CODE.fullmatch(_locale(environment).strip())
    return found[2].upper() if found and found[2] and len(found[2]) == 2 else ""


def _locale(environment: Mapping[str, str]) -> str:
    return next((value for name in _VARIABLES if (value := environment.get(name))), "")


def is_language(name: str) -> bool:
    """Whether a folder's name is that of a language: `de`, `pt_BR`."""
    return bool(re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2,4})?", name))
