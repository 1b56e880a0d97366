"""Hearing a voice message is paid by the second: it is measured, bounded and asked for before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from adgen_dagster.domain.stages import EventKind
from adgen_dagster.domain.words import Product
from adgen_dagster.resources import Workshop
from adgen_dagster.settings import settings
from tests.assets.stage import InProcessStage
from tests.sounds import write_sound
from tests.stand_ins.providers.fixtures import openai_api
from tests.stand_ins.providers.openai_api import OpenAIServer
from tests.stand_ins.providers.openai_settings import ModelAnswer

__all__ = ["openai_api"]

PER_SECOND = 0.0045 / 60


@pytest.fixture
def hearing(
    openai_api: OpenAIServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[InProcessStage]:
    chosen = {
        **openai_api.environment,
        "DAGSTER_HOME": str(tmp_path),
        "ADGEN_SCRATCH_DIR": str(tmp_path / "scratch"),
        "ADGEN_PROVIDER": "auto",
        "ADGEN_SPOT_ACTS": "1+1+1",
        "ADGEN_JOB_BUDGET_USD": f"{4 * PER_SECOND:f}",
    }
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    with dg.DagsterInstance.local_temp(
        str(tmp_path), {"telemetry": {"enabled": False}}
    ) as instance:
        yield InProcessStage(instance, Workshop())
    settings.cache_clear()


def hear(stage: InProcessStage, seconds: float, folder: Path) -> str:
    voice = write_sound(folder / "voice.wav", seconds)
    job = stage.submit("", voice_file=voice, confirms_transcript=True)
    stage.work(job)
    return job


def test_a_message_within_the_budget_is_heard_and_its_seconds_are_counted(
    hearing: InProcessStage, openai_api: OpenAIServer, tmp_path: Path
) -> None:
    job = hear(hearing, 3.0, tmp_path)

    status = hearing.studio.status(job)
    assert status.awaits_transcript
    assert status.cost_usd == pytest.approx(3 * PER_SECOND, rel=0.05)
    events = hearing.studio.events(0)
    assert [event.product for event in events if event.kind is EventKind.PAID] == [
        Product.TRANSCRIPT
    ]
    assert len(openai_api.ledger.paid_for("transcriptions")) == 1


def test_a_message_that_would_pass_the_budget_is_not_sent(
    hearing: InProcessStage, openai_api: OpenAIServer, tmp_path: Path
) -> None:
    job = hear(hearing, 5.0, tmp_path)

    failures = hearing.studio.status(job).failures
    assert [failure.kind for failure in failures] == ["over_budget"]
    assert "ADGEN_JOB_BUDGET_USD" in failures[0].message
    assert not openai_api.ledger.requests


def test_a_message_is_not_sent_that_is_longer_than_the_setting_now_says(
    hearing: InProcessStage,
    openai_api: OpenAIServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = hearing.submit("", voice_file=write_sound(tmp_path / "voice.wav", 3.0))
    monkeypatch.setenv("ADGEN_VOICE_MAX_S", "2")
    settings.cache_clear()

    assert not hearing.work(job)

    assert "ADGEN_VOICE_MAX_S" in hearing.studio.status(job).failures[0].message
    assert not openai_api.ledger.requests


def test_more_than_anybody_can_say_in_that_time_is_not_handed_to_the_writer(
    hearing: InProcessStage, openai_api: OpenAIServer, tmp_path: Path
) -> None:
    openai_api.answers.add(ModelAnswer(what="transcriptions", text="tea " * 5000))

    job = hear(hearing, 3.0, tmp_path)

    status = hearing.studio.status(job)
    assert [failure.kind for failure in status.failures] == ["bad_output"]
    assert "letters cannot have been said in 3 s" in status.failures[0].message
    assert status.cost_usd == pytest.approx(3 * PER_SECOND, rel=0.05)
    assert not openai_api.ledger.paid_for("responses")


@pytest.mark.parametrize(("caption", "added"), [("Морская, 5", "\n\nМорская, 5"), ("🙂", "")])
def test_what_stands_under_a_voice_message_is_asked_for_as_well(
    caption: str, added: str, hearing: InProcessStage, tmp_path: Path
) -> None:
    voice = write_sound(tmp_path / "voice.wav", 2.0)
    heard = hear(hearing, 2.0, tmp_path)

    job = hearing.submit("", voice_file=voice, caption=caption, confirms_transcript=True)
    hearing.work(job)

    assert hearing.studio.transcript(job) == hearing.studio.transcript(heard) + added
