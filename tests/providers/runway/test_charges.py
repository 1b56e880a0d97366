"""What a job is told of each task's cost, beside what Runway has charged."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.runway.records import charges_in
from adgen_dagster.storage.artifacts import StoppedError
from tests.providers.runway.bench import PLACE, QUICK, Bench, brief
from tests.stand_ins.providers.asking import wait_until
from tests.stand_ins.providers.faults import Fault

SUBMIT = "/v1/text_to_image"
TASK = "/v1/tasks/*"


def charged(bench: Bench) -> float:
    bench.server.settle()
    return bench.server.ledger.credits() / 100


def stopped_when(bench: Bench, is_so: Callable[[], bool]) -> None:
    def watch() -> None:
        wait_until(is_so)
        bench.stop.set()

    threading.Thread(target=watch, daemon=True).start()
    with pytest.raises(StoppedError):
        bench.paint()
    bench.stop.clear()


def test_a_task_is_told_when_it_is_accepted_and_once_however_often_it_is_told(
    bench: Bench,
) -> None:
    bench.server.settings.image_s = 0.4
    stopped_when(bench, lambda: bool(bench.told))
    before = bench.known

    bench.paint()
    bench.paint()

    assert before == bench.known == (charged(bench), 0.0) == (0.05, 0.0)
    assert {charge.path for charge in bench.told} == {f"{PLACE}/take-01/submit-1.json"}
    assert bench.told[0].call_id == bench.document("task-1")["id"]
    assert (bench.told[0].provider, bench.told[0].model) == ("runway", "gen4_image")


def test_each_try_of_a_task_that_fails_is_told_with_what_stayed_charged(bench: Bench) -> None:
    bench.add(Fault(kind="task_fails", path=SUBMIT, code="INTERNAL"))

    bench.paint()

    assert bench.paid == 2
    assert bench.known == (charged(bench), 0.0) == (0.05, 0.0)


def test_a_request_without_an_answer_is_told_with_what_it_may_have_cost(bench: Bench) -> None:
    bench.add(Fault(kind="cut_after_body", path=SUBMIT))

    bench.refused()
    bench.refused()

    assert bench.known == (0.0, 0.05)


def test_a_task_that_never_began_may_have_cost_something(bench: Bench) -> None:
    bench.retry_policy = replace(QUICK, queue_limit_s=0.1)
    bench.add(Fault(kind="task_stuck", path=SUBMIT, stuck_at="THROTTLED"))

    error = bench.refused()

    assert bench.known == (0.0, 0.05)
    assert "up to 0.05 USD" in str(error)


def test_a_task_that_is_gone_before_it_was_seen_running_may_have_cost_something(
    bench: Bench,
) -> None:
    bench.add(Fault(kind="status", method="GET", path=TASK, status=404, times=99))

    bench.refused()

    assert bench.known == (0.0, 0.05)


def test_a_task_that_somebody_cancelled_without_a_word_on_its_price_is_told_so(
    bench: Bench,
) -> None:
    bench.server.settings.tells_cost = False
    bench.add(Fault(kind="task_cancelled", path=SUBMIT))

    bench.refused()

    assert bench.known == (0.0, 0.05)


@pytest.mark.parametrize(("stage", "known"), [("RUNNING", (0.05, 0.0)), ("PENDING", (0.0, 0.05))])
def test_a_task_that_runs_when_its_job_is_cancelled_is_told_with_its_price(
    bench: Bench, stage: str, known: tuple[float, float]
) -> None:
    bench.add(Fault(kind="task_stuck", path=SUBMIT, stuck_at=stage))  # type: ignore[arg-type]
    bench.unwanted.set()
    sign = "running_since" if stage == "RUNNING" else "id"

    stopped_when(bench, lambda: sign in bench.document("task-1"))

    assert bench.known == known
    assert charged(bench) <= sum(known)


def test_a_cancelled_job_that_is_continued_has_what_was_ended_with_it_made_anew(
    bench: Bench,
) -> None:
    bench.add(Fault(kind="task_stuck", path=SUBMIT))
    bench.unwanted.set()
    stopped_when(bench, lambda: "running_since" in bench.document("task-1"))
    bench.unwanted.clear()

    made = bench.paint("the person continues")

    assert made.path.is_file()
    assert (bench.paid, bench.known) == (2, (0.1, 0.0))


def test_a_store_that_refuses_the_tasks_document_loses_no_task(bench: Bench) -> None:
    """A folder in the document's place: the write fails, for root as well."""
    bench.take()
    in_the_way = bench.root / "store" / PLACE / "take-01" / "task-1.json"
    in_the_way.mkdir()

    made = bench.paint()

    assert made.path.is_file()
    assert (bench.paid, bench.known) == (1, (0.05, 0.0))


def test_a_run_that_ends_while_the_store_refuses_is_taken_up_by_what_was_told(
    bench: Bench,
) -> None:
    bench.server.settings.image_s = 0.4
    bench.take()
    in_the_way = bench.root / "store" / PLACE / "take-01" / "task-1.json"
    in_the_way.mkdir()
    stopped_when(bench, lambda: bool(bench.told))
    in_the_way.rmdir()

    made = bench.paint()

    assert made.path.is_file()
    assert (bench.submits(), bench.paid, bench.known) == (1, 1, (0.05, 0.0))


def test_where_nothing_could_be_told_either_the_outcome_is_unknown_and_priced(
    bench: Bench,
) -> None:
    bench.server.settings.image_s = 0.4
    bench.take()
    in_the_way = bench.root / "store" / PLACE / "take-01" / "task-1.json"
    in_the_way.mkdir()
    stopped_when(bench, lambda: bool(bench.told))
    in_the_way.rmdir()
    bench.told.clear()

    error = bench.refused()

    assert error.kind is ErrorKind.UNKNOWN_OUTCOME
    assert "0.05" in str(error)
    assert bench.known == (0.0, 0.05)


def test_what_a_killed_run_has_not_told_stands_in_its_take(bench: Bench) -> None:
    bench.paint()
    take = bench.take()
    bench.told.clear()

    for charge in charges_in(take):
        take.charge(charge)

    assert bench.known == (0.05, 0.0)


def test_the_wordings_of_a_line_stand_in_its_take(bench: Bench, tmp_path: Path) -> None:
    take = bench.take(place="jobs/film/audio/take-01/line-01")
    said = brief()
    for line in ("Fresh coffee, every single morning.", "Fresh coffee."):
        bench.narrator.speak(line, before="", after="", brief=said, take=take, folder=tmp_path)

    found = list(charges_in(take))

    assert len(found) == 2
    assert sum(charge.cost_usd for charge in found) == pytest.approx(charged(bench))


def test_a_take_of_the_version_before_is_read_with_its_price(bench: Bench) -> None:
    take = bench.take()
    take.write("request", {"endpoint": SUBMIT, "estimated_usd": 0.08})
    take.write("submit-1", {"at": "2026-11-24T00:00:00+00:00", "endpoint": SUBMIT})

    (charge,) = charges_in(take)

    assert (charge.cost_usd, charge.at_most_usd) == (0.0, 0.08)


@pytest.mark.parametrize("title", ["task-1", "submit-1", "request"])
@pytest.mark.parametrize("spoilt", [b"", b"[]", b"{"])
def test_documents_that_cannot_be_read_cost_no_second_task(
    title: str, spoilt: bytes, bench: Bench
) -> None:
    bench.paint()
    bench.store.write_bytes(f"{PLACE}/take-01/{title}.json", spoilt)

    assert bench.paint().path.is_file()

    assert bench.paid == 1
    assert bench.known == (charged(bench), 0.0)
