"""Records: two parsers, the same records."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from calmtui.storage.records import parse_record, parse_record_stdlib

LINE = (
    '{"v":1,"id":"a","session":"s","at":"2026-11-24T22:41:03+01:00","what":"begun","x":[1,'
    '{"y":null}],"z":@}'
)
VALUES = st.one_of(
    st.sampled_from([
        "NaN", "-Infinity", "1e999", "-1e999", '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"',
        "01", "1.", "-0",
        "[" * 99 + "]" * 99, "[" * 101 + "]" * 101, '"' + "[" * 300 + '"', "9" * 3999, "9" * 4000,
        "-" + "9" * 4300,
        "1e-400", '"\\u00"', '"\\x"', "'a'", "18446744073709551616", "1.7976931348623159e308", "",
        "tru", '1,"id":"b"',
    ]),
    st.text(max_size=8),
    st.text(max_size=8).map(lambda text: f'"{text}"'),
    st.floats().map(str),
    st.integers().map(str),
)  # fmt: skip


@given(
    VALUES,
    st.sampled_from([b"", b"\xef\xbb\xbf", b" ", b"\x0b", b"\xff\xfe"]),
    st.integers(0, 120),
    st.binary(max_size=2),
)
@example("1", b"\xef\xbb\xbf", 0, b"")
def test_a_line_is_the_same_record_to_both_parsers(
    value: str, before: bytes, place: int, more: bytes
) -> None:
    line = before + LINE.replace("@", value).encode("utf-8", "surrogatepass")
    line = line[:place] + more + line[place:]
    assert repr(parse_record_stdlib(line)) == repr(parse_record(line))
