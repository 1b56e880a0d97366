"""A gate that is handed to somebody else: what they may do, until when, and who is told of it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.instance.clocks import HANDED_S
from adgen_dagster.studio.studio import NotOwnerError, StageNotOpenError
from tests.graph import Graph

Begin = Callable[[], Graph]
CLIENT = Person(gateway="test", id="client", name="Client")
STRANGER = Person(gateway="test", id="boris", name="Boris")


def hands_over(graph: Graph, stage: Stage = Stage.SCRIPT) -> Graph:
    graph.studio.hand_over(graph.job, stage, CLIENT, graph.owner)
    return graph


def test_who_has_a_gate_changes_and_approves_at_it(begin: Begin) -> None:
    graph = hands_over(begin().writes())

    assert graph.studio.give_time(graph.job, CLIENT, 2 * HANDED_S)
    graph.studio.redo(graph.job, Stage.SCRIPT, [], "Shorter", CLIENT)
    graph.writes()
    assert graph.studio.approve(graph.job, Stage.SCRIPT, CLIENT)
    assert not graph.studio.approve(graph.job, Stage.SCRIPT, CLIENT)

    status = graph.studio.status(graph.job)
    assert status.state is JobState.SCRIPT_APPROVED
    assert status.decided_by == {Stage.SCRIPT: CLIENT}


def test_who_has_a_gate_may_cancel_there_and_nothing_else(begin: Begin) -> None:
    graph = hands_over(begin().writes())
    studio, job = graph.studio, graph.job

    for forbidden in (
        lambda: studio.cancel(job, None, CLIENT),
        lambda: studio.retry(job, CLIENT),
        lambda: studio.give_time(job, STRANGER),
        lambda: studio.hand_over(job, Stage.SCRIPT, STRANGER, CLIENT),
        lambda: studio.hand_back(job, STRANGER),
        lambda: studio.order_again(job, CLIENT, "", job),
    ):
        with pytest.raises(NotOwnerError):
            forbidden()

    assert studio.cancel(job, Stage.SCRIPT, CLIENT)
    with pytest.raises(NotOwnerError):
        studio.continue_job(job, CLIENT)


def test_another_gate_is_not_handed_over_with_it(begin: Begin) -> None:
    graph = hands_over(begin().writes())
    graph.approves(Stage.SCRIPT).paints()

    with pytest.raises(NotOwnerError):
        graph.studio.approve(graph.job, Stage.IMAGES, CLIENT)
    with pytest.raises(NotOwnerError):
        graph.studio.redo(graph.job, Stage.IMAGES, [1], "", CLIENT)


def test_a_gate_is_taken_back(begin: Begin) -> None:
    graph = hands_over(begin().writes())

    assert graph.studio.hand_back(graph.job, graph.owner)
    assert not graph.studio.hand_back(graph.job, graph.owner)

    with pytest.raises(NotOwnerError):
        graph.studio.approve(graph.job, Stage.SCRIPT, CLIENT)
    status = graph.studio.status(graph.job)
    assert (status.deciders, status.guests) == ({}, (CLIENT,))


def test_who_has_a_gate_gives_it_back(begin: Begin) -> None:
    graph = hands_over(begin().writes())

    assert graph.studio.hand_back(graph.job, CLIENT)

    assert graph.studio.status(graph.job).deciders == {}


def test_who_has_a_gate_has_a_day_also_after_a_change(begin: Begin) -> None:
    graph = hands_over(begin().writes())
    graph.studio.redo(graph.job, Stage.SCRIPT, [], "Shorter", CLIENT)
    graph.writes()

    def hours_left() -> float:
        ends_at = graph.studio.decide_before(graph.studio.status(graph.job))
        assert ends_at
        return (ends_at - time.time()) / 3600

    assert hours_left() > 23
    graph.studio.hand_back(graph.job, graph.owner)
    assert hours_left() < 1


def test_only_an_open_gate_is_handed_over_and_only_by_its_owner(begin: Begin) -> None:
    graph = begin()

    with pytest.raises(StageNotOpenError):
        hands_over(graph)
    graph.writes()
    with pytest.raises(StageNotOpenError):
        hands_over(graph, Stage.IMAGES)
    with pytest.raises(StageNotOpenError):  # the owner decides anyway
        graph.studio.hand_over(graph.job, Stage.SCRIPT, graph.owner, graph.owner)
    with pytest.raises(NotOwnerError):
        graph.studio.hand_over(graph.job, Stage.SCRIPT, CLIENT, STRANGER)
