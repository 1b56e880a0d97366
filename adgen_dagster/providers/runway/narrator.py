"""Reads the narration with Runway."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from adgen_dagster.domain.brief import Brief
from adgen_dagster.providers.base import Spoken
from adgen_dagster.providers.runway.models import PROVIDER, SPEECH_MODELS, model_named
from adgen_dagster.providers.runway.prices import speech_usd
from adgen_dagster.providers.runway.records import WORDING
from adgen_dagster.providers.runway.tasks import TaskRequest, TaskRunner
from adgen_dagster.storage.artifacts import Take

VOICES = (
    *("Maya", "Arjun", "Serene", "Bernard", "Billy", "Mark", "Clint", "Mabel", "Chad", "Leslie"),
    *("Eleanor", "Elias", "Elliot", "Grungle", "Brodie", "Sandra", "Kirk", "Kylie", "Lara"),
    *("Lisa", "Malachi", "Marlene", "Martin", "Miriam", "Monster", "Paula", "Pip", "Rusty"),
    *("Ragnar", "Xylar", "Maggie", "Jack", "Katie", "Noah", "James", "Rina", "Ella", "Mariah"),
    *("Frank", "Claudia", "Niki", "Vincent", "Kendrick", "Myrna", "Tom", "Wanda", "Benjamin"),
    *("Kiana", "Rachel"),
)
"""Runway's preset voices (types of the package `runwayml` 5.24); all speak all languages."""

_BY_NAME = {"female": "Eleanor", "male": "Bernard", **{name.lower(): name for name in VOICES}}

_PLAIN_TONE = re.compile(r"[A-Za-z][A-Za-z ,-]{2,39}")
"""What can stand in square brackets as a direction; anything else might be read aloud."""


class RunwayNarrator:
    """Speaks with one of Runway's models.

    Args:
        task_runner: where orders are placed.
        model: one of `SPEECH_MODELS`.
        voice: for briefs that name none of Runway's.
        at_once: lines of one job at the same time.

    Raises:
        ProviderError: there is no such model.
    """

    def __init__(self, task_runner: TaskRunner, model: str, voice: str, at_once: int) -> None:
        self._task_runner = task_runner
        self._name = model
        self._model = model_named(model, SPEECH_MODELS)
        self._voice = voice_named(voice, "Eleanor")
        self.at_once = at_once

    def speak(
        self, line: str, *, before: str, after: str, brief: Brief, take: Take, folder: Path
    ) -> Spoken:
        """Speak one line into a sound file in `folder`.

        A take may need several wordings of its line, until one fits its slot: each has its own
        documents below the take, and is paid once.

        Raises:
            ProviderError: with the kind that says whether to wait, reword or pay.
            StoppedError: the run was asked to stop.
        """
        voice = voice_named(brief.voice, self._voice)
        body: dict[str, Any] = {
            "model": self._name,
            "promptText": self._directed(line, brief.tone),
            "voice": {"type": "runway-preset", "presetId": voice},
        }
        if self._model.takes_language:
            body["languageCode"] = str(brief.language)
        if self._model.takes_neighbours and before:
            body["previousText"] = before
        if self._model.takes_neighbours and after:
            body["nextText"] = after
        seed = brief.seed % 2**32 if self._model.takes_seed else None
        if seed is not None:
            body["seed"] = seed
        wording = hashlib.sha256(line.encode()).hexdigest()[:12]
        made = self._task_runner.fulfil(
            TaskRequest("/v1/text_to_speech", body, speech_usd(body["promptText"])),
            replace(take, folder=f"{take.folder}/{WORDING}{wording}"),
            folder,
        )
        return Spoken(PROVIDER, f"{self._name} {voice}", made.cost_usd, seed, made.path)

    def price_usd(self, line: str) -> float:
        """Return the price of `line`."""
        return speech_usd(line)

    def voices(self) -> tuple[str, ...]:
        """List Runway's preset voices."""
        return VOICES

    def has_voice(self, name: str) -> bool:
        """Tell whether a voice is one of them."""
        return name.strip().lower() in _BY_NAME

    def require_funds(self, usd: float) -> None:
        """Raise `ProviderError` (OUT_OF_CREDIT) if the account cannot pay `usd`."""
        self._task_runner.require_funds(usd)

    def _directed(self, line: str, tone: str) -> str:
        tone = tone.strip()
        if self._model.takes_tags and _PLAIN_TONE.fullmatch(tone):
            return f"[{tone}] {line}"
        return line


def voice_named(wanted: str, otherwise: str) -> str:
    """Return Runway's voice of this name (`female` and `male` will do), or the other.

    A brief may name another narrator's voice; Runway then speaks in the one it is set to.
    """
    return _BY_NAME.get(wanted.strip().lower(), otherwise)
