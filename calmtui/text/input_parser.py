"""Split what comes in from a terminal into keys, sequences and pastes. Pure.

A terminal also sends what nobody typed: answers to a question that another program has asked of it,
at any time and in any number of pieces. So a sequence is always taken whole, by the grammar of
ECMA-48, whether anybody knows it or not: no character within one is ever a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from calmtui.text.late_pattern import late_pattern
from calmtui.text.sanitize import UNSAFE_CHARACTERS, sanitize

ESCAPE = "\x1b"
_PASTE_START, _PASTE_END = "\x1b[200~", "\x1b[201~"
_TOKEN = late_pattern(
    r"[^\x1b]"
    r"|\x1b\[\[[A-E]"  # F1 to F5 of the Linux console
    r"|\x1b\[M[^\x00-\x1f]{3}"  # a click, in the way of very old terminals
    r"|\x1b\[[0-9]+\$(?![a-z])"  # keys of rxvt with Shift
    r"|\x1b\[(?=[ -?])[0-?]*[ -/]*[@-~]|\x1b\[[@-LN-Z\\-~]"
    r"|\x1bO[0-9;]*[@-~ ]"
    r"|\x1b[^\x1b\[O\]P_^X]|\x1b\](?=[^0-9lLI])|\x1bP(?=[^ -?])",  # Alt and a key
    re.DOTALL,
)
_TOKEN_START = late_pattern(r"\x1b(?:\[(?:\[|M[^\x00-\x1f]{0,2}|[0-?]*[ -/]*)|O[0-9;]*|[\]P])?")
_STRING_START = late_pattern(r"\x1b(?:\][0-9lLI]|P[ -?]|[_^X])")  # OSC, DCS, APC, PM, SOS
_STRING_END = late_pattern(r"[\x00-\x1f]")
_BELL, _STRING_TERMINATOR = "\x07", "\x1b\\"
_SEQUENCE_IN_PASTE = late_pattern(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x00-\x1f]*(?:\x07|\x1b\\)"
)
_GROUND_ANSWER = late_pattern(r"\]11;([^\x00-\x1f]*)(?:\x07|\x1b\\)")
_MAX_ANSWER_LENGTH = 64  # characters of an answer that is understood
_MAX_KEY_LENGTH = 256  # characters of a sequence that could be a key
_UNKNOWN_ANSWER = "\x1b[?"  # the start of a longer one
_MAX_PASTE_LENGTH = 1 << 20  # characters
# C1 controls, as characters and as single bytes that are no UTF-8, mean the same as two characters;
# other bytes that are no text are shown as such.
_C1_CONTROLS = {
    code: f"\x1b{chr(code - 0x40)}" for code in (0x8F, 0x90, 0x98, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F)
}
_INVALID_BYTES = dict.fromkeys(range(0xDC80, 0xDD00), "\ufffd")
_TRANSLATION = (
    _C1_CONTROLS | _INVALID_BYTES | {0xDC00 + code: text for code, text in _C1_CONTROLS.items()}
)
_ALT_KEY = late_pattern(r"\x1b[^\x1b]", re.DOTALL)


class GroundAnswer(str):
    """What a terminal says of the colour of its ground, when it is asked (OSC 11)."""

    __slots__ = ()


class PastedText(str):
    """What was pasted, without anything that a terminal acts on."""

    __slots__ = ()


class InputParser:
    """Takes text in pieces cut anywhere; gives a key or sequence at a time, a paste at once."""

    def __init__(self) -> None:
        self._rest = ""  # it can't be told yet what it is
        self._in_string = False
        self._string = ""  # the start of the answer that is on its way
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
        text = self._rest + text.translate(_TRANSLATION)
        self._rest = ""
        position = 0
        while position < len(text):
            if self._paste is not None:
                position, is_over = self._read_paste(text, position)
                if is_over:
                    yield from self._end_paste()
            elif self._in_string:
                position, answers = self._read_string(text, position)
                yield from answers
            elif token := _TOKEN.match(text, position):
                position = token.end()
                if token[0] == _PASTE_START:
                    self._paste = []
                elif token[0] != _PASTE_END:
                    yield token[0]
            elif string := _STRING_START.match(text, position):
                position = string.end()
                self._in_string = True
                self._string = string[0].removeprefix(ESCAPE)
            else:
                position, is_escape = self._read_start(text, position)
                if is_escape:
                    yield ESCAPE

    def flush(self) -> Iterator[str]:
        """Give what is left when nothing has come for a while.

        An escape was the key, a paste is over, the rest of an answer is lost.
        """
        was_escape = self.may_be_escape
        self._rest, self._in_string = "", False
        if was_escape:
            yield ESCAPE
        yield from self._end_paste()

    def _read_paste(self, text: str, position: int) -> tuple[int, bool]:
        """Return the position behind what is pasted, and whether the paste is over."""
        assert self._paste is not None
        end = text.find(_PASTE_END, position)
        is_over = end >= 0
        if not is_over:
            # Its end may have begun.
            end = text.rfind(ESCAPE, max(position, len(text) - len(_PASTE_END) + 1))
            if end < 0:
                end = len(text)
            self._rest = text[end:]
        if end > position and sum(map(len, self._paste)) < _MAX_PASTE_LENGTH:
            self._paste.append(text[position:end])
        if not is_over:
            return len(text), False
        return end + len(_PASTE_END), True

    def _end_paste(self) -> Iterator[str]:
        pasted = "".join(self._paste or ())
        self._paste = None
        text = pasted.replace("\r\n", "\n").replace("\r", "\n")
        text = UNSAFE_CHARACTERS.sub("", _SEQUENCE_IN_PASTE.sub("", text))
        if text:
            yield PastedText(text)

    def _read_string(self, text: str, position: int) -> tuple[int, list[GroundAnswer]]:
        """Return the position behind an answer that is a string, and what it says of the ground."""
        end = self._skip_string(text, position)
        said = text[position : end - len(self._rest)]  # its end may have begun
        self._string = (self._string + said)[:_MAX_ANSWER_LENGTH]
        answer = _GROUND_ANSWER.fullmatch(self._string)
        if self._in_string or answer is None:
            return end, []
        return end, [GroundAnswer(answer[1])]

    def _skip_string(self, text: str, position: int) -> int:
        """Return the position behind an answer that is a string, or the end where it goes on."""
        end = _STRING_END.search(text, position)
        if end is None:
            return len(text)
        position = end.start()
        if text[position:] == ESCAPE:
            self._rest = ESCAPE
            return len(text)
        self._in_string = False
        if text[position] == _BELL:
            return position + len(_BELL)
        if text.startswith(_STRING_TERMINATOR, position):
            return position + len(_STRING_TERMINATOR)
        return position

    def _read_start(self, text: str, position: int) -> tuple[int, bool]:
        """Return the position behind the start of a sequence, and whether it was an escape key."""
        start = _TOKEN_START.match(text, position)
        assert start is not None  # it is an escape at least
        if start.end() == len(text):
            self._rest = start[0]
            if len(self._rest) >= _MAX_KEY_LENGTH:
                self._rest = _UNKNOWN_ANSWER
            return len(text), False
        # A lone escape: another one follows.
        return start.end(), start[0] == ESCAPE


def clean_typed_line(text: str) -> str:
    """Return what was typed in a line that the terminal has handed over as a whole.

    Without Alt, arrows and answers.
    """
    is_plain = not any("\x80" <= char <= "\x9f" or char >= "\ud800" for char in text)
    if is_plain and ESCAPE not in text:
        return sanitize(text)
    parser = InputParser()
    tokens = [*parser.feed(text), *parser.flush()]
    return sanitize("".join(map(_typed_text, tokens)))


def _typed_text(token: str) -> str:
    if isinstance(token, GroundAnswer):
        return ""
    if _ALT_KEY.fullmatch(token):
        return token[1]
    return "" if ESCAPE in token else token
