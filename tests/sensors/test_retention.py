"""Old jobs leave first their working files, then their film."""

from __future__ import annotations

from collections.abc import Callable

import dagster as dg
import pytest

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.sensors.retention import ReadTo, retention
from adgen_dagster.studio.studio import FilesGoneError
from tests.graph import Graph

Begin = Callable[[], Graph]
Choose = Callable[..., None]
AT_ONCE = "1e-12"


def tick(graph: Graph, cursor: str | None) -> str:
    """One tick of the sensor; its new cursor."""
    result = retention(dg.build_sensor_context(instance=graph.instance, cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    assert result.cursor
    return result.cursor


def folders(graph: Graph) -> set[str]:
    place = graph.store.path(f"jobs/{graph.job}")
    return {child.name for child in place.iterdir()} if place.exists() else set()


@pytest.fixture
def cursor(begin: Begin) -> str:
    """As if everything up to now had been looked at."""
    newest = begin().studio.newest_event()
    return ReadTo(files_until=newest, films_until=newest).model_dump_json()


def test_a_young_job_keeps_everything(begin: Begin, choose: Choose, cursor: str) -> None:
    graph = begin().to_the_end()
    before = folders(graph)

    later = tick(graph, cursor)

    assert folders(graph) == before >= {"images", "clips", "audio", "final_mp4"}
    assert not graph.status.is_emptied
    assert later == cursor


def test_of_an_older_job_only_the_film_is_left(begin: Begin, choose: Choose, cursor: str) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE)
    graph = begin().to_the_end()

    tick(graph, cursor)

    assert folders(graph) == {"final_mp4"}
    assert graph.studio.film(graph.job) is not None
    assert (graph.state, graph.status.is_emptied) == (JobState.COMPLETED, True)
    assert graph.job in graph.instance.get_dynamic_partitions("jobs")


def test_older_takes_of_the_film_and_half_written_files_go_too(
    begin: Begin, choose: Choose, cursor: str
) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE)
    graph = begin().to_the_end()
    graph.studio.redo(graph.job, Stage.VIDEOS, [2], "", graph.owner)
    graph.animates(2, take=2).approves(Stage.VIDEOS).makes(Product.FINAL_MP4, take=2)
    place = graph.store.path(f"jobs/{graph.job}/final_mp4")
    (place / "take-02" / ".half-0123456789abcdef").write_bytes(b"killed while writing")

    tick(graph, cursor)

    left = {str(file.relative_to(place)) for file in place.rglob("*") if file.is_file()}
    assert left == {"take-02/final_mp4.json"}
    assert graph.studio.film(graph.job) is not None


def test_no_word_about_a_place_reaches_another_jobs_files(
    begin: Begin, choose: Choose, cursor: str
) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE)
    waiting, ended = begin().writes(), begin().to_the_end()
    before = folders(waiting)
    film = dg.AssetMaterialization(
        "final_mp4", partition=ended.job, metadata={"path": f"jobs/{ended.job}/film.mp4"}
    )
    ended.instance.report_runless_asset_event(film)

    tick(ended, cursor)

    assert folders(waiting) == before
    assert folders(ended) == {"final_mp4"}


def test_an_old_job_is_gone_with_its_partition(begin: Begin, choose: Choose, cursor: str) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE, ADGEN_FILM_KEEP_DAYS=AT_ONCE)
    graph, young = begin().to_the_end(), begin().writes()

    tick(graph, cursor)

    assert folders(graph) == set()
    assert graph.studio.film(graph.job) is None
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


def test_a_cancelled_job_says_that_its_files_go_and_does_not_go_on_then(
    begin: Begin, choose: Choose, cursor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE)
    graph = begin().to_pictures().paints()
    graph.studio.cancel(graph.job, None, graph.owner)
    report = graph.instance.report_runless_asset_event

    with monkeypatch.context() as patch:

        def report_after_retention(event: dg.AssetObservation) -> None:
            patch.undo()
            tick(graph, cursor)
            report(event)

        patch.setattr(graph.instance, "report_runless_asset_event", report_after_retention)
        with pytest.raises(FilesGoneError, match="order it again"):
            graph.studio.continue_job(graph.job, graph.owner)

    assert (graph.state, graph.status.is_emptied) == (JobState.CANCELLED, True)
    assert folders(graph) == set()


