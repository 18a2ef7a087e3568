"""Which routine files count: no copy that another program made, and of two of one id one's own. Pure."""

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


def is_copy(name: str) -> bool:
    """Whether a file is one that a sync program, or git, made of another where two differ: each has names of its own.

    A person may call a routine after a conflict: the word alone is not enough.
    """
    if "_" not in name and "onfli" not in name.lower():
        return False
    import re  # 2 ms, hardly ever

    found = re.search(
        r"[.(\[][^)\]]*[ck]onfli[ck]?t"  # box.sync-conflict-..., box (Ann's conflicted copy 2026-01-01)
        r"|_conflict-\d{8}-\d{6}\.|\d{4}_conflict\.|_(?:backup|base|local|remote)_\d+\.",
        name.lower(),
    )
    return found is not None


def overlay(bundled: Iterable[T], own: Iterable[T]) -> Iterator[tuple[T, bool]]:
    """The bundled and the person's own by id; with each, whether it takes a bundled one's place.

    A broken one of one's own stands beside the bundled one and hides nothing.
    """
    found = {item.id: (item, False) for item in bundled}
    for item in own:
        there = item.id in found
        found[f"{item.id}.toml" if there and item.error else item.id] = (
            item,
            there and not item.error,
        )
    yield from found.values()
