"""What Runway charges, in credits of one US cent.

Read on 2026-11-24 from Runway's own `runwayml/skills` (API reference) and quotations of
https://docs.dev.runwayml.com/guides/pricing/. A model that is not listed there is charged
`UNLISTED`; that number is ours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

CLIP_PER_SECOND: Final = {"gen4_turbo": 5, "gen4.5": 12, "veo3.1_fast": 10, "veo3.1": 20}
WITH_SOUND: Final = {"veo3.1_fast": 15, "veo3.1": 40}
CHARACTERS_PER_CREDIT: Final = 50
DEFAULT_SECONDS: Final = 10
UNLISTED: Final = 10


def credits_of(kind: str, body: Mapping[str, Any]) -> int:
    """Say what a task costs."""
    model = str(body["model"])
    match kind:
        case "text_to_image":
            return _picture(model, str(body.get("ratio", "")))
        case "image_to_video":
            table = WITH_SOUND if body.get("audio") else CLIP_PER_SECOND
            return table.get(model, UNLISTED) * int(body.get("duration", DEFAULT_SECONDS))
        case _:
            return max(1, math.ceil(len(str(body["promptText"])) / CHARACTERS_PER_CREDIT))


def _picture(model: str, ratio: str) -> int:
    if model == "gen4_image_turbo":
        return 2
    if model == "gen4_image":
        is_small = min(int(side) for side in ratio.split(":")) <= 720
        return 5 if is_small else 8
    return UNLISTED


def is_charged_when_failed(failure_code: str) -> bool:
    """Say whether a failed task stays charged.

    Moderated generations cost what successful ones cost (docs, "Content moderation"); the
    others are given back.
    """
    return failure_code.startswith(("SAFETY.", "INPUT_PREPROCESSING.SAFETY"))
