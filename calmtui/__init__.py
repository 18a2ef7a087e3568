"""calmtui: calming routines and timed exercises, full screen in the terminal."""

__version__ = "0.1.0"
