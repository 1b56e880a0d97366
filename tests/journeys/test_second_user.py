"""Two users on one machine: what the first left in the temporary folder is in nobody's way."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from ulid import ULID

from adgen_dagster.settings import load_settings
from adgen_dagster.storage.scratch import scratch_folder
from tests.terminal.conftest import COMMAND, bare_environment

NOBODY = 65534
AS_NOBODY = (
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    # The interpreter may lie in root's home: it may be read. Nothing may be written there.
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
)


@pytest.fixture
def shared() -> Generator[Path]:
    """A temporary folder as a system has it: everybody may write there."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o1777)
        yield Path(made)


@pytest.mark.slow
@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root becomes another user"
)
def test_a_second_user_of_the_machine_makes_a_film(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ADGEN_SCRATCH_DIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    with scratch_folder(load_settings().scratch_dir, str(ULID())):
        pass
    own = shared / "home of nobody"
    own.mkdir()
    os.chown(own, NOBODY, NOBODY)
    environment = {
        **bare_environment(own / "dagster"),
        "TMPDIR": str(shared),
        "HOME": str(own),
        "ADGEN_SPOT_ACTS": "1+1+1",
        "USER": "nobody",
    }

    made = subprocess.run(
        [*AS_NOBODY, *COMMAND, "make", "--yes", "A bakery that opens at five"],
        env=environment,
        cwd=own,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )

    assert made.returncode == 0, made.stdout[-3000:] + made.stderr[-3000:]
    film = Path(made.stdout.splitlines()[-1])
    assert (film.stat().st_uid, film.stat().st_mode & 0o777) == (NOBODY, 0o600)
    assert film.stat().st_size > 10_000
