"""The full screen, as a terminal emulator shows it."""
