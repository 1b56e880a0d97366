"""A terminal of its own for each test: a home that nobody else uses, no keys."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adgen_dagster.terminal.app import main

Adgen = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = [sys.executable, "-P", "-m", "adgen_dagster.terminal"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    return bare_environment(home)


def bare_environment(home: Path) -> dict[str, str]:
    """What a newcomer has: none of our settings."""
    ours = ("ADGEN_", "OPENAI_", "RUNWAYML_", "MAX_CONCURRENT", "FILE_CLEANUP", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "DAGSTER_HOME": str(home), "COLUMNS": "100", "ADGEN_ENV_FILE": ""}


@pytest.fixture
def adgen(environment: dict[str, str]) -> Adgen:
    """Runs `adgen` to its end; settings of the environment by name."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            env=environment | settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return run


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


AdgenHere = Callable[..., Said]


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For tests that change nothing: an instance takes a second to make."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def adgen_here(
    environment: dict[str, str],
    shared_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Generator[AdgenHere]:
    """Runs `adgen` in this process, which is quicker."""
    mask = os.umask(0o022)
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = {number: signal.getsignal(number) for number in numbers}
    for name in os.environ.keys() - environment.keys():
        monkeypatch.delenv(name)
    monkeypatch.setenv("DAGSTER_HOME", str(shared_home))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("ADGEN_ENV_FILE", "")

    def run(*arguments: str, **settings: str) -> Said:
        monkeypatch.setattr("sys.argv", ["adgen", *arguments])
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    yield run
    os.umask(mask)
    for number, handler in handlers.items():
        signal.signal(number, handler)
