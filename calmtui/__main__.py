#!python
"""`calmtui` and `python -m calmtui`: the installed script is this file (see pyproject.toml)."""

import sys

sys.dont_write_bytecode |= "--private" in sys.argv  # before anything of ours is imported

try:
    from calmtui.cli import main
except KeyboardInterrupt:  # Ctrl+C, before anything is there to say so
    raise SystemExit(130) from None

if __name__ == "__main__":
    raise SystemExit(main())
