"""calmtui: calming routines and timed exercises, full screen in the terminal."""

import sys

__version__ = "0.1.0"

sys.dont_write_bytecode |= "--private" in sys.argv  # before any more of ours is imported
