"""What several tests share of session."""

from __future__ import annotations

SAY = '[[steps]]\nkind = "say"\ntext = "a"\nseconds = 10\n[[steps]]\nkind = "say"\ntext = "b"\nseconds = 10\n'
