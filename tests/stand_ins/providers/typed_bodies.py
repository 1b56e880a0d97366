"""Turns the parameter types of Runway's and OpenAI's packages into strict validators."""

from __future__ import annotations

import threading
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

import typing_extensions
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic_core import ErrorDetails

# What stands behind a colon in a type: no type of its own describes that.
Hint: TypeAlias = Any

STRICT: Final = ConfigDict(extra="forbid", strict=True, defer_build=True)
SEQUENCES: Final = {"Iterable", "Sequence", "SequenceNotStr", "List", "list"}


@cache
def validator_of(parameters: type) -> type[BaseModel]:
    """Build the model that accepts exactly what a TypedDict of parameters describes.

    Field names are the ones on the wire; unknown fields and kindly converted types (a number
    given as text) are errors.
    """
    hints = typing_extensions.get_type_hints(parameters, include_extras=True)
    fields: dict[str, Any] = {}
    for name, hint in hints.items():
        bare, wire_name, is_required = _unwrapped(hint, name)
        default = ... if is_required else None
        fields[f"f_{name}"] = (_converted(bare), Field(default, alias=wire_name))
    return create_model(parameters.__name__, __config__=STRICT, **fields)


@cache
def variants_of(union: Hint, field: str) -> dict[str, type[BaseModel]]:
    """Map each value of a literal field (`model`) to the validator of its variant."""
    found: dict[str, type[BaseModel]] = {}
    for variant in get_args(union):
        hints = typing_extensions.get_type_hints(variant, include_extras=True)
        bare, _, _ = _unwrapped(hints[field], field)
        found |= dict.fromkeys(get_args(bare), validator_of(variant))
    return found


def errors_of(validator: type[BaseModel], body: Mapping[str, object]) -> list[ErrorDetails]:
    """Validate a body; an empty list means it is what the types describe."""
    try:
        validator.model_validate(body)
    except ValidationError as error:
        return error.errors(include_url=False, include_context=True)
    return []


def wire_path(error: ErrorDetails, body: object) -> list[str | int]:
    """Say where in the body an error is, without pydantic's names for the branches of a union."""
    path: list[str | int] = []
    here = body
    steps = list(error["loc"])
    for place, step in enumerate(steps):
        is_last = place == len(steps) - 1
        if isinstance(here, dict) and (step in here or (is_last and error["type"] == "missing")):
            path.append(step)
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int):
            path.append(step)
            here = here[step] if step < len(here) else None
    return path


def _unwrapped(hint: Hint, name: str) -> tuple[Hint, str, bool]:
    is_required = False
    wire_name = name
    while True:
        origin = get_origin(hint)
        if origin in {typing.Required, typing_extensions.Required}:
            is_required = True
            hint = get_args(hint)[0]
        elif origin in {typing.NotRequired, typing_extensions.NotRequired}:
            hint = get_args(hint)[0]
        elif origin is Annotated:
            hint, *extras = get_args(hint)
            wire_name = next((e.alias for e in extras if getattr(e, "alias", None)), wire_name)
        else:
            return hint, wire_name, is_required


def _converted(hint: Hint) -> Hint:
    origin = get_origin(hint)
    arguments = get_args(hint)
    if typing_extensions.is_typeddict(hint):
        kind = _model_or_anything(hint)
    elif origin is None or origin is Literal:
        kind = hint
    elif origin is Annotated:
        kind = _converted(arguments[0])
    elif origin in {Union, types.UnionType}:
        kind = Union[tuple(_converted(argument) for argument in arguments)]  # noqa: UP007 - dynamic
    elif origin.__name__ in SEQUENCES:
        kind = list[_converted(arguments[0])]  # type: ignore[misc]
    elif origin is dict:
        kind = dict[str, _converted(arguments[1])]  # type: ignore[misc]
    else:
        kind = Any
    return kind


class _BeingBuilt(threading.local):
    """The types that one thread is in the middle of: what another one builds is no recursion."""

    def __init__(self) -> None:
        self.types: set[type] = set()


_BEING_BUILT: Final = _BeingBuilt()


def _model_or_anything(parameters: type) -> Hint:
    # A type that holds itself (a schema in a schema) is checked one level deep.
    if parameters in _BEING_BUILT.types:
        return Any
    _BEING_BUILT.types.add(parameters)
    try:
        return validator_of(parameters)
    finally:
        _BEING_BUILT.types.discard(parameters)
