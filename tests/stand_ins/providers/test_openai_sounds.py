"""The stand-in of OpenAI hears, speaks and holds realtime sessions as OpenAI does."""

from __future__ import annotations

import base64
from typing import Any, Literal

import openai
import pytest
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.stand_ins.providers import media
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.openai_api import OpenAIServer

VOICE_MODEL = "gpt-realtime-2.1-mini"
SERVER_EVENT: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)
LINE = "Fresh oranges, cold glass, one sip of summer."


def read_aloud(sdk: openai.OpenAI, line: str, **more: object) -> list[Any]:
    """Have a line read out of band; returns the events up to the last."""
    events: list[Any] = []
    with sdk.realtime.connect(model=VOICE_MODEL) as connection:
        connection.session.update(
            session={"type": "realtime", "audio": {"output": {"voice": "cedar"}}}
        )
        connection.response.create(
            response={
                "conversation": "none",
                "metadata": {"line": "04"},
                "instructions": "Read the line between the tags, word for word.",
                "input": [
                    {
                        "type": "message",
                        "role": "user",
                        "content": [{"type": "input_text", "text": f"<line>{line}</line>"}],
                    }
                ],
                **more,
            }
        )
        while True:
            event = SERVER_EVENT.validate_json(connection.recv_bytes())
            events.append(event)
            if event.type in {"response.done", "error"}:
                return events


def sound_of(events: list[Any]) -> bytes:
    deltas = [event.delta for event in events if event.type == "response.output_audio.delta"]
    return b"".join(base64.b64decode(delta) for delta in deltas)


def spoken(events: list[Any]) -> str:
    kind = "response.output_audio_transcript.delta"
    return "".join(event.delta for event in events if event.type == kind)


def test_a_voice_brief_in_opus_is_transcribed_and_charged_by_its_length(
    openai_api: OpenAIServer, sdk: openai.OpenAI
) -> None:
    pcm = media.speech_pcm("one two three four five six seven")
    file = ("brief.oga", media.encoded(pcm, "opus"), "audio/ogg")

    heard = sdk.audio.transcriptions.create(
        model="gpt-transcribe", file=file, prompt="lemonade", languages=["en", "ru"]
    )

    assert "lemonade" in heard.text
    assert heard.languages[0].code == "en"
    assert heard.usage.type == "duration"
    assert heard.usage.seconds == pytest.approx(media.speech_seconds(pcm), abs=0.1)
    assert openai_api.ledger.paid[0].usage == {"seconds": heard.usage.seconds}


@pytest.mark.parametrize(
    ("name", "content", "model", "status"),
    [
        ("brief.txt", b"x" * 900, "gpt-transcribe", 400),
        ("brief.ogg", b"no sound at all" * 50, "gpt-transcribe", 400),
        ("brief.ogg", bytes(25 * 1024 * 1024 + 1), "gpt-transcribe", 413),
        ("brief.ogg", b"x" * 900, "gpt-hear", 404),
    ],
)
def test_what_is_no_sound_is_refused(
    openai_api: OpenAIServer,
    sdk: openai.OpenAI,
    name: str,
    content: bytes,
    model: str,
    status: int,
) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        sdk.audio.transcriptions.create(model=model, file=(name, content))

    assert caught.value.status_code == status
    assert not openai_api.ledger.paid


