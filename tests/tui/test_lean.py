"""What a launch does not import, and that Textual does not miss it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from calmtui.tui import lean

IMPORT = (
    "import sys\nfrom calmtui.lean_import import import_msgspec, import_pathlib\n"
    "import_msgspec()\nimport_pathlib()\n"
    "from calmtui.tui.lean import import_textual\nimport_textual()\n"
    "import calmtui.tui.app, calmtui.tui.screens.home\n"
)


def fresh(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def test_the_full_screen_comes_without_what_it_has_no_use_for() -> None:
    left_out = {"ssl", *lean.LEFT_OUT}
    assert fresh(f"{IMPORT}print({left_out} & set(sys.modules))") == "set()\n"


def test_what_comes_late_comes_when_it_is_asked_for() -> None:
    late = {*lean.LATE, "pickle", "urllib.parse"}
    code = f"{IMPORT}print({late} & set(sys.modules))\n"
    code += "import inspect, pathlib, subprocess, traceback\nfrom textual.css import stylesheet\n"
    code += "from rich.style import Style\n"
    code += "print(inspect.tokenize.INDENT > 0, traceback.textwrap.dedent(' a'))\n"
    code += "print(pathlib.Path('/a b').as_uri(), type(subprocess.locale.getencoding()).__name__)\n"
    code += "print(stylesheet.parse_style('bold').bold, *stylesheet.render('[b]a'))\n"
    code += "print(Style.parse('bold link a').link, Style(meta={'a': 1}).meta)"
    shown = ["set()", "True a", "file:///a%20b str", "True a", "a {'a': 1}"]
    assert fresh(code).splitlines() == shown


def test_what_typing_has_not_comes_from_typing_extensions() -> None:
    code = f"{IMPORT}import typing, typing_extensions as t\n"
    code += "print(t.Literal is typing.Literal, t.IntVar.__name__)\n"
    code += "import typing_extensions\nprint(typing_extensions.__file__.endswith('.py'))"
    assert fresh(code) == "True IntVar\nTrue\n"


def test_all_of_it_can_be_imported_afterwards() -> None:
    code = f"{IMPORT}import ssl, textual.command as c, textual.canvas as d, rich.table, mimetypes\n"
    code += "import asyncio.sslproto as s; ssl.create_default_context(); s.SSLProtocol\n"
    code += "print(c.CommandPalette, d.Canvas, rich.table.Table, mimetypes.guess_type('a.txt')[0])"
    classes = ("textual.command.CommandPalette", "textual.canvas.Canvas", "rich.table.Table")
    assert fresh(code) == f"{' '.join(f'<class {name!r}>' for name in classes)} text/plain\n"


@pytest.fixture(scope="module")
def modules() -> dict[str, ast.Module]:
    """What the full screen imports of Textual and Rich."""
    code = IMPORT
    code += "own = (m for n, m in sys.modules.items() if n.split('.')[0] in ('textual', 'rich'))\n"
    code += "print(*(f'{m.__name__}={m.__file__}' for m in own), sep=chr(10))"
    pairs = (pair.split("=", 1) for pair in fresh(code).splitlines())
    return {name: ast.parse(Path(file).read_text("utf-8")) for name, file in pairs}


def outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from outside_functions(child)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, names in lean.LEFT_OUT.items() if names])
def test_this_version_of_textual_takes_no_other_names_from_what_is_left_out(
    name: str, modules: dict[str, ast.Module]
) -> None:
    taken = {
        alias.name
        for tree in modules.values()
        for node in outside_functions(tree)
        if isinstance(node, ast.ImportFrom) and node.module == name
        for alias in node.names
    }
    assert taken == set(lean.LEFT_OUT[name])


def test_msgspec_comes_without_what_it_has_no_use_for_and_that_can_be_imported_afterwards() -> None:
    code = "import sys\nfrom calmtui.lean_import import import_msgspec\nimport_msgspec()\n"
    code += "left_out = {'inspect', 'uuid', 'platform', 'typing_extensions', 'msgspec.inspect'}\n"
    code += "print(left_out & set(sys.modules))\n"
    code += "import msgspec, uuid, typing_extensions\n"
    code += "print(uuid.uuid4().version, msgspec.json.decode(b'[1]', type=list[int]))\n"
    code += "print(msgspec.json.schema(int), type(msgspec.inspect.type_info(int)).__name__)"
    assert fresh(code) == "set()\n4 [1]\n{'type': 'integer'} IntType\n"


def test_what_is_left_out_may_be_called_and_finds_nothing() -> None:
    code = f"{IMPORT}from textual.suggestions import get_suggestion\n"
    assert fresh(f"{code}print(get_suggestion('rde', ['red']))") == "None\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "names", "functions"),
    [
        ("textual.layout", {"Canvas", "Rectangle"}, {"render_keyline"}),
        ("textual.design", {"Table"}, {"show_design"}),
        ("textual.app", {"mimetypes"}, {"deliver_text", "deliver_binary"}),
        ("textual.app", {"uuid", "user_downloads_path"}, {"_deliver_binary"}),
    ],
)
def test_what_is_left_out_would_be_used_only_where_calmtui_never_goes(
    module: str, names: set[str], functions: set[str], modules: dict[str, ast.Module]
) -> None:
    assert not [
        path for path in Path(lean.__file__).parent.glob("*.tcss") if "keyline" in path.read_text()
    ]
    used = {
        function.name
        for function in ast.walk(modules[module])
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(
            isinstance(node, ast.Name) and node.id in names
            for part in function.body
            for node in ast.walk(part)
        )
    }
    assert used - {"get_rectangle"} == functions
