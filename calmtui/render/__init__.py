"""Scenes drawn as rows of cells."""
