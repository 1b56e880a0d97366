"""Segment numbers are read as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adgen_dagster.domain.brief import MAX_SEGMENTS, BriefError
from adgen_dagster.terminal.segments import read_segments


@pytest.mark.parametrize(
    ("said", "segments"),
    [
        ("", []),
        ("  ", []),
        ("3", [3]),
        ("3 5-7", [3, 5, 6, 7]),
        ("7,5,5-6", [5, 6, 7]),
        (" 1 , 2 ", [1, 2]),
        (["2", "4-5"], [2, 4, 5]),
    ],
)
def test_numbers_and_rows_are_read(said: str | list[str], segments: list[int]) -> None:
    assert read_segments(said) == segments


@pytest.mark.parametrize("said", ["0", "49", "x", "5-3", "1-", "-2", "1.5", "1-49", "²"])
def test_anything_else_is_refused_with_a_hint(said: str) -> None:
    with pytest.raises(BriefError, match="is not a segment number"):
        read_segments(said)


@given(st.sets(st.integers(1, MAX_SEGMENTS)))
def test_what_is_listed_is_what_is_read(segments: set[int]) -> None:
    assert read_segments(", ".join(map(str, segments))) == sorted(segments)


@given(st.text())
def test_whatever_is_typed_it_is_read_or_refused(said: str) -> None:
    try:
        found = read_segments(said)
    except BriefError:
        return

    assert all(1 <= segment <= MAX_SEGMENTS for segment in found)
