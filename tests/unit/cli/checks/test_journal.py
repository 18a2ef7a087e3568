"""What doctor says of the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from calmtui.cli.checks.journal import check_journal
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record
from tests.support.doctor import own, paths_of, torn, wrong
from tests.support.folders import HOLDER
from tests.support.records import record


def test_a_torn_tail_is_named_mended_and_then_named_as_a_line_that_stays(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    path = torn(own(paths))
    data = path.read_bytes()
    (finding,) = wrong(paths)
    assert finding.what.startswith("The last line was cut off")
    assert finding.where == f"{path}:3"
    assert finding.fix is not None
    finding.fix()
    assert path.read_bytes() == data + b"\n"
    (finding,) = wrong(paths)
    assert (finding.what, finding.where) == (
        "This line can't be read; it stays as it is.",
        f"{path}:3",
    )


def test_a_torn_tail_of_another_machine_is_not_ours_to_mend(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    path = torn(paths.journal / "other.jsonl")
    path.chmod(0o600)
    assert wrong(paths) == []
    (finding,) = wrong(paths, "note")
    assert (finding.where, finding.fix) == (f"{path}:1", None)


def test_unreadable_lines_are_named_by_file_and_line(tmp_path: Path) -> None:
    paths = paths_of(tmp_path)
    with open(own(paths), "ab") as file:
        file.write(b'my secret\n{"id": 4}\n')
    Journal(paths.journal, paths.state).append(record())
    assert [finding.where for finding in wrong(paths)] == [f"{own(paths)}:3", f"{own(paths)}:4"]
    assert not any("secret" in str(finding) for finding in wrong(paths))


def test_a_lock_that_is_held_is_named(tmp_path: Path) -> None:
    import subprocess
    import sys

    paths = paths_of(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(own(paths))], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        found = wrong(paths, "note")
        holder.kill()
    assert [finding.what for finding in found] == ["Another program is using your journal."]


def test_the_records_of_a_long_journal_pass_whoever_counts_them(tmp_path: Path) -> None:
    kept = Journal(tmp_path / "journal", tmp_path / "state")
    kept.append(record(), record())
    counted: list[str] = []

    def count(records: Iterable[Record]) -> Iterator[Record]:
        for one in records:
            counted.append(one["id"])
            yield one

    found = list(check_journal(kept.folder, tmp_path / "state", count))
    assert len(counted) == 2
    assert "2 records are saved and can be read." in [one.what for one in found]
