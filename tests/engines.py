"""One engine for each file of SQLite, as long as a process tests.

Dagster takes a new engine for each connection to SQLite, and a new engine compiles every query
anew: half of the time that tests which only report and read events took.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import pytest
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage
from sqlalchemy import Engine

FILES = 24
"""A test has four."""


def keep_engines(patch: pytest.MonkeyPatch) -> None:
    """Give Dagster's stores the engine again that they had for the same file."""
    for module in (sqlite_event_log, sqlite_run_storage, sqlite_schedule_storage):
        patch.setattr(module, "create_engine", _kept(module.create_engine))


def _kept(create: Callable[..., Engine]) -> Callable[..., Engine]:
    kept: dict[str, Engine] = {}
    turn = Lock()

    def create_engine(address: str, **options: object) -> Engine:
        with turn:
            if address not in kept:
                while len(kept) >= FILES:
                    del kept[next(iter(kept))]
                kept[address] = create(address, **options)
            return kept[address]

    return create_engine
