"""`kill -9` of the whole stack with a job in each stage: they go on, nothing is made twice."""

from collections.abc import Callable

import pytest

from adgen_dagster.stages import JobState, Stage
from tests.journeys.running import ANN, RunningStudio


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_jobs_in_every_stage_go_on_after_the_stack_was_killed(
    start: Callable[..., RunningStudio],
) -> None:
    running = start(ADGEN_SPOT_ACTS="2+3+1", ADGEN_AT_ONCE="1")
    studio = running.studio
    drawn, animated = running.submit(format="film"), running.submit()
    running.bring_to(drawn, JobState.AWAITING_SCRIPT_APPROVAL)
    running.bring_to(animated, JobState.ANIMATING_VIDEOS)
    running.wait_until(lambda: _finished(running, animated, "clips"), "a clip is finished")
    studio.approve(drawn, Stage.SCRIPT, ANN)
    running.wait_until(lambda: _finished(running, drawn, "images"), "a picture is finished")
    written = running.submit()
    running.bring_to(written, JobState.GENERATING_SCRIPT)

    running.kill()
    states = [studio.status(job).state for job in (animated, drawn)]
    before = _made_at(running, animated, drawn)
    running.start()
    running.bring_to(written, JobState.AWAITING_SCRIPT_APPROVAL, limit_s=200)
    running.bring_to(animated, JobState.COMPLETED, limit_s=200)
    running.bring_to(drawn, JobState.AWAITING_IMAGES_APPROVAL, limit_s=200)
    running.stop()

    assert states == [JobState.ANIMATING_VIDEOS, JobState.GENERATING_IMAGES]
    after = _made_at(running, animated, drawn)
    assert {path: after.get(path) for path in before} == before
    assert _takes(running, animated, "images") == ["take-01"] * 6
    assert _takes(running, animated, "clips") == ["take-01"] * 6
    assert _takes(running, drawn, "images") == ["take-01"] * 48


def _finished(running: RunningStudio, job: str, asset: str) -> int:
    return len(running.files(job, f"{asset}/*/take-01/result.json"))


def _takes(running: RunningStudio, job: str, asset: str) -> list[str]:
    return [path.name for path in running.files(job, f"{asset}/*/take-*")]


def _made_at(running: RunningStudio, *jobs: str) -> dict[str, int]:
    """When each result was written, in nanoseconds."""
    return {
        str(path): path.stat().st_mtime_ns
        for job in jobs
        for path in running.files(job, "*/**/result.json")
    }
