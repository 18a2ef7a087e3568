"""The bundled routines: what each is expected to be, and every text in one."""

from __future__ import annotations

from calmtui.content.values import Text
from calmtui.storage.paths import bundled_routines_path

IDS = sorted(path.stem for path in bundled_routines_path().glob("*.toml"))

# id: seconds, evidence, cautions, and the keys whose answers are kept
TABLE: dict[str, tuple[int, str, str, str]] = {
    "box-breathing": (300, "C", "holds air", ""),
    "long-exhale": (300, "B", "air", ""),
    "steady-breath": (300, "C", "air", ""),
    "double-sigh": (300, "B", "air", ""),
    "four-seven-eight": (90, "C", "holds air", ""),
    "small-breath": (200, "C", "air", ""),
    "pmr-16": (750, "B", "muscle rest body", ""),
    "pmr-7": (360, "B", "muscle rest body", ""),
    "pmr-4": (210, "B", "muscle rest body", ""),
    "release-only": (300, "B", "rest body", ""),
    "body-scan": (300, "C", "body rest", ""),
    "cold-and-move": (300, "C", "cold air", ""),
    "five-senses": (240, "C", "body", ""),
    "anchor-90": (90, "C", "", ""),
    "stop-pause": (120, "C", "safe", ""),
    "ride-the-urge": (600, "B", "safe", "trigger"),
    "wait-it-out": (1200, "B", "safe", "trigger"),
    "pause-and-return": (1200, "C", "safe", ""),
    "name-it": (120, "C", "safe", "feelings because"),
    "self-kindness": (180, "B", "soft", ""),
    "rain": (480, "C", "soft body", ""),
    "steady-person": (300, "B", "loss", "steady_line"),
    "care-noticed": (50, "C", "safe", "care_seen care_means care_given"),
    "what-matters": (40, "B", "", "value value_why value_step"),
    "one-good-thing": (30, "B", "", "good_thing good_when good_if_then"),
    "just-a-pause": (300, "C", "", ""),
    "sit-and-notice": (300, "B", "body rest", ""),
    "not-knowing": (200, "C", "safe soft", ""),
    "worry-shelf": (15, "B", "safe ritual", "worry worry_step worry_when"),
    "opposite-step": (20, "C", "safe", "pull_says opposite"),
    "rehearse": (100, "C", "safe", ""),
    "what-i-bring": (
        15,
        "B",
        "soft",
        "strengths strength_time strength_friend steadied strength_use",
    ),
    "small-goal": (12, "B", "", "goal_area goal goal_step goal_when goal_if_then"),
    "lean-and-stand": (27, "C", "safe", "hope fair_hope lean_on"),
    "before-therapy": (15, "C", "", "therapy_goal therapy_moment therapy_questions"),
    "about-the-pattern": (0, "C", "", ""),
    "trigger-log": (
        12,
        "C",
        "safe ritual",
        "trigger situation thought feelings did hoped came_of_it",
    ),
    "facts-or-guesses": (
        20,
        "C",
        "safe ritual",
        "trigger story pattern times_all_right now_or_before fair",
    ),
    "i-checked": (6, "C", "ritual", "checked checked_then"),
    "calm-time": (15, "C", "safe", "talk_about talk_when"),
    "where-it-comes-from": (120, "C", "soft body loss", ""),
    "say-it-with-i": (27, "C", "safe", ""),
    "kind-no": (27, "C", "safe", ""),
    "thank-you": (12, "C", "safe", "thanks"),
    "mend-a-slip": (27, "C", "safe soft", ""),
    "care-again": (15, "C", "safe loss", ""),
    "old-belief": (10, "C", "soft safe ritual", "belief belief_against belief_fairer"),
    "agree-a-rhythm": (20, "C", "safe", "rhythm_when rhythm_idea rhythm_slip rhythm_again"),
    "if-then": (20, "B", "safe", "plan_when plan_want plan_then"),
    "my-people": (12, "C", "loss", "reach_out"),
    "steady-letter": (60, "B", "soft", ""),
}


def texts(value: object) -> list[str]:
    """Every text in a routine or a part of one."""
    if isinstance(value, Text):
        return [str(value)]
    if isinstance(value, tuple):
        return [text for item in value for text in texts(item)]
    fields = getattr(value, "__struct_fields__", ())
    return [text for name in fields for text in texts(getattr(value, name))]
