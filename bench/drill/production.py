"""A production on one machine: PostgreSQL, S3, code server, daemon, webserver, gateway."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import psutil

from adgen_dagster.instance.journal import Journal
from adgen_dagster.settings import STACK_MARK, settings
from adgen_dagster.stack.health import Health, WebserverError
from adgen_dagster.stack.home import INSTANCE_FILE, checkout
from adgen_dagster.stack.processes import end_all, marked
from adgen_dagster.studio.studio import Studio, open_studio
from bench.drill.services import Service, Services
from bench.figures import environment
from tests.journeys.processes import FORK_SERVER, process_of
from tests.production.object_store import object_store
from tests.production.ports import free_port
from tests.production.postgres import PostgresServer, postgres
from tests.stand_ins.providers.openai_api import OpenAIServer
from tests.stand_ins.providers.runway_api import RunwayServer
from tests.stand_ins.providers.runway_settings import RunwaySettings
from tests.stand_ins.telegram import TelegramServer

READY_S = 400.0
LOOK_S = 0.3
SCRATCH_MB = 96
IMAGE_S, CLIP_S, TEXT_S = 4.0, 5.0, 3.0
CHOSEN = {
    "ADGEN_PROVIDER": "auto",
    "ADGEN_SPOT_ACTS": "1+1+1",
    "ADGEN_RUNWAY_POLL_S": "0.5",
    "ADGEN_RUNWAY_RETRY_WAITS_S": "1,2",
    "ADGEN_APPROVAL_TIMEOUT_S": "1200",
    "ADGEN_MIN_FREE_MB": "4",
    "MAX_CONCURRENT_JOBS": "8",
}
OURS = ("code server", "daemon", "webserver", "gateway")
_BIN = Path(sys.executable).parent


class RunwayBehindDoor(RunwayServer):
    """Runway, whose links lead through a door as well."""

    door = ""

    @property
    def url(self) -> str:
        """Where people reach it."""
        return self.door or super().url


@dataclass
class Production:
    """Everything that runs, and what the drill does to it."""

    home: Path
    scratch: Path
    temporary: Path
    database: PostgresServer
    telegram: TelegramServer
    runway: RunwayServer
    openai: OpenAIServer
    services: Services
    studio: Studio
    journal: Journal
    webserver_url: str

    def run_workers(self) -> list[int]:
        """Processes that work on a run, and what they have started."""
        ours = set(marked(self.home)) - self.services.pids()
        return sorted(pid for pid in ours if not _is_helper(pid))

    def database_pids(self) -> list[int]:
        """PostgreSQL's processes, the first of them last."""
        process = self.database.process
        if process is None:
            return []
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        return [*map(int, listed.split()), process.pid]

    def choose(self, *names: str, **chosen: str) -> None:
        """Start some of our own processes again, with other settings."""
        for name in names:
            service = self.services[name]
            service.environment.update(chosen)
            service.end(signal.SIGKILL)
            service.is_wanted = True

    def second_daemon(self) -> Service:
        """One more daemon on the same instance, as a mistake in a deployment starts it."""
        first = self.services["daemon"]
        return self.services.add(
            Service(
                "second daemon", _daemon(self.home), first.environment, self.home / "second.log"
            )
        )

    def wait_ready(self) -> None:
        """Wait until the webserver answers, the code is loaded and the daemon lives."""
        began, until = time.time(), time.monotonic() + READY_S
        while not self._is_ready(began):
            if time.monotonic() > until:
                raise TimeoutError(f"the production is not ready; its logs are in {self.home}")
            time.sleep(LOOK_S)

    def _is_ready(self, began: float) -> bool:
        try:
            health = Health.ask(self.webserver_url)
        except WebserverError:
            return False
        return health.is_loaded and not health.silent_since(began)


