"""Killed with -9 at any moment: what is told of a task's cost, beside what Runway has charged."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

from adgen_dagster.domain.spending import Charge
from adgen_dagster.errors import ErrorKind
from adgen_dagster.providers.base import ProviderError
from adgen_dagster.providers.runway.records import charges_in
from tests.providers.runway.at_work import TOLD
from tests.providers.runway.bench import Bench
from tests.providers.runway.test_killed import at_work
from tests.stand_ins.providers.asking import wait_until

KILLS = 8
SEED = int(os.environ.get("ADGEN_TEST_SEED", "17"))
LONGEST_S = 0.4
"""A purchase takes about a quarter of a second here."""


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_kill_at_any_moment_pays_nothing_twice_and_leaves_nothing_untold(
    bench: Bench, kill: int
) -> None:
    bench.server.settings.image_s = bench.server.settings.pending_s = 0.1
    after_s = random.Random(SEED + kill).uniform(0.0, LONGEST_S)  # noqa: S311 - no secret
    with at_work(bench) as process:
        wait_until(lambda: "request" in bench.documents())
        time.sleep(after_s)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(60)

    bench.told.extend(told_in(bench.root))
    is_unknown = not is_made(bench)
    for charge in charges_in(bench.take()):
        bench.told.append(charge)

    bench.server.settle()
    told_usd, at_most_usd = bench.known
    assert bench.paid == bench.submits() == 1
    assert (told_usd + at_most_usd, is_unknown) == (0.05, at_most_usd > 0)
    assert is_unknown or told_usd == bench.server.ledger.credits() / 100


def told_in(root: Path) -> list[Charge]:
    """What the process has told before it was killed."""
    told = root / TOLD
    lines = told.read_text().splitlines() if told.exists() else []
    return [Charge(**json.loads(line)) for line in lines]


def is_made(bench: Bench) -> bool:
    """Take the work up again, twice; whether it came to its end."""
    try:
        return bench.paint().path.is_file() and bench.paint().path.is_file()
    except ProviderError as error:
        if error.kind is not ErrorKind.UNKNOWN_OUTCOME:
            raise
        return False
