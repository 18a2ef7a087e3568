"""Sessions of other programs: nothing about their times, numbers and cells is guessed."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calmtui.history.imports import tui_breath
from calmtui.history.imports.mapping import ColumnMapping, read_csv, recognize
from calmtui.history.imports.rows import ImportedBefore, ImportedRow, RowLeftOut, records_of
from calmtui.history.imports.scale import Scale, parse_scale
from calmtui.history.imports.table import UnreadableFile, decode
from calmtui.history.imports.times import Times, check_date_format, parse_clock
from calmtui.history.sessions import fold_sessions

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 28, 22, 41, tzinfo=BERLIN)
BREATHE = "date,time,preset,ratio,duration_target_s,duration_actual_s,breaths,completion_pct,status"
DAYLIO = "full_date,date,weekday,time,mood,activities,note_title,note"


def to_berlin(when: datetime) -> datetime:
    if when.tzinfo is None:
        return when.replace(tzinfo=BERLIN)
    return when.astimezone(BERLIN)


TIMES = Times(to_berlin, NOW)


def read(text: str, when: str = "", routine: str = "") -> list[ImportedRow | RowLeftOut]:
    mapping = recognize(text) or ColumnMapping("", when, routine=routine)
    return list(read_csv(text, mapping, TIMES))


@pytest.mark.parametrize(
    ("day", "clock", "local"),
    [
        ("2026-11-28 08:19", "", "2026-11-28T08:19:00+01:00"),
        ("2026-07-28T08:19:13", "", "2026-07-28T08:19:13+02:00"),
        ("2026-07-28T08:19:13.123456789", "", "2026-07-28T08:19:13+02:00"),
        ("2026-11-28T08:19:13Z", "", "2026-11-28T09:19:13+01:00"),
        ("2026-11-28T08:19:13 -0500", "", "2026-11-28T08:19:13-05:00"),
        ("2026-11-28", "8:19 pm", "2026-11-28T20:19:00+01:00"),
        ("2026-11-28", "12:05\u202fAM", "2026-11-28T00:05:00+01:00"),
        ("2026-10-25 02:30+01:00", "", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_times_that_are_plain(day: str, clock: str, local: str) -> None:
    assert TIMES.read(day, clock)[0].isoformat() == local


@pytest.mark.parametrize(
    ("day", "clock", "why"),
    [
        ("2026-03-29 02:30", "", "the clocks went forward"),
        ("2026-10-25 02:30", "", "the clocks went back"),
        ("2026-11-29 22:41", "", "in the future"),
        ("1969-11-29 22:41", "", "before 1970"),
        ("2026-11-28", "", "no time of day"),
        ("03/04/2026 10:00", "", "expected a date such as 2026-11-28"),
        ("2026-02-31 10:00", "", "expected a date such as 2026-11-28"),
        ("20261128 10:00", "", "expected a date such as 2026-11-28"),
        ("2026-W48-6", "", "expected a date such as 2026-11-28"),
        ("", "", "expected a date such as 2026-11-28"),
        ("2026-11-28", "25:00", "expected a time such as 13:48"),
        ("2026-11-28", "13:00 pm", "expected a time such as 13:48"),
        ("2026-11-28", "noon", "expected a time such as 13:48"),
    ],
)
def test_times_that_are_none_say_why(day: str, clock: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        TIMES.read(day, clock)


def test_a_date_format_is_named_and_has_to_be_whole() -> None:
    times = TIMES._replace(date_format="%d.%m.%Y %H:%M")
    assert times.read("03.04.2026 10:00")[0].isoformat() == "2026-04-03T10:00:00+02:00"
    with pytest.raises(ValueError, match=r"expected a date such as 28\.11\.2021 22:41"):
        times.read("2026-04-03 10:00")
    days = TIMES._replace(date_format="%m/%d/%Y")
    with pytest.raises(ValueError, match="no time of day"):
        days.read("03/04/2026")
    noon = days._replace(at=parse_clock("12:00"))
    assert noon.read("03/04/2026")[0].isoformat() == "2026-03-04T12:00:00+01:00"
    for good in ("%d/%m/%Y", "%Y-%m-%dT%H:%M:%S%z", "%b %d, %y"):
        assert check_date_format(good) == good
    for bad in ("%d/%m", "%Y-%m", "%H:%M", "", "%", "%Q", "day"):
        with pytest.raises(ValueError, match="year, month and day"):
            check_date_format(bad)


@given(st.datetimes(datetime(1970, 1, 2), datetime(2026, 11, 1)), st.booleans())
def test_a_time_is_read_as_it_was_written_or_not_at_all(when: datetime, utc: bool) -> None:
    when = when.replace(microsecond=0)
    if utc:
        local, text = TIMES.read(f"{when.isoformat()}Z")
        assert local == when.replace(tzinfo=UTC)
        assert text == local.astimezone(UTC).isoformat()
        return
    try:
        local, text = TIMES.read(when.isoformat(" "))
    except ValueError:
        shifts = {to_berlin(when.replace(fold=fold)).utcoffset() for fold in (0, 1)}
        assert len(shifts) == 2
        return
    assert local.replace(tzinfo=None) == when
    assert local.astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None) == when
    assert text == when.isoformat()


@given(st.text(max_size=30) | st.text("0123456789-:TZ +apm.", max_size=25), st.text(max_size=12))
def test_any_text_is_a_time_or_says_why_not(day: str, clock: str) -> None:
    with suppress(ValueError):
        local, _text = TIMES.read(day, clock)
        assert local.tzinfo is not None


@pytest.mark.parametrize(
    ("scale", "numbers"),
    [
        ("0-10", {"0": 0, "7": 7, "10": 10, "": None}),
        ("1-5", {"1": 0, "2": 3, "3": 5, "4": 8, "5": 10}),
        ("5-1", {"5": 0, "4": 3, "1": 10}),
        ("0-100", {"0": 0, "44": 4, "45": 5, "100": 10}),
        ("-5-5", {"-5": 0, "0": 5, "5": 10}),
        ("rad=0, good=2,awful=10", {"rad": 0, "GOOD": 2, " awful ": 10}),
    ],
)
def test_a_scale_is_what_was_said(scale: str, numbers: dict[str, int | None]) -> None:
    for cell, number in numbers.items():
        rating = parse_scale(scale).read(cell)
        assert (rating and rating.number) == number
        assert rating is None or (rating.was, rating.scale) == (cell.strip(), scale)


@pytest.mark.parametrize("scale", ["", "3", "3-3", "a-b", "good", "good=11", "a=1,a=2", "=3", "1-"])
def test_what_is_no_scale_is_refused(scale: str) -> None:
    with pytest.raises(ValueError, match="expected a scale such as"):
        parse_scale(scale)


@pytest.mark.parametrize("cell", ["11", "-1", "7.5", "seven", "7/10", "\u0667"])
def test_a_number_off_the_scale_is_none(cell: str) -> None:
    with pytest.raises(ValueError, match="is not on the scale"):
        parse_scale("0-10").read(cell)


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(-999, 999))
def test_any_scale_goes_from_0_to_10_in_its_order(low: int, high: int, value: int) -> None:
    if low == high:
        return
    scale = Scale("x", low, high)
    ends = [scale.read(str(low)), scale.read(str(high))]
    assert [rating and rating.number for rating in ends] == [0, 10]
    try:
        rating = scale.read(str(value))
    except ValueError:
        assert not min(low, high) <= value <= max(low, high)
        return
    assert rating is not None
    assert abs(rating.number - 10 * (value - low) / (high - low)) <= 0.5
    assert scale.describe()


def test_what_breathe_cli_writes() -> None:
    rows = read(
        f"{BREATHE}\n2026-05-30,07:15:02,morning,5-5,600,600,60,100,completed\n\n"
        "2026-05-30,19:30:14,evening,4-6,900,420,42,46,ended early (user)\n"
        "2026-05-30,19:31:14,evening,4-6,900,420,42,46,lost\n2026-05-30,19:30\n"
        "2026-05-30,19:32:14,evening,4-6,900,long,42,46,completed\n"
    )
    first, second, *others = rows
    assert isinstance(first, ImportedRow)
    assert isinstance(second, ImportedRow)
    assert (first.line, first.name, first.how, first.practised) == (2, "morning", "completed", 600)
    assert (second.line, second.name, second.how, second.practised) == (
        4,
        "evening",
        "left early",
        420,
    )
    assert others == [
        (5, "'lost' does not say how it ended"),
        (6, "expected 9 cells, found 2"),
        (7, "expected a length of at most 24 hours, as a number, found 'long'"),
    ]


def test_what_daylio_exports_has_words_and_no_number() -> None:
    text = (
        f'{DAYLIO}\r\n2025-12-17,Dec 17,Wednesday,8:00 pm,good,a | b,,"one\r\ntwo ""three"""\r\n'
        "2025-12-18,Dec 18,Thursday,23:10,awful,,,\r\n"
    )
    first, second = read(text)
    assert isinstance(first, ImportedRow)
    assert first.answers == (
        ("mood", "good"), ("activities", "a | b"), ("note", 'one\ntwo "three"'),
    )  # fmt: skip
    assert (first.before, first.practised, second.line) == (None, None, 4)
    (past,) = fold_sessions(records_of(first, "Daylio", "salt"))
    assert (past.title, past.routine, past.before, past.practised) == ("Daylio", "daylio", {}, 0.0)


