"""Routine files as texts: steps to build one from, and files with every kind of fault."""

from __future__ import annotations

from typing import get_args

import tomli_w

from calmtui.content.routine import ShapeName

_SHAPES = [f'"{name}"' for name in get_args(ShapeName)]


def head(title: str = "T", group: str = "ground", **keys: object) -> str:
    """Return what a routine file says before its steps."""
    keys = {"title": title, "summary": "S", "group": group, "evidence": "C", "source": "s"} | keys
    return tomli_w.dumps({"format": 1} | keys)


def step(kind: str, text: str = "", **keys: object) -> str:
    """Return a step as a routine file has it; without a text it says its own."""
    texts = {"text": text} if text else {}
    return "[[steps]]\n" + tomli_w.dumps({"kind": kind} | texts | keys)


HEAD = head()
SAY = '[[steps]]\nkind = "say"\ntext = "a"\nseconds = 10\n'
TWO_SAYS = SAY + SAY.replace('"a"', '"b"')
FLOOR = '[[steps]]\nkind = "say"\ntext = "Feel the floor."\nseconds = 10\n'
LONG_FLOOR = FLOOR.replace("10", "20")
HOLD = '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 4\nhold = 4\nexhale = 4\nrounds = 9\n'
RATED = 'rate = ["anxiety"]'

MANY = """\
format = 2
titel = "a"
summary = ""
group = "bod"
evidence = "A"
source = 4
cautions = ["air", "aer", 3]
rate = "anxiety"
lengths = [5]
delays = [3, 3]
colour = 3
[[steps]]
kind = "breathe"
text = "x"
inhale = 0
exhal = 4
rounds = 3
# rounds = 4
[[steps]]
kind = "ask"
text = "q"
keep = "a"
lines = 40
[[steps]]
kind = "ask"
text = "q"
keep = "b"
[[steps]]
kind = "ask"
text = "q"
keep = "b"
[[steps]]
kind = "brethe"
text = "q"
[[steps]]
kind = "choose"
text = "q"
options = []
many = 1
keep = "K!"
[[steps]]
kind = "breathe"
text = "x"
inhale = 20
minutes = 0.1
[[steps]]
text = "no kind"
"""

FAULTS = [
    (
        "",
        SAY + 'care = "c"\n',
        "steps[0].care: expected care behind say, breathe or tense, to be seen in time",
    ),
    (
        "",
        '[[steps]]\nkind = "ask"\ntext = "q"\n' + SAY + 'care = "c"\n',
        "steps[1].care: expected care behind say, breathe or tense, to be seen in time, found "
        "it behind a question",
    ),
    ("", SAY + "most = 5\n", "steps[0].seconds: expected no more than its most of 5 s, found 10"),
    (
        'delay = "5m"\n',
        '[[steps]]\nkind = "wait"\ntext = "w"\ncheck_in = "6m"\n',
        "steps[0].check_in: expected at most the delay of 300 s, found '6m'",
    ),
    ('lengths = ["2m", "2m"]\n', SAY, "lengths: expected every entry once"),
    (
        "lengths = [" + "60, " * 13 + "]\n",
        SAY,
        "lengths: expected a list of at most 12, found a list of 13",
    ),
    (
        'shape = "cube"\n',
        SAY,
        f"shape: expected {', '.join(_SHAPES[:-1])} or {_SHAPES[-1]}, found 'cube'",
    ),
    ("delay = 90000\n", SAY, "delay: expected at most 24 h, found 90000"),
    ("steps = 4\n", "", "steps: expected at least one [[steps]] table, found 4"),
    ("steps = [1, 2]\n", "", "steps[1]: expected a table, found 2"),
    ('"[31m" = 1\n', SAY, "[31m: unknown key"),
    ("a.b = 1\n", SAY, "a: unknown key"),
    ("title.x = 1\n", SAY, "expected the key title once, found it twice"),
    (
        'lengths = ["5s"]\n',
        '[[steps]]\nkind = "breathe"\ntext = "b"\ninhale = 9\nrounds = 2\n',
        "lengths[0]: expected at least 9 s, one round of each breath, found '5s'",
    ),
    *(
        (
            "",
            f'[[steps]]\nkind = "breathe"\ntext = "b"\n{phase} = 0.001\nminutes = 720\n',
            f"steps[0].{phase}: expected at least 0.5 s, found 0.001",
        )
        for phase in ("inhale", "top_up", "hold", "exhale", "rest")
    ),
    *(
        (
            "",
            f'[[steps]]\nkind = "tense"\ntext = "t"\npart = "p"\n{part} = "0.1s"\n{other} = 4\n',
            f"steps[0].{part}: expected at least 0.5 s, found '0.1s'",
        )
        for part, other in (("tense", "release"), ("release", "tense"))
    ),
    (
        "",
        '[[steps]]\nkind = "breathe"\ntext = "b"\ninhale = 0.5\nexhale = 0.5\nminutes = 720\n',
        "steps: expected at most 20,000 phases of breathing, all rounds together, found 86,400",
    ),
    (
        "",
        '[[steps]]\nkind = "breathe"\ntext = "b"\ninhale = 0.5\nrounds = 10000\n' * 3,
        "steps: expected at most 20,000 phases of breathing, all rounds together, found 30,000",
    ),
]

