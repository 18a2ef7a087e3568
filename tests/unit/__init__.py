"""Tests of one module at a time, in the tree of calmtui/."""
