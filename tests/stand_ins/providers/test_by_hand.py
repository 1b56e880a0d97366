"""The stand-ins can be started by hand and steered from another process."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.stand_ins.providers.asking import wait_until
from tests.stand_ins.providers.faults import Fault
from tests.stand_ins.providers.ledger import LedgerView
from tests.stand_ins.providers.openai_settings import ModelAnswer
from tests.stand_ins.providers.steering import Steering

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [
        sys.executable,
        "-m",
        "tests.stand_ins.providers",
        "--ledger",
        str(tmp_path / "ledger.json"),
    ]
    with subprocess.Popen(
        [*command, "--image-seconds", "0", "--list-length", "segments=10"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def environment_of(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout
    lines = [process.stdout.readline().removeprefix("export ") for _ in range(5)]
    return dict(line.strip().split("=", 1) for line in lines)


def order_picture(environment: dict[str, str], prompt: str) -> requests.Response:
    return requests.post(
        f"{environment['ADGEN_RUNWAY_BASE_URL']}/v1/text_to_image",
        json={"model": "gen4_image", "promptText": prompt, "ratio": "1280:720"},
        headers={
            "Authorization": f"Bearer {environment['RUNWAYML_API_SECRET']}",
            "X-Runway-Version": "2024-11-06",
        },
        timeout=60,
    )


def test_it_prints_the_environment_and_obeys_another_process(
    started: subprocess.Popen[str], tmp_path: Path
) -> None:
    environment = environment_of(started)
    runway = Steering(environment["ADGEN_RUNWAY_BASE_URL"])
    openai = Steering(environment["OPENAI_BASE_URL"])

    runway.add_fault(Fault(kind="status", status=503))
    openai.lay_answer(ModelAnswer(content={"a": 1}))
    runway.change(credits=12)
    answers = [order_picture(environment, "a field").status_code for _ in range(4)]

    assert answers == [503, 200, 200, 400]
    wait_until(lambda: runway.tasks()[-1]["status"] == "SUCCEEDED")
    assert runway.ledger.times_paid() == {"a field": 2}
    assert openai.settings["list_lengths"] == {"segments": 10}
    kept = LedgerView.model_validate_json((tmp_path / "ledger.runway.json").read_text())
    assert kept.credits() == 10


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_even_while_an_answer_is_stalled(
    started: subprocess.Popen[str], name: signal.Signals
) -> None:
    environment = environment_of(started)
    runway = Steering(environment["ADGEN_RUNWAY_BASE_URL"])
    runway.add_fault(Fault(kind="stall", seconds=3600))
    with pytest.raises(requests.Timeout):
        requests.get(f"{environment['ADGEN_RUNWAY_BASE_URL']}/v1/organization", timeout=0.2)

    started.send_signal(name)

    assert started.wait(timeout=60) == 0
