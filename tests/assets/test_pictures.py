"""Pictures and clips: made side by side, each on its own, never twice."""

import dagster as dg

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.errors import ErrorKind
from adgen_dagster.instance.run_requests import OWNER_TAG
from adgen_dagster.partitions import RANGE_END_TAG, RANGE_START_TAG, segment_partition
from tests.assets.sketches import Sketches
from tests.assets.stage import ANN, InProcessStage


def fail_in(stage: InProcessStage, job: str) -> None:
    """What the failures sensor reports of a failed run."""
    failed = stage.studio.status(job)
    stage.studio._journal.report(
        job,
        EventKind.FAILED,
        product="images",
        segments=[2],
        failure_kind="rejected",
        note=str(failed.state),
    )


def test_every_segment_has_its_own_picture_with_its_facts(stage: InProcessStage) -> None:
    job = stage.submit()

    stage.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)

    record = stage.instance.fetch_materializations(
        dg.AssetRecordsFilter(dg.AssetKey("images"), asset_partitions=[segment_partition(job, 2)]),
        limit=5,
    ).records
    assert len(record) == 1
    said = record[0].asset_materialization
    assert said is not None
    facts = {name: value.value for name, value in said.metadata.items()}
    assert facts["prompt"] == "picture Scene 2"
    assert (facts["take"], facts["provider"], facts["model"]) == (1, "sketch", "flat colour")
    assert facts["cost_usd"] == 0.05
    assert facts["picture"].startswith("![](data:image/jpeg;base64,")
    assert stage.store.path(facts["path"]).exists()


def test_a_failed_segment_stops_no_other_and_the_retry_makes_only_the_missing_one(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)
    stage.approve(job, Stage.SCRIPT)
    sketches.failing = {2}

    is_fine = stage.work(job)

    assert not is_fine
    assert stage.studio.status(job).missing[Product.IMAGES] == (2,)

    fail_in(stage, job)
    sketches.failing = set()
    sketches.painted.clear()
    stage.studio.retry(job, ANN)

    assert stage.work(job)
    assert sketches.painted == ["2: picture Scene 2"]
    assert stage.studio.status(job).state is JobState.AWAITING_IMAGES_APPROVAL
    assert [path.parent.name for path in stage.files(job, "images/02/*/failure.json")] == [
        "take-01"
    ]


def test_a_run_that_is_started_again_pays_for_no_finished_take(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)
    cost = stage.studio.status(job).cost_usd
    run = stage.instance.get_runs(dg.RunsFilter(tags={OWNER_TAG: owner_of(stage, job)}))[0]
    sketches.painted.clear()

    again = stage.run(["images"], tags={**run.tags})

    assert again.success
    assert sketches.painted == []
    assert len(stage.files(job, "images/*/take-*")) == 3
    assert stage.studio.status(job).cost_usd == cost


def owner_of(stage: InProcessStage, job: str) -> str:
    tags = [run.tags for run in stage.instance.get_runs() if job in str(run.tags)]
    return next(found[OWNER_TAG] for found in tags if found.get(OWNER_TAG, "").startswith("images"))


def test_a_redo_makes_a_new_take_with_the_note_in_front_and_keeps_the_old_one(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)
    sketches.painted.clear()

    stage.studio.redo(job, Stage.IMAGES, [3], "at night", ANN)
    assert stage.studio.status(job).state is JobState.SCRIPT_APPROVED
    assert stage.work(job)

    assert sketches.painted == ["3: at night. picture Scene 3"]
    status = stage.studio.status(job)
    assert status.state is JobState.AWAITING_IMAGES_APPROVAL
    assert status.latest[Product.IMAGES, 3].take == 2
    assert len(stage.files(job, "images/03/take-*/picture.png")) == 2


def test_one_segment_remade_from_the_ui_then_the_film_gives_the_new_film(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.COMPLETED)
    first = stage.studio.film(job)

    assert stage.remake("images", job, 1).success
    assert stage.remake("clips", job, 1).success
    assert stage.run(["final_mp4"], partition=job).success

    status, film = stage.studio.status(job), stage.studio.film(job)
    assert status.state is JobState.COMPLETED
    assert film != first
    assert status.latest[Product.CLIPS, 1].take == 2
    clips = stage.store.read_json(f"jobs/{job}/final_mp4/take-02/result.json")
    assert clips is not None
    assert clips["clips"][0] == f"jobs/{job}/clips/01/take-02/clip.mp4"
    assert clips["clips"][1] == f"jobs/{job}/clips/02/take-01/clip.mp4"
    assert len(stage.files(job, "clips/01/take-*/clip.mp4")) == 2


def test_a_picture_asked_again_after_the_film_has_its_clip_made_again_and_no_other(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.COMPLETED)
    sketches.painted.clear()
    sketches.animated.clear()

    stage.studio.redo(job, Stage.IMAGES, [2], "", ANN)
    stage.bring_to(job, JobState.COMPLETED)

    assert sketches.painted == ["2: picture Scene 2"]
    assert sketches.animated == ["2: push in"]
    assert len(stage.files(job, "final_mp4/take-*/film.mp4")) == 2


def test_segments_are_made_at_the_same_time_but_never_more_than_the_provider_allows(
    stage: InProcessStage, sketches: Sketches
) -> None:
    sketches.at_once = 2
    job = stage.submit()

    stage.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)

    assert sketches.most_at_once == 2


def test_one_run_takes_only_one_job(stage: InProcessStage) -> None:
    jobs = [stage.submit(), stage.submit()]
    for job in jobs:
        stage.bring_to(job, JobState.SCRIPT_APPROVED)

    result = stage.run(
        ["images"],
        tags={
            RANGE_START_TAG: segment_partition(jobs[0], 1),
            RANGE_END_TAG: segment_partition(jobs[1], 1),
        },
    )

    assert not result.success


def test_a_failure_tells_its_kind_its_segments_and_its_cost(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)
    stage.approve(job, Stage.SCRIPT)
    sketches.failing, sketches.kind = {1, 3}, ErrorKind.OUT_OF_CREDIT

    result = stage.run(
        ["images"],
        tags={
            RANGE_START_TAG: segment_partition(job, 1),
            RANGE_END_TAG: segment_partition(job, 3),
        },
    )

    failure = result.get_step_failure_events()[0].step_failure_data.user_failure_data
    assert failure is not None
    facts = {name: value.value for name, value in failure.metadata.items()}
    assert facts == {"failure_kind": "out_of_credit", "segments": [1, 3], "cost_usd": 0.04}
    assert "Segment 1, 3" in (failure.description or "")
