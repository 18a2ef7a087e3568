"""Measurements of calmtui from outside, beside references: `python -m benchmarks`."""
