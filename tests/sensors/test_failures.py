"""A run that failed for good is told to its job, with what a person can do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import dagster as dg
import pytest
from dagster._core.storage.tags import MAX_RETRIES_TAG, WILL_RETRY_TAG

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import EventKind, Failure
from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.instance.run_requests import JOB_TAG
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.sensors.failures import failures
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from adgen_dagster.work.exclusive import AlreadyAtWorkError
from adgen_dagster.work.job_work import GateClosedError, failure_of
from tests.graph import Graph

Begin = Callable[[], Graph]


def failed_run(
    instance: dg.DagsterInstance, asset: str, error: Exception, tags: Mapping[str, str]
) -> dg.ExecuteInProcessResult:
    """A real run of one asset that ends with `error`."""

    @dg.asset(name=asset)
    def work() -> None:
        raise error

    return dg.materialize([work], instance=instance, tags=tags, raise_on_error=False)


def tell(instance: dg.DagsterInstance, run: dg.ExecuteInProcessResult) -> object:
    """One call of the sensor, as the daemon makes it for every failed run."""
    context = dg.build_run_status_sensor_context(
        sensor_name="failures",
        dagster_instance=instance,
        dagster_run=run.dagster_run,
        dagster_event=run.get_run_failure_event(),
    )
    return failures(context.for_run_failure())


def rejected(*segments: int, cost_usd: float = 0.0) -> dg.Failure:
    error = ProviderError(ErrorKind.REJECTED, "Moderation said no.", cost_usd=cost_usd)
    return failure_of(dict.fromkeys(segments, error))


def test_a_failure_says_what_where_and_why(begin: Begin) -> None:
    graph = begin().to_pictures()
    run = failed_run(graph.instance, "images", rejected(3, 1), {JOB_TAG: graph.job})

    assert tell(graph.instance, run) is None

    assert graph.state is JobState.FAILED
    assert graph.status.failures == (
        Failure(
            Product.IMAGES,
            (1, 3),
            "rejected",
            "Segment 1, 3: Moderation said no.",
            run.dagster_run.run_id,
        ),
    )


def test_what_a_failure_cost_is_counted_once_however_often_it_is_told(begin: Begin) -> None:
    graph = begin().to_pictures()
    run = failed_run(graph.instance, "images", rejected(2, cost_usd=0.05), {JOB_TAG: graph.job})
    tell(graph.instance, run)
    graph.studio.retry(graph.job, graph.owner)

    tell(graph.instance, run)

    assert graph.status.cost_usd == pytest.approx(0.05)
    assert graph.state is JobState.SCRIPT_APPROVED


def test_a_run_from_the_ui_is_told_to_its_job_too(begin: Begin) -> None:
    graph = begin().to_pictures()
    run = failed_run(graph.instance, "audio", rejected(1), {"dagster/partition": graph.job})

    tell(graph.instance, run)

    assert [failure.product for failure in graph.status.failures] == [Product.AUDIO]


def test_an_error_nobody_foresaw_is_a_crash_and_keeps_its_words_to_itself(begin: Begin) -> None:
    graph = begin()
    error = RuntimeError("https://example.com/?key=secret")
    run = failed_run(graph.instance, "script", error, {JOB_TAG: graph.job})

    tell(graph.instance, run)

    (failure,) = graph.status.failures
    assert (failure.kind, failure.segments) == ("crashed", ())
    assert failure.message
    assert "secret" not in failure.message


def test_a_long_message_is_cut(begin: Begin) -> None:
    graph = begin()
    error = failure_of({0: ProviderError(ErrorKind.UNAVAILABLE, "boom " * 1000)})
    run = failed_run(graph.instance, "script", error, {JOB_TAG: graph.job})

    tell(graph.instance, run)

    (failure,) = graph.status.failures
    assert failure.kind == "unavailable"
    assert len(failure.message) == 500


@pytest.mark.parametrize("error", [GateClosedError("Not approved."), AlreadyAtWorkError("Run 1.")])
def test_a_run_that_did_nothing_is_not_told(begin: Begin, error: AdgenError) -> None:
    graph = begin()
    run = failed_run(graph.instance, "script", failure_of({0: error}), {JOB_TAG: graph.job})

    tell(graph.instance, run)

    assert graph.state is JobState.PENDING
    assert not graph.status.failures


def test_one_tick_tells_some_failed_runs_and_passes_others_over(
    own_instance: dg.DagsterInstance, store: ArtifactStore, person: Person
) -> None:
    studio = Studio(own_instance, store, Settings(spot_acts="1+1+1"))  # type: ignore[arg-type]
    graph = Graph(own_instance, store, studio, studio.submit(Order(person, "A cup")), person)
    repository = pictures_alone().get_repository_def()
    context = dg.build_sensor_context(own_instance, repository_def=repository)
    cursor = failures.evaluate_tick(context).cursor
    for error, tags in ((rejected(1), {JOB_TAG: graph.job}), (rejected(2), {"team": "ads"})) * 2:
        failed_run(own_instance, "script", error, tags)

    context = dg.build_sensor_context(own_instance, cursor, repository_def=repository)
    tick = failures.evaluate_tick(context)

    assert tick.cursor != cursor
    told = [event for event in studio.events(0) if event.kind is EventKind.FAILED]
    assert [event.segments for event in told] == [(1,), (1,)]


def test_a_run_that_belongs_to_no_job_is_not_told(begin: Begin) -> None:
    graph = begin()
    after = graph.studio.newest_event()

    for tags in ({}, {"team": "ads"}, {JOB_TAG: "not-a-job"}, {"dagster/partition": "2026-01-01"}):
        run = failed_run(graph.instance, "images", rejected(1), tags)
        tell(graph.instance, run)

    assert graph.studio.events(after) == []


def lost_run(graph: Graph, **tags: str) -> dg.DagsterRun:
    """A run that began and whose process is gone."""
    return graph.instance.create_run_for_job(
        pictures_alone().resolve_implicit_global_asset_job_def(),
        tags={JOB_TAG: graph.job, **tags},
        asset_selection=frozenset({dg.AssetKey("images")}),
    )


def tell_of_lost(instance: dg.DagsterInstance, run_id: str) -> object:
    lost = instance.get_run_by_id(run_id)
    (event, *_) = instance.get_records_for_run(
        run_id, of_type=dg.DagsterEventType.RUN_FAILURE
    ).records
    assert lost
    context = dg.build_run_status_sensor_context(
        sensor_name="failures",
        dagster_instance=instance,
        dagster_run=lost,
        dagster_event=event.event_log_entry.dagster_event,
    )
    return failures(context.for_run_failure())


def test_a_run_that_is_lost_too_often_is_told_as_a_crash(begin: Begin) -> None:
    graph = begin().to_pictures()
    run = lost_run(graph, **{MAX_RETRIES_TAG: "0"})
    graph.instance.report_run_failed(run, "The code server is gone.")

    tell_of_lost(graph.instance, run.run_id)

    (failure,) = graph.status.failures
    assert (failure.product, failure.kind, failure.segments) == (Product.IMAGES, "crashed", ())


def test_a_lost_run_that_dagster_starts_again_is_not_told(begin: Begin) -> None:
    graph = begin().to_pictures()
    run = lost_run(graph)
    graph.instance.report_run_failed(run, "The code server is gone.")
    noted = graph.instance.get_run_by_id(run.run_id)

    tell_of_lost(graph.instance, run.run_id)

    assert noted
    assert noted.tags[WILL_RETRY_TAG] == "true"
    assert not graph.status.failures


def test_a_lost_run_is_not_told_before_dagster_has_noted_that_it_starts_it_again(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = begin().to_pictures()
    run = lost_run(graph)
    looked: list[str] = []
    note = graph.instance.add_run_tags

    def look_just_before(run_id: str, new_tags: Mapping[str, str]) -> None:
        tell_of_lost(graph.instance, run_id)
        looked.append(run_id)
        note(run_id, new_tags)

    monkeypatch.setattr(graph.instance, "add_run_tags", look_just_before)
    graph.instance.report_run_failed(run, "The code server is gone.")

    assert looked == [run.run_id]
    assert not graph.status.failures


def pictures_alone() -> dg.Definitions:
    @dg.asset(name="images")
    def images() -> None: ...

    return dg.Definitions([images])
