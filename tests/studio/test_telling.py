"""What the studio tells of its jobs."""

from __future__ import annotations

from collections.abc import Callable

import dagster as dg
import pytest
from ulid import ULID

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.words import Product, Stage
from adgen_dagster.instance.run_requests import JOB_SLOT, JOB_TAG, SLOT_TAG
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import (
    StageNotOpenError,
    Studio,
)
from tests.graph import Graph, queue_run

Begin = Callable[[], Graph]
STRANGER = Person(gateway="test", id="boris", name="Anna")


def test_two_studios_over_one_instance_agree(
    begin: Begin, instance: dg.DagsterInstance, store: ArtifactStore
) -> None:
    graph = begin().to_pictures()

    other = Studio(instance, store, Settings())

    assert other.status(graph.job) == graph.status


def test_each_stage_shows_what_is_decided_on(begin: Begin) -> None:
    graph = begin().writes()
    script = graph.studio.showing(graph.job, Stage.SCRIPT)
    graph.approves(Stage.SCRIPT).paints(1, 2).paints(2, take=2)
    pictures = graph.studio.showing(graph.job, Stage.IMAGES)

    assert script.script.title == "Dawn"
    assert [segment.narration for segment in script.storyboard.segments][:2] == [
        "Line 1.",
        "Line 2.",
    ]
    assert script.files == {}
    assert sorted(pictures.files) == [1, 2]
    assert "take-01" in str(pictures.files[1])
    assert "take-02" in str(pictures.files[2])
    assert all(path.exists() for path in pictures.files.values())


def test_nothing_can_be_shown_before_it_is_written(begin: Begin) -> None:
    graph = begin()

    with pytest.raises(StageNotOpenError):
        graph.studio.showing(graph.job, Stage.SCRIPT)


def test_the_film_is_there_when_it_is_made_and_until_it_is_deleted(begin: Begin) -> None:
    graph = begin().to_film()
    before = graph.studio.film(graph.job)
    graph.makes(Product.FINAL_MP4).makes(Product.FINAL_MP4, take=2)
    film = graph.studio.film(graph.job)
    graph.store.delete_tree(f"jobs/{graph.job}/final_mp4")

    assert before is None
    assert film is not None
    assert film.parent.name == "take-02"
    assert graph.studio.film(graph.job) is None


def test_an_open_stage_has_a_deadline(
    begin: Begin, instance: dg.DagsterInstance, store: ArtifactStore
) -> None:
    graph = begin().writes()
    patient = Studio(instance, store, Settings(approval_timeout_s=3600))

    assert graph.studio.decide_before(graph.status) == graph.status.since + 600
    assert patient.decide_before(graph.status) == graph.status.since + 3600
    assert graph.studio.decide_before(graph.approves(Stage.SCRIPT).status) is None


def test_costs_add_up_over_takes(begin: Begin) -> None:
    graph = begin().to_pictures().paints().paints(1, take=2)

    assert graph.status.cost_usd == pytest.approx(4 * 0.08)
    assert graph.status.latest[Product.IMAGES, 1].take == 2


def test_a_waiting_job_knows_its_place(
    own_instance: dg.DagsterInstance, store: ArtifactStore
) -> None:
    studio = Studio(own_instance, store, Settings(max_concurrent_jobs=2))  # type: ignore[call-arg]
    first, second, third, fourth = jobs = [str(ULID()) for _ in range(4)]
    started = dg.DagsterRunStatus.STARTED

    for job in (first, second, third):
        queue_run(own_instance, {JOB_TAG: job, SLOT_TAG: JOB_SLOT})
    while_two_are_free = [studio.queue_place(job) for job in jobs]
    for _ in range(2):
        queue_run(own_instance, {JOB_TAG: fourth, SLOT_TAG: JOB_SLOT}, started)

    assert while_two_are_free == [None, None, 1, None]
    assert [studio.queue_place(job) for job in jobs] == [1, 2, 3, None]


def test_recent_jobs_are_newest_first_and_of_their_owner(
    own_instance: dg.DagsterInstance, store: ArtifactStore, person: Person
) -> None:
    studio = Studio(own_instance, store, Settings())
    assert studio.recent_jobs() == []
    owners = [person, STRANGER, person, person]
    jobs = [
        studio.submit(Order(owner, "Coffee"), str(ULID.from_timestamp(1_700_000_000.0 + n)))
        for n, owner in enumerate(owners)
    ]
    own_instance.add_dynamic_partitions("jobs", ["typed by hand", str(ULID())])

    assert studio.recent_jobs() == jobs[::-1]
    assert studio.recent_jobs(2) == [jobs[3], jobs[2]]
    assert studio.recent_jobs(owner=person) == [jobs[3], jobs[2], jobs[0]]
    assert studio.recent_jobs(2, owner=person) == [jobs[3], jobs[2]]
    assert studio.recent_jobs(owner=STRANGER) == [jobs[1]]