@contextmanager
def production(folder: Path) -> Generator[Production]:
    """Start all of it below a folder, and end it."""
    home, scratch, temporary = folder / "home", folder / "scratch", folder / "scratch" / "tmp"
    home.mkdir()
    scratch.mkdir()
    shutil.copyfile(checkout() / "deploy" / INSTANCE_FILE, home / INSTANCE_FILE)
    with ExitStack() as held:
        held.enter_context(_small_disk(scratch))
        temporary.mkdir()
        services = Services()
        database = held.enter_context(postgres())
        bucket = held.enter_context(object_store())
        telegram = held.enter_context(TelegramServer())
        latencies = RunwaySettings(image_s=IMAGE_S, clip_s=CLIP_S, concurrency=50)
        runway = held.enter_context(RunwayBehindDoor(latencies))
        openai = held.enter_context(OpenAIServer())
        openai.settings.text_s = TEXT_S
        doors = {
            name: _door(services, name, url, home / "doors.log")
            for name, url in (("S3", bucket.url), ("OpenAI", openai.url), ("Runway", runway.url))
        }
        runway.door = doors["Runway"]
        held.callback(services.stop)
        variables = {
            **CHOSEN,
            **database.environment,
            **bucket.environment,
            **openai.environment,
            **runway.environment,
            **telegram.environment(),
            "DAGSTER_HOME": str(home),
            "ADGEN_SCRATCH_DIR": str(scratch),
            "TMPDIR": str(temporary),
            "AWS_ENDPOINT_URL_S3": doors["S3"],
            "OPENAI_BASE_URL": f"{doors['OpenAI']}/v1",
            "DAGSTER_GRPC_TIMEOUT_SECONDS": "60",
        }
        webserver_url = _start(services, home, variables)
        held.callback(end_all, home)
        held.enter_context(environment(**variables))
        settings.cache_clear()
        held.callback(settings.cache_clear)
        studio = held.enter_context(open_studio())
        journal = Journal(held.enter_context(dg.DagsterInstance.get()))
        running = Production(
            *(home, scratch, temporary, database, telegram, runway, openai, services),
            *(studio, journal, webserver_url),
        )
        running.wait_ready()
        yield running


def _start(services: Services, home: Path, variables: Mapping[str, str]) -> str:
    """Start our four processes with the commands of `deploy/compose.yaml`; the webserver's URL."""
    code, web = free_port(), free_port()
    workspace = home / "workspace.yaml"
    workspace.write_text(
        f"load_from:\n  - grpc_server: {{host: 127.0.0.1, port: {code}, location_name: adgen}}\n"
    )
    commands = {
        "code server": [
            *(sys.executable, "-m", "adgen_dagster.execution.code_server"),
            *("--host=127.0.0.1", f"--port={code}"),
            *("--module-name=adgen_dagster.definitions", "--location-name=adgen"),
        ],
        "daemon": _daemon(home),
        "webserver": [
            *(str(_BIN / "dagster-webserver"), "--host=127.0.0.1", f"--port={web}"),
            f"--workspace={workspace}",
        ],
        "gateway": [sys.executable, "-m", "telegram_gateway"],
    }
    for name, command in commands.items():
        marks = {**variables, STACK_MARK: str(home)}
        services.add(Service(name, command, marks, home / f"{name.replace(' ', '-')}.log"))
    services.start()
    return f"http://127.0.0.1:{web}"


def _daemon(home: Path) -> list[str]:
    return [str(_BIN / "dagster-daemon"), "run", f"--workspace={home / 'workspace.yaml'}"]


def _door(services: Services, name: str, url: str, log: Path) -> str:
    port = free_port()
    target = url.rpartition(":")[2]
    command = [sys.executable, "-m", "bench.drill.relay", str(port), target]
    services.add(Service(name, command, {}, log))
    return f"http://127.0.0.1:{port}"


@contextmanager
def _small_disk(folder: Path) -> Generator[None]:
    """A disk of its own for scratch files, small enough to be filled; it takes root."""
    size = f"size={SCRATCH_MB}m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "adgen-drill", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _is_helper(pid: int) -> bool:
    """Whether a process is Python's own help for one with children; it ends with that."""
    try:
        process = process_of(psutil.Process(pid))
    except psutil.NoSuchProcess:
        return False
    return process.part == FORK_SERVER or "resource_tracker" in process.command
