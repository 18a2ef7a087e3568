"""Tests of calmtui/plain/."""
