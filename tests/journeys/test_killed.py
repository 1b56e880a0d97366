"""`kill -9` of a stack, whole or process by process: jobs go on, nothing is made twice."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress

import pytest

from adgen_dagster.stages import JobState, Stage
from adgen_dagster.terminal.stack import Stack
from tests.journeys.processes import PARTS, tree
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


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whatever_process_of_a_stack_is_killed_the_job_goes_on_by_itself(
    start: Callable[..., RunningStudio],
) -> None:
    running = start(ADGEN_SPOT_ACTS="2+1+1", ADGEN_AT_ONCE="1")
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
