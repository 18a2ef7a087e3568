"""The end of a try, for the screen that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.history.tries import current_try
from calmtui.history.try_log import see_end, titles_of
from calmtui.history.try_state import try_state
from calmtui.history.try_words import TITLE, whole_result
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.context import AppContext
    from calmtui.tui.journal_reader import JournalReader


def end(context: AppContext, history: JournalReader) -> tuple[str, tuple[str, ...]]:
    """Return a title and what came of the try that is over; from now on it is seen."""
    one = current_try(history.tries)
    if one is None:
        return _(TITLE), ()
    try:
        state = see_end(context.journal, one, context.now())
    except OSError:  # it is shown all the same, and noted the next time
        state = try_state(one, context.now())
    return _(TITLE), whole_result(state, titles_of(context.library, state.routines))
