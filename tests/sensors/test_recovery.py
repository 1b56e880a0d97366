"""What Dagster loses is found: started again once, or told to its job."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.tags import GRPC_INFO_TAG, PARTITION_NAME_TAG, WILL_RETRY_TAG
from dagster._daemon.auto_run_reexecution.auto_run_reexecution import should_retry

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.execution.run_launcher import RunLauncher
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.run_requests import CAUSE_TAG, JOB_TAG, due_runs
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.sensors.decisions import Cursor, wait_for_due_runs
from adgen_dagster.sensors.recovery import GRACE_S, RecoveryLook, look_at
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from adgen_dagster.work.exclusive import AlreadyAtWorkError
from adgen_dagster.work.failure import failure_of
from tests.conftest import CONFIGURED
from tests.graph import Graph
from tests.production.ports import free_port
from tests.sensors.test_failures import tell_of_lost

Begin = Callable[[], Graph]
Status = dg.DagsterRunStatus


def begin_run(
    graph: Graph, request: dg.RunRequest, status: Status = Status.STARTED
) -> dg.DagsterRun:
    """What Dagster makes of a request, as far as its store goes."""
    keys = list(request.asset_selection or ())
    assets = [nothing_at(key) for key in keys]
    tags = {**request.tags, "dagster/run_key": str(request.run_key)}
    if request.partition_key:
        tags[PARTITION_NAME_TAG] = request.partition_key
    return graph.instance.create_run_for_job(
        dg.Definitions(assets).resolve_implicit_global_asset_job_def(),
        tags=tags,
        asset_selection=frozenset(keys),
        status=status,
    )


def nothing_at(key: dg.AssetKey) -> dg.AssetsDefinition:
    @dg.asset(key=key)
    def nothing() -> None: ...

    return nothing


def refused(graph: Graph, request: dg.RunRequest, error: AdgenError, segment: int = 0) -> None:
    """A whole run of a request, which fails with `error`."""
    key, *others = list(request.asset_selection or ())

    @dg.asset(key=key)
    def work() -> None:
        raise failure_of({segment: error})

    every = dg.Definitions([work, *map(nothing_at, [*others, dg.AssetKey("beside")])])
    every.resolve_implicit_global_asset_job_def().execute_in_process(
        instance=graph.instance,
        asset_selection=[key, *others],
        tags=request.tags,
        raise_on_error=False,
    )


def the_request(graph: Graph, product: Product) -> dg.RunRequest:
    (request,) = requests_of(graph, product)
    return request


def requests_of(graph: Graph, product: Product) -> list[dg.RunRequest]:
    return [
        request
        for request in due_runs(graph.status)
        if dg.AssetKey(str(product)) in (request.asset_selection or ())
    ]


def look(graph: Graph, after_s: float = GRACE_S + 5) -> RecoveryLook:
    now = time.time() + after_s
    return look_at(graph.instance, Journal(graph.instance), graph.job, now)


def keys(found: RecoveryLook) -> list[str]:
    return [str(request.run_key) for request in found.requests]


def at_the_script(begin: Begin) -> tuple[Graph, dg.RunRequest]:
    graph = begin()
    return graph, the_request(graph, Product.SEGMENTS)


def test_a_run_that_dagster_said_it_starts_again_and_does_not_is_started_once(
    begin: Begin,
) -> None:
    graph, request = at_the_script(begin)
    lost = begin_run(graph, request)
    graph.instance.report_run_failed(lost, "Its process is gone.")
    assert keys(look(graph, after_s=1)) == []

    found, again = look(graph), look(graph)

    (recovered,) = found.requests
    assert str(recovered.run_key) not in {"", str(request.run_key)}
    assert keys(again) == [str(recovered.run_key)]
    assert recovered.tags == request.tags
    assert set(recovered.asset_selection or ()) == set(request.asset_selection or ())
    assert recovered.partition_key == graph.job
    begin_run(graph, recovered)
    assert look(graph) == RecoveryLook(is_due=True, is_attended=True)


def test_dagster_coming_back_late_to_a_run_that_was_started_again_leaves_it(begin: Begin) -> None:
    graph, request = at_the_script(begin)
    lost = begin_run(graph, request)
    graph.instance.report_run_failed(lost, "Its process is gone.")
    look(graph)

    tell_of_lost(graph.instance, lost.run_id)

    seen = graph.instance.get_run_by_id(lost.run_id)
    assert seen
    assert not should_retry(seen, graph.instance)
    assert not graph.status.failures


@pytest.mark.parametrize("beginning", [Status.STARTING, Status.STARTED])
def test_dagsters_own_new_run_is_left_to_its_work(begin: Begin, beginning: Status) -> None:
    graph, request = at_the_script(begin)
    lost = begin_run(graph, request)
    graph.instance.report_run_failed(lost, "Its process is gone.")
    begin_run(graph, request, beginning)

    found = look(graph)

    assert found.requests == ()
    assert found.is_attended is (beginning is not Status.STARTING), "it may be lost on its way"


def test_a_lost_run_that_dagster_could_not_start_again_is_started_by_us(begin: Begin) -> None:
    graph, request = at_the_script(begin)
    lost = begin_run(graph, request)
    graph.instance.report_run_failed(lost, "Its code server is gone.")
    tell_of_lost(graph.instance, lost.run_id)  # Dagster still says that it will
    graph.instance.add_run_tags(lost.run_id, {WILL_RETRY_TAG: "false"})
    tell_of_lost(graph.instance, lost.run_id)
    assert not graph.status.failures

    assert len(look(graph).requests) == 1


def test_what_is_lost_again_and_again_is_told_in_the_end(begin: Begin) -> None:
    graph, request = at_the_script(begin)
    for _ in range(4):
        lost = begin_run(graph, request)
        graph.instance.report_run_failed(lost, "Its process is gone.")
        graph.instance.add_run_tags(lost.run_id, {WILL_RETRY_TAG: "false"})

        (*_, request) = (request, *look(graph).requests)

    (failure,) = graph.status.failures
    assert (failure.product, failure.kind) == (Product.SEGMENTS, "crashed")
    assert look(graph) == RecoveryLook()


def test_a_failure_that_was_told_to_nobody_is_told(begin: Begin) -> None:
    graph = begin().to_pictures()
    error = ProviderError(ErrorKind.REJECTED, "Moderation said no.", cost_usd=0.05)
    refused(graph, the_request(graph, Product.IMAGES), error, segment=2)

    assert len(look(graph).requests) == 1  # the sound's, which nobody began
    assert look(graph).is_due

    failures = {failure.product: failure for failure in graph.status.failures}
    assert (failures[Product.IMAGES].kind, failures[Product.IMAGES].segments) == ("rejected", (2,))
    assert graph.status.cost_usd == pytest.approx(0.05)
    assert graph.state is JobState.FAILED


def test_an_operators_end_of_a_run_that_no_sensor_saw_is_told(begin: Begin) -> None:
    graph, request = at_the_script(begin)
    ended = begin_run(graph, request)
    graph.instance.report_run_canceled(ended)

    assert keys(look(graph)) == []

    assert [failure.kind for failure in graph.status.failures] == ["stopped"]


def test_a_run_that_never_came_to_be_is_asked_for_under_its_first_key(begin: Begin) -> None:
    graph, request = at_the_script(begin)

    assert keys(look(graph)) == [str(request.run_key)]


def test_a_run_that_never_came_into_the_queue_is_replaced(begin: Begin) -> None:
    graph, request = at_the_script(begin)
    stuck = begin_run(graph, request, Status.NOT_STARTED)

    (recovered,) = look(graph).requests

    seen = graph.instance.get_run_by_id(stuck.run_id)
    assert seen
    assert seen.status is Status.CANCELED
    begin_run(graph, recovered)
    assert keys(look(graph)) == []
    assert not graph.status.failures


def test_dagsters_late_run_that_left_the_work_to_ours_changes_nothing(begin: Begin) -> None:
    graph, request = at_the_script(begin)
    ours = begin_run(graph, request)
    refused(graph, request, AlreadyAtWorkError("Run 1 is already at work on this."))

    at_work = look(graph)
    graph.instance.report_run_failed(ours, "Its process is gone.")
    graph.instance.add_run_tags(ours.run_id, {WILL_RETRY_TAG: "false"})
    afterwards = look(graph)

    assert at_work == RecoveryLook(is_due=True, is_attended=True)
    assert len(afterwards.requests) == 1
    assert not graph.status.failures


def test_what_a_run_for_an_older_order_is_at_is_left_to_it(begin: Begin) -> None:
    graph, request = at_the_script(begin)
    older = dg.RunRequest(
        run_key="older",
        partition_key=request.partition_key,
        asset_selection=request.asset_selection,
        tags={**request.tags, CAUSE_TAG: "1"},
    )
    begin_run(graph, older)
    refused(graph, request, AlreadyAtWorkError("Run 1 is already at work on this."))

    assert keys(look(graph)) == []


def test_one_lost_run_of_several_is_started_again_beside_the_others(begin: Begin) -> None:
    graph = begin().to_pictures().paints()
    graph.studio.redo(graph.job, Stage.IMAGES, [1, 3], "", graph.owner)
    first, second = requests_of(graph, Product.IMAGES)
    begin_run(graph, first)
    lost = begin_run(graph, second)
    begin_run(graph, the_request(graph, Product.AUDIO))
    graph.instance.report_run_failed(lost, "Its process is gone.")

    (recovered,) = look(graph).requests

    assert recovered.tags == second.tags


def test_what_was_made_meanwhile_is_not_started_again(begin: Begin) -> None:
    graph = begin().to_pictures()
    begin_run(graph, the_request(graph, Product.AUDIO))
    lost = begin_run(graph, the_request(graph, Product.IMAGES))
    graph.instance.report_run_failed(lost, "Its process is gone.")
    graph.paints()

    assert keys(look(graph)) == []


def test_a_lost_run_from_the_ui_is_told(begin: Begin) -> None:
    graph = begin().to_pictures()
    begin_run(graph, the_request(graph, Product.IMAGES))
    ours = begin_run(graph, the_request(graph, Product.AUDIO))
    graph.instance.report_run_failed(ours, "Its process is gone.")
    Journal(graph.instance).report(
        graph.job, EventKind.FAILED, product="audio", run_id=ours.run_id, failure_kind="rejected"
    )
    graph.starts(Product.AUDIO)
    typed = dg.RunRequest(partition_key=graph.job, asset_selection=[dg.AssetKey("audio")])
    by_hand = begin_run(graph, typed)
    assert not graph.status.failures
    assert keys(look(graph)) == []

    graph.instance.report_run_failed(by_hand, "Its process is gone.")
    assert keys(look(graph)) == []

    assert [failure.kind for failure in graph.status.failures] == ["crashed"]


@pytest.fixture
def handing_over(
    empty_instance: Path, tmp_path: Path, store: ArtifactStore, person: Person
) -> Iterator[Graph]:
    """A job on an instance that hands runs over to a code server, as a stack's does."""
    shutil.copytree(empty_instance, tmp_path / "instance")
    launcher = {"module": RunLauncher.__module__, "class": RunLauncher.__name__}
    with dg.DagsterInstance.local_temp(
        str(tmp_path / "instance"), {**CONFIGURED, "run_launcher": launcher}
    ) as instance:
        studio = Studio(instance, store, Settings(spot_acts="1+1+1"))  # type: ignore[arg-type]
        job = studio.submit(Order(person, "A cup of coffee"))
        yield Graph(instance, store, studio, job, person)


