"""Letting an older take count again."""

from __future__ import annotations

from collections.abc import Callable

import dagster as dg
import pytest

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.instance.journal import Journal
from adgen_dagster.studio.studio import NoSuchTakeError, NotOwnerError, StageNotOpenError
from tests.graph import Graph

Begin = Callable[[], Graph]
STRANGER = Person(gateway="test", id="boris", name="Anna")


def with_three_takes(begin: Begin) -> Graph:
    """Pictures to decide on; the second was made three times."""
    graph = begin().to_pictures().paints()
    for take in (2, 3):
        graph.studio.redo(graph.job, Stage.IMAGES, [2], "", graph.owner)
        graph.paints(2, take=take)
    return graph


def test_the_take_before_is_shown_again_and_costs_nothing(begin: Begin) -> None:
    graph = with_three_takes(begin)
    spent = graph.status.cost_usd

    taken = graph.studio.take_back(graph.job, Stage.IMAGES, 2, None, graph.owner)

    shown = graph.studio.showing(graph.job, Stage.IMAGES).files
    assert taken.take == 2
    assert shown[2] == graph.store.path(f"jobs/{graph.job}/images/02/take-02/images.json")
    assert graph.state is JobState.AWAITING_IMAGES_APPROVAL
    assert graph.status.cost_usd == spent


def test_one_after_the_other_all_takes_come_back(begin: Begin) -> None:
    graph = with_three_takes(begin)

    found = [
        graph.studio.take_back(graph.job, Stage.IMAGES, 2, None, graph.owner).take for _ in range(4)
    ]

    assert found == [2, 1, 3, 2]


def test_a_take_is_chosen_by_its_number(begin: Begin) -> None:
    graph = with_three_takes(begin)

    graph.studio.take_back(graph.job, Stage.IMAGES, 2, 1, graph.owner)

    assert graph.status.latest[Product.IMAGES, 2].take == 1
    assert [take.take for take in graph.status.other_takes(Product.IMAGES, 2)] == [2, 3]


@pytest.mark.parametrize(("segment", "take"), [(1, None), (2, 3), (2, 9), (7, None)])
def test_a_take_that_is_not_there_is_refused(begin: Begin, segment: int, take: int | None) -> None:
    graph = with_three_takes(begin)

    with pytest.raises(NoSuchTakeError, match="no other take"):
        graph.studio.take_back(graph.job, Stage.IMAGES, segment, take, graph.owner)


def test_a_stranger_takes_nothing_back(begin: Begin) -> None:
    graph = with_three_takes(begin)

    with pytest.raises(NotOwnerError):
        graph.studio.take_back(graph.job, Stage.IMAGES, 2, None, STRANGER)


def test_nothing_is_taken_back_while_something_is_made(begin: Begin) -> None:
    graph = with_three_takes(begin)
    graph.studio.redo(graph.job, Stage.IMAGES, [1], "", graph.owner)

    with pytest.raises(StageNotOpenError):
        graph.studio.take_back(graph.job, Stage.IMAGES, 2, None, graph.owner)


def test_what_the_dagster_ui_showed_of_a_take_it_shows_again(begin: Begin) -> None:
    graph = with_three_takes(begin)

    graph.studio.take_back(graph.job, Stage.IMAGES, 2, 1, graph.owner)

    told = Journal(graph.instance).of(graph.job)[-1]
    assert (told.kind, told.take, told.by) == (EventKind.TAKEN_BACK, 1, graph.owner)
    assert (told.stage, told.cost_usd) == (Stage.IMAGES, 0)
    again = graph.instance.get_latest_materialization_event(dg.AssetKey(Product.IMAGES))
    assert again
    assert again.asset_materialization
    assert again.asset_materialization.metadata["prompt"].value == "a cup"
