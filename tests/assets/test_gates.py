"""Money is spent only behind an approval, whoever starts the run."""

import dagster as dg
import pytest

from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.partitions import RANGE_END_TAG, RANGE_START_TAG, segment_partition
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

    assert failed_with(written, "transcript") == "gate_closed"
    assert Product.TRANSCRIPT not in {product for product, _ in stage.studio.status(job).latest}
    assert not any(result.success for result in [*pictures, film])
    assert sketches.painted == sketches.animated == []
    assert stage.studio.status(job).state is JobState.PENDING


def test_materialize_all_of_a_finished_job_spends_nothing_on_its_old_approvals(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.COMPLETED)
    paid = len(sketches.painted), len(sketches.animated), stage.studio.status(job).cost_usd
    together = ["transcript", "script", "segments", "audio"]

    refused = [stage.run(chosen, partition=job) for chosen in (together, [*together, "final_mp4"])]
    assert [failed_with(result, "transcript") for result in refused] == ["gate_closed"] * 2
    assert stage.studio.status(job).cost_usd == paid[-1]

    # As a backfill goes on, one asset after the other.
    assert stage.run(["transcript", "script", "segments"], partition=job).success
    cost_usd = stage.studio.status(job).cost_usd
    for asset in ("audio", "images", "clips"):
        result = (
            stage.run([asset], partition=job) if asset == "audio" else stage.remake(asset, job, 1)
        )
        assert failed_with(result, asset) == "gate_closed"
    assert (len(sketches.painted), len(sketches.animated)) == paid[:2]
    assert stage.studio.status(job).cost_usd == cost_usd


def test_an_operator_makes_one_segment_again_step_by_step(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.COMPLETED)
    clips = len(sketches.animated)

    remade = [stage.remake("images", job, 2), stage.remake("clips", job, 2)]
    film = stage.run(["final_mp4"], partition=job)

    assert all(result.success for result in [*remade, film])
    assert len(sketches.animated) == clips + 1


def test_many_clips_are_not_made_of_pictures_that_nobody_approved(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.COMPLETED)
    stage.remake("images", job, 2)
    clips = len(sketches.animated)

    first, last = (str(segment_partition(job, index)) for index in (1, 2))
    result = stage.run(["clips"], tags={RANGE_START_TAG: first, RANGE_END_TAG: last})

    assert failed_with(result, "clips") == "gate_closed"
    assert len(sketches.animated) == clips


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
