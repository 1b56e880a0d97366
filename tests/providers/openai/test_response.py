"""An answer that was paid for: odd things in it cost nobody the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.openai.api_models import ModelResponse
from adgen_dagster.providers.openai.failures import of_code
from adgen_dagster.providers.openai.prices import TextUsage

MESSAGE = {"type": "message", "content": [{"type": "output_text", "text": "A line."}]}


def read(**changes: object) -> ModelResponse:
    said: dict[str, Any] = {
        "id": "r1",
        "model": "gpt-6.1-terra",
        "status": "completed",
        "output": [MESSAGE],
        "usage": {"input_tokens": 10, "output_tokens": 5},
    }
    return ModelResponse.model_validate_json(json.dumps({**said, **changes}))


@pytest.mark.parametrize(
    "changes",
    [
        {"model": None, "id": None},
        {"output": [{"type": "reasoning", "content": None}, MESSAGE]},
        {"output": [{"type": "new_thing", "content": "text"}, None, "item", MESSAGE]},
        {"output": [{**MESSAGE, "phase": 7}]},
        {"output": [{**MESSAGE, "content": [None, *MESSAGE["content"]]}]},
        {"error": "none", "incomplete_details": []},
        {
            "usage": {
                "input_tokens": 10,
                "output_tokens": 5,
                "input_tokens_details": {"cached_tokens": None, "cache_write_tokens": None},
            }
        },
    ],
)
def test_what_is_odd_and_not_needed_is_passed_over(changes: dict[str, object]) -> None:
    response = read(**changes)

    assert [part.text for message in response.output for part in message.content] == ["A line."]
    assert response.cut_by == ""
    assert response.usage
    assert response.usage.tokens == TextUsage(10, 5)


@pytest.mark.parametrize("tokens", [-5, None, "many", 10**30, 1.5])
def test_a_usage_that_is_none_counts_nothing(tokens: object) -> None:
    usage = read(usage={"input_tokens": tokens, "output_tokens": 5}).usage

    assert usage
    assert usage.tokens == TextUsage(0, 5)


@pytest.mark.parametrize("output", [None, "text", {}])
def test_what_holds_no_answer_at_all_is_none(output: object) -> None:
    with pytest.raises(ValidationError):
        read(output=output)


@pytest.mark.parametrize(
    ("code", "kind", "is_passing"),
    [
        ("server_error", ErrorKind.UNAVAILABLE, True),
        ("rate_limit_exceeded", ErrorKind.RATE_LIMITED, True),
        ("invalid_prompt", ErrorKind.REJECTED, False),
        ("insufficient_quota", ErrorKind.OUT_OF_CREDIT, False),
    ],
)
def test_a_failed_response_is_told_by_openais_own_reason(
    code: str, kind: ErrorKind, *, is_passing: bool
) -> None:
    error = read(status="failed", output=[], error={"code": code, "message": "It broke."}).error
    assert error

    failure = of_code(error.code, error.type, error.message)

    assert (failure.kind, failure.is_passing) == (kind, is_passing)
