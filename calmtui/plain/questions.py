"""The questions of a session line by line: one function for each kind of scene."""

from __future__ import annotations

from calmtui.content.compose import ComposeField, compose_message
from calmtui.content.message import SAFE
from calmtui.content.message_hints import message_hints
from calmtui.plain.conversation import Conversation, parse_rating
from calmtui.plain.output import sentences
from calmtui.session.events import (
    Composed,
    GoOn,
    GoOnAfraid,
    Leave,
    LeaveUnsaved,
    Rate,
    Select,
    Write,
)
from calmtui.session.outcome import Outcome
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    CopyScene,
    DecideScene,
    DeskScene,
    FearScene,
    RateScene,
    ReachScene,
    Scene,
)
from calmtui.text.i18n import _
from calmtui.text.latin_keys import latin_line

_MAX_PARKED_LINES = 2000
_MAX_DIGITS = 3  # of the number of an option


def rate(conversation: Conversation, scene: RateScene) -> None:
    """Ask for a rating."""
    if scene.given is not None:
        how = _("It was {n}. 0 to 10, Enter keeps it.").format(n=scene.given)
    elif scene.early:
        how = _("0 to 10, Enter for no.")
    else:
        how = _("0 to 10, Enter skips.")
    conversation.say(sentences(scene.question, how))
    session = conversation.session
    while True:
        line = conversation.next_key()
        if not line:
            session.handle(Rate(None))
            return
        if conversation.handle_common(line) or conversation.handle_correction(line):
            return
        rating = parse_rating(line)
        if rating is not None:
            session.handle(Rate(rating))
            return
        conversation.say_to_stray(_("A number from 0 to 10, or Enter to skip."))


def ask(conversation: Conversation, scene: AskScene) -> None:
    """Ask for a text of several lines; parked words are added to, an answer is replaced."""
    conversation.say(sentences(scene.text, _where_kept(scene), _("An empty line continues.")))
    lines: list[str] = []
    if scene.words and scene.parked:
        lines = scene.words.split("\n")
        conversation.say_indented(scene.words)
    elif scene.words:
        conversation.say(_("It was {text}. Enter keeps it.").format(text=scene.words))
    most = _MAX_PARKED_LINES if scene.parked else scene.lines
    while len(lines) < most:
        line = conversation.next_line()
        if not line:
            break
        if conversation.handle_common(line):
            return
        lines.append(line)
    conversation.session.handle(Write("\n".join(lines) or scene.words))


def _where_kept(scene: AskScene) -> str:
    if scene.private:
        return _("It is not saved anywhere.")
    if scene.parked:
        return _("It stays only on this computer, until this ends.")
    if scene.is_saved:
        return _("It is saved in your journal.")
    return scene.note or _("It is not saved anywhere.")


def choose(conversation: Conversation, scene: ChooseScene) -> None:
    """Ask for one option, or several."""
    conversation.say(scene.text)
    for number, option in enumerate(scene.options, 1):
        conversation.say(f"  {number} {option.label}")
    if scene.many:
        conversation.say(_("Numbers with spaces between, Enter continues."))
    else:
        conversation.say(_("A number, or Enter to skip."))
    if scene.given:
        given = ", ".join(option.label for option in scene.options if option.id in scene.given)
        conversation.say(_("It was {text}. Enter keeps it.").format(text=given))
    while True:
        line = conversation.next_key()
        if not line:
            conversation.session.handle(Select(scene.given))
            return
        if conversation.handle_common(line) or conversation.handle_correction(line):
            return
        numbers = _parse_numbers(line, len(scene.options))
        if numbers is not None and (scene.many or len(numbers) == 1):
            chosen = tuple(scene.options[number - 1].id for number in sorted(set(numbers)))
            conversation.session.handle(Select(chosen))
            return
        conversation.say_to_stray(
            _("Numbers from 1 to {last}, or Enter.").format(last=len(scene.options))
        )


def _parse_numbers(line: str, last: int) -> list[int] | None:
    """Read numbers from 1 to `last`, separated by spaces or commas; None when one is none."""
    numbers = []
    for part in line.replace(",", " ").split():
        text = latin_line(part)
        # Python refuses to read thousands of digits.
        if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
            return None
        if not 0 < int(text) <= last:
            return None
        numbers.append(int(text))
    return numbers


def decide(conversation: Conversation, scene: DecideScene) -> None:
    """Ask how an urge ends."""
    _say_decision(conversation, scene)
    session = conversation.session
    while True:
        line = conversation.next_key()
        if line is None:
            session.handle(Leave())
            return
        if conversation.handle_common(line) or conversation.handle_correction(line):
            return
        if len(line) == 1 and "1" <= line <= str(len(scene.options)):
            session.handle(Select((scene.options[int(line) - 1].id,)))
            return
        conversation.say_to_stray(
            _("A number from 1 to {last}, or q.").format(last=len(scene.options))
        )


