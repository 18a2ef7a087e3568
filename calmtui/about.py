"""What calmtui says of itself. The words follow one guide: short, plain, nothing promised."""

from calmtui.words import N_

ABOUT = (
    N_("calmtui is a set of calming routines and timed exercises."),
    N_("It is not therapy, a diagnosis or a crisis service. If one does not suit you, skip it; help is on ! any time."),
    N_("It keeps a file at {journal}. Anyone with this account can read it."),
)
