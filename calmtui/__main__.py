#!python
"""`calmtui` and `python -m calmtui`: the installed script is this file (see pyproject.toml)."""

from calmtui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
