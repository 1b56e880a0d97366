"""One real stack on a home: started, shared, ended without a trace."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from adgen_dagster.settings import Settings, load_settings
from adgen_dagster.stack.home import prepare_home
from adgen_dagster.stack.processes import end_all, marked, wait_until
from adgen_dagster.stack.stack import (
    Stack,
    StackError,
    Starter,
    log_tail,
    running_on,
    stack_in_use,
)
from tests.terminal.conftest import COMMAND

pytestmark = pytest.mark.slow


@pytest.fixture
def our_home(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """A home on which whatever a test leaves behind is ended."""
    for name in os.environ.keys() - environment.keys():
        monkeypatch.delenv(name)
    monkeypatch.setenv("DAGSTER_HOME", environment["DAGSTER_HOME"])
    made = prepare_home()
    yield made
    end_all(made)


@pytest.fixture
def chosen(our_home: Path) -> Settings:
    return load_settings()


def test_a_stack_is_ready_then_gone_without_a_trace(our_home: Path, chosen: Settings) -> None:
    with stack_in_use(our_home, chosen, Starter.MAKE) as stack:
        stack.wait_ready()

        assert running_on(our_home) == stack.running
        assert len(marked(our_home)) >= 4

    assert marked(our_home) == []
    assert running_on(our_home) is None


def test_those_who_begin_at_once_share_one_stack_and_the_last_ends_it(
    our_home: Path, chosen: Settings
) -> None:
    def enter(_: int) -> tuple[ExitStack, Stack]:
        use = ExitStack()
        return use, use.enter_context(stack_in_use(our_home, chosen, Starter.MAKE))

    with ThreadPoolExecutor(3) as pool:
        users = list(pool.map(enter, range(3)))
    stacks = [stack for _, stack in users]
    alive_after = []
    for use, stack in users:
        use.close()
        alive_after.append(stack.is_alive)

    assert len({stack.running.pid for stack in stacks}) == 1
    assert alive_after == [True, True, False]
    assert marked(our_home) == []


def test_what_a_killed_stack_left_is_ended_before_the_next_begins(
    our_home: Path, chosen: Settings
) -> None:
    with stack_in_use(our_home, chosen, Starter.MAKE) as killed:
        killed.wait_ready()
        os.kill(killed.running.pid, signal.SIGKILL)
        assert wait_until(lambda: not killed.is_alive, 10)
        orphans = marked(our_home)
        with stack_in_use(our_home, chosen, Starter.MAKE) as stack:
            stack.wait_ready()

            assert orphans
            assert not set(orphans) & set(marked(our_home))

    assert marked(our_home) == []


def test_a_port_that_is_taken_is_passed_over(our_home: Path, chosen: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with stack_in_use(our_home, chosen.model_copy(update={"port": port}), Starter.MAKE) as one:
            assert one.url != f"http://127.0.0.1:{port}"


def test_two_homes_that_begin_at_once_take_two_ports(
    our_home: Path, chosen: Settings, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()

    with (
        stack_in_use(our_home, chosen, Starter.MAKE) as one,
        stack_in_use(tmp_path / "other", chosen, Starter.MAKE) as other,
    ):
        assert one.url != other.url


def test_no_second_daemon_is_started_beside_one_that_is_not_ours(
    our_home: Path, chosen: Settings
) -> None:
    waiting = [sys.executable, "-c", "import sys; sys.stdin.read()", "dagster._daemon"]
    with subprocess.Popen(waiting, stdin=subprocess.PIPE) as stranger:
        with (
            pytest.raises(StackError, match=f"process {stranger.pid}"),
            stack_in_use(our_home, chosen, Starter.MAKE),
        ):
            pass
        is_left_alone = stranger.poll() is None
        stranger.kill()

    assert is_left_alone


def test_code_that_does_not_load_is_told_at_once(
    our_home: Path, chosen: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ffmpeg.py").write_text("raise ImportError('broken on purpose')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}")

    with (
        pytest.raises(StackError, match=r"cannot load the code.*broken on purpose"),
        stack_in_use(our_home, chosen, Starter.MAKE) as stack,
    ):
        stack.wait_ready()

    assert "broken on purpose" in log_tail(our_home)
    assert "\x1b" not in log_tail(our_home)
    assert marked(our_home) == []


def test_up_runs_until_it_is_told_to_end(our_home: Path, environment: dict[str, str]) -> None:
    up = [*COMMAND, "up"]
    with subprocess.Popen(up, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        lines = iter(running.stdout.readline, "")
        ready = next(line for line in lines if "The stack is ready" in line)
        second = subprocess.run(
            up, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        running.send_signal(signal.SIGTERM)
        running.stdout.read()

    assert "http://127.0.0.1:" in ready
    assert second.returncode == 1
    assert "The stack runs already" in second.stderr
    assert running.returncode == 128 + signal.SIGTERM
    assert marked(our_home) == []
