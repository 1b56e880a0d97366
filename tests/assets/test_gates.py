"""Money is spent only behind an approval, whoever starts the run."""

import dagster as dg
import pytest

from adgen_dagster.stages import JobState, Stage
from tests.assets.sketches import Sketches
from tests.assets.stage import InProcessStage


def failed_with(result: dg.ExecuteInProcessResult, step: str) -> str:
    events = [event for event in result.get_step_failure_events() if event.step_key == step]
    assert events, f"{step} did not fail"
    failure = events[0].step_failure_data.user_failure_data
    assert failure is not None
    return str(failure.metadata["failure_kind"].value)


@pytest.mark.parametrize(
    ("state", "asset"),
    [
        (JobState.AWAITING_SCRIPT_APPROVAL, "images"),
        (JobState.AWAITING_SCRIPT_APPROVAL, "audio"),
        (JobState.AWAITING_IMAGES_APPROVAL, "clips"),
        (JobState.AWAITING_VIDEOS_APPROVAL, "final_mp4"),
    ],
)
def test_an_asset_that_spends_does_not_run_before_its_gate(
    stage: InProcessStage, state: JobState, asset: str
) -> None:
    job = stage.submit()
    stage.bring_to(job, state)
    before = stage.studio.status(job)

    is_single = asset in {"images", "clips"}
    result = stage.remake(asset, job, 1) if is_single else stage.run([asset], partition=job)

    assert not result.success
    assert failed_with(result, asset) == "gate_closed"
    assert stage.studio.status(job).cost_usd == before.cost_usd


def test_materialize_all_cannot_spend_past_an_open_gate(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()

    written = stage.run(["transcript", "script", "segments", "audio"], partition=job)
    pictures = [stage.remake(asset, job, 1) for asset in ("images", "clips")]
    film = stage.run(["final_mp4"], partition=job)

    assert failed_with(written, "audio") == "gate_closed"
    assert not any(result.success for result in [*pictures, film])
    assert sketches.painted == sketches.animated == []
    assert stage.studio.status(job).state is JobState.AWAITING_SCRIPT_APPROVAL


def test_an_approval_reported_in_the_ui_opens_the_gate(stage: InProcessStage) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)

    stage.instance.report_runless_asset_event(
        dg.AssetMaterialization("script_approval", partition=job)
    )

    assert stage.studio.status(job).state is JobState.SCRIPT_APPROVED
    assert stage.work(job)
    assert stage.studio.status(job).state is JobState.AWAITING_IMAGES_APPROVAL


def test_an_approval_reported_too_early_opens_nothing(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()
    stage.instance.report_runless_asset_event(
        dg.AssetMaterialization("script_approval", partition=job)
    )
    stage.work(job)

    result = stage.remake("images", job, 1)

    assert failed_with(result, "images") == "gate_closed"
    assert sketches.painted == []
    assert Stage.SCRIPT not in stage.studio.status(job).approved
