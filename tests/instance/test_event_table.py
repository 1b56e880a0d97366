"""Events of many assets are read at once, and are the same that Dagster reads one by one."""

from __future__ import annotations

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqlEventLogStorage
from sqlalchemy import text

from adgen_dagster.instance.event_table import chosen_events, events_of

JOB, OTHER = "job-1", "job-2"
WANTED = {"brief": [JOB], "images": [f"{JOB}|01", f"{JOB}|02"], "clips": [f"{JOB}|01"]}
NEVER = 2**31


def made(instance: dg.DagsterInstance, key: str, partition: str) -> None:
    instance.report_runless_asset_event(dg.AssetMaterialization(key, partition=partition))


def said(instance: dg.DagsterInstance, key: str, partition: str) -> None:
    instance.report_runless_asset_event(dg.AssetObservation(key, partition=partition))


def story(instance: dg.DagsterInstance) -> None:
    made(instance, "brief", JOB)
    made(instance, "brief", OTHER)
    made(instance, "images", f"{JOB}|02")
    said(instance, "brief", JOB)
    made(instance, "images", f"{OTHER}|01")
    made(instance, "images", f"{JOB}|01")
    made(instance, "clips", f"{JOB}|01")
    made(instance, "clips", f"{JOB}|02")
    made(instance, "audio", JOB)


def one_by_one(instance: dg.DagsterInstance) -> list[int]:
    return sorted(
        record.storage_id
        for kind in (
            dg.DagsterEventType.ASSET_MATERIALIZATION,
            dg.DagsterEventType.ASSET_OBSERVATION,
        )
        for key, partitions in WANTED.items()
        for record in instance.event_log_storage.get_event_records(
            dg.EventRecordsFilter(
                kind, asset_key=dg.AssetKey(key), asset_partitions=list(partitions)
            )
        )
    )


def test_what_is_wanted_is_read_in_order_and_nothing_else(
    own_instance: dg.DagsterInstance,
) -> None:
    story(own_instance)

    found = events_of(own_instance, WANTED, NEVER)

    told = [record.event_log_entry.get_dagster_event().partition for record in found]
    assert told == [JOB, f"{JOB}|02", JOB, f"{JOB}|01", f"{JOB}|01"]
    assert [record.storage_id for record in found] == one_by_one(own_instance)


def test_nothing_is_read_beyond_the_last_that_is_wanted(own_instance: dg.DagsterInstance) -> None:
    story(own_instance)
    third = events_of(own_instance, WANTED, NEVER)[2].storage_id

    assert len(events_of(own_instance, WANTED, third)) == 3


def test_what_an_operator_wiped_is_gone_and_what_comes_later_is_not(
    own_instance: dg.DagsterInstance,
) -> None:
    story(own_instance)
    own_instance.wipe_assets([dg.AssetKey("images")])
    made(own_instance, "images", f"{JOB}|02")

    found = events_of(own_instance, WANTED, NEVER)

    told = [record.event_log_entry.get_dagster_event().partition for record in found]
    assert told == [JOB, JOB, f"{JOB}|01", f"{JOB}|02"]
    assert [record.storage_id for record in found] == one_by_one(own_instance)


def test_the_events_of_other_jobs_are_not_looked_through(own_instance: dg.DagsterInstance) -> None:
    storage = own_instance.event_log_storage
    assert isinstance(storage, SqlEventLogStorage)
    keys = {dg.AssetKey(name).to_string(): wanted for name, wanted in WANTED.items()}

    with storage.index_connection() as connection:
        query = chosen_events(keys, NEVER).compile(
            connection, compile_kwargs={"literal_binds": True}
        )
        plan = [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))]

    reads = [step for step in plan if "event_logs" in step]
    assert reads
    assert all(
        "idx_events_by_asset_partition (asset_key=? AND dagster_event_type=? AND partition=?"
        in step
        for step in reads
    )


@pytest.mark.parametrize("spoilt", ["", "{", "null", "[]", '{"__class__": "SomethingNewer"}'])
def test_what_is_noted_of_an_asset_and_cannot_be_read_hides_no_event(
    own_instance: dg.DagsterInstance, spoilt: str
) -> None:
    story(own_instance)
    storage = own_instance.event_log_storage
    assert isinstance(storage, SqlEventLogStorage)
    with storage.index_connection() as connection:
        connection.execute(text("UPDATE asset_keys SET asset_details = :it"), {"it": spoilt})

    assert len(events_of(own_instance, WANTED, NEVER)) == 5
