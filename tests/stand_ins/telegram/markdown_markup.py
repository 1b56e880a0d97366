"""MarkdownV2 of the Bot API, refused where Telegram refuses it and in its words."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import ApiError, cannot_parse_entities
from .markup import Entity, Output, byte_offset, link

_RESERVED = "_*[]()~`>#+-=|{}.!"
_ENDS = {
    "Bold": "*", "Italic": "_", "Underline": "__", "Strikethrough": "~", "Spoiler": "||",
    "Code": "`", "Pre": "```", "PreCode": "```", "TextUrl": "]", "CustomEmoji": "]",
}  # fmt: skip
_TYPES = {
    "Bold": "bold", "Italic": "italic", "Underline": "underline", "Spoiler": "spoiler",
    "Strikethrough": "strikethrough", "Code": "code", "Pre": "pre", "PreCode": "pre",
}  # fmt: skip
# The longer mark is tried first: "__" is Underline before "_" is Italic.
_BEGINNINGS = (
    ("__", "Underline"), ("_", "Italic"), ("*", "Bold"), ("~", "Strikethrough"),
    ("||", "Spoiler"), ("[", "TextUrl"), ("![", "CustomEmoji"), ("```", "Pre"), ("`", "Code"),
)  # fmt: skip
_QUOTE = "BlockQuote"


@dataclass
class _Open:
    kind: str
    index: int
    offset: int
    language: str = ""


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    """Take the marks out of a text.

    Returns:
        The text that is left and its entities.

    Raises:
        ApiError: 400 "can't parse entities: …".
    """
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._index = 0
        self._output = Output()
        self._entities: list[Entity] = []
        self._stack: list[_Open] = []
        self._at_line_start = True

    def run(self) -> tuple[str, list[Entity]]:
        while self._index < len(self._source):
            self._step()
        if self._in_quote():
            self._close_quote()
        if self._stack:
            raise self._unclosed()
        return self._output.text(), self._entities

    def _sees(self, mark: str) -> bool:
        return self._source.startswith(mark, self._index)

    def _top(self) -> str:
        return self._stack[-1].kind if self._stack else ""

    def _in_quote(self) -> bool:
        return any(opened.kind == _QUOTE for opened in self._stack)

    def _unclosed(self) -> ApiError:
        last = self._stack[-1]
        at = byte_offset(self._source, last.index)
        return cannot_parse_entities(f"Can't find end of {last.kind} entity at byte offset {at}")

    def _step(self) -> None:
        character = self._source[self._index]
        following = self._source[self._index + 1 : self._index + 2]
        in_code = self._top() in {"Code", "Pre", "PreCode"}
        starts_line, self._at_line_start = self._at_line_start, False
        if character == "\\" and following and ord(following) <= 126:
            self._output.add(following)
            self._index += 2
        elif starts_line and not in_code and self._quote_begins():
            pass
        elif character == "\n" and not in_code:
            self._line_break()
        elif character not in ("`" if in_code else _RESERVED):
            self._output.add(character)
            self._index += 1
        elif not self._ends_here():
            self._begin(character)

    def _quote_begins(self) -> bool:
        mark = "**>" if self._sees("**>") else ">"
        if not self._sees(mark) or self._in_quote():
            return False
        self._stack.append(_Open(_QUOTE, self._index, self._output.length))
        self._index += len(mark)
        return True

    def _line_break(self) -> None:
        self._index += 1
        self._at_line_start = True
        if not self._in_quote():
            self._output.add("\n")
        elif self._sees(">"):
            self._output.add("\n")
            self._index += 1
            self._at_line_start = False
        else:
            self._close_quote("\n")

    def _close_quote(self, ending: str = "") -> None:
        """End a quotation; an empty spoiler at its end only says that it can be folded."""
        last = self._stack[-1]
        folds = last.kind == "Spoiler" and last.offset == self._output.length
        if folds:
            self._stack.pop()
        if self._top() != _QUOTE:
            raise self._unclosed()
        opened = self._stack.pop()
        self._output.add(ending)
        self._add(opened, {"type": "expandable_blockquote" if folds else "blockquote"})

    def _ends_here(self) -> bool:
        end = _ENDS.get(self._top())
        if end is None or not self._sees(end):
            return False
        if self._top() == "Italic" and self._sees("__"):
            return False
        opened = self._stack.pop()
        self._index += len(end)
        if opened.kind == "TextUrl":
            url = self._url("a URL") if self._sees("(") else self._output.since(opened.offset)
            self._add(opened, link(url))
        elif opened.kind == "CustomEmoji":
            self._add(opened, self._custom_emoji())
        else:
            self._add(opened, {"type": _TYPES[opened.kind]})
        return True

    def _add(self, opened: _Open, entity: Entity | None) -> None:
        length = self._output.length - opened.offset
        if length and entity:
            if opened.language:
                entity["language"] = opened.language
            self._entities.append({**entity, "offset": opened.offset, "length": length})

    def _url(self, what: str) -> str:
        self._index += 1
        at = byte_offset(self._source, self._index)
        url = ""
        while self._index < len(self._source):
            character = self._source[self._index]
            self._index += 1
            if character == ")":
                return url
            if character == "\\" and self._index < len(self._source):
                character = self._source[self._index]
                self._index += 1
            url += character
        raise cannot_parse_entities(f"Can't find end of {what} at byte offset {at}")

    def _custom_emoji(self) -> Entity:
        if not self._sees("("):
            raise cannot_parse_entities("Custom emoji entity must contain a tg://emoji URL")
        url = self._url("a custom emoji URL")
        prefix = "tg://emoji?id="
        if not url.lower().startswith("tg:"):
            raise cannot_parse_entities("Custom emoji URL must have scheme tg")
        if not url.startswith(prefix) or not url.removeprefix(prefix).isdigit():
            raise cannot_parse_entities("Custom emoji URL must have an emoji identifier")
        return {"type": "custom_emoji", "custom_emoji_id": url.removeprefix(prefix)}

    def _begin(self, character: str) -> None:
        for mark, kind in _BEGINNINGS:
            if self._sees(mark):
                opened = _Open(kind, self._index, self._output.length)
                self._index += len(mark)
                if kind == "Pre":
                    self._language(opened)
                self._stack.append(opened)
                return
        raise cannot_parse_entities(
            f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
        )

    def _language(self, opened: _Open) -> None:
        """Read a code block's language; one line break before the code is not part of it."""
        source, end = self._source, self._index
        while end < len(source) and not source[end].isspace() and source[end] != "`":
            end += 1
        if end != self._index and end < len(source) and source[end] != "`":
            opened.kind, opened.language = "PreCode", source[self._index : end]
            self._index = end
        if source[self._index : self._index + 2] in {"\r\n", "\n\r"}:
            self._index += 2
        elif source[self._index : self._index + 1] in {"\n", "\r"}:
            self._index += 1
