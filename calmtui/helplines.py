"""Where help is: the lines of help.toml, put in order for one person. Nothing here is written down or sent."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from calmtui.clean import one_line
from calmtui.tomlfile import parse, read_text
from calmtui.words import N_, _

COUNTRIES = {
    "": N_("Anywhere"), "US": N_("US"), "CA": N_("Canada"), "GB": N_("UK"), "IE": N_("Ireland"), "AU": N_("Australia"),
    "NZ": N_("New Zealand"),
}  # fmt: skip
NOT_SAFE = (
    N_("You do not have to handle this alone."),
    "",
    N_("If you might act on thoughts of ending your life, or someone might hurt you,"),
    N_("contact emergency services or one of these now."),
)
ONGOING = (
    N_("Ask a doctor, your insurer, a university clinic or your country's psychologists' register."),
    N_("Words to use: attachment-based, emotionally focused (EFT), CBT, DBT skills, couple therapy."),
    N_("If you are under 18: a trusted adult can help you find one of these."),
)
SIGNS = (
    N_("If a partner scares you: fear is information. You owe no one a gentle message."),
    N_(
        "Some signs: afraid of their reaction; checked or tracked; cut off from people; money or papers controlled; "
        "pushed, grabbed, forced; threats, also of self-harm; told it did not happen."
    ),
    N_("One is enough to talk to someone. Talking is not the same as leaving."),
)


class HelpLine(Struct, frozen=True):
    """One place to turn to. `kind` is listen or abuse; `country` an ISO code, empty for anywhere.

    `checked` is when it was last compared with a published page, if it ever was.
    """

    country: str
    kind: str
    name: str
    reach: str
    checked: date | None = None
    hours: str = ""

    def __str__(self) -> str:
        hours = f", {self.hours}" if self.hours else ""
        doubt = "" if self.checked else _(" (not checked yet)")
        return f"{_(COUNTRIES.get(self.country, self.country)):<12} {self.name}: {self.reach}{hours}{doubt}"


class HelpPage(Struct, frozen=True):
    """The help page: what to do in danger, the emergency numbers, and sections of (title, lines) in order of need."""

    not_safe: tuple[str, ...]
    emergency: tuple[str, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    alone: tuple[str, ...]


@cache
def _file() -> dict[str, Any]:
    path = Path(__file__).parent / "help.toml"
    return parse(read_text(path), path.name)


def help_lines() -> tuple[HelpLine, ...]:
    """Every line that ships with calmtui."""
    return tuple(HelpLine(**line) for line in _file()["lines"])


def help_page(people: tuple[str, ...], country: str = "", *, afraid: bool = False) -> HelpPage:
    """The page for a person with these people, in this country; when fear was named, abuse help stands first."""
    lines = help_lines()
    country = one_line(country).upper()

    def of(kind: str) -> tuple[str, ...]:
        these = [line for line in lines if line.kind == kind]
        return tuple(map(str, sorted(these, key=lambda line: (line.country != country, line.country == ""))))

    checked = min(line.checked for line in lines if line.checked)
    emergency = (_("Your local emergency number:"), *_file()["emergency"])
    note = (
        _("Numbers last checked: {checked}. If one does not work, use findahelpline.com").format(checked=checked),
        _("or your emergency number."),
    )
    own = people or (_("Nobody is set down yet: `people` in your settings (calmtui where)."),)
    abuse = (_("A partner scares me"), (*map(_, SIGNS), "", *of("abuse")))
    sections = [
        (_("My people"), own),
        (_("Talk to someone trained"), of("listen")),
        abuse,
        (_("Find ongoing help"), tuple(map(_, ONGOING))),
        ("", note),
    ]
    if afraid:
        sections.remove(abuse)
        sections.insert(0, (_("Some people to talk to"), of("abuse")))
    not_safe = tuple(map(_, NOT_SAFE))
    alone = (*not_safe, "", *emergency, "", *of("listen"), "", *of("abuse"), "", *note)
    return HelpPage(not_safe, emergency, tuple(sections), alone)
