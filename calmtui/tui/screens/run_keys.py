"""The keys of a run. What each does is an action of the run's screen."""

from __future__ import annotations

from textual.binding import Binding

from calmtui.text.i18n import N_

RUN_KEYS = (
    Binding("space", "pause", N_("pause or continue"), id="run.pause"),
    Binding("n", "next", N_("next step"), id="run.next"),
    Binding("b,backspace", "back", N_("back, also to correct an answer"), id="run.back"),
    Binding("t", "time", N_("show the time left"), id="run.time"),
    Binding("v", "sound", N_("sound on or off, for closed eyes"), id="run.sound"),
    Binding("h", "holds", N_("without holds"), id="run.holds"),
    Binding("plus,equals_sign", "stretch(1)", N_("longer or shorter rounds"), id="run.longer"),
    Binding("minus", "stretch(-1)", N_("longer or shorter rounds"), id="run.shorter"),
    Binding("o,ctrl+o", "open", N_("open the program that the pause is for"), id="run.open"),
    Binding("o", "leave_out", N_("leave out the next part, where it says so"), id="run.leave_out"),
    Binding("m", "keep_pace", N_("keep this pace for the routine"), id="run.keep_pace"),
    Binding("a", "again", N_("at the end: the same once more"), id="run.again"),
    Binding("e", "instead", N_("at the end: another kind of routine"), id="run.instead"),
    Binding("right", "turn(1)", N_("more options, where not all fit"), id="run.more"),
    Binding("left", "turn(-1)", N_("more options, where not all fit"), id="run.fewer"),
    Binding(
        "s",
        "elsewhere",
        N_("at the end: save somewhere else what the disk would not take"),
        id="run.elsewhere",
    ),
    Binding("p", "passed", N_("it has passed"), id="run.passed"),
    Binding("w", "words", N_("your words"), id="run.words"),
    Binding("c", "copy", N_("copy the words shown"), id="run.copy"),
    Binding("k", "keep", N_("keep the words shown, as the screen says"), id="run.keep"),
    Binding("d", "erase", N_("erase the answer shown"), id="run.erase"),
    Binding("u", "unlock", N_("unlock your history"), id="run.unlock"),
    Binding("enter", "go_on", N_("continue, skip; in a wait: another routine"), id="run.go_on"),
    Binding("escape,q", "leave", N_("leave"), id="run.leave"),
    Binding("exclamation_mark", "app.help", N_("help now"), id="run.help"),
    Binding("question_mark", "app.keys", N_("the keys of this screen"), id="run.keys"),
    *(
        Binding(key, f"digit('{key}')", N_("rate, or choose"), id=f"run.{key}", show=False)
        for key in "0123456789x"
    ),
)
