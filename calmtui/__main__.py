"""`python -m calmtui` is the same as `calmtui`."""

import sys

from calmtui.cli import main

sys.exit(main())