_KEEP = '[[steps]]\nkind = "ask"\ntext = "q"\nkeep = "a"\n'
_GATE = '[[steps]]\nkind = "gate"\ntext = "g"\n'
_COMPOSE = '[[steps]]\nkind = "compose"\ntext = "c"\n'
_REREAD = '[[steps]]\nkind = "reread"\ntext = "r"\n'
_ONE_WAY = "steps[0]: expected one of options, what and once, found "
_LETTERS = "expected a small letter, then at most 39 small letters, digits and _, found "
# Of the steps of tools for thinking and talking: the steps, and what is said of them.
TOOL_FAULTS = [
    (_GATE, f"{_ONE_WAY}0"),
    (_GATE + 'once = "day"\nwhat = "pull"\nmost = 3\n', f"{_ONE_WAY}2"),
    (
        _GATE + 'once = "year"\n',
        'steps[0].once: expected "hour", "day" or "week", found \'year\'',
    ),
    (
        _GATE + 'options = ["a", "b"]\n',
        "steps[0].ends: expected at least one of its options, found none",
    ),
    (
        _GATE + 'options = ["a", "b"]\nends = ["c"]\n',
        "steps[0].ends[0]: expected one of its options, found 'c'",
    ),
    (
        _GATE + 'options = ["a", "b"]\nends = ["a", "b"]\n',
        "steps[0].ends: expected an option that continues, found none",
    ),
    (
        _GATE + 'options = ["a", "a"]\nends = ["a"]\n',
        "steps[0].options: expected every option once, found one twice",
    ),
    (
        _GATE + 'what = "pull"\n',
        "steps[0].most: expected what and most together, found one of them",
    ),
    (
        _GATE + 'what = "pull"\nmost = 10\n',
        "steps[0].most: expected a whole number of at most 9, found 10",
    ),
    (
        _GATE + 'what = "love"\nmost = 3\n',
        'steps[0].what: expected "anxiety", "pull", "upset", "strength" or "belief", '
        "found 'love'",
    ),
    (
        _GATE + 'once = "day"\nby = "a"\n' + _KEEP,
        "steps[0].by: expected the keep of a question before it, found 'a'",
    ),
    (
        _KEEP + _GATE + 'what = "pull"\nmost = 3\nby = "a"\n',
        "steps[1].by: expected it only beside once, found 'a'",
    ),
    (
        _GATE + 'once = "day"\nmany = true\n',
        "steps[0].many: expected it only beside options, found true",
    ),
    (
        _GATE + 'once = "day"\ninstead = ["a", "a"]\n',
        "steps[0].instead: expected every entry once, found one twice",
    ),
    (
        _GATE + 'once = "day"\ninstead = ["a", "b", "c", "d"]\n',
        "steps[0].instead: expected a list of at most 3, found a list of 4",
    ),
    (_COMPOSE, "steps[0].fields: missing, expected this key"),
    (
        _COMPOSE + "fields = []\n",
        "steps[0].fields: expected a list of at least 1, found a list of 0",
    ),
    (
        _COMPOSE + 'fields = [{ label = "l" }]\n',
        "steps[0].fields[0].example: missing, expected this key",
    ),
    (
        _COMPOSE + 'fields = [{ label = "l", example = "e", begin = "I" }]\n',
        "steps[0].fields[0].begin: unknown key, did you mean begins?",
    ),
    (
        _COMPOSE + 'fields = ["l"]\n',
        "steps[0].fields[0]: expected a table, found 'l'",
    ),
    (_REREAD, "steps[0].keys: missing, expected this key"),
    (_REREAD + 'keys = ["A"]\n', f"steps[0].keys[0]: {_LETTERS}'A'"),
    (
        _REREAD + 'keys = ["a"]\nlast = 0\n',
        "steps[0].last: expected a whole number of at least 1, found 0",
    ),
    (
        '[[steps]]\nkind = "card"\ntext = "c"\nwant = "a"\n' + _KEEP,
        "steps[0].want: expected the keep of a question before it, found 'a'",
    ),
    (
        '[[steps]]\nkind = "person"\ntext = "p"\ngood = ""\n',
        "steps[0].good: expected text that is not empty, found ''",
    ),
    (
        _KEEP + 'may_keep = "b"\n',
        "steps[0].may_keep: expected only one of keep, may_keep and park, found two",
    ),
]
FAULTS += [("", steps, said) for steps, said in TOOL_FAULTS]
FAULTS += [
    (
        'close = "../x"\n',
        SAY,
        "close: expected the id of a routine, such as long-exhale, found '../x'",
    ),
    ("takes = 0\n", SAY, "takes: expected a number above 0, found 0"),
]

