"""What the providers have charged is what was told, or named as unknown, whatever is killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from adgen_dagster.domain.words import Product
from adgen_dagster.settings import settings
from tests.journeys.ledger import Drill
from tests.journeys.paid import charged_in, paid_providers
from tests.stand_ins.providers.faults import Fault

FILM = [
    Product.TRANSCRIPT,
    Product.SCRIPT,
    Product.SEGMENTS,
    Product.AUDIO,
    Product.IMAGES,
    Product.CLIPS,
]
QUICK = {
    "ADGEN_SPOT_ACTS": "1+1+1",
    "ADGEN_OPENAI_RETRY_WAITS_S": "0.01,0.02",
    "ADGEN_RUNWAY_POLL_S": "0.1",
    "ADGEN_RUNWAY_RETRY_WAITS_S": "0.05,0.1",
}
RUNWAY_FAULTS = [
    Fault(kind="cut_after_body", path="/v1/text_to_image"),
    Fault(kind="task_fails", path="/v1/image_to_video", code="SAFETY.OUTPUT.VIDEO"),
]
OPENAI_FAULTS = [
    Fault(kind="status", status=503, path="/v1/responses"),
    Fault(kind="cut_after_body", path="/v1/responses", skip=1),
    Fault(kind="truncated", path="/v1/responses", skip=2),
    Fault(kind="status", status=429, path="*/response.create", skip=1),
    Fault(kind="cut_mid_answer", path="*/response.create", skip=2),
    Fault(kind="other_words", path="*/response.create", skip=4),
]


@pytest.mark.slow
def test_what_the_providers_charged_was_told_or_named_whatever_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with paid_providers(3, image_s=0.5, clip_s=0.5) as (runway, openai, environment):
        for name in (*environment, *QUICK, "DAGSTER_HOME", "ADGEN_SCRATCH_DIR"):
            monkeypatch.setenv(name, "")
        openai.settings.text_s = openai.settings.voice_s = 0.1
        runway.faults.add(*RUNWAY_FAULTS)
        openai.faults.add(*OPENAI_FAULTS)

        def asked() -> int:
            return len(openai.ledger.requests) + len(runway.ledger.requests)

        scratch = {"ADGEN_SCRATCH_DIR": str(tmp_path / "scratch")}
        drill = Drill(tmp_path, {**environment, **QUICK, **scratch}, asked, seed=4)
        jobs = [drill.stage.submit(f"A lemonade, number {n}", language="en") for n in range(2)]

        for job in jobs:
            drill.play(job, FILM, kills=3)
        before = [drill.stage.studio.status(job) for job in jobs]
        ended = [drill.settle(job) for job in jobs]

        total = charged_in(openai.ledger) + runway.ledger.credits() / 100
        told = sum(status.cost_usd for status in ended)
        named = sum(status.unknown_usd for status in ended)
        assert drill.kills >= 4
        assert [each.cost_usd for each in before] == [each.cost_usd for each in ended]
        assert -1e-9 < total - told <= named + 1e-9
    settings.cache_clear()
