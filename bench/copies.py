"""Many jobs in little time: what Dagster stored of one, row by row, under the ids of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg
import sqlalchemy as sa
from dagster._core.storage.event_log.schema import (
    AssetEventTagsTable,
    DynamicPartitionsTable,
    SqlEventLogStorageTable,
)
from dagster._core.storage.runs.schema import RunsTable, RunTagsTable
from ulid import ULID

AT_ONCE = 200

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Original:
    """All rows of one job."""

    job: str
    runs: tuple[str, ...]
    events: Sequence[Row]
    tags: Sequence[Row]
    partitions: Sequence[Row]
    run_rows: Sequence[Row]
    run_tags: Sequence[Row]


class Copier:
    """Copies jobs inside one instance."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self._events = instance.event_log_storage
        self._runs = instance.run_storage

    def original(self, job: str) -> Original:
        """What is stored of `job`, once everything of it is."""
        with self._events.index_connection() as events, self._runs.connect() as runs:
            found = _rows(events, SqlEventLogStorageTable, "partition", f"{job}%")
            ids = [row["id"] for row in found]
            run_tags = _rows(runs, RunTagsTable, "value", f"{job}%")
            run_ids = sorted({row["run_id"] for row in run_tags})
            return Original(
                job=job,
                runs=tuple(run_ids),
                events=found,
                tags=_rows_in(events, AssetEventTagsTable, "event_id", ids),
                partitions=_rows(events, DynamicPartitionsTable, "partition", job),
                run_rows=_rows_in(runs, RunsTable, "run_id", run_ids),
                run_tags=_rows_in(runs, RunTagsTable, "run_id", run_ids),
            )

    def copy(self, original: Original, count: int) -> list[str]:
        """Make `count` more jobs like the original; their ids."""
        made: list[str] = []
        while len(made) < count:
            names = [str(ULID()) for _ in range(min(AT_ONCE, count - len(made)))]
            self._copy(original, names)
            made.extend(names)
        self._take_stock()
        return made

    def _take_stock(self) -> None:
        """Have PostgreSQL count what it holds, as its autovacuum does by itself in a minute."""
        for storage in (self._events.index_connection, self._runs.connect):
            with storage() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(sa.text("ANALYZE"))

    def _copy(self, original: Original, names: Sequence[str]) -> None:
        with self._events.index_connection() as events, self._runs.connect() as runs:
            first = _newest(events, SqlEventLogStorageTable) + 1
            new: dict[sa.Table, list[dict[str, Any]]] = {
                table: []
                for table in (
                    *(SqlEventLogStorageTable, AssetEventTagsTable, DynamicPartitionsTable),
                    *(RunsTable, RunTagsTable),
                )
            }
            for name in names:
                renamed = {original.job: name, **{run: f"{run[:9]}{name}" for run in original.runs}}
                ids = {row["id"]: first + place for place, row in enumerate(original.events)}
                first += len(ids)
                for row in original.events:
                    new[SqlEventLogStorageTable].append(_as(row, renamed, id=ids[row["id"]]))
                for row in original.tags:
                    new[AssetEventTagsTable].append(
                        _as(row, renamed, event_id=ids[row["event_id"]])
                    )
                for table, rows in (
                    (DynamicPartitionsTable, original.partitions),
                    (RunsTable, original.run_rows),
                    (RunTagsTable, original.run_tags),
                ):
                    new[table].extend(_as(row, renamed) for row in rows)
            for table, rows in new.items():
                where = runs if table in {RunsTable, RunTagsTable} else events
                if rows:
                    where.execute(sa.insert(table), rows)
            if events.dialect.name == "postgresql":
                events.execute(
                    sa.text("SELECT setval('event_logs_id_seq', :last)"), {"last": first}
                )


def _rows(where: sa.Connection, table: sa.Table, column: str, pattern: str) -> list[Row]:
    chosen = sa.select(table).where(table.c[column].like(pattern)).order_by(table.c.id)
    return list(where.execute(chosen).mappings())


def _rows_in(
    where: sa.Connection, table: sa.Table, column: str, values: Sequence[object]
) -> list[Row]:
    chosen = sa.select(table).where(table.c[column].in_(values)).order_by(table.c.id)
    return list(where.execute(chosen).mappings())


def _newest(where: sa.Connection, table: sa.Table) -> int:
    return where.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0


def _as(row: Row, renamed: Mapping[str, str], **known: object) -> dict[str, Any]:
    """A row under other names; the database gives it an id unless one is known."""
    copied = {name: value for name, value in row.items() if name != "id"}
    for name, value in copied.items():
        if isinstance(value, str):
            for old, new in renamed.items():
                value = value.replace(old, new)  # noqa: PLW2901 - one name after the other
            copied[name] = value
    return {**copied, **known}