FAULTY = [(head, steps) for head, steps, expected in FAULTS]

# Texts that are no TOML, by what is wrong with them; none is anyone else's. The classes are those
# in which the public
# suite for TOML readers sorts its invalid files: a reader that takes one of these has a hole where
# they have theirs.
_TRIPLE, _SINGLES = '"' * 3, "'" * 3

NO_TOML_BY_CLASS = {
    "array": [
        "a = [1", "a = 1]", "a = [1,,2]", "a = [,1]", "a = [,]", "a = [1 2]", "a = [1,\n2 3]",
        "a = [1 x]", "a = [x]",
        "a = [1, 2]]", "a = [[1]", "a = [1]\n[[a]]", "a = [{b = 1}]\n[a.c]", "a = [# ]",
        "a = [1 # ,\n2]",
        "a = ['b' 'c']",
    ],
    "bool": [
        "a = True", "a = FALSE", "a = tru", "a = fals", "a = truex", "a = falsey", "a = t", "a = f",
        "a = yes",
    ],
    "control": [
        "a\x00 = 1", "a = \x01", "# \x00", "# \x1f", "# \x7f", "a = 1 # \x7f", "a = 1\r# \r",
        "a = 1\r", "a = 1\x0b",
        "a = 1\x0c", "\x00", "\r", "\x0c", 'a = "\x00"', 'a = "\x08"', 'a = "\x1f"', 'a = "\x7f"',
        "a = '\x00'",
        "a = '\x1f'", "a = '\x7f'", f"a = {_TRIPLE}\x00{_TRIPLE}", f"a = {_TRIPLE}\x7f{_TRIPLE}",
        f"a = {_SINGLES}\x00{_SINGLES}", f"a = {_SINGLES}\x1f{_SINGLES}", 'a = "\r"',
        f"a = {_TRIPLE}\r {_TRIPLE}",
    ],
    "date and time": [
        "a = 2026-13-01", "a = 2026-00-01", "a = 2026-01-00", "a = 2026-01-32", "a = 2026-02-30",
        "a = 2025-02-29",
        "a = 2026-1-1", "a = 2026-01-1", "a = 10000-01-01", "a = 26-01-01", "a = 2026-01-01x",
        "a = 2026-01-01T",
        "a = 2026-01-01T10:00:00+25:00", "a = 2026-01-01T10:00:00+10:61",
        "a = 2026-01-01T10:00:00+1:00",
        "a = 2026-01-01T24:00:00Z", "a = 2026-01-01T10:60:00Z", "a = 2026-01-01T10:00:61Z",
        "a = 2026-01-01T1:00:00Z",
        "a = 2026-01-01T10:00Z", "a = 2026-01-01T10:00:00.Z", "a = 2026-01-0110:00:00Z",
        "a = 2026-01-01T10:00:00.1x",
        "a = 25:00:00", "a = 24:61:00", "a = 10:00:61", "a = 1:00:00", "a = 10:00", "a = 10:00:00.",
        "a = 10:00:00x",
    ],
    "float": [
        "a = 1.", "a = .1", "a = -.1", "a = +.1", "a = 1.e1", "a = 1e", "a = 1e+", "a = 1e1.1",
        "a = 1ee1",
        "a = 1e1e1", "a = 1_.0", "a = 1._0", "a = 1.0_", "a = 1.1__1", "a = 1e_1", "a = 1e1_",
        "a = 1e1__1",
        "a = 01.1", "a = -01.1", "a = 1.2.3", "a = 1..2", "a = Inf", "a = in", "a = in_f",
        "a = infx", "a = NaN",
        "a = na", "a = n_an", "a = ++1.0",
    ],
    "inline table": [
        "a = {", "a = {b = 1", "a = {b = 1,}", "a = {,}", "a = {,b = 1}", "a = {b = 1,,c = 2}",
        "a = {b 1}",
        "a = {b}", "a = {b = 1 c = 2}", "a = {b = 1, b = 2}", "a = {b = 1}\na.c = 2",
        "a = {b = 1}\n[a.c]",
        "a = {b = {}}\n[a.b.c]", "a = {b = 1\n}", "a = {b = 1} c", "a = {b = 1, b.c = 2}",
        "a = {b.c = 1, b = {d = 2}}", "a = {\n}", "a = {}}",
    ],
    "integer": [
        "a = 01", "a = +01", "a = -01", "a = 00", "a = 1_", "a = _1", "a = 1__2", "a = 0x",
        "a = 0b", "a = 0o",
        "a = 0xg", "a = 0b2", "a = 0o8", "a = 0XF", "a = 0B1", "a = 0O7", "a = -0x1", "a = +0b1",
        "a = 0x_1",
        "a = 0x1_", "a = 0_x1", "a = 0x1__2", "a = --1", "a = +-1", "a = 1x", "a = 1 2",
        "a = 42 the answer", "a = -",
        "a = 0b", "a = 0.x",
    ],
    "key": [
        "a", "a =", "= 1", "a = 1 b = 2", "a b = 1", "a..b = 1", ".a = 1", "a. = 1", ". = 1",
        "a = 1\na = 2",
        "a.b = 1\na = 2", "a = 1\na.b = 2", "a = 1\na.b.c = 2", "a = 1\n'a' = 2",
        'a = 1\n"\\u0061" = 2', "a.'b = 1",
        '"a = 1', "'a = 1", "a = = 1", "a == 1", "a# = 1", "a\n= 1", "a =\n1", "a! = 1", "\xe4 = 1",
        "\u00b5 = 1",
        "a[b] = 1", "'a'b = 1", '"a"b = 1', 'a"b" = 1', '"\\x" = 1', f"{_TRIPLE}a{_TRIPLE} = 1",
        f"{_SINGLES}a{_SINGLES} = 1", "'a\nb' = 1", "[a]b = 1", "[[a]]b = 1", "a = 1,", "- = ",
        ":a = 1", "a: 1",
        "{a = 1}", "a = 1 = 2",
    ],
    "string": [
        "a = 'x", 'a = "x', 'a = "x\ny"', "a = 'x\ny'", f"a = {_TRIPLE}x", f"a = {_SINGLES}x",
        f"a = {_TRIPLE}x{_TRIPLE}x", f'a = {_TRIPLE}x"', f"a = {_SINGLES}x'",
        f'a = {_TRIPLE}x{_TRIPLE}{_TRIPLE}"',
        f"a = {_SINGLES}x{_SINGLES}{_SINGLES}'", 'a = "\\q"', 'a = "\\ "', 'a = "\\/"',
        'a = "\\x41"', 'a = "\\u12"',
        'a = "\\u12g4"', 'a = "\\ud800"', 'a = "\\U1234567"', 'a = "\\U00110000"',
        'a = "\\Uffffffff"',
        f"a = {_TRIPLE}\\q{_TRIPLE}", f"a = {_TRIPLE}\\ x{_TRIPLE}", f"a = {_TRIPLE}\\u12{_TRIPLE}",
        'a = "x" "y"',
        'a = "x"y', "a = 'x'y", "a = \u201cx\u201d", "a = x", 'a = x"', "a = \"x'", 'a = "x\\"',
        'a = "x\\',
        f"a = {_TRIPLE}x\\{_TRIPLE}", f"a = 'x{_SINGLES}",
    ],
    "table": [
        "[a", "[a]]", "[[a]", "[[a", "[]", "[[]]", "[a] b = 1", "[a]\n[a]", "[a.]", "[.a]",
        "[a..b]", "[a b]",
        "[a\nb]", "[[a\n]]", "[a=b]", "[a]]]", "[[a] ]", "[ [a]]", "[a[b]]", "[a]x", "[a#b]",
        "['a]", '["a]',
        "a = 1\n[a]", "a = 1\n[a.b]", "a.b = 1\n[a]", "[a]\nb = 1\n[a.b]", "[a]\nb.c = 1\n[a.b]",
        "[[a]]\n[a]",
        "[a]\n[[a]]", "[a.b]\n[[a]]", "a = []\n[[a]]", "a = {}\n[[a]]", "[[a.b]]\n[a]\nb = 1",
        "[a.b.c]\n[a]\nb.c.d = 1", "[a]\n[b]\n[a]", "[['a']]\n['a']", "[ ]", "[\t]", "[a]\n\n['a']",
    ],
}  # fmt: skip

NO_TOML = [text for texts in NO_TOML_BY_CLASS.values() for text in texts]
