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
LEFT = N_("Something you left in the middle")  # which tool it was is nobody's to read
CAUTIONS = {
    "holds": N_(
        "Skip holds if you are pregnant, or if holding brings panic. Skip them too with heart, "
        "blood-pressure or lung conditions, seizures or fainting. Press h to continue without "
        "them."
    ),
    "air": N_(
        "Stop, or take smaller breaths, if you feel dizzy, tingling or short of air. Sit or "
        "lie down; never while driving, in water or up on something."
    ),
    "muscle": N_(
        "Half strength, no pain. Keep breathing, no straining. Leave out parts with injury, "
        "spasm or recent surgery. With jaw or neck trouble, leave those out. If you are "
        "pregnant, leave out the belly."
    ),
    "rest": N_(
        "Relaxing makes some people more anxious. If your number goes up by 2 or more, stop "
        "and try five senses or a walk."
    ),
    "body": N_(
        "Your eyes may stay open. Skip any area that brings pain or memories. If things feel "
        "far away or unreal, stop, look around and name five things you see."
    ),
    "cold": N_(
        "Ask a doctor first if you have a heart condition or an irregular pulse. Also if you "
        "take beta-blockers, are pregnant, or have a cold allergy or Raynaud's. Also with "
        "trouble breathing, a brain injury or an eating disorder. Water no colder than 10 C / "
        "50 F, at most 30 seconds. Move at your own level."
    ),
    "safe": N_("If you fear being hurt, threatened or controlled, skip this and press !"),
    "ritual": N_("Once a day for each trigger. More often, it can turn into checking."),
    "soft": N_("Kindness can sting or bring tears. Neutral is enough; stop any time."),
    "loss": N_(
        "This may bring grief. You can choose someone else, an animal or a place, or skip it."
    ),
}
