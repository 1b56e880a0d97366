"""Removes this process's secrets from texts, in every form in which a server may repeat them."""

import base64
import html
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote, quote_plus, urlsplit

HIDDEN = "<secret>"
SHORTEST_SECRET = 6
"""What is shorter is a word like `true` rather than a secret, and would blot out whole lines."""

PIECE = 8
"""So many letters of a secret's beginning or end are hidden too: texts are cut, and a server shows
the ends of a key that it refuses."""

_SHORTEST_CUT = 20
"""A shorter secret may be made of words, which stand in texts by themselves."""

_SECRET_NAMES = re.compile(r"KEY|SECRET|TOKEN|PASSW|CREDENTIAL", re.IGNORECASE)
_ADDRESS_NAMES = re.compile(r"BASE_?URL$", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")
_BOT_TOKEN = re.compile(r"\d+:(.+)")
_TOKEN_LIKE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w.~-]{16,}")


class Scrubber:
    """Takes secrets out of texts: whole, encoded, and cut."""

    def __init__(self, secrets: Iterable[str]) -> None:
        whole = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET}
        # Telegram's libraries show a token without the number before it as well.
        parts = whole | {found[1] for secret in whole if (found := _BOT_TOKEN.fullmatch(secret))}
        forms = {form for part in parts for form in _forms(part)}
        # The longest first: a part replaced early would leave the rest of the whole.
        self._forms = sorted(forms, key=len, reverse=True)
        self._cut = [form for form in dict.fromkeys((*parts, *self._forms)) if _may_be_cut(form)]

    def scrub(self, text: str) -> str:
        """Remove every secret from `text`."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        for form in self._cut:
            text = _without_end(_without_beginning(text, form), form)
        return text


def scrubbed(text: str) -> str:
    """Remove every secret of this process's environment from `text`."""
    return _scrubber_of(frozenset(secrets_of(os.environ))).scrub(text)


def secrets_of(environment: Mapping[str, str]) -> set[str]:
    """Return the secrets in an environment: by their names, and those inside addresses."""
    named = {value for name, value in environment.items() if _SECRET_NAMES.search(name)}
    inside = {word for value in environment.values() for word in _IN_ADDRESS.findall(value)}
    behind = {
        word
        for name, value in environment.items()
        if _ADDRESS_NAMES.search(name)
        for word in _in_path(value)
    }
    return {value.strip() for value in named | inside | behind if value.strip()}


@lru_cache(maxsize=4)
def _scrubber_of(secrets: frozenset[str]) -> Scrubber:
    return Scrubber(secrets)


def _in_path(address: str) -> Iterator[str]:
    """Return what in an address's path may be a key: some companies' gateways know people by it."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return
    keys = [word for word in path.split("/") if _TOKEN_LIKE.fullmatch(word)]
    if keys:
        yield path.rstrip("/")
        yield from keys


def _forms(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogateescape")
    yield secret
    for encoded in (quote(raw, safe=""), quote_plus(raw)):
        yield encoded
        yield quote(encoded, safe="")
    yield html.escape(secret)
    yield json.dumps(secret)[1:-1]
    yield repr(secret)[1:-1]
    yield "".join(f"%{byte:02X}" for byte in raw)
    yield "".join(f"%{byte:02x}" for byte in raw)
    yield raw.hex()
    yield raw.hex().upper()
    for once in dict.fromkeys(_in_base64(raw)):
        yield once
        # A header that is kept inside a token, which a log has encoded again.
        yield from _in_base64(once.encode())
    yield from _in_base32(raw)


def _in_base64(raw: bytes) -> Iterator[str]:
    for before in range(3):
        kept = _decided(base64.b64encode(bytes(before) + raw), before, len(raw), bits=6)
        if len(kept) >= PIECE:
            yield kept
            yield kept.replace("+", "-").replace("/", "_")


def _in_base32(raw: bytes) -> Iterator[str]:
    for before in range(5):
        kept = _decided(base64.b32encode(bytes(before) + raw), before, len(raw), bits=5)
        if len(kept) >= PIECE:
            yield kept
            yield kept.lower()


def _decided(encoded: bytes, before: int, length: int, bits: int) -> str:
    """Return the letters that `length` bytes decide alone, where `before` others precede them."""
    first = -(-8 * before // bits)
    return encoded[first : 8 * (before + length) // bits].decode()


def _may_be_cut(form: str) -> bool:
    is_place = form.startswith("/") or "://" in form
    return len(form) >= _SHORTEST_CUT and not is_place


def _without_beginning(text: str, secret: str) -> str:
    """`text` where the secret stands from its first letters on, however far."""
    return _without_run(text, secret, HIDDEN)


def _without_end(text: str, secret: str) -> str:
    """`text` where the secret stands up to its last letters, however few before them."""
    return _without_run(text[::-1], secret[::-1], HIDDEN[::-1])[::-1]


def _without_run(text: str, secret: str, hidden: str) -> str:
    head, at = secret[:PIECE], 0
    if head.isdigit():
        return text
    while (at := text.find(head, at)) >= 0:
        length = PIECE
        while text[at + length : at + length + 1] == secret[length : length + 1] != "":
            length += 1
        text = f"{text[:at]}{hidden}{text[at + length :]}"
        at += len(hidden)
    return text
