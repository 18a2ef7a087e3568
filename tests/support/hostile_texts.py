"""Texts that a terminal, a markup parser, a layout or a file format would rather not meet; and what
a terminal may be sent, as a small grammar.
"""

from __future__ import annotations

import base64
import re

_ESC, _CSI, _OSC, _DCS, _ST = "\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1b\\"

_MARKUP = [
    "[/]", "[", "]", "[]", "[[", "]]", "[/", "[/]]", "[/bold]", "[bold]", "[b]x[/b]", "[bold",
    "bold]", "a [/] b",
    "[bold]x[/italic]", "[@click=app.quit]quit[/]", "[@click=app.action_out]x",
    "[@click='app.bell']x[/]",
    "[@click=screen.dismiss(None)]x[/]", "[link=file:///etc/passwd]x[/link]",
    "[link='https://a.b']x",
    "[red on blue]x", "[#ff0000]x[/]", "[#zzzzzz]x[/]", "[$primary]x[/]", "[$warm]",
    "[$nothing-of-ours]x", "$warm",
    "[auto 50%]x", "[on red]x[/on red]", "\\[bold]x", "\\\\[bold]", "5 [min]", "list[int]", "[1]",
    "[0,1,2]", "a[0]",
    "[not a tag at all]", "[=]", "[ ]", "[\n]", "[bold=]x", "[a=b c=d]x[/]", "[[bold]]x[[/bold]]",
    "[conceal]x[/]",
    "[blink]x[/blink]", "[/x/y/z]", "[:smile:]", ":smile:", "**bold** _it_ `code`", "# head",
    "<b>x</b>", "&lt;&#27;",
    "{{x}}", "<script>alert(1)</script>",
]  # fmt: skip
_CODES = [
    f"{_CSI}2J", f"{_CSI}H", f"{_CSI}31mred", f"{_CSI}0m", f"{_CSI}?1049l", f"{_CSI}?1049h",
    f"{_CSI}?25l",
    f"{_CSI}?1000h", f"{_CSI}?1003h", f"{_CSI}?1004h", f"{_CSI}?2004l", f"{_CSI}6n", f"{_CSI}c",
    f"{_CSI}>c",
    f"{_CSI}21t", f"{_CSI}8;1;1t", f"{_CSI}3J", f"{_CSI}!p", f"{_CSI}>4;1m", f"{_CSI}?u",
    f"{_CSI}>1u", f"{_CSI}5i",
    f"{_CSI}1;1r", f"{_CSI}4h", f"{_CSI}20h", f"{_CSI}999999999999C", f"{_CSI}1{';1' * 500}m",
    f"{_CSI}", f"{_CSI}?",
    f"{_CSI}1;2;3", f"{_CSI}\x18rest", f"{_CSI}3\x1b[1m", _ESC, f"{_ESC}c", f"{_ESC}7{_ESC}8",
    f"{_ESC}D", f"{_ESC}M",
    f"{_ESC}#8", f"{_ESC}(0lqk", f"{_ESC}%G", f"{_ESC}=", f"{_ESC}Z", f"{_ESC}{_ESC}{_ESC}[31m",
    f"{_ESC}\n[31m",
    f"{_ESC}\x00[31m", f"x{_ESC}", f"{_OSC}0;title\x07", f"{_OSC}2;title{_ST}", f"{_OSC}1;icon\x07",
    f"{_OSC}52;c;ZXZpbA==\x07", f"{_OSC}52;c;?\x07", f"{_OSC}52;p;ZXZpbA=={_ST}",
    f"{_OSC}8;;file:///etc/passwd{_ST}x",
    f"{_OSC}8;;http://a.b\x07x{_OSC}8;;\x07", f"{_OSC}10;?\x07", f"{_OSC}11;#000000\x07",
    f"{_OSC}4;1;?{_ST}",
    f"{_OSC}7;file://h/p\x07", f"{_OSC}9;note\x07", f"{_OSC}9;4;1;50\x07",
    f"{_OSC}777;notify;a;b\x07",
    f"{_OSC}133;A\x07", f"{_OSC}1337;File=inline=1:AAAA\x07", f"{_OSC}50;font\x07",
    f"{_OSC}104\x07", f"{_OSC}",
    f"{_OSC}0;never ended", f"{_OSC}0;a{_ESC}[31mb\x07", f"{_DCS}q#0;2;0;0;0{_ST}",
    f"{_DCS}$q\"p{_ST}",
    f"{_DCS}+q544e{_ST}", f"{_DCS}tmux;{_ESC}{_ESC}]52;c;eA==\x07{_ST}", f"{_DCS}never ended",
    f"{_ESC}_Gf=24;AAAA{_ST}", f"{_ESC}_never ended", f"{_ESC}^private{_ST}", f"{_ESC}Xstring{_ST}",
    f"{_ESC}kname{_ST}", _ST,
    "\x9b2J", "\x9b31m", "\x9d0;title\x9c", "\x9d52;c;ZXZpbA==\x07", "\x9d0;never ended",
    "\x90q#0\x9c", "\x9fGx\x9c",
    "\x98x\x9c", "\x9ep\x9c", "\x9c", "\x84\x85\x88\x8d\x8e\x8f", "\u0080\u0081\u0099",
]  # fmt: skip
_CONTROLS = [
    *(f"a{chr(code)}b" for code in (*range(0x20), 0x7F)), "\x00", "\x00" * 100, "\r\rover",
    "one\rtwo", "one\r\ntwo",
    "one\n\n\n\ntwo", "\n", "\t", "\ta\tb\t", "a\x08\x08\x08b", "\x07" * 50, "\x0e\x0f", "\x11\x13",
    "\x1a\x1c",
    "a\x0bb\x0cc", "\x7f\x7f", "".join(map(chr, range(0x80, 0xA0))), "\u2028\u2029", "\x85",
]  # fmt: skip
_DIRECTIONS = [
    "\u202edrow", "\u202dabc", "\u202aabc\u202c", "\u202babc", "\u2066abc\u2069", "\u2067abc",
    "\u2068abc",
    "\u202e" * 50, "\u2066" * 50, "\u200eabc\u200f", "\u061cabc", "שלום", "مرحبا", "abc שלום def",
    "\u202eשלום\u202c",
    "user\u202etxt.exe", "a\u2066b\u202ec\u2069d",
]  # fmt: skip
_WIDTHS = [
    "a" + "\u0301" * 3000, "\u0301", "\u0301\u0302\u0303", "z" + "\u0336\u0489\u20dd" * 40,
    "e\u0301e\u0301e\u0301",
    "\u20e3", "1\ufe0f\u20e3", "日本語の文字", "ｗｉｄｅ", "한국어", "日" * 300, "a日b本c",
    "ﷺ" * 5, "𒐫" * 5, "꧅",
    "⸻",
    "ﾊﾝｶｸ", "\u200b", "a\u200bb", "\u200b" * 500, "\u200c\u200d", "\u2060\u2061\u2062\u2063\u2064",
    "\u180e",
    "\u00ad" * 20, "\ufeff", "\ufeffabc", "\u3000\u3000", "\u00a0", "\u2003x\u2009y",
    "\u115f\u1160", "\u3164",
    "\uffa0", "\u17b4",
    "❤\ufe0f", "❤\ufe0e", "☺\ufe0f\ufe0f\ufe0f", "a\ufe00\ufe0f", "\U000e0100", "👍🏽",
    "👨\u200d👩\u200d👧\u200d👦",
    "🏳\ufe0f\u200d🌈", "🇩🇪🇩", "🏴\U000e0067\U000e0062\U000e007f", "🫠" * 60, "\u200d👩\u200d",
    "👩\u200d" * 100,
    "●◆■□", "█▀▄░", "─━│┃", "☃⚡", "𝕓𝕠𝕝𝕕", "ǅǈ", "ﬀﬁ", "İıſß", "Å", "\u0e33\u0e33", "ക്ഷ", "နွှိံ့",
    "\u1e9e",
]  # fmt: skip
_ODD = [
    "\ud800", "\udfff", "a\udc80b", "\udcff\udcfe", "\ud83d", "\ude00\ud83d", "\udc1b[31m",
    "\udc9b2J", "\ue000",
    "\uf8ff", "\U000f0000", "\U0010fffd", "\ufffe", "\uffff", "\U0001fffe", "\U0010ffff", "\ufdd0",
    "\ufff9a\ufffab\ufffb",
    "\ufffc", "\ufffd", "\U000e0001", "\U000e0041", "\x00\ud800\x1b[0m", "\u206a\u206f",
    "\U0001d173",
]  # fmt: skip
_FORMATS = [
    "%s", "%n%n%n", "%(a)s", "%", "%%", "{0}", "{x}", "{", "}", "{}", "{0.__class__}", "{partner}",
    "{name}", "{hour}",
    "{minutes}", "{n:>9999999}", "{!r}", "${HOME}", "$(id)", "`id`", "; id", "| id", "&& id",
    "../../etc/passwd",
    "/dev/tty", "~", "*", "-", "--help", "--", "-x", "'", '"', "\\", "\\n", "\\x1b[31m", "\\u001b",
    "'''", '"""', "#",
    "=", "null", "true", "NaN", "1e999", "0", "-1", "[x]\ny = 1", "!", "?", "q", "x",
]  # fmt: skip
_LONG = [
    "w" * 5000, "a b " * 2000, "ß" * 3000, "-" * 2000, "https://" + "a" * 3000, ("[bold]" * 500),
    "\x1b[31m" * 500,
    "日本 " * 1000, "\u202ex" * 500, "a\n" * 500, "\t" * 500, "x" + " " * 3000 + "y",
]  # fmt: skip

