"""What steps of every kind are made of, and what each kind says of itself. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from calmtui.content.values import Text

What = Literal["anxiety", "pull", "upset", "strength", "belief"]
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
RoutineId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$")]


class StepKind(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True
):
    """A kind of step; what is said here holds for one that asks nothing.

    Whatever depends on the kind beside its stage stands where the kind is declared.
    """

    about: ClassVar[str]  # what an editor shows for it
    question_count: ClassVar[int] = 0  # of how many questions it counts
    answer_time: ClassVar[float] = 0.0  # about how long it takes, where it has no time of its own
    stays: ClassVar[bool] = False  # whether its answer stays for a day when the run is left
    is_written: ClassVar[bool] = False  # whether the answer is in the person's own words

    @property
    def questions(self) -> int:
        """How many questions it asks."""
        return self.question_count

    @property
    def answer_seconds(self) -> float:
        """About how many seconds it takes, where it has no time of its own."""
        return self.answer_time

    @property
    def kept_as(self) -> str | None:
        """The key in the journal of what is answered; None where nothing is kept at once."""
        return None

    def in_every_language(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stays as it is in this language when the step says `texts` in another."""
        return {}


class BaseStep(StepKind, frozen=True, kw_only=True):
    """One step, with what it says."""

    text: Text
