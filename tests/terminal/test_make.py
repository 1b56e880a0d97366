"""`adgen make` with the real stack: three short segments instead of ten."""

import os
import re
import signal
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest

from adgen_dagster.stack.processes import end_all, marked
from tests.terminal.conftest import COMMAND, Adgen

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
JOB = re.compile(r"^job (\w{26})$", re.MULTILINE)
BRIEF = "A bakery that opens at five, for people who work nights"


SHORT = {"ADGEN_SPOT_ACTS": "1+1+1"}


@pytest.fixture
def alone(environment: dict[str, str], home: Path) -> Generator[dict[str, str]]:
    """No stack runs yet; whatever is left of one is ended."""
    yield environment | SHORT
    end_all(home)


@pytest.fixture
def strangers(tmp_path: Path) -> Path:
    """A folder of somebody's, with files that are named like modules; each leaves a trace.

    And with settings, by which Dagster would work elsewhere and send keys to their server.
    """
    folder = tmp_path / "downloads"
    folder.mkdir()
    for name in ("calendar", "ffmpeg", "dagster", "yaml", "adgen_dagster", "sitecustomize"):
        trace = f"open({str(folder / f'{name}.ran')!r}, 'w')\n"
        (folder / f"{name}.py").write_text(trace, encoding="utf-8")
    (folder / ".env").write_text(
        f"DAGSTER_HOME={folder}/home\nOPENAI_BASE_URL=http://127.0.0.1:9\n"
    )
    return folder


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def last_line(output: str) -> Path:
    return Path(output.splitlines()[-1])


def test_a_film_that_was_interrupted_is_finished_later(
    adgen: Adgen, alone: dict[str, str], home: Path, tmp_path: Path, strangers: Path
) -> None:
    with subprocess.Popen(
        [*COMMAND, "make", "--yes", BRIEF],
        env=alone,
        cwd=strangers,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout
        said = ""
        for line in iter(running.stdout.readline, ""):
            said += line
            if line.startswith("pictures: approved"):
                running.send_signal(signal.SIGINT)
    job = JOB.findall(said)[0]
    left = marked(home)
    finished = adgen("make", job, "--yes", "--out", str(tmp_path / "film.mp4"), **alone)
    again = adgen("make", job, **alone)

    assert running.returncode == 130
    assert f"go on with: adgen make {job}" in said
    assert left == []
    assert list(strangers.glob("*.ran")) == [], "a stranger's file was run"
    assert finished.returncode == 0, finished.stderr
    assert "script: approved" not in finished.stdout
    assert last_line(finished.stdout) == tmp_path / "film.mp4"
    assert (tmp_path / "film.mp4").stat().st_size > 10_000
    assert (tmp_path / "film.mp4").stat().st_mode & 0o777 == 0o666 & ~umask()
    open_to_others = [file for file in home.rglob("*") if file.stat().st_mode & 0o077]
    assert open_to_others == []
    assert "\x1b" not in finished.stdout
    assert "offline provider: no API key is set" in finished.stdout
    assert "in the Dagster UI: start it: adgen up" in finished.stdout
    assert last_line(again.stdout).is_file()
    assert "waiting for the stack" not in again.stdout
    assert marked(home) == []
