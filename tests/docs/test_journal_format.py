"""docs/journal-format.md: its example is read as it says, and every kind of record and every key of
one is named.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from calmtui.history.sessions import fold_sessions

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "journal-format.md").read_text()
EXAMPLE = PAGE.split("```json\n")[1].split("```")[0]
CODE = "".join(path.read_text() for path in sorted((ROOT / "calmtui").rglob("*.py")))


def test_the_example_is_a_session_that_can_be_read() -> None:
    (past,) = fold_sessions(json.loads(line) for line in EXAMPLE.splitlines())
    assert (past.routine, past.how, past.practised) == ("small-breath", "completed", 120.0)
    assert (past.before, past.after) == ({"anxiety": 7}, {"anxiety": 4})


@pytest.mark.parametrize("what", sorted(set(re.findall(r'"what": "(\w+)"', CODE))))
def test_every_kind_of_record_that_is_written_has_its_row(what: str) -> None:
    assert re.search(rf"^\| `{what}` \|", PAGE, re.MULTILINE)


def test_every_way_to_rate_and_to_end_is_named() -> None:
    from calmtui.history.sessions import RATED

    for word in (*RATED, "completed", "left early", "interrupted", "before", "during", "after"):
        assert f"`{word}`" in PAGE
