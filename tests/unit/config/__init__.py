"""Tests of calmtui/config/."""
