"""The one client tries again as long and as often as it should, and its errors are ours."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import cast

import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.calls import Answer, Call, PaidCalls
from adgen_dagster.providers.openai.client import PatientOpenAI, connect, translated
from adgen_dagster.providers.openai.failures import of_code
from adgen_dagster.settings import Settings, load_settings
from adgen_dagster.storage.artifacts import Take
from tests.production.ports import free_port
from tests.providers.openai.conftest import WAITS_S, Bill
from tests.stand_ins.providers import exchange
from tests.stand_ins.providers.faults import Fault, FaultKind
from tests.stand_ins.providers.openai_api import OpenAIServer

MODEL = "gpt-6.1-terra"


@pytest.fixture
def client(openai_api: OpenAIServer) -> PatientOpenAI:
    return connect(openai_api.key, openai_api.base_url, WAITS_S)


def ask_once(client: PatientOpenAI) -> bytes:
    with translated(client):
        raw = client.responses.with_raw_response.create(model=MODEL, input="x")
        return raw.http_response.content


def ask(client: PatientOpenAI, take: Take) -> str:
    """A paid call, as those who write and read make it."""

    def read(content: bytes) -> Answer[str]:
        return Answer(str(json.loads(content)["id"]), 0.01)

    call = Call("it", "openai", MODEL, {}, 0.02, lambda: ask_once(client), read)
    return PaidCalls(take, client.waits_s).answer(call)


def failure_of(client: PatientOpenAI, take: Take) -> ProviderError:
    with pytest.raises(ProviderError) as failed:
        ask(client, take)
    return failed.value


def waits_in(log: pytest.LogCaptureFixture) -> list[float]:
    told = [cast("dict[str, float]", record.msg) for record in log.records]
    return [said["wait_s"] for said in told if "wait_s" in said]


def test_unless_set_the_waits_are_one_two_and_four_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ADGEN_OPENAI_RETRY_WAITS_S", raising=False)

    assert load_settings().openai_retry_waits_s == (1.0, 2.0, 4.0)


def test_a_busy_server_is_tried_three_times_more_after_the_waits(
    openai_api: OpenAIServer, client: PatientOpenAI, take: Take, caplog: pytest.LogCaptureFixture
) -> None:
    openai_api.faults.add(Fault(kind="status", status=503, times=3))

    with caplog.at_level(logging.INFO, "openai"):
        ask(client, take)

    assert waits_in(caplog) == list(WAITS_S)
    assert [record.status for record in openai_api.ledger.requests] == [503, 503, 503, 200]


def test_after_that_it_is_given_up(
    openai_api: OpenAIServer, client: PatientOpenAI, take: Take
) -> None:
    openai_api.faults.add(Fault(kind="status", status=503, times=9))

    failure = failure_of(client, take)

    assert failure.kind is ErrorKind.UNAVAILABLE
    assert not failure.is_over
    assert len(openai_api.ledger.requests) == 4


def test_a_rate_limit_is_waited_for_as_long_as_the_server_asks(
    openai_api: OpenAIServer, client: PatientOpenAI, take: Take, caplog: pytest.LogCaptureFixture
) -> None:
    openai_api.faults.add(Fault(kind="status", status=429, retry_after=0.3))

    with caplog.at_level(logging.INFO, "openai"):
        ask(client, take)

    assert waits_in(caplog) == [0.3]


def test_a_rate_limit_that_does_not_end_is_its_own_kind(
    openai_api: OpenAIServer, client: PatientOpenAI, take: Take
) -> None:
    openai_api.faults.add(Fault(kind="status", status=429, times=9))

    assert failure_of(client, take).kind is ErrorKind.RATE_LIMITED


def test_an_empty_account_is_told_at_once(
    openai_api: OpenAIServer, client: PatientOpenAI, take: Take
) -> None:
    openai_api.faults.add(Fault(kind="out_of_credits", times=9))

    assert failure_of(client, take).kind is ErrorKind.OUT_OF_CREDIT
    assert len(openai_api.ledger.requests) == 1


def test_a_wrong_key_is_told_without_a_part_of_it(openai_api: OpenAIServer, take: Take) -> None:
    failure = failure_of(connect("sk-secret-and-not-good-here", openai_api.base_url, WAITS_S), take)

    assert failure.kind is ErrorKind.UNAUTHORIZED
    assert "sk-" not in str(failure)
    assert failure.__cause__ is None
    assert len(openai_api.ledger.requests) == 1


def test_what_the_server_says_is_passed_on_without_the_key(
    openai_api: OpenAIServer, client: PatientOpenAI, take: Take
) -> None:
    said = f"The key {openai_api.key} may not use this."
    openai_api.faults.add(Fault(kind="status", status=400, message=said))

    failure = failure_of(client, take)

    assert failure.kind is ErrorKind.BAD_REQUEST
    assert "may not use this" in str(failure)
    assert openai_api.key not in str(failure)


def test_content_against_the_policies_is_rejected(
    openai_api: OpenAIServer, client: PatientOpenAI, take: Take
) -> None:
    openai_api.faults.add(Fault(kind="status", status=400, code="invalid_prompt"))

    assert failure_of(client, take).kind is ErrorKind.REJECTED


@pytest.mark.parametrize(
    "kind",
    [
        "cut_before_body",
        "cut_after_body",
        "cut_mid_answer",
        "truncated",
        "invalid_json",
        "wrong_type",
    ],
)
def test_a_call_that_breaks_off_is_priced_and_never_sent_again_unasked(
    openai_api: OpenAIServer, client: PatientOpenAI, take: Take, bill: Bill, kind: FaultKind
) -> None:
    openai_api.faults.add(Fault(kind=kind))

    failures = [failure_of(client, take) for _ in range(3)]

    assert {failure.kind for failure in failures} == {ErrorKind.UNKNOWN_OUTCOME}
    assert "at most 0.02 USD" in str(failures[-1])
    assert len(openai_api.ledger.requests) == 1
    assert (bill.usd, bill.unknown_usd) == (0, 0.02)

    assert ask(client, replace(take, cause="a person tries again"))
    assert len(openai_api.ledger.requests) == 2
    assert (bill.usd, bill.unknown_usd) == (0.01, 0.02)


@pytest.mark.parametrize("status", [408, 502, 504])
def test_a_gateway_that_gave_up_does_not_know_what_became_of_the_request(
    openai_api: OpenAIServer,
    client: PatientOpenAI,
    take: Take,
    bill: Bill,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = exchange.Answer(status, b"<html>It took too long.</html>", "text/html")

    def refusal(*_: object) -> exchange.Answer:
        return page

    monkeypatch.setattr(openai_api, "refusal", refusal)
    openai_api.faults.add(Fault(kind="status", status=status, times=9))

    assert failure_of(client, take).kind is ErrorKind.UNKNOWN_OUTCOME
    assert len(openai_api.ledger.requests) == 1
    assert bill.unknown_usd == 0.02


def test_what_was_never_sent_is_sent_again(take: Take, bill: Bill) -> None:
    client = connect("sk-1", f"http://127.0.0.1:{free_port()}/v1", WAITS_S)

    failure = failure_of(client, take)

    assert failure.kind is ErrorKind.UNAVAILABLE
    assert bill.told == {}
    assert len([name for name in take.store.names(take.folder) if name.startswith("call-")]) == 4


def test_silence_may_have_been_paid(
    openai_api: OpenAIServer, client: PatientOpenAI, take: Take
) -> None:
    openai_api.faults.add(Fault(kind="stall", seconds=5, handled=False, times=9))
    client.timeout = 0.2

    failure = failure_of(client, take)

    assert failure.kind is ErrorKind.UNKNOWN_OUTCOME
    assert "did not answer in time" in str(failure)
    assert len(openai_api.ledger.requests) == 1


@pytest.mark.parametrize(
    "code",
    [
        "insufficient_quota",
        "credit_balance_exhausted",
        "project_spend_limit_exceeded",
        "organization_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
    ],
)
def test_every_code_of_an_account_that_must_be_paid_is_told_at_once(
    openai_api: OpenAIServer, client: PatientOpenAI, take: Take, code: str
) -> None:
    openai_api.faults.add(Fault(kind="status", status=429, code=code, times=9))

    assert failure_of(client, take).kind is ErrorKind.OUT_OF_CREDIT
    assert of_code(code, "server_error", "").kind is ErrorKind.OUT_OF_CREDIT
    assert len(openai_api.ledger.requests) == 1


def test_no_log_holds_the_key(
    openai_api: OpenAIServer, chosen: Settings, take: Take, caplog: pytest.LogCaptureFixture
) -> None:
    client = connect(openai_api.key, openai_api.base_url, WAITS_S)

    with caplog.at_level(logging.DEBUG):
        ask(client, take)
        with client.realtime.connect(model=chosen.openai_realtime_model) as connection:
            connection.recv()

    assert "HTTP/1.1 101" in caplog.text
    assert openai_api.key not in caplog.text
