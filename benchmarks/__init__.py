"""Measure calmtui from the far end of a pseudo-terminal, beside references."""
