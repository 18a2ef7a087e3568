"""What a wait says at one instant, and whether it asks for the pull. Pure: time is an argument."""

from __future__ import annotations

from msgspec import Struct

from calmtui.content.urge_steps import Wait

CHECK_IN_SECONDS = 30.0  # how long a check-in stays before it passes by itself


class WaitPrompt(Struct, frozen=True):
    """The text of the instant, and the number of the check-in that is on (0: none)."""

    text: str
    check_in: int = 0


def wait_prompt(step: Wait, since: float, start: float, end: float, turned: int) -> WaitPrompt:
    """Return what is on.

    Args:
        step: The wait.
        since: Seconds since the run began.
        start: Seconds after which the wait began.
        end: Seconds after which it ends.
        turned: How many prompts were skipped.
    """
    texts = (step.text, *step.prompts)
    if step.parts:
        # Every part but the last ends in a check-in, so the last one is shorter by that.
        part = max((end - start + CHECK_IN_SECONDS) / step.parts, 2.0)
        number = min(max(int((since - start) // part), 0), step.parts - 1)
        asks = number < step.parts - 1 and since - start - number * part >= part - min(
            CHECK_IN_SECONDS, part / 2
        )
        if asks:
            return WaitPrompt(step.question or step.text, number + 1)
        return WaitPrompt(texts[(number + turned) % len(texts)])
    if not step.check_in:
        return WaitPrompt(texts[turned % len(texts)])
    due = int(since // step.check_in)
    text = texts[(due + turned) % len(texts)]
    if due == 0 or since - due * step.check_in >= CHECK_IN_SECONDS:
        return WaitPrompt(text)
    return WaitPrompt(step.question or text, due)
