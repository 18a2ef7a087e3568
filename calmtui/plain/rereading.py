"""What was written before, line by line."""

from __future__ import annotations

from calmtui.plain.conversation import Conversation
from calmtui.session.actions import Action
from calmtui.session.events import Back, EraseAnswer, GoOn, Next
from calmtui.session.scene import RereadScene
from calmtui.text.dates import format_date, local_date
from calmtui.text.durations import speak_place
from calmtui.text.i18n import _


def read_again(conversation: Conversation, scene: RereadScene) -> None:
    """Say one answer with its day, and wait for what comes next."""
    if scene.asks:
        _confirm(conversation)
        return
    keys = _("Enter continues, q leaves.")
    if scene.locked:
        conversation.say(scene.text)
        conversation.say(_("Your history is locked."))
        if conversation.unlock is not None:
            keys = _("u unlocks it, Enter continues, q leaves.")
    else:
        _say_answer(conversation, scene)
        if Action.ERASE in scene.actions:
            keys = _("Enter continues, n skips the rest, d erases it, q leaves.")
    conversation.say(keys)
    _await_key(conversation, scene, keys)


def _await_key(conversation: Conversation, scene: RereadScene, keys: str) -> None:
    """Wait for one of the keys, and do what it does."""
    session = conversation.session
    while True:
        line = conversation.next_key()
        if not line:
            session.handle(GoOn())
            return
        if line == "u" and scene.locked and conversation.unlock is not None:
            with conversation.lines.signals.raised_here():
                conversation.unlock()
            return
        if line == "n":
            session.handle(Next())
            return
        if line == "d" and Action.ERASE in scene.actions:
            session.handle(EraseAnswer())
            return
        if line == "b" and session.handle(Back()):
            return
        if conversation.handle_common(line):
            return
        conversation.say_to_stray(keys)


def _say_answer(conversation: Conversation, scene: RereadScene) -> None:
    if scene.note:
        conversation.say(scene.note)
    conversation.say(scene.text)
    if not scene.words:
        return
    conversation.say_indented(scene.words)
    day = local_date(scene.at)
    parts = [] if day is None else [format_date(day)]
    if scene.total > 1:
        parts.append(speak_place(scene.place, scene.total))
    if parts:
        conversation.say(f"  {', '.join(parts)}")


def _confirm(conversation: Conversation) -> None:
    """Ask whether an answer is to be erased."""
    conversation.say(_("Erase this answer? Enter: yes. Anything else and Enter: back."))
    is_meant = conversation.next_line() == ""
    conversation.session.handle(GoOn() if is_meant else Back())
