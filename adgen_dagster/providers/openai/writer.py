"""Write the script and the prompts with a text model of OpenAI."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from adgen_dagster.domain.brief import Brief
from adgen_dagster.domain.storyboard import PROMPT_MAX_UTF16, Script, narration_budget
from adgen_dagster.providers.base import Written
from adgen_dagster.providers.openai.client import PROVIDER
from adgen_dagster.providers.openai.moderation import Moderator
from adgen_dagster.providers.openai.paid_answers import cost_usd
from adgen_dagster.providers.openai.prices import TextUsage, label, text_cost
from adgen_dagster.providers.openai.prompt_files import Prompts
from adgen_dagster.providers.openai.shapes import (
    WORLD_MAX_CHARS,
    WrittenPrompts,
    WrittenScript,
    acts_in_words,
    faults_of_prompts,
    faults_of_script,
    prompt_limit,
    prompts_of,
    script_of,
    with_world,
)
from adgen_dagster.providers.openai.structured_output import Author, CompletionRequest
from adgen_dagster.storage.artifacts import Take

TOLD_PART = 0.85
"""Models count letters badly: told to aim lower, they rarely pass the limit itself."""

PICTURE_TARGET = 500
MOTION_LIMIT = 300

_SCRIPT = ("script", "script-again")
_PROMPTS = ("images", "images-again", "animation", "animation-again")


class OpenAIWriter:
    """Writes with the Responses API."""

    def __init__(self, author: Author, prompts: Prompts, moderator: Moderator | None) -> None:
        self._author = author
        self._prompts = prompts
        self._moderator = moderator

    def write_script(self, brief: Brief, request: str, notes: Sequence[str], take: Take) -> Written:
        """Write a script with the brief's acts, after the moderation has accepted the brief.

        Raises:
            ProviderError, StoppedError
        """
        if self._moderator:
            self._moderator.require_acceptable(request, brief.tone, *notes)
        count = brief.segment_count
        budget = narration_budget(brief.language)
        order = CompletionRequest(
            name="script",
            instructions=self._prompts.script.filled(
                language=brief.language.name.title(),
                count=count,
                acts=acts_in_words(brief),
                budget=budget,
                target=int(budget * TOLD_PART),
                world_limit=int(WORLD_MAX_CHARS * TOLD_PART),
            ),
            data=_json(
                request=request,
                tone=brief.tone,
                product_photo=brief.photo is not None,
                wanted_changes=list(notes),
                previous_script=_previous_script(take) if notes else None,
            ),
            shape=script_of(count),
            faults=lambda written: faults_of_script(written, brief),
            max_tokens=_max_tokens(count),
        )
        written: WrittenScript = self._author.write(order, take)
        return Written(
            PROVIDER,
            self._label,
            cost_usd(take, *_SCRIPT),
            script=written.as_script(brief),
        )

    def write_prompts(self, brief: Brief, script: Script, take: Take) -> Written:
        """Write for each line of the script an image prompt and an animation prompt.

        Raises:
            ProviderError, StoppedError
        """
        pictures = self._pictures(brief, script, take)
        motions = self._motions(script, pictures, take)
        return Written(
            PROVIDER,
            self._label,
            cost_usd(take, *_PROMPTS),
            prompts=tuple(zip(pictures, motions, strict=True)),
        )

    def price_usd(self, brief: Brief) -> float:
        """Estimate the price of the script and the prompts of such a brief."""
        count = brief.segment_count
        # Reckoned, not measured: the prompts have 2,000 tokens, the material of the three calls
        # about 350 a segment, the answers 260; a model at its usual effort thinks for 1,500 each.
        calls = TextUsage(input=2_200 + 350 * count, output=4_700 + 260 * count)
        return text_cost(self._author.model, calls) or 0.0

    @property
    def _label(self) -> str:
        return label(self._author.model, text_cost(self._author.model, TextUsage(0, 0)))

    def _pictures(self, brief: Brief, script: Script, take: Take) -> list[str]:
        count, limit = len(script.lines), prompt_limit(script.world)
        order = CompletionRequest(
            name="images",
            instructions=self._prompts.segments.filled(
                count=count, ratio=brief.ratio, limit=min(PICTURE_TARGET, limit)
            ),
            data=_json(script=_told(script), product_photo=brief.photo is not None),
            shape=prompts_of(count),
            faults=lambda written: faults_of_prompts(written, count, limit),
            max_tokens=_max_tokens(count),
        )
        written: WrittenPrompts = self._author.write(order, take)
        return [with_world(one.flat, script.world) for one in written.segments]

    def _motions(self, script: Script, pictures: Sequence[str], take: Take) -> list[str]:
        count = len(script.lines)
        told = [
            {**line, "picture": picture}
            for line, picture in zip(_told(script)["lines"], pictures, strict=True)
        ]
        order = CompletionRequest(
            name="animation",
            instructions=self._prompts.animation.filled(count=count, limit=MOTION_LIMIT),
            data=_json(segments=told),
            shape=prompts_of(count),
            faults=lambda written: faults_of_prompts(written, count, PROMPT_MAX_UTF16),
            max_tokens=_max_tokens(count),
        )
        written: WrittenPrompts = self._author.write(order, take)
        return [one.flat for one in written.segments]


def _previous_script(take: Take) -> dict[str, Any] | None:
    """Return the script that a user wants changed: of the newest finished take before this one."""
    place = take.folder.rpartition("/")[0]
    finished = [
        other for other in take.store.takes(place) if other.number < take.number and other.result
    ]
    script = finished[-1].read("script") if finished else None
    try:
        return _told(Script.model_validate(script)) if script else None
    except ValidationError:
        return None


def _told(script: Script) -> dict[str, Any]:
    """Return a script as a model is shown it."""
    lines = enumerate((line.model_dump(mode="json") for line in script.lines), start=1)
    return {
        "title": script.title,
        "promise": script.promise,
        "world": script.world,
        "lines": [{"number": number, **line} for number, line in lines],
    }


def _json(**material: object) -> str:
    return json.dumps(material, ensure_ascii=False, indent=1)


def _max_tokens(count: int) -> int:
    """Room for the answer and for three times as much thought."""
    return 8_000 + 500 * count
