"""Measures calmtui from the far end of a pseudo-terminal, beside references: `python -m benchmarks`."""
