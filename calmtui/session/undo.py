"""Answers that can be corrected: the way back to each question, until the next thing begins."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, NamedTuple

from calmtui.content.step import What
from calmtui.session.scene import When

if TYPE_CHECKING:
    from calmtui.session.stages.base import Stage

TYPED = 1.0  # seconds between the two digits of a 10, where a 0 would mean something of its own
UNUSED = 3.0  # the same where it would not


class Given(NamedTuple):
    """An answer: the `record` that holds it (empty: none was written), and its value.

    Of a rating also what was rated, when, and the number of its mark above the sea.
    """

    record: str = ""
    value: int | str | tuple[str, ...] | None = None
    what: What = "anxiety"
    when: When = "before"
    mark: int | None = None


class AnswerHistory:
    """The answers since something last began by itself, by the place of their question.

    `time` gives monotonic seconds.
    """

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self._ways: list[tuple[Hashable, Callable[[], Stage]]] = []
        self._given: dict[Hashable, Given] = {}
        self._one: tuple[Hashable, float] | None = None  # a 1 that was given last, and when

    def __bool__(self) -> bool:
        """Whether there is a way back."""
        return bool(self._ways)

    def given(self, place: Hashable) -> Given | None:
        """Return what was answered at a place; None when that question is new."""
        return self._given.get(place)

    def note(self, place: Hashable, way: Callable[[], Stage], given: Given) -> None:
        """Note an answer and the way back to its question."""
        self._ways.append((place, way))
        self._given[place] = given
        self._one = None
        if given.value == 1:
            self._one = (place, self._time())

    def recall(self, place: Hashable, given: Given) -> None:
        """Take an answer that was given earlier; there is no way back to its question by it."""
        self._given[place] = given

    def correct(self, place: Hashable, value: int) -> None:
        """Note that an answer is another now."""
        self._given[place] = self._given[place]._replace(value=value)

    def take_one(self, within: float) -> Hashable | None:
        """Return the place of a 1 that was just typed, at most so many seconds ago; only once."""
        if self._one is None:
            return None
        place, typed_at = self._one
        self._one = None
        if self._time() - typed_at > within:
            return None
        return place

    def forget_one(self) -> None:
        """Note that something else was typed: a 0 is no part of a 10 any more."""
        self._one = None

    def back(self) -> Stage | None:
        """Go back to the question that was answered last, if there is one; return its stage."""
        self._one = None
        if not self._ways:
            return None
        _place, way = self._ways.pop()
        return way()

    def settle(self, is_settled: Callable[[Hashable], bool]) -> None:
        """Forget the ways back to some places: what was answered there holds from now on."""
        self._ways = [(place, way) for place, way in self._ways if not is_settled(place)]
        self._given = {
            place: given for place, given in self._given.items() if not is_settled(place)
        }
        self._one = None

    def clear(self) -> None:
        """Forget the ways back: something else has begun, and what was answered holds."""
        self._ways.clear()
        self._given.clear()
        self._one = None
