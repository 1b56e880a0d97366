"""A call's parameters, however they came: query, form, multipart or JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from email.message import Message as Headers
from typing import Any
from urllib.parse import parse_qsl

from .errors import bad_request

Json = Any  # whatever a JSON text holds: what comes from outside is checked where it is used
_TRUE = {"true", "yes", "1"}
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?')
_NAME = re.compile(rb'[ ;]name="([^"]*)"')
_FILE_NAME = re.compile(rb'filename="([^"]*)"')


@dataclass(frozen=True)
class Upload:
    """One uploaded file."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Parameters:
    """Named values; every one may be missing."""

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    uploads: dict[str, Upload] = field(default_factory=dict[str, Upload])

    def text(self, name: str, default: str = "") -> str:
        """A value as text."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A value as a whole number; like Telegram, nonsense counts as missing."""
        try:
            return int(float(self.text(name)))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """A value as yes or no."""
        return self.text(name).lower() in _TRUE

    def parsed(self, name: str) -> Json:
        """A value that is JSON, or nothing.

        Raises:
            ApiError: 400 where the JSON is broken.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None


def read_parameters(query: str, body: bytes, headers: Headers) -> Parameters:
    """Read a request's parameters from its address and its body."""
    values: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    content_type = headers.get("Content-Type", "")
    if content_type.startswith("application/json"):
        try:
            values |= json.loads(body or b"{}")
        except (ValueError, TypeError):
            raise bad_request("can't parse JSON object") from None
    elif content_type.startswith("multipart/form-data"):
        return _read_multipart(values, body, content_type)
    elif body:
        values |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return Parameters(values)


def _read_multipart(values: dict[str, Any], body: bytes, content_type: str) -> Parameters:
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise bad_request("can't parse multipart body: boundary not found")
    uploads: dict[str, Upload] = {}
    for part in body.split(b"--" + boundary.group(1).encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        name, file_name = _NAME.search(head), _FILE_NAME.search(head)
        if name is None:
            continue
        if file_name is None:
            values[name.group(1).decode()] = content.decode()
        else:
            uploads[name.group(1).decode()] = Upload(file_name.group(1).decode(), content)
    return Parameters(values, uploads)
