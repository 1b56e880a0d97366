"""Plain `dagster dev`, with an instance of Dagster's own choosing: no DAGSTER_HOME names it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from adgen_dagster.domain.words import JobState
from adgen_dagster.resources import Workshop
from adgen_dagster.sensors.retention import retention
from adgen_dagster.settings import settings
from tests.assets.stage import InProcessStage


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InProcessStage]:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.setenv("ADGEN_SCRATCH_DIR", str(tmp_path / "scratch"))
    monkeypatch.setenv("ADGEN_PROVIDER", "offline")
    settings.cache_clear()
    (tmp_path / "instance").mkdir()
    with dg.DagsterInstance.local_temp(
        str(tmp_path / "instance"), {"telemetry": {"enabled": False}}
    ) as instance:
        yield InProcessStage(instance, Workshop())
    settings.cache_clear()


def test_a_job_is_worked_on_and_its_files_lie_beside_the_instance(
    stage: InProcessStage, tmp_path: Path
) -> None:
    job = stage.submit("A bakery that opens at five")

    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)

    assert (tmp_path / "instance" / "artifacts" / "jobs" / job / "script").is_dir()


def test_what_is_old_is_looked_at_there(stage: InProcessStage) -> None:
    context = dg.build_sensor_context(instance=stage.instance)

    assert isinstance(retention(context), dg.SensorResult)
