"""A request for a task: refused, unreachable, or sent and never answered."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.runway.api_models import Refusal
from adgen_dagster.providers.runway.failures import refusal
from adgen_dagster.storage.artifacts import StoppedError
from tests.providers.runway.bench import Bench
from tests.stand_ins.providers.exchange import Answer, Request
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.runway_api import RunwayServer

SUBMIT = "/v1/text_to_image"


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_refusal_that_passes_is_tried_twice_more(bench: Bench, status: int) -> None:
    bench.add(Fault(kind="status", path=SUBMIT, status=status, times=2))

    made = bench.paint()

    assert made.path.is_file()
    assert (bench.submits(), bench.paid) == (3, 1)
    assert "task-3" in bench.documents()


@pytest.mark.parametrize(
    ("status", "kind"), [(429, ErrorKind.RATE_LIMITED), (503, ErrorKind.UNAVAILABLE)]
)
def test_a_refusal_that_does_not_pass_ends_and_can_be_taken_up_later(
    bench: Bench, status: int, kind: ErrorKind
) -> None:
    bench.add(Fault(kind="status", path=SUBMIT, status=status, times=3))

    error = bench.refused()
    made = bench.paint()

    assert (error.kind, error.is_over, error.cost_usd) == (kind, False, 0.0)
    assert made.path.is_file()
    assert bench.store.takes("jobs/film/images/04")[-1].number == 1
    assert bench.paid == 1


def test_retry_after_in_seconds_is_honoured(bench: Bench) -> None:
    bench.add(Fault(kind="status", path=SUBMIT, status=429, retry_after=0.5))

    bench.paint()

    first, second = bench.server.ledger.requests_like("POST", SUBMIT)
    assert second.at - first.ended_at >= 0.45


def test_retry_after_as_a_date_is_honoured(tmp_path: Path) -> None:
    class Dated(RunwayServer):
        def refusal(self, fault: Fault, request: Request) -> Answer:
            answer = super().refusal(fault, request)
            moment = datetime.now(UTC) + timedelta(seconds=2)
            answer.headers["Retry-After"] = format_datetime(moment, usegmt=True)
            return answer

    with Dated() as server:
        bench = Bench(server, tmp_path)
        bench.add(Fault(kind="status", path=SUBMIT, status=503))

        bench.paint()

        first, second = server.ledger.requests_like("POST", SUBMIT)
    assert second.at - first.ended_at >= 0.9


def test_a_very_long_pause_is_told_rather_than_waited_for(bench: Bench) -> None:
    bench.add(Fault(kind="status", path=SUBMIT, status=429, retry_after=7200))

    error = bench.refused()

    assert error.kind is ErrorKind.RATE_LIMITED
    assert "7200 s" in str(error)
    assert bench.submits() == 1


def test_a_runway_that_cannot_be_reached_has_begun_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    server = RunwayServer(port=port)
    bench = Bench(server, tmp_path)
    # The port is taken, but nobody has begun to listen to it: what is sent there finds no one.
    server._http.server_close()

    error = bench.refused()

    assert (error.kind, error.is_over) == (ErrorKind.UNAVAILABLE, False)
    assert [name for name in bench.documents() if name.startswith("submit")] == [
        "submit-1",
        "submit-2",
        "submit-3",
    ]
    with RunwayServer(port=port) as there:
        assert Bench(there, tmp_path).paint().path.is_file()
        assert len(there.ledger.paid) == 1


def test_a_name_that_is_not_found_has_begun_nothing(bench: Bench) -> None:
    bench.url = "https://runway.invalid"

    error = bench.refused()

    assert (error.kind, error.is_over) == (ErrorKind.UNAVAILABLE, False)
    assert all("refused" in bench.document(f"submit-{number}") for number in (1, 2, 3))


def test_a_server_that_speaks_no_tls_has_begun_nothing(bench: Bench) -> None:
    bench.url = bench.server.url.replace("http://", "https://")

    error = bench.refused()

    assert (error.kind, error.is_over) == (ErrorKind.UNAVAILABLE, False)
    assert bench.server.ledger.requests == []


@pytest.mark.parametrize(
    ("fault", "paid"),
    [
        (Fault(kind="cut_after_body", path=SUBMIT), 1),
        (Fault(kind="cut_after_body", path=SUBMIT, handled=False), 0),
        (Fault(kind="cut_before_body", path=SUBMIT), 0),
        (Fault(kind="cut_mid_answer", path=SUBMIT), 1),
        (Fault(kind="truncated", path=SUBMIT), 1),
        (Fault(kind="stall", path=SUBMIT, seconds=2), 1),
        (Fault(kind="stall", path=SUBMIT, seconds=2, handled=False), 0),
        (Fault(kind="wrong_type", path=SUBMIT), 1),
        (Fault(kind="invalid_json", path=SUBMIT), 1),
        (Fault(kind="status", path=SUBMIT, status=500), 0),
    ],
    ids=lambda part: part.kind if isinstance(part, Fault) else str(part),
)
def test_a_request_without_an_answer_is_never_sent_again_by_itself(
    bench: Bench, fault: Fault, paid: int
) -> None:
    bench.add(fault)

    first = bench.refused()
    second = bench.refused()

    for error in (first, second):
        assert (error.kind, error.is_over) == (ErrorKind.UNKNOWN_OUTCOME, True)
        assert "may pay a second time" in str(error)
    assert bench.submits() == 1
    assert bench.paid == paid


def test_a_person_who_tries_again_begins_a_new_take(bench: Bench) -> None:
    bench.add(Fault(kind="cut_after_body", path=SUBMIT))
    bench.refused("first")

    made = bench.paint("the person tries again")

    assert made.path.is_file()
    assert [take.number for take in bench.store.takes("jobs/film/images/04")] == [1, 2]
    assert bench.paid == 2


def test_a_gateway_in_between_that_gives_up_leaves_the_outcome_open() -> None:
    page = refusal(504, None)
    own = refusal(504, Refusal(error="Overloaded"))
    with_task = refusal(502, Refusal(error="Overloaded", id="0a1b"))

    assert [error.did_nothing for error in (page, own, with_task)] == [False, True, False]


@pytest.mark.parametrize(
    ("status", "kind", "ending"),
    [
        (400, ErrorKind.BAD_REQUEST, "for good"),
        (401, ErrorKind.UNAUTHORIZED, "for now"),
        (402, ErrorKind.OUT_OF_CREDIT, "for now"),
        (403, ErrorKind.UNAUTHORIZED, "for now"),
        (413, ErrorKind.BAD_REQUEST, "for good"),
    ],
)
def test_what_runway_will_not_do_is_not_asked_again(
    bench: Bench, status: int, kind: ErrorKind, ending: str
) -> None:
    bench.add(Fault(kind="status", path=SUBMIT, status=status, message="Says Runway itself"))

    error = bench.refused()

    assert (error.kind, error.is_over) == (kind, ending == "for good")
    assert "Says Runway itself" in str(error)
    assert (bench.submits(), bench.paid) == (1, 0)


def test_a_prompt_that_is_too_long_is_told_in_runways_words(bench: Bench) -> None:
    error = bench.refused(prompt="x" * 1001)

    assert error.kind is ErrorKind.BAD_REQUEST
    assert "promptText: Too big" in str(error)


def test_missing_credits_have_their_own_kind(bench: Bench) -> None:
    bench.server.settings.credits = 3

    error = bench.refused()

    assert (error.kind, error.is_over) == (ErrorKind.OUT_OF_CREDIT, False)
    assert bench.paid == 0


def test_a_used_up_day_is_a_limit_of_rate(bench: Bench) -> None:
    bench.server.settings.daily_generations = 0

    error = bench.refused()

    assert error.kind is ErrorKind.RATE_LIMITED
    assert "today" in str(error)


def test_a_run_that_has_to_end_sends_nothing_any_more(bench: Bench) -> None:
    bench.stop.set()

    with pytest.raises(StoppedError):
        bench.paint()

    assert bench.submits() == 0
    assert "submit-1" not in bench.documents()
