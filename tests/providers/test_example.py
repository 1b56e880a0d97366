"""The guide's example (docs/add-a-provider.md) does what every painter promises."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from examples.painter import ExamplePainter
from tests.providers.painter_contract import KEY, Desk, PainterContract, Service, service


class TestExamplePainter(PainterContract):
    @pytest.fixture
    def provider(self) -> Generator[Service]:
        with service() as running:
            yield running

    @pytest.fixture
    def desk(self, provider: Service, tmp_path: Path) -> Desk:
        return Desk(ExamplePainter(provider.url, KEY, waits_s=(0.0, 0.0)), tmp_path)
