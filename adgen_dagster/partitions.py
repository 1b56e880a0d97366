"""Partition keys of jobs and segments, and the mapping between them."""

from collections.abc import Iterable, Iterator, Mapping

import dagster as dg

from adgen_dagster.domain.brief import MAX_SEGMENTS

SEGMENT_KEYS = tuple(f"{index:02d}" for index in range(1, MAX_SEGMENTS + 1))

PARTITION_TAG = "dagster/partition"
RANGE_START_TAG = "dagster/asset_partition_range_start"
RANGE_END_TAG = "dagster/asset_partition_range_end"

jobs = dg.DynamicPartitionsDefinition(name="jobs")
job_segments = dg.MultiPartitionsDefinition(
    {"job": jobs, "segment": dg.StaticPartitionsDefinition(list(SEGMENT_KEYS))}
)
per_job = dg.MultiToSingleDimensionPartitionMapping("job")


def segment_partition(job: str, index: int) -> dg.MultiPartitionKey:
    """Return the partition key of one segment of one job, `<job>|04`."""
    return dg.MultiPartitionKey({"job": job, "segment": SEGMENT_KEYS[index - 1]})


def split_partition(key: str) -> tuple[str, tuple[int, ...]]:
    """Split a partition key into its job and, if it has one, its segment.

    An event reported by hand may name any partition: its key may be none of ours.
    """
    job, _, segment = key.partition("|")
    return job, (SEGMENT_KEYS.index(segment) + 1,) if segment in SEGMENT_KEYS else ()


def is_partition(key: str) -> bool:
    """Tell whether a key may belong to us: to a job, or a segment that a film can have."""
    _, bar, segment = key.partition("|")
    return not bar or segment in SEGMENT_KEYS


def runs_of(segments: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last index of each row of neighbours: 1 2 3 7 gives (1, 3) and (7, 7).

    One Dagster run takes one range of partitions.
    """
    first = last = None
    for index in sorted(segments):
        if first is None or last is None:
            first = last = index
        elif index == last + 1:
            last = index
        else:
            yield first, last
            first = last = index
    if first is not None and last is not None:
        yield first, last


def segments_of(tags: Mapping[str, str]) -> tuple[int, ...]:
    """Return the segments that a run was asked for; none if it works for the whole job."""
    one = tags.get(PARTITION_TAG, "")
    ends = [split_partition(tags.get(tag, one))[1] for tag in (RANGE_START_TAG, RANGE_END_TAG)]
    (first, last) = ((0, *end)[-1] for end in ends)
    return tuple(range(first, last + 1)) if first else ()
