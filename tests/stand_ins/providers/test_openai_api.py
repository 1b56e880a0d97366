"""The stand-in of OpenAI guards its door and names its models as OpenAI does."""

from __future__ import annotations

import openai
import pytest
import requests

from tests.stand_ins.providers.faults import Fault, FaultKind
from tests.stand_ins.providers.openai_api import OpenAIServer

MODEL = "gpt-5.6-luna"


def test_a_wrong_key_is_refused_in_openais_words(openai_api: OpenAIServer) -> None:
    sdk = openai.OpenAI(api_key="sk-wrong", base_url=openai_api.base_url, max_retries=0)

    with pytest.raises(openai.AuthenticationError, match="Incorrect API key provided") as caught:
        sdk.models.list()

    assert caught.value.code == "invalid_api_key"


def test_a_rate_limit_names_its_time_and_the_genuine_client_tries_again(
    openai_api: OpenAIServer,
) -> None:
    openai_api.faults.add(Fault(kind="status", status=429, retry_after=0.05))
    sdk = openai.OpenAI(api_key=openai_api.key, base_url=openai_api.base_url, max_retries=1)

    sdk.responses.create(model=MODEL, input="x")

    requests_seen = openai_api.ledger.requests_like("POST", "/v1/responses")
    assert [record.status for record in requests_seen] == [429, 200]
    assert len(openai_api.ledger.paid) == 1


def test_an_empty_purse_is_its_own_kind_of_429(
    openai_api: OpenAIServer, sdk: openai.OpenAI
) -> None:
    openai_api.faults.add(Fault(kind="out_of_credits"))

    with pytest.raises(openai.RateLimitError) as caught:
        sdk.responses.create(model=MODEL, input="x")

    assert caught.value.code == "insufficient_quota"


@pytest.mark.parametrize("kind", ["cut_before_body", "cut_after_body", "cut_mid_answer"])
def test_a_cut_connection_is_a_connection_error(
    openai_api: OpenAIServer, sdk: openai.OpenAI, kind: FaultKind
) -> None:
    openai_api.faults.add(Fault(kind=kind))

    with pytest.raises(openai.APIConnectionError):
        sdk.responses.create(model=MODEL, input="x")

    assert len(openai_api.ledger.paid) == (0 if kind == "cut_before_body" else 1)


def test_models_carry_their_shutdown_dates(sdk: openai.OpenAI) -> None:
    models = {model.id: model.shutdown_date for model in sdk.models.list()}

    assert models["gpt-4o"] == "2027-01-14"
    assert models["gpt-transcribe"] is None
    assert sdk.models.retrieve("gpt-5.6-luna").id == "gpt-5.6-luna"
    with pytest.raises(openai.NotFoundError):
        sdk.models.retrieve("sora-2")


def test_moderation_flags_the_words_it_was_told(
    openai_api: OpenAIServer, sdk: openai.OpenAI
) -> None:
    openai_api.settings.flagged = {"forbidden": "violence"}

    good, bad = sdk.moderations.create(
        model="omni-moderation-latest", input=["A sunny day", "A forbidden day"]
    ).results

    assert (good.flagged, bad.flagged, bad.categories.violence) == (False, True, True)
    assert not openai_api.ledger.paid


def test_another_process_can_lay_an_answer_ready(
    openai_api: OpenAIServer, sdk: openai.OpenAI
) -> None:
    answer = {"content": {"from": "afar"}}
    requests.post(f"{openai_api.url}/_loopback/answers", json=answer, timeout=60)

    assert sdk.responses.create(model=MODEL, input="x").output_text == '{"from": "afar"}'
