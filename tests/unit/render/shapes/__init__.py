"""Tests of calmtui/render/shapes/."""
