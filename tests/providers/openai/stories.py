"""Answers that a good author would give."""

from __future__ import annotations

from typing import Any

from adgen_dagster.domain.brief import Language

LINES = {
    Language.ENGLISH: "An orange wakes up before you do, line {0}.",
    Language.RUSSIAN: "Апельсин просыпается раньше вас, строка {0}.",
}
WORLD = "A young woman in a blue apron; oranges, cream and teal; 35 mm lens, soft morning light."


def script(language: Language, count: int = 10, **lines: str) -> dict[str, Any]:
    """A script; `line_3="…"` sets the narration of its third line."""
    return {
        "title": "Morning" if language is Language.ENGLISH else "Утро",
        "promise": "It tastes of this morning.",
        "world": WORLD,
        "lines": [
            {
                "number": number,
                "narration": lines.get(f"line_{number}", LINES[language].format(number)),
                "scene": f"A hand lifts an orange, {number}.",
            }
            for number in range(1, count + 1)
        ],
    }


def prompts(count: int = 10, **texts: str) -> dict[str, Any]:
    """Prompts; `segment_3="…"` sets the third."""
    return {
        "segments": [
            {
                "number": number,
                "prompt": texts.get(f"segment_{number}", f"Close-up of orange number {number}."),
            }
            for number in range(1, count + 1)
        ]
    }
