"""The words of the interface in the person's language. In English nothing is read and nothing imported.

Words are marked where they stand: `_("...")` where they are shown at once, `N_("...")` in a table whose words are
shown elsewhere by `_`. The catalogues in `locale/` are kept by `python -m scripts.catalogue`.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing costs half of a whole `python -c pass`
if TYPE_CHECKING:
    from collections.abc import Sequence
    from gettext import GNUTranslations

_FOLDER = os.path.join(os.path.dirname(__file__), "locale")
_catalogue: GNUTranslations | None = None


def catalogue_paths(languages: Sequence[str]) -> tuple[str, ...]:
    """Where the catalogues of these languages are, or would be."""
    return tuple(os.path.join(_FOLDER, name, "LC_MESSAGES", "calmtui.mo") for name in languages)


def set_language(languages: Sequence[str]) -> None:
    """Speak the first of these languages that there is a catalogue for; without one English. Called once, at start."""
    global _catalogue
    _catalogue = None
    for path in catalogue_paths(languages):
        try:
            file = open(path, "rb")  # noqa: SIM115 - what is not there is the usual case
        except OSError:
            continue
        with file:
            from gettext import GNUTranslations  # 4 ms

            _catalogue = GNUTranslations(file)
        return


def _(text: str) -> str:
    """The text in the language that is spoken."""
    return _catalogue.gettext(text) if _catalogue is not None and text else text


def ngettext(one: str, many: str, number: int) -> str:
    """The text that goes with a number."""
    if _catalogue is not None:
        return _catalogue.ngettext(one, many, number)
    return one if number == 1 else many


def N_(text: str) -> str:
    """Mark a text of a table; it is shown elsewhere, by `_`."""
    return text


def join_with_or(names: Sequence[str]) -> str:
    """Names in a row: `a, b or c`."""
    *most, last = names
    return f"{', '.join(most)} {_('or')} {last}" if most else last


def format_number(value: float, form: str = "g") -> str:
    """A number as people write it: `4.4`, in German `4,4`."""
    return format(value, form).replace(".", _("."))
