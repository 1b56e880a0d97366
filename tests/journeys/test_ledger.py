"""What the providers have charged is what was told, or named as unknown, whatever is killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from adgen_dagster.providers.openai.prices import TextUsage, text_cost
from adgen_dagster.settings import settings
from adgen_dagster.stages import Product
from tests.journeys.ledger import Drill
from tests.journeys.paid import paid_providers
from tests.loopback.faults import Fault
from tests.loopback.ledger import LedgerView, PaidRecord

WORDS = [Product.TRANSCRIPT, Product.SCRIPT, Product.SEGMENTS, Product.AUDIO]
QUICK = {
    "ADGEN_SPOT_ACTS": "1+1+1",
    "ADGEN_OPENAI_RETRY_WAITS_S": "0.01,0.02",
    "RUNWAYML_API_SECRET": "",
}
FAULTS = [
    Fault(kind="status", status=503, path="/v1/responses"),
    Fault(kind="cut_after_body", path="/v1/responses", skip=1),
    Fault(kind="truncated", path="/v1/responses", skip=2),
    Fault(kind="status", status=429, path="*/response.create", skip=1),
    Fault(kind="cut_mid_answer", path="*/response.create", skip=2),
    Fault(kind="other_words", path="*/response.create", skip=4),
]


def charged(record: PaidRecord) -> float:
    """What OpenAI would take for one answer."""
    usage = record.usage
    if record.what == "responses":
        tokens = TextUsage(int(usage["input_tokens"]), int(usage["output_tokens"]))
        return text_cost(record.model, tokens) or 0.0
    sound = usage["output_audio_tokens"]
    text = usage["output_tokens"] - sound
    return (usage["input_tokens"] * 0.60 + text * 2.40 + sound * 20) / 1_000_000


def charged_in(ledger: LedgerView) -> float:
    return sum(charged(record) for record in ledger.paid)


@pytest.mark.slow
def test_what_openai_charged_was_told_or_named_whatever_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with paid_providers(3) as (_, openai, environment):
        for name in (*environment, *QUICK, "DAGSTER_HOME", "ADGEN_SCRATCH_DIR"):
            monkeypatch.setenv(name, "")
        openai.settings.text_s = openai.settings.voice_s = 0.3
        openai.faults.add(*FAULTS)
        scratch = {"ADGEN_SCRATCH_DIR": str(tmp_path / "scratch")}

        def asked() -> int:
            return len(openai.ledger.requests)

        drill = Drill(tmp_path, {**environment, **QUICK, **scratch}, asked, seed=1)
        job = drill.stage.submit("A lemonade of oranges pressed this morning", language="en")

        drill.play(job, WORDS, kills=4)
        before = drill.stage.studio.status(job)
        status = drill.settle(job)

        total = charged_in(openai.ledger)
        untold = total - status.cost_usd
        assert drill.kills >= 3
        assert -1e-9 < untold <= status.unknown_usd + 1e-9
        assert (before.cost_usd, before.unknown_usd) == (status.cost_usd, status.unknown_usd)
        sent = openai.ledger.requests_like("POST", "/v1/responses")
        calls = drill.stage.files(job, "s*/take-*/call-*.json")
        assert len(sent) <= len(calls)
    settings.cache_clear()
