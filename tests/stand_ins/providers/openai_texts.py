"""POST /v1/responses and POST /v1/moderations of the stand-in of OpenAI."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from openai.types.moderation_create_params import ModerationCreateParams
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming

from tests.stand_ins.providers.exchange import Answer
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.invention import CannotInventError, Inventor
from tests.stand_ins.providers.ledger import PaidRecord
from tests.stand_ins.providers.openai_errors import checked, no_such_model, refused
from tests.stand_ins.providers.openai_settings import (
    NOT_FOR_TEXT,
    ModelAnswer,
    OpenAISettings,
    tokens,
)
from tests.stand_ins.providers.server import new_id
from tests.stand_ins.providers.strict_schema import schema_fault
from tests.stand_ins.providers.typed_bodies import validator_of

LEAST_OUTPUT_TOKENS: Final = 16
REASONING_TOKENS: Final = 128
# Reasoning models refuse a temperature; with the effort "none" they take one.
REASONING: Final = ("gpt-5", "gpt-6", "o3")
REASONING_BY_WISH: Final = ("gpt-5.1", "gpt-5.2", "gpt-5.4", "gpt-5.5")
CATEGORIES: Final = (
    *("harassment", "harassment/threatening", "hate", "hate/threatening", "illicit"),
    *("illicit/violent", "self-harm", "self-harm/instructions", "self-harm/intent", "sexual"),
    *("sexual/minors", "violence", "violence/graphic"),
)
Body: TypeAlias = dict[str, Any]
Writer: TypeAlias = Callable[[Body], object]


def judged_text_body(content: object, settings: OpenAISettings) -> Body:
    """Judge the body of a response's order.

    Raises:
        RefusedError: in the service's words.
    """
    body = checked(validator_of(ResponseCreateParamsNonStreaming), content)
    for name in ("model", "input"):
        if name not in body:
            text = f"Missing required parameter: '{name}'."
            raise refused(text, "missing_required_parameter", name)
    model = body["model"]
    if model not in settings.models or model.startswith(NOT_FOR_TEXT):
        raise no_such_model(model, 400)
    if "prompt" in body:
        raise refused("Prompt not found.", "prompt_not_found", "prompt", 404)
    least = body.get("max_output_tokens") or LEAST_OUTPUT_TOKENS
    if least < LEAST_OUTPUT_TOKENS:
        text = (
            "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= "
            f"{LEAST_OUTPUT_TOKENS}, but got {least} instead."
        )
        raise refused(text, "integer_below_min_value", "max_output_tokens")
    for name in ("temperature", "top_p"):
        if body.get(name) is not None and is_reasoning(body):
            text = f"Unsupported parameter: '{name}' is not supported with this model."
            raise refused(text, None, name)
    _judge_schema(body, settings)
    return body


def is_reasoning(body: Body) -> bool:
    """Say whether the model thinks before it answers this request."""
    effort = (body.get("reasoning") or {}).get("effort")
    if body["model"].startswith(REASONING_BY_WISH):
        return effort not in {None, "none"}
    return body["model"].startswith(REASONING) and effort != "none"


def _schema_of(body: Body) -> Body | None:
    wanted = (body.get("text") or {}).get("format") or {}
    return wanted if wanted.get("type") == "json_schema" else None


def _judge_schema(body: Body, settings: OpenAISettings) -> None:
    wanted = _schema_of(body)
    if wanted is None:
        return
    name = wanted["name"]
    if not name.replace("_", "").replace("-", "").isalnum() or len(name) > 64:
        text = f"Invalid 'text.format.name': '{name}'. Expected a string of letters, digits, _, -."
        raise refused(text, "invalid_value", "text.format.name")
    if not wanted.get("strict"):
        return
    fault = schema_fault(wanted["schema"], has_string_lengths=settings.has_string_lengths)
    if fault:
        text = f"Invalid schema for response_format '{name}': {fault}"
        raise refused(text, "invalid_json_schema", "text.format.schema")


def model_answer(
    body: Body, laid: ModelAnswer | None, writer: Writer | None, settings: OpenAISettings
) -> ModelAnswer:
    """Find what the model says: the answer laid ready, the writer's, or an invented one."""
    if laid:
        return laid
    if writer:
        written = writer(body)
        return written if isinstance(written, ModelAnswer) else ModelAnswer(content=written)
    wanted = _schema_of(body)
    if wanted is None:
        return ModelAnswer(text="A bright morning, a cold glass, a warm smile.")
    inventor = Inventor(wanted["schema"], settings.list_lengths)
    try:
        return ModelAnswer(content=inventor.invent(wanted["schema"]))
    except CannotInventError as error:
        text = f"loopback: no text comes to mind for the pattern {error}; lay an answer ready"
        raise refused(text, status=500) from error


