"""One request, one answer, and the refusal that stands between them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlsplit

ADMIN: Final = "/_loopback/"
JSON_TYPE: Final = "application/json; charset=utf-8"


@dataclass
class Request:
    """A request as a handler sees it; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    number: int = 0
    text: str = ""

    @property
    def path(self) -> str:
        """The path without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query's names and values."""
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def bearer(self) -> str:
        """The key of the Authorization header; empty when there is none."""
        scheme, _, key = self.headers.get("authorization", "").partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""

    def json(self) -> object:
        """The body as JSON, or `None` where it is not said to be JSON.

        Raises:
            ValueError: the body is not valid JSON.
        """
        if not self.headers.get("content-type", "").startswith("application/json"):
            return None
        return json.loads(self.body)


@dataclass
class Answer:
    """What a server sends back."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, content: object, status: int = 200, **headers: str) -> Answer:
        """Answer with JSON; header names are given with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, json.dumps(content, ensure_ascii=False).encode(), headers=named)


class RefusedError(Exception):
    """The request is refused with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"refused with {answer.status}")
        self.answer = answer


@dataclass
class Part:
    """One part of a multipart form."""

    name: str
    filename: str | None
    content_type: str
    content: bytes


def form_parts(content_type: str, body: bytes) -> list[Part]:
    """Split a multipart/form-data body into its parts.

    Raises:
        ValueError: the body is not such a form.
    """
    kind, _, rest = content_type.partition(";")
    options = _options(rest)
    if kind.strip().lower() != "multipart/form-data" or "boundary" not in options:
        raise ValueError("not a multipart form")
    marker = b"--" + options["boundary"].encode()
    chunks = (b"\r\n" + body).split(b"\r\n" + marker)
    if len(chunks) < 2 or not chunks[-1].startswith(b"--"):
        raise ValueError("the form has no end")
    return [_part(chunk) for chunk in chunks[1:-1]]


def _part(chunk: bytes) -> Part:
    head, _, content = chunk.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in head.decode().split("\r\n"))
    }
    options = _options(headers.get("content-disposition", "").partition(";")[2])
    return Part(
        name=options.get("name", ""),
        filename=options.get("filename"),
        content_type=headers.get("content-type", "text/plain"),
        content=content,
    )


def _options(text: str) -> dict[str, str]:
    pairs = (item.partition("=") for item in text.split(";") if "=" in item)
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}
