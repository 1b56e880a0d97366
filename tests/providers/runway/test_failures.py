"""Tasks that fail: each failure code, what it costs, and whether it is tried again."""

from __future__ import annotations

import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.runway.failures import rule_for
from tests.providers.runway.bench import Bench
from tests.stand_ins.providers.faults import Fault

SUBMIT = "/v1/text_to_image"

FAILURES = [
    # code, kind, submits, credits that stay charged
    ("SAFETY.INPUT.TEXT", ErrorKind.REJECTED, 1, 5),
    ("SAFETY.INPUT.IMAGE", ErrorKind.REJECTED, 1, 5),
    ("SAFETY.OUTPUT.IMAGE", ErrorKind.REJECTED, 1, 5),
    ("SAFETY.OUTPUT.VIDEO", ErrorKind.REJECTED, 1, 5),
    ("INPUT_PREPROCESSING.SAFETY.TEXT", ErrorKind.REJECTED, 1, 5),
    ("INPUT_PREPROCESSING.SAFETY.THIRD_PARTY", ErrorKind.REJECTED, 1, 5),
    ("INPUT_PREPROCESSING.INTERNAL", ErrorKind.BAD_INPUT, 3, 0),
    ("INPUT_PREPROCESSING.DECODE", ErrorKind.BAD_INPUT, 1, 0),
    ("INTERNAL", ErrorKind.UNAVAILABLE, 3, 0),
    ("INTERNAL.BAD_OUTPUT.CODE01", ErrorKind.BAD_OUTPUT, 3, 0),
    ("INTERNAL.SOMETHING.NEW", ErrorKind.UNAVAILABLE, 3, 0),
    ("ASSET.INVALID", ErrorKind.BAD_INPUT, 1, 0),
    ("THIRD_PARTY.UNAVAILABLE", ErrorKind.UNAVAILABLE, 3, 0),
    ("THIRD_PARTY.INPUT_VALIDATION", ErrorKind.BAD_REQUEST, 1, 0),
    ("", ErrorKind.UNAVAILABLE, 3, 0),
    ("NEVER.HEARD.OF", ErrorKind.UNAVAILABLE, 1, 0),
]


@pytest.mark.parametrize(("code", "kind", "submits", "kept"), FAILURES)
def test_a_failure_code_decides(
    bench: Bench, code: str, kind: ErrorKind, submits: int, kept: int
) -> None:
    bench.add(Fault(kind="task_fails", path=SUBMIT, code=code, times=9))

    error = bench.refused()

    assert (error.kind, error.is_over) == (kind, True)
    assert bench.submits() == submits
    assert error.cost_usd == kept / 100
    assert bench.server.ledger.credits() == kept
    assert (code or "no code") in str(error)


def test_moderation_tells_the_person_to_reword(bench: Bench) -> None:
    bench.add(Fault(kind="task_fails", path=SUBMIT, code="SAFETY.INPUT.TEXT"))

    error = bench.refused()

    assert "Reword" in str(error)
    assert bench.paid == 1


def test_a_failure_of_runways_own_is_tried_again_and_paid_once(bench: Bench) -> None:
    bench.add(Fault(kind="task_fails", path=SUBMIT, code="INTERNAL.BAD_OUTPUT.CODE01", times=2))

    made = bench.paint()

    assert made.path.is_file()
    assert made.cost_usd == 0.05
    assert bench.server.ledger.credits() == 5
    assert bench.submits() == 3


def test_a_failure_that_was_charged_is_not_bought_again(bench: Bench) -> None:
    assert rule_for("INTERNAL").is_retried
    bench.server._queue._charge = lambda task: task.estimated
    bench.add(Fault(kind="task_fails", path=SUBMIT, code="INTERNAL"))

    error = bench.refused()

    assert error.cost_usd == 0.05
    assert bench.submits() == 1


def test_a_failed_take_tells_the_same_again_without_asking_runway(bench: Bench) -> None:
    bench.add(Fault(kind="task_fails", path=SUBMIT, code="ASSET.INVALID"))
    first = bench.refused()
    (bench.root / "store/jobs/film/images/04/take-01/failure.json").unlink()
    requests = len(bench.server.ledger.requests)

    second = bench.refused()

    assert (str(second), second.kind) == (str(first), first.kind)
    assert len(bench.server.ledger.requests) == requests


def test_a_new_take_follows_on_one_that_failed_for_good(bench: Bench) -> None:
    bench.add(Fault(kind="task_fails", path=SUBMIT, code="SAFETY.OUTPUT.IMAGE"))
    bench.refused()

    made = bench.paint()

    assert made.path.is_file()
    assert [take.number for take in bench.store.takes("jobs/film/images/04")] == [1, 2]


def test_a_task_that_somebody_cancelled_is_over(bench: Bench) -> None:
    bench.server.settings.cancelled_stay = True
    bench.add(Fault(kind="task_cancelled", path=SUBMIT))

    error = bench.refused()

    assert (error.kind, error.is_over) == (ErrorKind.UNAVAILABLE, True)
    assert error.cost_usd == bench.server.ledger.credits() / 100
    assert bench.submits() == 1
