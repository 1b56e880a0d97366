"""On PostgreSQL, ids are given before transactions commit: an older event may be seen later."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import dagster as dg
import pytest
import sqlalchemy
from dagster_postgres import PostgresEventLogStorage
from sqlalchemy.pool import NullPool
from ulid import ULID

from adgen_dagster.domain.brief import Person
from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import Stage
from adgen_dagster.instance import write_barrier as commits
from adgen_dagster.instance.journal import Journal

ANN = Person(gateway="test", id="ann")
LIMIT_S = 120.0


@pytest.fixture
def storage(instance: dg.DagsterInstance) -> PostgresEventLogStorage:
    assert isinstance(instance.event_log_storage, PostgresEventLogStorage)
    return instance.event_log_storage


@contextmanager
def under_way(
    journal: Journal, storage: PostgresEventLogStorage, job: str
) -> Generator[sqlalchemy.Connection]:
    """An approval of the script that has its id and is not committed yet."""
    journal.report_approval(str(ULID()), Stage.SCRIPT, ANN)
    (record,) = storage.get_event_records(
        dg.EventRecordsFilter(dg.DagsterEventType.ASSET_MATERIALIZATION), limit=1
    )
    said = dg.AssetMaterialization(
        Stage.SCRIPT.gate, partition=job, metadata=record.asset_materialization.metadata
    )
    entry, event = record.event_log_entry, record.event_log_entry.dagster_event
    data = event.event_specific_data._replace(materialization=said)
    engine = sqlalchemy.create_engine(storage.postgres_url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(
            storage.prepare_insert_event(
                entry._replace(dagster_event=event._replace(event_specific_data=data))
            )
        )
        yield connection


def wait_until_asked_for_writers(storage: PostgresEventLogStorage) -> None:
    deadline = time.monotonic() + LIMIT_S
    asked = sqlalchemy.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE query LIKE '%FROM pg_locks%' AND pid <> pg_backend_pid()"
    )
    with storage.index_connection() as connection:
        while not connection.execute(asked).scalar_one():
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_an_event_that_commits_late_is_read_before_the_newer_one(
    instance: dg.DagsterInstance, storage: PostgresEventLogStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "WRITERS_END_S", LIMIT_S)
    journal, slow, quick = Journal(instance), str(ULID()), str(ULID())
    with ThreadPoolExecutor(1) as pool, under_way(journal, storage, slow) as late:
        after = journal.newest()
        journal.report(quick, EventKind.CANCELLED, by=ANN)

        reading = pool.submit(journal.tail, after)
        wait_until_asked_for_writers(storage)
        late.commit()

        assert [event.job for event in reading.result(LIMIT_S)] == [slow, quick]


def test_nothing_is_handed_on_beyond_an_event_that_may_still_come(
    instance: dg.DagsterInstance, storage: PostgresEventLogStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "WRITERS_END_S", 0.05)
    journal, slow, quick = Journal(instance), str(ULID()), str(ULID())
    with under_way(journal, storage, slow) as late:
        after = journal.newest()
        journal.report(quick, EventKind.CANCELLED, by=ANN)

        assert journal.tail(after) == []

        late.rollback()
    assert [event.job for event in journal.tail(after)] == [quick]


def test_many_who_write_at_the_same_time_lose_nothing_and_stop_nobody(
    instance: dg.DagsterInstance,
) -> None:
    journal, after = Journal(instance), Journal(instance).newest()
    jobs = [str(ULID()) for _ in range(40)]
    seen: list[str] = []
    done = threading.Event()

    def read() -> None:
        read_to = after
        while not done.is_set() or journal.newest() > read_to:
            for event in journal.tail(read_to, limit=7):
                seen.append(event.job)
                read_to = event.id

    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(4) as writers:
        reading = reader.submit(read)
        list(writers.map(lambda job: journal.report(job, EventKind.CANCELLED, by=ANN), jobs))
        done.set()
        reading.result(LIMIT_S)

    assert sorted(seen) == sorted(jobs)
