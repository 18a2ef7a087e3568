"""Check of the reminders whose files can be read; those of a crontab `calmtui remind` checks."""

from __future__ import annotations

from collections.abc import Iterator

from calmtui.cli.checks.finding import Finding
from calmtui.cli.reminders.launchd import Launchd
from calmtui.cli.reminders.scheduler import can_start, cannot_start
from calmtui.cli.reminders.systemd import Systemd


def check_reminders() -> Iterator[Finding]:
    """Name every reminder whose program is gone: it would be silent."""
    for scheduler in (Systemd(), Launchd()):
        for entry in scheduler.entries():
            if not can_start(entry):
                what, do = cannot_start(entry)
                yield Finding("files", "wrong", what, do=do)
