"""Tests of calmtui/content/."""
