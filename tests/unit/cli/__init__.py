"""Tests of calmtui/cli/."""
