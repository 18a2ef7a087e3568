"""What a wait says at one instant, and whether it asks for the pull. Pure: time is an argument."""

from __future__ import annotations

from msgspec import Struct

from calmtui.content.routine import Wait

CHECK_IN_SECONDS = 30.0  # how long a check-in stays before it passes by itself


class WaitPrompt(Struct, frozen=True):
    """The text of the instant, and the number of the check-in that is on (0: none)."""

    text: str
    check_in: int = 0


def wait_prompt(step: Wait, since: float, start: float, end: float, turned: int) -> WaitPrompt:
    """What is on `since` seconds after the run began, `turned` prompts were skipped."""
    texts = (step.text, *step.prompts)
    if step.parts:
        # Every part but the last ends in a check-in, so the last one is shorter by that.
        part = max((end - start + CHECK_IN_SECONDS) / step.parts, 2.0)
        number = min(max(int((since - start) // part), 0), step.parts - 1)
        asks = number < step.parts - 1 and since - start - number * part >= part - min(
            CHECK_IN_SECONDS, part / 2
        )
        return WaitPrompt(
            (step.question or step.text) if asks else texts[(number + turned) % len(texts)],
            number + 1 if asks else 0,
        )
    due = int(since // step.check_in) if step.check_in else 0
    asks = due > 0 and since - due * float(step.check_in or 0) < CHECK_IN_SECONDS
    text = step.question if asks and step.question else texts[(due + turned) % len(texts)]
    return WaitPrompt(text, due if asks else 0)
