"""Which of two routine files of one id counts. Pure."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs half of a whole `python -c pass`
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Protocol, TypeVar

    class Named(Protocol):
        """Anything with an id that may be broken."""

        @property
        def id(self) -> str:
            """What it goes by."""

        @property
        def error(self) -> str | None:
            """What keeps it from being used."""

    T = TypeVar("T", bound=Named)


def merged(bundled: Iterable[T], own: Iterable[T]) -> Iterator[tuple[T, bool]]:
    """The bundled and the person's own by id; with each, whether it takes a bundled one's place.

    A broken one of one's own stands beside the bundled one and hides nothing.
    """
    found = {item.id: (item, False) for item in bundled}
    for item in own:
        there = item.id in found
        found[f"{item.id}.toml" if there and item.error else item.id] = (item, there and not item.error)
    yield from found.values()
