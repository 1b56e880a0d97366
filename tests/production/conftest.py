from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from adgen_dagster.stack.home import checkout
from tests.production.postgres import PostgresServer


@pytest.fixture
def production_home(
    database: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A DAGSTER_HOME with the instance file of a production, and the environment it reads."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copyfile(checkout() / "deploy" / "dagster.yaml", home / "dagster.yaml")
    for name, value in {"DAGSTER_HOME": str(home), **database.environment}.items():
        monkeypatch.setenv(name, value)
    return home


@pytest.fixture
def instance(production_home: Path) -> Iterator[dg.DagsterInstance]:
    """The instance of `deploy/dagster.yaml`."""
    with dg.DagsterInstance.get() as opened:
        yield opened
