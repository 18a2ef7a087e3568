"""Tests of calmtui/render/."""
