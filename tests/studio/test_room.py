"""A disk that is nearly full takes no new job, and stops none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.storage.disk_space import disks, require_room
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import NoRoomError, Studio
from tests.graph import Graph

MORE_THAN_THERE_IS = 1e12


def test_a_new_job_is_refused_with_its_numbers(studio: Studio, person: Person) -> None:
    full = Studio(studio._instance, studio._store, Settings(min_free_mb=MORE_THAN_THERE_IS))
    before = studio.newest_event()

    with pytest.raises(NoRoomError, match=r"has \d+ MB left.*ADGEN_MIN_FREE_MB") as refused:
        full.submit(Order(person, "A cup of coffee"))

    assert 0 < refused.value.disk.free_mb <= refused.value.disk.total_mb
    assert studio.newest_event() == before


def test_a_job_under_way_goes_on(begin: Callable[[], Graph]) -> None:
    graph = begin().writes()
    full = Studio(graph.instance, graph.store, Settings(min_free_mb=MORE_THAN_THERE_IS))

    full.approve(graph.job, Stage.SCRIPT, graph.owner)
    again = full.submit(Order(graph.owner, "A cup of coffee"), graph.job)

    assert (again, graph.state) == (graph.job, JobState.SCRIPT_APPROVED)


def test_a_bucket_is_no_disk_of_ours(store: ArtifactStore) -> None:
    bucket = ArtifactStore("memory://films", store.scratch)

    assert [disk.name for disk in disks(store)] == ["scratch files", "artifact store"]
    assert [disk.name for disk in disks(bucket)] == ["scratch files"]
    require_room(store, 0)
