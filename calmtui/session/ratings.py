"""The ratings of one run: what was given, and what is said of it. Pure: time is an argument."""

from __future__ import annotations

from calmtui.content.step import What
from calmtui.session.scene import When
from calmtui.text.i18n import N_, _

MAX_RATING = 10
VERY_HIGH = 9
EARLY = N_("Want to note how anxious you are now?")
THIRD = N_("This is the third time this hour. Being with people, or going outside, may help more.")
_BEFORE: dict[What, str] = {
    "anxiety": N_("How anxious are you right now?"),
    "pull": N_("How strong is the pull?"),
    "upset": N_("How worked up are you?"),
    "strength": N_("How strong is it?"),
    "belief": N_("How true does it feel? 0 not at all, 10 completely."),
}
_LATER: dict[What, str] = {
    "anxiety": N_("And now?"),
    "pull": N_("How strong is the pull now?"),
    "upset": N_("How worked up now?"),
    "strength": N_("How strong is it now?"),
    "belief": N_("How true does it feel now?"),
}


def question(what: What, when: When) -> str:
    """Return what is asked, unless a step has words of its own."""
    if when == "before":
        return _(_BEFORE[what])
    return _(_LATER[what])


class Ratings:
    """`asked` is asked before and after.

    `marks` are the pulls, or how upset someone was, as (seconds, 0..10).
    """

    def __init__(self, asked: tuple[What, ...]) -> None:
        self._asked = asked
        self.given: dict[tuple[str, str], int] = {}
        self.marks: list[tuple[float, int]] = []
        self._asked_after: set[What] = set()
        self.is_silent = False  # whether no more are asked

    def add(self, what: What, when: When, value: int, since: float) -> int | None:
        """Take a rating, given so many seconds after the run began.

        Return the number of its mark, if it has one.
        """
        self.given[what, when] = value
        if what not in ("pull", "upset"):
            return None
        self.marks.append((since, value))
        return len(self.marks) - 1

    def correct(self, what: What, when: When, value: int, mark: int | None) -> None:
        """Take another number for a rating that was given; its mark stays where it is."""
        self.given[what, when] = value
        if mark is not None:
            self.marks[mark] = (self.marks[mark][0], value)

    def latest(self, what: What) -> int | None:
        """Return the last rating of it; None where none was given."""
        for when in ("after", "during", "before"):
            if (what, when) in self.given:
                return self.given[what, when]
        return None

    def is_asked_first(self, what: What) -> bool:
        """Whether it is asked before the first step."""
        return what in self._asked

    def note_asked_after(self, what: What) -> None:
        """Note that a step has asked for it at the end."""
        self._asked_after.add(what)

    def ask_none(self) -> None:
        """Ask for no more ratings in this run."""
        self.is_silent = True

    def ask_again(self, what: What) -> None:
        """Ask for it once more at the end: there is more to come."""
        self._asked_after.discard(what)

    @property
    def open(self) -> list[What]:
        """What is still to be asked at the end."""
        if self.is_silent:
            return []
        return [what for what in self._asked if what not in self._asked_after]

    # What is said of them

    @property
    def before_after_line(self) -> str:
        """The pull then and now, as far as it was given."""
        return self._sentence("pull", before=_("{n} then"), after=_("{n} now"))

    @property
    def went_up(self) -> bool:
        """Whether the number was higher at the end."""
        before = self.given.get((self._first, "before"))
        after = self.given.get((self._first, "after"))
        return before is not None and after is not None and after > before

    @property
    def before_and_after(self) -> tuple[int | None, int | None]:
        """The number before and the one after, as far as they were given."""
        if self._is_of_a_gate:
            return None, None
        what = self._first
        return self.given.get((what, "before")), self.given.get((what, "after"))

    @property
    def _is_of_a_gate(self) -> bool:
        """Whether only a gate has asked for a number: alone it says nothing at the end."""
        return not self._asked and (self._first, "after") not in self.given

    @property
    def summary_lines(self) -> list[str]:
        """What is said of them at the end."""
        lines = [line for line in (self._change,) if line]
        if self._is_very_high:
            lines.append(_("Help is on ! whenever you want it."))
        return lines

    @property
    def _is_very_high(self) -> bool:
        """Whether a number was so high, at any time, that help is to be in sight."""
        return any(
            value >= VERY_HIGH
            for (what, _when), value in self.given.items()
            if what not in ("strength", "belief")
        )

    @property
    def _change(self) -> str:
        if self._is_of_a_gate:
            return ""
        what = self._first
        if self.went_up:
            text = _(
                "It went up: {before} to {after}. That happens. "
                "Try something with eyes open, or stop here."
            )
            return text.format(before=self.given[what, "before"], after=self.given[what, "after"])
        return self._sentence(what, before=_("{n} before"), after=_("{n} after"))

    def _sentence(self, what: What, *, before: str, after: str) -> str:
        """Return the numbers before and after, as far as they were given."""
        parts = []
        for when, text in (("before", before), ("after", after)):
            if (what, when) in self.given:
                parts.append(text.format(n=self.given[what, when]))
        if not parts:
            return ""
        return ", ".join(parts) + "."

    @property
    def _first(self) -> What:
        if not self._asked:
            return "anxiety"
        return self._asked[0]
