"""Tests of calmtui/history/."""
