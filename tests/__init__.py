"""The tests. See CONTRIBUTING.md."""

import sys

# Compiled once, whatever the environment says: else it takes each worker six seconds, and each
# program that a test starts a quarter of its launch.
sys.dont_write_bytecode = False
