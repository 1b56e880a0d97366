"""Whoever reads a stream reads on past what cannot be read.

Every reader of the instance is fed the same rubbish, with a job of somebody before it and one
after it: both have to be found. What gateways keep is in `telegram_gateway/test_every_reader.py`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqlEventLogStorage
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from ulid import ULID

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState
from adgen_dagster.exporter.tally import Tally
from adgen_dagster.instance.journal import Journal
from adgen_dagster.instance.run_requests import CAUSE_TAG, JOB_TAG, cause_of, is_void
from adgen_dagster.sensors.approval_timeouts import approval_timeouts
from adgen_dagster.sensors.decisions import Cursor, decisions, runs_of_job, wait_for_due_runs
from adgen_dagster.sensors.failures import kind_of
from adgen_dagster.sensors.open_jobs import Watched
from adgen_dagster.sensors.retention import Cleaner, retention
from adgen_dagster.settings import Settings, settings
from adgen_dagster.storage.artifacts import ArtifactError, ArtifactStore
from adgen_dagster.storage.unreadable import UNREADABLE
from adgen_dagster.studio.budget import Budget
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from tests.graph import Graph

NINES = "9" * 4301
"""One digit more than Python reads as a number."""
DEEP = "[" * 100_000 + "]" * 100_000
STRANGE_PARTITIONS = [
    f"x|{NINES}",
    f"{ULID()}|{NINES}",
    f"{ULID()}|99",
    f"{ULID()}|١",
    f"{ULID()}|-1",
    "|",
    "||||",
    "\x00",
    "💥" * 2000,
    " ",
]
STRANGE_METADATA: list[dict[str, object]] = [
    {"brief": dg.MetadataValue.json({"text": "Tea", "owner": [1]}), "event": "submitted"},
    {"event": "cancelled", "segments": dg.MetadataValue.json([[[]]]), "cost_usd": float("nan")},
    {"path": "x", "take": 10**30, "cost_usd": float("inf"), "seconds": "\x00"},
    {"path": dg.MetadataValue.path("/etc/passwd"), "by": dg.MetadataValue.null()},
    {"event": dg.MetadataValue.bool(True), "brief": dg.MetadataValue.md("# Tea")},
    {"event": "taken_back", "path": "x", "segments": dg.MetadataValue.json([0, -1, 10**9])},
    {"event": "redo", "segments": dg.MetadataValue.json([0, -7, 10**9]), "note": "x" * 10_000},
]
ROWS = [
    "",
    "no JSON",
    "null",
    "[]",
    json.dumps({"__class__": "SomethingNewer", "of": "Dagster 3"}),
    f'{{"number": {NINES}}}',
    DEEP,
]
"""What may stand in the table's text after a disk's fault or another version of Dagster."""
TIMES = ["NaN", "Infinity", "1e30", "-1e30", "4e9", "null", '"today"']
"""When events were told: by a machine's wrong clock, or by nothing that is a clock."""
KEYS = ("brief", "script_approval", "images", "final_mp4", "somebody/elses")


def feed(instance: dg.DagsterInstance, job: str) -> None:
    """All the rubbish, told of an innocent job where it has to be told of one."""
    for partition in STRANGE_PARTITIONS:
        for key in KEYS:
            instance.report_runless_asset_event(dg.AssetMaterialization(key, partition=partition))
            instance.report_runless_asset_event(dg.AssetObservation(key, partition=partition))
    for metadata in STRANGE_METADATA:
        for key in KEYS:
            for partition in (job, f"{job}|01"):
                made = dg.AssetMaterialization(key, partition=partition, metadata=metadata)
                said = dg.AssetObservation(key, partition=partition, metadata=metadata)
                instance.report_runless_asset_event(made)
                instance.report_runless_asset_event(said)
    storage = instance.event_log_storage
    assert isinstance(storage, SqlEventLogStorage)
    for row in ROWS:
        spoil_newest(instance, lambda: dg.AssetMaterialization("brief", partition=job), row)
        spoil_newest(instance, lambda: dg.AssetObservation("brief", partition=job), row)
    for told_at in TIMES:
        date_newest(instance, dg.AssetObservation("brief", partition=job), told_at)
        path = f"jobs/{job}/script/take-01/script.json"
        paid = {"path": path, "cost_usd": 0.01}
        made = dg.AssetMaterialization("script", partition=job, metadata={**paid})
        date_newest(instance, made, told_at)
    for name in ("not a job", "💥", NINES, str(ULID())):
        instance.add_dynamic_partitions("jobs", [name])


