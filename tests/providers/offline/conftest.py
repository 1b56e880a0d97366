"""A take and a folder to work in."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from adgen_dagster.storage.artifacts import ArtifactStore, Take

JOB = "01K0000000000000000000000A"


@pytest.fixture
def new_take(store: ArtifactStore) -> Callable[[], Take]:
    """Another take at each call."""
    owners = itertools.count()
    return lambda: store.take(f"jobs/{JOB}/images/01", f"run-{next(owners)}")


@pytest.fixture
def take(new_take: Callable[[], Take]) -> Take:
    return new_take()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    place.mkdir()
    return place
