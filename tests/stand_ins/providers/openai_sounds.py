"""POST /v1/audio/transcriptions and POST /v1/audio/speech of the stand-in of OpenAI."""

from __future__ import annotations

import time
from pathlib import PurePath
from typing import Any, Final

import typing_extensions
from openai.types.audio.speech_create_params import SpeechCreateParams
from openai.types.audio.transcription_create_params import TranscriptionCreateParamsNonStreaming

from tests.stand_ins.providers import media
from tests.stand_ins.providers.exchange import Answer, Part, Request, form_parts
from tests.stand_ins.providers.ledger import PaidRecord, digest
from tests.stand_ins.providers.openai_errors import checked, no_such_model, refused
from tests.stand_ins.providers.openai_settings import Answers, OpenAISettings, tokens
from tests.stand_ins.providers.server import new_id
from tests.stand_ins.providers.typed_bodies import validator_of

LARGEST_FILE: Final = 25 * 1024 * 1024
SOUND_ENDINGS: Final = (
    *("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm"),
)
VOICES: Final = (
    *("alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx"),
    *("sage", "shimmer", "verse"),
)
LONGEST_SPEECH: Final = 4096
SOUND_TYPES: Final = {
    "mp3": "audio/mpeg",
    "opus": "audio/opus",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}


def transcription(
    request: Request, settings: OpenAISettings, answers: Answers
) -> tuple[Answer, PaidRecord]:
    """Answer an upload of sound with its words.

    Raises:
        RefusedError: in the service's words.
    """
    fields, file = _judged_form(request, settings)
    model = fields["model"]
    seconds = media.sound_seconds(file.content)
    if seconds is None:
        raise refused("Audio file might be corrupted or unsupported", "invalid_value", "file")
    laid = answers.take("transcriptions", f"{fields.get('prompt', '')}{file.filename}")
    text = laid.text if laid else settings.transcript
    usage: dict[str, Any] = {"type": "duration", "seconds": round(seconds, 2)}
    if model not in {"gpt-transcribe", "whisper-1"}:
        usage = _token_usage(seconds, text)
    paid = PaidRecord(
        id=new_id("transcription"),
        service="openai",
        what="transcriptions",
        model=model,
        at=time.time(),
        text=text,
        input_sha256=digest(file.content),
        status="completed",
        usage={name: amount for name, amount in usage.items() if isinstance(amount, int | float)},
    )
    if fields.get("response_format") == "text":
        return Answer(200, f"{text}\n".encode(), "text/plain; charset=utf-8"), paid
    content: dict[str, Any] = {"text": text, "usage": usage}
    if model == "gpt-transcribe":
        content["languages"] = [{"code": settings.transcript_language}]
    return Answer.of(content), paid


def _token_usage(seconds: float, text: str) -> dict[str, Any]:
    heard, said = int(seconds * 10), tokens(text)
    details = {"audio_tokens": heard, "text_tokens": 0}
    total = {"input_tokens": heard, "output_tokens": said, "total_tokens": heard + said}
    return {"type": "tokens", "input_token_details": details, **total}


def _judged_form(request: Request, settings: OpenAISettings) -> tuple[dict[str, str], Part]:
    try:
        parts = form_parts(request.headers.get("content-type", ""), request.body)
    except ValueError as error:
        raise refused("Could not parse multipart form") from error
    known = typing_extensions.get_type_hints(TranscriptionCreateParamsNonStreaming)
    for part in parts:
        name = part.name.removesuffix("[]").partition("[")[0]
        if name not in known:
            raise refused(f"Unknown parameter: '{part.name}'.", "unknown_parameter", part.name)
    fields = {part.name: part.content.decode() for part in parts if part.filename is None}
    file = next((part for part in parts if part.name == "file" and part.filename), None)
    for name, is_there in (("file", file is not None), ("model", "model" in fields)):
        if not is_there:
            text = f"Missing required parameter: '{name}'."
            raise refused(text, "missing_required_parameter", name)
    assert file is not None
    _judge_sound(file, fields, settings)
    return fields, file


def _judge_sound(file: Part, fields: dict[str, str], settings: OpenAISettings) -> None:
    model = fields["model"]
    if model not in settings.models or not ("transcribe" in model or "whisper" in model):
        raise no_such_model(model)
    if len(file.content) > LARGEST_FILE:
        text = f"Maximum content size limit ({LARGEST_FILE}) exceeded ({len(file.content)} bytes)"
        raise refused(text, status=413)
    if PurePath(file.filename or "").suffix.lower().removeprefix(".") not in SOUND_ENDINGS:
        text = f"Invalid file format. Supported formats: {list(SOUND_ENDINGS)}"
        raise refused(text, param="file")
    kind = fields.get("response_format", "json")
    if model != "whisper-1" and kind not in {"json", "text"}:
        text = f"response_format '{kind}' is not compatible with model '{model}'."
        raise refused(text, "unsupported_value", "response_format")


def speech(content: object, settings: OpenAISettings) -> tuple[Answer, PaidRecord]:
    """Answer a text with a voice.

    Raises:
        RefusedError: in the service's words.
    """
    body = checked(validator_of(SpeechCreateParams), content)
    model, text, voice = body["model"], body["input"], body["voice"]
    if model not in settings.models or "tts" not in model:
        raise no_such_model(model)
    if isinstance(voice, str) and voice not in VOICES:
        offered = ", ".join(f"'{name}'" for name in VOICES)
        raise refused(f"Invalid value: '{voice}'. Supported values are: {offered}.", param="voice")
    if not 0 < len(text) <= LONGEST_SPEECH:
        text = f"Invalid 'input': expected a string of 1 to {LONGEST_SPEECH} characters."
        raise refused(text, "string_above_max_length", "input")
    speed = float(body.get("speed", 1.0))
    if not 0.25 <= speed <= 4:
        raise refused("Invalid 'speed': expected 0.25 to 4.", "invalid_value", "speed")
    kind = body.get("response_format", "mp3")
    pcm = media.speech_pcm(text, speed)
    paid = PaidRecord(
        id=new_id("speech"),
        service="openai",
        what="speech",
        model=model,
        at=time.time(),
        text=text,
        status="completed",
        usage={"characters": len(text), "seconds": round(media.speech_seconds(pcm), 2)},
    )
    return Answer(200, media.encoded(pcm, kind), SOUND_TYPES[kind]), paid
