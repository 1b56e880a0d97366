"""What Runway answers, odd things included: an answer that was paid for is not thrown away."""

import pytest
from pydantic import ValidationError

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.runway.api_models import Begun, Organization, TaskState
from adgen_dagster.providers.runway.records import now
from tests.providers.runway.bench import Bench


@pytest.mark.parametrize("number", ["NaN", "1e999", "-5", '"many"', "null", "[]"])
def test_a_price_that_is_none_is_as_good_as_not_said(number: str) -> None:
    begun = Begun.model_validate_json(f'{{"id": "t1", "estimatedCost": {{"credits": {number}}}}}')
    ended = TaskState.model_validate_json(
        f'{{"status": "SUCCEEDED", "output": ["x"], "cost": {{"credits": {number}}}}}'
    )

    assert (begun.id, begun.estimated_cost) == ("t1", None)
    assert (ended.output, ended.cost) == (["x"], None)


@pytest.mark.parametrize("said", ['"x"', '["x", 5, null]'])
@pytest.mark.parametrize("words", ["5", "{}", "[]", "null", "true"])
def test_odd_words_beside_a_result_do_not_lose_it(said: str, words: str) -> None:
    ended = TaskState.model_validate_json(
        f'{{"status": "SUCCEEDED", "output": {said}, "failure": {words}, "failureCode": {words}}}'
    )

    assert (ended.output, ended.failure, ended.failure_code) == (["x"], None, None)


@pytest.mark.parametrize(
    "account",
    [
        '"creditBalance": 7.5',
        '"creditBalance": 7, "tier": null',
        '"creditBalance": 7, "tier": {"models": []}',
    ],
)
def test_an_account_is_read_for_its_credits_whatever_stands_beside_them(account: str) -> None:
    assert Organization.model_validate_json(f"{{{account}}}").credit_balance == 7


IDS_THAT_LEAD_ELSEWHERE = ["../../organization", "..", "x/../y", "a?b", "a#b", "%2e%2e", ""]


@pytest.mark.parametrize("said", IDS_THAT_LEAD_ELSEWHERE)
def test_an_id_that_would_lead_elsewhere_is_none(said: str, bench: Bench) -> None:
    with pytest.raises(ValidationError):
        Begun(id=said)

    take = bench.take()
    take.write("request", {})
    take.write("submit-1", {"at": now(), "estimated_usd": 0.05})
    take.write("task-1", {"id": said, "created_at": now(), "estimated_usd": 0.05})

    error = bench.refused()

    assert error.kind is ErrorKind.UNKNOWN_OUTCOME
    assert bench.server.ledger.requests == []


def test_a_task_s_id_is_taken_as_runway_says_it() -> None:
    said = "0f5a8e0e-7c3b-4c0e-9d8a-1a2b3c4d5e6f"

    assert Begun(id=said).id == said
