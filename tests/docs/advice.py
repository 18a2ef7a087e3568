"""The advice that calmtui was made for, row by row, and where it is given.

Each place is a routine by its id, or `screen` for the words of the interface; behind it stands what
can be read there.
"""

from __future__ import annotations

Places = tuple[tuple[str, str], ...]

ADVICE: tuple[tuple[str, Places], ...] = (
    ("no diagnosis, no label", (("about-the-pattern", "It is not an illness"),)),
    ("patterns are not fixed", (("about-the-pattern", "Patterns can shift"),)),
    (
        "learn where a pattern comes from",
        (
            ("about-the-pattern", "It may have made sense once"),
            ("where-it-comes-from", "What does this feeling remind you of"),
        ),
    ),
    (
        "know what sets it off, and have a way to cope",
        (("trigger-log", "What happened just before"), ("if-then", "When is it hard")),
    ),
    (
        "notice the trigger, interrupt the cycle",
        (
            ("stop-pause", "the second before you hit send"),
            ("ride-the-urge", "How strong is the pull"),
        ),
    ),
    (
        "slow down, meet a feeling without judgment",
        (("name-it", "Let us find its name"), ("rain", "let it be")),
    ),
    ("triggers: a slow reply, a tone, being left out", (("trigger-log", "short or cold tone"),)),
    (
        "a journal of situation, thought, feeling, deed",
        (
            ("trigger-log", "Where were you, and what happened"),
            ("trigger-log", "What went through your mind"),
            ("trigger-log", "What did you feel"),
            ("trigger-log", "What did you do"),
        ),
    ),
    ("entries show patterns", (("screen", "of its {all} moments are between"),)),
    ("prepare for a trigger beforehand", (("if-then", "Instead I will"),)),
    ("manage the strength, do not push it down", (("ride-the-urge", "You are not fighting it"),)),
    ("deep breathing", (("long-exhale", "unhurried out"), ("box-breathing", "part of the breath"))),
    ("mindfulness meditation", (("sit-and-notice", "Your mind will wander"),)),
    ("muscle relaxation", (("pmr-16", "into a fist"), ("release-only", "let it loosen"))),
    (
        "what is enjoyed, friends, family, nature",
        (
            ("small-goal", "nature"),
            ("my-people", "Someone who listens"),
            ("wait-it-out", "outside"),
        ),
    ),
    ("facts or assumptions", (("facts-or-guesses", "Only what a camera would see"),)),
    (
        "the worst case, the jump to a conclusion",
        (("facts-or-guesses", "goes to the worst case"), ("facts-or-guesses", "reads their mind")),
    ),
    ("a balanced view instead", (("facts-or-guesses", "Write one fair sentence"),)),
    ("practise steadily", (("screen", "history"),)),
    (
        "identify and validate a feeling",
        (("name-it", "the feeling is real"), ("self-kindness", "this hurts right now")),
    ),
    (
        "before asking for comfort",
        (("wait-it-out", "A delay you set yourself"), ("ride-the-urge", "How strong is the pull")),
    ),
    (
        "write about feelings",
        (
            ("trigger-log", "What went through your mind"),
            ("steady-letter", "What is hard right now"),
        ),
    ),
    ("name it: I feel this because of that", (("name-it", "I notice I feel ___ because ___"),)),
    ("feelings pass, and are not the whole truth", (("name-it", "not the whole picture"),)),
    (
        "stay in the present",
        (("five-senses", "Find where you are"), ("anchor-90", "the place you are in")),
    ),
    ("evidence, or an older time", (("facts-or-guesses", "does it feel like an older time"),)),
    (
        "worth apart from a romance",
        (
            ("what-i-bring", "outside a love relationship"),
            ("what-matters", "Write why it matters to you"),
        ),
    ),
    (
        "hobbies, joy, goals",
        (("one-good-thing", "one small thing you like"), ("small-goal", "A goal for this month")),
    ),
    ("support beside a partner", (("my-people", "Who else can hold"),)),
    ("healthy boundaries", (("kind-no", "The limit, in plain words"),)),
    (
        "say a need, do not wait until it is guessed",
        (("say-it-with-i", "I need"), ("lean-and-stand", "they know what I need")),
    ),
    ("needs, clear and open", (("say-it-with-i", "I feel"), ("say-it-with-i", "I need"))),
    (
        "show that the relationship is valued",
        (("say-it-with-i", "What I value about the two of us"),),
    ),
    ("sentences with I", (("say-it-with-i", "I feel"),)),
    ("what a deed did to you", (("say-it-with-i", "When Friday went by without a word"),)),
    ("one request that can be done", (("say-it-with-i", "One small thing they can do"),)),
    ("a short message when busy", (("say-it-with-i", "Could you send one line on busy nights?"),)),
    (
        "no accusation, no ultimatum, no always",
        (
            ("screen", 'try one time it happened, instead of "{0}"'),
            ("screen", "this can sound like a threat"),
        ),
    ),
    ("a request leaves room for no", (("say-it-with-i", "A request leaves room for no"),)),
    (
        "they have needs and limits too",
        (
            ("agree-a-rhythm", "What would be easy for"),
            ("lean-and-stand", "Could a kind person who is tired and busy do it"),
        ),
    ),
    (
        "a calm time, not in an argument",
        (("calm-time", "we are in an argument"), ("pause-and-return", "I will be back at")),
    ),
    ("thank them for what they do", (("thank-you", "What they did"),)),
    (
        "patience from both",
        (("agree-a-rhythm", "It takes patience from both of you"),),
    ),
    (
        "not all comfort from one person",
        (
            ("lean-and-stand", "Who or what else can carry a part of it"),
            ("my-people", "Who else can hold"),
        ),
    ),
    ("a time to hear from each other", (("agree-a-rhythm", "a call on set days"),)),
    (
        "ground instead of acting from fear",
        (("anchor-90", "Press both feet"), ("five-senses", "things you can see")),
    ),
    ("see steady efforts, give credit", (("care-noticed", "that showed care"),)),
    (
        "trust what proves reliable",
        (
            ("care-again", "These are your own words"),
            ("facts-or-guesses", "How often was it all right in the end"),
        ),
    ),
    ("rejection hides the good", (("care-again", "on a day when they are hard to see"),)),
    (
        "take security in over time",
        (
            ("care-again", "steady_line"),
            ("steady-person", "Write one line to keep"),
            ("steady-letter", "please remember"),
        ),
    ),
    (
        "it would help me if we had a time",
        (("agree-a-rhythm", "I worry less when I know when I will hear from you"),),
    ),
    (
        "therapy, alone and as a couple",
        (("before-therapy", "couple therapy"), ("screen", "Find ongoing help")),
    ),
    ("the root in early years", (("where-it-comes-from", "How old does the feeling seem"),)),
    (
        "writing, therapy, a trusted friend",
        (("my-people", "Someone who listens"), ("before-therapy", "Questions to take with you")),
    ),
    ("a fear of now, or an old one", (("facts-or-guesses", "mostly an older time"),)),
    (
        "fair expectations, leaning both ways",
        (("lean-and-stand", "A version that is fair to both"),),
    ),
    (
        "strengths and goals within reach",
        (("what-i-bring", "use a strength"), ("small-goal", "The first step")),
    ),
    (
        "kind to yourself as to a friend",
        (("self-kindness", "say to a good friend"), ("steady-letter", "kind friend")),
    ),
    ("mistakes are fine", (("mend-a-slip", "Everyone slips"),)),
    (
        "open, honest, calm, clear",
        (("say-it-with-i", "a calm time"), ("rehearse", "Say it out loud")),
    ),
    (
        "no tests",
        (("say-it-with-i", "A test keeps you guessing"), ("opposite-step", "test them")),
    ),
    (
        "a secure base together",
        (
            ("agree-a-rhythm", "Look at it again together"),
            ("thank-you", "What it did for you"),
            ("mend-a-slip", "Room for them"),
        ),
    ),
    ("learn to say no", (("kind-no", "You may say no to any of these"),)),
    (
        "respect and safety for both",
        (
            ("lean-and-stand", "respect, honesty, safety"),
            ("kind-no", "Is part of this a fear of being hurt"),
        ),
    ),
    ("core beliefs", (("old-belief", "I am not lovable"), ("old-belief", "I will be left"))),
    (
        "the techniques of CBT",
        (
            ("facts-or-guesses", "What else could explain it"),
            ("worry-shelf", "When will you look at it"),
        ),
    ),
    ("role-play, new ways to talk", (("rehearse", "If they say no, I can say"),)),
    ("inner security", (("what-i-bring", "One time you steadied yourself"),)),
    ("what comfort is sought for", (("trigger-log", "What did you hope it would give you"),)),
    ("feel it, and do not obey it", (("ride-the-urge", "You are not fighting it"),)),
    (
        "note when the urge for comfort comes",
        (("i-checked", "asked if we are okay"), ("trigger-log", "What happened just before")),
    ),
    (
        "breath, attention, joy instead",
        (("wait-it-out", "something to do meanwhile"), ("opposite-step", "Pick a small opposite")),
    ),
    (
        "evidence, or a catastrophe",
        (("facts-or-guesses", "What do you know"), ("worry-shelf", "anything you can do")),
    ),
    ("small steps", (("small-goal", "Small enough for ten minutes"),)),
    (
        "friends, hobbies, goals of your own",
        (("my-people", "would like to"), ("small-goal", "a little more of your own life")),
    ),
    ("be patient, it is no race", (("about-the-pattern", "Slowly, and not in a straight line"),)),
)
