"""What a terminal can show, by the locale its person has set; and how what it can't is put
instead.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from calmtui.text.charset import encode, resolve_codec


@pytest.mark.parametrize(
    ("environment", "found", "coerced", "codec"),
    [
        ({}, "utf-8", True, "utf-8"),  # nobody has said anything: Python is right to take UTF-8
        ({"LANG": "de_DE.UTF-8"}, "utf-8", False, "utf-8"),
        (
            {"LANG": "de_DE.UTF-8", "LC_CTYPE": "C.UTF-8"},
            "utf-8",
            True,
            "utf-8",
        ),  # not installed here, and coerced
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8", True, "ascii"),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8", False, "utf-8"),
        ({"LC_ALL": "C"}, "utf-8", False, "ascii"),
        ({"LC_ALL": "POSIX", "LANG": "de_DE.UTF-8"}, "utf-8", False, "ascii"),
        ({"LANG": "C", "PYTHONUTF8": "1"}, "utf-8", True, "utf-8"),
        ({"LANG": "de_DE"}, "utf-8", True, "ascii"),
        ({"LANG": "de_DE.ISO-8859-1@euro"}, "utf-8", True, "iso8859-1"),
        ({"LANG": "de_DE.ISO-8859-1"}, "iso8859-1", False, "iso8859-1"),
        ({"LANG": "ja_JP.eucJP"}, "euc_jp", False, "ascii"),  # its blocks are two cells wide
        ({"LANG": "C"}, "ascii", False, "ascii"),
        ({"LANG": "x.nonsense"}, "utf-8", True, "ascii"),
    ],
)
def test_the_locale_that_was_set_says_what_can_be_shown(
    environment: dict[str, str], found: str, coerced: bool, codec: str
) -> None:
    assert resolve_codec(environment, found, coerced) == codec


def test_what_can_not_be_shown_is_put_as_what_comes_near() -> None:
    assert (
        encode("Über „das“ – naïve… ▄█▀ ┌─┐ → 字́", "ascii") == b'Uber "das" - naive. ### +-+ > ??'
    )
    assert encode("Über 字", "iso8859-1") == b"\xdcber ??"
    assert encode("Über\x1b[0m", "utf-8") == "Über\x1b[0m".encode()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_it_takes_as_many_cells(text: str) -> None:
    one = [char for char in text if cell_len(char) == 1]
    assert len(encode("".join(one), "ascii")) >= len(
        [char for char in one if char.isprintable()]
    ) - sum(map(text.count, "\u00ad"))


@given(st.text())
def test_anything_can_be_encoded(text: str) -> None:
    for codec in ("ascii", "iso8859-1", "utf-8"):
        encode(text, codec).decode(codec)