def test_an_unknown_field_of_the_form_is_named(sdk: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        sdk.audio.transcriptions.create(
            model="gpt-transcribe", file=("a.ogg", b"x"), extra_body={"mood": "glad"}
        )

    assert caught.value.code == "unknown_parameter"


@pytest.mark.parametrize("kind", ["mp3", "wav", "opus", "flac", "aac"])
def test_speech_is_sound_as_long_as_its_text(
    sdk: openai.OpenAI, kind: Literal["mp3", "wav", "opus", "flac", "aac"]
) -> None:
    said = sdk.audio.speech.create(
        model="gpt-4o-mini-tts", voice="coral", input=LINE, response_format=kind
    )

    seconds = media.sound_seconds(said.content)
    wanted = media.speech_seconds(media.speech_pcm(LINE))
    assert seconds == pytest.approx(wanted, abs=0.2)


def test_pcm_speech_is_bare_samples(sdk: openai.OpenAI) -> None:
    said = sdk.audio.speech.create(
        model="tts-1", voice="alloy", input=LINE, response_format="pcm", speed=2
    )

    assert said.content == media.speech_pcm(LINE, 2)


@pytest.mark.parametrize(
    "change", [{"voice": "nobody"}, {"input": "x" * 4097}, {"speed": 9}, {"model": "eleven"}]
)
def test_speech_out_of_its_limits_is_refused(sdk: openai.OpenAI, change: dict[str, Any]) -> None:
    wanted: dict[str, Any] = {"model": "tts-1", "voice": "alloy", "input": LINE}

    with pytest.raises((openai.BadRequestError, openai.NotFoundError)):
        sdk.audio.speech.create(**(wanted | change))


def test_a_line_is_read_out_of_band_with_its_transcript_and_cost(
    openai_api: OpenAIServer, sdk: openai.OpenAI
) -> None:
    events = read_aloud(sdk, LINE)

    kinds = [event.type for event in events]
    assert kinds[:3] == ["session.created", "session.updated", "response.created"]
    assert spoken(events) == LINE
    assert sound_of(events) == media.speech_pcm(LINE)
    done = events[-1].response
    assert (done.status, done.conversation_id) == ("completed", None)
    assert done.metadata == {"line": "04"}
    assert done.audio.output.voice == "cedar"
    assert done.output[0].content[0].transcript == LINE
    paid = openai_api.ledger.paid_for("realtime", LINE)[0]
    assert paid.usage["output_tokens"] == done.usage.output_tokens
    assert paid.usage["output_audio_tokens"] == done.usage.output_token_details.audio_tokens > 0


def test_the_voice_can_say_other_words(openai_api: OpenAIServer, sdk: openai.OpenAI) -> None:
    openai_api.faults.add(Fault(kind="other_words", words="Something else", text="oranges"))

    assert spoken(read_aloud(sdk, LINE)) == "Something else"
    assert spoken(read_aloud(sdk, LINE)) == LINE


def test_the_line_can_go_dead_in_the_middle(openai_api: OpenAIServer, sdk: openai.OpenAI) -> None:
    openai_api.faults.add(Fault(kind="cut_mid_answer", path="*/response.create"))

    with pytest.raises(ConnectionClosed):
        read_aloud(sdk, LINE)

    assert [record.status for record in openai_api.ledger.paid] == ["cut"]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault(kind="incomplete", code="content_filter"), "incomplete"),
        (Fault(kind="status", path="*/response.create", status=429), "failed"),
    ],
)
def test_a_response_can_end_badly(
    openai_api: OpenAIServer, sdk: openai.OpenAI, fault: Fault, status: str
) -> None:
    openai_api.faults.add(fault)

    assert read_aloud(sdk, LINE)[-1].response.status == status


def test_output_tokens_limit_the_voice(sdk: openai.OpenAI) -> None:
    done = read_aloud(sdk, LINE, max_output_tokens=20)[-1].response

    assert (done.status, done.status_details.reason) == ("incomplete", "max_output_tokens")
    assert done.usage.output_tokens <= 20


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"audio": {"output": {"voice": "nobody"}}}, "response.audio.output.voice"),
        ({"output_modalities": ["audio", "text"]}, "response.output_modalities"),
        ({"temperature": 0.6}, "response.temperature"),
    ],
)
def test_a_wrong_event_is_answered_with_an_error(
    sdk: openai.OpenAI, more: dict[str, object], param: str
) -> None:
    last = read_aloud(sdk, LINE, **more)[-1]

    assert (last.type, last.error.param) == ("error", param)


def test_a_session_needs_a_key_and_can_be_refused(openai_api: OpenAIServer) -> None:
    openai_api.faults.add(Fault(kind="status", status=503, path="/v1/realtime"))
    good = openai.OpenAI(api_key=openai_api.key, base_url=openai_api.base_url)
    wrong = openai.OpenAI(api_key="sk-wrong", base_url=openai_api.base_url)

    codes: list[int] = []
    for sdk in (good, wrong):
        with pytest.raises(InvalidStatus) as caught, sdk.realtime.connect(model=VOICE_MODEL):
            pass
        codes.append(caught.value.response.status_code)

    assert codes == [503, 401]
