from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from adgen_dagster.media.ffmpeg import FFmpeg
from adgen_dagster.resources import ffmpeg_of
from adgen_dagster.settings import settings
from tests.assets.sketches import Sketches, workshop_with
from tests.assets.stage import InProcessStage


@pytest.fixture(scope="session")
def ffmpeg() -> FFmpeg:
    return ffmpeg_of(settings())


@pytest.fixture
def sketches() -> Sketches:
    return Sketches()


@pytest.fixture
def stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sketches: Sketches
) -> Iterator[InProcessStage]:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setenv("ADGEN_ARTIFACTS_URL", str(tmp_path / "artifacts"))
    monkeypatch.setenv("ADGEN_SCRATCH_DIR", str(tmp_path / "scratch"))
    monkeypatch.setenv("ADGEN_SPOT_ACTS", "1+1+1")
    settings.cache_clear()
    with dg.DagsterInstance.local_temp(
        str(tmp_path), {"telemetry": {"enabled": False}}
    ) as instance:
        yield InProcessStage(instance, workshop_with(sketches))
    settings.cache_clear()
