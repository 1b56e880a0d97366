"""`kill -9` of a run, of every process of a stack, of the whole: jobs go on, nothing is made twice.

All on one stack, which each test leaves whole again.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress

import dagster as dg
import pytest

from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.instance.run_requests import RECOVERED_TAG
from adgen_dagster.stack.stack import Stack
from tests.journeys.paid import kill_run_workers
from tests.journeys.processes import PARTS, tree
from tests.journeys.running import ANN, RunningStudio, studio_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """A stack whose Dagster looks for lost runs once, when its daemon begins."""
    with studio_in(
        tmp_path_factory.mktemp("killed"),
        ADGEN_SPOT_ACTS="1+2+1",
        ADGEN_AT_ONCE="1",
        DAGSTER_EVENT_LOG_CONSUMER_DAEMON_INTERVAL_SECONDS="100000",
    ) as started:
        yield started


def test_a_killed_run_that_dagster_forgets_goes_on(running: RunningStudio) -> None:
    job = running.submit()
    running.bring_to(job, JobState.GENERATING_IMAGES)
    running.wait_until(lambda: running.files(job, "images/*/take-01/result.json"), "a picture")

    assert kill_run_workers(running.home)
    running.wait_until(lambda: _failed(running), "the runs are given up", limit_s=120)
    running.wait_until(lambda: not _lost(running), "all are started again", limit_s=90)
    running.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)

    assert _takes(running, job, "images") == ["take-01"] * 4
    assert running.studio.status(job).failures == ()


def _failed(running: RunningStudio) -> list[dg.DagsterRun]:
    return list(running.instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE])))


def _lost(running: RunningStudio) -> list[dg.DagsterRun]:
    return [run for run in _failed(running) if RECOVERED_TAG not in run.tags]


def test_jobs_in_every_stage_go_on_after_the_stack_was_killed(running: RunningStudio) -> None:
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
    drawn_before = sum(f"/{drawn}/images/" in path for path in before)
    running.wait_until(
        lambda: _finished(running, drawn, "images") > drawn_before + 2, "more pictures", limit_s=200
    )
    studio.cancel(drawn, None, ANN)

    assert states == [JobState.ANIMATING_VIDEOS, JobState.GENERATING_IMAGES]
    after = _made_at(running, animated, drawn)
    assert {path: after.get(path) for path in before} == before
    assert _takes(running, animated, "images") == ["take-01"] * 4
    assert _takes(running, animated, "clips") == ["take-01"] * 4
    assert set(_takes(running, drawn, "images")) == {"take-01"}


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


def test_whatever_process_of_a_stack_is_killed_the_job_goes_on_by_itself(
    running: RunningStudio,
) -> None:
    stack = running.stack
    assert stack
    job = running.submit()
    running.bring_to(job, JobState.ANIMATING_VIDEOS)
    running.wait_until(lambda: _finished(running, job, "clips"), "a clip is finished")

    killed = tree(stack.running.pid)
    # Parents first: a run that sees its FFmpeg die has failed in that clip, and makes another.
    for process in killed:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    running.wait_until(lambda: _is_whole(stack), "each process is back", limit_s=120)
    running.bring_to(job, JobState.COMPLETED, limit_s=200)

    assert {process.part for process in killed} >= PARTS
    assert {process.pid for process in tree(stack.running.pid)}.isdisjoint(
        process.pid for process in killed
    )
    assert _takes(running, job, "clips") == ["take-01"] * 4
    assert running.studio.status(job).failures == ()
    assert stack.url == running.stack.url


def _is_whole(stack: Stack) -> bool:
    stack.require_alive()
    return {process.part for process in tree(stack.running.pid)} >= PARTS and stack.is_ready()
