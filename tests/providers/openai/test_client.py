"""The one client tries again as long and as often as it should, and its errors are ours."""

from __future__ import annotations

import logging
import re

import openai
import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.openai.client import PatientOpenAI, connect, translated
from adgen_dagster.settings import Settings, load_settings
from tests.loopback.faults import Fault, FaultKind
from tests.loopback.openai_api import OpenAIServer
from tests.providers.openai.conftest import WAITS_S

MODEL = "gpt-6.1-terra"


@pytest.fixture
def client(openai_api: OpenAIServer) -> PatientOpenAI:
    return connect(openai_api.key, openai_api.base_url, WAITS_S)


def ask(client: openai.OpenAI) -> str:
    with translated(client):
        return client.responses.create(model=MODEL, input="x").output_text


def failure_of(client: openai.OpenAI) -> ProviderError:
    with pytest.raises(ProviderError) as failed:
        ask(client)
    return failed.value


def waits_in(log: pytest.LogCaptureFixture) -> list[float]:
    return [float(wait) for wait in re.findall(r"Retrying request in ([\d.]+) seconds", log.text)]


def test_unless_set_the_waits_are_one_two_and_four_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ADGEN_OPENAI_RETRY_WAITS_S", raising=False)

    assert load_settings().openai_retry_waits_s == (1.0, 2.0, 4.0)


def test_a_busy_server_is_tried_three_times_more_after_the_waits(
    openai_api: OpenAIServer, client: PatientOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    openai_api.faults.add(Fault(kind="status", status=503, times=3))

    with caplog.at_level(logging.INFO, "openai"):
        ask(client)

    assert waits_in(caplog) == list(WAITS_S)
    assert [record.status for record in openai_api.ledger.requests] == [503, 503, 503, 200]


def test_after_that_it_is_given_up(openai_api: OpenAIServer, client: PatientOpenAI) -> None:
    openai_api.faults.add(Fault(kind="status", status=503, times=9))

    failure = failure_of(client)

    assert failure.kind is ErrorKind.UNAVAILABLE
    assert not failure.is_over
    assert len(openai_api.ledger.requests) == 4


def test_a_rate_limit_is_waited_for_as_long_as_the_server_asks(
    openai_api: OpenAIServer, client: PatientOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    openai_api.faults.add(Fault(kind="status", status=429, retry_after=0.3))

    with caplog.at_level(logging.INFO, "openai"):
        ask(client)

    assert waits_in(caplog) == [0.3]


def test_a_rate_limit_that_does_not_end_is_its_own_kind(
    openai_api: OpenAIServer, client: PatientOpenAI
) -> None:
    openai_api.faults.add(Fault(kind="status", status=429, times=9))

    assert failure_of(client).kind is ErrorKind.RATE_LIMITED


def test_an_empty_account_is_told_at_once(openai_api: OpenAIServer, client: PatientOpenAI) -> None:
    openai_api.faults.add(Fault(kind="out_of_credits", times=9))

    assert failure_of(client).kind is ErrorKind.OUT_OF_CREDIT
    assert len(openai_api.ledger.requests) == 1


def test_a_wrong_key_is_told_without_a_part_of_it(openai_api: OpenAIServer) -> None:
    failure = failure_of(connect("sk-secret-and-not-good-here", openai_api.base_url, WAITS_S))

    assert failure.kind is ErrorKind.UNAUTHORIZED
    assert "sk-" not in str(failure)
    assert failure.__cause__ is None
    assert len(openai_api.ledger.requests) == 1


def test_what_the_server_says_is_passed_on_without_the_key(
    openai_api: OpenAIServer, client: PatientOpenAI
) -> None:
    said = f"The key {openai_api.key} may not use this."
    openai_api.faults.add(Fault(kind="status", status=400, message=said))

    failure = failure_of(client)

    assert failure.kind is ErrorKind.BAD_REQUEST
    assert "may not use this" in str(failure)
    assert openai_api.key not in str(failure)


def test_content_against_the_policies_is_rejected(
    openai_api: OpenAIServer, client: PatientOpenAI
) -> None:
    openai_api.faults.add(Fault(kind="status", status=400, code="invalid_prompt"))

    assert failure_of(client).kind is ErrorKind.REJECTED


@pytest.mark.parametrize(
    "kind", ["cut_before_body", "cut_after_body", "cut_mid_answer", "truncated"]
)
def test_a_connection_that_breaks_is_tried_again(
    openai_api: OpenAIServer, client: PatientOpenAI, kind: FaultKind
) -> None:
    openai_api.faults.add(Fault(kind=kind))

    assert ask(client)


@pytest.mark.parametrize("kind", ["cut_before_body", "cut_mid_answer"])
def test_a_server_that_only_breaks_is_unavailable(
    openai_api: OpenAIServer, client: PatientOpenAI, kind: FaultKind
) -> None:
    openai_api.faults.add(Fault(kind=kind, times=9))

    assert failure_of(client).kind is ErrorKind.UNAVAILABLE


def test_silence_is_timed_out(openai_api: OpenAIServer, client: PatientOpenAI) -> None:
    openai_api.faults.add(Fault(kind="stall", seconds=5, handled=False, times=9))
    client.timeout = 0.2

    assert failure_of(client).kind is ErrorKind.TIMED_OUT


def test_no_log_holds_the_key(
    openai_api: OpenAIServer, chosen: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    client = connect(openai_api.key, openai_api.base_url, WAITS_S)

    with caplog.at_level(logging.DEBUG):
        ask(client)
        with client.realtime.connect(model=chosen.openai_realtime_model) as connection:
            connection.recv()

    assert "HTTP/1.1 101" in caplog.text
    assert openai_api.key not in caplog.text
