"""Settings of a test's own, as a process of the daemon would have read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adgen_dagster.settings import settings

Choose = Callable[..., None]


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Choose]:
    """Sets environment variables, which the process then reads anew."""

    def choose(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()

    choose(
        DAGSTER_HOME=str(tmp_path),
        ADGEN_ARTIFACTS_URL=str(tmp_path / "artifacts"),
        ADGEN_SCRATCH_DIR=str(tmp_path / "scratch"),
    )
    yield choose
    settings.cache_clear()
