"""Tests of calmtui/storage/."""
