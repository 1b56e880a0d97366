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


def test_those_who_begin_at_once_share_one_stack_and_the_last_ends_it_without_a_trace(
    our_home: Path, chosen: Settings, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()

    def enter(home: Path) -> tuple[ExitStack, Stack]:
        use = ExitStack()
        return use, use.enter_context(stack_in_use(home, wanted, Starter.MAKE))

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = chosen.model_copy(update={"port": taken.getsockname()[1]})
        with ThreadPoolExecutor(4) as pool:
            elsewhere, *users = pool.map(enter, [tmp_path / "other", *[our_home] * 3])
        elsewhere[0].close()
    stacks = [stack for _, stack in users]
    stacks[0].wait_ready()
    running, alive_at_work = running_on(our_home), len(marked(our_home))
    alive_after = []
    for use, stack in users:
        use.close()
        alive_after.append(stack.is_alive)

    assert len({stack.running.pid for stack in stacks}) == 1
    assert running == stacks[0].running
    assert alive_at_work >= 4
    urls = {stacks[0].url, elsewhere[1].url, f"http://127.0.0.1:{wanted.port}"}
    assert len(urls) == 3, "a port is passed over that is taken, by somebody or by another home"
    assert alive_after == [True, True, False]
    assert marked(our_home) == marked(tmp_path / "other") == []
    assert running_on(our_home) is None


def test_up_ends_what_a_killed_stack_left_and_runs_until_it_is_told_to_end(
    our_home: Path, chosen: Settings, environment: dict[str, str]
) -> None:
    up = [*COMMAND, "up"]
    with stack_in_use(our_home, chosen, Starter.MAKE) as killed:
        assert wait_until(lambda: len(marked(our_home)) >= 4, 120)
        os.kill(killed.running.pid, signal.SIGKILL)
        assert wait_until(lambda: not killed.is_alive, 60)
        orphans = marked(our_home)
        with subprocess.Popen(up, env=environment, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout
            lines = iter(running.stdout.readline, "")
            ready = next(line for line in lines if "The stack is ready" in line)
            left = set(orphans) & set(marked(our_home))
            second = subprocess.run(
                up, env=environment, capture_output=True, text=True, timeout=120, check=False
            )
            running.send_signal(signal.SIGTERM)
            running.stdout.read()

    assert orphans
    assert left == set()
    assert "http://127.0.0.1:" in ready
    assert second.returncode == 1
    assert "The stack runs already" in second.stderr
    assert running.returncode == 128 + signal.SIGTERM
    assert marked(our_home) == []


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
