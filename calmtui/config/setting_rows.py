"""What of the settings can be changed in calmtui itself: for each its words and its choices."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from calmtui.content.helplines import COUNTRIES
from calmtui.text.i18n import ENGLISH, N_, _, catalogue_languages

LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}  # in their own words
_AS_COMPUTER = N_("same as this computer")
NOW = N_("It takes effect at once.")
NEXT_ROUTINE = N_("It takes effect with the next routine.")
NEXT_START = N_("It takes effect at the next start.")


class Setting(Struct, frozen=True):
    """One setting.

    Attributes:
        key: Its key in the file.
        label: What it is called.
        about: What it does.
        holds: From when on a change holds.
        choices: The values that can be chosen, with their words; none where words are written.
        is_list: Whether it is a list of rows.
    """

    key: str
    label: str
    about: str
    holds: str = NOW
    choices: tuple[tuple[object, str], ...] = ()
    is_list: bool = False

    def words(self, value: object) -> str:
        """Return a value in words; one that can't be chosen here is as the file has it."""
        return next((_(words) for known, words in self.choices if known == value), str(value))

    def turned(self, value: object, by: int) -> object:
        """Return the next choice, or with -1 the one before."""
        values = [known for known, _words in self.choices]
        if value not in values:
            return values[0]
        return values[(values.index(value) + by) % len(values)]


def setting_rows(
    themes: tuple[str, ...] = (), *, line_by_line: bool = False
) -> tuple[Setting, ...]:
    """Return the settings in the order in which they are shown.

    `themes` are the names of a person's own; `line_by_line`: with those that change nothing else.
    """
    colours, *looks = _LOOKS
    own = tuple((name, name) for name in themes)
    colours = replace(colours, choices=(*colours.choices, *own))
    spoken = (_COUNTS,) if line_by_line else ()
    return (colours, *looks, *_places(), *_OWN, *spoken, _PRIVATE)


_LOOKS = (
    Setting(
        "theme",
        N_("colours"),
        N_("Automatic is dark or light as your terminal is. One of 16 colours keeps its own."),
        choices=(
            ("dusk", N_("dark")),
            ("paper", N_("light")),
            ("terminal", N_("the terminal's own")),
            ("auto", N_("automatic")),
        ),
    ),
    Setting(
        "motion",
        N_("motion"),
        N_("Less: words and a line that change only between phases. Off: only words."),
        NEXT_ROUTINE,
        (("full", N_("full")), ("reduced", N_("less")), ("none", N_("off"))),
    ),
    Setting(
        "cues",
        N_("sound"),
        N_(
            "For closed eyes: your terminal's bell, soft tones, or a voice that says the words. "
            "With SSH the bell rings instead of tones and voice."
        ),
        NEXT_ROUTINE,
        (
            ("none", N_("off")),
            ("bell", N_("bell")),
            ("tones", N_("tones")),
            ("voice", N_("voice")),
        ),
    ),
    Setting(
        "signal",
        N_("wait is over"),
        N_(
            "How you notice that a wait is over while you look elsewhere. If your terminal can "
            "show a notification, it comes with the bell."
        ),
        NEXT_ROUTINE,
        (
            ("", N_("asks once")),
            ("bell", N_("bell")),
            ("notification", N_("notification")),
            ("none", N_("nothing")),
        ),
    ),
)
_OWN = (
    Setting(
        "partner",
        N_("partner's name"),
        N_("What routines call them: a name, or a word such as: my partner."),
        NEXT_START,
    ),
    Setting(
        "people",
        N_("your people"),
        N_("Who you could turn to. They come first on the help page."),
        is_list=True,
    ),
    Setting(
        "things",
        N_("things to do"),
        N_("What helps you through a wait, such as a bath. You can pick one then."),
        is_list=True,
    ),
)
_COUNTS = Setting(
    "counts",
    N_("numbers"),
    N_("The seconds of each breath, and which part of how many comes. t says what is left."),
    NEXT_ROUTINE,
    ((False, N_("off")), (True, N_("on"))),
)
_PRIVATE = Setting(
    "private",
    N_("private"),
    N_("Nothing is written from then on, whatever you start. What is saved already stays."),
    NOW,
    ((False, N_("off")), (True, N_("on"))),
)


def _places() -> tuple[Setting, ...]:
    languages = [(name, LANGUAGES.get(name, name)) for name in (ENGLISH, *catalogue_languages())]
    countries = [(code, name) for code, name in COUNTRIES.items() if code]
    return (
        Setting(
            "language",
            N_("language"),
            N_("The language of calmtui and of its routines."),
            NEXT_START,
            (("", _AS_COMPUTER), *languages),
        ),
        Setting(
            "country",
            N_("country"),
            N_("Its help lines and emergency number come first on the help page."),
            NOW,
            (("", _AS_COMPUTER), *countries),
        ),
    )
