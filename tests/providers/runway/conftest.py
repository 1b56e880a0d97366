"""A bench of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loopback.fixtures import runway
from tests.loopback.runway_api import RunwayServer
from tests.providers.runway.bench import Bench

__all__ = ["bench", "runway"]


@pytest.fixture
def bench(runway: RunwayServer, tmp_path: Path) -> Bench:
    return Bench(runway, tmp_path)
