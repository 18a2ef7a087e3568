"""The line-by-line front end: for screen readers, pipes, dumb terminals and slow lines.

It plays the same Session as the full screen. Lines are only ever added, and no character but
letters, digits and plain signs is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TextIO

from msgspec import Struct
from msgspec.structs import replace

from calmtui.config.settings import Settings
from calmtui.content.help_page import HelpPage
from calmtui.content.library import UnknownRoutine
from calmtui.content.routine import Step
from calmtui.content.toml import FileError
from calmtui.content.urge_steps import Decide
from calmtui.plain import gates, questions, rereading
from calmtui.plain.conversation import Conversation
from calmtui.plain.guide import GuideConversation
from calmtui.plain.input import LineInput
from calmtui.plain.output import name_keys
from calmtui.plain.sound import PlainSound
from calmtui.session.actions import Action
from calmtui.session.events import Back
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    DecideScene,
    DeskScene,
    FearScene,
    FinishedScene,
    GateScene,
    GuideScene,
    KeepScene,
    RateScene,
    RereadScene,
    Scene,
)
from calmtui.session.session import Session
from calmtui.text.i18n import _
from calmtui.text.latin_keys import latin_line
from calmtui.wait_signal import WaitSignal

_QUESTIONS: dict[type[Scene], Callable[[Conversation, Any], None]] = {
    RateScene: questions.rate,
    AskScene: questions.ask,
    ChooseScene: questions.choose,
    DecideScene: questions.decide,
    DeskScene: questions.write_message,
    FearScene: questions.answer_fear,
    GateScene: gates.pass_gate,
    KeepScene: gates.ask_to_keep,
    RereadScene: rereading.read_again,
}

_DEFAULTS = Settings()


def keep_no_pace(_session: Session) -> str:
    """Say that nothing is kept."""
    return _("Nothing is saved in this session.")


class PlainContext(Struct, frozen=True, kw_only=True):
    """What a run line by line needs of what is around it; by default there is nothing."""

    begin: Callable[[str], Session] | None = None  # another routine, by its id
    find_help: Callable[[bool], HelpPage] | None = None
    keep_pace: Callable[[Session], str] = keep_no_pace  # saves a session's pace, and says so
    title_of: Callable[[str], str] = str  # of a routine, by its id
    settings: Settings = _DEFAULTS  # what is heard
    end_of_wait: WaitSignal | None = None  # how that is told; None: as the settings say
    unlock: Callable[[], None] | None = None  # asks for the passphrase of the history
    at_home: bool = False  # what may follow is asked at home
    tell_beneath: Callable[[], None] | None = None  # tells the end of the wait that this is over


_NOTHING_AROUND = PlainContext()


def _asks_for_words(step: Step) -> bool:
    """Whether a step is answered in own words: the end of a pause before a program is not."""
    return step.is_written and not (isinstance(step, Decide) and step.opens)


class PlainApp:
    """Plays one session on two text streams."""

    def __init__(
        self,
        session: Session,
        lines: LineInput,
        out: TextIO,
        context: PlainContext = _NOTHING_AROUND,
    ) -> None:
        self._session, self._lines, self._out = session, lines, out
        self._context = context
        self._conversation = Conversation(
            session, lines, out, context.find_help, context.title_of, context.unlock
        )
        self._conversation.meanwhile = self._tell_end_of_wait
        self._sound = PlainSound(self._conversation, context.settings.cues)
        self._end_of_wait = context.end_of_wait or WaitSignal(context.settings.signal)
        self._guide = GuideConversation(
            self._conversation,
            self._play_other,
            context.keep_pace,
            self._sound.toggle,
            self._end_of_wait,
            counts=context.settings.counts,
        )
        self._introduced = ""
        self._notice: str | None = None
        self._rings = session.rings

    def play(self) -> None:
        """Run the session to its end."""
        self._introduce()
        try:
            self._play_scenes()
        finally:
            self._sound.close()

    def _play_scenes(self) -> None:
        while True:
            scene = self._session.scene()
            self._conversation.note_scene(scene)
            if self._introduced != self._session.routine.id:  # a coin has picked it
                self._introduce()
            self._announce()
            self._sound.hear(scene)
            if not isinstance(scene, FinishedScene):
                self._show(scene)
            elif self._finish(scene):
                self._sound.ring_out()
                self._play_instead(scene.instead)
                return

    def _introduce(self) -> None:
        say, routine = self._conversation.say, self._session.routine
        self._introduced = routine.id
        say(f"{routine.title}. {routine.summary}")
        if self._session.private:
            say(_("Private: nothing is saved."))
        if Action.OPEN in self._session.scene().actions:
            say(_("Is this about safety? o and Enter opens at once."))
        elif "safe" in routine.cautions:
            say(name_keys(_("Is this about safety? Type ! and Enter.")))
        if any(map(_asks_for_words, routine.steps)):
            say(_("What you write can be read here later by scrolling back."))

    def _tell_end_of_wait(self) -> None:
        """Tell that a wait has ended, while something else is asked or runs over it as well."""
        if self._context.tell_beneath is not None:
            self._context.tell_beneath()
        self._session.scene()
        if self._rings != self._session.rings:
            self._rings = self._session.rings
            self._conversation.tell_end_of_wait(self._end_of_wait)

    def _announce(self) -> None:
        """Tell that a wait has ended, and say a new notice."""
        self._tell_end_of_wait()
        notice = self._session.notice
        if notice and notice != self._notice:
            self._conversation.say(notice)
        self._notice = notice

    def _show(self, scene: Scene) -> None:
        if isinstance(scene, GuideScene):
            self._guide.show(scene)
        else:
            self._guide.leave()
            _QUESTIONS.get(type(scene), questions.show_words)(self._conversation, scene)

    def _finish(self, scene: FinishedScene) -> bool:
        """Say the end; return False when the wait goes on after all."""
        for line in scene.lines:
            self._conversation.say(name_keys(line))
        if scene.alternative and not self._context.at_home:
            command = f"calmtui run {scene.alternative}"
            self._conversation.say(
                _("Something else, with eyes open: {command}").format(command=command)
            )
        if scene.back and self._goes_back():
            return False
        self._session.close()
        if Action.ELSEWHERE in scene.actions:
            self._save_elsewhere()
        return True

    def _goes_back(self) -> bool:
        """Ask whether someone who left a wait takes that back."""
        self._conversation.say(_("b goes back to the wait. Enter leaves."))
        key = self._conversation.next_key()
        while key == "!":
            self._conversation.say_help()
            key = self._conversation.next_key()
        if key != "b":
            return False
        self._session.handle(Back())
        self._conversation.say(_("Back to the wait."))
        return True

    def _save_elsewhere(self) -> None:
        """Offer to save what the disk refused in a file elsewhere, if anyone is there to say so."""
        if self._lines.ended and not self._lines.waiting:
            return
        self._conversation.say(
            _("Enter saves it in another file, or type a file name. q gives it up.")
        )
        while self._session.has_unsaved_records:
            line = self._conversation.next_line()
            if line is None or latin_line(line) == "q":
                return
            # It may have been saved while the line was awaited.
            if self._session.has_unsaved_records:
                self._conversation.say_to_stray(self._session.keep_elsewhere(line))
            else:
                self._conversation.say(_("It is in your journal now."))

    def _play_other(self) -> None:
        """Play another routine during the wait, which goes on meanwhile."""
        say = self._conversation.say
        say(_("Which one? Type its id, such as anchor-90, long-exhale or pmr-4. Enter goes back."))
        self._session.suspend()
        routine_id = self._conversation.next_line()
        if routine_id and self._play(routine_id, begin=None, beneath=self._tell_end_of_wait):
            say(_("Back to the wait."))
        self._session.resume()

    def _play_instead(self, routine_id: str) -> None:
        """Play the routine that was chosen at a gate, if there was one."""
        if routine_id:
            context = self._context
            self._play(routine_id, begin=context.begin, beneath=context.tell_beneath)

    def _play(
        self,
        routine_id: str,
        *,
        begin: Callable[[str], Session] | None,
        beneath: Callable[[], None] | None,
    ) -> bool:
        """Play another routine to its end, which may `begin` others; return whether it exists."""
        if self._context.begin is None:
            return False
        try:
            other = self._context.begin(routine_id)
        except (UnknownRoutine, FileError) as error:
            self._conversation.say(str(error))
            return False
        context = replace(
            self._context,
            begin=begin,
            settings=replace(self._context.settings, cues=self._sound.kind),
            end_of_wait=None,
            at_home=False,
            tell_beneath=beneath,
        )
        PlainApp(other, self._lines, self._out, context).play()
        return True
