"""What a tap is: the key that is drawn where it falls, and nothing else.

Whoever draws a key puts its name into the style of the same letters, so that the place to tap is
what is seen. `Sized` makes the key's own event of a tap.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.style import Style

from calmtui.tui.painter import KEY
from calmtui.tui.textual_internals.typed_input import key_of

_LINK = "link"  # of a style's meta: where it leads


def tappable(content: Content, key: str) -> Content:
    """Return a content on which a tap is a key; an empty name is none."""
    if not key:
        return content
    return content.stylize(Style.from_meta({KEY: key}))


def linked(content: Content, link: str, *, is_shown: bool) -> Content:
    """Return a content that leads somewhere; a link of the terminal's own where it shows some."""
    if not link:
        return content
    if is_shown:
        content = content.stylize(Style(link=link))
    return content.stylize(Style.from_meta({_LINK: link}))


def link_under(event: events.MouseEvent) -> str:
    """Return where what is drawn under the pointer leads; empty for nowhere."""
    return str(event.style.meta.get(_LINK, ""))


def key_under(event: events.MouseEvent) -> str:
    """Return the name of the key that is drawn where the pointer is; empty for none."""
    return str(event.style.meta.get(KEY, ""))


def key_event(name: str) -> events.Key:
    """Return what a terminal says of a key, by Textual's name of it or its character."""
    if len(name) == 1:
        return key_of(name)
    return events.Key(name, None)
