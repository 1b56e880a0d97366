"""The stand-in of OpenAI writes texts and judges their orders as OpenAI does."""

from __future__ import annotations

import json
from typing import Any, Literal

import openai
import pytest
import requests
from pydantic import BaseModel, Field

from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.openai_api import OpenAIServer
from tests.stand_ins.providers.openai_settings import ModelAnswer

MODEL = "gpt-5.6-luna"


class Segment(BaseModel):
    number: int = Field(ge=1)
    act: Literal["intro", "main", "outro"]
    narration: str
    moves: bool
    tint: str | None


class Storyboard(BaseModel):
    title: str
    segments: list[Segment] = Field(min_length=2, max_length=48)


def asked_in_json(server: OpenAIServer, body: dict[str, Any]) -> requests.Response:
    return requests.post(
        f"{server.base_url}/responses",
        json={"model": MODEL, "input": "Write."} | body,
        headers={"Authorization": f"Bearer {server.key}"},
        timeout=60,
    )


def schema_format(schema: dict[str, Any]) -> dict[str, Any]:
    return {"format": {"type": "json_schema", "name": "ad", "strict": True, "schema": schema}}


def test_the_genuine_client_parses_an_invented_storyboard(
    openai_api: OpenAIServer, sdk: openai.OpenAI
) -> None:
    openai_api.settings.list_lengths = {"segments": 10}

    response = sdk.responses.parse(
        model=MODEL, input="An ad for lemonade", instructions="Be brief.", text_format=Storyboard
    )

    board = response.output_parsed
    assert board
    assert [segment.number for segment in board.segments] == list(range(1, 11))
    assert len({segment.narration for segment in board.segments}) > 5
    assert [item.type for item in response.output] == ["reasoning", "message"]


def test_the_ledger_holds_the_usage_that_the_answer_says(
    openai_api: OpenAIServer, sdk: openai.OpenAI
) -> None:
    response = sdk.responses.create(model=MODEL, input="An ad for lemonade")

    usage = response.usage
    assert usage
    paid = openai_api.ledger.paid_for("responses", "lemonade")
    assert [record.usage for record in paid] == [
        {
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "reasoning_tokens": usage.output_tokens_details.reasoning_tokens,
        }
    ]
    assert usage.output_tokens_details.reasoning_tokens > 0


def test_an_answer_laid_ready_is_given_once_to_whom_it_is_for(
    openai_api: OpenAIServer, sdk: openai.OpenAI
) -> None:
    openai_api.answers.add(ModelAnswer(content={"a": 1}, for_text="second"))

    texts = [
        sdk.responses.create(model=MODEL, input=text).output_text
        for text in ("the first", "the second", "the second")
    ]

    assert texts[1] == '{"a": 1}'
    assert texts[0] == texts[2] != texts[1]


def test_a_writer_of_the_test_writes_the_answer(
    openai_api: OpenAIServer, sdk: openai.OpenAI
) -> None:
    openai_api.writer = lambda body: {"echo": body["input"]}

    assert sdk.responses.create(model=MODEL, input="hello").output_text == '{"echo": "hello"}'


def test_a_refusal_an_incomplete_answer_and_broken_json_can_be_asked_for(
    openai_api: OpenAIServer, sdk: openai.OpenAI
) -> None:
    openai_api.faults.add(Fault(kind="refusal"), Fault(kind="incomplete", code="content_filter"))
    openai_api.faults.add(Fault(kind="broken_json"))
    text = schema_format(
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "required": ["a"],
            "additionalProperties": False,
        }
    )

    refused = sdk.responses.create(model=MODEL, input="x", text=text)
    incomplete = sdk.responses.create(model=MODEL, input="x", text=text)
    broken = sdk.responses.create(model=MODEL, input="x", text=text)

    assert refused.output[-1].content[0].type == "refusal"
    assert incomplete.status == "incomplete"
    assert incomplete.incomplete_details.reason == "content_filter"
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken.output_text)


def test_too_few_output_tokens_cut_the_answer(sdk: openai.OpenAI) -> None:
    response = sdk.responses.create(model=MODEL, input="x", max_output_tokens=130)

    assert response.status == "incomplete"
    assert response.incomplete_details.reason == "max_output_tokens"
    assert response.usage.output_tokens <= 130


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        ({"tone": "warm"}, "unknown_parameter", "tone"),
        ({"max_output_tokens": "many"}, "invalid_type", "max_output_tokens"),
        ({"max_output_tokens": 5}, "integer_below_min_value", "max_output_tokens"),
        ({"model": "gpt-3"}, "model_not_found", "model"),
        ({"model": "gpt-transcribe"}, "model_not_found", "model"),
        ({"temperature": 0.2}, None, "temperature"),
        ({"text": {"format": {"type": "yaml"}}}, "invalid_value", "text.format.type"),
        ({"input": [{"role": "boss", "content": "x"}]}, "invalid_value", "input[0].role"),
        ({"reasoning": {"effort": "huge"}}, "invalid_value", "reasoning.effort"),
    ],
)
def test_a_wrong_parameter_is_named(
    openai_api: OpenAIServer, body: dict[str, Any], code: str | None, param: str
) -> None:
    answer = asked_in_json(openai_api, body)

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["param"]) == (code, param)
    assert not openai_api.ledger.paid


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        ({"type": "array", "items": {"type": "string"}}, "'type: \"object\"'"),
        ({"type": "object", "properties": {}}, "'additionalProperties' is required"),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "string"}},
                "additionalProperties": False,
                "required": [],
            },
            "Missing 'a'.",
        ),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "string", "maxLength": 9}},
                "additionalProperties": False,
                "required": ["a"],
            },
            "In context=('properties', 'a'), 'maxLength' is not permitted.",
        ),
        (
            {
                "type": "object",
                "properties": {"a": {}},
                "additionalProperties": False,
                "required": ["a"],
            },
            "schema must have a 'type' key.",
        ),
    ],
)
def test_a_schema_that_is_not_strict_enough_is_refused(
    openai_api: OpenAIServer, schema: dict[str, Any], sentence: str
) -> None:
    answer = asked_in_json(openai_api, {"text": schema_format(schema)})

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid_json_schema"
    assert sentence in answer.json()["error"]["message"]


def test_a_schema_that_holds_itself_is_answered(openai_api: OpenAIServer) -> None:
    node: dict[str, Any] = {
        "type": "object",
        "properties": {"next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}},
        "required": ["next"],
        "additionalProperties": False,
    }
    schema = node | {"$defs": {"node": node}}

    answer = asked_in_json(openai_api, {"text": schema_format(schema)})

    assert answer.status_code == 200
    assert "next" in json.loads(answer.json()["output"][-1]["content"][0]["text"])