def spoil_newest(
    instance: dg.DagsterInstance,
    event: Callable[[], dg.AssetMaterialization | dg.AssetObservation],
    row: str,
) -> None:
    """Report an event, and write something else over its text."""
    instance.report_runless_asset_event(event())
    storage = instance.event_log_storage
    assert isinstance(storage, SqlEventLogStorage)
    table = SqlEventLogStorageTable
    newest = storage.get_maximum_record_id()
    with storage.index_connection() as connection:
        connection.execute(update(table).where(table.c.id == newest).values(event=row))


def date_newest(
    instance: dg.DagsterInstance, event: dg.AssetMaterialization | dg.AssetObservation, told_at: str
) -> None:
    """Report an event that says of itself that it was told then."""
    instance.report_runless_asset_event(event)
    storage = instance.event_log_storage
    assert isinstance(storage, SqlEventLogStorage)
    table = SqlEventLogStorageTable
    newest = storage.get_maximum_record_id()
    with storage.index_connection() as connection:
        row = connection.execute(select(table.c.event).where(table.c.id == newest)).scalar_one()
        dated = re.sub(r'"timestamp": [\d.]+', f'"timestamp": {told_at}', row, count=1)
        assert dated != row
        connection.execute(update(table).where(table.c.id == newest).values(event=dated))


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Graph, Graph, Graph]]:
    """Jobs before, under and after the rubbish, on an instance of their own."""
    folder: Path = tmp_path_factory.mktemp("fed")
    with dg.DagsterInstance.local_temp(str(folder), {"telemetry": {"enabled": False}}) as instance:
        store = ArtifactStore(str(folder / "artifacts"), folder / "scratch")
        studio = Studio(instance, store, Settings(spot_acts="1+1+1"))  # type: ignore[arg-type]
        person = Person(gateway="test", id="anna", name="Anna")

        def begin() -> Graph:
            return Graph(instance, store, studio, studio.submit(Order(person, "Tea")), person)

        before, under = begin(), begin()
        feed(instance, under.job)
        yield before, under, begin()


Fed = tuple[Graph, Graph, Graph]


def read_on(journal: Journal, limit: int) -> Iterator[str]:
    after = 0
    while events := journal.tail(after, limit):
        yield from (event.job for event in events)
        after = events[-1].id


def by_pages(graph: Graph) -> set[str]:
    """The gateways' and every sensor's way to read."""
    journal = Journal(graph.instance)
    whole, small = set(read_on(journal, 500)), set(read_on(journal, 3))
    assert whole == small
    return whole


def by_decisions(graph: Graph) -> set[str]:
    requests, read = wait_for_due_runs(graph.instance, Cursor(), 0)
    assert read.after > 0
    return {request.tags[JOB_TAG] for request in requests}


def by_the_sensor(graph: Graph) -> set[str]:
    """The whole tick, from a cursor that cannot be read either."""
    context = dg.build_sensor_context(instance=graph.instance, cursor="{")
    result = decisions(context)
    assert isinstance(result, dg.SensorResult)
    return {request.tags[JOB_TAG] for request in result.run_requests or ()}


def by_timeouts(graph: Graph) -> set[str]:
    return set(Watched().read_on(Journal(graph.instance), lambda status: status.since).since)


def by_retention(graph: Graph) -> set[str]:
    cleaned: list[str] = []
    cleaner = Cleaner(graph.instance, graph.store, Journal(graph.instance))
    until = 0
    while (
        read := cleaner.go_on(until, 2e10, lambda job, _: cleaned.append(job), 9e9, [])
    ) != until:
        until = read
    return set(cleaned)


def by_tally(graph: Graph) -> set[str]:
    """Sums name no jobs: one job is counted for each that came in."""
    tally, journal = Tally(), Journal(graph.instance)
    while tally.read_on(journal):
        pass
    assert sum(tally.jobs_in(state) for state in JobState) >= 2
    return set(graph.studio.recent_jobs())


def by_the_purse(graph: Graph) -> set[str]:
    Budget(graph.instance, Settings()).spent_this_month()
    return set(graph.studio.recent_jobs(owner=graph.owner))


READERS = [
    by_pages,
    by_decisions,
    by_the_sensor,
    by_timeouts,
    by_retention,
    by_tally,
    by_the_purse,
]


@pytest.mark.parametrize("reader", READERS)
def test_rubbish_before_a_job_does_not_hide_it(
    fed: Fed, reader: Callable[[Graph], set[str]]
) -> None:
    before, _, after = fed

    assert {before.job, after.job} <= reader(after)