def test_a_run_that_was_lost_on_its_way_to_its_process_is_given_up(handing_over: Graph) -> None:
    graph = handing_over
    run = begin_run(graph, the_request(graph, Product.SEGMENTS), Status.STARTING)

    assert look(graph, after_s=GRACE_S - 10) == RecoveryLook(is_due=True, is_attended=False)
    assert status_of_run(graph, run) is Status.STARTING
    look(graph)
    assert status_of_run(graph, run) is Status.FAILURE


def test_a_run_whose_code_server_is_away_is_waited_for(handing_over: Graph) -> None:
    graph = handing_over
    run = begin_run(graph, the_request(graph, Product.SEGMENTS), Status.STARTING)
    address = json.dumps({"host": "localhost", "port": free_port()})
    graph.instance.add_run_tags(run.run_id, {GRPC_INFO_TAG: address})

    look(graph)

    assert status_of_run(graph, run) is Status.STARTING


def status_of_run(graph: Graph, run: dg.DagsterRun) -> Status:
    newest = graph.instance.get_run_by_id(run.run_id)
    assert newest
    return newest.status


def test_the_sensor_looks_only_at_jobs_with_work_due_and_at_each_in_its_time(begin: Begin) -> None:
    graph, request = at_the_script(begin)
    lost = begin_run(graph, request)
    graph.instance.report_run_failed(lost, "Its process is gone.")
    done = begin().writes()
    newest = graph.studio.newest_event()
    read = Cursor(after=newest, look_at={graph.job: 0.0, done.job: 0.0})

    requests, read = wait_for_due_runs(graph.instance, read, seconds=-1)
    assert requests == []
    assert list(read.look_at) == [graph.job]
    assert read.look_at[graph.job] > time.time()

    read.look_at = {graph.job: 0.0}
    found = read.lost_runs(graph.instance, Journal(graph.instance), time.time() + GRACE_S + 5)
    assert [request.tags[JOB_TAG] for request in found] == [graph.job]


def test_an_older_versions_cursor_has_every_job_looked_at(begin: Begin) -> None:
    graph = begin()

    read = Cursor.of_cursor("7", graph.instance)

    assert read.after == 7
    assert read.look_at[graph.job] == 0.0
