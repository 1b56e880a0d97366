import os
import signal
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from adgen_dagster.errors import ErrorKind
from adgen_dagster.media import process
from adgen_dagster.media.errors import (
    DiskFullError,
    MediaError,
    MediaStoppedError,
    MediaUnavailableError,
)
from adgen_dagster.media.process import run_process

# A program that starts another, says both their ids, and would run for minutes.
PARENT_AND_CHILD = ["sh", "-c", "sleep 300 & echo $$ $!; sleep 300"]


class Heard:
    """What a program printed."""

    def __init__(self) -> None:
        self.text = ""

    def __call__(self, chunk: bytes) -> None:
        self.text += chunk.decode()

    @property
    def pids(self) -> list[int]:
        return [int(word) for word in self.text.split()]


def are_gone(pids: list[int]) -> bool:
    """Whether all of these have ended, as a killed program has within a moment."""
    deadline = time.monotonic() + 10
    while any(is_running(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def is_running(pid: int) -> bool:
    """Whether it runs; one whose parent has not noticed its end does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_program_that_takes_too_long_is_ended_with_all_its_children() -> None:
    heard = Heard()

    with pytest.raises(MediaError, match=r"waiting took longer than 0\.5 s"):
        run_process(PARENT_AND_CHILD, purpose="waiting", limit_s=0.5, on_stdout=heard)

    assert len(heard.pids) == 2
    assert are_gone(heard.pids)


def test_a_child_that_keeps_the_pipes_open_does_not_hold_us_up_for_ever() -> None:
    heard = Heard()
    leaves_a_child = ["sh", "-c", "sleep 300 & echo $!"]

    with pytest.raises(MediaError, match="took longer"):
        run_process(leaves_a_child, purpose="waiting", limit_s=0.5, on_stdout=heard)

    assert are_gone(heard.pids)


def test_a_stop_request_ends_the_program_with_all_its_children() -> None:
    heard, stop = Heard(), threading.Event()

    def stop_once_it_runs(chunk: bytes) -> None:
        heard(chunk)
        stop.set()

    with pytest.raises(MediaStoppedError, match="waiting was stopped"):
        run_process(
            PARENT_AND_CHILD, purpose="waiting", limit_s=60, on_stdout=stop_once_it_runs, stop=stop
        )

    assert are_gone(heard.pids)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_an_interrupt_while_waiting_leaves_no_program_behind(error: type[BaseException]) -> None:
    heard = Heard()

    def interrupt(chunk: bytes) -> None:
        heard(chunk)
        raise error

    with pytest.raises(error):
        run_process(PARENT_AND_CHILD, purpose="waiting", limit_s=60, on_stdout=interrupt)

    assert len(heard.pids) == 2
    assert are_gone(heard.pids)


def test_an_error_has_the_purpose_and_the_end_of_what_the_program_said() -> None:
    chatter = "import sys; print('x' * 100_000 + 'the reason', file=sys.stderr); sys.exit(3)"

    with pytest.raises(MediaError, match=r"cutting failed: x+the reason\.$") as raised:
        run_process([sys.executable, "-c", chatter], purpose="cutting", limit_s=60, on_stdout=print)

    assert len(str(raised.value)) < 2000


def test_a_program_that_fails_without_a_word_is_told_by_its_exit_code() -> None:
    with pytest.raises(MediaError, match="cutting failed: exit code 7"):
        run_process(["sh", "-c", "exit 7"], purpose="cutting", limit_s=60, on_stdout=print)


def test_a_program_ended_by_a_signal_has_failed() -> None:
    with pytest.raises(MediaError, match=f"exit code -{int(signal.SIGKILL)}"):
        run_process(["sh", "-c", "kill -9 $$"], purpose="cutting", limit_s=60, on_stdout=print)


def test_a_program_that_is_not_there_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(MediaUnavailableError, match="ffmpeg does not start"):
        run_process([str(tmp_path / "ffmpeg")], purpose="cutting", limit_s=60, on_stdout=print)


def test_a_program_that_found_no_room_says_so_in_one_sentence() -> None:
    with pytest.raises(
        DiskFullError, match=r"^saving failed: the disk is full; make room"
    ) as raised:
        run_process(
            ["sh", "-c", "LC_ALL=C cat /dev/zero > /dev/full"],
            purpose="saving",
            limit_s=10,
            on_stdout=Heard(),
        )

    assert raised.value.kind is ErrorKind.STORAGE


def test_a_program_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "TELEGRAM_BOT_TOKEN", "DATABASE_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "of-somebody")
    heard = Heard()

    run_process(["env"], purpose="looking", limit_s=10, on_stdout=heard)

    assert "of-somebody" not in heard.text
    assert "PATH=" in heard.text


@pytest.mark.skipif(sys.platform != "linux", reason="macOS cannot limit another process")
def test_a_program_cannot_take_all_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MEMORY_BYTES", 200 << 20)
    greedy = "import time; time.sleep(0.5); bytearray(400 << 20)"

    with pytest.raises(MediaError, match="MemoryError"):
        run_process(
            [sys.executable, "-c", greedy], purpose="taking", limit_s=20, on_stdout=lambda _: None
        )


@pytest.mark.skipif(sys.platform != "linux", reason="macOS cannot limit another process")
def test_a_program_s_time_is_limited_even_if_nobody_is_left_to_end_it() -> None:
    heard = Heard()

    run_process(
        ["sh", "-c", "sleep 0.5; ulimit -t"], purpose="looking", limit_s=10, on_stdout=heard
    )

    assert int(heard.text) <= 10 * (os.cpu_count() or 1) + 1
