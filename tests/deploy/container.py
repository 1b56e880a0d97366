"""One role's container without a container engine: its file system, its user, its processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.deploy.files import ROOT, Service, command_of, dockerfile
from tests.deploy.image import Layer, do, furnish, hide_checkout

HEALTHY_S = 180.0
LOOK_S = 0.2

INIT = """
import signal, subprocess, sys
child = subprocess.Popen(sys.argv[1:])
signal.signal(signal.SIGTERM, lambda *_: child.terminate())
code = child.wait()
sys.exit(code if code >= 0 else 128 - code)
"""
"""What `init: true` brings: a first process that hands on the signal to end. No shell: what a shell
starts in the background ignores SIGINT, and Dagster takes SIGTERM for the same."""


@dataclass
class Container:
    """A service of compose.yaml that runs the very command it names.

    Its root is read only, but for /tmp and its volumes, as `read_only: true` has it; its user is
    the image's; it has no capability; its processes have a namespace of their own, and end with it.
    """

    service: Service
    image: Layer
    folder: Path
    settings: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    healthy_after_s: float = 0.0
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / f"{self.service.name}.log"

    @property
    def root(self) -> Path:
        """Where its file system is."""
        return self.folder / "containers" / self.service.name

    def prepare(self, volumes: Path) -> None:
        """Mount its file system."""
        self.root.mkdir(parents=True)
        # Without what is mounted in the image's root; Python is needed again, the rest made anew.
        for part in ("", "usr/local"):
            do("mount", "--bind", self.image.root / part, self.root / part)
            do("mount", "-o", "remount,bind,ro", self.root / part)
        furnish(self.root)
        hide_checkout(self.root)
        for target, name in self.service.volumes.items():
            volume = volumes / name
            if not volume.exists():
                # A new volume takes its owner from the image's folder of that place.
                volume.mkdir(parents=True)
                shutil.copystat(self.root / target.lstrip("/"), volume)
                owner = (self.root / target.lstrip("/")).stat()
                os.chown(volume, owner.st_uid, owner.st_gid)
            do("mount", "--bind", volume, self.root / target.lstrip("/"))

    def inside(self, *command: str) -> list[str]:
        """The command line that runs `command` in here, as the image's user."""
        image = dockerfile()[-1]
        user, _, group = image.last("USER").partition(":")
        environment = {**image.environment, **self.settings}
        return [
            *("chroot", str(self.root), "setpriv", f"--reuid={user}", f"--regid={group}"),
            *("--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"),
            *("env", "-i", f"--chdir={image.last('WORKDIR')}"),
            *(f"{name}={value}" for name, value in environment.items()),
            *command,
        ]

    def start(self) -> None:
        """Begin."""
        command = self.service.about.get("command") or command_of(dockerfile()[-1])
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *("unshare", "--pid", "--fork", "--kill-child=KILL"),
                    f"--mount-proc={self.root}/proc",
                    *self.inside("python", "-c", INIT, *command),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_healthy(self) -> None:
        """Run its health check, as compose.yaml names it, until it succeeds."""
        began = time.monotonic()
        while self.run(*self.service.check).returncode:
            if self.process and self.process.poll() is not None:
                raise SystemExit(f"{self.service.name} has ended:\n{self.tail()}")
            if time.monotonic() - began > HEALTHY_S:
                raise SystemExit(f"{self.service.name} does not become healthy:\n{self.tail()}")
            time.sleep(LOOK_S)
        self.healthy_after_s = time.monotonic() - began

    def wait_done(self) -> None:
        """Wait for a service that does one thing and ends."""
        assert self.process
        if self.process.wait(HEALTHY_S):
            raise SystemExit(f"{self.service.name} failed:\n{self.tail()}")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run something else in here, as `docker compose exec` does."""
        return subprocess.run(
            self.inside(*command), check=False, capture_output=True, text=True, timeout=HEALTHY_S
        )

    def end(self) -> int:
        """Tell it to end, as `docker compose stop` does; its exit code, 137 when it was killed."""
        assert self.process
        for pid in self._first():
            os.kill(pid, signal.SIGTERM)
        try:
            return self.process.wait(self.service.grace_s)
        except subprocess.TimeoutExpired:
            self.kill()
            return 128 + signal.SIGKILL

    def kill(self) -> None:
        """`kill -9` of its first process: the kernel takes all others with it."""
        if self.process:
            for pid in self._first():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.kill()
            self.process.wait()

    def users(self) -> set[int]:
        """The ids of the users that its processes run as."""
        found, left = set[int](), self._first()
        while left:
            pid = left.pop()
            found.add(Path(f"/proc/{pid}").stat().st_uid)
            left += children_of(pid)
        return found

    def tail(self) -> str:
        """The end of what it wrote."""
        return self.log.read_text(errors="replace")[-4000:]

    def _first(self) -> list[int]:
        assert self.process
        return [] if self.process.poll() is not None else children_of(self.process.pid)


def children_of(pid: int) -> list[int]:
    """The processes that a process has begun."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def checkout_is_hidden(container: Container) -> bool:
    """Whether nothing of the checkout can be seen in there."""
    return not (container.root / str(ROOT).lstrip("/") / "Dockerfile").exists()
