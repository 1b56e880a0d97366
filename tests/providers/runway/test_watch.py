"""Waiting for a task: limits, disturbances, and what happens when the run has to end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.runway.task_poller import jittered
from adgen_dagster.storage.artifacts import Json, StoppedError
from tests.providers.runway.bench import QUICK, Bench
from tests.stand_ins.providers.asking import wait_until
from tests.stand_ins.providers.exchange import Answer, Request
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.runway_api import RunwayServer

SUBMIT = "/v1/text_to_image"
TASK = "/v1/tasks/*"


def _task(bench: Bench) -> Json:
    return bench.document("task-1")


def _looks(bench: Bench) -> int:
    return len(bench.server.ledger.requests_like("GET", TASK))


def _deletions(bench: Bench) -> int:
    return len(bench.server.ledger.requests_like("DELETE", TASK))


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="task_stuck", path=SUBMIT, stuck_at="PENDING"),
        Fault(kind="task_stuck", path=SUBMIT, stuck_at="THROTTLED"),
    ],
    ids=lambda fault: fault.stuck_at,
)
def test_a_task_that_never_begins_is_given_up_and_costs_nothing(bench: Bench, fault: Fault) -> None:
    bench.retry_policy = replace(QUICK, running_limit_s=0.01, queue_limit_s=0.2)
    bench.add(fault)

    error = bench.refused()

    assert (error.kind, error.is_over, error.cost_usd) == (ErrorKind.TIMED_OUT, True, 0.0)
    assert "had not begun" in str(error)
    assert (_deletions(bench), bench.server.tasks) == (1, [])
    assert bench.server.ledger.credits() == 0


def test_a_task_that_runs_too_long_is_cancelled_and_its_cost_told(bench: Bench) -> None:
    bench.retry_policy = replace(QUICK, running_limit_s=0.2)
    bench.add(Fault(kind="task_stuck", path=SUBMIT))

    error = bench.refused()

    assert (error.kind, error.is_over, error.cost_usd) == (ErrorKind.TIMED_OUT, True, 0.05)
    assert "cancelled" in str(error)
    assert _deletions(bench) == 1
    assert bench.server.ledger.credits() == 5
    assert bench.submits() == 1


def test_time_in_runways_queue_does_not_count_as_running(bench: Bench) -> None:
    bench.retry_policy = replace(QUICK, running_limit_s=0.5)
    bench.server.settings.pending_s = 0.8

    made = bench.paint()

    assert made.path.is_file()


def test_the_limit_of_a_running_task_goes_on_over_a_crash(bench: Bench) -> None:
    bench.retry_policy = replace(QUICK, running_limit_s=1.0)
    bench.add(Fault(kind="task_stuck", path=SUBMIT))
    _stop_when(bench, lambda: "running_since" in _task(bench))
    with pytest.raises(StoppedError):
        bench.paint()
    since = _task(bench)["running_since"]
    bench.stop.clear()

    error = bench.refused()

    assert error.kind is ErrorKind.TIMED_OUT
    assert _task(bench)["running_since"] == since


def test_a_task_that_cannot_be_cancelled_is_told_as_such(bench: Bench) -> None:
    bench.retry_policy = replace(QUICK, queue_limit_s=0.1)
    bench.add(
        Fault(kind="task_stuck", path=SUBMIT, stuck_at="THROTTLED"),
        Fault(kind="status", method="DELETE", status=503, times=9),
    )

    error = bench.refused()

    assert error.kind is ErrorKind.TIMED_OUT
    assert "could not be cancelled" in str(error)
    assert error.cost_usd == 0.05


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="status", method="GET", path=TASK, status=429, times=3),
        Fault(kind="status", method="GET", path=TASK, status=500, times=3),
        Fault(kind="status", method="GET", path=TASK, status=503, times=3, retry_after=0.1),
        Fault(kind="cut_before_body", method="GET", path=TASK, times=3),
        Fault(kind="cut_mid_answer", method="GET", path=TASK, times=3),
        Fault(kind="wrong_type", method="GET", path=TASK, times=3),
        Fault(kind="invalid_json", method="GET", path=TASK, times=3),
        Fault(kind="status", method="GET", path=TASK, status=404, times=2),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
def test_waiting_survives_what_passes(bench: Bench, fault: Fault) -> None:
    bench.add(fault)

    made = bench.paint()

    assert made.path.is_file()
    assert _looks(bench) > fault.times
    assert (bench.submits(), bench.paid) == (1, 1)


def test_a_runway_that_stays_silent_leaves_the_take_open(bench: Bench) -> None:
    bench.retry_policy = replace(QUICK, queue_limit_s=0.1)
    silence = Fault(kind="status", method="GET", path=TASK, status=503, times=99)
    bench.add(silence)

    error = bench.refused()
    bench.server.faults.clear()
    made = bench.paint()

    assert (error.kind, error.is_over) == (ErrorKind.UNAVAILABLE, False)
    assert "still at Runway" in str(error)
    assert _deletions(bench) == 0
    assert made.path.is_file()
    assert (bench.submits(), bench.paid) == (1, 1)


def test_a_key_that_stops_working_leaves_the_take_open(bench: Bench) -> None:
    bench.add(Fault(kind="status", method="GET", path=TASK, status=401))

    error = bench.refused()
    made = bench.paint()

    assert (error.kind, error.is_over) == (ErrorKind.UNAUTHORIZED, False)
    assert made.path.is_file()
    assert bench.paid == 1


def test_a_task_that_is_gone_is_over(bench: Bench) -> None:
    bench.add(Fault(kind="status", method="GET", path=TASK, status=404, times=99))

    error = bench.refused()

    assert (error.kind, error.is_over) == (ErrorKind.UNAVAILABLE, True)
    assert _looks(bench) == 3
    assert bench.submits() == 1


def test_a_page_of_something_in_between_does_not_count_as_gone(tmp_path: Path) -> None:
    class Walled(RunwayServer):
        is_walled = True

        def answer(self, request: Request) -> Answer:
            if self.is_walled and request.path.startswith("/v1/tasks/"):
                return Answer(404, b"<!doctype html><title>Not found</title>", "text/html")
            return super().answer(request)

    with Walled() as server:
        bench = Bench(server, tmp_path)
        error = bench.refused()
        server.is_walled = False
        made = bench.paint()

    assert not error.is_over
    assert made.path.is_file()
    assert len(server.ledger.paid) == 1


def test_a_run_that_ends_leaves_the_task_to_be_taken_up(bench: Bench) -> None:
    bench.server.settings.image_s = 0.6
    _stop_when(bench, lambda: bool(_task(bench)))

    with pytest.raises(StoppedError):
        bench.paint()
    bench.stop.clear()
    made = bench.paint()

    assert made.path.is_file()
    assert _deletions(bench) == 0
    assert (bench.submits(), bench.paid) == (1, 1)


def test_a_cancelled_job_ends_its_task_at_runway(bench: Bench) -> None:
    bench.add(Fault(kind="task_stuck", path=SUBMIT, stuck_at="THROTTLED"))
    bench.unwanted.set()
    _stop_when(bench, lambda: bool(_task(bench)))

    with pytest.raises(StoppedError):
        bench.paint()

    assert _deletions(bench) == 1
    assert bench.server.ledger.credits() == 0
    assert (_task(bench)["status"], _task(bench)["cost_usd"]) == ("CANCELLED", 0.0)


def test_a_cancelled_job_keeps_what_its_running_task_cost(bench: Bench) -> None:
    bench.add(Fault(kind="task_stuck", path=SUBMIT))
    bench.unwanted.set()
    _stop_when(bench, lambda: "running_since" in _task(bench))

    with pytest.raises(StoppedError):
        bench.paint()

    assert _task(bench)["cost_usd"] == 0.05 == bench.server.ledger.credits() / 100


def test_a_cancellation_that_is_not_heard_leaves_the_task_known(bench: Bench) -> None:
    bench.add(
        Fault(kind="task_stuck", path=SUBMIT),
        Fault(kind="status", method="DELETE", status=503, times=9),
    )
    bench.unwanted.set()
    _stop_when(bench, lambda: bool(_task(bench)))

    with pytest.raises(StoppedError):
        bench.paint()

    assert "status" not in _task(bench)


def test_a_job_that_is_cancelled_while_its_request_is_sent_ends_the_task(bench: Bench) -> None:
    bench.add(Fault(kind="slow", path=SUBMIT, seconds=0.5))
    bench.server.settings.image_s = 30
    bench.unwanted.set()
    _stop_when(bench, lambda: bench.submits() > 0)

    with pytest.raises(StoppedError):
        bench.paint()

    assert (_deletions(bench), bench.server.tasks) == (1, [])


def test_jitter_adds_a_fifth_at_most_and_never_takes_away() -> None:
    pauses = {jittered(5.0) for _ in range(200)}

    assert 5.0 <= min(pauses) < max(pauses) <= 6.0


def _stop_when(bench: Bench, is_so: Callable[[], bool]) -> None:
    def watch() -> None:
        wait_until(is_so)
        bench.stop.set()

    threading.Thread(target=watch, daemon=True).start()
