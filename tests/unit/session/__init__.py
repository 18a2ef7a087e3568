"""Tests of calmtui/session/."""
