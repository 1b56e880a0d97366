"""`kill -9` of the whole stack in any stage: the job goes on, nothing finished is made twice."""

from collections.abc import Callable

import pytest

from adgen_dagster.stages import JobState
from tests.journeys.running import RunningStudio


@pytest.mark.slow
@pytest.mark.parametrize(
    ("state", "finished"),
    [
        (JobState.GENERATING_SCRIPT, "brief/*"),
        (JobState.GENERATING_IMAGES, "images/*/take-01/result.json"),
        (JobState.ANIMATING_VIDEOS, "clips/*/take-01/result.json"),
    ],
)
def test_a_job_goes_on_after_the_stack_was_killed(
    start: Callable[..., RunningStudio], state: JobState, finished: str
) -> None:
    running = start(ADGEN_SPOT_ACTS="2+3+1", ADGEN_AT_ONCE="1")
    job = running.submit()
    running.bring_to(job, state)
    if state is not JobState.GENERATING_SCRIPT:
        running.wait_until(lambda: running.files(job, finished), "something is finished")

    running.kill()
    before = {path: path.stat().st_mtime_ns for path in running.files(job, "*/**/result.json")}
    assert not running.studio.status(job).state.is_over
    running.start()
    running.bring_to(job, JobState.COMPLETED, limit_s=200)
    running.stop()

    after = {path: path.stat().st_mtime_ns for path in running.files(job, "*/**/result.json")}
    assert {path: after.get(path) for path in before} == before
    for asset in ("images", "clips"):
        takes = running.files(job, f"{asset}/*/take-*")
        assert [path.name for path in takes] == ["take-01"] * 6
