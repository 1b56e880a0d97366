"""One line read aloud in one session of OpenAI's Realtime API."""

import base64
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Annotated, cast

import openai
from openai.resources.realtime.realtime import RealtimeConnection
from openai.types.realtime import (
    RealtimeErrorEvent,
    RealtimeResponse,
    RealtimeServerEvent,
    ResponseAudioDeltaEvent,
    ResponseAudioTranscriptDoneEvent,
    ResponseDoneEvent,
)
from openai.types.realtime.realtime_response_create_params_param import (
    RealtimeResponseCreateParamsParam,
)
from openai.types.websocket_connection_options import SyncWebSocketConnectionOptions
from pydantic import BaseModel, BeforeValidator, ConfigDict
from websockets.exceptions import WebSocketException

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.call_records import CallFailedError
from adgen_dagster.providers.openai.api_models import Fault
from adgen_dagster.providers.openai.failures import of_code, of_exception
from adgen_dagster.providers.openai.lenient import Text, Tokens, fields
from adgen_dagster.providers.openai.prices import AUDIO_TOKENS_PER_S, VoiceUsage, voice_cost
from adgen_dagster.providers.openai.voices import OWN_VOICE
from adgen_dagster.storage.artifacts import StoppedError

SAMPLE_RATE = 24_000
"""The Realtime API's own: 16-bit samples, one channel."""

LIMIT_S = 45.0
"""For a line of five seconds; the voice arrives faster than it is spoken."""

_BYTES_PER_S = 2 * SAMPLE_RATE
_MAX_TOKENS = 2_000
"""A minute and a half of sound: a voice that goes on talking is stopped there."""

_THINKING = "gpt-realtime-2"
"""How the names of the voice models begin that think before they speak."""

# `websockets` takes these two as well; the type of the package openai does not list them.
_OPTIONS = cast("SyncWebSocketConnectionOptions", {"open_timeout": 10.0, "close_timeout": 2.0})


class _Said(BaseModel):
    """Tokens that were said."""

    text_tokens: Tokens = 0
    audio_tokens: Tokens = 0


class _HeardTokens(BaseModel):
    """Tokens that were heard."""

    cached_tokens: Tokens = 0


class _ReadingUsage(BaseModel):
    """What a reading used."""

    input_tokens: Tokens = 0
    input_token_details: Annotated[_HeardTokens | None, BeforeValidator(fields)] = None
    output_token_details: Annotated[_Said | None, BeforeValidator(fields)] = None