# A few of each kind, for what must not take long.
SAMPLE: tuple[str, ...] = (
    "a [/] b", "[@click=app.quit]quit[/]", "[$nothing-of-ours]x", f"{_CSI}2J",
    f"{_OSC}52;c;ZXZpbA==\x07",
    f"{_OSC}8;;file:///etc/passwd{_ST}x", f"{_DCS}never ended", "\x9b31m\x9d0;title\x9c",
    "a\x00\x07\x08\x0b\x0c\x7fb",
    "one\rtwo\r\nthree", "\u202edrow\u2066x", "a" + "\u0301" * 3000, "日" * 300, "\u200b" * 500,
    "❤\ufe0f",
    "👨\u200d👩\u200d👧\u200d👦", "a\udc80b\ud800", "\ufffe\ue000\U0010ffff", "%s {0} {x} "
                                                                          "{partner}",
    "w" * 5000,
    "[x]\ny = 1", "\\x1b[31m",
)  # fmt: skip
TEXTS: tuple[str, ...] = tuple(
    dict.fromkeys(
        [*SAMPLE, *_MARKUP, *_CODES, *_CONTROLS, *_DIRECTIONS, *_WIDTHS, *_ODD, *_FORMATS, *_LONG]
    )
)
MEGABYTE = "one line \x1b[31m[/] " * 60_000

