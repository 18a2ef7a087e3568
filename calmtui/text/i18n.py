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


_REASONS = (
    N_("no such file or directory"), N_("permission denied"), N_("is a directory"), N_("not a directory"),
    N_("too many levels of symbolic links"), N_("file name too long"), N_("no such device or address"),
    N_("no space left on device"), N_("read-only file system"), N_("operation not permitted"), N_("file exists"),
    N_("input/output error"), N_("file too large"), N_("no locks available"), N_("disk quota exceeded"),
    N_("device or resource busy"), N_("text file busy"), N_("invalid argument"), N_("too many open files"),
    N_("cannot allocate memory"), N_("stale file handle"), N_("transport endpoint is not connected"),
    N_("connection timed out"), N_("operation not supported"), N_("function not implemented"),
    N_("directory not empty"), N_("invalid cross-device link"), N_("resource temporarily unavailable"),
    N_("no such device"), N_("host is down"), N_("numerical result out of range"),
)  # fmt: skip


def reason(error: OSError, otherwise: str = N_("unknown reason")) -> str:
    """Why the system refused, in a few words."""
    return _((error.strerror or otherwise).lower())
