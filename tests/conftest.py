"""One real Dagster instance for the whole session, and a studio over it.

Jobs do not see each other, so that tests share the instance; those that look at all of its
events or runs take `own_instance`.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import hypothesis
import pytest

from adgen_dagster.domain.brief import Person
from adgen_dagster.settings import Settings
from adgen_dagster.stack.env_file import ENV_FILE
from adgen_dagster.storage.artifacts import ArtifactStore
from adgen_dagster.studio.orders import Order
from adgen_dagster.studio.studio import Studio
from tests.engines import keep_certificates, keep_engines, keep_migrations
from tests.graph import Graph
from tests.production.fixtures import bucket, database, empty_database, s3_server
from tests.spreading import spread

# Handed on from here alone: each conftest that did would get servers of its own, and s3fs would
# go on talking to the first of them.
__all__ = ["bucket", "database", "empty_database", "s3_server"]

# A rule that holds, holds on a busy machine too.
hypothesis.settings.register_profile("adgen", deadline=None)
hypothesis.settings.load_profile("adgen")

# A shell's background job ignores SIGINT, and so would every stack that a test starts and ends.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A developer's own keys stay out of tests.
os.environ[ENV_FILE] = ""

CONFIGURED = {
    "telemetry": {"enabled": False},
    "run_retries": {"enabled": True, "max_retries": 3, "retry_on_asset_or_op_failure": False},
}
"""As our dagster.yaml says."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = spread(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


@pytest.fixture(scope="session", autouse=True)
def _kept() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        keep_engines(patch)
        keep_migrations(patch)
        keep_certificates(patch)
        yield


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(
        str(tmp_path_factory.mktemp("instance")), CONFIGURED
    ) as opened:
        yield opened


@pytest.fixture(scope="session")
def empty_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an instance that nothing has happened in; its tables take long to make."""
    folder = tmp_path_factory.mktemp("empty-instance")
    with dg.DagsterInstance.local_temp(str(folder), CONFIGURED) as opened:
        opened.all_asset_keys()
        opened.get_runs(limit=1)
    return folder


@pytest.fixture
def own_instance(empty_instance: Path, tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """An instance that nothing has happened in."""
    shutil.copytree(empty_instance, tmp_path / "instance")
    with dg.DagsterInstance.local_temp(str(tmp_path / "instance"), CONFIGURED) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> ArtifactStore:
    return ArtifactStore(str(tmp_path / "artifacts"), tmp_path / "scratch")


@pytest.fixture
def studio(instance: dg.DagsterInstance, store: ArtifactStore) -> Studio:
    """Its films have three segments, so that a whole one is told quickly."""
    return Studio(instance, store, Settings(spot_acts="1+1+1"))  # type: ignore[arg-type]


@pytest.fixture
def person() -> Person:
    return Person(gateway="test", id="anna", name="Anna")


@pytest.fixture
def operator() -> Person:
    return Person(gateway="terminal", id="root", is_operator=True)


@pytest.fixture
def begin(
    instance: dg.DagsterInstance, store: ArtifactStore, studio: Studio, person: Person
) -> Callable[[], Graph]:
    """Submits a brief; gives the stand-in of the graph that will work on it."""
    return lambda: Graph(
        instance, store, studio, studio.submit(Order(person, "A cup of coffee")), person
    )
