"""Write the compiled catalogues (`.mo`) before hatch builds a wheel, sdist or editable install."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """The hook that `[tool.hatch.build.hooks.custom]` names."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write them into the tree; `artifacts` in pyproject.toml names them for hatch."""
        # hatch loads this file by its path: the project's root is not on `sys.path`.
        runpy.run_path(str(Path(self.root, "scripts", "catalogue.py")))["write_mo_files"]()
