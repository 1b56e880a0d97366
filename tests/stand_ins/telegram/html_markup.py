"""The HTML of the Bot API, refused where Telegram refuses it and in its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import cannot_parse_entities
from .markup import Entity, Output, byte_offset, join_code_blocks, link

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic",
    "u": "underline", "ins": "underline", "s": "strikethrough", "strike": "strikethrough",
    "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler", "a": "text_link",
    "tg-emoji": "custom_emoji", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|([A-Za-z]+));?")
_BARE_VALUE = re.compile(r"[A-Za-z0-9.\-]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']*")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Take the tags out of a text.

    Returns:
        The text that is left and its entities.

    Raises:
        ApiError: 400 "can't parse entities: …".
    """
    return _Parser(source).run()


def _unescape(source: str, index: int) -> tuple[str, int]:
    """The character that stands at an ampersand, and where to read on."""
    match = _REFERENCE.match(source, index)
    if match:
        decimal, hexadecimal, name = match.groups()
        if name and name in _NAMED:
            return _NAMED[name], match.end()
        if not name:
            code = int(decimal) if decimal else int(hexadecimal, 16)
            if 0 < code < 0x10FFFF:
                return chr(code), match.end()
    return "&", index + 1


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._index = 0
        self._output = Output()
        self._entities: list[Entity] = []
        self._stack: list[_Open] = []

    def run(self) -> tuple[str, list[Entity]]:
        source = self._source
        while self._index < len(source):
            character = source[self._index]
            if character == "&":
                decoded, self._index = _unescape(source, self._index)
                self._output.add(decoded)
            elif character != "<":
                self._output.add(character)
                self._index += 1
            elif source[self._index + 1 : self._index + 2] == "/":
                self._close_tag()
            else:
                self._open_tag()
        if self._stack:
            raise cannot_parse_entities(
                f'Can\'t find end tag corresponding to start tag "{self._stack[-1].tag}"'
            )
        return self._output.text(), join_code_blocks(self._entities)

    def _peek(self) -> str:
        return self._source[self._index : self._index + 1]

    def _skip_spaces(self) -> None:
        match = _SPACE.match(self._source, self._index)
        self._index = match.end() if match else self._index

    def _open_tag(self) -> None:
        at = byte_offset(self._source, self._index)
        begin = self._index + 1
        self._index = begin
        while self._peek() and not self._peek().isspace() and self._peek() != ">":
            self._index += 1
        if not self._peek():
            raise cannot_parse_entities(f"Unclosed start tag at byte offset {at}")
        tag = self._source[begin : self._index].lower()
        if tag not in _TAGS:
            raise cannot_parse_entities(f'Unsupported start tag "{tag}" at byte offset {at}')
        attributes = self._attributes(tag, at)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise cannot_parse_entities(
                f'Tag "span" must have class "tg-spoiler" at byte offset {at}'
            )
        if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
            raise cannot_parse_entities("Invalid custom emoji identifier specified")
        self._stack.append(_Open(tag, attributes, self._output.length))
        self._index += 1

    def _attributes(self, tag: str, at: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self._peek() == ">":
                return found
            match = _ATTRIBUTE_NAME.match(self._source, self._index)
            name = match.group().lower() if match else ""
            if not self._peek():
                raise cannot_parse_entities(f'Unclosed start tag "{tag}" at byte offset {at}')
            if not name:
                raise cannot_parse_entities(
                    f'Empty attribute name in the tag "{tag}" at byte offset {at}'
                )
            self._index += len(name)
            self._skip_spaces()
            found[name] = self._attribute_value(tag, at) if self._peek() == "=" else ""

    def _attribute_value(self, tag: str, at: int) -> str:
        self._index += 1
        self._skip_spaces()
        quote = self._peek()
        if not quote:
            raise cannot_parse_entities(f'Unclosed start tag "{tag}" at byte offset {at}')
        if quote not in "\"'":
            begin = self._index
            match = _BARE_VALUE.match(self._source, begin)
            self._index = match.end() if match else begin
            if not self._peek() or not (self._peek().isspace() or self._peek() == ">"):
                raise cannot_parse_entities(
                    "Unexpected end of name token at byte offset "
                    f"{byte_offset(self._source, begin)}"
                )
            return self._source[begin : self._index].lower()
        self._index += 1
        value = ""
        while self._peek() != quote:
            if not self._peek():
                raise cannot_parse_entities(f"Unclosed start tag at byte offset {at}")
            if self._peek() == "&":
                decoded, self._index = _unescape(self._source, self._index)
                value += decoded
            else:
                value += self._peek()
                self._index += 1
        self._index += 1
        return value

    def _close_tag(self) -> None:
        at = byte_offset(self._source, self._index)
        if not self._stack:
            raise cannot_parse_entities(f"Unexpected end tag at byte offset {at}")
        begin = self._index + 2
        self._index = begin
        while self._peek() and not self._peek().isspace() and self._peek() != ">":
            self._index += 1
        name = self._source[begin : self._index].lower()
        self._skip_spaces()
        if self._peek() != ">":
            raise cannot_parse_entities(f"Unclosed end tag at byte offset {at}")
        self._index += 1
        opened = self._stack.pop()
        if name and name != opened.tag:
            raise cannot_parse_entities(
                f"Unmatched end tag at byte offset {at}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        length = self._output.length - opened.offset
        entity = self._entity(opened)
        if length and entity:
            self._entities.append({**entity, "offset": opened.offset, "length": length})

    def _entity(self, opened: _Open) -> Entity | None:
        kind = _TAGS[opened.tag]
        attributes = opened.attributes
        if kind == "text_link":
            return link(attributes.get("href") or self._output.since(opened.offset))
        if kind == "custom_emoji":
            return {"type": kind, "custom_emoji_id": attributes["emoji-id"]}
        if kind == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        language = attributes.get("class", "")
        if kind == "code" and language.startswith("language-") and len(language) > 9:
            return {"type": kind, "language": language.removeprefix("language-")}
        return {"type": kind}