def tui_session(**change: object) -> dict[str, object]:
    """A session as tui_breath saves it."""
    phases = {"inhalation_time": 4.0, "exhalation_time": 4.0, "hold_in_time": None}
    rest = {"rate": 6.0, "phase_parameters": phases, "iterations": 3, "tempo": 1.0}
    return {
        "session_id": "9f2c", "start_time": "2026-06-11T05:19:06.736123456Z", "end_time": None,
        "status": "completed", "type": "breathing", "history": [],
        "parameters": {
            "duration_target": 300, "actual_duration_secs": 300.25,
            "settings": {**rest, "pattern_id": "box"},
        },
        **change,
    }  # fmt: skip


def test_what_tui_breath_saves() -> None:
    row = tui_breath.read_session(json.dumps(tui_session()), TIMES)
    assert isinstance(row, ImportedRow)
    assert row.at.isoformat() == "2026-06-11T07:19:06+02:00"
    assert (row.name, row.how, row.practised) == ("box", "completed", 300.2)
    left = tui_breath.read_session(json.dumps(tui_session(status="abandoned")), TIMES)
    assert isinstance(left, ImportedRow)
    assert left.how == "left early"
    late = tui_breath.read_session(json.dumps(tui_session(start_time="2030-01-01T00:00Z")), TIMES)
    assert late == RowLeftOut(1, "in the future")


