"""What the groups of routines are called, and what their cautions say. Pure."""

from __future__ import annotations

from calmtui.text.i18n import N_

GROUPS = {
    "breathe": N_("Breathe"),
    "body": N_("Body"),
    "ground": N_("Ground"),
    "urge": N_("Ride the urge"),
    "feel": N_("Feel and soften"),
    "think": N_("Look at a thought"),
    "talk": N_("Say it clearly"),
    "grow": N_("Grow steadier"),
}
CAUTIONS = {
    "holds": N_(
        "Skip holds if pregnant, or when holding brings panic. "
        "Skip them with heart, blood-pressure or lung conditions, seizures or fainting. "
        "h goes on without them."
    ),
    "air": N_(
        "Stop or breathe smaller if dizzy, tingling or short of air. "
        "Sit or lie down; never while driving, in water or up on something."
    ),
    "muscle": N_(
        "Half strength, no pain. Keep breathing, no straining. "
        "Leave out parts with injury, spasm or recent surgery. "
        "With jaw or neck trouble leave those out; when pregnant, the belly."
    ),
    "rest": N_(
        "Relaxing makes some people more anxious. "
        "If it climbs by 2 or more, stop and try five senses or a walk."
    ),
    "body": N_(
        "Eyes may stay open. Skip any area that brings pain or memories. "
        "If things feel far away or unreal, stop, look around and name five things you see."
    ),
    "cold": N_(
        "Ask a clinician first with heart disease, irregular pulse, beta-blockers or pregnancy. "
        "The same with cold allergy, Raynaud, trouble breathing, brain injury or eating disorder. "
        "Water not below 10 C / 50 F, at most 30 seconds. Move at your own level."
    ),
    "safe": N_("If you fear being hurt, threatened or controlled, skip this and press !"),
    "ritual": N_("Once per trigger per day; repeating it can turn into checking."),
    "soft": N_("Kindness can sting or bring tears. Neutral is enough; stop any time."),
    "loss": N_("May bring grief. Choose someone else, an animal, a place, or skip."),
}
