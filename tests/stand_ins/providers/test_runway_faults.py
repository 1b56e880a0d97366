"""Each fault of the stand-in of Runway strikes as asked, and the ledger tells what was paid."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.stand_ins.providers.asking import (
    ask_runway,
    clip_body,
    ended,
    image_body,
    submitted,
    wait_until,
    waited_for,
)
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.runway_api import RunwayServer

SUBMIT = "/v1/text_to_image"


@pytest.mark.parametrize("status", [400, 401, 429, 500, 502, 503, 504])
def test_a_status_strikes_once_and_costs_nothing(runway: RunwayServer, status: int) -> None:
    runway.faults.add(Fault(kind="status", path=SUBMIT, status=status, retry_after=3))

    struck = ask_runway(runway, "POST", SUBMIT, image_body())
    then = ask_runway(runway, "POST", SUBMIT, image_body())

    assert (struck.status_code, struck.headers["Retry-After"]) == (status, "3")
    assert then.status_code == 200
    assert len(runway.ledger.paid) == 1


def test_out_of_credits_is_worded_as_runway_words_it(runway: RunwayServer) -> None:
    runway.faults.add(Fault(kind="out_of_credits"))

    answer = ask_runway(runway, "POST", SUBMIT, image_body())

    assert answer.status_code == 400
    assert "enough credits" in answer.json()["error"]


def test_a_fault_waits_for_its_prompt_and_its_turn(runway: RunwayServer) -> None:
    runway.faults.add(Fault(kind="status", text="segment 02", skip=1, times=2, status=503))

    statuses = [
        ask_runway(runway, "POST", SUBMIT, image_body(prompt)).status_code
        for prompt in ("segment 02", "segment 01", "segment 02", "segment 02", "segment 02")
    ]

    assert statuses == [200, 200, 503, 503, 200]


@pytest.mark.parametrize(
    ("fault", "paid"),
    [
        (Fault(kind="cut_before_body", path=SUBMIT), 0),
        (Fault(kind="cut_after_body", path=SUBMIT), 1),
        (Fault(kind="cut_after_body", path=SUBMIT, handled=False), 0),
        (Fault(kind="cut_mid_answer", path=SUBMIT), 1),
        (Fault(kind="truncated", path=SUBMIT), 1),
    ],
)
def test_a_cut_connection_fails_the_client_and_may_have_cost(
    runway: RunwayServer, fault: Fault, paid: int
) -> None:
    runway.faults.add(fault)

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        ask_runway(runway, "POST", SUBMIT, image_body())

    assert len(runway.ledger.paid) == paid
    wait_until(lambda: runway.ledger.requests[0].fault == fault.kind)


@pytest.mark.parametrize(("handled", "paid"), [(True, 1), (False, 0)])
def test_a_stalled_answer_outlasts_the_client(
    runway: RunwayServer, *, handled: bool, paid: int
) -> None:
    runway.faults.add(Fault(kind="stall", seconds=60, handled=handled))

    with pytest.raises(requests.Timeout):
        requests.post(
            runway.url + SUBMIT,
            json=image_body(),
            headers={"Authorization": f"Bearer {runway.key}", "X-Runway-Version": "2024-11-06"},
            timeout=0.3,
        )

    assert len(runway.ledger.paid) == paid


def test_a_stopped_server_does_not_wait_for_a_stalled_answer() -> None:
    runway = RunwayServer().start()
    runway.faults.add(Fault(kind="stall", seconds=3600))
    with ThreadPoolExecutor() as clients:
        waiting = clients.submit(ask_runway, runway, "POST", SUBMIT, image_body())
        wait_until(lambda: len(runway.ledger.paid) == 1)

        runway.stop()

        with pytest.raises(requests.ConnectionError):
            waiting.result(timeout=60)


def test_a_body_that_is_no_json_is_sent_with_status_200(runway: RunwayServer) -> None:
    runway.faults.add(Fault(kind="invalid_json", path=SUBMIT))

    answer = ask_runway(runway, "POST", SUBMIT, image_body())

    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_downloads_can_be_cut_short_slow_dead_or_of_another_kind(runway: RunwayServer) -> None:
    task = ended(runway, submitted(runway, "text_to_image", image_body("a sunny field")))
    url = task["output"][0]
    whole = requests.get(url, timeout=60).content
    for kind in ("truncated", "slow", "expired_url", "wrong_type"):
        runway.faults.add(Fault(kind=kind, path="/outputs/*", text="sunny", seconds=0.2))

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        _ = requests.get(url, timeout=60).content
    slow = requests.get(url, timeout=60)
    expired = requests.get(url, timeout=60)
    page = requests.get(url, timeout=60)

    assert slow.content == whole
    assert expired.status_code == 403
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html")


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("SAFETY.INPUT.TEXT", 25),
        ("SAFETY.OUTPUT.VIDEO", 25),
        ("INPUT_PREPROCESSING.SAFETY.TEXT", 25),
        ("INPUT_PREPROCESSING.INTERNAL", 0),
        ("INTERNAL.BAD_OUTPUT.CODE01", 0),
        ("THIRD_PARTY.UNAVAILABLE", 0),
        ("ASSET.INVALID", 0),
    ],
)
def test_a_failed_task_says_why_and_what_it_cost(
    runway: RunwayServer, code: str, kept: int
) -> None:
    runway.faults.add(Fault(kind="task_fails", path="/v1/image_to_video", code=code))

    task = ended(runway, submitted(runway, "image_to_video", clip_body()))

    assert (task["status"], task["failureCode"], task["cost"]["credits"]) == ("FAILED", code, kept)
    assert task["failure"]
    assert (runway.ledger.credits(), runway.ledger.paid[0].refunded) == (kept, 25 - kept)


@pytest.mark.parametrize("status", ["PENDING", "THROTTLED", "RUNNING"])
def test_a_stuck_task_never_ends_but_lets_others_pass(runway: RunwayServer, status: str) -> None:
    runway.faults.add(Fault(kind="task_stuck", stuck_at=status, text="stuck"))
    stuck = submitted(runway, "text_to_image", image_body("stuck"))

    ended(runway, submitted(runway, "text_to_image", image_body("free")))

    assert waited_for(runway, stuck, {status})["estimatedCost"] == {"credits": 5}


def test_a_task_can_be_cancelled_by_someone_else(runway: RunwayServer) -> None:
    runway.faults.add(Fault(kind="task_cancelled"))

    task = ended(runway, submitted(runway, "text_to_image", image_body()))

    assert (task["status"], task["cost"]) == ("CANCELLED", {"credits": 5})


def test_another_process_can_steer_the_server(runway: RunwayServer) -> None:
    admin = runway.url + "/_loopback"
    requests.patch(f"{admin}/settings", json={"credits": 7, "image_s": 0}, timeout=60)
    requests.post(f"{admin}/faults", json={"kind": "status", "status": 503}, timeout=60)

    struck = ask_runway(runway, "POST", SUBMIT, image_body("a field"))
    ended(runway, submitted(runway, "text_to_image", image_body("a field")))

    assert struck.status_code == 503
    assert requests.get(f"{admin}/ledger", timeout=60).json()["paid"][0]["credits"] == 5
    assert requests.get(f"{admin}/tasks", timeout=60).json()[0]["status"] == "SUCCEEDED"
    assert requests.get(f"{admin}/faults", timeout=60).json() == []
    wrong = requests.post(f"{admin}/faults", json={"kind": "nonsense"}, timeout=60)
    assert wrong.status_code == 400
    assert len(runway.ledger.requests) >= 3
    assert not runway.ledger.requests_like(path="/_loopback*")
