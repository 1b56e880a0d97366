"""Having something made again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adgen_dagster.domain.brief import BriefError, Person
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.studio.studio import (
    NothingToRetryError,
    StageNotOpenError,
)
from tests.graph import Graph

Begin = Callable[[], Graph]
STRANGER = Person(gateway="test", id="boris", name="Anna")


def test_a_redo_of_some_pictures_makes_only_them_due(begin: Begin) -> None:
    graph = begin().to_pictures().paints()

    graph.studio.redo(graph.job, Stage.IMAGES, [3, 1, 3], " Ярче\x00! ", graph.owner)

    assert graph.state is JobState.SCRIPT_APPROVED
    assert graph.status.missing[Product.IMAGES] == (1, 3)
    assert graph.status.notes[Stage.IMAGES, 3] == ("Ярче!",)


def test_a_script_is_always_redone_as_a_whole(begin: Begin) -> None:
    graph = begin().writes()

    graph.studio.redo(graph.job, Stage.SCRIPT, [2], "Shorter", graph.owner)

    assert graph.state is JobState.PENDING
    assert graph.status.notes == {(Stage.SCRIPT, 0): ("Shorter",)}


def test_a_picture_can_be_asked_again_when_the_clips_are_shown(begin: Begin) -> None:
    graph = begin().to_clips().animates()

    graph.studio.redo(graph.job, Stage.IMAGES, [2], "", graph.owner)

    assert graph.status.missing == {Product.IMAGES: (2,), Product.CLIPS: (2,)}
    assert graph.status.approved == {Stage.SCRIPT}


@pytest.mark.parametrize("stage", [Stage.IMAGES, Stage.VIDEOS])
def test_a_finished_film_can_be_changed(begin: Begin, stage: Stage) -> None:
    graph = begin().to_the_end()

    graph.studio.redo(graph.job, stage, [1], "", graph.owner)

    assert not graph.state.is_over


def test_a_redo_is_refused_where_nothing_is_shown(begin: Begin) -> None:
    graph = begin()
    walk: list[tuple[Callable[[], object], set[Stage]]] = [
        (lambda: None, set()),
        (graph.writes, {Stage.SCRIPT}),
        (lambda: graph.approves(Stage.SCRIPT), set()),
        (lambda: graph.fails(Product.IMAGES, 1), {Stage.IMAGES}),
        (graph.paints, {Stage.IMAGES}),
        (lambda: graph.approves(Stage.IMAGES), set()),
    ]

    for go_on, may in walk:
        go_on()
        before = graph.state
        for stage in set(Stage) - may:
            with pytest.raises(StageNotOpenError):
                graph.studio.redo(graph.job, stage, [1], "", graph.owner)
        assert graph.state is before


def test_the_script_of_a_finished_film_stays(begin: Begin) -> None:
    graph = begin().to_the_end()

    with pytest.raises(StageNotOpenError):
        graph.studio.redo(graph.job, Stage.SCRIPT, [], "", graph.owner)


def test_a_redo_of_a_segment_that_does_not_exist_is_refused(begin: Begin) -> None:
    graph = begin().to_pictures().paints()

    for segments in ([0], [4], [1, 2, 99], [-1]):
        with pytest.raises(BriefError, match=r"no segment -?\d+; the film has 3") as refused:
            graph.studio.redo(graph.job, Stage.IMAGES, segments, "", graph.owner)
        assert refused.value.most == 3

    assert graph.state is JobState.AWAITING_IMAGES_APPROVAL


def test_a_note_that_cannot_be_read_is_refused(begin: Begin) -> None:
    graph = begin().writes()

    for note in ("\x00\x01", "x" * 4001):
        with pytest.raises(BriefError):
            graph.studio.redo(graph.job, Stage.SCRIPT, [], note, graph.owner)

    assert graph.state is JobState.AWAITING_SCRIPT_APPROVAL


def test_what_failed_can_be_tried_again_or_reworded(begin: Begin) -> None:
    graph = begin().to_pictures().paints(1, 2).fails(Product.IMAGES, 3)
    assert [failure.kind for failure in graph.status.failures] == ["rejected"]

    graph.studio.retry(graph.job, graph.owner)
    assert graph.state is JobState.SCRIPT_APPROVED
    graph.fails(Product.IMAGES, 3)
    graph.studio.redo(graph.job, Stage.IMAGES, [3], "No logo", graph.owner)

    assert graph.state is JobState.SCRIPT_APPROVED
    assert graph.status.missing[Product.IMAGES] == (3,)


def test_a_retry_without_a_failure_is_refused(begin: Begin) -> None:
    graph = begin()

    with pytest.raises(NothingToRetryError):
        graph.studio.retry(graph.job, graph.owner)
