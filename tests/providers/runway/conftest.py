"""A bench of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.providers.runway.bench import Bench
from tests.stand_ins.providers.fixtures import runway
from tests.stand_ins.providers.runway_api import RunwayServer

__all__ = ["bench", "runway"]


@pytest.fixture
def bench(runway: RunwayServer, tmp_path: Path) -> Bench:
    return Bench(runway, tmp_path)
