"""The newest run is deleted in the Dagster UI: SQLite gives the ids of its events again.

Whoever reads on from a cursor would not see what happens until they are used up.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product
from adgen_dagster.exporter.tally import Tally
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.run_requests import JOB_TAG
from adgen_dagster.sensors.decisions import Cursor, wait_for_due_runs
from adgen_dagster.sensors.open_jobs import Watched
from adgen_dagster.sensors.retention import Cleaner
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.budget import Budget
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from tests.graph import Graph


@dataclass
class House:
    instance: dg.DagsterInstance
    studio: Studio
    store: ArtifactStore
    newest_before: int = 0

    @property
    def journal(self) -> Journal:
        return Journal(self.instance)

    def order(self) -> Graph:
        person = Person(gateway="test", id="anna")
        job = self.studio.submit(Order(person, "Tea"))
        return Graph(self.instance, self.store, self.studio, job, person)

    def run_and_delete(self, job: str, see: Callable[[], object] = lambda: None) -> None:
        """A run tells thirty things of a job, `see` is done, and the run is deleted."""
        told = {"event": str(EventKind.EXTENDED)}

        @dg.asset
        def anything(context: dg.AssetExecutionContext) -> None:
            for _ in range(30):
                said = dg.AssetObservation("script_approval", partition=job, metadata={**told})
                context.log_event(said)

        run = dg.materialize([anything], instance=self.instance)
        self.newest_before = self.journal.newest()
        see()
        self.instance.delete_run(run.run_id)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = {"telemetry": {"enabled": False}}
    with dg.DagsterInstance.local_temp(str(tmp_path), settings) as instance:
        store = ArtifactStore(str(tmp_path / "artifacts"), tmp_path / "scratch")
        studio = Studio(instance, store, Settings(spot_acts="1+1+1"))  # type: ignore[arg-type]
        yield House(instance, studio, store)


def test_a_new_job_is_begun_and_its_time_to_decide_runs(house: House) -> None:
    house.run_and_delete(house.order().job)
    read = Cursor(after=house.newest_before)
    watched = Watched(after=house.newest_before)

    later = house.order()

    requests, _ = wait_for_due_runs(house.instance, read, 0)
    assert later.job in {request.tags[JOB_TAG] for request in requests}
    assert later.job in watched.read_on(house.journal, lambda status: status.since).since


def test_a_new_job_is_cleaned_up_and_counted(house: House) -> None:
    before = house.order().job
    house.run_and_delete(before)
    tally = Tally(after=house.newest_before)
    tally.read_on(house.journal)
    cleaned: list[str] = []

    later = house.order()
    while tally.read_on(house.journal):
        pass
    cleaner = Cleaner(house.instance, later.store, house.journal)
    cleaner.go_on(house.newest_before, time.time() + 9, lambda job, _: cleaned.append(job), 9e9, [])

    assert tally.jobs_in(JobState.PENDING) == 1
    assert cleaned == [before, later.job]


def test_what_was_paid_stays_paid_and_what_comes_is_added(house: House) -> None:
    budget = Budget(house.instance, Settings())
    before = house.order().makes(Product.SCRIPT, cost_usd=0.50)
    house.run_and_delete(before.job, budget.spent_this_month)

    house.order().makes(Product.SCRIPT, cost_usd=0.25)

    assert budget.spent_this_month() == 0.75
