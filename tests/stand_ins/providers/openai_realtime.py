"""GET /v1/realtime of the stand-in of OpenAI: a voice that reads what it is given."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from openai.types.realtime.realtime_client_event_param import RealtimeClientEventParam

from tests.stand_ins.providers import media
from tests.stand_ins.providers.faults import SPEAKING_KINDS
from tests.stand_ins.providers.ledger import PaidRecord
from tests.stand_ins.providers.openai_errors import error, parameter_error
from tests.stand_ins.providers.openai_settings import tokens
from tests.stand_ins.providers.openai_utterance import VOICES, Utterance
from tests.stand_ins.providers.server import new_id
from tests.stand_ins.providers.typed_bodies import variants_of
from tests.stand_ins.providers.websocket import WebSocket

if TYPE_CHECKING:
    from tests.stand_ins.providers.openai_api import OpenAIServer

RESPONSE_PATH: Final = "/v1/realtime/response.create"
MARKED: Final = re.compile(r'<(\w+)>(.*?)</\1>|"""(.*?)"""', re.DOTALL)
Event = dict[str, Any]


def words_to_read(prompts: list[str]) -> str:
    """Guess which words a narrator's prompts want read.

    The last prompt counts: what stands between tags or triple quotes in it, else all of it.
    """
    last = prompts[-1] if prompts else ""
    marked = list(MARKED.finditer(last))
    return (marked[-1][2] or marked[-1][3] if marked else last).strip()


class Conversation:
    """One session over one WebSocket."""

    def __init__(self, server: OpenAIServer, model: str, line: WebSocket) -> None:
        self._server = server
        self._line = line
        self._items: list[Event] = []
        self._has_spoken = False
        self._session: Event = {
            "type": "realtime",
            "object": "realtime.session",
            "id": new_id("sess"),
            "model": model,
            "output_modalities": ["audio"],
            "instructions": "You are a helpful voice assistant.",
            "tools": [],
            "tool_choice": "auto",
            "max_output_tokens": "inf",
            "tracing": None,
            "truncation": "auto",
            "audio": {
                "input": {"format": {"type": "audio/pcm", "rate": 24000}, "turn_detection": None},
                "output": {
                    "format": {"type": "audio/pcm", "rate": 24000},
                    "voice": "marin",
                    "speed": 1.0,
                },
            },
        }

    def hold(self) -> None:
        """Talk until one of the two hangs up."""
        if self._session["model"] not in self._server.settings.models:
            message = f"The model '{self._session['model']}' does not exist."
            self._tell("error", error=error(message, "model_not_found", "model"))
            self._line.close(4000, "invalid_request_error.model_not_found")
            return
        self._tell("session.created", session=self._session)
        while self._line.is_open and (text := self._line.receive()) is not None:
            self._hear(text)

    def _hear(self, text: str) -> None:
        try:
            event = json.loads(text)
        except ValueError:
            self._complain(error("Invalid JSON.", "invalid_json"), {})
            return
        validators = variants_of(RealtimeClientEventParam, "type")
        kind = event.get("type") if isinstance(event, dict) else None
        if kind not in validators:
            offered = ", ".join(f"'{name}'" for name in validators)
            message = f"Invalid value: '{kind}'. Supported values are: {offered}."
            self._complain(error(message, "invalid_value", "type"), {})
            return
        wrong = parameter_error(validators[kind], event)
        if wrong:
            self._complain(wrong, event)
            return
        handlers: dict[str, Callable[[Event], None]] = {
            "session.update": self._update,
            "conversation.item.create": self._add_item,
            "response.create": self._respond,
            "response.cancel": self._cancel,
        }
        handlers.get(kind, self._not_here)(event)

    def _update(self, event: Event) -> None:
        wanted = event["session"]
        voice = wanted.get("audio", {}).get("output", {}).get("voice")
        if voice and self._has_spoken:
            text = "Cannot update a conversation's voice if assistant audio is present."
            self._complain(error(text, "cannot_update_voice", "session.audio.output.voice"), event)
            return
        if isinstance(voice, str) and voice not in VOICES:
            self._complain(_bad_voice(voice, "session.audio.output.voice"), event)
            return
        _merge(self._session, wanted)
        self._tell("session.updated", session=self._session)

    def _add_item(self, event: Event) -> None:
        item = {"id": new_id("item"), "object": "realtime.item", "status": "completed"}
        item |= event["item"]
        self._items.append(item)
        previous = self._items[-2]["id"] if len(self._items) > 1 else None
        for step in ("added", "done"):
            self._tell(f"conversation.item.{step}", previous_item_id=previous, item=item)

    def _cancel(self, event: Event) -> None:
        text = "Cancellation failed: no active response found"
        self._complain(error(text, "response_cancel_not_active"), event)

    def _not_here(self, event: Event) -> None:
        text = f"loopback: {event['type']} is not built"
        self._complain(error(text, "not_built"), event)

    def _respond(self, event: Event) -> None:
        wanted: Event = event.get("response", {})
        voice = wanted.get("audio", {}).get("output", {}).get("voice")
        if isinstance(voice, str) and voice not in VOICES:
            self._complain(_bad_voice(voice, "response.audio.output.voice"), event)
            return
        modalities = wanted.get("output_modalities", self._session["output_modalities"])
        if len(modalities) != 1:
            text = "Invalid modalities. Supported combinations are: ['text'] and ['audio']."
            self._complain(error(text, "invalid_value", "response.output_modalities"), event)
            return
        prompts = self._prompts(wanted)
        fault = self._server.faults.take(SPEAKING_KINDS, "WS", RESPONSE_PATH, "\n".join(prompts))
        read = self._server.speaker or words_to_read
        utterance = Utterance(
            words=read(prompts),
            modality=modalities[0],
            speed=float(self._session["audio"]["output"].get("speed", 1.0)),
            most_tokens=wanted.get("max_output_tokens", self._session["max_output_tokens"]),
            fault=fault,
        )
        stall_s = fault.seconds if fault and fault.kind == "stall" else 0.0
        if self._server.stopping.wait(self._server.settings.voice_s + stall_s):
            self._line.cut()
            return
        self._say(wanted, utterance, tokens(" ".join(prompts)))

    def _say(self, wanted: Event, utterance: Utterance, heard: int) -> None:
        is_aside = wanted.get("conversation") == "none"
        output = _merge(
            json.loads(json.dumps(self._session["audio"]["output"])),
            wanted.get("audio", {}).get("output", {}),
        )
        response: Event = {
            "object": "realtime.response",
            "id": new_id("resp"),
            "status": "in_progress",
            "status_details": None,
            "output": [],
            "conversation_id": None if is_aside else "conv_loopback",
            "output_modalities": [utterance.modality],
            "max_output_tokens": utterance.most_tokens,
            "audio": {"output": {k: output[k] for k in ("format", "voice") if k in output}},
            "metadata": wanted.get("metadata"),
            "usage": None,
        }
        self._tell("response.created", response=response)
        item = utterance.item()
        for kind, fields in utterance.events(response["id"]):
            self._tell(kind, **fields)
            if utterance.is_cut_here(kind):
                self._pay(response, utterance, heard, "cut")
                self._line.cut()
                return
        self._has_spoken = self._has_spoken or utterance.modality == "audio"
        if not is_aside:
            self._items.append(item)
        status, details = utterance.ending()
        response |= {
            "status": status,
            "status_details": details,
            "output": [item] if status != "failed" else [],
            "usage": utterance.usage(heard) if status != "failed" else None,
        }
        if status != "failed":
            self._pay(response, utterance, heard, status)
        self._tell("response.done", response=response)
        self._tell("rate_limits.updated", rate_limits=[])

    def _pay(self, response: Event, utterance: Utterance, heard: int, status: str) -> None:
        usage = utterance.usage(heard)
        self._server.book.pay(
            PaidRecord(
                id=response["id"],
                service="openai",
                what="realtime",
                model=self._session["model"],
                at=time.time(),
                text=utterance.words,
                status=status,
                usage={
                    "input_tokens": usage["input_tokens"],
                    "output_tokens": usage["output_tokens"],
                    "output_audio_tokens": usage["output_token_details"]["audio_tokens"],
                    "seconds": round(media.speech_seconds(utterance.pcm), 2),
                },
            )
        )

    def _prompts(self, wanted: Event) -> list[str]:
        prompts = [str(wanted.get("instructions", self._session["instructions"]))]
        for item in wanted.get("input", self._items):
            if item.get("role") in {"user", "system"}:
                prompts += [part["text"] for part in item["content"] if "text" in part]
        return prompts

    def _complain(self, wrong: Event, event: Event) -> None:
        self._tell("error", error=wrong | {"event_id": event.get("event_id")})

    def _tell(self, kind: str, **fields: object) -> None:
        event = {"type": kind, "event_id": new_id("event"), **fields}
        self._line.send(json.dumps(event, ensure_ascii=False))


def _bad_voice(voice: str, param: str) -> Event:
    offered = ", ".join(f"'{name}'" for name in VOICES)
    message = f"Invalid value: '{voice}'. Supported values are: {offered}."
    return error(message, "invalid_value", param)


def _merge(into: Event, changes: Event) -> Event:
    for name, value in changes.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value
    return into
