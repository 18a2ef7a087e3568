"""The interface in the user's language. In English nothing is read and nothing imported.

Texts are marked where they stand: `_("...")` where they are shown at once, `N_("...")` in a table
whose texts are shown elsewhere by `_`. `python -m scripts.catalogue` keeps the catalogues in
`locale/`.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing costs half of a whole `python -c pass`
if TYPE_CHECKING:
    from collections.abc import Sequence
    from gettext import GNUTranslations

_FOLDER = os.path.join(os.path.dirname(__file__), "locale")
ENGLISH = "en"  # the language of the code
_catalogue: GNUTranslations | None = None
_language = "en"


def catalogue_paths(languages: Sequence[str]) -> tuple[str, ...]:
    """Return where the catalogues of these languages are, or would be."""
    return tuple(os.path.join(_FOLDER, name, "LC_MESSAGES", "calmtui.mo") for name in languages)


def catalogue_languages() -> tuple[str, ...]:
    """Return the languages that there is a catalogue for, beside English."""
    names = sorted(os.listdir(_FOLDER))
    paths = catalogue_paths(names)
    return tuple(name for name, path in zip(names, paths, strict=True) if os.path.exists(path))


def spoken_language(languages: Sequence[str]) -> str:
    """Return the first of these languages that there is a catalogue for; without one English."""
    for name, path in zip(languages, catalogue_paths(languages), strict=True):
        if os.path.exists(path):
            return name
    return ENGLISH


def set_language(languages: Sequence[str]) -> None:
    """Set the first of these languages that there is a catalogue for; without one English."""
    global _catalogue, _language
    _catalogue, _language = None, "en"
    for name, path in zip(languages, catalogue_paths(languages), strict=True):
        try:
            file = open(path, "rb")  # noqa: SIM115 - it usually does not exist
        except OSError:
            continue
        with file:
            from gettext import GNUTranslations  # noqa: PLC0415 - 4 ms, not needed in English

            _catalogue, _language = GNUTranslations(file), name
        return


def current_language() -> str:
    """Return the code of the language that is set, such as "de"."""
    return _language


def _(text: str) -> str:
    """Return the text in the language that is set."""
    if _catalogue is None or not text:
        return text
    return _catalogue.gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """Return the text that goes with a number."""
    if _catalogue is not None:
        return _catalogue.ngettext(one, many, number)
    return one if number == 1 else many


def N_(text: str) -> str:
    """Mark a text of a table; it is shown elsewhere, by `_`."""
    return text


def join_with_or(names: Sequence[str]) -> str:
    """Return names in a row: `a, b or c`."""
    *others, last = names
    if not others:
        return last
    return f"{', '.join(others)} {_('or')} {last}"


def format_number(value: float, form: str = "g") -> str:
    """Return a number as people write it: `4.4`, in German `4,4`."""
    return format(value, form).replace(".", _("."))
