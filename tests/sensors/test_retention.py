"""Old jobs leave first their working files, then their film."""

from __future__ import annotations

from collections.abc import Callable

import dagster as dg
import pytest

from adgen_dagster.sensors.retention import Ended, ended_at, retention
from adgen_dagster.stages import Product
from tests.graph import Graph

Begin = Callable[[], Graph]
Choose = Callable[..., None]
AT_ONCE = "0.0000001"


def tick(graph: Graph, cursor: str | None) -> str:
    """One tick of the sensor; its new cursor."""
    result = retention(dg.build_sensor_context(instance=graph.instance, cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    assert result.cursor
    return result.cursor


def cursor_now(graph: Graph) -> str:
    return Ended(after=graph.studio.newest_event()).model_dump_json()


def folders(graph: Graph) -> set[str]:
    place = graph.store.path(f"jobs/{graph.job}")
    return {child.name for child in place.iterdir()} if place.exists() else set()


@pytest.fixture
def cursor(begin: Begin) -> str:
    return cursor_now(begin())


def test_a_young_job_keeps_everything(begin: Begin, choose: Choose, cursor: str) -> None:
    graph = begin().to_the_end()
    before = folders(graph)

    left = Ended.of_cursor(tick(graph, cursor))

    assert folders(graph) == before >= {"images", "clips", "audio", "final_mp4"}
    assert left.since == {graph.job: graph.status.since}
    assert left.films == {}


def test_of_an_older_job_only_the_film_is_left(begin: Begin, choose: Choose, cursor: str) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE)
    graph = begin().to_the_end()
    ended = graph.status.since

    left = Ended.of_cursor(tick(graph, cursor))

    assert folders(graph) == {"final_mp4"}
    assert graph.studio.film(graph.job) is not None
    assert (left.since, left.films) == ({}, {graph.job: ended})
    assert graph.job in graph.instance.get_dynamic_partitions("jobs")


def test_an_old_job_is_gone_with_its_partition(begin: Begin, choose: Choose, cursor: str) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE, ADGEN_FILM_KEEP_DAYS=AT_ONCE)
    graph, young = begin().to_the_end(), begin().writes()

    left = Ended.of_cursor(tick(graph, cursor))

    assert folders(graph) == set()
    assert graph.studio.film(graph.job) is None
    assert (left.since, left.films) == ({}, {})
    partitions = graph.instance.get_dynamic_partitions("jobs")
    assert (graph.job in partitions, young.job in partitions) == (False, True)
    assert folders(young) != set()
    assert graph.studio.recent_jobs(1) == [young.job]


def test_a_cancelled_job_leaves_nothing(begin: Begin, choose: Choose, cursor: str) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE)
    graph = begin().to_pictures().paints()
    graph.studio.cancel(graph.job, None, graph.owner)

    tick(graph, cursor)

    assert folders(graph) == set()


def test_a_job_that_goes_on_is_never_touched(begin: Begin, choose: Choose, cursor: str) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE, ADGEN_FILM_KEEP_DAYS=AT_ONCE)
    graph = begin().to_pictures().paints()

    tick(graph, tick(graph, cursor))

    assert ended_at(graph.status) is None
    assert folders(graph) >= {"images", "script"}


def test_a_tick_that_was_cut_short_is_made_again(begin: Begin, choose: Choose, cursor: str) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE, ADGEN_FILM_KEEP_DAYS=AT_ONCE)
    graph = begin().to_the_end()
    tick(graph, cursor)

    left = Ended.of_cursor(tick(graph, cursor))

    assert (folders(graph), left.films) == (set(), {})
    assert graph.status.latest[Product.FINAL_MP4, 0].path
