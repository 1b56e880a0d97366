"""What the test of a new asset asks: is it due, is it shown, is it paid for, and only once?"""

import pytest

from adgen_dagster.domain.words import JobState, Product, Stage
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import Prices
from adgen_dagster.studio.budget import stage_price
from tests.assets.sketches import Sketches
from tests.assets.stage import ANN, InProcessStage

PRICES = Prices(story_usd=0.02, line_usd=0.01, picture_usd=0.05, clip_usd=0.25)


def due(stage: InProcessStage, job: str) -> set[str]:
    return {str(work.product) for work in stage.studio.status(job).due}


def test_it_is_due_and_priced_with_the_pictures_and_its_gate_waits_for_it(
    stage: InProcessStage, sketches: Sketches
) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)
    before, price = due(stage, job), stage_price(stage.studio.status(job), PRICES)
    stage.approve(job, Stage.SCRIPT)
    approved = due(stage, job)
    sketches.failing, sketches.kind = {0}, ErrorKind.UNAVAILABLE
    stage.work(job)
    failed = stage.studio.status(job)
    sketches.failing = set()
    stage.studio.retry(job, ANN)
    stage.work(job)
    shown = stage.studio.status(job)

    assert before == set()
    assert price == pytest.approx(3 * (0.05 + 0.01) + 0.05)
    assert approved == {"audio", "images", "poster"}
    assert failed.state is JobState.FAILED
    assert [str(failure.product) for failure in failed.failures] == ["poster"]
    assert shown.open_stage is Stage.IMAGES
    assert shown.latest[Product.POSTER, 0].path.endswith("poster.png")


def test_it_is_paid_once(stage: InProcessStage, sketches: Sketches) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_IMAGES_APPROVAL)
    made = stage.studio.status(job).latest[Product.POSTER, 0]

    assert made.cost_usd == 0.05
    assert sum(painted.startswith("0:") for painted in sketches.painted) == 1


def test_nothing_of_it_is_paid_before_its_gate(stage: InProcessStage, sketches: Sketches) -> None:
    job = stage.submit()
    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)

    assert not stage.run(["poster"], partition=job).success
    assert sketches.painted == []
