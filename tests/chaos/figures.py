"""What an attack counts, and how one is started from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable


class Figures:
    """What was tried, and every fault that was seen."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.faults: list[str] = []

    def check(self, holds: object, what: str) -> None:
        """Note a fault unless something holds."""
        if not holds:
            self.faults.append(what)


def main(attack: Callable[[int, int], Figures], rounds: int) -> None:
    """Run an attack with the rounds and the seed of the command line, and print its figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = attack(asked.rounds, asked.seed)
    print(
        json.dumps(
            {"tried": found.tried, "faults": len(found.faults), "first": found.faults[:20]},
            indent=1,
        )
    )
    sys.exit(1 if found.faults else 0)
