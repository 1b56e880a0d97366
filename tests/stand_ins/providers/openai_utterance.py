"""What a realtime voice says: its events, its sound, its tokens."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from tests.stand_ins.providers import media
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.openai_settings import tokens
from tests.stand_ins.providers.server import new_id

VOICES: Final = (
    *("alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar"),
)
# A realtime model counts one token of spoken sound for each 50 ms.
SOUND_TOKENS_PER_S: Final = 20
DELTA_BYTES: Final = media.SOUND_RATE * 2 // 4
Event = dict[str, Any]


@dataclass
class Utterance:
    """One answer of the voice.

    Attributes:
        words: the words it means to read.
        modality: `audio` or `text`.
        most_tokens: where it must stop, or `inf`.
        fault: what goes wrong with it.
    """

    words: str
    modality: str
    speed: float
    most_tokens: int | str
    fault: Fault | None = None
    item_id: str = field(default_factory=lambda: new_id("item"))

    def __post_init__(self) -> None:
        if self.fault and self.fault.kind == "other_words":
            self.words = self.fault.words or f"Sure! Here it is: {self.words}"

    @cached_property
    def said(self) -> str:
        """The words that come out before it stops."""
        spoken = self.words.split()
        if self._is("incomplete") or self._is("status"):
            return " ".join(spoken[: len(spoken) // 2])
        if isinstance(self.most_tokens, int):
            while spoken and self._cost(" ".join(spoken)) > self.most_tokens:
                spoken.pop()
            return " ".join(spoken) if len(spoken) < len(self.words.split()) else self.words
        return self.words

    @cached_property
    def pcm(self) -> bytes:
        """The sound of it: 24 kHz mono s16le."""
        return media.speech_pcm(self.said, self.speed) if self.modality == "audio" else b""

    def _is(self, kind: str) -> bool:
        return self.fault is not None and self.fault.kind == kind

    def _cost(self, words: str) -> int:
        if self.modality == "text":
            return tokens(words)
        return tokens(words) + int(
            media.speech_seconds(media.speech_pcm(words, self.speed)) * SOUND_TOKENS_PER_S
        )

    def item(self) -> Event:
        """The finished item, without its sound, as `response.done` carries it."""
        is_whole = self.ending()[0] == "completed"
        if self.modality == "audio":
            part = {"type": "output_audio", "transcript": self.said}
        else:
            part = {"type": "output_text", "text": self.said}
        return self._item("completed" if is_whole else "incomplete", [part])

    def _item(self, status: str, content: list[Event]) -> Event:
        return {
            "id": self.item_id,
            "object": "realtime.item",
            "type": "message",
            "status": status,
            "role": "assistant",
            "content": content,
        }

    def events(self, response_id: str) -> Iterator[tuple[str, Event]]:
        """The events between `response.created` and `response.done`."""
        if self._is("status"):
            return
        whole = {"response_id": response_id, "output_index": 0}
        place = {**whole, "item_id": self.item_id, "content_index": 0}
        is_audio = self.modality == "audio"
        empty = {"type": "audio", "transcript": ""} if is_audio else {"type": "text", "text": ""}
        yield "response.output_item.added", {**whole, "item": self._item("in_progress", [])}
        yield "response.content_part.added", {**place, "part": empty}
        text = "response.output_audio_transcript" if is_audio else "response.output_text"
        pieces = re.findall(r"\s*\S+\s*?", self.said)
        middle = len(pieces) // 2
        for piece in pieces[:middle]:
            yield f"{text}.delta", {**place, "delta": piece}
        for start in range(0, len(self.pcm), DELTA_BYTES):
            sound = base64.b64encode(self.pcm[start : start + DELTA_BYTES]).decode()
            yield "response.output_audio.delta", {**place, "delta": sound}
        for piece in pieces[middle:]:
            yield f"{text}.delta", {**place, "delta": piece}
        if is_audio:
            yield "response.output_audio.done", place
        done = {"transcript": self.said} if is_audio else {"text": self.said}
        yield f"{text}.done", {**place, **done}
        yield "response.content_part.done", {**place, "part": empty | done}
        yield "response.output_item.done", {**whole, "item": self.item()}

    def is_cut_here(self, kind: str) -> bool:
        """Whether the line goes dead after this event."""
        return self._is("cut_mid_answer") and kind.endswith(
            ("output_audio.delta", "output_text.delta")
        )

    def ending(self) -> tuple[str, Event]:
        """The last status and its details."""
        if self.fault and self.fault.kind == "status":
            code = self.fault.code or ("rate_limit_exceeded" if self.fault.status == 429 else None)
            wrong = {"type": "server_error", "code": code, "message": self.fault.message or None}
            return "failed", {"type": "failed", "error": wrong}
        if self.said != self.words:
            wanted = self.fault.code if self.fault else ""
            reason = "content_filter" if wanted == "content_filter" else "max_output_tokens"
            return "incomplete", {"type": "incomplete", "reason": reason}
        return "completed", {"type": "completed"}

    def usage(self, heard: int) -> Event:
        """Tokens in and out."""
        text = tokens(self.said)
        sound = int(media.speech_seconds(self.pcm) * SOUND_TOKENS_PER_S)
        return {
            "total_tokens": heard + text + sound,
            "input_tokens": heard,
            "output_tokens": text + sound,
            "input_token_details": {
                "text_tokens": heard,
                "audio_tokens": 0,
                "image_tokens": 0,
                "cached_tokens": 0,
            },
            "output_token_details": {"text_tokens": text, "audio_tokens": sound},
        }
