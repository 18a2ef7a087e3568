"""`calmtui` and `python -m calmtui`."""

import sys

if sys.platform == "win32":
    raise SystemExit("calmtui: runs on Linux and macOS; on Windows within WSL (wsl --install).")

try:
    from calmtui.cli.main import main
except KeyboardInterrupt:  # Ctrl+C, before anything is there to say so
    raise SystemExit(130) from None

if __name__ == "__main__":
    raise SystemExit(main())
