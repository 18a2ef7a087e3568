"""Which language the user reads: a setting, or what the environment says."""

from __future__ import annotations

import re
from collections.abc import Mapping

from calmtui.text.late_pattern import late_pattern

_LOCALE = late_pattern(r"([a-z]{2,3})(?:[_-]([A-Za-z]{2,4}))?(?:[.@].*)?", re.IGNORECASE)
LANGUAGE_NAME = "[a-z]{2,3}(_[A-Z]{2,4})?"
_FOLDER = late_pattern(LANGUAGE_NAME)
_COUNTRY = late_pattern(r"[A-Z]{2}")
_BUILT_IN = "en"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def preferred_languages(setting: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names a translation may go by, the nearest first: `de_AT`, `de`.

    Empty for English and for no language.
    """
    language, region = _parse_locale(setting or _locale(environment))
    if language in ("", _BUILT_IN):
        return ()
    if not region:
        return (language,)
    return f"{language}_{region}", language


def territory(environment: Mapping[str, str]) -> str:
    """Return the country that the locale names, as its ISO code; empty where it names none."""
    _language, region = _parse_locale(_locale(environment))
    if not _COUNTRY.fullmatch(region):
        return ""
    return region


def is_language(name: str) -> bool:
    """Return whether a folder's name is that of a language: `de`, `pt_BR`."""
    return bool(_FOLDER.fullmatch(name))


def _parse_locale(text: str) -> tuple[str, str]:
    """Return the language and the region of a locale; empty where it has none."""
    match = _LOCALE.fullmatch(text.strip())
    if match is None:
        return "", ""
    return match[1].lower(), (match[2] or "").upper()


def _locale(environment: Mapping[str, str]) -> str:
    return next((value for name in _VARIABLES if (value := environment.get(name))), "")
