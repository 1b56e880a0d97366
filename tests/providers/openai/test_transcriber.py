"""The transcriber hears what Telegram and others send, and says clearly what it cannot hear."""

from __future__ import annotations

from pathlib import Path

import pytest

from adgen_dagster.domain.brief import FILE_MAX_BYTES, Language
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.openai import OpenAIStudio, openai_from
from adgen_dagster.providers.openai.transcriber import _read
from adgen_dagster.settings import Settings, load_settings
from adgen_dagster.storage.artifacts import Take
from tests.providers.openai.conftest import Bill
from tests.stand_ins.providers import media
from tests.stand_ins.providers.faults import Fault, FaultKind
from tests.stand_ins.providers.openai_api import OpenAIServer
from tests.stand_ins.providers.openai_settings import ModelAnswer

SPEECH = media.speech_pcm("one two three four five six seven")
SECONDS = media.speech_seconds(SPEECH)


def sound(folder: Path, name: str, kind: str) -> Path:
    path = folder / name
    path.write_bytes(media.encoded(SPEECH, kind))
    return path


def failure_of(studio: OpenAIStudio, voice: Path, take: Take) -> ProviderError:
    with pytest.raises(ProviderError) as failed:
        studio.transcriber.transcribe(voice, SECONDS, Language.ENGLISH, take)
    return failed.value


@pytest.mark.parametrize(
    ("name", "kind"),
    [("voice.oga", "opus"), ("no-ending", "opus"), ("a.mp3", "mp3"), ("a.wav", "wav")],
)
def test_a_voice_brief_becomes_text(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path, name: str, kind: str
) -> None:
    openai_api.settings.transcript = " Реклама лимонада. "

    heard = studio.transcriber.transcribe(
        sound(folder, name, kind), SECONDS, Language.RUSSIAN, take
    )

    assert heard.text == "Реклама лимонада."
    assert heard.model == "gpt-transcribe"
    minutes = media.speech_seconds(SPEECH) / 60
    assert heard.cost_usd == pytest.approx(minutes * 0.0045, rel=0.05)


def test_the_films_language_is_the_first_of_those_expected(
    studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    studio.transcriber.transcribe(sound(folder, "a.ogg", "opus"), SECONDS, Language.RUSSIAN, take)

    assert (take.read("call-transcript-1") or {})["request"]["languages"] == ["ru", "en"]


def test_the_same_take_does_not_pay_again(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    voice = sound(folder, "a.ogg", "opus")

    first = studio.transcriber.transcribe(voice, SECONDS, Language.ENGLISH, take)
    again = studio.transcriber.transcribe(voice, SECONDS, Language.ENGLISH, take)

    assert again == first
    assert len(openai_api.ledger.paid) == 1


def test_another_model_hears_too(
    take: Take,
    folder: Path,
    chosen: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ADGEN_OPENAI_TRANSCRIBE_MODEL", "whisper-1")
    studio = openai_from(load_settings())

    heard = studio.transcriber.transcribe(
        sound(folder, "a.ogg", "opus"), SECONDS, Language.ENGLISH, take
    )

    assert heard.text
    assert heard.cost_usd == pytest.approx(media.speech_seconds(SPEECH) / 60 * 0.006, rel=0.05)


@pytest.mark.parametrize("said", ["", " … "])
def test_silence_is_a_bad_input_that_cost_something(
    openai_api: OpenAIServer,
    studio: OpenAIStudio,
    take: Take,
    bill: Bill,
    folder: Path,
    said: str,
) -> None:
    openai_api.answers.add(ModelAnswer(what="transcriptions", text=said))

    failure = failure_of(studio, sound(folder, "a.ogg", "opus"), take)

    assert failure.kind is ErrorKind.BAD_INPUT
    assert failure.is_over
    assert bill.usd == pytest.approx(studio.transcriber.price_usd(SECONDS), rel=0.05)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "format that cannot be heard"),
        (b"%PDF-1.7 and so on", "format that cannot be heard"),
        (b"OggS" + bytes(FILE_MAX_BYTES), "larger than 20 MB"),
    ],
)
def test_what_cannot_be_heard_is_not_sent(
    openai_api: OpenAIServer,
    studio: OpenAIStudio,
    take: Take,
    folder: Path,
    content: bytes,
    said: str,
) -> None:
    voice = folder / "voice.ogg"
    voice.write_bytes(content)

    failure = failure_of(studio, voice, take)

    assert failure.kind is ErrorKind.BAD_INPUT
    assert said in str(failure)
    assert not openai_api.ledger.requests


@pytest.mark.parametrize("kind", ["wrong_type", "invalid_json"])
def test_an_answer_that_is_none_may_have_been_paid(
    openai_api: OpenAIServer,
    studio: OpenAIStudio,
    take: Take,
    bill: Bill,
    folder: Path,
    kind: FaultKind,
) -> None:
    openai_api.faults.add(Fault(kind=kind))

    failure = failure_of(studio, sound(folder, "a.ogg", "opus"), take)

    assert failure.kind is ErrorKind.UNKNOWN_OUTCOME
    assert (bill.usd, bill.unknown_usd) == (0, studio.transcriber.price_usd(SECONDS))


def test_an_upload_is_tried_again_whole(
    openai_api: OpenAIServer, studio: OpenAIStudio, take: Take, folder: Path
) -> None:
    openai_api.faults.add(Fault(kind="status", status=503, times=2))

    heard = studio.transcriber.transcribe(
        sound(folder, "a.ogg", "opus"), SECONDS, Language.ENGLISH, take
    )

    assert heard.text
    sizes = {record.body_bytes for record in openai_api.ledger.requests}
    assert len(openai_api.ledger.requests) == 3
    assert max(sizes) - min(sizes) < 100


@pytest.mark.parametrize("told", ["1e300", "-4", '"many"', "null", "86401"])
def test_what_is_no_length_of_sound_costs_what_the_sound_was_long(told: str) -> None:
    answer = _read(
        "gpt-transcribe", 60, f'{{"text": "Tea", "usage": {{"seconds": {told}}}}}'.encode()
    )

    assert answer.cost_usd == pytest.approx(0.0045)