def bent(said: ModelAnswer, fault: Fault | None) -> ModelAnswer:
    """Bend what the model says as a fault wants it."""
    match fault.kind if fault else "":
        case "refusal":
            sentence = fault.message if fault else ""
            return ModelAnswer(refusal=sentence or "I'm sorry, I can't help with that.")
        case "incomplete":
            reason = "content_filter" if fault and fault.code == "content_filter" else None
            return said.model_copy(update={"incomplete": reason or "max_output_tokens"})
        case "broken_json":
            return ModelAnswer(text=said_text(said)[:-2] + ",")
        case _:
            return said


def said_text(said: ModelAnswer) -> str:
    """The text of an answer."""
    if said.content is None:
        return said.text
    if isinstance(said.content, str):
        return said.content
    return json.dumps(said.content, ensure_ascii=False)


def response_of(body: Body, said: ModelAnswer) -> Body:
    """Make the response object."""
    text = said_text(said)
    most = body.get("max_output_tokens")
    thought = REASONING_TOKENS if is_reasoning(body) else 0
    is_cut = bool(said.incomplete)
    if most and tokens(text) + thought > most and not said.refusal:
        is_cut = True
        text = text[: max(0, most - thought) * 4]
    elif is_cut:
        text = text[: len(text) // 2]
    if said.refusal:
        part: Body = {"type": "refusal", "refusal": said.refusal}
    else:
        part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    status = "incomplete" if is_cut else "completed"
    message = {"id": new_id("msg"), "type": "message", "status": status, "role": "assistant"}
    output: list[Body] = [message | {"content": [part]}]
    if thought:
        output.insert(0, {"id": new_id("rs"), "type": "reasoning", "summary": []})
    reason = {"reason": said.incomplete or "max_output_tokens"}
    return _echoed(body) | {
        "id": new_id("resp"),
        "status": status,
        "completed_at": None if is_cut else int(time.time()),
        "incomplete_details": reason if is_cut else None,
        "output": output,
        "usage": _usage(body, said.refusal or text, thought),
    }


def _echoed(body: Body) -> Body:
    text = {"format": {"type": "text"}, "verbosity": "medium"} | (body.get("text") or {})
    return {
        "object": "response",
        "created_at": int(time.time()),
        "background": False,
        "error": None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "max_tool_calls": None,
        "metadata": body.get("metadata") or {},
        "model": body["model"],
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None} | (body.get("reasoning") or {}),
        "service_tier": "default",
        "store": body.get("store", True),
        "temperature": body.get("temperature", 1.0),
        "text": text,
        "tool_choice": "auto",
        "tools": [],
        "top_logprobs": 0,
        "top_p": body.get("top_p", 1.0),
        "truncation": "disabled",
        "user": None,
    }


def _usage(body: Body, said: str, thought: int) -> Body:
    asked = json.dumps([body.get("instructions"), body["input"], body.get("text")])
    went_in, came_out = tokens(asked), tokens(said) + thought
    return {
        "input_tokens": went_in,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": came_out,
        "output_tokens_details": {"reasoning_tokens": thought},
        "total_tokens": went_in + came_out,
    }


def paid_response(response: Body, text: str) -> PaidRecord:
    """Enter a response into the ledger."""
    usage = response["usage"]
    return PaidRecord(
        id=response["id"],
        service="openai",
        what="responses",
        model=response["model"],
        at=time.time(),
        text=text[:2000],
        status=response["status"],
        usage={name: usage[name] for name in ("input_tokens", "output_tokens")}
        | {"reasoning_tokens": usage["output_tokens_details"]["reasoning_tokens"]},
    )


def moderation(content: object, settings: OpenAISettings) -> Answer:
    """Answer POST /v1/moderations."""
    body = checked(validator_of(ModerationCreateParams), content)
    if "input" not in body:
        raise refused("Missing required parameter: 'input'.", "missing_required_parameter", "input")
    model = body.get("model", "omni-moderation-latest")
    if model not in settings.models or not model.startswith("omni-moderation"):
        raise no_such_model(model)
    texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
    results = [_judged(json.dumps(text, ensure_ascii=False), settings) for text in texts]
    dated = "omni-moderation-2024-09-26"
    return Answer.of({"id": new_id("modr"), "model": dated, "results": results})


def _judged(text: str, settings: OpenAISettings) -> Body:
    found = {kind for word, kind in settings.flagged.items() if word.lower() in text.lower()}
    return {
        "flagged": bool(found),
        "categories": {name: name in found for name in CATEGORIES},
        "category_scores": {name: 0.97 if name in found else 0.0001 for name in CATEGORIES},
        "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
    }
