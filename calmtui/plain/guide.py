"""A guide line by line: what is said when it changes, and the commands that work meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from calmtui.content.adjust import has_breathing
from calmtui.content.urge_steps import Wait
from calmtui.plain.conversation import Conversation, parse_rating
from calmtui.plain.input import TICK
from calmtui.plain.output import name_help_key, name_keys, sentences
from calmtui.session.actions import Action
from calmtui.session.events import (
    Back,
    ChangePace,
    Event,
    GoOn,
    Next,
    OpenWords,
    PassUrge,
    Pause,
    Rate,
    ToggleHolds,
    TogglePart,
)
from calmtui.session.scene import GuideNotes, GuideScene
from calmtui.session.session import Session
from calmtui.session.timeline import Phase
from calmtui.text.durations import speak_duration, speak_phase, speak_place
from calmtui.text.i18n import N_, _
from calmtui.text.latin_keys import latin_line
from calmtui.wait_signal import ANSWERS, QUESTION, WaitSignal

_EVENTS: dict[str, Event] = {
    "": GoOn(),
    "p": Pause(),
    "s": Pause(),
    "w": OpenWords(),
    "b": Back(),
    "h": ToggleHolds(),
    "o": TogglePart(),
    "+": ChangePace(1),
    "-": ChangePace(-1),
}
_COMMANDS = (
    "",
    "p",
    "s",
    "w",
    "r",
    "n",
    "b",
    "q",
    "t",
    "h",
    "o",
    "+",
    "-",
    "m",
    "v",
    "!",
    "!!",
    "?",
)
_URGENT = ("q", "!", "!!")  # leaving and help never wait behind an answer typed ahead
_KEYS = N_("Type a key and Enter: p pause, n next, b back, t time left,\nv sound, q leave, ! help.")
_BREATH_KEYS = N_("For the breath: + - pace, m keep the pace.")
_HOLD_KEYS = N_("For the breath: + - pace, m keep the pace, h no holds.")
_URGE_KEYS = N_(
    "Type a key and Enter: p it has passed, r another routine, w your words,\ns pause or "
    "continue, n next, b back, t time left, v sound, q leave, ! help."
)
_URGE_KEYS_WITHOUT_WAIT = N_(
    "Type a key and Enter: p it has passed, s pause or continue, n next, b back, t time left,\n"
    "v sound, q leave, ! help."
)
_SHORTEST_WAIT = 0.001
_TYPED_AHEAD = 3  # seconds after which what was typed before a wait has come


class GuideConversation:
    """What is said of the guides of one session.

    `start_other` runs another routine during a wait; `keep_pace` saves the pace and says so;
    `toggle_sound` turns the sound on or off and returns whether it is on; `end_of_wait` is how
    someone who is elsewhere is told that a wait is over. With `counts` the seconds of a phase and
    the place of a part are said as they come, else the place only when `t` asks.
    """

    def __init__(
        self,
        conversation: Conversation,
        start_other: Callable[[], None],
        keep_pace: Callable[[Session], str],
        toggle_sound: Callable[[], bool],
        end_of_wait: WaitSignal,
        *,
        counts: bool = False,
    ) -> None:
        self._conversation = conversation
        self._session, self._say = conversation.session, conversation.say
        self._start_other, self._keep_pace = start_other, keep_pace
        self._toggle_sound = toggle_sound
        self._end_of_wait = end_of_wait
        self._asks_signal = False
        self._counts = counts
        # What was said last, so that each thing is said once.
        self._step = -1
        self._text = self._care = self._note = ""
        self._phase: tuple[int, float] | None = None
        self._paused = self._checking = False

    def show(self, scene: GuideScene) -> None:
        """Say what is new, wait for a moment, and obey a line if one has come."""
        self._say_pause(scene)
        self._say_text(scene)
        self._say_phase(scene.moment.phase)
        self._say_notes(scene.aside)
        if scene.check_in and not self._checking:
            self._say(_("The pull now? 0 to 10, or just wait."))
        self._checking = scene.check_in
        self._ask_signal(scene)
        wait = TICK
        if not (scene.paused or scene.until_key):
            wait = min(max(scene.moment.left, _SHORTEST_WAIT), TICK)
        self._conversation.wait(wait)
        if self._obey(scene) or not self._conversation.lines.ended:
            return
        # Nobody is there to press a key.
        if scene.until_key:
            self._session.handle(GoOn())
        elif scene.paused:
            self._session.handle(Pause())

    def _ask_signal(self, scene: GuideScene) -> None:
        """Ask once, at the first wait, how its end is to be told; a check-in skips it."""
        if not self._end_of_wait.is_open or not scene.waiting:
            self._asks_signal = False
            return
        lines = self._conversation.lines
        if self._asks_signal and scene.check_in:
            self._end_of_wait.skip()
        elif scene.check_in or scene.moment.count <= _TYPED_AHEAD:
            return
        elif not (self._asks_signal or lines.waiting or lines.ended):
            self._asks_signal = True
            answers = ", ".join(f"{key} {_(words)}" for key, (_kind, words) in ANSWERS.items())
            self._say(f"{_(QUESTION)} {answers}.")

    def leave(self) -> None:
        """Skip what was asked and not answered: the guide is over."""
        if self._asks_signal:
            self._asks_signal = False
            self._end_of_wait.skip()

    def _say_pause(self, scene: GuideScene) -> None:
        if scene.paused == self._paused:
            return
        self._paused = scene.paused
        if not scene.paused:
            self._say(_("Continuing."))
        elif scene.sea:
            self._say(_("Paused, but the wait goes on. Enter continues."))
        else:
            self._say(_("Paused. Enter continues."))

    def _say_text(self, scene: GuideScene) -> None:
        phase = scene.moment.phase
        if phase.text == self._text and phase.step == self._step:
            return
        if self._step < 0:
            self._say_keys(scene)
        if scene.doing:
            self._say(scene.doing)
        if phase.part and phase.step != self._step:
            self._say(self._part(phase))
        self._step, self._text = phase.step, phase.text
        text = name_help_key(phase.text)
        if scene.until_key:
            text = sentences(text, _("Enter continues."))
        self._say(text)

    def _part(self, phase: Phase) -> str:
        if self._counts and phase.rounds > 1:
            return f"{speak_place(phase.round, phase.rounds)}: {phase.part}."
        return f"{phase.part}."

    def _say_phase(self, phase: Phase) -> None:
        if (phase.step, phase.start) == self._phase:
            return
        self._phase = (phase.step, phase.start)
        if phase.word and self._counts:
            self._say(f"{phase.word}, {speak_phase(phase.seconds)}.")
        elif phase.word:
            self._say(f"{phase.word}.")

    def _say_notes(self, notes: GuideNotes) -> None:
        """Say what to mind in the coming step, and the note of a change, each once."""
        care = notes.care
        if care and notes.left_out:
            care = _("Left out. o takes it back in.")
        elif care:
            care = f"{care} {_('o leaves it out.')}"
        if care and care != self._care:
            self._say(care)
        self._care = care
        if notes.note and notes.note != self._note:
            self._say(f"{notes.note} {_('m keeps this pace.')}" if notes.pace else notes.note)
        self._note = notes.note

    def _say_time(self, scene: GuideScene) -> None:
        """Say what is left, and which round or part it is."""
        left = _("{time} left").format(time=speak_duration(scene.left))
        phase = scene.moment.phase
        if phase.rounds > 1:
            place = speak_place(phase.round, phase.rounds)
            where = _("round {place}").format(place=place)
            if phase.part:
                where = f"{phase.part}, {place}"
            left = f"{where}, {left}"
        self._say(f"{left}.")

    def _say_keys(self, scene: GuideScene) -> None:
        keys = [_KEYS]
        if Action.PASSED in scene.actions:
            has_wait = any(isinstance(step, Wait) for step in self._session.routine.steps)
            keys = [_URGE_KEYS if has_wait else _URGE_KEYS_WITHOUT_WAIT]
        elif scene.actions.get(Action.HOLDS):  # with a label: there are some
            keys.append(_HOLD_KEYS)
        elif has_breathing(self._session.routine):
            keys.append(_BREATH_KEYS)
        for line in keys:
            self._say(name_keys(_(line)))

    def _obey(self, scene: GuideScene) -> bool:
        """Do what the next line says; return whether there was one to do."""
        waiting = self._conversation.lines.waiting
        if not waiting:
            return False
        if scene.check_in and (rating := parse_rating(latin_line(waiting[0]))) is not None:
            waiting.pop(0)
            self._session.handle(Rate(rating))
            return True
        if self._asks_signal and latin_line(waiting[0]) in ANSWERS:
            self._end_of_wait.answer(ANSWERS[latin_line(waiting.pop(0))][0])
            return True
        if latin_line(waiting[0]) in _COMMANDS:
            self._do(latin_line(waiting.pop(0)), scene)
            return True
        # An answer typed ahead waits for its question.
        urgent = next((line for line in waiting if latin_line(line) in _URGENT), None)
        if urgent is None:
            return False
        waiting.remove(urgent)
        return self._conversation.handle_common(latin_line(urgent))

    def _do(self, command: str, scene: GuideScene) -> None:
        match command:
            case "r":
                if scene.waiting:
                    self._start_other()
            case "m":
                if Action.KEEP_PACE in scene.actions:
                    self._say(self._keep_pace(self._session))
            case "t":
                self._say_time(scene)
            case "v":
                self._say(_("Sound on.") if self._toggle_sound() else _("Sound off."))
            case "?":
                self._say_keys(scene)
            case "n":
                self._session.handle(Next())
                self._say_still_waiting(scene)
            case _ if not self._conversation.handle_common(command):
                self._session.handle(_event(command, scene))

    def _say_still_waiting(self, before: GuideScene) -> None:
        """Say what is left of a wait that has nothing next: else nothing would be heard."""
        scene = self._session.scene()
        if not (isinstance(scene, GuideScene) and scene.waiting and before.waiting):
            return
        if scene.moment.phase.text == before.moment.phase.text:
            self._say_time(scene)


def _event(command: str, scene: GuideScene) -> Event:
    if command == "p" and Action.PASSED in scene.actions:
        return PassUrge()
    if command == "" and scene.paused:
        return Pause()
    return _EVENTS[command]
