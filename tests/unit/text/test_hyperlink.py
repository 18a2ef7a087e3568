"""Links of the terminal's own, only where it is known to show them."""

from __future__ import annotations

import pytest

from calmtui.text.hyperlink import shows_links


@pytest.mark.parametrize(
    ("environment", "shows"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "foot-extra"}, True),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"WT_SESSION": "1"}, True),
        ({"VTE_VERSION": "4999"}, False),
        ({"VTE_VERSION": "5000"}, True),
        ({"VTE_VERSION": "nonsense"}, False),
    ],
)
def test_a_link_is_shown_only_where_it_is_known(environment: dict[str, str], shows: bool) -> None:
    assert shows_links(environment) is shows
