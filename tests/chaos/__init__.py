"""An attack harness of our own: each module is one kind of attack, run by `python -m
tests.chaos.NAME --rounds N`.

`kills` (a process ends at any instant), `failing` (any call on a file fails, by a preloaded
library), `power` (the power goes, and what was not synced is lost), `special` (pipes, devices,
links and sockets in the place of files), `keyed` (other people's keys). Each prints its figures as
JSON, and its faults; the tests run a few rounds of each.
"""
