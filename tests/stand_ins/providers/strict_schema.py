"""OpenAI's judgement of a schema for structured output with `strict: true`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

Schema = dict[str, Any]

# Reported refused in the service's own words ("'…' is not permitted"), or listed by its guide as
# not supported. What is not here is let through: a stand-in stricter than the service would bend
# the product to please the stand-in.
NOT_PERMITTED: Final = frozenset(
    {
        *("default", "allOf", "oneOf", "not", "if", "then", "else"),
        *("dependentRequired", "dependentSchemas", "patternProperties", "propertyNames"),
        *("unevaluatedProperties", "minProperties", "maxProperties"),
        *("unevaluatedItems", "contains", "minContains", "maxContains", "uniqueItems"),
    }
)
STRING_LENGTHS: Final = frozenset({"minLength", "maxLength"})
DEEPEST: Final = 10
MOST_PROPERTIES: Final = 5000


def schema_fault(schema: Schema, *, has_string_lengths: bool) -> str | None:
    """Say what is wrong with a schema, in the service's words; `None` when it is good."""
    if schema.get("type") != "object":
        found = schema.get("type")
        return f"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{found}\"'."
    banned = NOT_PERMITTED if has_string_lengths else NOT_PERMITTED | STRING_LENGTHS
    properties = 0
    for context, part in _parts(schema, ()):
        fault = _part_fault(part, banned)
        if fault:
            return f"In context={context!r}, {fault}"
        properties += len(part.get("properties", {}))
    if properties > MOST_PROPERTIES:
        return f"Too many properties: {properties}. The limit is {MOST_PROPERTIES}."
    if _depth(schema, schema, frozenset()) > DEEPEST:
        return f"The schema is nested more than {DEEPEST} levels deep."
    return None


def _parts(schema: Schema, context: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Schema]]:
    yield context, schema
    for holder in ("properties", "$defs", "definitions"):
        for name, part in schema.get(holder, {}).items():
            yield from _parts(part, (*context, holder, name))
    if isinstance(schema.get("items"), dict):
        yield from _parts(schema["items"], (*context, "items"))
    for place, part in enumerate(schema.get("anyOf", ())):
        yield from _parts(part, (*context, "anyOf", str(place)))


def _part_fault(part: Schema, banned: frozenset[str]) -> str | None:
    if "$ref" in part:
        others = set(part) - {"$ref"}
        return f"$ref cannot have keywords {others}." if others else None
    for keyword in sorted(banned & set(part)):
        return f"'{keyword}' is not permitted."
    if "type" not in part:
        return None if "anyOf" in part else "schema must have a 'type' key."
    if part["type"] == "array" and not isinstance(part.get("items"), dict):
        return "array schema missing items."
    return _object_fault(part) if part["type"] == "object" else None


def _object_fault(part: Schema) -> str | None:
    if part.get("additionalProperties") is not False:
        return "'additionalProperties' is required to be supplied and to be false."
    names = part.get("properties", {})
    missing = [name for name in names if name not in part.get("required", ())]
    if missing or set(part.get("required", ())) - set(names):
        end = f" Missing '{missing[0]}'." if missing else " Extra required key supplied."
        return (
            "'required' is required to be supplied and to be an array including every key in "
            f"properties.{end}"
        )
    return None


def _depth(part: Schema, root: Schema, seen: frozenset[str]) -> int:
    if "$ref" in part:
        name = str(part["$ref"])
        return 0 if name in seen else _depth(resolved(part, root), root, seen | {name})
    below = [*part.get("properties", {}).values(), *part.get("anyOf", ())]
    if isinstance(part.get("items"), dict):
        below.append(part["items"])
    deepest = max((_depth(one, root, seen) for one in below), default=0)
    return deepest + (part.get("type") == "object")


def resolved(part: Schema, root: Schema) -> Schema:
    """Follow a `$ref` inside the schema."""
    found: Any = root
    for step in str(part["$ref"]).removeprefix("#").strip("/").split("/"):
        found = found[step] if step else found
    return found
