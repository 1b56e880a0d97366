"""Invents JSON for a schema: the same text for the same place, counts and limits kept."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from tests.stand_ins.providers.strict_schema import Schema, resolved

Json: TypeAlias = Any

SENTENCE: Final = (
    "bright morning light over fresh oranges while friends laugh in the quiet garden and a cold "
    "glass shines near warm hands before the city wakes under soft golden clouds"
)
WORDS: Final = tuple(SENTENCE.split())
USUAL_WORDS: Final = 8
USUAL_ITEMS: Final = 3
DEEPEST: Final = 12
FORMATS: Final = {
    "date": "2026-11-24",
    "time": "09:30:00Z",
    "date-time": "2026-11-24T09:30:00Z",
    "duration": "PT5S",
    "email": "someone@example.org",
    "hostname": "example.org",
    "ipv4": "192.0.2.1",
    "uuid": "5f1c9f5e-0d3a-4b8e-9a36-1f6f2d6f7a10",
}
PATTERN_TRIES: Final = ("01", "#33aa77", "en", "en-US", "A", "a1", "item_1", "2026-11-24", "0:05")


class CannotInventError(Exception):
    """No text comes to mind that fits a pattern."""


@dataclass(frozen=True)
class Inventor:
    """Invents JSON for one schema.

    Attributes:
        root: the whole schema, in which references are looked up.
        list_lengths: how many items the list of a property shall have.
    """

    root: Schema
    list_lengths: Mapping[str, int]

    def invent(self, part: Schema, name: str = "", index: int = 0, depth: int = 0) -> Json:
        """Invent a value for a part of the schema.

        Args:
            part: the part.
            name: the property it belongs to.
            index: its place in the list around it; numbers and choices follow it.
            depth: how deep it lies; a schema that holds itself ends somewhere.
        """
        if "$ref" in part:
            value = self.invent(resolved(part, self.root), name, index, depth + 1)
        elif "const" in part or "enum" in part:
            offered = part.get("enum", [part.get("const")])
            value = offered[index % len(offered)]
        elif "anyOf" in part:
            value = self.invent(self._choice(part["anyOf"], depth), name, index, depth)
        else:
            value = self._of_kind(part, name, index, depth)
        return value

    def _of_kind(self, part: Schema, name: str, index: int, depth: int) -> Json:
        value: Json = None
        match self._kind(part):
            case "object":
                value = {
                    key: self.invent(below, key, index, depth + 1)
                    for key, below in part.get("properties", {}).items()
                }
            case "array":
                value = [
                    self.invent(part["items"], name, place, depth + 1)
                    for place in range(self._length(part, name, depth))
                ]
            case "string":
                value = invented_text(part, f"{name}/{index}")
            case "integer" | "number" as kind:
                value = invented_number(part, index, is_whole=kind == "integer")
            case kind:
                value = True if kind == "boolean" else None
        return value

    def _kind(self, part: Schema) -> str:
        kinds = part.get("type", "null")
        return next((k for k in kinds if k != "null"), "null") if isinstance(kinds, list) else kinds

    def _choice(self, offered: list[Schema], depth: int) -> Schema:
        filled = [one for one in offered if one.get("type") != "null"]
        has_null = len(filled) < len(offered)
        return {"type": "null"} if has_null and depth > DEEPEST else filled[0]

    def _length(self, part: Schema, name: str, depth: int) -> int:
        least = part.get("minItems", 0)
        most = part.get("maxItems", max(least, USUAL_ITEMS))
        wanted = self.list_lengths.get(name, least or USUAL_ITEMS)
        return least if depth > DEEPEST else min(max(wanted, least), most)


def invented_text(part: Schema, seed: str) -> str:
    """Invent a text within its limits."""
    if part.get("format") in FORMATS:
        return FORMATS[part["format"]]
    if "pattern" in part:
        for text in PATTERN_TRIES:
            if re.search(part["pattern"], text):
                return text
        raise CannotInventError(part["pattern"])
    start = zlib.crc32(seed.encode())
    words = [WORDS[(start + 7 * place) % len(WORDS)] for place in range(USUAL_WORDS)]
    text = " ".join(words).capitalize() + "."
    while len(text) < part.get("minLength", 0):
        text += " " + text
    return text[: part.get("maxLength", len(text))]


def invented_number(part: Schema, index: int, *, is_whole: bool) -> float:
    """Invent a number within its limits; in a list it counts up."""
    step = part.get("multipleOf", 1 if is_whole else 0.5)
    least = part.get("minimum", part.get("exclusiveMinimum", 0) + step)
    most = part.get("maximum", part.get("exclusiveMaximum", 10**6) - step)
    first = -(-least // step) * step
    number = min(first + index * step, most // step * step)
    return int(number) if is_whole else float(number)
