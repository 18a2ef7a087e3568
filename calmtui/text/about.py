"""What calmtui says of itself. The words follow one guide: short, plain, nothing promised."""

from calmtui.text.i18n import N_

SAVED = (  # not said where nothing is saved
    N_("It saves what you do in {journal}. Anyone with this account can read it."),
    N_("If someone may look at this computer, start with --private, or do not use it here."),
    N_(
        "`calmtui lock` locks what is saved; `blank = true` hides your words behind another window."
    ),
)
ABOUT = (
    N_("calmtui is a set of calming routines and timed exercises."),
    N_(
        "It is not therapy, a diagnosis or a crisis service. If one does not suit you, skip it; help is on ! any time."
    ),
    *SAVED,
)
BRIEF = (ABOUT[1], SAVED[1])  # where there is little room
