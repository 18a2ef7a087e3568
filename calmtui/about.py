"""What calmtui says of itself. The words follow one guide: short, plain, nothing promised."""

ABOUT = (
    "calmtui is a set of calming routines and timed exercises.",
    "It is not therapy, a diagnosis or a crisis service. If one does not suit you, skip it; help is on ! any time.",
    "It keeps a file at {journal}. Anyone with this account can read it.",
)
