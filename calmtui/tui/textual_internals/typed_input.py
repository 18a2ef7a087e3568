"""What comes from the terminal, as Textual's events."""

from __future__ import annotations

import asyncio
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from textual import constants, events
from textual._xterm_parser import FOCUSIN, FOCUSOUT, XTermParser
from textual.keys import Keys, _character_to_key
from textual.message import Message

from calmtui.text.input_parser import GroundAnswer, InputParser, PastedText
from calmtui.text.late_pattern import late_pattern

_SILENCE = 2.0  # seconds within a paste or an answer: far more than a slow line makes
_CURSOR = late_pattern(r"\x1b\[\d+;\d+R")  # where it is; also F3 with Shift, of some terminals
_FOCUS_EVENTS = {FOCUSIN: events.AppFocus, FOCUSOUT: events.AppBlur}
_ALT_KEY = 2  # characters of Alt with a key: the escape, and the key


class Parser(XTermParser):
    """Textual's parser, for the meaning of one key or sequence.

    One that makes no sense, or that nobody asked for, has none. Taking apart what comes is not left
    to it: characters of a sequence that it does not know would be keys.
    """

    def meant(self, token: str) -> Iterator[Message]:
        """Yield what a user did, if this is what a user did."""
        if isinstance(token, GroundAnswer):
            return  # the driver's own; nobody typed it
        if isinstance(token, PastedText):
            yield events.Paste(token)
        elif token in (FOCUSIN, FOCUSOUT):
            yield _FOCUS_EVENTS[token]()
        elif _CURSOR.fullmatch(token) is None:
            with suppress(ValueError, OverflowError):  # no number, or no character of that number
                yield from self._known(token)

    def _known(self, token: str) -> Iterator[Message]:
        if token.startswith("\x1b[<"):
            mouse = self.parse_mouse_code(token)
            if mouse is not None:
                yield mouse
            return
        keys = list(self._sequence_to_key_events(token))
        if not keys and len(token) == _ALT_KEY:
            keys = list(self._sequence_to_key_events(token[1], alt=True))
        yield from (key for key in keys if key.key != Keys.Ignore)


class TypedInput:
    """Takes bytes cut anywhere, and passes on what a person did, and what the terminal answered."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        codec: str,
        *,
        on_event: Callable[[Message], None],
        on_ground_answer: Callable[[str], None],
    ) -> None:
        self._loop = loop
        self._on_event, self._on_ground_answer = on_event, on_ground_answer
        if codec == "ascii":  # a terminal may show less than it sends
            codec = "utf-8"
        self._decode = getincrementaldecoder(codec)("surrogateescape").decode
        self._tokens = InputParser()
        self._parser = Parser()
        self._silence: asyncio.TimerHandle | None = None

    def feed(self, data: bytes) -> None:
        """Take what has come."""
        self._pass_on(self._tokens.feed(self._decode(data)))
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None
        if self._tokens.is_incomplete:
            seconds = constants.ESCAPE_DELAY if self._tokens.may_be_escape else _SILENCE
            self._silence = self._loop.call_later(seconds, self._end_silence)

    def _pass_on(self, tokens: Iterable[str]) -> None:
        for token in tokens:
            if isinstance(token, GroundAnswer):
                self._on_ground_answer(token)
            for event in self._parser.meant(token):
                self._on_event(event)

    def _end_silence(self) -> None:
        """Take an escape that nothing followed for the key itself, and end an open paste."""
        self._silence = None
        self._pass_on(self._tokens.flush())


def key_of(character: str) -> events.Key:
    """Return what a terminal says when one character is typed."""
    return events.Key(_character_to_key(character), character)
