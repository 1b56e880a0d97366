"""Tolerant fields for answers that were paid for: an odd value counts as missing."""

from typing import Annotated, Any, cast

from pydantic import BeforeValidator

_MOST_TOKENS = 1_000_000_000


def _text(said: object) -> object:
    return said if isinstance(said, str) else ""


def _tokens(said: object) -> object:
    return said if isinstance(said, int) and 0 <= said <= _MOST_TOKENS else 0


Text = Annotated[str, BeforeValidator(_text)]
Tokens = Annotated[int, BeforeValidator(_tokens)]
MaybeText = Annotated[str | None, BeforeValidator(lambda said: _text(said) or None)]


def fields(said: object) -> dict[str, Any] | None:
    """Read an object; None if it is something else."""
    return cast("dict[str, Any]", said) if isinstance(said, dict) else None


def objects(said: object) -> list[dict[str, Any]]:
    """Read the objects of a list."""
    parts = cast("list[object]", said) if isinstance(said, list) else []
    return [cast("dict[str, Any]", part) for part in parts if isinstance(part, dict)]
