"""The real code server: runs are forks of the code on the disk, and end with their server.

One server for all: each test leaves it able to start runs, and the last one kills it.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import psutil
import pytest
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import GrpcServerTarget
from dagster._grpc.client import DagsterGrpcClient

import adgen_dagster
from tests.journeys.processes import FORK_SERVER, RUN, Process, process_of
from tests.production.starting import wait_for_answer

TOY = """
import os, time
import dagster as dg
from adgen_dagster.execution.termination import end_with_the_code_server
from adgen_dagster.execution import told
import threading

class Work:
    stop, lost = threading.Event(), threading.Event()

@dg.asset
def toy(context) -> None:
    end_with_the_code_server(Work())
    with open(os.environ["TOY_SAYS"], "a") as said:
        said.write(f"{os.getpid()} {told.WORD}\\n")
    while os.path.exists(os.environ["TOY_WAITS"]):
        time.sleep(0.05)

defs = dg.Definitions(assets=[toy], executor=dg.in_process_executor)
"""
LIMIT_S = 120

pytestmark = pytest.mark.slow


@dataclass
class Server:
    """A code server on a copy of the package, whose asset says who it is."""

    process: subprocess.Popen[bytes]
    copy: Path
    says: Path
    waits: Path
    launch: Callable[[], str]
    instance: dg.DagsterInstance

    def launched(self) -> tuple[str, int, str]:
        """A new run's id, and its process and word, when it has spoken."""
        before = self.spoken()
        run = self.launch()
        wait_until(lambda: len(self.spoken()) > len(before))
        pid, word = self.spoken()[-1].split()
        return run, int(pid), word

    def spoken(self) -> list[str]:
        """What runs have said of themselves, a line each."""
        return self.says.read_text().splitlines() if self.says.is_file() else []

    def ended(self, run: str) -> dg.DagsterRunStatus:
        """How a run has ended, when it has."""
        wait_until(lambda: self.instance.get_run_by_id(run).is_finished)
        return self.instance.get_run_by_id(run).status

    def children(self) -> list[Process]:
        found: list[Process] = []
        for each in psutil.Process(self.process.pid).children(True):
            with suppress(psutil.NoSuchProcess):  # ended meanwhile, a zombie included
                found.append(process_of(each))
        return found


def wait_until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether it runs: who has lost its parent may be left unburied, where nobody is init."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    tmp_path = tmp_path_factory.mktemp("server")
    copy, home, socket = tmp_path / "code", tmp_path / "home", tmp_path / "s"
    shutil.copytree(Path(adgen_dagster.__file__).parent, copy / "adgen_dagster")
    (copy / "adgen_dagster" / "execution" / "told.py").write_text("WORD = 'old'\n")
    (copy / "toy.py").write_text(TOY)
    home.mkdir()
    says, waits, log = tmp_path / "says", tmp_path / "waits", tmp_path / "log"
    environment = os.environ | {
        "DAGSTER_HOME": str(home),
        "PYTHONPATH": str(copy),
        "TOY_SAYS": str(says),
        "TOY_WAITS": str(waits),
    }
    command = [sys.executable, "-P", "-m", "adgen_dagster.execution.code_server"]
    process = subprocess.Popen(
        [
            *command,
            "--socket",
            str(socket),
            "--module-name",
            "toy",
            "--working-directory",
            str(copy),
        ],
        env=environment,
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
    )
    client = DagsterGrpcClient(socket=str(socket))
    target = GrpcServerTarget(host="localhost", port=None, socket=str(socket), location_name="toy")
    try:
        wait_for_answer(
            process, log, lambda: client.ping("there?"), DagsterUserCodeUnreachableError
        )
        with (
            dg.DagsterInstance.from_config(str(home)) as instance,
            WorkspaceProcessContext(instance, target) as workspace,
        ):
            yield Server(process, copy, says, waits, _launcher(instance, workspace), instance)
    finally:
        process.kill()
        process.wait()


def _launcher(
    instance: dg.DagsterInstance, workspace: WorkspaceProcessContext
) -> Callable[[], str]:
    context = workspace.create_request_context()
    location = context.get_code_location("toy")
    repository = next(iter(location.get_repositories().values()))
    job = repository.get_full_job("__ASSET_JOB")

    def launch() -> str:
        plan = location.get_execution_plan(job, {}, None, None, instance)
        run = instance.create_run(
            job_name=job.name,
            run_id=None,
            run_config={},
            status=None,
            resolved_op_selection=None,
            op_selection=None,
            step_keys_to_execute=None,
            tags={},
            root_run_id=None,
            parent_run_id=None,
            job_snapshot=job.job_snapshot,
            execution_plan_snapshot=plan.execution_plan_snapshot,
            parent_job_snapshot=job.parent_job_snapshot,
            remote_job_origin=job.get_remote_origin(),
            job_code_origin=job.get_python_origin(),
            asset_selection=None,
            asset_check_selection=None,
            asset_graph=repository.asset_graph,
        )
        return instance.launch_run(run.run_id, context).run_id

    return launch


def test_a_run_is_a_fork_and_is_seen_to_end(server: Server) -> None:
    run, _, word = server.launched()

    assert server.ended(run) is dg.DagsterRunStatus.SUCCESS
    assert word == "old"
    assert FORK_SERVER in {child.part for child in server.children()}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_runs_end_with_their_fork_server_and_the_next_one_starts(
    server: Server, number: signal.Signals
) -> None:
    server.waits.touch()
    _, at_work, _ = server.launched()
    (forking,) = [each.pid for each in server.children() if each.part == FORK_SERVER]
    os.kill(forking, number)

    wait_until(lambda: not is_alive(at_work))
    server.waits.unlink()
    assert server.ended(server.launch()) is dg.DagsterRunStatus.SUCCESS


def test_code_that_was_changed_is_taken_up_by_the_next_run_and_all_end_with_the_code_server(
    server: Server,
) -> None:
    server.waits.touch()
    _, at_work, _ = server.launched()
    (server.copy / "adgen_dagster" / "execution" / "told.py").write_text("WORD = 'newer'\n")
    _, changed, word = server.launched()
    left = {child.pid for child in server.children() if child.part in {FORK_SERVER, RUN}}
    server.process.kill()

    assert word == "newer"
    assert {at_work, changed} < left
    wait_until(lambda: not any(map(is_alive, left)))
