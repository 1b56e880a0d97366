"""Telegram's HTML: texts that are safe to show, and how long ones are cut.

Telegram counts a message after its markup is gone, in UTF-16 code units (tdlib counts code points;
counted in units, a text fits either way).
"""

import html
import re
from collections.abc import Iterator, Sequence

from adgen_dagster.domain.utf16 import cut_utf16, utf16_units

MESSAGE_MAX = 4096
CAPTION_MAX = 1024
TOAST_MAX = 200
"""core.telegram.org/bots/api: sendMessage, captions, answerCallbackQuery."""

_LINES_FOLDED = 3

_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-z-]+)[^>]*>|&(?:[a-z]+|#x?[0-9a-f]+);|\n|[^\S\n]+|[^<&\s]+|[<&]"
)


class Html(str):
    """Text with markup whose every foreign part is escaped."""

    __slots__ = ()


def escaped(text: str) -> Html:
    """Escape `text` for markup; return an `Html` unchanged."""
    return text if isinstance(text, Html) else Html(html.escape(text, quote=False))


def joined(parts: Sequence[str], between: str = "\n\n") -> Html:
    """Several texts in one; empty ones leave no gap."""
    return Html(between.join(escaped(part) for part in parts if part))


def mention(user: int, name: str) -> Html:
    """Mention a user, so that they are notified and a forced reply opens for them."""
    return Html(f'<a href="tg://user?id={user}">{escaped(name)}</a>')


def folded(text: Html) -> Html:
    """Quote a long text so that only its first lines show until it is tapped."""
    is_long = text.count("\n") >= _LINES_FOLDED
    return Html(f"<blockquote expandable>{text}</blockquote>") if is_long else text


def plain(text: Html) -> str:
    """Return what a reader sees of `text`."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def clipped(text: str, most: int) -> str:
    """Put `text` on one line, cut with an ellipsis at `most` UTF-16 units."""
    line = " ".join(text.split())
    if utf16_units(line) <= most:
        return line
    return f"{cut_utf16(line, most - 1).rstrip()}…"


def split(text: Html, most: int = MESSAGE_MAX) -> list[Html]:
    """Split `text` into parts that Telegram takes: after a line, a word, or in too long a word.

    Tags that are open at a cut are closed before it and opened again behind it.
    """
    pages = _Pages(most)
    for line in _lines(text):
        pages.add(line)
    return pages.finished()


Token = re.Match[str]


class _Pages:
    """Parts that are filled one after another."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._done: list[Html] = []
        self._open: list[Token] = []
        self._text = ""
        self._units = 0

    def add(self, line: list[Token]) -> None:
        """Put a line where it fits whole; if it fits nowhere, word by word."""
        length = sum(map(_units, line))
        if self._units + length > self._most and self._units:
            self._turn()
        for token in line:
            self._add_token(token)

    def _add_token(self, token: Token) -> None:
        if token["tag"]:
            self._add_tag(token)
            return
        text = token.group()
        if self._units + _units(token) > self._most and self._units:
            self._turn()
        if not self._units and text.isspace() and self._done:
            return
        for piece in _fitting(text, self._most):
            if self._units + utf16_units(html.unescape(piece)) > self._most:
                self._turn()
            self._text += piece
            self._units += utf16_units(html.unescape(piece))

    def _add_tag(self, token: Token) -> None:
        self._text += token.group()
        if not token["close"]:
            self._open.append(token)
        elif self._open:
            self._open.pop()

    def _turn(self) -> None:
        """Begin a new part."""
        self._keep()
        self._text = "".join(tag.group() for tag in self._open)
        self._units = 0

    def _keep(self) -> None:
        closing = "".join(f"</{tag['tag']}>" for tag in reversed(self._open))
        part = Html(f"{self._text.rstrip()}{closing}")
        if plain(part).strip():
            self._done.append(part)

    def finished(self) -> list[Html]:
        """Return all parts; none is empty."""
        self._keep()
        return self._done


def _lines(text: str) -> Iterator[list[Token]]:
    line: list[Token] = []
    for token in _TOKEN.finditer(text):
        line.append(token)
        if token.group() == "\n":
            yield line
            line = []
    yield line


def _units(token: Token) -> int:
    return 0 if token["tag"] else utf16_units(html.unescape(token.group()))


def _fitting(text: str, most: int) -> Iterator[str]:
    """A word or an entity; a word that is too long in pieces, never half a character."""
    if utf16_units(text) <= most or text.startswith("&"):
        yield text
        return
    step = max(1, most // 2)  # a character has at most two units
    for at in range(0, len(text), step):
        yield text[at : at + step]
