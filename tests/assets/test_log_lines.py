"""What a job's work leaves in the log: each line says which job, product, segment, take and run."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from adgen_dagster.domain.words import JobState, Stage
from adgen_dagster.errors import ErrorKind
from adgen_dagster.instance.run_requests import due_runs
from adgen_dagster.logs import LogFormat, LogLevel, set_up_logging
from tests.assets.sketches import Sketches
from tests.assets.stage import InProcessStage

Line = dict[str, Any]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    logger = logging.getLogger("adgen_dagster")
    before, text = logger.handlers[:], io.StringIO()
    set_up_logging(logger, LogFormat.JSON, LogLevel.INFO, [])
    handler = logger.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(text)
    yield text
    logger.handlers[:] = before


def lines(written: io.StringIO, event: str, **facts: object) -> list[Line]:
    found = [json.loads(line) for line in written.getvalue().splitlines()]
    return [line for line in found if line["event"] == event and facts.items() <= line.items()]


def test_each_line_of_a_job_says_what_it_belongs_to(
    stage: InProcessStage, written: io.StringIO
) -> None:
    job = stage.submit()

    stage.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)

    answers = lines(written, "provider_answered", job=job, product="images")
    made = lines(written, "take_made", job=job, product="images")
    ended = lines(written, "work_ended", job=job, product="images")
    assert sorted(line["segment"] for line in answers) == [1, 2, 3]
    assert {(line["take"], line["run"]) for line in answers} == {(1, ended[0]["run"])}
    assert sorted(line["segment"] for line in made) == [1, 2, 3]
    assert all(line["provider"] == "sketch" and line["provider_s"] >= 0 for line in made)
    assert {line["job"] for line in lines(written, "provider_answered")} == {job}


def test_a_refusal_and_a_reused_take_are_told(
    stage: InProcessStage, sketches: Sketches, written: io.StringIO
) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)
    stage.approve(job, Stage.SCRIPT)
    images = next(r for r in due_runs(stage.studio.status(job)) if r.partition_key is None)
    sketches.failing = {2}

    for _ in ("a run", "the same once more, as after a crash"):
        stage.run(["images"], tags=dict(images.tags))
        sketches.failing = set()

    refused = lines(written, "provider_failed", job=job, segment=2)
    reused = lines(written, "take_reused", job=job, product="images")
    outcomes = [*lines(written, "work_failed"), *lines(written, "work_ended")]
    assert [(line["kind"], line["cost_usd"]) for line in refused] == [(ErrorKind.REJECTED, 0.02)]
    assert sorted((line["segment"], line["take"]) for line in reused) == [(1, 1), (3, 1)]
    runs = [line["run"] for line in outcomes if line["product"] == "images"]
    assert runs[1] == reused[0]["run"] != runs[0] == refused[0]["run"]
