"""Approving and cancelling: by whom, when, and how often."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ulid import ULID

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.studio.studio import (
    FilesGoneError,
    JobCancelledError,
    NotOwnerError,
    StageNotOpenError,
)
from tests.graph import Graph

Begin = Callable[[], Graph]
STRANGER = Person(gateway="test", id="boris", name="Anna")


def test_approvals_lead_through_the_stages(begin: Begin) -> None:
    graph = begin().writes()

    assert graph.state is JobState.AWAITING_SCRIPT_APPROVAL
    assert graph.approves(Stage.SCRIPT).state is JobState.SCRIPT_APPROVED
    assert graph.paints().approves(Stage.IMAGES).state is JobState.IMAGES_APPROVED
    assert graph.animates().approves(Stage.VIDEOS).state is JobState.GENERATING_AUDIO
    assert graph.makes(Product.AUDIO).state is JobState.VIDEOS_APPROVED
    assert graph.makes(Product.FINAL_MP4).state is JobState.COMPLETED


def test_a_second_approval_changes_nothing_and_says_so(begin: Begin) -> None:
    graph = begin().writes()
    before = graph.studio.newest_event()

    answers = [graph.studio.approve(graph.job, Stage.SCRIPT, graph.owner) for _ in range(3)]

    assert answers == [True, False, False]
    approvals = [event for event in graph.studio.events(before) if event.kind is EventKind.APPROVED]
    assert [event.job for event in approvals].count(graph.job) == 1


def test_an_approval_tells_who_gave_it(begin: Begin) -> None:
    graph = begin().writes()
    before = graph.studio.newest_event()

    graph.approves(Stage.SCRIPT)

    (event,) = graph.studio.events(before)
    assert (event.stage, event.by) == (Stage.SCRIPT, graph.owner)


def test_a_stage_that_is_not_open_is_not_decided(begin: Begin) -> None:
    graph = begin()

    for stage in Stage:
        with pytest.raises(StageNotOpenError) as refused:
            graph.studio.approve(graph.job, stage, graph.owner)
        with pytest.raises(StageNotOpenError):
            graph.studio.cancel(graph.job, stage, graph.owner)
        assert (refused.value.stage, refused.value.state) == (stage, JobState.PENDING)

    assert graph.state is JobState.PENDING


def test_the_next_stage_is_not_open_early(begin: Begin) -> None:
    graph = begin().writes()

    with pytest.raises(StageNotOpenError):
        graph.studio.approve(graph.job, Stage.IMAGES, graph.owner)


@pytest.mark.parametrize(
    "stranger", [STRANGER, Person(gateway="other", id="anna", name="Anna")], ids=["id", "gateway"]
)
def test_only_the_owner_decides(begin: Begin, stranger: Person) -> None:
    graph = begin().writes()
    studio, job = graph.studio, graph.job
    decisions: list[Callable[[], object]] = [
        lambda: studio.approve(job, Stage.SCRIPT, stranger),
        lambda: studio.cancel(job, Stage.SCRIPT, stranger),
        lambda: studio.cancel(job, None, stranger),
        lambda: studio.redo(job, Stage.SCRIPT, [], "", stranger),
        lambda: studio.retry(job, stranger),
        lambda: studio.confirm_transcript(job, None, stranger),
        lambda: studio.order_again(job, stranger, "", str(ULID())),
    ]

    for decide in decisions:
        with pytest.raises(NotOwnerError) as refused:
            decide()
        assert "anna" not in str(refused.value).lower()

    assert graph.state is JobState.AWAITING_SCRIPT_APPROVAL


def test_an_operator_decides_on_everybodys_jobs(begin: Begin, operator: Person) -> None:
    graph = begin().writes()

    assert graph.studio.approve(graph.job, Stage.SCRIPT, operator)
    assert graph.studio.cancel(graph.job, None, operator)


def test_a_cancelled_job_takes_no_decision_any_more(begin: Begin) -> None:
    graph = begin().writes()
    studio, job, owner = graph.studio, graph.job, graph.owner

    assert studio.cancel(job, Stage.SCRIPT, owner) is True
    assert studio.cancel(job, Stage.SCRIPT, owner) is False
    assert studio.cancel(job, None, owner) is False
    with pytest.raises(JobCancelledError, match="was cancelled"):
        studio.approve(job, Stage.SCRIPT, owner)
    with pytest.raises(JobCancelledError):
        studio.redo(job, Stage.SCRIPT, [], "", owner)
    with pytest.raises(JobCancelledError):
        studio.retry(job, owner)
    assert graph.status.ended_by == "cancelled"


def test_a_job_can_be_cancelled_while_it_works_or_has_failed(begin: Begin) -> None:
    at_work, failed = begin().starts(Product.SCRIPT), begin().fails(Product.SCRIPT)

    for graph in (at_work, failed):
        assert graph.studio.cancel(graph.job, None, graph.owner)
        assert graph.state is JobState.CANCELLED


def test_a_finished_job_cannot_be_cancelled(begin: Begin) -> None:
    graph = begin().to_the_end()

    with pytest.raises(StageNotOpenError):
        graph.studio.cancel(graph.job, None, graph.owner)

    assert graph.state is JobState.COMPLETED


def test_a_cancelled_job_goes_on_once_and_tells_who_said_so(begin: Begin) -> None:
    graph = begin().to_pictures().paints()
    graph.studio.cancel(graph.job, Stage.IMAGES, graph.owner)
    before = graph.studio.newest_event()

    with pytest.raises(NotOwnerError):
        graph.studio.continue_job(graph.job, STRANGER)
    answers = [graph.studio.continue_job(graph.job, graph.owner) for _ in range(2)]

    assert answers == [True, False]
    assert graph.state is JobState.AWAITING_IMAGES_APPROVAL
    (event,) = graph.studio.events(before)
    assert (event.kind, event.by) == (EventKind.CONTINUED, graph.owner)


def test_a_job_whose_files_an_older_version_deleted_without_a_word_does_not_go_on(
    begin: Begin,
) -> None:
    graph = begin().to_pictures()
    graph.studio.cancel(graph.job, None, graph.owner)
    graph.store.delete_tree(f"jobs/{graph.job}/segments")

    with pytest.raises(FilesGoneError):
        graph.studio.continue_job(graph.job, graph.owner)
