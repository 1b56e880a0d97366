"""What Dagster and httpx make anew each time, made once in a process that tests.

Dagster takes a new engine for each connection to SQLite. A new engine compiles every query anew,
and the last connection that is closed writes the file's log back; to find that a file's tables
are up to date, all of Dagster's migrations are read. httpx reads all root certificates for each
client. Together that was two thirds of the time that a test of the gateway took.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from threading import Lock

import pytest
from alembic.script import ScriptDirectory
from dagster._core.storage import sql
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage
from httpx._transports import default
from sqlalchemy import Engine, QueuePool, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from adgen_dagster.instance import event_table

FILES = 24
"""A test has four."""


class KeptPool(QueuePool):
    """Connections that stay open when Dagster is done with an engine."""

    def dispose(self) -> None:
        """Leave the connections to the next who asks."""

    def recreate(self) -> KeptPool:
        """Go on as the same."""
        return self

    def close(self) -> None:
        """Close the connections that nobody uses."""
        super().dispose()


def keep_engines(patch: pytest.MonkeyPatch) -> None:
    """Give who opens a file of SQLite the engine again that the one before had."""
    kept = _kept(sql.create_engine)
    for module in (sqlite_event_log, sqlite_run_storage, sqlite_schedule_storage, event_table):
        patch.setattr(module, "create_engine", kept)


def keep_migrations(patch: pytest.MonkeyPatch) -> None:
    """Read the migrations of each of Dagster's stores once."""
    patch.setattr(sql.ScriptDirectory, "from_config", cache(ScriptDirectory.from_config))


def keep_certificates(patch: pytest.MonkeyPatch) -> None:
    """Read the root certificates once: servers of tests have none."""
    patch.setattr(default, "create_ssl_context", cache(default.create_ssl_context))


def _kept(create: Callable[..., Engine]) -> Callable[..., Engine]:
    kept: dict[str, Engine] = {}
    turn = Lock()

    def create_engine(address: str, **options: object) -> Engine:
        with turn:
            if address not in kept:
                while len(kept) >= FILES:
                    pool = kept.pop(next(iter(kept))).pool
                    assert isinstance(pool, KeptPool)
                    pool.close()
                options |= {"poolclass": KeptPool, "max_overflow": -1}
                kept[address] = create(address, **options)
                event.listen(kept[address], "connect", _write_quickly)
            return kept[address]

    return create_engine


def _write_quickly(connection: DBAPIConnection, _: object) -> None:
    """Wait for no disk: no test takes the power away."""
    connection.cursor().execute("PRAGMA synchronous=OFF")
