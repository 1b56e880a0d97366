"""What Runway answers, odd things included: an answer that was paid for is not thrown away."""

import pytest

from adgen_dagster.providers.runway.answers import Begun, TaskState


@pytest.mark.parametrize("number", ["NaN", "1e999", "-5", '"many"', "null", "[]"])
def test_a_price_that_is_none_is_as_good_as_not_said(number: str) -> None:
    begun = Begun.model_validate_json(f'{{"id": "t1", "estimatedCost": {{"credits": {number}}}}}')
    ended = TaskState.model_validate_json(
        f'{{"status": "SUCCEEDED", "output": ["x"], "cost": {{"credits": {number}}}}}'
    )

    assert (begun.id, begun.estimated_cost) == ("t1", None)
    assert (ended.output, ended.cost) == (["x"], None)