def test_the_status_of_a_job_is_what_can_be_read_of_it(fed: Fed) -> None:
    _, under, after = fed

    assert after.state is JobState.PENDING
    assert under.status.brief.text == "Tea"


@pytest.mark.parametrize("document", ["", "{", "[]", "7", DEEP, f'{{"owner": {NINES}}}', "{}"])
def test_a_take_that_cannot_be_read_does_not_hide_those_beside_it(
    store: ArtifactStore, document: str
) -> None:
    place = "jobs/x/images/01"
    ours = store.take(place, "ours")
    spoilt = store.take(place, "another's")
    store.path(f"{spoilt.folder}/take.json").write_text(document)

    assert store.take(place, "ours") == ours
    assert store.take(place, "a third one's").number == 3
    assert [take.owner for take in store.takes(place)] == ["ours", "", "a third one's"]


def test_what_a_store_will_not_delete_is_left_for_later_and_in_nobodys_way(fed: Fed) -> None:
    before, _, after = fed
    cleaner = Cleaner(after.instance, after.store, Journal(after.instance))

    def clean(job: str, _: float) -> None:
        if job == before.job:
            raise ArtifactError("The bucket says no.")
        cleaned.append(job)

    cleaned, left = list[str](), list[str]()
    cleaner.go_on(0, 2e10, clean, 9e9, left)

    assert (left, after.job in cleaned) == ([before.job], True)
    assert cleaner.take_up(left, 2e10, lambda job, _: cleaned.append(job)) == []
    assert before.job in cleaned


def test_an_event_dated_years_ahead_holds_up_no_retention(fed: Fed) -> None:
    before, _, after = fed
    cleaner, cleaned = Cleaner(after.instance, after.store, Journal(after.instance)), list[str]()
    soon, until = time.time() + 60, 0

    while read := cleaner.go_on(until, soon, lambda job, _: cleaned.append(job), 9e9, []):
        if read == until:
            break
        until = read

    assert {before.job, after.job} <= set(cleaned)


def test_a_database_that_is_away_skips_nothing(fed: Fed) -> None:
    _, _, after = fed

    def is_away(_: JobStatus) -> float | None:
        raise OperationalError("select", {}, Exception("connection refused"))

    with pytest.raises(OperationalError):
        Watched().read_on(Journal(after.instance), is_away)


@pytest.mark.parametrize("typed", ["x", "-1", "1e3", "٣", NINES, ""])
def test_tags_that_an_operator_types_are_no_events(fed: Fed, typed: str) -> None:
    assert cause_of({CAUSE_TAG: typed}) == 0
    assert not is_void({CAUSE_TAG: typed}, fed[2].status)


@pytest.mark.parametrize("said", [None, 7, "exploded", ["rejected"]])
def test_a_kind_of_failure_that_is_unknown_is_a_crash(said: object) -> None:
    assert kind_of(said) == "crashed"


def test_a_job_without_a_partition_is_no_run_that_dagster_cannot_start(fed: Fed) -> None:
    before, _, after = fed
    job = str(ULID())
    Journal(after.instance).report_brief(job, before.brief)

    assert runs_of_job(after.instance, Journal(after.instance), job) == []


@pytest.mark.parametrize("sensor", [approval_timeouts, retention])
def test_a_cursor_that_cannot_be_read_begins_anew(
    fed: Fed, sensor: dg.SensorDefinition, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    settings.cache_clear()

    result = sensor(dg.build_sensor_context(instance=fed[2].instance, cursor='{"after": "x"'))

    settings.cache_clear()
    assert isinstance(result, dg.SensorResult)
    assert (
        max(json.loads(result.cursor or "{}").get(key, 0) for key in ("after", "files_until")) >= 0
    )


def test_what_was_stepped_over_is_counted_once_and_kept(fed: Fed) -> None:
    _, _, after = fed
    by_pages(after)
    counted = UNREADABLE.counts()["event"]

    by_pages(after)

    assert UNREADABLE.counts()["event"] == counted >= 2 * len(ROWS)
    storage = after.instance.event_log_storage
    assert isinstance(storage, SqlEventLogStorage)
    with storage.index_connection() as connection:
        table = SqlEventLogStorageTable.c
        kept = connection.execute(select(table.id).where(table.event.in_(ROWS))).fetchall()
    assert len(kept) == 2 * len(ROWS)
