"""What several tests share of routine."""

from __future__ import annotations

SAY = '[[steps]]\nkind = "say"\ntext = "a"\nseconds = 10\n'