# What no terminal may be sent: a control that acts, a mark that turns the direction of what
# follows.
ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

# What the full screen sends, all of it (ECMA-48, xterm's ctlseqs): colours, the cursor's place,
# erasing, our modes.
_SENT = re.compile(
    r"\x1b\[[0-9;]*m"  # SGR
    r"|\x1b\[(?:\d+;\d+)?H|\x1b\[\d*[ABCDGKX]|\x1b\[[12]J"  # cursor, EL, ECH, ED
    # a few steps back, but not as in _CONTROLS
    r"|(?<![a\x08])\x08{1,4}(?!\x08)|(?<=a)\x08{1,4}(?![b\x08])"
    r"|\x1b\[\?(?:7|25|47|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026)[hl]"
    r"|\x1b\[\?2026\$p|\x1b\[<u"
    r"|\r?\n"
)
_COPIED = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def acting(text: str) -> str:
    """The first thing in a plain text that a terminal would act on; empty when there is none."""
    found = ACTS.search(text)
    return ascii(text[found.start() : found.start() + 20]) if found else ""


def unknown(sent: bytes, *, copies: bool = False) -> str:
    """The first thing in the bytes of the full screen that is neither text nor in the grammar;
    empty when all is.

    `copies`: what the person asks to copy goes to the clipboard (OSC 52), and is clean text itself.
    """
    text = sent.decode("utf-8")  # nothing but UTF-8 is ever sent
    if copies:
        for found in _COPIED.finditer(text):
            if acts := acting(base64.b64decode(found[1]).decode()):
                return f"copied: {acts}"
        text = _COPIED.sub("", text)
    return acting(_SENT.sub("", text))
