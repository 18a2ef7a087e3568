"""What calmtui says of itself, and where help is. The words follow one guide: short, plain, nothing promised."""

ABOUT = (
    "calmtui is a set of calming routines and timed exercises.",
    "It is not therapy, a diagnosis or a crisis service. If one does not suit you, skip it; help is on ! any time.",
    "It keeps a file at {journal}. Anyone with this account can read it.",
)

HELP = (
    "You do not have to handle this alone.",
    "",
    "If you might act on thoughts of ending your life, or someone might hurt you,",
    "call your local emergency number now: 112 in the EU and many other countries,",
    "911 in the US and Canada, 999 or 112 in the UK and Ireland.",
    "",
    "Someone trained to listen, where you are: findahelpline.com",
    "US 988 · Canada 9-8-8 · UK and Ireland 116 123 (Samaritans)",
    "",
    "If a partner scares you: fear is information. You owe no one a gentle message.",
    "US 1-800-799-7233 · UK 0808 2000 247 · elsewhere nomoredirectory.org",
    "",
    "If a number does not work, use findahelpline.com or the emergency number.",
)
