"""Runway's judgement of a request's body: its types, its limits, its pictures."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from runwayml.types.image_to_video_create_params import ImageToVideoCreateParams
from runwayml.types.text_to_image_create_params import TextToImageCreateParams
from runwayml.types.text_to_speech_create_params import TextToSpeechCreateParams

from tests.stand_ins.providers.exchange import Answer, RefusedError
from tests.stand_ins.providers.media import picture_size
from tests.stand_ins.providers.typed_bodies import errors_of, variants_of, wire_path

DOC_URL: Final = "https://docs.dev.runwayml.com/api"
ENDPOINTS: Final[dict[str, Any]] = {
    "text_to_image": TextToImageCreateParams,
    "image_to_video": ImageToVideoCreateParams,
    "text_to_speech": TextToSpeechCreateParams,
}
PROMPT_UNITS: Final = 1000
SHORT_PROMPTS: Final = frozenset(
    {
        *("gen4_image", "gen4_image_turbo", "gen4_turbo", "gen4.5"),
        *("veo3.1", "veo3.1_fast", "eleven_multilingual_v2"),
    }
)
DATA_URI_CHARACTERS: Final = 5 * 1024 * 1024
PICTURE_TYPES: Final = frozenset({"image/png", "image/jpeg", "image/jpg", "image/webp"})
LONGEST_SIDE: Final = 8000
NARROWEST: Final = 0.5
DATA_URI: Final = re.compile(r"data:(?P<type>[\w.+-]+/[\w.+-]+);base64,(?P<content>[\w+/]+={0,2})")
TAG: Final = re.compile(r"[A-Za-z]\w{2,15}", re.ASCII)
# (model prefix, field) -> (least, most), where Runway's documentation names both.
RANGES: Final[dict[tuple[str, str], tuple[float, float]]] = {
    ("gen4", "seed"): (0, 4294967295),
    ("gen4", "duration"): (2, 10),
    ("eleven_v3", "seed"): (0, 4294967295),
    ("eleven_v3", "speed"): (0.7, 1.2),
    ("eleven_v3", "stability"): (0, 1),
    ("eleven_v3", "style"): (0, 1),
    ("eleven_v3", "similarityBoost"): (0, 1),
}

Issue = dict[str, Any]
Fetch = Callable[[str], bytes | None]


def refused(message: str, status: int = 400, issues: list[Issue] | None = None) -> RefusedError:
    """Word a refusal as Runway does."""
    content: dict[str, Any] = {"error": message}
    if issues is not None:
        content["issues"] = issues
    return RefusedError(Answer.of({**content, "docUrl": DOC_URL}, status))


def checked(kind: str, body: object, fetch: Fetch) -> dict[str, Any]:
    """Judge the body of a generation.

    Args:
        kind: the endpoint, for example `text_to_image`.
        body: the JSON of the request.
        fetch: hands out an uploaded file by its `runway://` URI.

    Raises:
        RefusedError: with the list of issues in the manner of Runway.
    """
    fields: dict[str, Any] = dict(body) if isinstance(body, Mapping) else {}
    issues = _type_issues(kind, fields) or [*_limit_issues(fields), *_picture_issues(fields, fetch)]
    if issues:
        raise refused("Validation of body failed", issues=issues)
    return fields


def models_of(kind: str) -> Mapping[str, type[BaseModel]]:
    """List the models of an endpoint with the validators of their parameters."""
    return variants_of(ENDPOINTS[kind], "model")


def _type_issues(kind: str, fields: dict[str, Any]) -> list[Issue]:
    model = fields.get("model")
    if not isinstance(model, str):
        return [
            _issue("invalid_type", ["model"], _not_a("string", model), expected="string"),
            _no_such_model(),
        ]
    validator = models_of(kind).get(model)
    if validator is None:
        return [_no_such_model()]
    return [_from_pydantic(error, fields) for error in errors_of(validator, fields)]


def _no_such_model() -> Issue:
    return _issue(
        *("invalid_union", ["model"], "Invalid input"),
        errors=[],
        note="No matching discriminator",
        discriminator="model",
    )


def _from_pydantic(error: ErrorDetails, fields: dict[str, Any]) -> Issue:
    path = wire_path(error, fields)
    match error["type"]:
        case "missing":
            return _issue("invalid_type", path, "Invalid input: expected value, received undefined")
        case "extra_forbidden":
            key = str(path[-1])
            return _issue("unrecognized_keys", path[:-1], f'Unrecognized key: "{key}"', keys=[key])
        case "literal_error":
            values = re.findall(r"'([^']+)'", error.get("ctx", {}).get("expected", ""))
            offered = "|".join(f'"{value}"' for value in values)
            message = f"Invalid option: expected one of {offered}"
            return _issue("invalid_value", path, message, values=values)
        case kind:
            expected = kind.removesuffix("_type").removesuffix("_parsing")
            message = _not_a(expected, error["input"])
            return _issue("invalid_type", path, message, expected=expected)


def _not_a(expected: str, got: object) -> str:
    names: dict[type, str] = {
        type(None): "undefined",
        str: "string",
        bool: "boolean",
        list: "array",
        dict: "object",
    }
    return f"Invalid input: expected {expected}, received {names.get(type(got), 'number')}"


def _limit_issues(fields: dict[str, Any]) -> Iterator[Issue]:
    model = str(fields["model"])
    prompt = fields.get("promptText")
    if isinstance(prompt, str):
        units = len(prompt.encode("utf-16-le")) // 2
        if not prompt:
            yield _issue(
                "too_small", ["promptText"], "Too small: expected string to have >=1 chars"
            )
        if units > PROMPT_UNITS and model in SHORT_PROMPTS:
            message = f"Too big: expected string to have <={PROMPT_UNITS} characters"
            yield _issue("too_big", ["promptText"], message, origin="string", maximum=PROMPT_UNITS)
    for (prefix, name), (least, most) in RANGES.items():
        value = fields.get(name)
        if model.startswith(prefix) and isinstance(value, int | float):
            if value < least:
                yield _issue("too_small", [name], f"Too small: expected number to be >={least}")
            if value > most:
                yield _issue("too_big", [name], f"Too big: expected number to be <={most}")
    yield from _reference_issues(model, fields.get("referenceImages"))


def _reference_issues(model: str, references: object) -> Iterator[Issue]:
    if not isinstance(references, list) or not model.startswith("gen4_image"):
        return
    if len(references) > 3:
        yield _issue("too_big", ["referenceImages"], "Too big: expected array to have <=3 items")
    if not references and model == "gen4_image_turbo":
        yield _issue(
            "too_small", ["referenceImages"], "Too small: expected array to have >=1 items"
        )
    for place, reference in enumerate(references):
        tag = reference.get("tag")
        if tag is not None and not TAG.fullmatch(tag):
            yield _issue("invalid_format", ["referenceImages", place, "tag"], "Invalid tag")


def pictures_in(fields: Mapping[str, Any]) -> Iterator[tuple[list[str | int], str]]:
    """List the pictures that a body brings, with their places."""
    prompt_image = fields.get("promptImage")
    if isinstance(prompt_image, str):
        yield ["promptImage"], prompt_image
    for name in ("promptImage", "referenceImages"):
        pictures = fields.get(name)
        for place, picture in enumerate(pictures if isinstance(pictures, list) else []):
            if isinstance(picture, dict) and isinstance(picture.get("uri"), str):
                yield [name, place, "uri"], picture["uri"]


def _picture_issues(fields: dict[str, Any], fetch: Fetch) -> Iterator[Issue]:
    for path, uri in pictures_in(fields):
        message = _picture_fault(uri, fetch)
        if message:
            yield _issue("custom", path, message)


def _picture_fault(uri: str, fetch: Fetch) -> str:
    if uri.startswith("data:"):
        fault = _data_uri_fault(uri)
    elif uri.startswith("runway://"):
        is_there = fetch(uri) is not None
        fault = "" if is_there else "Failed to fetch asset. The upload is not there or has expired."
    else:
        fault = _url_fault(uri)
    if fault:
        return fault
    size = picture_size(picture_bytes(uri, fetch) or b"")
    if size is None or size[2] not in {"png", "jpeg", "webp"}:
        return "Invalid asset. The image could not be decoded."
    return _shape_fault(size[0], size[1])


def _data_uri_fault(uri: str) -> str:
    if len(uri) >= DATA_URI_CHARACTERS:
        return f"Too big: expected string to have <={DATA_URI_CHARACTERS} characters"
    parts = DATA_URI.fullmatch(uri)
    if parts is None:
        return "Invalid data URI."
    if parts["type"] not in PICTURE_TYPES:
        return (
            "Unsupported asset type. Data URIs must include the content type of the value they "
            "encode."
        )
    return ""


def _url_fault(uri: str) -> str:
    parts = urlsplit(uri)
    if not parts.scheme or not parts.hostname:
        return "Invalid URL"
    if parts.scheme != "https":
        return "Only HTTPS URLs are allowed."
    if re.fullmatch(r"[\d.]+|.*:.*", parts.hostname):
        return "URLs must be hosted on a domain."
    return (
        "Failed to fetch asset. The URL may be incorrect or the server hosting the asset may "
        "be down."
    )


def _shape_fault(width: int, height: int) -> str:
    if max(width, height) > LONGEST_SIDE:
        return f"Invalid asset dimensions. Neither side may be over {LONGEST_SIDE} pixels."
    if width / height < NARROWEST:
        shape = f"{width / height:.3f}"
        return (
            f"Invalid asset aspect ratio. width / height ratio must be at least {NARROWEST}. "
            f"Got {shape}."
        )
    return ""


def picture_bytes(uri: str, fetch: Fetch) -> bytes | None:
    """Read the picture behind a data URI or an upload."""
    if uri.startswith("runway://"):
        return fetch(uri)
    parts = DATA_URI.fullmatch(uri)
    try:
        return base64.b64decode(parts["content"], validate=True) if parts else None
    except binascii.Error:
        return None


def _issue(code: str, path: Sequence[str | int], message: str, **more: object) -> Issue:
    return {"code": code, "path": list(path), "message": message, **more}
