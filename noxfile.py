"""The default tests on every Python that calmtui runs on: `nox`, or `nox -s tests-3.12` for one."""

from __future__ import annotations

import nox

nox.options.error_on_missing_interpreters = False  # those that are here
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


@nox.session(python=PYTHONS, venv_backend="venv")
def tests(session: nox.Session) -> None:
    """Run the default tests; what follows `--` goes to pytest."""
    session.install("-q", "-e", ".[test]")
    session.run("python", "-m", "pytest", "-n", "auto", *session.posargs)