class SpokenLine(BaseModel):
    """What the voice said, as sound and in its own words."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    pcm: bytes = b""
    transcript: Text = ""
    is_whole: bool = False
    usage: Annotated[_ReadingUsage | None, BeforeValidator(fields)] = None
    error: Annotated[Fault | None, BeforeValidator(fields)] = None
    """Why there is no sound, where OpenAI says so."""

    def cost_usd(self, model: str) -> float | None:
        """Return the cost; if the server did not say, estimate it by the length of the sound."""
        if self.usage is None:
            tokens = int(len(self.pcm) / _BYTES_PER_S * AUDIO_TOKENS_PER_S)
            return voice_cost(model, VoiceUsage(0, 0, tokens))
        heard = self.usage.input_token_details or _HeardTokens()
        said = self.usage.output_token_details or _Said()
        usage = VoiceUsage(
            text_input=self.usage.input_tokens,
            text_output=said.text_tokens,
            audio_output=said.audio_tokens,
            cached=min(heard.cached_tokens, self.usage.input_tokens),
        )
        return voice_cost(model, usage)


@dataclass
class _Session:
    """What has come of a session so far."""

    pcm: bytearray = field(default_factory=bytearray)
    transcript: str = ""
    is_ordered: bool = False
    """Whether the line was sent: what comes after may be paid."""


@dataclass(frozen=True)
class Reader:
    """A voice of a realtime model."""

    client: openai.OpenAI
    model: str
    voice: str
    limit_s: float = LIMIT_S

    def most_usd(self, instructions: str, text: str) -> float:
        """Return the most that a reading can cost."""
        usage = VoiceUsage(len(instructions) + len(text), 0, _MAX_TOKENS)
        return voice_cost(self.model, usage) or 0.0

    def read(self, instructions: str, text: str, stop: Event) -> SpokenLine:
        """Have `text` read in a session of its own, out of band.

        Raises:
            CallFailedError: there is no reading; what was heard until then was paid.
            StoppedError: `stop` was set.
        """
        session = _Session()
        deadline = time.monotonic() + self.limit_s
        try:
            return self._hold_session(instructions, text, session, deadline, stop)
        except CallFailedError as failure:
            failure.is_refused = not session.is_ordered or (failure.is_refused and not session.pcm)
            failure.spent_usd = SpokenLine(pcm=bytes(session.pcm)).cost_usd(self.model) or 0.0
            if stop.is_set():
                raise StoppedError("The run was asked to stop.") from failure
            if time.monotonic() > deadline:
                late = CallFailedError(ErrorKind.TIMED_OUT, "OpenAI did not read the line in time.")
                late.is_refused, late.spent_usd = failure.is_refused, failure.spent_usd
                raise late from failure
            raise

    def _hold_session(
        self, instructions: str, text: str, session: _Session, deadline: float, stop: Event
    ) -> SpokenLine:
        try:
            with (
                self.client.realtime.connect(
                    model=self.model, websocket_connection_options=_OPTIONS
                ) as connection,
                _hung_up_at(connection, deadline, stop),
            ):
                # The first event greets, or says why there is no session; then the line is cut.
                _require_no_error(connection.recv())
                session.is_ordered = True
                connection.response.create(response=self._order(instructions, text))
                return _hear(connection, session)
        except (WebSocketException, openai.OpenAIError, OSError, ValueError) as error:
            raise of_exception(error, self.client.api_key) from error

    def _order(self, instructions: str, text: str) -> RealtimeResponseCreateParamsParam:
        is_own = self.voice.startswith(OWN_VOICE)
        order: RealtimeResponseCreateParamsParam = {
            "conversation": "none",
            "output_modalities": ["audio"],
            "instructions": instructions,
            "max_output_tokens": _MAX_TOKENS,
            "audio": {
                "output": {
                    "voice": {"id": self.voice} if is_own else self.voice,
                    "format": {"type": "audio/pcm", "rate": SAMPLE_RATE},
                }
            },
            "input": [
                {
                    "type": "message",
                    "role": "user",
                    "content": [{"type": "input_text", "text": text}],
                }
            ],
        }
        if self.model.startswith(_THINKING):
            order["reasoning"] = {"effort": "minimal"}
        return order


def _hear(connection: RealtimeConnection, session: _Session) -> SpokenLine:
    for event in connection:
        if isinstance(event, ResponseAudioDeltaEvent):
            session.pcm += base64.b64decode(event.delta)
        elif isinstance(event, ResponseAudioTranscriptDoneEvent):
            session.transcript = event.transcript
        elif isinstance(event, ResponseDoneEvent):
            return _reading_of(session, event.response)
        _require_no_error(event)
    raise CallFailedError(ErrorKind.UNAVAILABLE, "OpenAI ended the session before the line.")


def _require_no_error(event: RealtimeServerEvent) -> None:
    if isinstance(event, RealtimeErrorEvent):
        raise of_code(event.error.code, event.error.type, event.error.message)


def _reading_of(session: _Session, response: RealtimeResponse) -> SpokenLine:
    said = response.to_dict()
    reading = SpokenLine.model_validate(
        {
            "pcm": bytes(session.pcm),
            "transcript": session.transcript,
            "is_whole": response.status == "completed",
            "usage": said.get("usage"),
        }
    )
    if response.status not in {"completed", "incomplete"}:
        error = (fields(said.get("status_details")) or {}).get("error")
        reading.error = Fault.model_validate(fields(error) or {})
        reading.error.message = reading.error.message or f"the reading is {response.status}"
    return reading


@contextmanager
def _hung_up_at(connection: RealtimeConnection, deadline: float, stop: Event) -> Generator[None]:
    """End the session when it takes too long or the run has to end: reading it knows no limit."""
    is_over = Event()

    def watch() -> None:
        while not is_over.wait(0.2):
            if stop.is_set() or time.monotonic() > deadline:
                connection.close()
                return

    Thread(target=watch, name="realtime-watch", daemon=True).start()
    try:
        yield
    finally:
        is_over.set()
