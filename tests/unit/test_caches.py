"""What is remembered between calls is bounded."""

from __future__ import annotations

import importlib
import pkgutil

import calmtui


def test_every_cache_has_a_bound_or_few_keys() -> None:
    few = {
        "helplines._file", "helplines.help_lines", "painter._down", "painter._right",
        "charset.terminal_codec",
        "palette._nearest", "palette._colours_256", "palette._oklab",
    }  # fmt: skip
    unbounded = set()
    for _, name, _ in pkgutil.walk_packages(calmtui.__path__, "calmtui."):
        if name.endswith("__main__"):
            continue
        for found in vars(importlib.import_module(name)).values():
            if hasattr(found, "cache_parameters") and found.cache_parameters()["maxsize"] is None:
                unbounded.add(f"{found.__module__.rpartition('.')[2]}.{found.__name__}")
    assert unbounded <= few, unbounded - few
