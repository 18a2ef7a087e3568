"""The full screen, on Textual."""

from calmtui.tui.lean import import_textual

import_textual()
