"""Jobs and segments as partition keys and ranges."""

from __future__ import annotations

from itertools import pairwise

import dagster as dg
from hypothesis import given
from hypothesis import strategies as st

from adgen_dagster.domain.brief import MAX_SEGMENTS, Act, FilmFormat
from adgen_dagster.partitions import (
    SEGMENT_KEYS,
    job_segments,
    runs_of,
    segment_partition,
    split_partition,
)
from adgen_dagster.settings import Settings

JOB = "01JADGENADGENADGENADGENADG"
INDEXES = st.integers(min_value=1, max_value=MAX_SEGMENTS)


@given(INDEXES)
def test_a_segments_key_names_its_job_and_its_index(index: int) -> None:
    key = segment_partition(JOB, index)

    assert str(key) == f"{JOB}|{index:02d}"
    assert split_partition(key) == (JOB, (index,))


def test_a_jobs_own_key_has_no_segment() -> None:
    assert split_partition(JOB) == (JOB, ())
    assert split_partition(f"{JOB}|") == (JOB, ())
    assert split_partition(f"{JOB}|all") == (JOB, ())


def test_dagster_reads_the_keys_as_we_write_them() -> None:
    with dg.instance_for_test() as instance:
        instance.add_dynamic_partitions("jobs", [JOB])
        with dg.partition_loading_context(dynamic_partitions_store=instance):
            keys = job_segments.get_partition_keys_in_range(
                dg.PartitionKeyRange(segment_partition(JOB, 3), segment_partition(JOB, 5))
            )

    assert [str(key) for key in keys] == [f"{JOB}|03", f"{JOB}|04", f"{JOB}|05"]


def test_every_format_has_a_key_for_each_segment() -> None:
    longest = max(
        sum(count for _, count in Settings().acts_of(film_format)) for film_format in FilmFormat
    )

    assert longest == len(SEGMENT_KEYS) == len(set(SEGMENT_KEYS))
    assert [act for act, _ in Settings().film_acts] == list(Act)


@given(st.sets(INDEXES))
def test_runs_cover_each_segment_once_and_never_touch(segments: set[int]) -> None:
    ranges = list(runs_of(segments))

    assert [index for first, last in ranges for index in range(first, last + 1)] == sorted(segments)
    assert all(later[0] > earlier[1] + 1 for earlier, later in pairwise(ranges))


def test_neighbours_are_made_in_one_run() -> None:
    assert list(runs_of([7, 1, 2, 3])) == [(1, 3), (7, 7)]
    assert list(runs_of(range(1, 11))) == [(1, 10)]
    assert list(runs_of([])) == []
