"""A closed gate, and the question whether an answer is to be kept, line by line."""

from __future__ import annotations

from calmtui.plain.conversation import Conversation
from calmtui.plain.output import name_help_key
from calmtui.session.events import GoOn, Keep, Leave, Select
from calmtui.session.scene import GateScene, KeepScene
from calmtui.text.i18n import _


def pass_gate(conversation: Conversation, scene: GateScene) -> None:
    """Say why a gate is closed; Enter twice goes on, the number of a routine goes there."""
    session = conversation.session
    if scene.asks_again:
        conversation.say(_("Enter again: yes, continue. q leaves."))
    else:
        conversation.say(name_help_key(scene.text))
        for number, routine_id in enumerate(scene.instead, 1):
            conversation.say(f"  {number} {conversation.title_of(routine_id)}")
        conversation.say(_ways(scene))
    while True:
        line = conversation.next_key()
        if line is None:
            session.handle(Leave())
            return
        if not line:
            session.handle(GoOn())
            return
        if conversation.handle_common(line) or conversation.handle_correction(line):
            return
        if len(line) == 1 and "1" <= line <= str(len(scene.instead)):
            session.handle(Select((scene.instead[int(line) - 1],)))
            return
        conversation.say_to_stray(_ways(scene))


def _ways(scene: GateScene) -> str:
    if scene.instead and not scene.asks_again:
        return _("A number begins that one. Enter continues anyway, q leaves.")
    return _("Enter continues anyway, q leaves.")


def ask_to_keep(conversation: Conversation, scene: KeepScene) -> None:
    """Say what was written, and ask whether it is to be kept."""
    conversation.say(name_help_key(scene.text))
    conversation.say_indented(scene.words)
    conversation.say(_("k keeps it. Enter: no."))
    while True:
        line = conversation.next_key()
        if not line:
            conversation.session.handle(GoOn())
            return
        if line == "k":
            conversation.session.handle(Keep())
            return
        if conversation.handle_common(line) or conversation.handle_correction(line):
            return
        conversation.say_to_stray(_("k keeps it. Enter: no."))
