"""A job that was cancelled and goes on pays for nothing that it has."""

import time
from concurrent.futures import ThreadPoolExecutor

import dagster as dg

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.instance.run_requests import CAUSE_TAG, JOB_TAG, OWNER_TAG
from adgen_dagster.work.exclusive import outlive_void_runs
from tests.assets.sketches import Sketches
from tests.assets.stage import ANN, InProcessStage
from tests.graph import queue_run
from tests.story import JOB, Story


def test_nothing_that_is_finished_is_paid_again(stage: InProcessStage, sketches: Sketches) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)
    painted, cost_usd = list(sketches.painted), stage.studio.status(job).cost_usd

    stage.studio.cancel(job, Stage.IMAGES, ANN)
    assert stage.studio.continue_job(job, ANN)
    stage.work(job)

    status = stage.studio.status(job)
    assert status.state is JobState.AWAITING_IMAGES_APPROVAL
    assert (sketches.painted, status.cost_usd) == (painted, cost_usd)
    stage.bring_to(job, JobState.COMPLETED)
    assert sketches.painted == painted


def test_a_run_of_before_makes_nothing_any_more(stage: InProcessStage, sketches: Sketches) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)
    stage.approve(job, Stage.SCRIPT)
    work = next(each for each in stage.studio.status(job).due if each.product is Product.IMAGES)
    stage.studio.cancel(job, None, ANN)
    stage.studio.continue_job(job, ANN)

    tags = {JOB_TAG: job, CAUSE_TAG: str(work.cause), OWNER_TAG: f"images/{work.owner_cause}"}
    old = stage.run(["audio"], partition=job, tags=tags)

    assert not old.success
    assert not stage.studio.status(job).failures
    stage.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)
    assert len(sketches.painted) == stage.studio.status(job).brief.segment_count


def test_a_run_waits_for_the_end_of_those_of_before() -> None:
    story = Story().to_pictures()
    before = str(story.last)
    story.tell(EventKind.CANCELLED).tell(EventKind.CONTINUED)
    with dg.DagsterInstance.ephemeral() as instance:
        tags = {JOB_TAG: JOB, CAUSE_TAG: before}
        old = queue_run(instance, tags, dg.DagsterRunStatus.STARTED)
        new = queue_run(
            instance, {JOB_TAG: JOB, CAUSE_TAG: str(story.last)}, dg.DagsterRunStatus.STARTED
        )
        run = instance.get_run_by_id(new)
        assert run

        def end_when_told() -> None:
            while (seen := instance.get_run_by_id(old)) and not seen.is_finished:
                if seen.status is dg.DagsterRunStatus.CANCELING:
                    instance.report_run_canceled(seen)
                time.sleep(0.05)

        with ThreadPoolExecutor() as pool:
            ending = pool.submit(end_when_told)
            outlive_void_runs(instance, run, story.status)
            ended = instance.get_run_by_id(old)
            ending.result(60)

    assert ended
    assert ended.status is dg.DagsterRunStatus.CANCELED
