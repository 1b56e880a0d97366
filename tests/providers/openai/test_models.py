"""The account is asked for the configured models, and a wrong or ending one is named."""

from __future__ import annotations

from datetime import date

import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.openai import OpenAIStudio, check_models, openai_from
from adgen_dagster.settings import Settings, load_settings
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.openai_api import OpenAIServer


def test_the_models_that_are_set_unless_chosen_are_fine(studio: OpenAIStudio) -> None:
    findings = studio.check_models()

    assert [finding.setting for finding in findings] == [
        "ADGEN_OPENAI_TEXT_MODEL",
        "ADGEN_OPENAI_TRANSCRIBE_MODEL",
        "ADGEN_OPENAI_REALTIME_MODEL",
        "ADGEN_OPENAI_MODERATION_MODEL",
    ]
    assert all(finding.is_fine for finding in findings)


def test_a_model_that_ends_or_is_missing_is_named(studio: OpenAIStudio) -> None:
    ending, missing = check_models(
        studio.client,
        {"ADGEN_OPENAI_TEXT_MODEL": "gpt-4o", "ADGEN_OPENAI_SPEECH_MODEL": "sora-2", "X": ""},
    )

    assert ending.closes_on == date(2027, 1, 14)
    assert "gpt-4o is shut down on 2027-01-14; set ADGEN_OPENAI_TEXT_MODEL" in ending.said
    assert not missing.is_reachable
    assert "sora-2 is not among" in missing.said


def test_a_model_that_is_not_used_is_not_asked_for(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADGEN_MODERATION", "false")

    findings = openai_from(load_settings()).check_models()

    assert "ADGEN_OPENAI_MODERATION_MODEL" not in [finding.setting for finding in findings]


def test_a_list_that_cannot_be_had_is_told(openai_api: OpenAIServer, studio: OpenAIStudio) -> None:
    openai_api.faults.add(Fault(kind="wrong_type"))

    with pytest.raises(ProviderError) as failed:
        studio.check_models()

    assert failed.value.kind is ErrorKind.UNAVAILABLE


def test_without_a_key_there_is_no_studio(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")

    with pytest.raises(ProviderError, match="OPENAI_API_KEY") as failed:
        openai_from(load_settings())

    assert failed.value.kind is ErrorKind.UNAUTHORIZED


def test_the_studio_does_not_show_the_key(openai_api: OpenAIServer, studio: OpenAIStudio) -> None:
    assert openai_api.key not in repr(studio)
    assert openai_api.key not in repr(studio.client)
