"""The answers of a run in the journal: recorded once, and corrected when they are given again."""

from __future__ import annotations

from collections.abc import Hashable

from calmtui.content.step import What
from calmtui.session.ratings import MAX_RATING, Ratings
from calmtui.session.recorder import SessionRecorder
from calmtui.session.run_clock import RunClock
from calmtui.session.scene import AskScene, GuideScene, RateScene, Scene, When
from calmtui.session.undo import TYPED, UNUSED, AnswerHistory, Given
from calmtui.storage.records import Record


class RecordedAnswers(AnswerHistory):
    """The answers of a run, and their records. `kept` are those of the journal by their names."""

    def __init__(self, clock: RunClock, ratings: Ratings, recorder: SessionRecorder) -> None:
        super().__init__(lambda: clock.time[0])
        self._clock = clock
        self._ratings = ratings
        self._recorder = recorder
        self.kept: dict[str, object] = {}

    def record(
        self, place: Hashable, key: str, value: str | list[str], keys: tuple[str, ...] = ()
    ) -> str:
        """Record an answer, or another one in its place; return the id of its record.

        `keys` stand for what was picked in every language.
        """
        answer: Record = {"value": value or None}
        if keys:
            answer["keys"] = keys
        if key:
            self.kept[key] = value
        earlier = self.given(place)
        if earlier is not None and earlier.record:
            self._recorder.correct(earlier.record, answer)
            return earlier.record
        if not value:
            return ""
        return self._recorder.record({"what": "answered", "key": key, **answer})

    def rate(self, place: Hashable, what: What, when: When, value: int | None) -> Given:
        """Take a rating, or another one in its place; a skipped one keeps what it had."""
        earlier = self.given(place)
        if earlier is not None and earlier.value is not None:
            if value is None:
                return earlier
            self._correct_rating(earlier, value)
            return earlier._replace(value=value)
        if value is None:
            return Given("", None, what, when)
        since = self._clock.since_begun
        mark = self._ratings.add(what, when, value, since)
        record: Record = {"what": "rated", "when": when, what: value}
        if when == "during":
            record["after"] = round(since, 1)
        return Given(self._recorder.record(record), value, what, when, mark)

    def complete_ten(self, scene: Scene) -> bool:
        """Make a 10 of a 1 that was just given; where a 0 is an answer, it has to come sooner."""
        takes_zero = isinstance(scene, RateScene | AskScene) or (
            isinstance(scene, GuideScene) and scene.check_in
        )
        limit = UNUSED
        if takes_zero:
            limit = TYPED
        place = self.take_one(limit)
        given = self.given(place)
        if place is None or given is None:
            return False
        self._correct_rating(given, MAX_RATING)
        self.correct(place, MAX_RATING)
        return True

    def _correct_rating(self, given: Given, value: int) -> None:
        """Take another number for a rating that was given."""
        if value != given.value:
            self._ratings.correct(given.what, given.when, value, given.mark)
            if given.record:
                self._recorder.correct(given.record, {given.what: value})
