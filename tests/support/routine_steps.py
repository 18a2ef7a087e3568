"""What several tests share of keylist."""

from __future__ import annotations

HOLD = '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 4\nhold = 4\nexhale = 4\nrounds = 9\n'

SAY = '[[steps]]\nkind = "say"\ntext = "Feel the floor."\nseconds = 10\n'
