"""OpenAI's refusals, worded as the service words them."""

from __future__ import annotations

import re
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from tests.stand_ins.providers.exchange import Answer, RefusedError
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.typed_bodies import errors_of, wire_path

KINDS: Final = {
    type(None): "null",
    bool: "a boolean",
    int: "an integer",
    float: "a decimal",
    str: "a string",
    list: "an array",
    dict: "an object",
}
SENTENCES: Final = {
    400: ("Invalid request.", "invalid_request_error"),
    401: ("Incorrect API key provided.", "invalid_request_error"),
    429: ("Rate limit reached for requests per min (RPM). Please try again later.", "requests"),
    500: ("The server had an error while processing your request. Sorry about that!", ""),
    503: ("The engine is currently overloaded, please try again later.", ""),
}
NO_QUOTA: Final = (
    "You exceeded your current quota, please check your plan and billing details. For more "
    "information on this error, read the docs: "
    "https://platform.openai.com/docs/guides/error-codes/api-errors."
)
Error = dict[str, Any]


def error(
    message: str,
    code: str | None = None,
    param: str | None = None,
    kind: str = "invalid_request_error",
) -> Error:
    """Make the content of an error."""
    return {"message": message, "type": kind, "param": param, "code": code}


def refused(
    message: str, code: str | None = None, param: str | None = None, status: int = 400
) -> RefusedError:
    """Refuse a request."""
    return RefusedError(Answer.of({"error": error(message, code, param)}, status))


def no_such_model(model: str, status: int = 404) -> RefusedError:
    """Refuse a model that the account cannot reach."""
    message = f"The model '{model}' does not exist or you do not have access to it."
    return refused(message, "model_not_found", "model" if status == 400 else None, status)


def fault_answer(fault: Fault) -> Answer:
    """Word the status that a fault asks for."""
    if fault.kind == "out_of_credits":
        content = error(NO_QUOTA, "insufficient_quota", kind="insufficient_quota")
        return Answer.of({"error": content}, 429)
    sentence, kind = SENTENCES.get(fault.status, ("Something went wrong.", ""))
    code = fault.code or {401: "invalid_api_key", 429: "rate_limit_exceeded"}.get(fault.status)
    content = error(fault.message or sentence, code, kind=kind or "server_error")
    answer = Answer.of({"error": content}, fault.status)
    if fault.retry_after is not None:
        answer.headers["Retry-After"] = f"{fault.retry_after:g}"
    return answer


def parameter_error(validator: type[BaseModel], body: dict[str, Any]) -> Error | None:
    """Judge parameters by the package's types; the error that lies deepest is told."""
    found = errors_of(validator, body)
    if not found:
        return None
    return _worded(max(found, key=lambda one: len(wire_path(one, body))), body)


def checked(validator: type[BaseModel], body: object) -> dict[str, Any]:
    """Take a JSON body that is what the package's types describe.

    Raises:
        RefusedError: it is not.
    """
    if not isinstance(body, dict):
        raise refused("Invalid body: expected a JSON object.")
    wrong = parameter_error(validator, body)
    if wrong:
        raise RefusedError(Answer.of({"error": wrong}, 400))
    return body


def _worded(one: ErrorDetails, body: object) -> Error:
    name = ""
    for step in wire_path(one, body):
        name += f"[{step}]" if isinstance(step, int) else f".{step}" if name else str(step)
    match one["type"]:
        case "missing":
            text = f"Missing required parameter: '{name}'."
            return error(text, "missing_required_parameter", name)
        case "extra_forbidden":
            return error(f"Unknown parameter: '{name}'.", "unknown_parameter", name)
        case "literal_error":
            offered = re.findall(r"'[^']+'", one.get("ctx", {}).get("expected", ""))
            text = f"Invalid value: '{one['input']}'. Supported values are: {', '.join(offered)}."
            return error(text, "invalid_value", name)
        case kind:
            expected = kind.removesuffix("_type")
            got = KINDS.get(type(one["input"]), "something else")
            text = f"Invalid type for '{name}': expected {expected}, but got {got} instead."
            return error(text, "invalid_type", name)
