"""Reads asset events from Dagster's event table, all of a job's in one query.

Dagster's own `get_event_records` takes one asset at a time, with two connections each: a job's
status took 30 of them. And one record that it cannot read ends it, or is missing without a word.
The table is the same for SQLite and PostgreSQL.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import lru_cache

import dagster as dg
from dagster._core.assets import AssetDetails
from dagster._core.storage.event_log import SqlEventLogStorage
from dagster._core.storage.event_log.schema import AssetKeyTable, SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    INDEX_SHARD_NAME,
    SqliteEventLogStorage,
)
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import deserialize_value
from sqlalchemy import (
    CompoundSelect,
    Connection,
    Engine,
    create_engine,
    func,
    select,
    union_all,
)
from sqlalchemy.pool import NullPool

from adgen_dagster.errors import AdgenError, ErrorKind
from adgen_dagster.storage.unreadable import UNREADABLE

_EVENTS = SqlEventLogStorageTable.c
_NEWEST = select(func.max(_EVENTS.id))
_KINDS = ("ASSET_MATERIALIZATION", "ASSET_OBSERVATION")


class NoEventTableError(AdgenError):
    """The instance keeps its events elsewhere than in an SQL database."""

    kind = ErrorKind.UNSUPPORTED


def events_of(
    instance: dg.DagsterInstance, partitions: Mapping[str, Sequence[str]], until: int
) -> list[dg.EventLogRecord]:
    """Materializations and observations of some partitions of some assets, oldest first.

    What an operator wiped in the Dagster UI is left out, as Dagster does.

    Args:
        instance: whose events.
        partitions: the partitions that are wanted of each asset.
        until: the id of the last event that is wanted.

    Raises:
        NoEventTableError
    """
    keys = {dg.AssetKey(name).to_string(): wanted for name, wanted in partitions.items()}
    with _connection(instance) as connection:
        wiped_at = _wiped_at(connection, list(keys))
        rows = connection.execute(chosen_events(keys, until)).fetchall()
    found = [(key, record) for number, said, key in sorted(rows) if (record := _read(number, said))]
    return [record for key, record in found if record.timestamp > wiped_at.get(key, 0.0)]


def next_events(
    instance: dg.DagsterInstance, kind: dg.DagsterEventType, after: int, until: int, limit: int
) -> dict[int, dg.EventLogRecord | None]:
    """Read the next events of one kind, of all assets, oldest first.

    Args:
        instance: whose events.
        kind: which of them.
        after: the id of the last event that is not wanted any more.
        until: the id of the last event that is wanted.
        limit: how many at most.

    Returns:
        The records by their ids; None, where one cannot be read: the caller has to know how far
        the page goes.

    Raises:
        NoEventTableError
    """
    query = (
        select(_EVENTS.id, _EVENTS.event)
        .where(_EVENTS.dagster_event_type == kind.value, _EVENTS.id > after, _EVENTS.id <= until)
        .order_by(_EVENTS.id.asc())
        .limit(limit)
    )
    with _connection(instance) as connection:
        rows = connection.execute(query).fetchall()
    return {number: _read(number, said) for number, said in rows}


def newest_event(instance: dg.DagsterInstance) -> int:
    """Return the id of the newest event of all; 0 if there is none.

    Raises:
        NoEventTableError
    """
    with _connection(instance) as connection:
        return connection.execute(_NEWEST).scalar() or 0


def _connection(instance: dg.DagsterInstance) -> AbstractContextManager[Connection]:
    storage = instance.event_log_storage
    if not isinstance(storage, SqlEventLogStorage):
        raise NoEventTableError("adgen needs a Dagster instance on SQLite or PostgreSQL.")
    if isinstance(storage, SqliteEventLogStorage):
        return _engine_of(storage).connect()
    return storage.index_connection()


@lru_cache(maxsize=8)
def _engine_of(storage: SqliteEventLogStorage) -> Engine:
    with storage.index_connection():
        pass  # Dagster's first connection makes the tables
    return _engine(storage.conn_string_for_shard(INDEX_SHARD_NAME))


@lru_cache(maxsize=8)
def _engine(address: str) -> Engine:
    """One engine for each SQLite file: it keeps the queries that it has compiled.

    Dagster takes a new one for each connection, which compiles every query anew: two thirds of
    the time that a status took.
    """
    timeout = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
    return create_engine(address, poolclass=NullPool, connect_args=timeout)


def chosen_events(
    partitions: Mapping[str, Sequence[str]], until: int
) -> CompoundSelect[int, str, str]:
    """Build the query for the id, the event and the asset of each event, in any order.

    With OR instead of a union, SQLite would look through the events of all jobs.

    Args:
        partitions: the partitions that are wanted of each asset, whose keys are as in the table.
        until: the id of the last event that is wanted.
    """
    return union_all(
        *(
            select(_EVENTS.id, _EVENTS.event, _EVENTS.asset_key).where(
                _EVENTS.asset_key.in_(alike),
                _EVENTS.dagster_event_type.in_(_KINDS),
                _EVENTS.partition.in_(wanted),
                _EVENTS.id <= until,
            )
            for wanted, alike in _by_partitions(partitions).items()
        )
    )


def _by_partitions(keys: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], list[str]]:
    """Return the assets that the same partitions are wanted of."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for key, wanted in keys.items():
        grouped.setdefault(tuple(wanted), []).append(key)
    return grouped


def _wiped_at(connection: Connection, keys: Sequence[str]) -> dict[str, float]:
    """Return when an asset was wiped last, in seconds since the epoch; most never were."""
    query = select(AssetKeyTable.c.asset_key, AssetKeyTable.c.asset_details).where(
        AssetKeyTable.c.asset_key.in_(keys), AssetKeyTable.c.asset_details.is_not(None)
    )
    found: dict[str, float] = {}
    for key, said in connection.execute(query):
        try:
            found[key] = float(deserialize_value(said, AssetDetails).last_wipe_timestamp or 0.0)
        except Exception as error:  # noqa: BLE001 - as of a row: it is what stands there
            UNREADABLE.note("event", f"details of {key}", error)
    return found


def _read(number: int, said: str) -> dg.EventLogRecord | None:
    """Return the record of a row; None: it is not an event that this Dagster can read."""
    try:
        entry = deserialize_value(said, dg.EventLogEntry)
        # A time that no calendar has would crash every caller that asks for its month.
        datetime.fromtimestamp(entry.timestamp, UTC)
    except Exception as error:  # noqa: BLE001 - nothing is fetched here: it is the row, whatever it is
        UNREADABLE.note("event", str(number), error)
        return None
    return dg.EventLogRecord(storage_id=number, event_log_entry=entry)
