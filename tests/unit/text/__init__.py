"""Tests of calmtui/text/."""
