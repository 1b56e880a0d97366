"""One line read aloud in one session of OpenAI's Realtime API."""

import base64
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import cast

import openai
from openai.resources.realtime.realtime import RealtimeConnection
from openai.types.realtime import (
    RealtimeErrorEvent,
    RealtimeResponse,
    RealtimeResponseUsage,
    RealtimeServerEvent,
    ResponseAudioDeltaEvent,
    ResponseAudioTranscriptDoneEvent,
    ResponseDoneEvent,
)
from openai.types.realtime.realtime_response_create_params_param import (
    RealtimeResponseCreateParamsParam,
)
from openai.types.websocket_connection_options import SyncWebSocketConnectionOptions
from websockets.exceptions import WebSocketException

from adgen_dagster.artifacts import Stopped
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.openai.prices import AUDIO_TOKENS_PER_S, VoiceUsage, voice_cost
from adgen_dagster.providers.openai.reading_errors import (
    ReadingFailed,
    of_exception,
    of_server_error,
)
from adgen_dagster.providers.openai.voices import OWN_VOICE

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


@dataclass
class Reading:
    """What the voice said, as sound and in its own words."""

    pcm: bytearray = field(default_factory=bytearray)
    transcript: str = ""
    is_whole: bool = False
    usage: RealtimeResponseUsage | None = None

    def cost_usd(self, model: str) -> float | None:
        """What it cost; where the server did not say, by the length of the sound."""
        if self.usage is None:
            tokens = int(len(self.pcm) / _BYTES_PER_S * AUDIO_TOKENS_PER_S)
            return voice_cost(model, VoiceUsage(0, 0, tokens))
        heard, said = self.usage.input_token_details, self.usage.output_token_details
        return voice_cost(
            model,
            VoiceUsage(
                text_input=self.usage.input_tokens or 0,
                text_output=(said.text_tokens if said else None) or 0,
                audio_output=(said.audio_tokens if said else None) or 0,
                cached=(heard.cached_tokens if heard else None) or 0,
            ),
        )


@dataclass(frozen=True)
class Reader:
    """A voice of a realtime model."""

    client: openai.OpenAI
    model: str
    voice: str
    limit_s: float = LIMIT_S

    def read(self, instructions: str, text: str, stop: Event) -> Reading:
        """Have `text` read in a session of its own, out of band.

        Raises:
            ReadingFailed: there is no reading; its cost is that of what was heard until then.
            Stopped: `stop` was set.
        """
        reading = Reading()
        deadline = time.monotonic() + self.limit_s
        try:
            self._hold_session(instructions, text, reading, deadline, stop)
        except ReadingFailed as failure:
            if stop.is_set():
                raise Stopped("The run was told to end.") from failure
            cost_usd = reading.cost_usd(self.model) or 0.0
            if time.monotonic() > deadline:
                raise ReadingFailed(
                    ErrorKind.TIMED_OUT, "OpenAI did not read the line in time.", cost_usd=cost_usd
                ) from failure
            failure.cost_usd = cost_usd
            raise
        return reading

    def _hold_session(
        self, instructions: str, text: str, reading: Reading, deadline: float, stop: Event
    ) -> None:
        try:
            with (
                self.client.realtime.connect(
                    model=self.model, websocket_connection_options=_OPTIONS
                ) as connection,
                _hung_up_at(connection, deadline, stop),
            ):
                # The first event greets, or says why there is no session; then the line is cut.
                _require_no_error(connection.recv())
                connection.response.create(response=self._order(instructions, text))
                _hear(connection, reading)
        except (WebSocketException, openai.OpenAIError, OSError, ValueError) as error:
            raise of_exception(error) from error

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


def _hear(connection: RealtimeConnection, reading: Reading) -> None:
    for event in connection:
        if isinstance(event, ResponseAudioDeltaEvent):
            reading.pcm += base64.b64decode(event.delta)
        elif isinstance(event, ResponseAudioTranscriptDoneEvent):
            reading.transcript = event.transcript
        elif isinstance(event, ResponseDoneEvent):
            _end(reading, event.response)
            return
        _require_no_error(event)
    raise ReadingFailed(ErrorKind.UNAVAILABLE, "OpenAI ended the session before the line.")


def _require_no_error(event: RealtimeServerEvent) -> None:
    if isinstance(event, RealtimeErrorEvent):
        raise of_server_error(event.error.code, event.error.type, event.error.message)


def _end(reading: Reading, response: RealtimeResponse) -> None:
    reading.usage = response.usage
    reading.is_whole = response.status == "completed"
    if response.status in {"completed", "incomplete"}:
        return
    error = response.status_details.error if response.status_details else None
    raise of_server_error(
        error.code if error else None,
        error.type if error else None,
        (error.message if error else None) or f"the reading is {response.status}",
    )


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
