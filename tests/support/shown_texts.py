"""Which strings of the code a person may meet, and which of them are not marked for translation.

A string counts as words where it reads as words: two in a row, or a word beside a `{name}`. A word
alone counts where it stands in a place that is given a marked text elsewhere: the second argument
of `KeyHint`, a return value of one function, a column of one table.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

import calmtui

PACKAGE = Path(calmtui.__file__).parent
MARKERS = ("_", "N_", "ngettext")
# Modules whose words are for others: editors; limbs by their English names; what people type.
_OTHERS = ("content/schema.py", "render/shapes/figure.py", "text/durations.py")
_WORDS = re.compile(
    r"\b[A-Za-z]+['.,;:]? +[A-Za-z]{2,}|\b[A-Za-z]{2,}['.,;:]? +[A-Za-z]+\b|\d [a-z]{2,}"
)
_WORD_AND_NAME = re.compile(r"[A-Za-z]{2,}[.,;:]? \{\w*\}|\{\w*\}[.,;:]? [A-Za-z]{2,}")
_ONE_WORD = re.compile(r"[A-Za-z][A-Za-z'-]+[.!?:]?")
_PIECE = re.compile(r"(?:^| )[A-Za-z]{3,}[.,:]? | [A-Za-z]{3,}[.,:]?$")
_COMMAND = re.compile(r"calmtui[ a-z0-9-]*:? ?")
Place = tuple[object, object]


class Unmarked(NamedTuple):
    """A string that may be shown and is not marked."""

    where: str
    text: str


class Module:
    """The strings of one module, each with the nodes around it."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        tree = ast.parse(source)
        self._nodes = list(ast.walk(tree))
        self._above = {child: node for node in self._nodes for child in ast.iter_child_nodes(node)}

    def strings(self) -> Iterator[tuple[ast.Constant, str]]:
        """Yield every string but docstrings, types, patterns, the schema's and what is compared."""
        for node in self._nodes:
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            above = self._above[node]
            if isinstance(above, ast.Expr | ast.Subscript | ast.MatchValue | ast.Compare):
                continue
            if not is_for_editors(above):
                yield node, node.value

    def is_marked(self, node: ast.AST) -> bool:
        """Return whether a string is an argument of a marker."""
        above = self._above[node]
        return (
            isinstance(above, ast.Call)
            and isinstance(above.func, ast.Name)
            and above.func.id in MARKERS
        )

    def is_piece(self, node: ast.AST) -> bool:
        """Return whether a string is a piece of a string that is put together."""
        return isinstance(self._above[node], ast.JoinedStr)

    def place(self, node: ast.AST) -> Place | None:
        """Return where a string stands, marked or not; None where that says nothing about it."""
        if self.is_marked(node):
            node = self._above[node]
        above = self._above[node]
        if isinstance(above, ast.IfExp):
            node, above = above, self._above[above]
        match above:
            case ast.Call() if node in above.args:
                return _called(above), above.args.index(node)
            case ast.keyword():
                call = self._above[above]
                return (_called(call), above.arg) if isinstance(call, ast.Call) else None
            case ast.Dict() if node in above.values:
                return above, "value"
            case ast.Return() | ast.Yield():
                return self._function(above), "result"
            case ast.Tuple():
                return self._column(above, node)
        return None

    def _column(self, row: ast.Tuple, node: ast.AST) -> Place:
        """Return the place of what stands in a row: a column, where it is the row of a table."""
        table = self._above[row]
        if isinstance(table, ast.Tuple | ast.List | ast.Dict):
            return table, [*row.elts].index(cast("ast.expr", node))
        return row, "item"

    def _function(self, node: ast.AST) -> ast.AST:
        while not isinstance(node, ast.FunctionDef):
            node = self._above[node]
        return node


def is_for_editors(statement: ast.AST) -> bool:
    """Return whether this says what the schema has of a type of the routine format."""
    return (
        isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and statement.target.id == "about"
    )


def _called(call: ast.Call) -> str:
    """Return the name of what is called, without what it is called on."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return ast.unparse(call.func)


@lru_cache(1)
def modules() -> list[Module]:
    """Return every module whose words are for people."""
    paths = ((path, str(path.relative_to(PACKAGE))) for path in sorted(PACKAGE.rglob("*.py")))
    return [Module(name, path.read_text("utf-8")) for path, name in paths if name not in _OTHERS]


def places_of_words(read: list[Module]) -> Counter[Place | None]:
    """Return the places that are given a marked text, and how often each is."""
    places = (
        module.place(node)
        for module in read
        for node, _text in module.strings()
        if module.is_marked(node)
    )
    return Counter(place for place in places if place)


def may_be_shown(module: Module, node: ast.AST, text: str, takes_words: bool) -> bool:
    """Return whether a string reads as words, or is a word where words are taken."""
    if _COMMAND.fullmatch(text):
        return False
    if module.is_piece(node):
        return bool(_PIECE.search(text))
    if _WORDS.search(text) or _WORD_AND_NAME.search(text):
        return True
    return takes_words and bool(_ONE_WORD.fullmatch(text))


def unmarked() -> Iterator[Unmarked]:
    """Yield the strings that people may be shown and that are not marked."""
    read = modules()
    places = places_of_words(read)
    for module in read:
        for node, text in module.strings():
            takes_words = module.place(node) in places
            if not module.is_marked(node) and may_be_shown(module, node, text, takes_words):
                yield Unmarked(f"calmtui/{module.name}:{node.lineno}", text)


def share_found_without_its_mark() -> float:
    """Return of how many marked texts it would be noticed if their mark was forgotten."""
    read = modules()
    places = places_of_words(read)
    found = [
        may_be_shown(module, node, text, places[module.place(node)] > 1)
        for module in read
        for node, text in module.strings()
        if module.is_marked(node)
    ]
    return sum(found) / len(found)
