"""Routine files and other bundled content."""