def _say_decision(conversation: Conversation, scene: DecideScene) -> None:
    if scene.words:
        conversation.say(_("You wrote, {ago}:").format(ago=scene.ago))
        conversation.say_indented(scene.words)
    if scene.ratings:
        conversation.say(scene.ratings)
    conversation.say(scene.text)
    for number, option in enumerate(scene.options, 1):
        text = f"  {number} {option.label}"
        if option.hint and option.id != Outcome.SEND:  # there is no clipboard here
            text += f", {option.hint}"
        conversation.say(text)
    if scene.people:
        conversation.say(_("{n} and Enter: someone else.").format(n=len(scene.options)))
    if scene.early:
        conversation.say(_("A number. q leaves without choosing, b goes back to the sea."))
    else:
        conversation.say(_("A number, or q to leave without choosing."))


def show_words(conversation: Conversation, scene: CopyScene | ReachScene | Scene) -> None:
    """Say the words of the scene, if it has any, and wait for Enter."""
    session = conversation.session
    if isinstance(scene, CopyScene):
        conversation.say(scene.text)
        conversation.say_indented(scene.words)
    elif isinstance(scene, ReachScene):
        conversation.say(_("Your people") + ":")
        for text in scene.lines:
            conversation.say(f"  {text}")
    if isinstance(scene, CopyScene) and scene.keepable:
        conversation.say(_("k keeps it as a draft, for calmtui draft. Enter continues."))
    else:
        conversation.say(_("Enter continues, q leaves."))
    line = conversation.next_key()
    if line == "k" and isinstance(scene, CopyScene):
        conversation.say(session.keep_draft(scene.words).line)
    if not line or not (conversation.handle_common(line) or conversation.handle_correction(line)):
        session.handle(GoOn())


def answer_fear(conversation: Conversation, scene: FearScene) -> None:
    """Say the help page at once, then offer three ways of the same weight."""
    session = conversation.session
    conversation.say(scene.text)
    conversation.say_help(afraid=True)
    for number, way in enumerate(scene.ways, 1):
        conversation.say(f"  {number} {way}")
    conversation.say(_("1, 2 or 3 and Enter; q leaves."))
    while True:
        line = conversation.next_key()
        if line is None or line == "q":
            session.handle(Leave())
            return
        if line == "1":
            conversation.say_help(afraid=True)
        elif line == "2":
            conversation.say(_("Erase this session? Enter: yes. Anything else and Enter: back."))
            if conversation.next_line() == "":
                session.handle(LeaveUnsaved())
                session.handle(GoOn())
                return
        elif line == "3":
            session.handle(GoOnAfraid())
            return
        elif not conversation.handle_common(line):
            conversation.say_to_stray(_("1, 2 or 3 and Enter; q leaves."))


def write_message(conversation: Conversation, scene: DeskScene) -> None:
    """Ask for the fields of a message, a line each, and say the message and hints about it."""
    if scene.words:
        conversation.say(_("You wrote:"))
        conversation.say_indented(scene.words)
    conversation.say(_(SAFE) if scene.afraid else scene.step.text)
    conversation.say(_("{n} lines, each may stay empty.").format(n=len(scene.step.fields)))
    values = _ask_fields(conversation, scene)
    text = compose_message(scene.step.fields, values)
    if text:
        conversation.say(text)
    beside = "\n".join((scene.words, *values))
    quiet = scene.afraid or not scene.step.hints
    asks = scene.step.asks
    for hint in message_hints(text, pull=scene.pull, afraid=quiet, asks=asks, beside=beside):
        conversation.say("  " + _("A hint: {hint}").format(hint=hint))
    if text:
        if scene.keepable:
            conversation.say(_("k keeps it as a draft, for calmtui draft. Enter deletes it."))
        else:
            conversation.say(_("Enter continues."))
        if conversation.next_key() == "k":
            conversation.say(conversation.session.keep_draft(text).line)
    conversation.session.handle(Composed(values))


def _ask_fields(conversation: Conversation, scene: DeskScene) -> tuple[str, ...]:
    """Ask for each line, also once more; what is missing at the end of input stays as it was."""
    values = list(scene.given)
    values += [""] * (len(scene.step.fields) - len(values))
    for place, field in enumerate(scene.step.fields):
        line = _ask_field(conversation, field, values[place])
        if line is None:
            break
        values[place] = line or values[place]
    return tuple(values)


def _ask_field(conversation: Conversation, field: ComposeField, given: str) -> str | None:
    if given:
        text = _("It was {text}. Enter keeps it.").format(text=given)
    else:
        text = _("Such as: {example}").format(example=field.example)
    conversation.say(sentences(field.label, text))
    line = conversation.next_line()
    if line and conversation.handle_common(line):
        conversation.say(field.label)
        line = conversation.next_line()
    return line
