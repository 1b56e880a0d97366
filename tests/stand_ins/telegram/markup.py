"""What both markup languages of the Bot API have in common."""

from __future__ import annotations

import re
from typing import Any

Entity = dict[str, Any]

_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_WEB = re.compile(r"^(https?://)?([^/?#\s]+)([^\s]*)$", re.IGNORECASE)


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text has: what entity offsets count."""
    return len(text.encode("utf-16-le")) // 2


def byte_offset(text: str, index: int) -> int:
    """Where a character stands in UTF-8: what Telegram's parse errors name."""
    return len(text[:index].encode())


class Output:
    """The text so far, without its markup."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0

    def add(self, piece: str) -> None:
        """Append a piece of plain text."""
        self._parts.append(piece)
        self.length += utf16_length(piece)

    def text(self) -> str:
        """All of it."""
        return "".join(self._parts)

    def since(self, offset: int) -> str:
        """What was added after a UTF-16 offset."""
        return self.text().encode("utf-16-le")[2 * offset :].decode("utf-16-le")


def link(url: str) -> Entity | None:
    """A link's entity, or nothing where Telegram finds no usable address in it."""
    scheme = _SCHEME.match(url)
    if scheme and scheme.group(1).lower() in {"tg", "ton", "mailto", "tel"}:
        return {"type": "text_link", "url": url}
    web = _WEB.match(url)
    if web is None or "." not in web.group(2):
        return None
    protocol, host, rest = web.groups()
    rest = rest if rest.startswith("/") else "/" + rest
    return {"type": "text_link", "url": (protocol or "http://").lower() + host + rest}


def join_code_blocks(entities: list[Entity]) -> list[Entity]:
    """Make one `pre` with a language of a `pre` and a `code` in the same place."""
    languages: dict[tuple[int, int], str] = {
        (entity["offset"], entity["length"]): entity["language"]
        for entity in entities
        if entity["type"] == "code" and "language" in entity
    }
    joined: list[Entity] = []
    blocks = {(e["offset"], e["length"]) for e in entities if e["type"] == "pre"}
    for entity in entities:
        place = (entity["offset"], entity["length"])
        if entity["type"] == "pre" and place in languages:
            joined.append({**entity, "language": languages[place]})
        elif entity["type"] == "code" and "language" in entity:
            if place not in blocks:
                joined.append({key: value for key, value in entity.items() if key != "language"})
        else:
            joined.append(entity)
    return joined
