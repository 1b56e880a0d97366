"""The exporter as Prometheus sees it: over HTTP, on a real instance, across a restart."""

from __future__ import annotations

import dagster as dg
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.words import Product
from adgen_dagster.exporter.serving import Numbers, keep_reading, serving
from adgen_dagster.exporter.tally import Tally
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.run_requests import JOB_TAG
from adgen_dagster.settings import Settings
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from tests.graph import Graph, queue_run

CHOSEN = Settings(spot_acts="1+1+1")  # type: ignore[arg-type]
WORK = {"provider": "test", "model": "none"}


class Samples(dict[tuple[str, frozenset[tuple[str, str]]], float]):
    """What Prometheus got, by name and labels."""

    def of(self, name: str, **labels: str) -> float:
        return self[name, frozenset(labels.items())]


@pytest.fixture
def graph(own_instance: dg.DagsterInstance, store: ArtifactStore, person: Person) -> Graph:
    studio = Studio(own_instance, store, CHOSEN)
    job = studio.submit(Order(person, "A cup of coffee"))
    return Graph(own_instance, store, studio, job, person)


def scraped(numbers: Numbers) -> Samples:
    """What Prometheus gets when it asks now."""
    with serving(numbers, "127.0.0.1", 0) as port:
        answer = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=60)
    answer.raise_for_status()
    return Samples(
        ((sample.name, frozenset(sample.labels.items())), sample.value)
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    )


def read(graph: Graph) -> Samples:
    """What an exporter that was started just now has to tell, once it has read all there is."""
    numbers = Numbers(graph.instance, graph.store, CHOSEN)
    while numbers.read_on():
        pass
    return scraped(numbers)


def test_prometheus_gets_what_happened_and_how_things_stand(graph: Graph) -> None:
    graph.to_clips().fails(Product.CLIPS, 2)
    queue_run(graph.instance, {JOB_TAG: graph.job})

    found = read(graph)

    assert found.of("adgen_jobs", state="failed") == 1.0
    assert found.of("adgen_failures_total", product="clips", kind="rejected") == 1.0
    assert found.of("adgen_cost_usd_total", product="images", **WORK) == pytest.approx(0.24)
    assert found.of("adgen_queue_length") == 1.0
    assert found.of("adgen_instance_up") == 1.0
    assert found.of("adgen_unread_ids") == 0.0
    assert found.of("adgen_disk_free_bytes", disk="scratch files") > 0
    assert found.of("adgen_take_seconds_count", product="images") == 3.0
    assert found.of("adgen_take_seconds_bucket", product="images", le="+Inf") == 3.0


def test_a_restart_goes_on_where_the_last_one_stood(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.to_pictures().paints()
    before = read(graph)
    graph.makes(Product.AUDIO, cost_usd=0.5)
    looked_at: list[int] = []
    read_on = Tally.read_on

    def looking(self: Tally, journal: Journal) -> bool:
        looked_at.append(self.after)
        return read_on(self, journal)

    monkeypatch.setattr(Tally, "read_on", looking)

    after = read(graph)

    assert looked_at[0] > 0
    cost = "adgen_cost_usd_total"
    kept = [read.of(cost, product="images", **WORK) for read in (before, after)]
    assert kept == [pytest.approx(0.24)] * 2
    assert after.of(cost, product="audio", **WORK) == 0.5


def test_a_database_that_is_away_is_told_and_waited_for(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.writes()
    numbers, waits = Numbers(graph.instance, graph.store, CHOSEN), [0]

    class EndedError(Exception):
        pass

    def pause(_: float) -> None:
        waits[0] += 1
        if waits[0] == 3:
            monkeypatch.undo()
        if waits[0] > 4:
            raise EndedError

    def away(*_: object, **__: object) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(graph.instance, "get_runs_count", away)
    monkeypatch.setattr(Journal, "tail", away)

    assert scraped(numbers).of("adgen_instance_up") == 0.0
    with pytest.raises(EndedError):
        keep_reading(numbers, pause)

    assert scraped(numbers).of("adgen_jobs", state="awaiting_script_approval") == 1.0