@pytest.mark.parametrize(
    "text",
    [
        "{", "[1]", "{}", "[" * 5000, "[]", json.dumps(tui_session(status="running")),
        json.dumps(tui_session(start_time=3)), json.dumps(tui_session(parameters=[])),
        json.dumps(tui_session(parameters={"actual_duration_secs": -1})), '{"a": 1' + "0" * 5000,
    ],
)  # fmt: skip
def test_other_json_is_refused(text: str) -> None:
    assert tui_breath.is_json(text)
    with pytest.raises(UnreadableFile, match=r"JSON|tui_breath saved"):
        tui_breath.read_session(text, TIMES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_common_kind_of_csv(encoding: str, separator: str, end: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, lineterminator=end)
    writer.writerows([["Wann", "was;,\t"], ["2026-11-01 10:00", 'Bö "x", y; z'], []])
    text = decode(written.getvalue().encode(encoding))
    (row,) = read(text, when="Wann", routine="was;,\t".strip())
    assert isinstance(row, ImportedRow)
    assert row.name == 'Bö "x", y; z'


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        (b"when\n\xe9t\xe9\n", 2, "expected UTF-8"),
        (b"when\n2026\0\n", 2, "expected text"),
        (b"\xff\xfew", 0, "expected UTF-8"),
        ("when\nx".encode("utf-16")[2:], 1, "expected text"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, line: int, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why) as caught:
        decode(data)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ('when\n2026-11-01 10:00\n"2026', 3, "a quote that does not end"),
        ("when\n" + "x" * 200_000, 2, "a cell that is too long"),
        ("when,when\n", 1, "the column 'when' is there twice"),
        ("date,x\n", 1, "no column 'when'; there are date, x"),
        ("", 1, "no column 'when'; there are "),
    ],
)
def test_a_file_that_is_no_table_is_refused(text: str, line: int, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why) as caught:
        read(text, when="when")
    assert caught.value.line == line


_CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@settings(max_examples=50)
@given(st.lists(st.tuples(_CELLS, _CELLS), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_every_row_is_a_session_or_is_left_out_with_its_line(
    cells: list[tuple[str, str]], separator: str
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator)
    writer.writerow(("when", "what"))
    lines = []
    for number, (day, what) in enumerate(cells):
        lines.append(written.getvalue().count("\n") + 1)
        if number % 2:
            day = f"2026-11-{number + 1:02} 10:00"
        writer.writerow((day, what))
    rows = read(written.getvalue(), when="when", routine="what")
    wanted = {number for number, row in enumerate(cells) if number % 2 or any(map(str.strip, row))}
    assert len(rows) == len(wanted)
    if not any(
        set(cell) & set("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029") for row in cells for cell in row
    ):
        assert [row.line for row in rows] == [lines[number] for number in sorted(wanted)]
    for row, number in zip(rows, sorted(wanted), strict=True):
        assert isinstance(row, ImportedRow) >= bool(number % 2)


def row(**change: object) -> ImportedRow:
    """A session of another program."""
    at = datetime(2026, 5, 30, 7, 15, tzinfo=BERLIN)
    base = ImportedRow(2, at, "2026-05-30T07:15:00", "Box", "completed", 60.0)
    return base._replace(**change)  # type: ignore[arg-type]


def test_ids_come_from_the_content_and_cannot_be_told_without_the_salt() -> None:
    def ids(one: ImportedRow, program: str = "p", salt: str = "s") -> set[str]:
        return {record["id"] for record in records_of(one, program, salt)}

    assert ids(row()) == ids(row(line=9, at=row().at.astimezone(UTC)))
    rating = parse_scale("0-10").read("4")
    changed = [
        row(when="x"), row(name="y"), row(how="left early"), row(practised=61.0),
        row(rates="anxiety", before=rating), row(rates="anxiety", after=rating),
        row(answers=(("note", "x"),)),
    ]  # fmt: skip
    every = [ids(one) for one in changed] + [ids(row(), salt="t"), ids(row(), "q"), ids(row())]
    assert len(set().union(*every)) == sum(map(len, every))


def test_the_records_are_a_whole_session_in_its_order() -> None:
    scale = parse_scale("1-5")
    one = row(rates="anxiety", before=scale.read("4"), after=scale.read("2"))
    records = list(records_of(one, "", "s"))
    (past,) = fold_sessions(reversed(records))
    assert (past.before, past.after, past.how) == ({"anxiety": 8}, {"anxiety": 3}, "completed")
    assert (past.title, past.routine) == ("Box (imported)", "imported-box")
    assert records[1]["imported"] == "4"
    assert records[-1]["at"] == "2026-05-30T07:16:00+02:00"
    (unnamed,) = fold_sessions(records_of(row(name="箱"), "p", "s"))
    assert unnamed.routine.startswith("p-")
    assert unnamed.routine.isascii()


def test_two_devices_that_imported_apart_add_nothing_later() -> None:
    records = [*records_of(row(), "p", "b"), *records_of(row(name="other"), "p", "a")]
    before = ImportedBefore(records, set(), "new")
    assert before.salts == ["a", "b"]
    assert [before.salt_for(row(), "p"), before.salt_for(row(name="other"), "p")] == ["", ""]
    assert before.salt_for(row(name="third"), "p") == "a"
    cut = ImportedBefore([records[0], records[2]], set(), "new")
    assert cut.salts == ["a", "b"]
    assert cut.salt_for(row(), "p") == "b"
    erased = ImportedBefore([records[2]], {records[0]["session"]}, "new")
    assert erased.salt_for(row(), "p") == "a"  # the salt of the erased one is gone with it


def test_a_clock_that_is_a_little_ahead_is_no_future() -> None:
    soon = (NOW + timedelta(minutes=5)).replace(tzinfo=None)
    assert TIMES.read(soon.isoformat())[0] > NOW
