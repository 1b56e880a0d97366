"""Prices are counted by the table, and what is not in it is not made up."""

from __future__ import annotations

import pytest

from adgen_dagster.providers.openai.prices import (
    TEXT,
    TRANSCRIPTION_PER_MINUTE,
    VOICE,
    TextUsage,
    VoiceUsage,
    label,
    speech_cost,
    text_cost,
    transcription_cost,
    voice_cost,
)
from adgen_dagster.settings import Settings
from tests.stand_ins.providers.openai_settings import MODELS


def test_cached_and_written_tokens_have_prices_of_their_own() -> None:
    usage = TextUsage(input=1_000_000, output=100_000, cached=400_000, cache_written=200_000)

    cost = text_cost("gpt-6.1-terra", usage)

    assert cost == pytest.approx(0.4 * 1.00 + 0.4 * 0.05 + 0.2 * 1.25 + 0.1 * 5.00)


def test_spoken_tokens_cost_more_than_written_ones() -> None:
    usage = VoiceUsage(text_input=1_000, text_output=100, audio_output=200, cached=500)

    cost = voice_cost("gpt-realtime-2.1-mini", usage)

    expected = (500 * 0.60 + 500 * 0.06 + 100 * 2.40 + 200 * 20.00) / 1_000_000
    assert cost == pytest.approx(expected)


def test_hearing_is_paid_by_the_minute() -> None:
    assert transcription_cost("gpt-transcribe", 120) == pytest.approx(0.009)


def test_a_dated_snapshot_costs_what_its_model_costs() -> None:
    usage = TextUsage(1_000, 1_000)

    assert text_cost("gpt-6.1-sol-2026-09-29", usage) == text_cost("gpt-6.1-sol", usage)


def test_a_price_that_is_not_known_is_not_made_up() -> None:
    assert text_cost("llama", TextUsage(1, 1)) is None
    assert voice_cost("llama", VoiceUsage(1, 1, 1)) is None
    assert transcription_cost("llama", 1) is None
    assert speech_cost("llama", 1, 1) is None
    assert label("llama", None) == "llama (price not known)"
    assert label("llama", 0.0) == "llama"


def test_every_default_model_has_a_price_and_no_end_announced() -> None:
    fields = Settings.model_fields
    text, voice, hearing, moderation = (
        fields[f"openai_{name}_model"].default
        for name in ("text", "realtime", "transcribe", "moderation")
    )

    assert text in TEXT
    assert voice in VOICE
    assert hearing in TRANSCRIPTION_PER_MINUTE
    assert [MODELS[name] for name in (text, voice, hearing, moderation)] == [None] * 4


def test_more_told_of_a_part_than_of_the_whole_gives_no_money_back() -> None:
    text = text_cost("gpt-6.1-terra", TextUsage(1_000, 100, cached=10**9, cache_written=10**9))
    voice = voice_cost("gpt-realtime-2.1-mini", VoiceUsage(1_000, 100, 200, cached=10**9))

    assert text == text_cost("gpt-6.1-terra", TextUsage(1_000, 100, cached=1_000))
    assert voice == voice_cost("gpt-realtime-2.1-mini", VoiceUsage(1_000, 100, 200, cached=1_000))
