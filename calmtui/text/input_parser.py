"""What comes in from a terminal, taken apart into keys, sequences and pastes. Pure.

A terminal also sends what nobody typed: answers to a question that another program has asked of it, at any time and in
any number of pieces. So a sequence is always taken whole, by the grammar of ECMA-48, whether anybody knows it or not:
no character within one is ever a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from calmtui.text.sanitize import UNSAFE_CHARACTERS, sanitize

ESCAPE = "\x1b"
_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_WHOLE = re.compile(
    r"[^\x1b]"
    r"|\x1b\[\[[A-E]"  # F1 to F5 of the Linux console
    r"|\x1b\[M[^\x00-\x1f]{3}"  # a click, as very old terminals say it
    r"|\x1b\[[0-9]+\$(?![a-z])"  # keys of rxvt with Shift
    r"|\x1b\[(?=[ -?])[0-?]*[ -/]*[@-~]|\x1b\[[@-LN-Z\\-~]"
    r"|\x1bO[0-9;]*[@-~ ]"
    r"|\x1b[^\x1b\[O\]P_^X]|\x1b\](?=[^0-9lLI])|\x1bP(?=[^ -?])",  # Alt and a key
    re.DOTALL,
)
_BEGUN = re.compile(r"\x1b(?:\[(?:\[|M[^\x00-\x1f]{0,2}|[0-?]*[ -/]*)|O[0-9;]*|[\]P])?")
_STRING = re.compile(r"\x1b(?:\][0-9lLI]|P[ -?]|[_^X])")  # OSC, DCS, APC, PM, SOS
_STRING_END = re.compile(r"[\x00-\x1f]")
_LONGEST = 256  # characters of a sequence that could be a key
_MOST_PASTED = 1 << 20  # characters
_IN_A_PASTE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x00-\x1f]*(?:\x07|\x1b\\)")
# C1 controls, as characters and as the single bytes that are no UTF-8, mean the same as two characters; other bytes
# that are no text are shown as such.
_EIGHT_BITS = {
    code: f"\x1b{chr(code - 0x40)}" for code in (0x8F, 0x90, 0x98, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F)
}
_BYTES = dict.fromkeys(range(0xDC80, 0xDD00), "\ufffd") | {
    0xDC00 + code: two for code, two in _EIGHT_BITS.items()
}
_TEXT = re.compile(r"\x1b?[^\x1b]|[^\x1b]*", re.DOTALL)
_ALIKE = _EIGHT_BITS | _BYTES


class PastedText(str):
    """What was pasted, without anything that a terminal acts on."""

    __slots__ = ()


class InputParser:
    """Takes text as it comes, in pieces cut anywhere; gives a key or a sequence at a time, and a paste as a whole."""

    def __init__(self) -> None:
        self._rest = ""  # of which it can't be told yet what it is
        self._in_string = False
        self._paste: list[str] | None = None

    @property
    def is_incomplete(self) -> bool:
        """Whether what comes next, or that nothing does, tells what the last characters were."""
        return bool(self._rest) or self._in_string or self._paste is not None

    @property
    def may_be_escape(self) -> bool:
        """Whether the last character was an escape, which may be the key."""
        return self._rest == ESCAPE and not self._in_string and self._paste is None

    def feed(self, text: str) -> Iterator[str]:
        """Take what has come; bytes that are no text are lone surrogates in it."""
        text, self._rest, at = self._rest + text.translate(_ALIKE), "", 0
        while at < len(text):
            if self._paste is not None:
                end = text.find(_PASTED, at)
                if end < 0:
                    cut = text.rfind(ESCAPE, max(at, len(text) - len(_PASTED) + 1))
                    end = cut if cut >= 0 else len(text)
                    self._rest = text[end:]
                    self._keep(text[at:end])
                    return
                self._keep(text[at:end])
                yield from self._end_paste()
                at = end + len(_PASTED)
            elif self._in_string:
                found = _STRING_END.search(text, at)
                if found is None:
                    return
                at = found.start()
                if text[at:] == ESCAPE:
                    self._rest = ESCAPE
                    return
                self._in_string = False
                if text[at] == "\x07":
                    at += 1
                elif text.startswith("\x1b\\", at):
                    at += 2
            elif whole := _WHOLE.match(text, at):
                at = whole.end()
                if whole[0] == _PASTE:
                    self._paste = []
                elif whole[0] != _PASTED:
                    yield whole[0]
            elif string := _STRING.match(text, at):
                at, self._in_string = string.end(), True
            else:
                begun = _BEGUN.match(text, at)
                assert begun is not None  # it is an escape at least
                if begun.end() == len(text):
                    self._rest = (
                        begun[0] if len(begun[0]) < _LONGEST else "\x1b[?"
                    )  # an answer, if anything
                    return
                if begun[0] == ESCAPE:  # another one follows
                    yield ESCAPE
                at = begun.end()

    def flush(self) -> Iterator[str]:
        """Nothing has come for a while: an escape was the key, a paste is over, the rest of an answer is lost."""
        escape = self.may_be_escape
        self._rest, self._in_string = "", False
        if escape:
            yield ESCAPE
        yield from self._end_paste()

    def _keep(self, text: str) -> None:
        assert self._paste is not None
        if text and sum(map(len, self._paste)) < _MOST_PASTED:
            self._paste.append(text)

    def _end_paste(self) -> Iterator[str]:
        pasted, self._paste = "".join(self._paste or ()), None
        text = _IN_A_PASTE.sub("", pasted.replace("\r\n", "\n").replace("\r", "\n"))
        if text := UNSAFE_CHARACTERS.sub("", text):
            yield PastedText(text)


def clean_typed_line(text: str) -> str:
    """What was typed in a line that the terminal has handed over as a whole: no Alt, no arrows, no answers."""
    if ESCAPE not in text and not any(
        "\x80" <= char <= "\x9f" or char >= "\ud800" for char in text
    ):
        return sanitize(text)
    incoming = InputParser()
    tokens = [*incoming.feed(text), *incoming.flush()]
    return sanitize(
        "".join(
            token[-1] if len(token) == 2 else token for token in tokens if _TEXT.fullmatch(token)
        )
    )
