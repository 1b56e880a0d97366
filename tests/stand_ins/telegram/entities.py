"""Texts as Telegram keeps them: cleaned, trimmed, with entities counted in UTF-16 units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .errors import bad_request
from .html_markup import parse_html
from .markdown_markup import parse_markdown_v2
from .markup import Entity, utf16_length

_FOUND_BY_TELEGRAM = (
    ("bot_command", re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}\b")),
    ("url", re.compile(r"\bhttps?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]", re.IGNORECASE)),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d_]\w*")),
)
_NOT_SEARCHED_IN = {"code", "pre", "text_link", "text_mention"}
# tdlib's clean_input_string: control characters become spaces, a few invisible ones vanish.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x0c\x0e-\x1f]")
_VANISHING = re.compile(r"[\r\u2028\u2029\u202a-\u202e]")


@dataclass(frozen=True)
class Formatted:
    """A text without markup and what stands where in it."""

    text: str = ""
    entities: list[Entity] = field(default_factory=list[Entity])

    @property
    def length(self) -> int:
        """Its length as the limits count it: code points, after entities parsing."""
        return len(self.text)


def format_text(
    raw: str, parse_mode: str, entities: Sequence[Any] = (), *, at_most: int = 100
) -> Formatted:
    """Parse what a bot or a person sent.

    Args:
        raw: the text, with markup if there is a parse mode.
        parse_mode: "HTML", "MarkdownV2" (any letter case) or "".
        entities: given instead of a parse mode.
        at_most: entities beyond this number are dropped, as Telegram does.

    Raises:
        ApiError: 400 "can't parse entities" with the byte offset of what is wrong.
    """
    mode = parse_mode.lower()
    if mode == "html":
        text, found = parse_html(raw)
    elif mode == "markdownv2":
        text, found = parse_markdown_v2(raw)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text, found = raw, [_checked(entity) for entity in entities]
    text, found = _tidy(text, found)
    found += _detected(text, found)
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(text, found[:at_most])


def _checked(entity: object) -> Entity:
    if not isinstance(entity, dict) or not {"type", "offset", "length"} <= entity.keys():
        raise bad_request("can't parse MessageEntity: expected an Object with type and place")
    return {str(key): value for key, value in entity.items()}


def _tidy(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Clean and trim a text, moving its entities along.

    A character that vanishes would move every entity behind it, so it is only taken from texts
    that have none.
    """
    text = _CONTROL.sub(" ", text)
    if not entities:
        return _VANISHING.sub("", text).strip(), []
    cut = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    end = utf16_length(text)
    kept: list[Entity] = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        stop = min(end, entity["offset"] + entity["length"] - cut)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return text, kept


def _detected(text: str, given: list[Entity]) -> list[Entity]:
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in given
        if entity["type"] in _NOT_SEARCHED_IN
    ]
    found: list[Entity] = []
    for kind, pattern in _FOUND_BY_TELEGRAM:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            length = utf16_length(match.group())
            if any(start < stop and begin < start + length for begin, stop in taken):
                continue
            found.append({"type": kind, "offset": start, "length": length})
            taken.append((start, start + length))
    return found
