#!python
"""`calmtui` and `python -m calmtui`: the installed script is this file (see pyproject.toml)."""

import sys

sys.dont_write_bytecode |= "--private" in sys.argv  # before anything of ours is imported

from calmtui.cli import main  # noqa: E402

if __name__ == "__main__":
    raise SystemExit(main())
