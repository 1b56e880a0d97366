"""One PostgreSQL and one S3 server for all tests of a worker process that ask for them.

They become fixtures in `tests/conftest.py`, once.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.production.object_store import ObjectStoreServer, object_store
from tests.production.postgres import PostgresServer, postgres


@pytest.fixture(scope="session")
def database() -> Iterator[PostgresServer]:
    with postgres() as server:
        yield server


@pytest.fixture
def empty_database(database: PostgresServer) -> PostgresServer:
    """For tests that start a daemon: it would work on what other tests left."""
    database.empty()
    return database


@pytest.fixture(scope="session")
def s3_server() -> Iterator[ObjectStoreServer]:
    with object_store() as server:
        yield server


@pytest.fixture
def bucket(s3_server: ObjectStoreServer, monkeypatch: pytest.MonkeyPatch) -> ObjectStoreServer:
    """The S3 server, and the environment that leads to it."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return s3_server
