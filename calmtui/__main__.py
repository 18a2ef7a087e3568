"""`calmtui` and `python -m calmtui`."""

try:
    from calmtui.cli import main
except KeyboardInterrupt:  # Ctrl+C, before anything is there to say so
    raise SystemExit(130) from None

if __name__ == "__main__":
    raise SystemExit(main())
