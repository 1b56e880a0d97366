from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adgen_dagster.settings import settings
from tests.journeys.running import RunningStudio

Start = Callable[..., RunningStudio]


@pytest.fixture
def start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., RunningStudio]]:
    """Starts a studio in an empty folder, with settings; nothing of its stack is left behind."""
    started: list[RunningStudio] = []

    def begin(**environment: str) -> RunningStudio:
        chosen = {
            "DAGSTER_HOME": str(tmp_path / "home"),
            "ADGEN_SCRATCH_DIR": str(tmp_path / "scratch"),
            "ADGEN_PROVIDER": "offline",
            **environment,
        }
        for name, value in chosen.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        started.append(RunningStudio())
        started[-1].start()
        return started[-1]

    yield begin
    for studio in started:
        studio.stop()
    settings.cache_clear()
