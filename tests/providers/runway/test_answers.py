"""What Runway answers, odd things included: an answer that was paid for is not thrown away."""

import pytest

from adgen_dagster.providers.runway.answers import Begun, Organization, TaskState


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
