"""What is remembered between calls is bounded."""

from __future__ import annotations

import importlib
import pkgutil

import calmtui


def test_every_cache_has_a_bound_or_few_keys() -> None:
    few = {
        "charset.terminal_codec",
        "helplines._read_file",
        "helplines.help_lines",
        "message_hints._patterns",
        "escape_codes._down",
        "escape_codes._right",
        "palette._colours_256",
        "palette._mix",  # the colours of the themes, a few steps each
        "palette._nearest",
        "palette._oklab",
    }
    unbounded = set()
    for _, name, _ in pkgutil.walk_packages(calmtui.__path__, "calmtui."):
        if name.endswith("__main__"):
            continue
        for found in vars(importlib.import_module(name)).values():
            if hasattr(found, "cache_parameters") and found.cache_parameters()["maxsize"] is None:
                unbounded.add(f"{found.__module__.rpartition('.')[2]}.{found.__name__}")
    assert unbounded <= few, unbounded - few
