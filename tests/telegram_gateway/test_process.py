"""`python -m telegram_gateway` as it runs in production: a process that is ended, and killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adgen_dagster.domain.words import Product
from adgen_dagster.stack.processes import wait_until
from tests.stand_ins.telegram import EXAMPLE_TOKEN, SeenMessage
from tests.telegram_gateway.house import APPROVE, Customer, House, now

ROOT = Path(__file__).parents[2]
NewCustomer = Callable[..., Customer]
SECRET = EXAMPLE_TOKEN.partition(":")[2]


@dataclass
class Process:
    """The gateway's process; its log goes to one file, however often it is started."""

    house: House
    folder: Path
    environment: dict[str, str] = field(default_factory=dict[str, str])
    running: subprocess.Popen[bytes] | None = None

    @property
    def log_file(self) -> Path:
        return self.folder / "gateway.log"

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")

    def starts(self) -> None:
        with self.log_file.open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "telegram_gateway"],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={
                    **os.environ,
                    **self.house.tg.environment(),
                    "DAGSTER_HOME": str(self.folder / "instance"),
                    "ADGEN_ARTIFACTS_URL": str(self.folder / "artifacts"),
                    "ADGEN_SCRATCH_DIR": str(self.folder / "scratch"),
                    "ADGEN_PROVIDER": "offline",
                    "ADGEN_SPOT_ACTS": "1+1+1",
                    **self.environment,
                },
            )

    def is_killed(self) -> None:
        assert self.running
        self.running.kill()
        self.running.wait(60)

    def ends(self) -> int:
        assert self.running
        self.running.send_signal(signal.SIGTERM)
        return self.running.wait(60)


@pytest.fixture
def process(house: House, tmp_path: Path) -> Iterator[Process]:
    house.closes()
    house.may_be_refused = True  # who is killed asks a second time for what was done
    (tmp_path / "instance" / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    process = Process(house, tmp_path)
    yield process
    if process.running and process.running.poll() is None:
        process.is_killed()


@contextmanager
def killed_meanwhile(process: Process) -> Iterator[None]:
    process.is_killed()
    yield
    process.starts()


def test_killed_at_every_stage_it_goes_on_and_delivers_once(
    process: Process, customer: NewCustomer
) -> None:
    ann, house = customer(), process.house
    process.starts()
    house.worker.hold(Product.SEGMENTS)
    ann.person.says("Реклама: Кофейня у моря")
    ann.chat.wait_for("🎬", timeout_s=60)

    with killed_meanwhile(process):
        house.worker.let_go()
    script = ann.chat.wait_for(button=APPROVE, timeout_s=60)
    _wait_until_remembered(ann, script)
    with killed_meanwhile(process):
        tap = ann.person.taps(APPROVE)
    tap.wait_for_answer(60)
    pictures = ann.chat.wait_for("Вот ", button=APPROVE, timeout_s=60)
    _wait_until_remembered(ann, pictures)
    with killed_meanwhile(process):
        tap = ann.person.taps(APPROVE)
    tap.wait_for_answer(60)
    clips = ann.chat.wait_for("Нравится анимация", button=APPROVE, timeout_s=60)
    _wait_until_remembered(ann, clips)
    stalled = house.tg.faults.stall(120, method="editMessageMedia", times=1)
    ann.approves()
    house.tg.wait_until(lambda: stalled.met, "the film to be under way")
    with killed_meanwhile(process):
        house.tg.faults.end()
    ann.chat.wait_for("✅ Готово", timeout_s=60)

    films = [m for m in ann.chat.messages if m.video and not m.album_id]
    assert len(films) == 1
    assert len([m for m in ann.chat.messages if m.photo]) == 3
    assert not [m for m in ann.chat.messages if "▰" in m.text]
    assert now(ann, script).buttons == []
    assert process.ends() == 0
    assert SECRET not in process.log


def test_it_ends_while_telegram_cannot_be_reached(process: Process) -> None:
    with process.house.tg.down():
        process.starts()
        _wait_for_log(process, "telegram_not_reached")

        assert process.ends() == 0

    assert SECRET not in process.log


def test_a_wrong_token_ends_it_with_a_clear_word(process: Process) -> None:
    wrong = "7000000009:AAHwrong-token-for-tests-987654321"
    process.environment["TELEGRAM_BOT_TOKEN"] = wrong

    process.starts()

    assert process.running
    assert process.running.wait(60) == os.EX_CONFIG
    assert "Telegram refuses TELEGRAM_BOT_TOKEN." in process.log
    assert "AAHwrong" not in process.log


def test_a_wrong_setting_is_named_and_its_value_is_not(process: Process) -> None:
    process.environment["TELEGRAM_OPEN_JOBS"] = "many-0815"

    process.starts()

    assert process.running
    assert process.running.wait(60) == os.EX_CONFIG
    assert "TELEGRAM_OPEN_JOBS" in process.log
    assert "0815" not in process.log


def _wait_for_log(process: Process, text: str) -> None:
    assert wait_until(lambda: text in process.log, 60), f"no {text!r} in the log"


def _wait_until_remembered(ann: Customer, question: SeenMessage) -> None:
    """Until then a question that stands in the chat already is asked once more after a kill."""
    notebook, mark = ann.house.studio.notebook, f'"message":{question.message_id}'
    key = f"telegram/job/{ann.job()}"
    assert wait_until(lambda: mark in (notebook.read(key) or ""), 60)