def test_a_cancelled_job_that_goes_on_at_the_last_moment_keeps_its_files(
    begin: Begin, choose: Choose, cursor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE)
    graph = begin().to_pictures().paints()
    graph.studio.cancel(graph.job, None, graph.owner)
    report = graph.instance.report_runless_asset_event

    def report_after_going_on(event: dg.AssetObservation) -> None:
        monkeypatch.undo()
        graph.studio.continue_job(graph.job, graph.owner)
        report(event)

    monkeypatch.setattr(graph.instance, "report_runless_asset_event", report_after_going_on)
    tick(graph, cursor)

    assert graph.state is JobState.AWAITING_IMAGES_APPROVAL
    assert folders(graph) >= {"images", "segments"}


def test_a_job_that_goes_on_is_never_touched(begin: Begin, choose: Choose, cursor: str) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE, ADGEN_FILM_KEEP_DAYS=AT_ONCE)
    graph = begin().to_pictures().paints()

    tick(graph, tick(graph, cursor))

    assert graph.state is JobState.AWAITING_IMAGES_APPROVAL
    assert folders(graph) >= {"images", "script"}


def test_a_failed_job_keeps_its_files_until_nobody_tried_again_in_time(
    begin: Begin, choose: Choose, cursor: str
) -> None:
    graph = begin().to_pictures().paints(1, 3).fails(Product.IMAGES, 2)
    before = folders(graph)

    cursor = tick(graph, cursor)
    kept = folders(graph)
    choose(FILE_CLEANUP_HOURS=AT_ONCE)
    tick(graph, cursor)

    assert kept == before
    assert folders(graph) == set()
    assert graph.state is JobState.FAILED
    with pytest.raises(FilesGoneError, match="order it again"):
        graph.studio.retry(graph.job, graph.owner)


def test_a_finished_film_cannot_be_changed_once_what_it_was_made_of_is_gone(
    begin: Begin, choose: Choose, cursor: str
) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE)
    graph = begin().to_the_end()
    tick(graph, cursor)

    with pytest.raises(FilesGoneError):
        graph.studio.redo(graph.job, Stage.IMAGES, [1], "", graph.owner)

    assert graph.state is JobState.COMPLETED
    assert graph.status.due == ()


def test_a_job_that_was_asked_again_at_the_last_moment_keeps_its_files(
    begin: Begin, choose: Choose, cursor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE)
    graph = begin().to_the_end()
    report = graph.instance.report_runless_asset_event

    def report_after_a_redo(event: dg.AssetObservation) -> None:
        monkeypatch.undo()
        graph.studio.redo(graph.job, Stage.IMAGES, [1], "", graph.owner)
        report(event)

    monkeypatch.setattr(graph.instance, "report_runless_asset_event", report_after_a_redo)
    tick(graph, cursor)

    assert folders(graph) >= {"images", "clips", "audio", "segments"}
    assert (graph.state, graph.status.is_emptied) == (JobState.SCRIPT_APPROVED, False)


def test_a_tick_that_was_cut_short_is_made_again(begin: Begin, choose: Choose, cursor: str) -> None:
    choose(FILE_CLEANUP_HOURS=AT_ONCE, ADGEN_FILM_KEEP_DAYS=AT_ONCE)
    graph = begin().to_the_end()
    tick(graph, cursor)

    tick(graph, cursor)

    assert folders(graph) == set()
    events = graph.studio.events(ReadTo.model_validate_json(cursor).files_until)
    said = [event for event in events if event.kind is EventKind.EMPTIED]
    assert [event.job for event in said] == [graph.job]
