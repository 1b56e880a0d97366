"""The process is killed with -9 at every point of a purchase: nothing is ever paid twice.

The table at the end of each test is the promise: how often the server was paid before the kill,
after the work was taken up again, and after it was taken up once more.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.media.photos import PHOTO_NAME
from tests.providers.runway.bench import Bench, large_photo
from tests.stand_ins.providers.asking import wait_until
from tests.stand_ins.providers.faults import Fault

SUBMIT = "/v1/text_to_image"
PROJECT = Path(__file__).resolve().parents[3]


@contextmanager
def at_work(bench: Bench, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.providers.runway.at_work"]
    process = subprocess.Popen(
        [*command, bench.server.url, bench.server.key, str(bench.root), *more],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _killed_when(bench: Bench, is_so: Callable[[], bool], *more: str) -> None:
    with at_work(bench, *more) as process:
        wait_until(is_so)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL


def _paid_again(bench: Bench) -> list[int]:
    """How often was paid after taking the work up again, twice."""
    counts: list[int] = []
    for _ in range(2):
        assert bench.paint().path.is_file()
        counts.append(bench.paid)
    return counts


def test_killed_before_the_request_is_sent(bench: Bench, tmp_path: Path) -> None:
    photo = str(large_photo(tmp_path / PHOTO_NAME))
    bench.add(Fault(kind="stall", path="/v1/uploads", seconds=20, handled=False))
    _killed_when(bench, lambda: "request" in bench.documents(), photo)
    before = bench.paid

    after = _paid_again(bench)

    assert (before, after) == (0, [1, 1])


def test_killed_after_runway_has_begun_and_before_it_has_answered(bench: Bench) -> None:
    bench.add(Fault(kind="stall", path=SUBMIT, seconds=20))
    _killed_when(bench, lambda: bench.paid == 1)
    before = bench.paid

    errors = [bench.refused(), bench.refused()]

    assert [error.kind for error in errors] == [ErrorKind.UNKNOWN_OUTCOME] * 2
    assert (before, bench.paid, bench.submits()) == (1, 1, 1)


def test_killed_while_a_request_is_under_way_that_runway_never_reads(bench: Bench) -> None:
    bench.add(Fault(kind="stall", path=SUBMIT, seconds=20, handled=False))
    _killed_when(bench, lambda: bench.submits() == 1)
    before = bench.paid

    errors = [bench.refused(), bench.refused()]

    assert [error.kind for error in errors] == [ErrorKind.UNKNOWN_OUTCOME] * 2
    assert (before, bench.paid, bench.submits()) == (0, 0, 1)


def test_a_person_who_tries_again_after_such_a_kill_pays_once_more_knowingly(
    bench: Bench,
) -> None:
    bench.add(Fault(kind="stall", path=SUBMIT, seconds=20))
    _killed_when(bench, lambda: bench.paid == 1)
    bench.refused("first")

    made = bench.paint("the person tries again")

    assert made.path.is_file()
    assert bench.paid == 2


def test_killed_between_two_refusals(bench: Bench) -> None:
    bench.add(
        Fault(kind="status", path=SUBMIT, status=503, retry_after=20),
    )
    _killed_when(bench, lambda: "refused" in bench.document("submit-1"))
    before = bench.paid

    after = _paid_again(bench)

    assert (before, after, bench.submits()) == (0, [1, 1], 2)


@pytest.mark.parametrize("stage", ["PENDING", "RUNNING"])
def test_killed_while_the_task_is_waited_for(bench: Bench, stage: str) -> None:
    bench.server.settings.pending_s = 1.5 if stage == "PENDING" else 0.0
    bench.server.settings.image_s = 0.1 if stage == "PENDING" else 1.5
    _killed_when(bench, lambda: bool(bench.server.ledger.requests_like("GET", "/v1/tasks/*")))
    before = bench.paid

    after = _paid_again(bench)

    assert (before, after, bench.submits()) == (1, [1, 1], 1)


def test_killed_while_a_failed_task_waits_for_its_next_try(bench: Bench) -> None:
    bench.add(Fault(kind="task_fails", path=SUBMIT, code="INTERNAL"))
    _killed_when(bench, lambda: bench.document("task-1").get("status") == "FAILED")

    bench.paint()
    bench.paint()

    assert bench.server.ledger.credits() == 5


def test_killed_while_the_result_is_fetched(bench: Bench) -> None:
    bench.add(Fault(kind="slow", path="/outputs/*", seconds=20))
    _killed_when(bench, lambda: bool(bench.server.ledger.requests_like("GET", "/outputs/*")))
    before = bench.paid
    half = [path.name for path in bench.folder.iterdir()]

    after = _paid_again(bench)

    assert [name[:6] for name in half] == [".half-"]
    assert (before, after, bench.submits()) == (1, [1, 1], 1)


def test_killed_when_the_picture_is_there_and_its_result_is_not_kept(bench: Bench) -> None:
    _killed_when(bench, (bench.folder / "painted").exists)
    before = bench.paid

    after = _paid_again(bench)

    assert (before, after, bench.submits()) == (1, [1, 1], 1)
