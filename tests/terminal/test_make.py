"""`adgen make` with the real stack, by the second user of a machine: three segments, not ten."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ulid import ULID

from adgen_dagster.settings import load_settings
from adgen_dagster.stack.processes import end_all, marked
from adgen_dagster.storage.scratch import scratch_folder
from tests.terminal.conftest import COMMAND, bare_environment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
JOB = re.compile(r"^job (\w{26})$", re.MULTILINE)
BRIEF = "A bakery that opens at five, for people who work nights"
NOBODY = 65534
AS_NOBODY = (
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    # The interpreter may lie in root's home: it may be read. Nothing may be written there.
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
)


@dataclass
class User:
    """Somebody at a terminal: another user than ours, where we are root and can be another."""

    uid: int
    folder: Path
    environment: dict[str, str]

    @property
    def home(self) -> Path:
        return self.folder / "dagster"

    def adgen(self, *arguments: str) -> list[str]:
        """A command of theirs."""
        return [*(AS_NOBODY if self.uid != os.geteuid() else ()), *COMMAND, *arguments]

    def runs(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`adgen` to its end."""
        return subprocess.run(
            self.adgen(*arguments),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch) -> Generator[User]:
    """Whoever was on the machine before has left something in the temporary folder of all."""
    with tempfile.TemporaryDirectory() as shared:
        Path(shared).chmod(0o1777)
        monkeypatch.delenv("ADGEN_SCRATCH_DIR", raising=False)
        monkeypatch.setattr(tempfile, "tempdir", shared)
        with scratch_folder(load_settings().scratch_dir, str(ULID())):
            pass
        own = Path(shared) / "home of nobody"
        own.mkdir()
        is_another = os.geteuid() == 0 and shutil.which("setpriv")
        made = User(
            uid=NOBODY if is_another else os.geteuid(),
            folder=own,
            environment={
                **bare_environment(own / "dagster"),
                "TMPDIR": shared,
                "HOME": str(own),
                "USER": "nobody",
                "ADGEN_SPOT_ACTS": "1+1+1",
            },
        )
        os.chown(own, made.uid, -1)
        yield made
        end_all(made.home)


@pytest.fixture
def strangers(user: User) -> Path:
    """A folder of somebody's, with files that are named like modules; each leaves a trace.

    And with settings, by which Dagster would work elsewhere and send keys to their server.
    """
    folder = user.folder / "downloads"
    folder.mkdir()
    os.chown(folder, user.uid, -1)
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


def test_a_second_user_finishes_a_film_that_was_interrupted(user: User, strangers: Path) -> None:
    with subprocess.Popen(
        user.adgen("make", "--yes", BRIEF),
        env=user.environment,
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
    left, film = marked(user.home), user.folder / "film.mp4"
    finished = user.runs("make", job, "--yes", "--out", str(film))
    again = user.runs("make", job)

    assert running.returncode == 130
    assert f"go on with: adgen make {job}" in said
    assert left == []
    assert list(strangers.glob("*.ran")) == [], "a stranger's file was run"
    assert finished.returncode == 0, finished.stdout[-3000:] + finished.stderr[-3000:]
    assert "script: approved" not in finished.stdout
    assert last_line(finished.stdout) == film
    assert film.stat().st_size > 10_000
    assert film.stat().st_mode & 0o777 == 0o666 & ~umask()
    open_to_others = [file for file in user.home.rglob("*") if file.stat().st_mode & 0o077]
    assert open_to_others == []
    assert "\x1b" not in finished.stdout
    assert "offline provider: no API key is set" in finished.stdout
    assert "in the Dagster UI: start it: adgen up" in finished.stdout
    kept = last_line(again.stdout)
    assert kept.stat().st_size > 10_000
    assert (kept.stat().st_uid, kept.stat().st_mode & 0o777) == (user.uid, 0o600)
    assert "waiting for the stack" not in again.stdout
    assert marked(user.home) == []
