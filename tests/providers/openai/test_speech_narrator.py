"""The speech endpoint reads, for compatible servers and as long as OpenAI keeps it."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from adgen_dagster.domain.brief import Brief, Language
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError, Spoken
from adgen_dagster.providers.openai import OpenAIStudio, SpeechNarrator, openai_from
from adgen_dagster.settings import Settings, load_settings
from adgen_dagster.storage.artifacts import Take
from tests.providers.openai.conftest import Bill, brief_in
from tests.stand_ins.providers import media
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.openai_api import OpenAIServer

LINE = "Fresh oranges, cold glass, one sip of summer."
ENGLISH = brief_in(Language.ENGLISH)


@pytest.fixture
def narrator(studio: OpenAIStudio) -> SpeechNarrator:
    return SpeechNarrator(studio.client, "gpt-4o-mini-tts", "coral")


def speak(
    narrator: SpeechNarrator, take: Take, folder: Path, line: str = LINE, brief: Brief = ENGLISH
) -> Spoken:
    return narrator.speak(line, before="", after="", brief=brief, take=take, folder=folder)


def test_a_line_is_read_as_a_sound_file(narrator: SpeechNarrator, take: Take, folder: Path) -> None:
    spoken = speak(narrator, take, folder)

    with wave.open(str(spoken.path)) as sound:
        assert sound.getframerate() == 24000
    seconds = media.speech_seconds(media.speech_pcm(LINE))
    assert spoken.cost_usd == pytest.approx(seconds / 60 * 0.015, rel=0.05)
    assert spoken.model == "gpt-4o-mini-tts coral"


def test_voice_and_tone_are_the_briefs(
    openai_api: OpenAIServer, narrator: SpeechNarrator, take: Take, folder: Path
) -> None:
    brief = brief_in(Language.ENGLISH, voice="female", tone="like a secret")

    speak(narrator, take, folder, brief=brief)

    asked = openai_api.ledger.requests[0].text
    assert '"voice": "marin"' in asked
    assert '"instructions": "like a secret"' in asked


def test_a_voice_of_the_accounts_own_is_named_by_its_id(
    openai_api: OpenAIServer, narrator: SpeechNarrator, take: Take, folder: Path
) -> None:
    speak(narrator, take, folder, brief=brief_in(Language.ENGLISH, voice="voice_1234"))

    assert '"voice": {"id": "voice_1234"}' in openai_api.ledger.requests[0].text


def test_a_model_that_knows_no_tone_is_told_none(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    narrator = SpeechNarrator(studio.client, "tts-1", "alloy")

    spoken = speak(narrator, take, folder, brief=brief_in(Language.ENGLISH, tone="like a secret"))

    assert "instructions" not in openai_api.ledger.requests[0].text
    assert spoken.cost_usd == pytest.approx(len(LINE) * 15 / 1_000_000)


def test_the_same_take_does_not_pay_for_a_line_again(
    openai_api: OpenAIServer, narrator: SpeechNarrator, take: Take, folder: Path
) -> None:
    first = speak(narrator, take, folder)
    again = speak(narrator, take, folder)
    speak(narrator, take, folder, "Shorter.")

    assert again == first
    assert [record.text for record in openai_api.ledger.paid] == [LINE, "Shorter."]


def test_what_is_no_sound_may_have_been_paid(
    openai_api: OpenAIServer, narrator: SpeechNarrator, take: Take, bill: Bill, folder: Path
) -> None:
    openai_api.faults.add(Fault(kind="wrong_type"))

    with pytest.raises(ProviderError) as failed:
        speak(narrator, take, folder)

    assert failed.value.kind is ErrorKind.UNKNOWN_OUTCOME
    assert bill.unknown_usd > narrator.price_usd(LINE)


def test_a_voice_that_the_server_does_not_have_is_told_in_its_words(
    narrator: SpeechNarrator, take: Take, folder: Path
) -> None:
    with pytest.raises(ProviderError, match="Invalid value: 'nobody'") as failed:
        speak(narrator, take, folder, brief=brief_in(Language.ENGLISH, voice="nobody"))

    assert failed.value.kind is ErrorKind.BAD_REQUEST


def test_the_narrator_needs_a_model_of_its_own(studio: OpenAIStudio) -> None:
    with pytest.raises(ProviderError, match=r"ADGEN_OPENAI_SPEECH_MODEL.*2027-01-06"):
        studio.speech_narrator()


def test_the_narrator_reads_with_the_model_that_is_set(
    take: Take, folder: Path, chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADGEN_OPENAI_SPEECH_MODEL", "tts-1-hd")
    monkeypatch.setenv("ADGEN_OPENAI_VOICE", "onyx")

    spoken = speak(openai_from(load_settings()).speech_narrator(), take, folder)

    assert spoken.model == "tts-1-hd onyx"
